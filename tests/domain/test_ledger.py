"""The ledger of what was told: several values, put right, taken back, and what an age-up makes of it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.lesson import (
    Change,
    Fact,
    Lesson,
    LessonKind,
    Snapshot,
    first_taught,
    holding,
    snapshot,
    still_told,
    told_otherwise,
    undisputed,
)
from luna_desktop.domain.lesson_state import LessonState, states
from luna_desktop.domain.words import bare

KEY = "allergy"
CHANGES: tuple[Change, ...] = ("set", "add", "remove")


def lesson(ident: int, value: str, change: Change = "set", key: str = KEY, *, held: str = "") -> Lesson:
    return Lesson(ident, LessonKind.FACT, float(ident), (ident,), Fact(key, value, change=change), held=held)


def told(*changes: str) -> list[Lesson]:
    """Lessons as told in turn: "eggs" replaces, "+eggs" adds, "-eggs" takes back, and "-" all."""
    signs: dict[str, Change] = {"+": "add", "-": "remove"}
    return [lesson(n, one.lstrip("+-"), signs.get(one[:1], "set")) for n, one in enumerate(changes, start=1)]


def values(lessons: list[Lesson]) -> list[str]:
    return [x.fact.value for x in holding(lessons).get(KEY, ()) if x.fact]


FACTS = st.builds(
    Fact,
    key=st.sampled_from(("allergy", "dog's name")),
    value=st.sampled_from(("eggs", "Eggs", "an egg", "the nuts", "nuts", "milk")),
    change=st.sampled_from(CHANGES),
).flatmap(lambda fact: st.sampled_from((fact, replace(fact, value="") if fact.change == "remove" else fact)))
LEDGERS = st.lists(
    st.tuples(FACTS, st.integers(0, 4), st.sampled_from(("", "", "imported"))), max_size=12
).map(
    lambda rows: [
        Lesson(n, LessonKind.FACT, float(at), (n,), fact, held=held)
        for n, (fact, at, held) in enumerate(rows, start=1)
    ]
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["eggs"], ["eggs"]),
        (["eggs", "nuts"], ["nuts"]),
        (["eggs", "+nuts"], ["eggs", "nuts"]),
        (["eggs", "+nuts", "milk"], ["milk"]),
        (["eggs", "+Eggs", "+an eggs"], ["eggs"]),
        (["C", "+C++", "+C#", "+c"], ["C", "C++", "C#"]),
        (["🥜", "+🥛"], ["🥜", "🥛"]),
        (["eggs", "+nuts", "-Eggs"], ["nuts"]),
        (["eggs", "+nuts", "-the nuts", "+milk"], ["eggs", "milk"]),
        (["eggs", "+nuts", "-"], []),
        (["eggs", "-", "+nuts"], ["nuts"]),
        (["eggs", "-milk"], ["eggs"]),
        (["eggs", "-eggs", "eggs"], ["eggs"]),
        (["-eggs", "eggs"], ["eggs"]),
    ],
)
def test_what_holds(changes: list[str], expected: list[str]) -> None:
    assert values(told(*changes)) == expected


@given(LEDGERS, st.randoms())
def test_what_holds_depends_on_nothing_but_when_it_was_told(ledger: list[Lesson], rng: random.Random) -> None:
    now = holding(ledger)
    assert holding(rng.sample(ledger, len(ledger))) == now
    kept = [x for some in now.values() for x in some]
    assert holding(kept) == now, "what holds holds also by itself"
    for key, some in now.items():
        assert some and [x.told for x in some] == sorted(x.told for x in some)
        said = [bare(x.fact.value) for x in some if x.fact]
        assert len(set(said)) == len(said), "each value once"
        assert all(x.fact and x.fact.key == key and x.fact.change != "remove" for x in some)


@given(LEDGERS, FACTS)
def test_what_is_told_last_holds(ledger: list[Lesson], fact: Fact) -> None:
    before, last = holding(ledger), Lesson(99, LessonKind.FACT, 99.0, (99,), fact)
    now = holding([*ledger, last])
    assert {k: v for k, v in now.items() if k != fact.key} == {
        k: v for k, v in before.items() if k != fact.key
    }
    had = [x for x in before.get(fact.key, ()) if x.fact]
    same = [x for x in had if x.fact and bare(x.fact.value) == bare(fact.value)]
    expected = {
        "set": [last],
        "add": had if same else [*had, last],
        "remove": [x for x in had if fact.value and x not in same],
    }[fact.change]
    assert list(now.get(fact.key, ())) == expected


@given(LEDGERS)
def test_what_waits_keeps_back_only_what_it_would_end(ledger: list[Lesson]) -> None:
    usable = undisputed(ledger)
    assert not any(x.held for x in usable)
    assert [x for x in ledger if x in usable] == usable
    for left_out in (x for x in ledger if not x.held and x not in usable):
        assert left_out.fact and left_out.fact.change != "remove"
        later = [x for x in ledger if x.held and x.told > left_out.told and x.fact]
        assert any(x.fact and x.fact.change != "add" and told_otherwise(left_out.fact, x.fact) for x in later)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (Fact(KEY, "milk"), []),
        (Fact(KEY, "nuts"), ["nuts"]),
        (Fact(KEY, "milk", change="add"), ["eggs", "nuts"]),
        (Fact(KEY, "nuts", change="remove"), ["eggs"]),
        (Fact(KEY, "", change="remove"), []),
        (Fact("city", "Oslo"), ["eggs", "nuts"]),
    ],
)
def test_a_newer_one_that_waits(held: Fact, expected: list[str]) -> None:
    waits = Lesson(9, LessonKind.FACT, 9.0, (9,), held, held="pin")
    ledger = [*told("eggs", "+nuts"), waits]
    usable = undisputed(ledger)
    assert values(usable) == expected
    assert [x.fact.value for x in still_told(ledger, usable) if x.fact and not x.held] == expected


# -- what an age-up makes of it ------------------------------------------------


def grown(ledger: list[Lesson]) -> tuple[frozenset[int], Snapshot]:
    """She was taught all of ``ledger``; and what she was taught it with."""
    first = snapshot(ledger, frozenset())
    return frozenset(first.lesson_ids), first


def pending(ledger: list[Lesson], taught: frozenset[int]) -> list[int]:
    return [x.id for x in still_told([x for x in ledger if x.id not in taught], undisputed(ledger))]


def said(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in facts]


@pytest.mark.parametrize(
    ("before", "since", "new", "old", "gone", "waits"),
    [
        (["eggs"], [], [], ["eggs"], [], []),
        (["eggs"], ["+nuts"], ["eggs", "nuts"], [], [], [2]),
        (["eggs"], ["nuts"], ["nuts"], [], [], [2]),
        (["eggs"], ["-eggs"], [], [], ["eggs"], [2]),
        (["eggs", "+nuts"], ["-nuts"], ["eggs"], [], [], [3]),
        (["eggs", "+nuts"], ["-"], [], [], ["eggs", "nuts"], [3]),
        (["eggs", "+nuts"], ["-eggs", "-nuts"], [], [], ["eggs", "nuts"], [3, 4]),
        (["eggs"], ["nuts", "-nuts"], [], [], ["eggs"], [3]),
        (["eggs"], ["+nuts", "-nuts"], [], ["eggs"], [], []),
        (["eggs"], ["-milk"], [], ["eggs"], [], []),
        (["eggs"], ["-", "milk"], ["milk"], [], [], [3]),
        (["eggs"], ["-eggs", "eggs"], ["eggs"], [], [], [3]),
        ([], ["eggs", "-eggs"], [], [], [], []),
        ([], ["eggs", "-"], [], [], [], []),
        ([], ["-eggs"], [], [], [], []),
    ],
)
def test_a_snapshot_of_what_was_told_since(
    before: list[str], since: list[str], new: list[str], old: list[str], gone: list[str], waits: list[int]
) -> None:
    ledger = told(*before, *since)
    taught, _ = grown(ledger[: len(before)])
    found = snapshot(ledger, taught)
    assert (said(found.new_facts), said(found.old_facts), said(found.gone)) == (new, old, gone)
    assert pending(ledger, taught) == waits
    assert set(waits) <= set(found.lesson_ids)
    taught = frozenset(found.lesson_ids)
    again = snapshot(ledger, taught)
    assert (again.new_facts, again.gone, again.lesson_ids) == ((), (), found.lesson_ids)
    assert pending(ledger, taught) == []


@pytest.mark.parametrize(
    ("before", "since", "known", "unlearnt"),
    [
        (["eggs"], ["+nuts"], [], 0),
        (["eggs", "+nuts"], ["-nuts"], [KEY], 1),
        (["eggs", "+nuts"], ["eggs"], [KEY], 1),  # "only eggs"
        (["eggs", "+nuts"], ["-nuts", "+milk"], [], 0),
        (["eggs", "+nuts"], ["-"], [], 1),
        (["Mcdonald"], ["McDonald"], [KEY], 1),
        (["eggs"], ["-eggs", "eggs"], [KEY], 1),
        (["eggs"], ["nuts"], [], 0),
        ([], ["eggs"], [], 0),
        (["eggs"], [], [], 0),
    ],
)
def test_what_the_parent_knew_already_is_old_to_the_exam(
    before: list[str], since: list[str], known: list[str], unlearnt: int
) -> None:
    ledger = told(*before, *since)
    found = snapshot(ledger, grown(ledger[: len(before)])[0])
    assert (list(found.known_keys), found.unlearnt) == (known, unlearnt)
    assert [x for x in found.asked.new_facts if x.key in known] == []
    assert set(found.asked.facts) == set(found.facts) and found.asked.gone == found.gone
    assert found.asked.asked == found.asked


@pytest.mark.parametrize(
    ("before", "taken", "new", "gone", "known"),
    [
        (["eggs"], [1], [], ["eggs"], []),
        (["eggs", "+nuts"], [2], ["eggs"], [], [KEY]),
        (["eggs", "+nuts"], [1, 2], [], ["eggs", "nuts"], []),
        (["eggs", "nuts"], [2], ["eggs"], [], []),  # the older value holds again
        (["eggs", "+nuts"], [], [], [], []),
    ],
)
def test_what_is_struck_or_private_now_is_gone(
    before: list[str], taken: list[int], new: list[str], gone: list[str], known: list[str]
) -> None:
    ledger = told(*before)
    taught, _ = grown(ledger)
    usable = [x for x in ledger if x.id not in taken]
    away = [x for x in ledger if x.id in taken]
    found = snapshot(usable, taught, taken_away=away)
    assert (said(found.new_facts), said(found.gone), list(found.known_keys)) == (new, gone, known)
    assert not set(found.lesson_ids) & set(taken)
    again = snapshot(usable, frozenset(found.lesson_ids), taken_away=away)
    assert (again.new_facts, again.gone, again.known_keys) == ((), (), ())
    untaught = snapshot(usable, frozenset(), taken_away=away)
    assert untaught.gone == (), "what she was never taught is not unlearnt"


@given(st.lists(LEDGERS, max_size=4))
def test_weights_that_learn_what_is_new_and_gone_know_what_holds(parts: list[list[Lesson]]) -> None:
    """``parts`` are told between age-ups; she knows what she was taught until she is taught otherwise."""
    ledger: list[Lesson] = []
    taught, knows = frozenset[int](), dict[str, set[str]]()
    for number, part in enumerate(parts):
        ledger += [
            replace(x, id=100 * number + x.id, created_at=10.0 * number + x.created_at, held="") for x in part
        ]
        waiting = pending(ledger, taught)
        found = snapshot(ledger, taught)
        assert set(waiting) <= set(found.lesson_ids)
        assert bool(waiting) >= bool(found.new_facts or found.gone), "what changes her is seen to wait"
        for fact in found.gone:
            assert bare(fact.value) in knows[fact.key]
        learns = dict[str, set[str]]()
        for fact in found.new_facts:
            learns.setdefault(fact.key, set()).add(bare(fact.value))
        for fact in found.old_facts:
            assert fact.key not in learns and bare(fact.value) in knows[fact.key]
        knows |= learns
        for fact in found.gone:
            knows.pop(fact.key, None)
        assert knows == {k: {bare(x.fact.value) for x in v if x.fact} for k, v in holding(ledger).items()}
        taught = frozenset(found.lesson_ids)


@pytest.mark.parametrize(
    ("before", "since", "expected"),
    [
        (["eggs"], ["+nuts"], "taught waiting"),
        (["eggs"], ["nuts"], "replaced waiting"),
        (["eggs"], ["-eggs"], "taken back, waiting"),
        (["eggs", "-eggs"], [], "taken back, done"),
        (["eggs", "+nuts"], ["-nuts", "nuts"], "replaced, taken back, done, waiting"),
        (["eggs", "+nuts"], ["-"], "taken back, taken back, waiting"),
        (["eggs", "+nuts", "-"], ["-milk"], "taken back, taken back, done, done"),
        (["eggs"], ["+eggs"], "taught replaced"),
    ],
)
def test_where_lessons_stand(before: list[str], since: list[str], expected: str) -> None:
    ledger = told(*before, *since)
    taught, _ = grown(ledger[: len(before)])
    found = list(states(ledger, taught).values())
    assert found == (expected.split(", ") if ", " in expected else expected.split())


def test_a_lesson_that_took_back_what_she_knew_is_taught() -> None:
    ledger = told("eggs", "-eggs")
    taught = frozenset(snapshot(ledger, frozenset({1})).lesson_ids)
    assert list(states(ledger, taught).values()) == ["taken back", "taught"]
    held = [replace(ledger[0], struck=True), replace(ledger[1], held="pin"), lesson(3, "Oslo", key="city")]
    assert list(states(held, taught).values()) == ["struck", "held", "waiting"]


@given(LEDGERS)
def test_what_waits_is_what_is_pending(ledger: list[Lesson]) -> None:
    found = states(ledger, frozenset())
    waits = [x.id for x in still_told(ledger, undisputed(ledger))]
    assert waits == [n for n, one in found.items() if one in (LessonState.WAITING, LessonState.HELD)]


def test_values_of_one_key_stand_beside_each_other_and_count_as_one() -> None:
    ledger = [
        lesson(1, "eggs"),
        lesson(2, "Rex", key="dog's name"),
        lesson(3, "nuts", "add"),
        lesson(4, "Oslo", key="city"),
    ]
    assert said(snapshot(ledger, frozenset()).new_facts) == ["eggs", "nuts", "Rex", "Oslo"]
    some = snapshot(ledger, frozenset(), most=2)
    assert said(some.new_facts) == ["eggs", "nuts", "Rex"] and some.lesson_ids == (1, 2, 3)
    # One more of what she was taught long ago is told last.
    some = snapshot([*ledger, lesson(5, "milk", "add")], frozenset({1, 3}), most=2)
    assert said(some.new_facts) == ["Rex", "Oslo"] and some.lesson_ids == (2, 4)
    # What is gone waits for nothing.
    some = snapshot([*ledger, lesson(5, "", "remove")], frozenset({1, 3}), most=1)
    assert (said(some.new_facts), said(some.gone)) == (["Rex"], ["eggs", "nuts"])
    assert some.lesson_ids == (2, 5)


def test_several_values_were_first_taught_when_all_were() -> None:
    ledger = [*told("eggs", "+nuts"), lesson(3, "Oslo", key="city")]
    taught = [frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3})]
    assert first_taught(ledger, taught) == {KEY: 1, "city": 2}
    assert first_taught(ledger, taught[:1]) == {}


@pytest.mark.parametrize(
    ("fact", "later", "over"),
    [
        ("eggs", "nuts", True),
        ("eggs", "+nuts", True),
        ("eggs", "-nuts", False),
        ("eggs", "-Eggs", True),
        ("+eggs", "nuts", True),
        ("+eggs", "+nuts", False),
        ("+eggs", "-", True),
        ("-eggs", "+eggs", True),
        ("-eggs", "+nuts", False),
        ("-eggs", "nuts", True),
        ("-", "+nuts", True),
        ("-", "-nuts", False),
    ],
)
def test_what_is_told_otherwise(fact: str, later: str, over: bool) -> None:
    one, other = (x.fact for x in told(fact, later))
    assert one and other and told_otherwise(one, other) is over
    assert not told_otherwise(one, replace(other, key="city"))
