"""Known trouble, said where it concerns the person, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import IconButton, Label, Surface, announce, button, repolish


class Banner(Surface):
    """Hidden until something is to be said."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("banner", horizontal=True, margin=1, spacing=1.5)
        self.setParent(parent)
        self._do: Callable[[], object] | None = None
        self.what = Label(theme, "", "strong", selectable=True)
        self.why = Label(theme, "", "body", "dim", selectable=True)
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(8, 2, 0, 2)
        lines.setSpacing(2)
        lines.addWidget(self.what)
        lines.addWidget(self.why)
        self.action: QPushButton = button("", self._act)
        self.body.addWidget(words, 1)
        self.body.addWidget(self.action)
        close = IconButton(theme, "close", self.tr("Close"), self.hide)
        if isinstance(self.body, QHBoxLayout):
            self.body.addWidget(close)
        self.hide()

    def show_error(self, error: LunaError, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Say ``error``; with ``action`` a button that does ``do`` and closes."""
        self.setProperty("tone", "bad")
        repolish(self)
        self.what.setText(error.what)
        self.why.setText(" ".join(part for part in (error.why, error.next_step) if part))
        self.why.setVisible(bool(self.why.text()))
        self._do = do
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self.show()
        announce(self, error.sentence)

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
