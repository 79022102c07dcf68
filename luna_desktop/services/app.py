"""The facade: all services of one home, opened and closed together."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from luna_desktop.domain.base import SHELF
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.services.age_up import AgeUpService
from luna_desktop.services.background import Background
from luna_desktop.services.birth import BirthService
from luna_desktop.services.bus import Bus
from luna_desktop.services.chat import ChatService
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.downloads import Downloads
from luna_desktop.services.exam import ExamService
from luna_desktop.services.exam_board import ExamBoard
from luna_desktop.services.forgetting import ForgetService
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.imports import ImportService
from luna_desktop.services.judging import Judging
from luna_desktop.services.karma import KarmaService
from luna_desktop.services.lengths import Lengths
from luna_desktop.services.lessons import LessonService
from luna_desktop.services.outlook import Outlook
from luna_desktop.services.ports import (
    Clock,
    Downloader,
    HomeLock,
    Merger,
    Ruler,
    SpeakerFactory,
    Tester,
    Trainer,
)
from luna_desktop.services.prospects import Prospects
from luna_desktop.services.recovery import Recovery
from luna_desktop.services.rehearing import RehearingService
from luna_desktop.services.settings import SettingsService
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.stores import (
    ConversationStore,
    DatabaseFile,
    ForgettingStore,
    GenerationFiles,
    ImportStore,
    LedgerStore,
    LessonStore,
    LineageStore,
    RehearingStore,
    SettingsStore,
)
from luna_desktop.services.teaching import MakeTeaching, Teachings
from luna_desktop.services.unheard import Unheard
from luna_desktop.services.workshop import Workshop

STOPPING = 3.0  # seconds a reply has to stop by itself


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept."""

    database: DatabaseFile
    conversations: ConversationStore
    imports: ImportStore
    ledger: LedgerStore
    lessons: LessonStore
    lineage: LineageStore
    settings: SettingsStore
    files: GenerationFiles
    forgetting: ForgettingStore
    rehearing: RehearingStore


class App:
    """One home. ``open`` before anything else; ``close`` leaves no child and no thread."""

    def __init__(
        self,
        home: Path,
        stores: Stores,
        *,
        trainer: Trainer,
        factory: SpeakerFactory,
        merger: Merger,
        tester: Tester,
        downloader: Downloader,
        kept_of_hubs: Path,
        speeds: Speeds,
        lock: HomeLock,
        ruler: Ruler,
        teachings: Mapping[str, MakeTeaching],
        background: Background,
        clock: Clock,
        on_open: Callable[[], Callable[[], None]],
    ) -> None:
        self.home = home
        self.bus = Bus()
        self._stores = stores
        self._lock = lock
        self._on_open = on_open
        self._on_close: Callable[[], None] = _nothing
        self._background = background
        self.coordinator = Coordinator()
        s, bus, rng = stores, self.bus, random.Random()
        coordinator = self.coordinator

        def seeds() -> int:
            return rng.randrange(2**31)

        self.settings = SettingsService(s.settings)
        self.generations = GenerationService(
            s.lineage,
            s.files,
            coordinator,
            factory=factory,
            merger=merger,
            background=background,
            bus=bus,
            seeds=seeds,
            shelf=home / SHELF,
        )
        self._recovery = Recovery(s.lineage, s.files, self.generations, background=background, bus=bus)
        self.teachings = Teachings(teachings, s.lineage, background)
        self.karma = KarmaService(
            s.ledger, s.conversations, s.lessons, s.lineage, teachings=self.teachings, background=background
        )

        async def due() -> bool:
            return await self.age_up.due()

        judging = Judging(s.conversations, s.lessons, self.karma, due=due, bus=bus)
        self.unheard = Unheard(s.conversations, judging, coordinator, bus)
        lengths = Lengths(
            s.lessons, self.generations, ruler, teachings=self.teachings, background=background, bus=bus
        )
        self.lessons = LessonService(
            s.lessons,
            s.conversations,
            self.generations,
            lengths,
            coordinator,
            teachings=self.teachings,
            background=background,
            bus=bus,
        )
        self.imports = ImportService(
            s.imports,
            self.lessons,
            self.karma,
            self.generations,
            coordinator,
            lengths=lengths,
            background=background,
            bus=bus,
        )
        self.rehearing = RehearingService(
            s.rehearing,
            s.conversations,
            s.lessons,
            self.generations,
            coordinator,
            teachings=self.teachings,
            background=background,
            bus=bus,
        )
        workshop = Workshop(
            s.lineage,
            s.files,
            self.generations,
            trainer=trainer,
            speeds=speeds,
            background=background,
            bus=bus,
            clock=clock,
        )
        self.prospects = Prospects(
            home / SHELF, tester=tester, speeds=speeds, teachings=self.teachings, background=background
        )
        self.downloads = Downloads(downloader, kept_of_hubs, background)
        self.birth = BirthService(
            s.lineage,
            self.generations,
            workshop,
            coordinator,
            factory=factory,
            teachings=self.teachings,
            background=background,
            bus=bus,
        )
        board = ExamBoard(
            s.lineage, s.lessons, self.generations, teachings=self.teachings, background=background
        )
        self.exam = ExamService(
            s.lineage,
            s.lessons,
            self.generations,
            board,
            coordinator,
            teachings=self.teachings,
            background=background,
            bus=bus,
        )
        outlook = Outlook(
            ledger=s.ledger,
            lessons=s.lessons,
            lineage=s.lineage,
            generations=self.generations,
            teachings=self.teachings,
            speeds=speeds,
            background=background,
        )
        self.age_up = AgeUpService(
            ledger=s.ledger,
            lessons=s.lessons,
            lineage=s.lineage,
            generations=self.generations,
            workshop=workshop,
            board=board,
            lengths=lengths,
            unheard=self.unheard,
            outlook=outlook,
            teachings=self.teachings,
            coordinator=coordinator,
            bus=bus,
        )
        self.forgetting = ForgetService(
            s.forgetting,
            s.conversations,
            s.lineage,
            self.generations,
            karma=self.karma,
            age_up=self.age_up,
            teachings=self.teachings,
            coordinator=coordinator,
            background=background,
            bus=bus,
        )
        self.chat = ChatService(
            s.conversations,
            self.generations,
            self.karma,
            coordinator,
            judging=judging,
            lengths=lengths,
            background=background,
            bus=bus,
            seeds=seeds,
        )

    async def open(self) -> None:
        """Take the home, open its database, and mend what a crash left; what was not heard is heard after it.

        Raises:
            LunaError: ``home-read-only``, ``home-in-use``, ``database-newer``, ``database-damaged``,
                ``disk-full``.
        """
        self._on_close = self._on_open()
        try:
            await self._background.run(self._lock.acquire)
            await self._stores.database.open()
            await self._stores.conversations.stop_partials()
            await self._recovery.run()
            try:
                await self.forgetting.reconcile()
            except LunaError as error:  # the disk is full, say: the next start tries again
                self.bus.publish(TroubleRaised(error, "timeline"))
            self.unheard.begin()
        except BaseException:
            await self.close()
            raise

    async def look(self) -> None:
        """Open to read only, beside a window that has the home or where nothing can be written.

        Nothing is locked, mended or logged.

        Raises:
            LunaError: ``database-newer``, ``database-older``, ``database-damaged``.
        """
        try:
            await self._stores.database.open(migrate=False)
        except BaseException:
            await self.close()
            raise

    async def end_work(self) -> None:
        """Let nothing begin any more, ask all that is under way to end, and wait until it has.

        A training or a download is paused, a reply stopped, an exam given up, an import ended after what it
        is saving; a forgetting lets its texts go first. Where a step raises, all that is left is cut short.
        """
        try:
            with ExitStack() as asks:  # each is asked, whatever another raises, the last one here first
                asks.callback(self.age_up.pause)
                asks.callback(self.downloads.pause)
                asks.callback(self.birth.cancel)
                asks.callback(self.imports.cancel)
                asks.callback(self.rehearing.cancel)
                asks.callback(self.exam.cancel)
                asks.callback(self.forgetting.give_up)
                asks.callback(self.chat.close)
                asks.callback(self.unheard.close)
                asks.callback(self.coordinator.close)
            await self.coordinator.idle(*(work for work in Work if work is not Work.REPLY))
            with suppress(TimeoutError):  # a child that does not stop ends with the others
                async with asyncio.timeout(STOPPING):
                    await self.coordinator.idle()
        except BaseException:
            self.coordinator.cut_short()
            await self.coordinator.idle()
            raise

    async def close(self) -> None:
        """Pause training, stop talking, end every child and thread, give the home back.

        Each step is taken, whatever another raises; what was raised last is raised in the end, with the
        others as its context.
        """
        async with AsyncExitStack() as steps:  # the last one here is the first to be taken
            steps.callback(self._on_close)
            steps.callback(self._lock.release)
            steps.push_async_callback(self._stores.database.close)
            steps.callback(self._background.close)
            steps.push_async_callback(self.coordinator.idle)
            steps.push_async_callback(self.downloads.close)
            steps.push_async_callback(self.unheard.ended)
            steps.push_async_callback(self.generations.speakers.close)
            steps.push_async_callback(self.teachings.close)
            steps.push_async_callback(self.generations.head_check.close)
            steps.push_async_callback(self.end_work)

    async def check(self) -> list[str]:
        """What is wrong with the database and the generations' files; empty when all is sound."""
        problems = [f"luna.db: {problem}" for problem in await self._stores.database.check()]
        for generation in await self.generations.list():
            try:
                if self._stores.files.is_whole(generation.id):
                    await self.generations.head_check.verify(generation.id)
            except LunaError as error:
                problems.append(error.sentence)
        return problems

    async def __aenter__(self) -> App:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _nothing() -> None:
    pass
