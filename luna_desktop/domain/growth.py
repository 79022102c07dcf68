"""What of a transcript is not here yet, where an earlier import brought a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from luna_desktop.domain.prompt import Role
from luna_desktop.domain.transcript import Arrival, Said

_NEAR = (
    20  # questions of the same words that are compared by their answers: "Go on." is asked a thousand times
)


class Kept(NamedTuple):
    """A message that an import brought. A reply that was said here is none."""

    id: int
    role: Role
    text: str
    at: float
    reply_to: int | None = None
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """The places of the turns that are not here, and the message that each place is, of those that are.

    ``forgotten`` counts turns in the place of what was forgotten here: they stay out.
    """

    arrival: Arrival
    places: tuple[int, ...] = ()
    known: dict[int, int] = field(default_factory=dict[int, int])
    forgotten: int = 0


@dataclass(slots=True)
class _Question:
    """A message of the person's with the replies to it."""

    message: Kept
    replies: list[Kept] = field(default_factory=list[Kept])

    def answered(self, text: str) -> bool:
        """Whether ``text`` is a reply to it, or may be one that was forgotten."""
        return any(reply.text == text or reply.forgotten for reply in self.replies)


def news_of(kept: Sequence[Kept], said: Sequence[Said]) -> News:
    """Hold a dated transcript against what was brought of it, question by question, in whatever order.

    What was edited at its origin is said anew; another answer to the same question is a reply more to it.
    """
    if len(kept) == len(said) and all(a.text == b.whole for a, b in zip(kept, said, strict=True)):
        return News(Arrival.KNOWN, known={0: kept[0].id} if kept else {})
    held = _Held(kept)
    timed = len({one.at for one in said}) > 1
    places: list[int] = []
    known: dict[int, int] = {}
    forgotten = 0
    for place in range(0, len(said), 2):
        turns = range(place, min(place + 2, len(said)))
        question = held.same(said, place) or held.forgotten(said[place], place // 2, timed)
        if question is None:
            places += turns
            continue
        known[place] = question.message.id
        if question.message.forgotten:
            forgotten += len(turns)
        elif len(turns) == 2 and not question.answered(said[place + 1].whole):
            places.append(place + 1)
    if not kept:
        return News(Arrival.NEW, tuple(places))
    same = Arrival.OLDER if len(said[::2]) < held.count else Arrival.KNOWN
    return News(Arrival.GROWN if places else same, tuple(places), known, forgotten)


class _Held:
    """Questions that are here, each to be found once."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        self._questions = {one.id: _Question(one) for one in kept if one.role == "person"}
        for one in kept:
            if one.role == "luna" and one.reply_to in self._questions:
                self._questions[one.reply_to].replies.append(one)
        self.count = len(self._questions)
        self._by_text: dict[str, list[_Question]] = {}
        for question in self._questions.values():
            if not question.message.forgotten:
                self._by_text.setdefault(question.message.text, []).append(question)
        self._lost = [one for one in self._questions.values() if one.message.forgotten]

    def same(self, said: Sequence[Said], place: int) -> _Question | None:
        """The question at ``place``, of several the one with the same answer."""
        found = self._by_text.get(said[place].whole)
        if not found:
            return None
        answer = said[place + 1].whole if place + 1 < len(said) else ""
        chosen = next((n for n, one in enumerate(found[:_NEAR]) if one.answered(answer)), 0)
        return found.pop(chosen)

    def forgotten(self, turn: Said, number: int, timed: bool) -> _Question | None:
        """A forgotten question in whose place ``turn`` may stand: the one of its time. Where no times are
        told, any will do as long as no more was asked than is here: rather too little comes than that."""
        if timed:
            return next((one for one in self._lost if one.message.at == turn.at), None)
        return self._lost[0] if self._lost and number < self.count else None
