"""The messages of one conversation as rows; a row holds all versions of one reply."""

from __future__ import annotations

import gc
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import REPLACED, Lesson, LessonKind, secret_names
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.ui.chat.noted import Note, Notes

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
KARMA_SHOWN = 4096
NOTES_AT_ONCE = 16


@dataclass(slots=True)
class Row:
    """One place in the conversation: a message, or all replies to one message."""

    versions: list[Message]
    shown: int = 0
    streaming: bool = False

    @property
    def message(self) -> Message:
        """The version on show."""
        return self.versions[self.shown]

    @property
    def from_person(self) -> bool:
        """Whether the person wrote it."""
        return self.versions[0].role == "person"


class MessageModel(QAbstractListModel):
    """Rows oldest first. Pages come in at the front, new messages at the end."""

    heights_changed = Signal()
    """Of so many rows that each is measured again when it comes into sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._by_id: dict[int, Row] = {}
        self._generations: dict[str, Generation] = {}
        self._karma: dict[int, list[LedgerEntry]] = {}
        self._taught: dict[int, str] = {}
        self._waiting: frozenset[int] = frozenset()
        self._let_in: frozenset[int] = frozenset()
        self.notes = Notes()

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return None

    # what the view and the pane ask

    def row(self, number: int) -> Row:
        """The row ``number``."""
        return self._rows[number]

    def rows(self) -> Sequence[Row]:
        """All rows loaded so far."""
        return self._rows

    def find(self, message_id: int) -> int:
        """The row number that holds this message, or -1; looks from the newest."""
        wanted = self._by_id.get(message_id)
        if wanted is None:
            return -1
        return next(n for n in range(len(self._rows) - 1, -1, -1) if self._rows[n] is wanted)

    def loaded(self, message_id: int) -> bool:
        """Whether there is a row that holds this message."""
        return message_id in self._by_id

    def oldest_id(self) -> int | None:
        """The first loaded message, where the next older page ends."""
        return self._rows[0].versions[0].id if self._rows else None

    def newest_reply(self) -> int:
        """The number of Luna's last row, or -1."""
        return next((n for n in range(len(self._rows) - 1, -1, -1) if not self._rows[n].from_person), -1)

    def person_text_before(self) -> str:
        """What the person wrote last."""
        return next((row.message.text for row in reversed(self._rows) if row.from_person), "")

    def tag(self, row: Row) -> str:
        """Which generation said it, in words."""
        return self.tags(row)[row.shown]

    def tags(self, row: Row, *, short: bool = False) -> list[str]:
        """The same for each of its versions."""
        words = self.tr("age {age}") if short else self.tr("age {age} · generation {number}")
        makers = [self._generations.get(one.generation_id or "") for one in row.versions]
        return [words.format(age=one.age, number=one.number) if one else "" for one in makers]

    def karma(self, row: Row) -> list[LedgerEntry]:
        """What the exchange of this reply earned, as far as it is known."""
        message = row.message
        found = list(self._karma.get(message.id, ()))
        if message.reply_to is not None:
            found += self._karma.get(message.reply_to, ())
        return found

    def taught(self, message_id: int) -> str:
        """What the person wrote that she should have said instead."""
        return self._taught.get(message_id, "")

    def taught_text(self, row: Row) -> str:
        """A sentence under a reply that was corrected."""
        text = self.taught(row.message.id)
        return self.tr("She should have said: “{text}”").format(text=text) if text else ""

    def waits(self, row: Row) -> bool:
        """Whether a lesson of what the person said waits to be let in."""
        return row.from_person and row.message.id in self._waiting and bool(row.message.held)

    def held_text(self, row: Row) -> str:
        """A mark beside what may give something away, until the person lets a lesson of it in."""
        names = secret_names(row.message.held)
        if not (row.from_person and names) or row.message.id in self._let_in:
            return ""
        if self.waits(row):
            return self.tr("Not learned: looks like {names}. Let it in…").format(names=names)
        return self.tr("Not learned: looks like {names}").format(names=names)

    def note(self, row: Row) -> Note:
        """What she noted of a message of the person's."""
        return self.notes.of(row.message.id)

    def missed(self, row: Row) -> bool:
        """Whether it was heard last, sounded like telling, and nothing was noted of it."""
        return row.message.id == self.notes.missed and self.teachable(row) and not self.note(row).line()

    def teachable(self, row: Row) -> bool:
        """Whether a fact can be added to a message by hand."""
        message = row.message
        return row.from_person and not (self.notes.private or message.held or is_forgotten(message))

    def hears(self, row: Row) -> bool:
        """Whether she has yet to answer it, and so perhaps to hear it."""
        return len(self._rows) > 1 and self._rows[-2] is row and self._rows[-1].streaming

    def spoken(self, row: Row) -> str:
        """The whole row as a screen reader says it."""
        message = row.message
        if row.from_person:
            words = self.tr("You: {text}").format(text=message.text)
            below = self.held_text(row) or self.note(row).line()
            return ". ".join(part for part in (words, below) if part)
        parts = [self.tr("Luna: {text}").format(text=message.text), self.tag(row), self.state_text(row)]
        if len(row.versions) > 1:
            parts.append(
                self.tr("version {shown} of {all}").format(shown=row.shown + 1, all=len(row.versions))
            )
        parts.append(self.taught_text(row))
        earned = self.karma(row)
        if earned:
            parts.append(karma_text(earned))
        return ". ".join(part for part in parts if part)

    def state_text(self, row: Row) -> str:
        """A sentence when the reply did not come to its end by itself, or to nothing."""
        state = row.message.state
        if row.from_person or row.streaming:
            return ""
        if state is MessageState.COMPLETE:
            return "" if row.message.text else self.tr("She said nothing. You can retry it.")
        if state is MessageState.STOPPED:
            return self.tr("Stopped by you.")
        if state is MessageState.FAILED:
            return self.tr("This reply failed. You can retry it.")
        return self.tr("This reply was interrupted. You can retry it.")

    # changes

    def reset_to(self, messages: Sequence[Message]) -> None:
        """Show another conversation."""
        self.beginResetModel()
        self._by_id = {}
        with _collector_resting():
            self._rows = self._grouped(messages)
        self.endResetModel()

    def prepend(self, messages: Sequence[Message]) -> int:
        """Put an older page in front; returns how many rows it made."""
        fresh = [message for message in messages if message.id not in self._by_id]
        rows = self._grouped(fresh)
        if rows and self._rows and _same_place(rows[-1].message, self._rows[0].versions[0]):
            first, cut = self._rows[0], rows.pop()
            first.versions[:0] = cut.versions
            first.shown += len(cut.versions)
            for message in cut.versions:
                self._by_id[message.id] = first
            self._tell(0)
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._rows[:0] = rows
            self.endInsertRows()
        return len(rows)

    def add(self, message: Message, *, streaming: bool = False) -> int:
        """Append a message, or a new version to the last reply; returns its row."""
        known = self.find(message.id)
        if known >= 0:
            self.replace(message)
            return known
        if self._rows and _same_place(self._rows[-1].versions[0], message):
            row = self._rows[-1]
            row.versions.append(message)
            row.shown = len(row.versions) - 1
            row.streaming = streaming
            self._by_id[message.id] = row
            self._tell(len(self._rows) - 1)
            return len(self._rows) - 1
        number = len(self._rows)
        self.beginInsertRows(QModelIndex(), number, number)
        row = Row([message], streaming=streaming)
        self._rows.append(row)
        self._by_id[message.id] = row
        self.endInsertRows()
        return number

    def stream(self, message_id: int, text: str) -> None:
        """The reply so far."""
        row = self._by_id.get(message_id)
        if row is None:
            return
        row.streaming = True
        self._put(row, replace(_version(row, message_id), text=text))

    def replace(self, message: Message) -> None:
        """A message's committed state; ends its streaming."""
        row = self._by_id.get(message.id)
        if row is None:
            return
        row.streaming = False
        self._put(row, message)

    def show_version(self, number: int, shown: int) -> None:
        """Show another version of a reply."""
        row = self._rows[number]
        if 0 <= shown < len(row.versions) and shown != row.shown:
            row.shown = shown
            self._tell(number)

    def set_thumbs(self, message_id: int, value: int) -> None:
        """The person's mark on a reply."""
        row = self._by_id.get(message_id)
        if row is not None:
            self._put(row, replace(_version(row, message_id), thumbs=value))

    def set_taught(self, texts: Mapping[int, str]) -> None:
        """All corrections there are, by the reply they are for."""
        before, self._taught = self._taught, dict(texts)
        for message_id in before.keys() | self._taught.keys():
            if before.get(message_id) != self._taught.get(message_id):
                self._tell_of(message_id)

    def set_lessons(self, lessons: Sequence[Lesson]) -> None:
        """What there is to learn: corrections stand under replies, and what waits is marked."""
        self.set_taught(corrections(lessons))
        before = self._waiting, self._let_in
        told = [one for one in lessons if not one.struck]
        self._waiting = frozenset(source for one in told if one.held for source in one.message_ids)
        self._let_in = frozenset(source for one in told if not one.held for source in one.message_ids)
        for message_id in (before[0] ^ self._waiting) | (before[1] ^ self._let_in):
            row = self._by_id.get(message_id)
            if row is not None and row.from_person and row.message.held:
                self._tell_of(message_id)

    def tell_notes(self, message_ids: Collection[int]) -> None:
        """What was noted of these messages is not what it was."""
        here = [message_id for message_id in message_ids if message_id in self._by_id]
        if len(here) > NOTES_AT_ONCE:
            self.heights_changed.emit()
            return
        for message_id in here:
            self._tell_of(message_id)

    def add_taught(self, message_id: int, text: str) -> None:
        """The person has corrected a reply."""
        self._taught[message_id] = text
        self._tell_of(message_id)

    def set_generations(self, generations: Iterable[Generation]) -> None:
        """Who the generations are, for the tags."""
        self._generations = {generation.id: generation for generation in generations}
        self._tell_all()

    def add_karma(self, entries: Iterable[LedgerEntry]) -> None:
        """Ledger lines, to be shown at the replies they belong to."""
        touched: set[int] = set()
        for entry in entries:
            if entry.message_id is None:
                continue
            lines = self._karma.setdefault(entry.message_id, [])
            if all(line.id != entry.id for line in lines):
                lines.append(entry)
                touched.add(entry.message_id)
        while len(self._karma) > KARMA_SHOWN:
            self._karma.pop(next(iter(self._karma)))
        if touched:
            self._tell_all()

    def _put(self, row: Row, message: Message) -> None:
        place = next(n for n, version in enumerate(row.versions) if version.id == message.id)
        row.versions[place] = message
        if place == row.shown:
            number = len(self._rows) - 1 if self._rows[-1] is row else self.find(message.id)
            self._tell(number)

    def _tell_of(self, message_id: int) -> None:
        number = self.find(message_id)
        if number >= 0:
            self._tell(number)

    def _tell(self, number: int) -> None:
        index = self.index(number)
        self.dataChanged.emit(index, index)

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _grouped(self, messages: Sequence[Message]) -> list[Row]:
        rows: list[Row] = []
        for message in messages:
            if rows and message.reply_to is not None and _same_place(rows[-1].versions[0], message):
                row = rows[-1]
                row.versions.append(message)
                row.shown += 1
            else:
                row = Row([message])
                rows.append(row)
            self._by_id[message.id] = row
        return rows


@contextmanager
def _collector_resting() -> Generator[None, None, None]:
    """While very many rows are made at once: five times quicker, and none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def corrections(lessons: Iterable[Lesson]) -> dict[int, str]:
    """What the person wrote instead of each reply, by the reply's id: it came after what it answers."""
    kept = (
        one
        for one in lessons
        if one.kind is LessonKind.CORRECTION and one.message_ids and one.held != REPLACED
    )
    return {max(one.message_ids): one.reply for one in kept}


def karma_text(entries: Sequence[LedgerEntry]) -> str:
    """The sum that an exchange earned, signed, in words."""
    words = QCoreApplication.translate("MessageModel", "{points:+d} karma")
    return words.format(points=sum(entry.delta for entry in entries))


def _version(row: Row, message_id: int) -> Message:
    """The version of ``row`` with this id."""
    return next(message for message in row.versions if message.id == message_id)


def _same_place(a: Message, b: Message) -> bool:
    """Whether both are replies to the same message."""
    return a.reply_to is not None and a.reply_to == b.reply_to and a.role == b.role
