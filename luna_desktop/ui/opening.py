"""What stands in the window before Luna is there: a word of waiting, or why she cannot come."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.centred import centred
from luna_desktop.ui.question import ask
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import MEASURE
from luna_desktop.ui.widgets import Label, Surface, announce, button, row, scrolled


class OpeningPage(QWidget):
    """There is nothing else to do in the window, so trouble stays until it is tried again or left."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._retry: Callable[[], object] = lambda: None
        self._anew: Callable[[], object] = lambda: None
        self._wait = Label(theme, self.tr("Opening her home…"), tone="faint")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.what = Label(theme, "", "title", selectable=True)
        self.why = Label(theme, "", tone="dim", selectable=True)
        self.again = button(self.tr("Try again"), self._try_again, "primary")
        self.quit = button(self.tr("Quit"), self.left.emit)
        self.anew = button(self.tr("Let her be born again…"), self._ask_anew, "quiet")
        self.trouble = Surface("banner", margin=3, spacing=1.5)
        self.trouble.setProperty("tone", "bad")
        for part in (self.what, self.why, row(self.again, self.quit, None)):
            self.trouble.body.addWidget(part)
        self.trouble.body.addWidget(self.anew, 0, Qt.AlignmentFlag.AlignLeft)
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

    def show_error(
        self, error: LunaError, retry: Callable[[], object], anew: Callable[[], object] | None = None
    ) -> None:
        """She cannot come: say why, and offer what there is to do; ``anew`` where a new birth would help."""
        self._retry = retry
        self._anew = anew or retry
        self.anew.setVisible(anew is not None)
        self.what.setText(error.what)
        self.why.setText(" ".join(part for part in (error.why, error.next_step) if part))
        self.why.setVisible(bool(self.why.text()))
        self._wait.hide()
        self.trouble.show()
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, error.sentence)

    def _try_again(self) -> None:
        self._leave_with(self._retry)

    def _ask_anew(self) -> None:
        ask(
            self,
            self.tr("Born again"),
            self.tr("Let Luna be born again?"),
            self.tr(
                "The newborn has learned nothing, and takes the place of the one whose files are away. "
                "Your conversations and your karma are kept."
            ),
            yes=self.tr("Let her be born again"),
            no=self.tr("Cancel"),
            then=lambda: self._leave_with(self._anew),
        )

    def _leave_with(self, act: Callable[[], object]) -> None:
        self.trouble.hide()
        self._wait.show()
        act()
