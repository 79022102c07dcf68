"""Pictures of the real window, without a screen."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui import loop
from luna_desktop.ui.app import MakeApp, Session, make_qt
from luna_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from luna_desktop.services.app import App

QUIET_S = 0.4  # nothing may run for so long before the window counts as settled
PATIENCE_S = 20.0


def take(home: Path, path: Path, make_app: MakeApp, *, page: str, theme: str, size: tuple[int, int]) -> None:
    """Open the window of ``home``, wait until it is still, and save ``page`` as a picture.

    Raises:
        LunaError: ``screenshot-failed``, or why the home cannot be opened.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt = make_qt()
    session = Session(qt, home.expanduser().resolve(), make_app)
    session.theme.reduced_motion = True
    session.theme.set_preference("light" if theme == "light" else "dark")
    session.window.resize(*size)
    session.window.show()
    loop.run(qt, _take(session, path, page), session.window.close)


async def _take(session: Session, path: Path, page: str) -> int:
    try:
        app = await session.open_once()
        session.window.show_page(page)
        if page == "chat":
            await _open_newest(app, session.window)
        await _settled(session)
        picture = session.window.grab()
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        if not picture.save(str(path)):
            raise LunaError(
                "screenshot-failed",
                "The picture could not be saved.",
                "The disk may be full, or the name has no known ending.",
                "Choose another path, for example one that ends in .png.",
            )
        return 0
    finally:
        await session.close()


async def _open_newest(app: App, window: MainWindow) -> None:
    """The last conversation, where there is one: a picture of talk says more than an empty page."""
    conversations = await app.chat.conversations()
    if conversations and (chat := window.chat) is not None:
        chat.pane.open_conversation(conversations[0].id)
        chat.conversations.set_current(conversations[0].id)


async def _settled(session: Session) -> None:
    still, waited, step = 0.0, 0.0, 0.05
    while still < QUIET_S and waited < PATIENCE_S:
        await asyncio.sleep(step)
        waited += step
        still = 0.0 if session.tasks.busy else still + step
