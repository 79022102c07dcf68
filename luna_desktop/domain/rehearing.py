"""Hearing again what was said: what another ear would change about what holds, to be offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, LessonKind, holding
from luna_desktop.domain.words import bare

UNNUMBERED = 2**62  # from here on lessons that nobody wrote yet are counted: they are the newest


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of the person's that can be heard again, as it was said or ``brought``.

    ``ear`` names what heard it last; '' where that is not known.
    """

    id: int
    conversation_id: int
    at: float
    brought: bool = False
    ear: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact that a message tells as it is heard now, ``at`` the time when it was said."""

    message_id: int
    at: float
    fact: Fact
    held: str = ""


class Reading(StrEnum):
    """What an offer does to what holds."""

    NEW = "new"
    OTHERWISE = "otherwise"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Offer:
    """What would hold instead of ``before`` under one key, or under two that the same words were heard as.

    To take it ``added`` (not numbered yet) are written, ``struck`` are replaced, and ``linked`` lessons were
    told by a message more, each a pair of their numbers.
    """

    before: tuple[Lesson, ...]
    after: tuple[Lesson, ...]
    added: tuple[Lesson, ...] = ()
    struck: tuple[int, ...] = ()
    linked: tuple[tuple[int, int], ...] = ()

    @property
    def reading(self) -> Reading:
        if not self.before:
            return Reading.NEW
        return Reading.OTHERWISE if self.after else Reading.GONE

    @property
    def keys(self) -> tuple[str, ...]:
        """What it is about, as it is to be called from then on first."""
        facts = (x.fact for x in (*self.after, *self.before))
        return tuple(dict.fromkeys(fact.key for fact in facts if fact is not None))

    @property
    def message_ids(self) -> tuple[int, ...]:
        """The messages that are heard otherwise now."""
        told = self.added or self.before
        return tuple(sorted({source for lesson in told for source in lesson.message_ids}))


def by_hand(lesson: Lesson) -> bool:
    """Whether the person's own word stands for it: added, put right, confirmed, or taken out."""
    return lesson.confirmed or _taken_out(lesson) or not lesson.message_ids


def _taken_out(lesson: Lesson) -> bool:
    return lesson.struck and lesson.held != REPLACED


class Hands:
    """What the person decided themselves among ``lessons``: nothing that is heard goes against it."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        facts = [lesson for lesson in lessons if lesson.fact is not None]
        self._settled = {(m, _key(x)) for x in facts if x.confirmed for m in x.message_ids}
        self._out = {_said(x.fact) for x in facts if x.fact is not None and _taken_out(x)}

    def settled(self, lesson: Lesson) -> bool:
        """Whether it, or what the same message tells of the same, is by hand."""
        return by_hand(lesson) or any((m, _key(lesson)) in self._settled for m in lesson.message_ids)

    def allow(self, telling: Telling) -> bool:
        """Whether the person has not settled already what ``telling`` tells."""
        settled = (telling.message_id, telling.fact.key) in self._settled
        return not settled and _said(telling.fact) not in self._out


def as_lesson(telling: Telling, number: int = 0) -> Lesson:
    """The lesson of ``telling``, the one of this ``number`` among those that nobody wrote yet."""
    sources = (telling.message_id,)
    return Lesson(UNNUMBERED + number, LessonKind.FACT, telling.at, sources, telling.fact, held=telling.held)


def as_lessons(tellings: Iterable[Telling]) -> list[Lesson]:
    """The lessons of ``tellings`` in the order they were told; told again, a value has one."""
    told: list[Lesson] = []
    for telling in sorted(tellings, key=lambda one: (one.at, one.message_id)):
        same = _told_already(telling.fact, told)
        if same is None:
            told.append(as_lesson(telling, len(told)))
        else:
            told[told.index(same)] = replace(
                same,
                created_at=telling.at if telling.fact.change == "set" else same.created_at,
                message_ids=tuple(dict.fromkeys((*same.message_ids, telling.message_id))),
                held=same.held if telling.held else "",
            )
    return told


def _told_already(fact: Fact, told: Sequence[Lesson]) -> Lesson | None:
    """The one of ``told`` after which ``fact`` changes nothing."""
    of_key = [lesson for lesson in told if _key(lesson) == fact.key]
    if fact.change == "remove":
        return of_key[-1] if of_key and of_key[-1].fact == fact else None
    held = holding(of_key).get(fact.key, ())
    if fact.change == "set":
        return held[0] if len(held) == 1 and _value(held[0]) == fact.value else None
    return next((x for x in held if bare(_value(x)) == bare(fact.value)), None)


def standing(lessons: Sequence[Lesson], heard: Collection[int]) -> list[Lesson]:
    """The facts that stay whatever the messages ``heard`` tell."""
    hands = Hands(lessons)
    told = [lesson for lesson in lessons if lesson.fact is not None and not lesson.struck]
    return [x for x in told if hands.settled(x) or any(m not in heard for m in x.message_ids)]


def offers(lessons: Sequence[Lesson], tellings: Iterable[Telling], heard: Collection[int]) -> list[Offer]:
    """What would hold otherwise if the messages ``heard`` told ``tellings`` instead of what they did.

    ``lessons`` are all of a line. What is by hand, and what other messages told too, stays as it is; what
    would put another value in the place of one by hand is not offered.
    """
    hands, fixed = Hands(lessons), {lesson.id for lesson in standing(lessons, heard)}
    by_key: dict[str, tuple[list[Lesson], list[Telling]]] = {}
    for lesson in lessons:
        if lesson.fact is not None and not lesson.struck:
            by_key.setdefault(lesson.fact.key, ([], []))[0].append(lesson)
    for telling in tellings:
        if telling.message_id in heard and hands.allow(telling):
            by_key.setdefault(telling.fact.key, ([], []))[1].append(telling)
    found: list[Offer] = []
    for now, told in by_key.values():
        free = [lesson for lesson in now if lesson.id not in fixed]
        if (offer := _offer(now, free, as_lessons(told))) is not None:
            found.append(offer)
    order = list(Reading)
    return sorted(_joined(found), key=lambda one: (order.index(one.reading), one.message_ids))


@dataclass(slots=True)
class _Plan:
    kept: list[Lesson] = field(default_factory=list[Lesson])
    added: list[Lesson] = field(default_factory=list[Lesson])
    linked: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


def _offer(now: Sequence[Lesson], free: Sequence[Lesson], told: Sequence[Lesson]) -> Offer | None:
    """What comes of one key if of what is told ``now`` the ``free`` part gave way to ``told``."""
    plan = _plan(free, told)
    kept = {lesson.id for lesson in plan.kept}
    struck = tuple(lesson.id for lesson in free if lesson.id not in kept)
    after = _holding(lesson for lesson in (*now, *plan.added) if lesson.id not in struck)
    before = _holding(now)
    if sorted(map(_value, before)) == sorted(map(_value, after)):
        return None
    if any(by_hand(lesson) and lesson not in after for lesson in before):
        return None
    return Offer(before, after, tuple(plan.added), struck, tuple(plan.linked))


def _plan(free: Sequence[Lesson], told: Sequence[Lesson]) -> _Plan:
    """Which of the ``free`` lessons are what ``told`` says by the same messages, and which it adds."""
    plan, at = _Plan(), 0.0
    for one in sorted(told, key=lambda lesson: lesson.told):
        mine = set(one.message_ids)
        same = [x for x in free if x.fact == one.fact and not mine.isdisjoint(x.message_ids)]
        if same:
            kept = max(same, key=lambda x: x.told)
            plan.kept.append(kept)
            plan.linked += [(kept.id, m) for m in one.message_ids if m not in kept.message_ids]
            at = max(at, kept.created_at)
        else:
            at = max(at, one.created_at)  # after what was told before it, to the order of one message
            plan.added.append(replace(one, created_at=at))
    return plan


def _holding(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    return tuple(lesson for held in holding(lessons).values() for lesson in held)


def _joined(found: Sequence[Offer]) -> list[Offer]:
    """What goes under one key and comes under another, by the same words, is one offer."""
    came = [offer for offer in found if offer.reading is Reading.NEW]
    joined: list[Offer] = []
    for offer in found:
        if offer.reading is Reading.GONE and (other := next((x for x in came if _same(offer, x)), None)):
            came.remove(other)
            joined.append(
                Offer(
                    offer.before,
                    other.after,
                    (*offer.added, *other.added),
                    (*offer.struck, *other.struck),
                    (*offer.linked, *other.linked),
                )
            )
        elif offer.reading is not Reading.NEW:
            joined.append(offer)
    return [*joined, *came]


def _same(gone: Offer, new: Offer) -> bool:
    """Whether the same messages name the same values."""
    values = {bare(_value(lesson)) for lesson in gone.before}
    told = {m for lesson in gone.before for m in lesson.message_ids}
    return values == {bare(_value(x)) for x in new.after} and not told.isdisjoint(new.message_ids)


def _said(fact: Fact) -> tuple[str, str, bool]:
    return fact.key, bare(fact.value), fact.change == "remove"


def _key(lesson: Lesson) -> str:
    return lesson.fact.key if lesson.fact is not None else ""


def _value(lesson: Lesson) -> str:
    return lesson.fact.value if lesson.fact is not None else ""
