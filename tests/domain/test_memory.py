"""What she remembers of a conversation, and what she is taught of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.lesson import Fact, Lesson, LessonKind, holding, snapshot
from luna_desktop.domain.memory import estimate, fit, shorter
from luna_desktop.domain.message import fingerprint
from luna_desktop.domain.prompt import Turn

TURNS = st.lists(st.text(max_size=200), max_size=12).map(
    lambda texts: [Turn("person" if i % 2 == 0 else "luna", text) for i, text in enumerate(texts)]
)


@given(TURNS, st.text(max_size=500), st.integers(0, 600))
def test_the_latest_turns_that_fit(earlier: list[Turn], last: str, room: int) -> None:
    turns = [*earlier[: len(earlier) // 2 * 2], Turn("person", last)]
    kept = fit(turns, room)
    assert kept == turns[len(turns) - len(kept) :]
    assert kept[0].role == "person"
    assert len(kept) == 1 or sum(map(estimate, kept)) <= room


@given(TURNS)
def test_shorter_ends(turns: list[Turn]) -> None:
    rest = [*turns, Turn("person", "last")]
    while rest:
        before = len(rest)
        rest = shorter(rest)
        assert len(rest) < before
        assert not rest or rest[0].role == "person"


def fact(ident: int, key: str, value: str) -> Lesson:
    return Lesson(ident, LessonKind.FACT, 0.0, (ident,), Fact(key, value))


def test_what_was_told_later_holds() -> None:
    lessons = [fact(1, "pet_dog", "Rex"), fact(2, "city", "Oslo"), fact(3, "pet_dog", "Max")]
    for order in (lessons, lessons[::-1]):
        assert {k: [x.id for x in some] for k, some in holding(order).items()} == {
            "pet_dog": [3],
            "city": [2],
        }


def test_a_snapshot_sorts_by_what_the_parent_was_taught() -> None:
    talk = Lesson(4, LessonKind.CORRECTION, 0.0, (9,), None, "Hi.", "Hello.")
    lessons = [fact(1, "pet_dog", "Rex"), fact(2, "city", "Oslo"), fact(3, "pet_dog", "Max"), talk]
    found = snapshot(lessons, frozenset({1, 2}))
    assert found.lesson_ids == (2, 3, 4)
    assert found.new_facts == (Fact("pet_dog", "Max"),)
    assert found.old_facts == (Fact("city", "Oslo"),)
    assert found.exchanges == (("Hi.", "Hello."),)


def test_of_too_many_new_facts_those_told_last_wait() -> None:
    lessons = [fact(n, f"pet:noun{n}", "Rex") for n in range(1, 8)]
    found = snapshot(lessons, frozenset({1, 2}), most=3)
    assert found.lesson_ids == (1, 2, 3, 4, 5)
    assert [f.key for f in found.new_facts] == ["pet:noun3", "pet:noun4", "pet:noun5"]
    assert snapshot(lessons, frozenset({1, 2})).lesson_ids == tuple(range(1, 8))


def test_fingerprints() -> None:
    assert fingerprint("  Ｈello\n WORLD") == fingerprint("hello world")  # noqa: RUF001  a wide letter
    assert fingerprint("hello world.") != fingerprint("hello world")
