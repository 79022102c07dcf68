"""Karma: the fold, the thresholds, and what an exchange earns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain import age
from luna_desktop.domain.judge import Heard, content_words, judge, on_topic, thumbs_award
from luna_desktop.domain.karma import KarmaKind, LedgerEntry, balance, budget_tokens


def entry(delta: int) -> LedgerEntry:
    return LedgerEntry(1, 0.0, KarmaKind.EXCHANGE, delta, "A reason.")


def heard(said: str = "Hello.", reply: str = "structure", **more: object) -> Heard:
    fields: dict[str, object] = {"completed": True, "said_before": False, **more}
    return Heard(1, said, reply, **fields)  # type: ignore[arg-type]


@given(st.lists(st.integers(-1000, 1000)))
def test_the_balance_is_never_below_zero(deltas: list[int]) -> None:
    entries = [entry(delta) for delta in deltas]
    assert all(balance(entries[:k]) >= 0 for k in range(len(entries) + 1))


@given(st.lists(st.integers(0, 1000)))
def test_what_was_earned_adds_up(deltas: list[int]) -> None:
    assert balance(entry(delta) for delta in deltas) == sum(deltas)


@given(st.lists(st.integers(-100, 100)), st.integers(0, 50))
def test_the_fold_can_be_cut_anywhere(deltas: list[int], cut: int) -> None:
    entries = [entry(delta) for delta in deltas]
    head = entries[:cut]
    assert balance([entry(balance(head)), *entries[cut:]]) == balance(entries)


def test_thresholds() -> None:
    assert [age.threshold(n) for n in range(7)] == [100, 250, 500, 1000, 2000, 4000, 8000]


@given(st.integers(0, 60))
def test_each_age_costs_more_than_the_last(number: int) -> None:
    assert age.threshold(number + 1) >= 2 * age.threshold(number)
    assert age.age(number).name


def test_no_negative_age() -> None:
    with pytest.raises(ValueError, match="negative"):
        age.threshold(-1)


def test_a_hundred_karma_are_two_hundred_thousand_tokens() -> None:
    assert budget_tokens(100) == 200_000
    assert budget_tokens(-5) == 0


def test_an_exchange() -> None:
    (award,) = judge(heard())
    assert (award.kind, award.delta, award.message_id) == (KarmaKind.EXCHANGE, 2, 1)


def test_everything_at_once() -> None:
    awards = judge(
        heard(
            "My dog is called Rex.",
            "Your dog is called Rex.",
            new_facts=("dog", "city"),
            recalled=("dog", "pet_dog"),
        )
    )
    assert [(a.kind, a.delta) for a in awards] == [
        (KarmaKind.EXCHANGE, 2),
        (KarmaKind.FACT, 2),
        (KarmaKind.FACT, 2),
        (KarmaKind.RECALL, 3),
        (KarmaKind.ON_TOPIC, 1),
    ]
    assert all(a.reason.endswith(".") and a.reason[0].isupper() for a in awards)
    assert not any("Rex" in a.reason for a in awards)  # the ledger holds no chat


def test_the_same_text_again_earns_nothing_but_says_so() -> None:
    (award,) = judge(heard(said_before=True, new_facts=("dog",), recalled=("dog", "pet_dog")))
    assert award.delta == 0
    assert "before" in award.reason


def test_a_reply_that_was_stopped_earns_only_what_was_told() -> None:
    awards = judge(heard("My dog is called Rex.", "Your dog", completed=False, new_facts=("dog",)))
    assert [a.kind for a in awards] == [KarmaKind.FACT]


@given(st.text(), st.text())
def test_an_exchange_alone_is_worth_two_or_three(said: str, reply: str) -> None:
    assert sum(a.delta for a in judge(heard(said, reply))) in (2, 3)


@pytest.mark.parametrize(
    ("said", "reply", "word"),
    [
        ("The river is cold.", "A cold river runs far.", "river"),
        ("The river is cold.", "A cold river runs far", None),
        ("The river is cold.", "River.", None),
        ("What is it?", "It is what it is.", None),
        ("Test 7", "designation categorical framework nominal structure", None),
        ("I like Zoë's garden.", "A garden is good.", "garden"),
    ],
)
def test_on_topic(said: str, reply: str, word: str | None) -> None:
    assert on_topic(said, reply) == word


def test_content_words_leave_grammar_out() -> None:
    assert content_words("What is the name of your dog?") == {"name", "dog"}


@given(st.lists(st.sampled_from((-1, 0, 1)), min_size=1))
def test_however_often_a_thumb_changes_it_counts_once(values: list[int]) -> None:
    given_so_far = 0
    for value in values:
        award = thumbs_award(value, given_so_far, 1, "exchange:1")
        given_so_far += award.delta if award else 0
    assert given_so_far == 2 * values[-1]


@pytest.mark.parametrize(
    ("title", "told"),
    [("dog", "your dog."), ("what I drive", "what you drive."), ("team I support", "the team you support.")],
)
def test_reasons_speak_to_the_person(title: str, told: str) -> None:
    reasons = [award.reason for award in judge(heard("It is so.", "Yes.", new_facts=(title,)))]
    assert f"You told her something new: {told}" in reasons
