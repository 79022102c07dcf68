"""Small pieces every page is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import FontRole

Tone = Literal["", "dim", "faint", "accent", "good", "warn", "bad"]
Kind = Literal["", "primary", "quiet", "danger", "segment"]


class Label(QLabel):
    """Plain text only, so that nothing outside can be read as markup; follows the type scale."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: FontRole = "body",
        tone: Tone = "",
        *,
        wrap: bool = True,
        selectable: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._role: FontRole = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("tone", tone)
        if selectable:
            flags = Qt.TextInteractionFlag
            self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_tone(self, tone: Tone) -> None:
        """Change what the colour says."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)

    def _restyle(self) -> None:
        font = self._theme.font(self._role)
        if self._role in ("heading", "display"):
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98)
        self.setFont(font)


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    kind: Kind = "",
    *,
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """A button with an accessible name."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if tip:
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
    if clicked is not None:
        made.clicked.connect(lambda *_: clicked())
    return made


class IconButton(QToolButton):
    """A quiet square button that redraws its icon with the theme."""

    def __init__(
        self, theme: Theme, icon: str, name: str, clicked: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.setProperty("kind", "quiet")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if clicked is not None:
            self.clicked.connect(lambda *_: clicked())
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setIcon(self._theme.icon(self._icon, size=18))


class Surface(QFrame):
    """A panel or card with a layout on the grid."""

    def __init__(
        self,
        surface: Literal["panel", "card", "well", "banner"] = "card",
        *,
        horizontal: bool = False,
        margin: float = 2,
        spacing: float = 1,
    ) -> None:
        super().__init__()
        self.setProperty("surface", surface)
        self.body: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if horizontal else QVBoxLayout(self)
        edge = Theme.space(margin)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(Theme.space(spacing))


def column(*parts: QWidget, spacing: float = 1, margin: float = 0) -> QWidget:
    """Widgets one below the other."""
    return _stack(QVBoxLayout(), parts, spacing, margin)


def row(*parts: QWidget | None, spacing: float = 1, margin: float = 0) -> QWidget:
    """Widgets side by side; None is a stretch."""
    return _stack(QHBoxLayout(), parts, spacing, margin)


def _stack(
    layout: QHBoxLayout | QVBoxLayout, parts: tuple[QWidget | None, ...], spacing: float, margin: float
) -> QWidget:
    box = QWidget()
    edge = Theme.space(margin)
    layout.setContentsMargins(edge, edge, edge, edge)
    layout.setSpacing(Theme.space(spacing))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    box.setLayout(layout)
    return box


def hairline() -> QFrame:
    """A line between two things."""
    line = QFrame()
    line.setProperty("surface", "hairline")
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` in a vertical scroll area that keeps its width."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # setWidget switches it on
    return area


def clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def repolish(widget: QWidget) -> None:
    """Make the style sheet see a changed property."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def announce(widget: QWidget, text: str) -> None:
    """Tell a screen reader, politely, what changed."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
