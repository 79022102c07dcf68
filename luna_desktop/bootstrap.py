"""The composition root: the only file that knows every room."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from luna_desktop import resources
from luna_desktop.domain.base import SHELF
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.services.app import App, Stores
from luna_desktop.services.background import Background
from luna_desktop.services.downloads import Downloads
from luna_desktop.services.ear import EAR, Ear, name_of, voice_of
from luna_desktop.services.ports import Clock, SpeakerFactory, Trainer
from luna_desktop.services.prospects import Prospects
from luna_desktop.services.recipes import FRAMES, INNER
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.teaching import MakeTeaching, Teaching, Teachings
from luna_desktop.storage import trouble
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.forgetting import ForgettingTable
from luna_desktop.storage.generation_store import GenerationStore
from luna_desktop.storage.imports import ImportTable
from luna_desktop.storage.ledger import LedgerTable
from luna_desktop.storage.lessons import LessonTable
from luna_desktop.storage.lineage import LineageTable
from luna_desktop.storage.rehearing import RehearingTable
from luna_desktop.storage.settings import SettingsTable
from luna_desktop.training import ruler
from luna_desktop.workers.downloader import ChildDownloader
from luna_desktop.workers.lock import HomeLock
from luna_desktop.workers.merger import ChildMerger
from luna_desktop.workers.tester import ChildTester
from luna_desktop.workers.trainer import ThreadTrainer

LOG_BYTES = 1 << 20


def open_app(
    home: Path,
    trainer: Trainer | None = None,
    speaker_factory: SpeakerFactory | None = None,
    clock: Clock | None = None,
    *,
    owner: str = "the command line",
) -> App:
    """The app of ``home``, not open yet: ``await app.open()``, or ``async with``."""
    home = home.expanduser().resolve()
    clock = clock or time.time
    database = Database(home / "luna.db", clock)
    background = Background()
    factory = speaker_factory or ChildSpeakerFactory(log=home / "inference.log")
    stores = Stores(
        database,
        ConversationTable(database),
        ImportTable(database),
        LedgerTable(database),
        LessonTable(database),
        LineageTable(database),
        SettingsTable(database),
        GenerationStore(home / "generations"),
        ForgettingTable(database),
        RehearingTable(database),
    )
    return App(
        home,
        stores,
        trainer=trainer or ThreadTrainer(log=home / "training.log"),
        factory=factory,
        merger=ChildMerger(log=home / "training.log"),
        tester=ChildTester(log=home / "training.log"),
        downloader=ChildDownloader(log=home / "download.log"),
        kept_of_hubs=resources.hub_path(),
        speeds=Speeds(resources.speeds_path()),
        lock=HomeLock(home, owner),
        ruler=ruler.tokens,
        teachings=teachings(background, factory),
        background=background,
        clock=clock,
        on_open=lambda: start_log(home),
    )


def teachings(background: Background, factory: SpeakerFactory) -> dict[str, MakeTeaching]:
    """The ways of teaching, by the name that a base's recipe asks for; each imports only what is its own."""

    def frames() -> Teaching:
        from luna_desktop.language.frames import Frames

        return Frames(background.run)

    def inner() -> Teaching:
        from luna_desktop.language.inner.teaching import Inner

        # An export in the other lane would silence her.
        ear = Ear(factory, lambda: background.run(voice_of, EAR), lambda: background.run(name_of, EAR))
        return Inner(background.run, ear)

    return {FRAMES: frames, INNER: inner}


@asynccontextmanager
async def prospects(home: Path) -> AsyncGenerator[Prospects]:
    """What she can be born from in ``home``, which need not be there and is not made."""
    background = Background()
    try:
        yield Prospects(
            home / SHELF,
            tester=ChildTester(),
            speeds=Speeds(resources.speeds_path()),
            teachings=Teachings(
                teachings(background, ChildSpeakerFactory()),
                LineageTable(Database(home / "luna.db", time.time)),
                background,
            ),
            background=background,
        )
    finally:
        background.close()


@asynccontextmanager
async def downloads() -> AsyncGenerator[Downloads]:
    """What gets bases, without any home."""
    background = Background()
    made = Downloads(ChildDownloader(), resources.hub_path(), background)
    try:
        yield made
    finally:
        await made.close()
        background.close()


async def inspect(home: Path) -> tuple[list[str], int]:
    """What is wrong in ``home``, and how many generations were published; nothing is mended or locked.

    Raises:
        LunaError: ``database-newer``, ``database-older``, ``database-damaged``, ``home-read-only``,
            ``disk-full``.
    """
    database = Database(home / "luna.db", time.time)
    files = GenerationStore(home / "generations")
    await database.open(migrate=False)
    try:
        faults = [f"luna.db: {fault}" for fault in await database.check()]
        faults += [f"karma: {fault}" for fault in await LedgerTable(database).faults()]
        every = await LineageTable(database).all()
    finally:
        await database.close()
    published = [generation for generation in every if generation.status is GenerationStatus.PUBLISHED]
    for generation in published:
        try:
            files.verify(generation.id)
        except LunaError as error:
            faults.append(error.sentence)
    return faults, len(published)


def start_log(home: Path) -> Callable[[], None]:
    """Log to ``<home>/luna.log``, never chat text; call the result to stop.

    Raises:
        LunaError: ``home-read-only`` or ``disk-full``, as this is the first write to a home.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            home / "luna.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        raise trouble.from_os(error, home) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.handleError = lambda record: None  # a full disk must not print over the terminal
    logger = logging.getLogger("luna_desktop")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    def stop() -> None:
        logger.removeHandler(handler)
        handler.close()

    return stop
