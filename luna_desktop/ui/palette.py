"""Ctrl+K: everything the window can do, found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
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
from luna_desktop.ui.widgets import Label, button, row

KEYS_ROLE = Qt.ItemDataRole.UserRole + 1


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


class KeysDelegate(QStyledItemDelegate):
    """An item with its keys at the right edge."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height(), 38))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        keys = str(index.data(KEYS_ROLE) or "")
        if keys:
            state: Any = getattr(option, "state")  # noqa: B009 - the stubs leave it out
            rect: Any = getattr(option, "rect")  # noqa: B009
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setFont(self._theme.font("caption"))
            painter.setPen(self._theme.colour("on_selection" if chosen else "text_dim"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -14, 0), flags, keys)


class CommandPalette(QDialog):
    """A field and a list; the arrow keys walk the list while one types."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Commands"))
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "palette")
        self._theme = theme
        self._actions = list(actions)
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Type what you want to do"))
        self._field.setAccessibleName(self.tr("Search commands"))
        self._field.textChanged.connect(self._fill)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setItemDelegate(KeysDelegate(theme, self._list))
        self._list.setIconSize(QSize(18, 18))
        blank = QPixmap(18, 18)
        blank.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(blank)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemActivated.connect(lambda _: self._go())
        self._list.itemClicked.connect(lambda _: self._go())
        self._nothing = Label(theme, self.tr("No command is called that."), tone="dim")
        lines = QVBoxLayout(self)
        edge = Theme.space(1.5)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1))
        lines.addWidget(self._field)
        lines.addWidget(self._list, 1)
        lines.addWidget(self._nothing)
        width = min(560, parent.width() - 80)
        self.resize(width, min(420, parent.height() - 120))
        self.move(parent.mapToGlobal(QPoint((parent.width() - width) // 2, 64)))
        self._fill("")

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
        icon = action.icon()
        item = QListWidgetItem(icon if not icon.isNull() else self._blank, action.text())
        item.setData(Qt.ItemDataRole.UserRole, action)
        item.setData(KEYS_ROLE, keys)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{action.text()} {keys}".strip())
        if not action.isEnabled():
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(action.toolTip())
        self._list.addItem(item)

    def _go(self) -> None:
        if self._list.currentRow() < 0:
            return
        action = self._list.currentItem().data(Qt.ItemDataRole.UserRole)
        if isinstance(action, QAction) and action.isEnabled():
            self.accept()
            action.trigger()


class ShortcutsDialog(QDialog):
    """F1: the keys."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines = QVBoxLayout(self)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(2))
        lines.addWidget(Label(theme, self.tr("Everything works by keyboard"), "title"))
        form = QFormLayout()
        form.setHorizontalSpacing(Theme.space(4))
        form.setVerticalSpacing(Theme.space(0.75))
        more = [
            (self.tr("Send"), self.tr("Enter")),
            (self.tr("New line"), self.tr("Shift+Enter")),
            (self.tr("Edit your last message"), self.tr("Up")),
            (self.tr("Walk the timeline"), self.tr("Arrow keys, + and -, 0")),
        ]
        rows = [(action.text(), keys_of(action)) for action in actions if keys_of(action)] + more
        for text, keys in rows:
            label = Label(theme, keys, "strong", wrap=False)
            label.setAccessibleName(f"{text}: {keys}")
            form.addRow(Label(theme, text, tone="dim", wrap=False), label)
        lines.addLayout(form)
        close = button(self.tr("Close"), self.accept, "primary")
        close.setDefault(True)
        lines.addWidget(row(None, close))
