"""The facade: all services of one home, opened and closed together."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.services.age_up import AgeUpService
from luna_desktop.services.background import Background
from luna_desktop.services.birth import BirthService
from luna_desktop.services.bus import Bus
from luna_desktop.services.chat import ChatService
from luna_desktop.services.exam import ExamService
from luna_desktop.services.exam_board import ExamBoard
from luna_desktop.services.forgetting import ForgetService
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.imports import ImportService
from luna_desktop.services.karma import KarmaService
from luna_desktop.services.lengths import Lengths
from luna_desktop.services.lessons import LessonService
from luna_desktop.services.ports import Clock, HomeLock, Ruler, SpeakerFactory, Trainer
from luna_desktop.services.settings import SettingsService
from luna_desktop.services.stores import (
    ConversationStore,
    DatabaseFile,
    ForgettingStore,
    GenerationFiles,
    ImportStore,
    LedgerStore,
    LessonStore,
    LineageStore,
    SettingsStore,
)
from luna_desktop.services.workshop import Workshop

_log = logging.getLogger(__name__)


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


class App:
    """One home. ``open`` before anything else; ``close`` leaves no child and no thread."""

    def __init__(
        self,
        home: Path,
        stores: Stores,
        *,
        trainer: Trainer,
        factory: SpeakerFactory,
        lock: HomeLock,
        ruler: Ruler,
        clock: Clock,
        on_open: Callable[[], Callable[[], None]],
    ) -> None:
        self.home = home
        self.bus = Bus()
        self._stores = stores
        self._lock = lock
        self._on_open = on_open
        self._on_close: Callable[[], None] = _nothing
        self._background = Background()
        s, background, bus, rng = stores, self._background, self.bus, random.Random()

        def seeds() -> int:
            return rng.randrange(2**31)

        self.settings = SettingsService(s.settings)
        self.generations = GenerationService(
            s.lineage,
            s.files,
            factory=factory,
            background=background,
            bus=bus,
            seeds=seeds,
            shelf=home / "bases",
        )
        self.karma = KarmaService(s.ledger, s.conversations, s.lessons, s.lineage, background)
        lengths = Lengths(s.lessons, self.generations, ruler, background=background, bus=bus)
        self.lessons = LessonService(s.lessons, self.generations, lengths, background=background)
        self.imports = ImportService(
            s.imports,
            self.lessons,
            self.karma,
            self.generations,
            lengths=lengths,
            background=background,
            bus=bus,
        )
        workshop = Workshop(
            s.lineage, s.files, self.generations, trainer=trainer, background=background, bus=bus, clock=clock
        )
        self.birth = BirthService(
            s.lineage, self.generations, workshop, factory=factory, background=background, bus=bus
        )
        board = ExamBoard(s.lineage, s.lessons, self.generations, background=background)
        self.exam = ExamService(s.lineage, s.lessons, self.generations, board, background=background, bus=bus)
        self.age_up = AgeUpService(
            ledger=s.ledger,
            lessons=s.lessons,
            lineage=s.lineage,
            generations=self.generations,
            workshop=workshop,
            board=board,
            lengths=lengths,
            background=background,
            bus=bus,
        )
        self.forgetting = ForgetService(
            s.forgetting,
            s.conversations,
            s.lineage,
            self.generations,
            karma=self.karma,
            age_up=self.age_up,
            background=background,
            bus=bus,
        )
        self.chat = ChatService(
            s.conversations,
            self.generations,
            self.karma,
            lengths=lengths,
            due=self.age_up.due,
            background=background,
            bus=bus,
            seeds=seeds,
        )

    async def open(self) -> None:
        """Take the home, open its database, and mend what a crash left.

        Raises:
            LunaError: ``home-read-only``, ``home-in-use``, ``database-newer``, ``database-damaged``,
                ``disk-full``.
        """
        self._on_close = self._on_open()
        try:
            await self._background.run(self._lock.acquire)
            await self._stores.database.open()
            await self._stores.conversations.stop_partials()
            await self.generations.reconcile()
            try:
                await self.forgetting.reconcile()
            except LunaError as error:  # the disk is full, say: the next start tries again
                self.bus.publish(TroubleRaised(error, "timeline"))
        except BaseException:
            await self.close()
            raise

    async def look(self) -> None:
        """Open to read only, beside a window that has the home: nothing is locked, mended or logged.

        Raises:
            LunaError: ``database-newer``, ``database-older``, ``database-damaged``.
        """
        try:
            await self._stores.database.open(migrate=False)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Pause training, stop talking, end every child and thread, give the home back."""
        self.chat.stop()
        self.birth.cancel()
        await self.imports.close()
        await self.age_up.close()
        await self.generations.close()
        await self._stores.database.close()
        self._lock.release()
        self._background.close()
        self._on_close()

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
