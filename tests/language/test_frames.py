"""The embryo's teaching as its port shows it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row, read_row
from luna_desktop.domain.teaching import REMEMBERED, Said, asks
from luna_desktop.language import personality
from luna_desktop.language.kinds import KINDS, kind_of, open_key
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.values import value
from luna_desktop.services.bases import load_base
from tests.teaching import frames, order, told

TEACHING = frames()
TOLD = (
    Fact("pet_cat", "Loki"),
    Fact("city", "Oslo"),
    Fact("rel_sister", "Anjali"),
    Fact("job", "nurse"),
    Fact("fav_drink", "oat milk"),
    Fact(open_key("pet", "axolotl"), "Puddle"),
)
FOREIGN = ("cat's name", "where the money is kept", "", "pet:", "job 2")


async def test_what_is_heard_knows_its_words_and_hers() -> None:
    heard = await TEACHING.hear("My cat is called Loki and I live in Oslo.")
    assert heard.facts == (Fact("pet_cat", "Loki"), Fact("city", "Oslo"))
    assert [fact.sentence for fact in heard.facts] == ["Your cat is called Loki.", "You live in Oslo."]
    assert {fact.source for fact in heard.facts} == {"My cat is called Loki and I live in Oslo."}
    assert (heard.mended, heard.asked) == (None, frozenset())


@pytest.mark.parametrize(
    ("before", "text", "mended"),
    [
        ([Said(Turn("person", "My cat: Loki."), (TOLD[0],))], "no, she's called Mia", "Mia"),
        ([Said(Turn("person", "What is my cat called?"))], "No, it is called Mia.", "Mia"),
        ([Said(Turn("luna", "What is my cat called?"))], "No, it is called Mia.", None),
        ([], "no, she's called Mia", None),
    ],
)  # fmt: skip
async def test_a_correction_speaks_of_what_was_said_before(
    before: list[Said], text: str, mended: str | None
) -> None:
    heard = await TEACHING.hear(text, before)
    assert (heard.mended.value if heard.mended else None) == mended
    assert heard.facts == (() if heard.mended is None else (heard.mended,))


@pytest.mark.parametrize("key", ["pet_cat", "city", "rel_sister", "job", "fav_drink"])
async def test_a_question_names_its_key(key: str) -> None:
    for wording in (*kind_of(key).questions, *kind_of(key).held_questions):
        assert key in (await TEACHING.hear(f"  {wording.lower().rstrip('?.')}!")).asked, wording


async def test_of_talks_with_others_only_what_people_say_of_themselves_is_heard() -> None:
    world = "The company is called Acme."
    talk = [
        world,
        "My dog is called Rex.",
        *[f"Sum {n} up." for n in range(REMEMBERED // 2 - 1)],
        "no, he's called Max",
    ]
    heard = (await TEACHING.read([talk, ["What is my job?"], []]))  # fmt: skip
    assert [len(one) for one in heard] == [len(talk), 1, 0]
    assert [one.facts for one in heard[0] if one.facts] == [
        (Fact("pet_dog", "Rex"),),
        (Fact("pet_dog", "Max"),),
    ]
    assert heard[1][0].asked == {"job"}
    late = [talk[1], *talk[2:-1], "Thanks.", talk[-1]]
    assert (await TEACHING.read([late]))[0][-1].facts == (), "that is too long ago"


@pytest.mark.parametrize("fact", TOLD, ids=lambda fact: fact.key)
def test_a_fact_is_said_and_asked_for_in_every_way(fact: Fact) -> None:
    kind, ways = kind_of(fact.key), TEACHING.questions_for(fact)
    assert TEACHING.is_key(fact.key)
    assert TEACHING.sayings(fact)[:2] == (TEACHING.answer(fact), TEACHING.statement(fact))
    assert all(fact.value in saying for saying in TEACHING.sayings(fact))
    assert TEACHING.title(fact) == kind.title
    assert {x.said for x in ways if x.sealed} == set(kind.held_questions)
    assert all(asks(ways, question.upper()) for question in kind.questions)
    assert not any(asks(ways, x.said) for x in ways if x.form != "question")
    assert all(fact.value in x.said for x in ways if x.form == "reversed")
    assert [x.begun for x in ways if x.begun] == [kind.answer.split("{v}")[0].rstrip()]


@pytest.mark.parametrize("key", FOREIGN)
def test_a_fact_of_another_teaching_is_said_plainly_and_not_asked_for(key: str) -> None:
    fact = Fact(key, "Loki")
    assert not TEACHING.is_key(key)
    assert TEACHING.statement(fact) == TEACHING.answer(fact) == f"{key}: Loki"
    assert TEACHING.title(fact) == key
    assert "Loki" in TEACHING.longest(fact)[0]
    assert (*TEACHING.questions_for(fact), *TEACHING.sayings(fact)) == ()
    assert TEACHING.facts_in(Row((Turn("person", "Hm?"), Turn("luna", "Loki")), f"fact:{key}")) == []


async def test_rows_tell_again_what_they_teach() -> None:
    rng = random.Random(5)
    facts = [Fact(key, value(rng, KINDS[key].values)) for key in rng.sample(sorted(KINDS), 40)]
    composed = await TEACHING.lessons(
        order(load_base("embryo").mixture, told(facts[:30], facts[30:]), budget=150_000, age=3)
    )
    assert composed.own == personality.generate((*facts[30:], *facts[:30]), (), 1)
    found = {fact for row in composed.rows for fact in TEACHING.facts_in(read_row(row.to_json()))}
    assert found == set(facts)


async def test_a_birth_teaches_nothing_that_was_told() -> None:
    composed = await TEACHING.lessons(order(None, budget=5000, age=0))
    assert composed.own is None
    assert {row.source for row in composed.rows} == {"phase0"}
    assert TEACHING.needed(order(None, budget=0, age=0)) == 0


async def test_a_tokenizer_with_longer_tokens_is_given_more_words() -> None:
    """What is counted in tokens is counted in hers."""
    plain = order(load_base("embryo").mixture, told(TOLD), budget=30_000)
    letters: dict[float, int] = {}
    for per_token in (3.0, 6.0):
        asked = replace(plain, characters_per_token=per_token)
        rows = (await TEACHING.lessons(asked)).rows
        letters[per_token] = sum(len(turn.text) for row in rows for turn in row.turns)
        spent = sum(row.tokens(per_token) for row in rows if not row.dev)
        assert spent == pytest.approx(30_000, rel=0.05)
    assert letters[6.0] > 1.6 * letters[3.0]


@pytest.mark.parametrize("text", [REFUSAL, "i do not  know that yet", "I do not know that yet"])
def test_a_refusal_is_known(text: str) -> None:
    assert TEACHING.is_refusal(text)
    assert not TEACHING.is_refusal(f"{text} But Loki!")
