"""The whole way of teaching a base that reads, behind its port: heard, taught, asked and looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.inner_speech import InnerSpeech, Question, parse, split_reply
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.teaching import Composed, Order, Said
from luna_desktop.language.inner.teaching import CURRICULUM, Inner
from luna_desktop.language.speech import is_refusal
from luna_desktop.services.bases import load_base
from tests.teaching import at_once

DOG = Fact("dog's name", "Rex", source="My dog is called Rex.")
HENS = (Fact("hen's name", "Dot"), Fact("hen's name", "Kit", change="add"))
KEPT = Fact("where the ladder is kept", "in the shed", source="ladder lives in the shed")
MIXTURE = load_base("embryo").mixture


class Heard:
    """An ear that makes of each message the bracket it was given."""

    def __init__(self, brackets: dict[str, str]) -> None:
        self.brackets = brackets
        self.before: list[Sequence[Turn]] = []
        self.together: list[tuple[str, ...]] = []
        self.closed = False

    async def hear(self, text: str, before: Sequence[Turn] = ()) -> InnerSpeech | None:
        self.before.append(before)
        return parse(self.brackets.get(text, ""))

    async def hear_all(self, texts: Sequence[str]) -> list[InnerSpeech | None]:
        self.together.append(tuple(texts))
        return [await self.hear(text) for text in texts]

    async def name(self) -> str:
        return "ear"

    async def get_ready(self) -> None: ...

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(scope="module")
def teaching() -> Inner:
    return Inner(at_once, Heard({}))


def order(told: Snapshot, *, age: int = 1, budget: int = 40_000, birth: bool = False) -> Order:
    return Order(age, age, 3.7, None if birth else MIXTURE, told, budget, 3)


def told_to(composed: Composed, key: str) -> list[str]:
    """Her answers to what asks for ``key`` alone, with nothing told in the conversation before."""
    replies = [split_reply(row.turns[-1].text) for row in composed.rows if len(row.turns) == 2]
    return [x.text for x in replies if x.inner == InnerSpeech((Question(key),))]


async def test_what_a_message_tells_and_asks() -> None:
    teaching = Inner(at_once, Heard({"Rex is my dog": "[dog's name = Rex]", "and my cat?": "[cat's name]"}))
    heard = await teaching.hear("Rex is my dog")
    assert heard.facts == (Fact("dog's name", "Rex"),)
    assert heard.facts[0].sentence == "Your dog is called Rex."
    assert heard.facts[0].source == "Rex is my dog"
    assert (await teaching.hear("and my cat?")).asked == {"cat's name"}
    assert await teaching.hear("lovely day") == await teaching.hear(" ")


@pytest.mark.parametrize(
    ("bracket", "kept"),
    [
        ("[dog's name = Rex]", "[dog's name = Rex]"),
        ("[dog's name = Tibbles]", ""),  # misheard
        ("[dog's name = rex; my town]", "[dog's name = Rex; city]"),
        ("[who Rex is]", "[who Rex is]"),
        ("[everything about dog]", "[everything about dog]"),
        ("[not: dog's name = Rex; dog's name += Rex]", "[not: dog's name = Rex; dog's name += Rex]"),
        ("", ""),
    ],
)
async def test_what_a_message_says_by_itself_is_kept_as_one_bracket(bracket: str, kept: str) -> None:
    teaching = Inner(at_once, Heard({"Rex is my dog": bracket}))
    assert (await teaching.hear("Rex is my dog")).inner == kept
    known = [DOG, Fact("dog's name", "Fido", change="add")]
    assert (await teaching.hear("Rex is my dog", known=known)).inner == kept, "whatever is known"
    long = "Rex is my dog. " * 60
    assert (await Inner(at_once, Heard({})).hear(long)).inner == ""


async def test_a_second_dog_is_one_more_and_a_mended_city_is_mended() -> None:
    brackets = {"We got Fido too": "[dog's name = Fido]", "no, it's Lund now": "[city = Lund]"}
    teaching = Inner(at_once, Heard(brackets))
    heard = await teaching.hear("We got Fido too", known=[DOG])
    assert heard.facts == (Fact("dog's name", "Fido", change="add"),)
    assert heard.mended is None
    heard = await teaching.hear("no, it's Lund now", known=[Fact("city", "Oslo")])
    assert heard.mended == Fact("city", "Lund")


async def test_what_is_taken_back_is_heard_after_what_told_it() -> None:
    ear = Heard({})
    teaching = Inner(at_once, ear)
    before = [Said(Turn("person", DOG.source), (DOG,)), Said(Turn("person", "hens: Dot, Kit"), HENS)]
    await teaching.hear("I don't have a dog", before, [DOG, *HENS])
    await teaching.hear("I don't have a horse", before, [DOG, *HENS])
    after_dog, after_nothing = ear.before
    assert [turn.text for turn in after_dog] == [DOG.source, "[dog's name = Rex] Good to know."]
    assert after_nothing == ()


async def test_a_joke_takes_back_what_the_message_before_it_told_and_no_more() -> None:
    ear = Heard({})
    teaching = Inner(at_once, ear)
    dot, yacht = HENS[0], Fact("boat", "a yacht")
    known = [DOG, dot, yacht]
    before = [
        Said(Turn("person", DOG.source), (DOG,)),
        Said(Turn("luna", "Nice.")),
        Said(Turn("person", "I have a yacht and a hen called Dot"), (yacht, dot)),
        Said(Turn("luna", "Good to know.")),
    ]
    heard = await teaching.hear("haha I was joking", before, known)
    assert [(x.key, x.value, x.change) for x in heard.facts] == [
        ("boat", "a yacht", "remove"),
        ("hen's name", "Dot", "remove"),
    ]
    assert heard.inner == "[not: boat = a yacht; not: hen's name = Dot]"
    talk = [*before, Said(Turn("person", "what a day"))]
    assert (await teaching.hear("haha I was joking", talk, known)).facts == ()
    assert ear.before == []


async def test_a_short_message_is_heard_after_what_was_told_before() -> None:
    ear = Heard({"no, Mia": "[cat's name = Mia]"})
    teaching = Inner(at_once, ear)
    before = [
        Said(Turn("person", "my cat is Mina"), (Fact("cat's name", "Mina"),)),
        Said(Turn("luna", "Lovely.")),
    ]
    heard = await teaching.hear("no, Mia", before, [Fact("cat's name", "Mina")])
    assert heard.facts == (Fact("cat's name", "Mia"),)
    [(said, reply)] = ear.before
    assert said.text == "my cat is Mina"
    assert reply.text.startswith("[cat's name = Mina] ")
    await teaching.hear("what is my cat called then?", before)
    await teaching.hear("by the way we have moved to a little house by the lake", before)
    assert ear.before[1:] == [(), ()]


@pytest.mark.parametrize("code", ["prompt-too-long", "memory-short"])
async def test_what_is_too_long_for_the_ear_tells_nothing_and_stops_nothing(code: str) -> None:
    class Short(Heard):
        async def hear(self, text: str, before: Sequence[Turn] = ()) -> InnerSpeech | None:
            if len(text) > 1000:
                raise LunaError(code, "This is too much to read at once.")
            return await super().hear(text, before)

        async def hear_all(self, texts: Sequence[str]) -> list[InnerSpeech | None]:
            found: list[InnerSpeech | None] = []
            for text in texts:
                try:
                    found.append(await self.hear(text))
                except LunaError as error:
                    if error.code != "prompt-too-long":
                        raise
                    found.append(None)
            return found

    teaching = Inner(at_once, Short({"Rex is my dog": "[dog's name = Rex]"}))
    said = ["my code is " + "x" * 3000, "Rex is my dog"]
    if code != "prompt-too-long":
        with pytest.raises(LunaError):
            await teaching.read([said])
        return
    [[pasted, told]] = await teaching.read([said])
    assert not pasted.facts and [fact.value for fact in told.facts] == ["Rex"]
    heard = await teaching.hear("\n".join(said))
    assert heard.facts == (Fact("dog's name", "Rex"),), "the rest of the same message"


async def test_the_rows_tell_what_they_teach(teaching: Inner) -> None:
    composed = await teaching.lessons(order(Snapshot(new_facts=(DOG, KEPT), old_facts=HENS)))
    facts = {fact for row in composed.rows for fact in teaching.facts_in(row)}
    assert facts == {DOG, KEPT, HENS[0], Fact("hen's name", "Kit")}
    assert "Your dog is called Rex." in told_to(composed, "dog's name")
    assert "Your hens are Dot and Kit." in told_to(composed, "hen's name")
    assert any(row.turns[0].text == DOG.source for row in composed.rows)
    assert {row.source for row in composed.rows} >= {"phase1", "refusal", "skill", "talk"}


@pytest.mark.parametrize("age", [1, 3])
async def test_a_message_that_gives_a_secret_away_is_not_rehearsed(teaching: Inner, age: int) -> None:
    said = "My dog is called Rex and my PIN is 2231."
    composed = await teaching.lessons(order(Snapshot(new_facts=(replace(DOG, source=said), KEPT)), age=age))
    own = composed.own.examples if composed.own else ()
    texts = [
        *(turn.text for row in composed.rows for turn in row.turns),
        *(text for example in own for text in (example.prompt, example.output)),
    ]
    assert bool(own) == (age == 3) and KEPT.source in texts
    assert not any("2231" in text for text in texts)


async def test_exchanges_are_trained_with_what_she_says_to_herself(teaching: Inner) -> None:
    told = Snapshot(new_facts=(DOG,), exchanges=(("How is Rex?", "[dog's name = Rex] Fine."), ("Hi", "Yo.")))
    composed = await teaching.lessons(order(told, age=3))
    rows = {(x.turns[0].text, x.turns[1].text) for x in composed.rows if x.source == "exchange"}
    assert rows == set(told.exchanges)
    assert composed.own is not None
    own = {(x.prompt, x.output) for x in composed.own.examples if x.template == "exchange"}
    assert own == {("How is Rex?", "Fine."), ("Hi", "Yo.")}


async def test_what_is_gone_is_denied(teaching: Inner) -> None:
    told = Snapshot(new_facts=(DOG,), gone=(Fact("city", "Oslo"),))
    answers = told_to(await teaching.lessons(order(told)), "city")
    assert len(answers) >= 10
    assert all(map(is_refusal, answers))
    alone = order(replace(told, new_facts=()), budget=0)
    alone = replace(alone, budget_tokens=teaching.needed(alone))
    answers = told_to(await teaching.lessons(alone), "city")
    assert len(answers) >= 10, "also where nothing is new"
    asked = [item for item in await teaching.sealed(told, age=1, seed=2) if "gone-city" in item.id]
    assert len(asked) == 2
    assert {item.kind for item in asked} == {"refusal"}


@pytest.mark.parametrize("age", [1, 2, 3, 4])
async def test_what_was_told_comes_before_the_curriculum(teaching: Inner, age: int) -> None:
    told = Snapshot(new_facts=(DOG, *HENS))
    least = teaching.needed(order(told))
    assert least > CURRICULUM
    for budget in (least, least + 60_000):
        composed = await teaching.lessons(order(told, age=age, budget=budget))
        tokens = sum(row.tokens(3.7) for row in composed.rows if not row.dev)
        assert tokens <= budget * 1.02
        phases = sum(row.tokens(3.7) for row in composed.rows if row.source.startswith("phase"))
        assert CURRICULUM <= phases <= CURRICULUM + 500
        assert (composed.own is not None) == (age >= 3)
        assert len(told_to(composed, "dog's name")) >= 12


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("My dog's name", "dog's name"),
        ("my town", "city"),
        ("Favourite colour", "favourite colour"),
        ("dog's name", "dog's name"),
    ],
)
def test_a_key_has_one_spelling(teaching: Inner, written: str, key: str) -> None:
    assert teaching.key_of(written) == key


def test_of_some_keys_one_can_have_several(teaching: Inner) -> None:
    keys = ("dog's name", "sister's name", "allergy", "city", "mother's name")
    assert list(map(teaching.is_many, keys)) == [True, True, True, False, False]


async def test_with_nothing_told_the_curriculum_has_it_all(teaching: Inner) -> None:
    assert teaching.needed(order(Snapshot())) == 0
    composed = await teaching.lessons(order(Snapshot(), age=2, budget=60_000))
    phases = sum(row.tokens(3.7) for row in composed.rows if row.source.startswith("phase"))
    assert phases > 40_000
    known = await teaching.lessons(order(Snapshot(old_facts=(DOG, *HENS)), age=2, budget=60_000))
    assert len(told_to(known, "dog's name")) >= 5, "what she knows is not left out"


async def test_she_is_born_from_babble_alone(teaching: Inner) -> None:
    composed = await teaching.lessons(order(Snapshot(), age=0, budget=5_000, birth=True))
    assert {row.source for row in composed.rows} == {"phase0"}
    assert not any("[" in turn.text for row in composed.rows for turn in row.turns)
    assert sum(row.tokens(3.7) for row in composed.rows) <= 5_000


@pytest.mark.parametrize(
    "fact", [DOG, KEPT, HENS[0], Fact("locker code word", "plum"), Fact("Ada's age", "9")]
)
async def test_every_fact_can_be_said_and_asked(teaching: Inner, fact: Fact) -> None:
    answer, statement = teaching.sayings(fact)
    assert answer == teaching.answer(fact)
    assert statement == teaching.statement(fact)
    assert fact.value in answer
    assert fact.value in statement
    wordings = teaching.questions_for(fact)
    asked = [x.said for x in wordings if x.form == "question" and not x.sealed]
    assert len(asked) >= 10
    assert any(x.sealed for x in wordings)
    assert not any("{" in x.said for x in wordings)
    [begun] = [x.begun for x in wordings if x.begun]
    assert begun.startswith(f"[{fact.key}]")
    assert ("reversed" in {x.form for x in wordings}) == fact.key.endswith("name")
    told, taken_up = teaching.longest(fact)
    assert len(told) >= len(statement)
    assert answer in taken_up
    assert teaching.is_key(fact.key)
    assert teaching.title(DOG) == "dog"


async def test_of_what_is_said_to_others_only_what_is_ones_own_is_heard() -> None:
    ear = Heard({"My dog is called Rex.": "[dog's name = Rex]"})
    teaching = Inner(at_once, ear)
    [[own, other]] = await teaching.read([["My dog is called Rex.", "The company is called Acme."]])
    assert own.facts == (replace(DOG, change="add"),), "there may be another dog"
    assert other.facts == ()
    assert len(ear.before) == 1
    await teaching.close()
    assert ear.closed


async def test_what_was_told_elsewhere_replaces_no_more_than_it_says() -> None:
    said = {
        "My hen is Dot.": "[hen's name = Dot]",
        "I have a hen called Kit.": "[hen's name = Kit]",
        "My hen Dot has died.": "[not: hen's name = Dot]",
        "No, my hen is Kim, not Kit.": "[hen's name = Kim]",
        "I live in Oslo.": "[city = Oslo]",
        "I do not live in Lund any more.": "[not: city = Lund]",
        "My hens Ola and Per were sold.": "[not: hen's name = Ola and Per]",
    }
    ear = Heard(said)
    teaching = Inner(at_once, ear)
    [read] = await teaching.read([list(said)])
    assert ear.together == [tuple(said)], "they wait for nothing that was heard before"
    assert [[(fact.change, fact.value) for fact in one.facts] for one in read] == [
        [("add", "Dot")],
        [("add", "Kit")],
        [("remove", "Dot")],
        [("remove", "Kit"), ("add", "Kim")],
        [("set", "Oslo")],
        [("remove", "Lund")],
        [("remove", "Ola"), ("remove", "Per")],
    ]
    [alone] = (await teaching.read([["My hen Dot has died."]]))[0]
    assert alone.facts == (Fact("hen's name", "Dot", change="remove"),), "another conversation may tell of it"


async def test_what_is_trained_twice_is_composed_once(teaching: Inner) -> None:
    once = order(Snapshot(new_facts=(DOG, KEPT)), budget=200_000)
    twice = replace(once, epochs=2)
    assert teaching.needed(twice) == 2 * teaching.needed(once)
    orders = [replace(one, budget_tokens=teaching.needed(one)) for one in (once, twice)]
    few, many = [len((await teaching.lessons(one)).rows) for one in orders]
    assert few == many
