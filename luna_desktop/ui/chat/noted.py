"""The line under a person's message: what she noted of it, and that nothing was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from luna_desktop.services.noted import NotedFact
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import RADIUS_SMALL

SHOWN = 4  # facts by their words; the others are counted
BELOW = 6  # between the bubble and the line
EDGE = 14  # in line with the text in the bubble
PAD_X, PAD_Y = 6, 3
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Note:
    """What a message told: ``facts`` that are lessons, or the ``words`` of those just heard."""

    facts: tuple[NotedFact, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def undone(self) -> bool:
        """Whether nothing of it is left."""
        return bool(self.facts) and all(fact.lesson.struck for fact in self.facts)

    def line(self) -> str:
        """All of it in a line; '' where nothing was noted."""
        kept = [fact.words for fact in self.facts if fact.stands] or list(self.words)
        waiting = [fact.words for fact in self.facts if fact.waits]
        if kept:
            line = _tr("Noted: {facts}").format(facts=_joined(kept))
            more = [_tr("{n} waits for you").format(n=len(waiting))] if waiting else []
            return BETWEEN.join([line, *more])
        if waiting:
            return _tr("Waits until you let it in: {facts}").format(facts=_joined(waiting))
        return _tr("Noted: nothing (undone)") if self.undone else ""


NOTHING = Note()


class Notes:
    """What was noted of the messages looked at, by the message's number."""

    def __init__(self) -> None:
        self._of: dict[int, Note] = {}
        self.private = False
        self.missed: int | None = None  # heard last, and nothing was, though it sounded like telling

    def of(self, message_id: int) -> Note:
        """What this message told."""
        return NOTHING if self.private else self._of.get(message_id, NOTHING)

    def put(self, asked: Iterable[int], found: Mapping[int, tuple[NotedFact, ...]]) -> set[int]:
        """What the messages that were asked for told, all of them; returns where that is new."""
        changed: set[int] = set()
        for message_id in asked:
            note = Note(found[message_id]) if message_id in found else NOTHING
            if note != self._of.get(message_id, NOTHING):
                changed.add(message_id)
            if note is NOTHING:
                self._of.pop(message_id, None)
            else:
                self._of[message_id] = note
        return changed

    def hear(self, message_id: int, words: Sequence[str], *, missed: bool) -> set[int]:
        """It was just heard: what it tells is no lesson yet. Returns which messages change by that."""
        before, self.missed = self.missed, message_id if missed else None
        changed = {before, self.missed} - {None} if before != self.missed else set[int | None]()
        if words and message_id not in self._of:
            self._of[message_id] = Note(words=tuple(words))
            changed.add(message_id)
        return {one for one in changed if one is not None}


@dataclass(frozen=True, slots=True)
class NotedPlace:
    """Where the line of one row lies, with what it says."""

    rect: QRectF
    words: str
    faint: bool = False

    @property
    def button(self) -> QRectF:
        """What is pressed."""
        return self.rect.adjusted(-PAD_X, -PAD_Y, PAD_X, PAD_Y)


class NotedLine:
    """Lays the line out and paints it."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._font = theme.font("caption")
        self._metrics = QFontMetrics(self._font)

    def under(self, bubble: QRectF, column: QRectF, note: Note) -> NotedPlace | None:
        """Below the bubble, ending where its words do; None where nothing is to be said."""
        return self._below(note.line(), bubble, column, faint=note.undone)

    def missed(self, bubble: QRectF, column: QRectF) -> NotedPlace | None:
        """The same where nothing was noted of what was just told."""
        return self._below(nothing_noted(), bubble, column, faint=True)

    def _below(self, words: str, bubble: QRectF, column: QRectF, *, faint: bool) -> NotedPlace | None:
        if not words:
            return None
        room = QRect(0, 0, int(column.width() * 0.92) - 2 * EDGE, 10_000)
        words = self._whole(words, room.width())
        need = self._metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
        rect = QRectF(0, bubble.bottom() + BELOW, need.width() + 1, need.height())
        rect.moveRight(bubble.right() - EDGE)
        return NotedPlace(rect, words, faint)

    def _whole(self, words: str, room: int) -> str:
        """``words`` that go into the next line from fact to fact, as far as each has room in one."""
        parts = words.split(BETWEEN)
        fits = [self._metrics.horizontalAdvance(part + BETWEEN) <= room for part in parts]
        kept = [part.replace(" ", "\u00a0") if fit else part for part, fit in zip(parts, fits, strict=True)]
        return "\u00a0· ".join(kept)

    def beside(self, button: QRectF, left: float) -> NotedPlace | None:
        """On the way to the ``button`` beside a bubble, in the longest words that end before ``left``."""
        for words in (nothing_noted(), _tr("Teach…")):
            wide = self._metrics.horizontalAdvance(words) + 1
            rect = QRectF(0, 0, wide, self._metrics.height())
            rect.moveCenter(QPointF(button.left() - PAD_X - wide / 2, button.center().y()))
            if rect.left() - PAD_X >= left:
                return NotedPlace(rect, words, faint=True)
        return None

    def paint(self, painter: QPainter, place: NotedPlace, *, pressed: bool) -> None:
        """Paint the line; under the mouse it is seen to be a button."""
        if pressed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("overlay"))
            painter.drawRoundedRect(place.button, RADIUS_SMALL, RADIUS_SMALL)
        token = "text" if pressed else "text_faint" if place.faint else "text_dim"
        painter.setFont(self._font)
        painter.setPen(self._theme.colour(token))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignRight
        painter.drawText(place.rect.adjusted(-1, 0, 0, 1), int(flags), place.words)


def nothing_noted() -> str:
    """That she did not get it, and what can be done."""
    return _tr("Nothing noted · Teach…")


def _joined(words: Sequence[str]) -> str:
    more = [_tr("{n} more").format(n=len(words) - SHOWN)] if len(words) > SHOWN else []
    return BETWEEN.join([*words[:SHOWN], *more])


def _tr(text: str) -> str:
    return QCoreApplication.translate("Noted", text)
