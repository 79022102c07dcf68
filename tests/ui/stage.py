"""The whole window on a stand-in app, for tests of what it shows and does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from luna_desktop.ui.app import Session
from tests.ui import fakes


class Stage:
    """A session on a stand-in app, and a way to let things happen on Qt's own loop."""

    def __init__(self, qapp: Any, home: Path, run: Callable[..., Any]) -> None:
        self._qapp, self._home, self._run = qapp, home, run
        self.session: Session | None = None

    def open(self, app: fakes.FakeApp, size: tuple[int, int] = (1280, 800)) -> Session:
        session = self.session = Session(self._qapp, self._home, fakes.made(app))
        session.theme.reduced_motion = True
        session.window.resize(*size)
        session.window.show()
        self.do(session.open_once)
        return session

    def do(self, act: Callable[[], Any] = lambda: None, seconds: float = 0.25) -> None:
        async def go() -> None:
            made = act()
            if asyncio.iscoroutine(made):
                await made
            await asyncio.sleep(seconds)

        self._run(go())

    def close(self) -> None:
        if self.session is not None:
            self.session.theme.set_scale(1.0)  # the next theme starts from the application's font
            self._run(self.session.close())
            self._qapp.processEvents()


def page_of(session: Session) -> QWidget:
    return session.window.stack.currentWidget()
