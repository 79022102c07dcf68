"""The question before the window closes while she learns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_before_leaving(window: QWidget, relearning: bool, leave: Callable[[], None]) -> None:
    """Call ``leave`` if the person says so; ``relearning`` what is left cannot be gone on with later."""
    tr, box = window.tr, QMessageBox(window)
    if relearning:
        text = tr("Luna is learning again what is left after she forgot something. Close anyway?")
        kept = tr("She stays the one that never knew. Your karma teaches her the rest another time.")
        word = tr("Close anyway")
    else:
        text = tr("Luna is learning. Pause, and go on the next time?")
        kept = tr("What she learned so far is kept. Nothing is lost.")
        word = tr("Pause and close")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("She is learning"))
    box.setText(text)
    box.setInformativeText(kept)
    close = box.addButton(word, QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay if relearning else close)
    box.setEscapeButton(stay)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.buttonClicked.connect(lambda which: leave() if which is close else None)
    box.open()
