"""What the composition root hands to the command line, so that it knows neither Qt nor storage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.downloads import Downloads
    from luna_desktop.services.prospects import Prospects

OpenApp = Callable[[Path], "App"]
"""home; the app is not open yet"""
Inspect = Callable[[Path], Awaitable[tuple[list[str], int]]]
"""What is wrong in a home, and how many generations were published there; nothing is changed."""
LookAtBases = Callable[[Path], AbstractAsyncContextManager["Prospects"]]
"""What she can be born from in a home, which need not be there."""
GetBases = Callable[[], AbstractAsyncContextManager["Downloads"]]
"""What gets bases from their hubs, for every home."""
ShowWindow = Callable[[Path], int]
TakeScreenshot = Callable[[Path, Path, str, str, tuple[int, int]], None]
"""home, file, page, theme, (width, height) in pixels"""
Draw = Callable[[str, Path], None]
"""a drawing as SVG, and the picture's file"""


@dataclass(frozen=True, slots=True)
class Parts:
    """Callables that import what they need only when called, to keep ``luna --help`` instant."""

    open_app: OpenApp
    inspect: Inspect
    show_window: ShowWindow
    take_screenshot: TakeScreenshot
    default_home: Callable[[], Path]
    draw: Draw
    prospects: LookAtBases
    downloads: GetBases
