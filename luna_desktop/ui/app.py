"""Opens the window first and Luna's home after it, and closes both in the right order."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationReturned, TroubleRaised
from luna_desktop.services.wording import returned_line
from luna_desktop.ui import loop
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.collector import MainThreadCollector
from luna_desktop.ui.errors import ErrorReporter
from luna_desktop.ui.growth.model import Mode
from luna_desktop.ui.main_window import MainWindow
from luna_desktop.ui.preferences import Preferences
from luna_desktop.ui.raising import RaiseServer, raise_other
from luna_desktop.ui.supervisor import QThreadTrainer
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.ports import Trainer

OWNER = "the window"

# Makes the services' App with the window's trainer, and imports it beside the loop; it is opened here.
MakeApp = Callable[["Trainer"], Awaitable[Any]]


def run_window(home: Path, make_app: MakeApp) -> int:
    """Show the window of ``home`` until it is closed; a second launch raises the first's instead."""
    home = home.expanduser().resolve()
    qt = make_qt()
    if raise_other(home):
        return 0
    session = Session(qt, home, make_app)
    session.window.show()
    return loop.run(qt, session.live(), session.window.close)


def make_qt() -> QApplication:
    """The application object, named and with a locale that can group digits."""
    found = QApplication.instance()
    qt = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    qt.setApplicationName("luna-desktop")
    qt.setApplicationDisplayName("Luna")
    QGuiApplication.setDesktopFileName("luna-desktop")
    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return qt


class Session:
    """One life of the window: theme, window, and Luna's services once they are open."""

    def __init__(self, qt: QApplication, home: Path, make_app: MakeApp) -> None:
        self.home = home
        self._make_app = make_app
        self._closing = asyncio.Event()
        self._retry = asyncio.Event()
        self._collector = MainThreadCollector()
        self.preferences = Preferences(home)
        self.theme = Theme(qt, self.preferences.theme, self.preferences.scale)
        self.theme.reduced_motion = self.preferences.flag("look/reduced_motion", False)
        self.theme.apply()
        self.reporter = ErrorReporter()
        self.tasks = Tasks(self.reporter)
        self.trainer = QThreadTrainer(log=home / "training.log")
        self.window = MainWindow(self.theme, self.preferences, home, self.reporter)
        self.window.close_asked.connect(self._closing.set)
        self._lost: LunaError | None = None  # her home is sound, but no file of hers can be read
        self._anew = False  # the person would rather have a newborn than wait for them
        self.app: App | None = None
        self.bridge: Bridge | None = None

    async def live(self) -> int:
        """Open, wait until the person leaves, close."""
        asyncio.get_running_loop().set_exception_handler(self._unhandled)
        hook, sys.excepthook = sys.excepthook, self.reporter.hook
        others = RaiseServer(self.home, self.window.bring_to_front)
        try:
            if await self.open():
                await self._closing.wait()
            return 0
        finally:
            others.close()
            await self.close()
            sys.excepthook = hook

    async def open(self) -> bool:
        """Open her home and fill the window; False when the person left before that worked."""
        while not self._closing.is_set():
            try:
                app = await self.open_once()
            except LunaError as error:
                self._retry.clear()
                anew = self._begin_anew if error is self._lost else None
                self.window.fail_to_open(error, self._retry.set, anew)
                await self._retried()
            else:
                if await app.birth.needed():
                    self.trainer.warm()
                return True
        return False

    async def open_once(self) -> App:
        """Open her home and fill the window, or raise the LunaError that says why not.

        Where her files are away it is closed again: who brings them back tries again, and finds her.
        """
        app = await self._make_app(self.trainer)
        early: list[TroubleRaised] = []  # she may be found damaged before anything here listens
        back: list[GenerationReturned] = []
        leave = app.bus.subscribe(TroubleRaised, early.append)
        heard = app.bus.subscribe(GenerationReturned, back.append)
        try:
            await app.open()
            self._lost = app.generations.lost
            if self._lost is not None and not self._anew:
                await app.close()
                raise self._lost
            self.app = app
            self.bridge = Bridge(app.bus)
            born = not await app.birth.needed()
            mode = await app.settings.get("age_up", "auto")
            self.window.attach(app, self.tasks, self.bridge, born=born, mode=_mode(mode))
            self._collector.spare()
        finally:
            leave()
            heard()
        for event in back:
            self.window.say(returned_line(event.generation))
        for event in early:
            if event.error is not self._lost:  # the person has read it, and answered
                self.window.show_trouble(event.error, event.panel)
        return app

    async def close(self) -> None:
        """Pause training, end every coroutine and child, and let go of the home, whatever a step raises."""
        async with AsyncExitStack() as steps:  # the last one here is the first to be taken
            steps.callback(self.window.deleteLater)
            steps.callback(self._collector.close)
            steps.callback(self.trainer.close)
            if self.app is not None:
                steps.push_async_callback(self.app.close)
            steps.push_async_callback(self.tasks.close)
            if self.bridge is not None:
                steps.callback(self.bridge.detach)
            if self.app is not None:
                steps.push_async_callback(self.app.end_work)
            self.reporter.muted = True
            self.window.hide()

    def _begin_anew(self) -> None:
        self._anew = True
        self._retry.set()

    async def _retried(self) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._retry, self._closing)]
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()

    def _unhandled(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.reporter.report(error, "window")


def _mode(value: str) -> Mode:
    return "ask" if value == "ask" else "manual" if value == "manual" else "auto"
