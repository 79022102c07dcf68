"""Small pieces every page is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QClipboard,
    QFont,
    QGuiApplication,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from luna_desktop.ui import formats
from luna_desktop.ui.chat.flow import FlowLayout
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
            QGuiApplication.clipboard().changed.connect(self._heal_copy)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_tone(self, tone: Tone) -> None:
        """Change what the colour says."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)

    def _heal_copy(self, mode: QClipboard.Mode) -> None:
        """Where a long word may break is for the eye: who copies a path, in whatever way, wants the path."""
        selected = self.selectedText()
        if formats.BREAK not in selected:
            return
        clipboard = QGuiApplication.clipboard()
        copied = clipboard.text(mode)
        if copied.split() == selected.split():  # a copy has other line ends and spaces
            clipboard.setText(copied.replace(formats.BREAK, ""), mode)

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


class ScrolledColumn(QScrollArea):
    """Scrolls down only, so it is never narrower than what it shows: with larger text it asks for more."""

    def __init__(self, content: QWidget, least: int) -> None:
        super().__init__()
        self._least = least
        self._content = content
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget switches it on

    def minimumSizeHint(self) -> QSize:
        around = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        content = self._content.minimumSizeHint().width()
        return QSize(max(self._least, content + around), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolled(content: QWidget, least: int = 0) -> ScrolledColumn:
    """``content`` in a vertical scroll area, at least ``least`` wide and never cut at its side."""
    return ScrolledColumn(content, least)


class _WholeFlow(FlowLayout):
    """No item is narrower than its text."""

    def minimumSize(self) -> QSize:
        items = (self.itemAt(n) for n in range(self.count()))
        widest = max((item.sizeHint().width() for item in items if item is not None), default=0)
        return QSize(widest, super().minimumSize().height())


def wrapping(*parts: QWidget, spacing: float = 1) -> QWidget:
    """Widgets side by side that go on in the next row where there is no room."""
    box = QWidget()
    flow = _WholeFlow(box, spacing=Theme.space(spacing))
    for part in parts:
        flow.addWidget(part)
    return box


class Fold(QWidget):
    """A heading that opens and closes what belongs to it."""

    opened = Signal()

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        self._title = title
        self.content = content
        self.head = QToolButton()
        self.head.setProperty("kind", "quiet")
        self.head.setAccessibleName(title)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setCheckable(True)
        self.head.clicked.connect(self._turn)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Theme.space(0.5))
        lines.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(content)
        self.close_up()

    def close_up(self) -> None:
        """Show the heading alone."""
        self.head.setChecked(False)
        self._turn()

    def _turn(self, *_: object) -> None:
        open_now = self.head.isChecked()
        self.head.setText(("▾ " if open_now else "▸ ") + self._title)
        self.head.setAccessibleDescription(self.tr("open") if open_now else self.tr("closed"))
        self.content.setVisible(open_now)
        if open_now:
            self.opened.emit()


class ClickLabel(Label):
    """Words that are clicked as what they name."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


def take_out(layout: QLayout) -> list[QWidget]:
    """Everything that was in a layout; it still stands where it stood."""
    found: list[QWidget] = []
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            found.append(widget)
    return found


def drop(parts: Iterable[QWidget]) -> None:
    """Away with widgets that are of no use any more."""
    for part in parts:
        part.hide()
        part.deleteLater()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and drop it."""
    drop(take_out(layout))


def repolish(widget: QWidget) -> None:
    """Make the style sheet see a changed property."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def announce(widget: QWidget, text: str) -> None:
    """Tell a screen reader, politely, what changed."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
