"""The question before the window closes while she learns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from luna_desktop.ui.question import ask


def ask_before_leaving(window: QWidget, relearning: bool, leave: Callable[[], None]) -> None:
    """Call ``leave`` if the person says so; ``relearning`` what is left cannot be gone on with later."""
    tr = window.tr
    if relearning:
        text = tr("Luna is learning again what is left after she forgot something. Close anyway?")
        kept = tr("She stays the one that never knew. Your karma teaches her the rest another time.")
        word = tr("Close anyway")
    else:
        text = tr("Luna is learning. Pause, and go on the next time?")
        kept = tr("What she learned so far is kept. Nothing is lost.")
        word = tr("Pause and close")
    stay = tr("Stay")
    ask(window, tr("She is learning"), text, kept, yes=word, no=stay, then=leave, yes_first=not relearning)
