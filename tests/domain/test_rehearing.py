"""What another ear would change about what holds: offered by key, and never against the person's own word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from luna_desktop.domain.lesson import REPLACED, Change, Fact, Lesson, LessonKind, holding
from luna_desktop.domain.rehearing import Offer, Reading, Telling, offers

NUTS, EGGS, MILK = ("allergy", "nuts", "add"), ("allergy", "eggs", "add"), ("allergy", "milk", "add")
Said = tuple[str, str] | tuple[str, str, Change]


def fact(said: Said) -> Fact:
    return Fact(said[0], said[1], change=said[2] if len(said) > 2 else "set")


def lesson(number: int, said: Said, *sources: int, **more: object) -> Lesson:
    """Told by ``sources``, when the last of them was said."""
    at = float(max(sources, default=number))
    return replace(Lesson(number, LessonKind.FACT, at, sources, fact(said)), **more)  # type: ignore[arg-type]


def telling(message: int, said: Said, held: str = "") -> Telling:
    return Telling(message, float(message), fact(said), held)


def offered(
    lessons: Sequence[Lesson], tellings: Sequence[Telling], heard: Sequence[int] = range(1, 10)
) -> list[tuple[str, list[str], list[str]]]:
    return [
        (one.reading.value, [words(x) for x in one.before], [words(x) for x in one.after])
        for one in offers(lessons, tellings, heard)
    ]


def words(one: Lesson) -> str:
    assert one.fact is not None
    return f"{one.fact.key}: {one.fact.value}"


def held_by(lessons: Sequence[Lesson]) -> list[Lesson]:
    return [x for told in holding(x for x in lessons if not x.struck).values() for x in told]


def taken(lessons: Sequence[Lesson], offer: Offer) -> list[Lesson]:
    """``lessons`` once ``offer`` is written, as storage does it."""
    kept = [replace(x, struck=True, held=REPLACED) if x.id in offer.struck else x for x in lessons]
    newest = max((x.id for x in lessons), default=0)
    added = [replace(x, id=newest + n) for n, x in enumerate(offer.added, 1)]
    links = dict(offer.linked)
    linked = [replace(x, message_ids=(*x.message_ids, links[x.id])) if x.id in links else x for x in kept]
    return [*linked, *added]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [(1, ("city", "Oslo"))], [("new", [], ["city: Oslo"])]),
        ([(("city", "Oslo"), 1)], [(1, ("city", "Oslo"))], []),
        ([(("city", "Olso"), 1)], [(1, ("city", "Oslo"))], [("otherwise", ["city: Olso"], ["city: Oslo"])]),
        ([(("mood", "blue"), 1)], [], [("gone", ["mood: blue"], [])]),
        (
            [(("talent", "banjo"), 2)],
            [(2, ("instrument", "a banjo"))],
            [("otherwise", ["talent: banjo"], ["instrument: a banjo"])],
        ),
        # By another message, or another value, it is not the same words heard otherwise.
        (
            [(("talent", "banjo"), 2)],
            [(3, ("instrument", "banjo"))],
            [("new", [], ["instrument: banjo"]), ("gone", ["talent: banjo"], [])],
        ),
        # What was told later holds, whether it was heard at first or now.
        ([(("city", "Bergen"), 4)], [(2, ("city", "Oslo")), (4, ("city", "Bergen"))], []),
        (
            [(("city", "Oslo"), 2)],
            [(2, ("city", "Oslo")), (4, ("city", "Bergen"))],
            [("otherwise", ["city: Oslo"], ["city: Bergen"])],
        ),
        # Without what was misheard, what it had replaced holds again.
        (
            [(("city", "Oslo"), 2), (("city", "Turku"), 3), (("city", "Bergen"), 4)],
            [(2, ("city", "Oslo"))],
            [("otherwise", ["city: Bergen"], ["city: Oslo"])],
        ),
        ([(("city", "Oslo"), 2)], [(2, ("city", "Oslo")), (5, ("city", "Oslo", "remove"))], "gone"),
        (
            [(NUTS, 1)],
            [(1, NUTS), (3, EGGS)],
            [("otherwise", ["allergy: nuts"], ["allergy: nuts", "allergy: eggs"])],
        ),
        # One replaced the other where both were meant.
        (
            [(("allergy", "nuts"), 1), (("allergy", "eggs"), 3)],
            [(1, ("allergy", "nuts")), (3, EGGS)],
            [("otherwise", ["allergy: eggs"], ["allergy: nuts", "allergy: eggs"])],
        ),
        (
            [(NUTS, 1), (EGGS, 1)],
            [(1, NUTS)],
            [("otherwise", ["allergy: nuts", "allergy: eggs"], ["allergy: nuts"])],
        ),
        ([(NUTS, 1)], [(1, NUTS), (3, ("allergy", "Nuts", "add"))], []),
    ],
)
def test_what_holds_otherwise_is_offered(before, now, expected) -> None:  # type: ignore[no-untyped-def]
    lessons = [lesson(n, said, *sources) for n, (said, *sources) in enumerate(before, 1)]
    found = offered(lessons, [telling(*one) for one in now])
    if expected == "gone":
        assert [one[0] for one in found] == ["gone"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([], [(1, ("city", "Oslo")), (2, ("city", "Bergen")), (3, ("city", "Bergen"))]),
        (
            [(("city", "Oslo"), 2), (("city", "Turku"), 3), (("city", "Bergen"), 4)],
            [(2, ("city", "Oslo")), (5, ("city", "Oslo"))],
        ),
        ([(("allergy", "nuts"), 1), (("allergy", "eggs"), 3)], [(1, ("allergy", "nuts")), (3, EGGS)]),
        ([(NUTS, 1), (EGGS, 3)], [(1, ("allergy", "milk")), (1, NUTS), (3, ("allergy", "nuts", "remove"))]),
        ([(NUTS, 3)], [(3, MILK), (3, NUTS), (3, EGGS), (5, ("allergy", "", "remove")), (6, EGGS)]),
        ([(("talent", "banjo"), 2)], [(2, ("instrument", "banjo"))]),
    ],
)
def test_taken_it_holds_as_it_was_shown_and_nothing_more_is_offered(before, now) -> None:  # type: ignore[no-untyped-def]
    lessons = [lesson(n, said, *sources) for n, (said, *sources) in enumerate(before, 1)]
    tellings, heard = [telling(*one) for one in now], range(1, 10)
    found = offers(lessons, tellings, heard)
    assert found
    for offer in found:
        lessons = taken(lessons, offer)
        assert set(map(words, offer.after)) <= set(map(words, held_by(lessons)))
    assert offers(lessons, tellings, heard) == []


def test_what_was_heard_the_same_keeps_its_lesson_and_gains_a_message() -> None:
    lessons = [lesson(1, NUTS, 1)]
    (offer,) = offers(lessons, [telling(1, NUTS), telling(2, NUTS), telling(3, EGGS)], range(9))
    assert (offer.struck, offer.linked) == ((), ((1, 2),))
    assert [(x.fact, x.message_ids, x.created_at) for x in offer.added] == [(fact(EGGS), (3,), 3.0)]
    assert offer.message_ids == (3,) and offer.keys == ("allergy",)


def test_of_one_message_the_order_stays_though_a_part_of_it_was_kept() -> None:
    """What was written down a while after it was said is not overtaken by what comes first in the message."""
    lessons = [lesson(1, ("allergy", "nuts"), 3, created_at=4.0)]
    (offer,) = offers(lessons, [telling(3, ("allergy", "nuts")), telling(3, EGGS)], range(9))
    assert [x.created_at for x in offer.added] == [4.0]
    assert [words(x) for x in offer.after] == ["allergy: nuts", "allergy: eggs"]


BY_HAND = {
    "put right": [
        lesson(1, ("city", "Olso"), 2),
        lesson(2, ("city", "Bergen"), 2, confirmed=True, created_at=8.0),
    ],
    "one of several put right": [
        lesson(1, EGGS, 2, struck=True, held=REPLACED),
        lesson(2, ("allergy", "egg whites", "add"), 2, confirmed=True),
    ],
    "confirmed": [lesson(1, ("city", "Bergen"), 2, confirmed=True)],
    "taken out": [lesson(1, ("city", "Oslo"), 2, struck=True), lesson(2, EGGS, 5, struck=True)],
    "added later": [lesson(1, ("city", "Bergen"), created_at=7.0), lesson(2, ("allergy", "egg whites"))],
    "of a file": [lesson(1, ("city", "Bergen"), created_at=7.0, kind=LessonKind.IMPORTED)],
}


@pytest.mark.parametrize("how", BY_HAND)
@pytest.mark.parametrize(
    "now", [[], [(2, ("city", "Oslo"))], [(2, EGGS)], [(2, ("city", "Oslo")), (2, EGGS)]], ids=str
)
def test_what_is_by_hand_is_never_touched(how: str, now: list[tuple[int, Said]]) -> None:
    lessons = after = BY_HAND[how]
    for offer in offers(lessons, [telling(*one) for one in now], range(1, 10)):
        after = taken(after, offer)
    mine = [x for x in lessons if x.confirmed or x.struck or not x.message_ids]
    assert [x for x in after if x in mine] == mine
    held = held_by(after)
    assert [x for x in held_by(lessons) if x in mine] == [x for x in held if x in mine]
    assert {words(x) for x in mine if x.struck}.isdisjoint(map(words, held))


def test_what_was_taken_out_is_not_offered_again_but_what_was_meant_is() -> None:
    lessons = [lesson(1, ("dog's name", "Max"), 2, struck=True)]
    assert offered(lessons, [telling(2, ("dog's name", "max")), telling(4, ("dog's name", "Max"))]) == []
    assert offered(lessons, [telling(2, ("dog's name", "Rex"))]) == [("new", [], ["dog's name: Rex"])]


def test_what_was_replaced_before_can_come_back() -> None:
    lessons = [lesson(1, ("city", "Oslo"), 2, struck=True, held=REPLACED), lesson(2, ("city", "Olso"), 2)]
    assert offered(lessons, [telling(2, ("city", "Oslo"))]) == [("otherwise", ["city: Olso"], ["city: Oslo"])]


def test_what_another_message_told_that_is_not_heard_again_stays() -> None:
    """One that is private, forgotten or withheld by now, or whose turn did not come."""
    lessons = [lesson(1, ("city", "Oslo"), 2), lesson(2, ("mood", "blue"), 4), lesson(3, NUTS, 3, 5)]
    assert offered(lessons, [telling(4, ("city", "Bergen"))], heard=[3]) == []
    assert offered(lessons, [], heard=[2, 3, 4]) == [
        ("gone", ["city: Oslo"], []),
        ("gone", ["mood: blue"], []),
    ]


def test_a_later_word_by_hand_is_not_outweighed_by_what_was_said_after_it() -> None:
    lessons = [lesson(1, ("city", "Bergen"), created_at=3.0)]
    assert offered(lessons, [telling(5, ("city", "Oslo"))]) == []
    assert offered(lessons, [telling(5, ("city", "", "remove"))]) == []
    assert offered(lessons, [telling(5, ("city", "Bergen"))]) == []


def test_what_may_give_a_secret_away_waits_until_it_is_told_without() -> None:
    home = ("home", "10115 Berlin")
    (offer,) = offers([], [telling(1, home, "address")], [1, 2])
    assert offer.added[0].held == "address"
    (offer,) = offers([], [telling(1, home, "address"), telling(2, home)], [1, 2])
    assert (offer.added[0].held, offer.reading) == ("", Reading.NEW)
