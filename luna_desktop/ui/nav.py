"""The rail on the left edge: which page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from luna_desktop.ui.theme import Theme

WIDTH = 80


class NavRail(QFrame):
    """One button a page; ``asked`` carries the page's name."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("surface", "nav")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(8, 12, 8, 12)
        self._lines.setSpacing(Theme.space(0.5))
        theme.changed.connect(self._restyle)

    def add(self, page: str, text: str, keys: str) -> None:
        """A page."""
        made = QToolButton()
        made.setProperty("kind", "nav")
        made.setText(text)
        made.setAccessibleName(text)
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(f"{text} ({native})")
        made.setCheckable(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(QSize(24, 24))
        made.setFixedSize(64, 58)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(lambda *_: self.asked.emit(page))
        self._group.addButton(made)
        self._buttons[page] = made
        self._lines.addWidget(made)
        self._restyle()

    def add_stretch(self) -> None:
        """What follows stands at the bottom."""
        self._lines.addStretch(1)

    def show_page(self, page: str) -> None:
        """Mark the page that is on show; another one (welcome) marks none."""
        self._group.setExclusive(page in self._buttons)
        for name, made in self._buttons.items():
            made.setChecked(name == page)
        self._group.setExclusive(True)
        self._restyle()

    def enable(self, on: bool, *pages: str) -> None:
        """Switch pages off while they make no sense."""
        for page in pages:
            self._buttons[page].setEnabled(on)

    def _restyle(self) -> None:
        for page, made in self._buttons.items():
            ink = "accent" if made.isChecked() else "text_dim"
            made.setIcon(self._theme.icon(page, ink, 24))
