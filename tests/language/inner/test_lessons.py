"""The rows of an age-up: what is so, what is not known, and nothing that is sealed or denied."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from luna_desktop.domain.inner_speech import (
    Everything,
    InnerSpeech,
    Question,
    WhoIs,
    parse,
    render,
    split_reply,
)
from luna_desktop.domain.row import Row
from luna_desktop.domain.words import contains_word
from luna_desktop.language.inner import asking
from luna_desktop.language.inner.amounts import Amounts
from luna_desktop.language.inner.exam import told_items
from luna_desktop.language.inner.ledger import Known, holding
from luna_desktop.language.inner.lessons import FACT, Lessons, Life
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.skills import Composer
from luna_desktop.language.speech import REFUSAL, is_refusal
from luna_desktop.language.wordings import bank
from luna_desktop.language.wordings.forms import form
from tests.language.inner.conftest import told

DREAMS = {
    "cat's name": [
        "what do I call my furry guy?",
        "is it Loki?",
        "the beast?",
        "[cat's name]",
        "my cat is cute",
    ],
    "where the ladder is kept": ["Where did I hide the steps?", "whats behind the radiator?", "the beast?"],
    "city": ["which city am I bound for?"],
}


def composed(
    topics: Topics, composer: Composer, life: Life, budget: int = 200_000, seed: int = 3
) -> list[Row]:
    lessons = Lessons(topics, composer, Amounts())
    return lessons.compose(life, seed=seed, budget_tokens=budget, characters_per_token=4.2)


@pytest.fixture(scope="module")
def rows(topics: Topics, composer: Composer, life: tuple[Known, ...]) -> list[Row]:
    return composed(topics, composer, Life(life, dreams=DREAMS, exchanges=(("sing!", "La la la."),)))


def asked(row: Row) -> list[tuple[str, InnerSpeech | None, str]]:
    """What the person says, and Luna's answer in its two parts."""
    spoken = [split_reply(turn.text) for turn in row.turns[1::2]]
    return [(turn.text, one.inner, one.text) for turn, one in zip(row.turns[::2], spoken, strict=True)]


def of_fact(rows: list[Row], key: str) -> list[tuple[str, InnerSpeech | None, str]]:
    return [one for row in rows if taught(row) == {key} and not row.dev for one in asked(row)]


def taught(row: Row) -> set[str]:
    """The keys of the facts that a row says it teaches."""
    _, is_fact, bracket = row.source.partition(FACT)
    inner = parse(bracket) if is_fact else None
    return {fact.key for fact in inner.facts} if inner else set()


def test_each_fact_is_asked_in_many_wordings_under_its_own_key(
    rows: list[Row], life: tuple[Known, ...]
) -> None:
    for one in life:
        about = [
            said for said, inner, text in of_fact(rows, one.key)
            if inner == InnerSpeech((Question(one.key),)) and text == one.sentence
        ]  # fmt: skip
        assert len(about) >= 20, one.key
        assert len({form(said) for said in about}) >= 8, one.key


def test_a_persons_own_sentence_is_taken_up_with_all_it_told(rows: list[Row]) -> None:
    said = {turns[0].text: turns[1].text for row in rows if len(turns := row.turns) == 2}
    reply = said["My sisters are Bea and Fran. Bea is a vet"]
    assert "sister's name = Bea" in reply
    assert "sister's job = a vet" in reply


def test_from_the_name_to_who_bears_it(rows: list[Row]) -> None:
    whose = {
        clause.name: text
        for row in rows
        if row.source.startswith("fact:")
        for _, inner, text in asked(row)
        if inner
        for clause in inner.clauses
        if isinstance(clause, WhoIs)
    }
    assert whose == {
        "Loki": "Loki is your cat.",
        "Bea": "Bea is your sister.",
        "Fran": "Fran is your sister.",
    }


def test_yes_no_and_counts(rows: list[Row]) -> None:
    texts = [text for row in rows for _, _, text in asked(row)]
    assert "Yes, your cat is called Loki." in texts
    assert "No, your cat is called Loki." in texts
    assert "Two: Bea and Fran." in texts


def test_nothing_known_is_ever_denied(rows: list[Row], life: tuple[Known, ...]) -> None:
    keys = {one.key for one in life} | {"number of sisters"}
    for row in rows:
        for _, inner, text in asked(row):
            if inner and is_refusal(text):
                assert not keys & set(inner.keys), row
                assert not any(
                    isinstance(clause, WhoIs) and clause.name in ("Loki", "Bea", "Fran")
                    for clause in inner.clauses
                )


def test_small_lives_have_refusals_enough_and_half_of_them_are_near(
    topics: Topics, composer: Composer
) -> None:
    few = holding(told(topics, ("my dog is Rufus", "[dog's name = Rufus]")), topics)
    for facts in (few, ()):
        rows = composed(topics, composer, Life(facts))
        refused = [
            clause
            for row in rows
            if row.source == "refusal"
            for _, inner, text in asked(row)
            if inner and text == REFUSAL
            for clause in inner.clauses
        ]
        assert len(refused) >= 85
        names = sum(isinstance(clause, WhoIs) for clause in refused)
        assert names >= 4
        if facts:
            near = [c.key for c in refused if isinstance(c, Question) and ("dog" in c.key or "name" in c.key)]
            assert len(near) >= 25
            assert sum("dog" in key for key in near) >= 10


def test_greetings_and_talk_have_no_fact(rows: list[Row], life: tuple[Known, ...]) -> None:
    talk = [row for row in rows if row.source == "talk"]
    assert len(talk) == Amounts().talk_least
    for row in talk:
        for _, inner, text in asked(row):
            assert not inner or not inner.facts
            assert not any(contains_word(text, value) for one in life for value in one.values)


def test_dreams_that_give_away_or_could_mean_another_are_dropped(rows: list[Row]) -> None:
    said = {form(turn.text) for row in rows for turn in row.turns if turn.role == "person"}
    assert form("what do I call my furry guy?") in said
    assert form("Where did I hide the steps?") in said
    for dream in (
        "is it Loki?",
        "whats behind the radiator?",
        "the beast?",
        "my cat is cute",
        "[cat's name]",
    ):
        assert form(dream) not in said, dream


def test_nothing_sealed_is_said(topics: Topics, composer: Composer, life: tuple[Known, ...]) -> None:
    items = told_items(life, (), topics, bank(), age=1, seed=2)
    prompts = [item.prompt for item in items if item.section in ("teach_back", "controls")]
    dreams = {
        one.key: [*prompts, *asking.generic(one.key, "dev"), *asking.generic(one.key, "exam")] for one in life
    }
    rows = composed(topics, composer, Life(life, dreams=dreams))
    said = {form(turn.text) for row in rows if not row.dev for turn in row.turns if turn.role == "person"}
    sealed = {form(text) for text in prompts} | {form(text) for texts in dreams.values() for text in texts}
    assert not said & sealed


def test_the_watched_rows_are_in_wordings_no_row_trains(rows: list[Row], life: tuple[Known, ...]) -> None:
    watched = [row for row in rows if row.dev]
    assert [taught(row) for row in watched if len(taught(row)) != 1] == []
    assert set().union(*map(taught, watched)) == {one.key for one in life}
    said = {form(row.turns[0].text) for row in rows if not row.dev}
    assert not said & {form(row.turns[0].text) for row in watched}


def test_the_same_life_and_seed_give_the_same_rows(
    topics: Topics, composer: Composer, life: tuple[Known, ...]
) -> None:
    one, again, other = (
        composed(topics, composer, Life(life, dreams=DREAMS), seed=seed) for seed in (5, 5, 6)
    )
    assert one == again
    assert one != other


def test_all_within_the_budget_and_about_as_many_tokens_as_foretold(
    topics: Topics, composer: Composer, life: tuple[Known, ...]
) -> None:
    needed = Amounts().needed(len(life), 0, 0)
    whole = sum(row.tokens(4.2) for row in composed(topics, composer, Life(life)))
    assert 0.6 * needed < whole < 1.2 * needed
    for budget in (3000, 6000):
        rows = [row for row in composed(topics, composer, Life(life), budget) if not row.dev]
        assert sum(row.tokens(4.2) for row in rows) <= budget
        assert set().union(*map(taught, rows)) >= {one.key for one in life}


def test_what_is_old_is_only_rehearsed(topics: Topics, composer: Composer, life: tuple[Known, ...]) -> None:
    rows = composed(topics, composer, Life(life[:2], old=life[2:]))
    counts = Counter(key for row in rows for key in taught(row))
    assert counts["city"] < counts["cat's name"] / 2
    assert counts["city"] >= Amounts().ask_old


def test_liked_replies_come_several_times(rows: list[Row]) -> None:
    assert sum(row.turns[1].text == "La la la." for row in rows) == Amounts().exchange


def test_the_foremost_of_a_kind_are_denied_where_another_was_told(
    topics: Topics, composer: Composer, life: tuple[Known, ...]
) -> None:
    """A life with a cat is asked "what's my dog's name?" first, and one with a sister for her brother."""
    rows = composed(topics, composer, Life(life[:3]))
    denied = Counter(
        inner.keys[0] for row in rows if row.source == "refusal" for _, inner, text in asked(row)
        if inner and inner.keys and is_refusal(text)
    )  # fmt: skip
    for nouns in (
        ("dog", "rabbit", "hamster", "parrot", "horse"),
        ("brother", "mother", "father", "son", "wife"),
    ):
        assert sum(denied[f"{noun}'s name"] for noun in nouns) >= 3, denied
    assert not {"cat's name", "sister's name"} & denied.keys()


def test_she_tells_what_she_knows_when_she_is_asked_for_all_of_it(
    topics: Topics, composer: Composer, life: tuple[Known, ...]
) -> None:
    for known, more in ((life[:2], False), (life, True)):
        replies = {
            text for row in composed(topics, composer, Life(known)) for _, inner, text in asked(row)
            if row.source == "all" and inner and inner.clauses == (Everything(),)
        }  # fmt: skip
        [reply] = replies
        assert all(one.sentence in reply for one in known[:4])
        assert ("There is more" in reply) is more


def test_every_key_of_somebody_known_by_name_alone_can_be_asked_for(topics: Topics) -> None:
    owned = [topic.key.replace("{n}", "Rasmus") for topic in bank().topics if topic.nouns]
    for key in owned:
        for seed in range(20):
            said = asking.ask(random.Random(seed), key, topics, 0.0)
            assert "{" not in said and ("Rasmus" in said or not topics.about(key))


def test_a_key_alone_tells_what_is_so_and_what_is_not_known(rows: list[Row], life: tuple[Known, ...]) -> None:
    """The question is another one; what she heard is given, and what she answers to it is learned."""
    keys = {one.key: one.sentence for one in life}
    known, denied = Counter[str](), 0
    for row in (row for row in rows if row.given):
        [(_, inner, text)] = asked(row)
        assert inner is not None and row.turns[-1].text[: row.given] == render(inner)
        [clause] = inner.clauses
        if isinstance(clause, Question) and clause.key in keys:
            assert text == keys[clause.key]
            known[clause.key] += 1
        else:
            assert text == REFUSAL
            denied += 1
    assert known.keys() == keys.keys() and min(known.values()) >= Amounts().recall
    assert denied >= 0.9 * known.total()
