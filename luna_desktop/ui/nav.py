"""The rail on the left edge: which page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from luna_desktop.ui.theme import Theme

ICON = 24
BUTTON = QSize(64, 58)  # with text of the usual size; larger text takes more
EDGE = 8


class NavRail(QFrame):
    """One button a page; ``asked`` carries the page's name."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("surface", "nav")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(EDGE, 12, EDGE, 12)
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
        made.setIconSize(QSize(ICON, ICON))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(lambda *_: self.asked.emit(page))
        self._group.addButton(made)
        self._buttons[page] = made
        self._lines.addWidget(made)
        self._restyle()

    def title(self, page: str) -> str:
        """What the rail calls a page."""
        return self._buttons[page].text()

    def add_stretch(self) -> None:
        """What follows stands at the bottom."""
        self._lines.addStretch(1)

    def show_page(self, page: str) -> None:
        """Mark the page that is on show; another one (welcome) marks none."""
        self._group.setExclusive(page in self._buttons)
        for name, made in self._buttons.items():
            made.setChecked(name == page)
            # Tab goes to the page one is on, the arrow keys from there to the others
            here = name == page or page not in self._buttons
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        self._group.setExclusive(True)
        self._restyle()

    def enable(self, on: bool, *pages: str) -> None:
        """Switch pages off while they make no sense."""
        for page in pages:
            self._buttons[page].setEnabled(on)

    def _restyle(self) -> None:
        text = QFontMetrics(self._theme.font("caption"))
        widest = max((text.horizontalAdvance(made.text()) for made in self._buttons.values()), default=0)
        size = BUTTON.expandedTo(QSize(widest + 12, ICON + text.height() + 18))
        self.setFixedWidth(size.width() + 2 * EDGE)
        for page, made in self._buttons.items():
            ink = "accent" if made.isChecked() else "text_dim"
            made.setIcon(self._theme.icon(page, ink, ICON))
            made.setFixedSize(size)
