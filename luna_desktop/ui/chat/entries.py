"""Rows of the conversation list: conversations, or what a search found in them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from luna_desktop.domain.message import Conversation
from luna_desktop.services.results import SearchHit
from luna_desktop.ui.chat.times import ago
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import RADIUS

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
PAD_X, PAD_Y = 12, 9
MORE, ICON = 32, 18
HIT_STARTS, HIT_ENDS = "\x02", "\x03"  # how the search marks what it found


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation, or one message of it that a search found."""

    conversation: Conversation
    hit: SearchHit | None = None


class EntryModel(QAbstractListModel):
    """What the list shows now."""

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self.current_id: int | None = None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.EditRole:
            return entry.conversation.title
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(entry)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not title or not index.isValid():
            return False
        conversation = self._entries[index.row()].conversation
        if title != conversation.title:
            self.renamed.emit(conversation.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def entry(self, row: int) -> Entry:
        """The entry at ``row``."""
        return self._entries[row]

    def find(self, conversation_id: int) -> int:
        """The first row of this conversation, or -1."""
        for row, entry in enumerate(self._entries):
            if entry.conversation.id == conversation_id:
                return row
        return -1

    def title(self, entry: Entry) -> str:
        """A conversation's name, never empty."""
        return entry.conversation.title or self.tr("New conversation")

    def spoken(self, entry: Entry) -> str:
        """The whole entry as a screen reader says it."""
        parts = [self.title(entry), ago(entry.conversation.updated_at, time.time())]
        if entry.conversation.private:
            parts.append(self.tr("private"))
        if entry.hit is not None:
            parts.append("".join(text for text, _ in snippet_pieces(entry.hit.snippet)))
        return ", ".join(parts)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def put(self, conversation: Conversation) -> None:
        """A conversation changed: in place, or to the top when it was talked in."""
        row = self.find(conversation.id)
        top = row < 0 or conversation.updated_at > self._entries[row].conversation.updated_at
        if row > 0 and top:
            self.take(conversation.id)
            row = -1
        if row < 0:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._entries.insert(0, Entry(conversation))
            self.endInsertRows()
        else:
            self._entries[row] = Entry(conversation)
            self.dataChanged.emit(self.index(row), self.index(row))

    def take(self, conversation_id: int) -> tuple[int, Entry] | None:
        """Remove a conversation's row; returns where and what it was."""
        row = self.find(conversation_id)
        if row < 0:
            return None
        self.beginRemoveRows(QModelIndex(), row, row)
        entry = self._entries.pop(row)
        self.endRemoveRows()
        return row, entry

    def set_current(self, conversation_id: int | None) -> None:
        """Which conversation is open."""
        self.current_id = conversation_id
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))


def snippet_pieces(snippet: str) -> list[tuple[str, bool]]:
    """The search's snippet as (text, is a hit)."""
    pieces: list[tuple[str, bool]] = []
    for number, part in enumerate(snippet.split(HIT_STARTS)):
        hit, closed, after = part.partition(HIT_ENDS)
        if number == 0 or not closed:
            pieces.append((part, False))
        else:
            pieces += [(hit, True), (after, False)]
    cleaned = [(" ".join(text.replace(HIT_ENDS, "").split("\n")), hit) for text, hit in pieces]
    return [(text, hit) for text, hit in cleaned if text]


def more_place(row: QRect) -> QRect:
    """Where the button lies in a row that opens what can be done with its conversation."""
    return QRect(row.right() - MORE - 4, row.top(), MORE, row.height())


class EntryDelegate(QStyledItemDelegate):
    """Title and time on one line; under a found message its words, hits marked."""

    def __init__(self, theme: Theme, model: EntryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title = QFontMetrics(self._theme.font("body")).height()
        small = QFontMetrics(self._theme.font("caption")).lineSpacing()
        entry = index.data(ENTRY_ROLE)
        high = title + 2 * PAD_Y + (2 * small + 4 if entry is not None and entry.hit is not None else 0)
        return QSize(120, high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter, option, entry)
        box = option.rect.adjusted(PAD_X, PAD_Y, -PAD_X, -PAD_Y)
        line = QRect(box.left(), box.top(), box.width(), QFontMetrics(self._theme.font("body")).height())
        states = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        offered = entry.hit is None and (self._opened(entry) or bool(option.state & states))
        self._paint_line(painter, line, entry, offered)
        if offered:
            dots = QRect(0, 0, ICON, ICON)
            dots.moveCenter(more_place(option.rect).center())
            self._theme.icon("more", "text", ICON).paint(painter, dots)
        if entry.hit is not None:
            self._paint_snippet(
                painter, QRect(box.left(), line.bottom() + 4, box.width(), 60), entry.hit.snippet
            )
        painter.restore()

    def _paint_back(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        card = QRectF(option.rect).adjusted(3, 1, -3, -1)
        opened = self._opened(entry)
        if opened or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("overlay", 255 if opened else 150))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
        if opened:
            painter.setBrush(self._theme.colour("accent"))
            painter.drawRoundedRect(QRectF(card.left(), card.top() + 8, 3, card.height() - 16), 1.5, 1.5)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.colour("accent"))
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _opened(self, entry: Entry) -> bool:
        return entry.conversation.id == self._model.current_id and entry.hit is None

    def _paint_line(self, painter: QPainter, line: QRect, entry: Entry, offered: bool) -> None:
        """Title and time; where more is ``offered`` its button takes the time's place."""
        small = self._theme.font("caption")
        when = "" if offered else ago(entry.conversation.updated_at, time.time())
        wide = max(ICON, QFontMetrics(small).horizontalAdvance(when))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(self._theme.colour("text_faint"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, when)
        room = line.width() - wide - 10
        if entry.conversation.private:
            room -= 20
            place = QRect(line.right() - wide - 24, line.center().y() - 6, 14, 14)
            self._theme.icon("private", "text_faint", 14).paint(painter, place)
        body = self._theme.font("body")
        painter.setFont(body)
        painter.setPen(self._theme.colour("text"))
        title = QFontMetrics(body).elidedText(self._model.title(entry), Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, title)

    def _paint_snippet(self, painter: QPainter, box: QRect, snippet: str) -> None:
        """At most two lines of the found message."""
        pieces = snippet_pieces(snippet)
        layout = QTextLayout("".join(text for text, _ in pieces), self._theme.font("caption"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        marks: list[QTextLayout.FormatRange] = []
        at = 0
        for text, hit in pieces:
            mark = QTextLayout.FormatRange()
            mark.start, mark.length, mark.format = at, len(text), QTextCharFormat()
            mark.format.setForeground(self._theme.colour("on_mark" if hit else "text_dim"))
            if hit:
                mark.format.setBackground(self._theme.colour("mark"))
            marks.append(mark)
            at += len(text)
        layout.setFormats(marks)
        layout.beginLayout()
        y = 0.0
        for _ in range(2):
            row = layout.createLine()
            if not row.isValid():
                break
            row.setLineWidth(box.width())
            row.setPosition(QPointF(0, y))
            y += row.height()
        layout.endLayout()
        layout.draw(painter, QPointF(box.topLeft()))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the conversation"))
        editor.setMaxLength(200)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(3, 1, -3, -1))
