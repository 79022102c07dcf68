"""What stands in the window before Luna is there: a word of waiting, or why she cannot come."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.centred import centred
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import MEASURE
from luna_desktop.ui.widgets import Label, Surface, announce, button, row, scrolled


class OpeningPage(QWidget):
    """There is nothing else to do in the window, so trouble stays until it is tried again or left."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._retry: Callable[[], object] = lambda: None
        self._wait = Label(theme, self.tr("Opening her home…"), tone="faint")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.what = Label(theme, "", "title", selectable=True)
        self.why = Label(theme, "", tone="dim", selectable=True)
        self.again = button(self.tr("Try again"), self._try_again, "primary")
        self.quit = button(self.tr("Quit"), self.left.emit)
        self.trouble = Surface("banner", margin=3, spacing=1.5)
        self.trouble.setProperty("tone", "bad")
        for part in (self.what, self.why, row(self.again, self.quit, None)):
            self.trouble.body.addWidget(part)
        content = QWidget()
        middle = QVBoxLayout(content)
        middle.addStretch(1)
        middle.addWidget(self._wait)
        middle.addWidget(self.trouble)
        middle.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(scrolled(centred(content, MEASURE)))
        self.trouble.hide()

    def show_error(self, error: LunaError, retry: Callable[[], object]) -> None:
        """Her home could not be opened: say why, and offer the two things there are to do."""
        self._retry = retry
        self.what.setText(error.what)
        self.why.setText(" ".join(part for part in (error.why, error.next_step) if part))
        self.why.setVisible(bool(self.why.text()))
        self._wait.hide()
        self.trouble.show()
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, error.sentence)

    def _try_again(self) -> None:
        self.trouble.hide()
        self._wait.show()
        self._retry()
