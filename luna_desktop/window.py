"""The window's way in: it is shown first, and what Luna's home needs is imported beside it."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from luna_desktop.domain.errors import LunaError
from luna_desktop.services.background import Background

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.ports import Trainer


def show_window(home: Path) -> int:
    """Open the window on ``home`` until it is closed.

    Raises:
        LunaError: ``no-display`` or ``window-unavailable``.
    """
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in shown):
        raise LunaError(
            "no-display",
            "There is no display to open the window on.",
            "",
            "`luna demo` shows a life in the terminal, and `luna --help` lists what else works there.",
        )
    try:
        from luna_desktop.ui.app import OWNER, run_window
    except ImportError as error:
        raise _no_window(error) from error
    return run_window(home, partial(make_app, home, owner=OWNER))


def take_screenshot(home: Path, path: Path, page: str, theme: str, size: tuple[int, int]) -> None:
    """Save a picture of the real window, drawn without a screen; ``size`` is (width, height) in pixels.

    Raises:
        LunaError: ``window-unavailable``, or what kept the picture from being taken.
    """
    try:
        from luna_desktop.ui.screenshots import take
    except ImportError as error:
        raise _no_window(error) from error
    take(home, path, partial(make_app, home), page=page, theme=theme, size=size)


def draw(svg: str, path: Path) -> None:
    """Save a drawing as a picture.

    Raises:
        LunaError: ``window-unavailable``, or what kept the picture from being saved.
    """
    try:
        from luna_desktop.ui.drawing import save
    except ImportError as error:
        raise _no_window(error) from error
    save(svg, path)


async def make_app(home: Path, trainer: Trainer, *, owner: str = "the command line") -> App:
    """The app of ``home``, not open yet; what it is made of is imported while the window is drawn."""
    lane = Background()
    try:
        await lane.run(import_module, "luna_desktop.bootstrap")
    finally:
        lane.close()
    from luna_desktop.bootstrap import open_app

    return open_app(home, trainer, owner=owner)


def _no_window(error: ImportError) -> LunaError:
    return LunaError(
        "window-unavailable",
        "The window cannot be opened.",
        f"A library of it is missing: {error}.",
        "Run the set-up again; it installs what is missing.",
    )
