"""Ctrl+K: everything the window can do, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import RADIUS_SMALL
from luna_desktop.ui.widgets import Label, announce

Index = QModelIndex | QPersistentModelIndex
ACTION_ROLE = Qt.ItemDataRole.UserRole
KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
ICON, PAD = 18, 8
LEAST_WIDTH = 560


def matches(needle: str, text: str) -> int:
    """How well ``text`` answers ``needle``: 0 not at all, higher is better.

    Every word of the needle must occur; the start of a word counts more than its middle.
    """
    hay = text.casefold()
    score = 1
    for word in needle.casefold().split():
        at = hay.find(word)
        if at < 0:
            return 0
        score += 3 if at == 0 else 2 if hay[at - 1] == " " else 1
    return score


def keys_of(action: QAction) -> str:
    """The action's keys as the system writes them."""
    spoken = action.property("keys")
    return str(spoken) if spoken else action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def why_not(action: QAction) -> str:
    """What stands against an action that is switched off; empty for one that can be done."""
    if action.isEnabled():
        return ""
    tip = action.toolTip()  # Qt makes it the text where none was set
    return tip if tip != action.text() else QCoreApplication.translate("CommandPalette", "Not possible now.")


class CommandDelegate(QStyledItemDelegate):
    """A command with its keys at the right edge, faint where it cannot be done now."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = QFontMetrics(self._theme.font("body"))
        keys = QFontMetrics(self._theme.font("caption"))
        words = text.horizontalAdvance(str(index.data())) + keys.horizontalAdvance(str(index.data(KEYS_ROLE)))
        return QSize(words + ICON + 4 * PAD, max(text.height() + 2 * PAD, 38))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        action: QAction = index.data(ACTION_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, possible = index.row() == self._list.currentRow(), action.isEnabled()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selection" if chosen else "raised"))
            painter.drawRoundedRect(option.rect, RADIUS_SMALL, RADIUS_SMALL)
        box = option.rect.adjusted(PAD, 0, -PAD, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        faint = "text_dim" if chosen else "text_faint"
        strong, dim = ("on_selection", "on_selection") if chosen else ("text", "text_dim")
        mode = QIcon.Mode.Normal if possible else QIcon.Mode.Disabled
        place = QRect(box.left(), box.top() + (box.height() - ICON) // 2, ICON, ICON)
        action.icon().paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)
        keys = str(index.data(KEYS_ROLE))
        small, body = self._theme.font("caption"), self._theme.font("body")
        painter.setFont(small)
        painter.setPen(self._theme.colour(dim if possible else faint))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, keys)
        words = box.adjusted(ICON + PAD, 0, -QFontMetrics(small).horizontalAdvance(keys) - PAD, 0)
        painter.setFont(body)
        painter.setPen(self._theme.colour(strong if possible else faint))
        text = QFontMetrics(body).elidedText(action.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | middle, text)
        painter.restore()


class CommandPalette(QDialog):
    """A field, and under it what fits; Enter does the first or the chosen one, or tells why it cannot."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Commands"))
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "palette")
        self._actions = list(actions)
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Type what you want to do"))
        self._field.setAccessibleName(self.tr("Search commands"))
        self._field.textChanged.connect(self._fill)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setItemDelegate(CommandDelegate(theme, self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemActivated.connect(lambda _: self._go())
        self._list.itemClicked.connect(lambda _: self._go())
        self._list.currentRowChanged.connect(lambda _: self._show_why())
        self._nothing = Label(theme, self.tr("No command is called that."), tone="dim")
        self._why = Label(theme, "", tone="warn")
        lines = QVBoxLayout(self)
        edge = Theme.space(1.5)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1))
        lines.addWidget(self._field)
        lines.addWidget(self._list, 1)
        lines.addWidget(self._nothing)
        lines.addWidget(self._why)
        self._fill("")
        bar = self._list.verticalScrollBar().sizeHint().width()
        need = self._list.sizeHintForColumn(0) + bar + 2 * edge + 8
        width = min(max(LEAST_WIDTH, need), parent.width() - 40)
        self.resize(width, min(max(420, parent.height() // 2), parent.height() - 120))
        self.move(parent.mapToGlobal(QPoint((parent.width() - width) // 2, 64)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in step:
                last = self._list.count() - 1
                at = self._list.currentRow() + step[Qt.Key(event.key())]
                self._list.setCurrentRow(max(0, min(last, at)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, needle: str) -> None:
        self._list.clear()
        scored = [(matches(needle, action.text()), action) for action in self._actions if action.isVisible()]
        for score, action in sorted(scored, key=lambda pair: -pair[0]):
            if score:
                self._add(action)
        self._list.setCurrentRow(0)
        self._nothing.setVisible(self._list.count() == 0)
        self._list.setVisible(self._list.count() > 0)

    def _add(self, action: QAction) -> None:
        keys = keys_of(action)
        item = QListWidgetItem(action.text())
        item.setData(ACTION_ROLE, action)
        item.setData(KEYS_ROLE, keys)
        spoken = (action.text(), keys, why_not(action))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(part for part in spoken if part))
        item.setToolTip(why_not(action))
        self._list.addItem(item)

    def _chosen(self) -> QAction | None:
        return self._list.currentItem().data(ACTION_ROLE) if self._list.currentRow() >= 0 else None

    def _show_why(self) -> None:
        chosen = self._chosen()
        self._why.setText("" if chosen is None else why_not(chosen))
        self._why.setVisible(bool(self._why.text()))

    def _go(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if not chosen.isEnabled():
            announce(self, self._why.text())
            return
        self.accept()
        chosen.trigger()
