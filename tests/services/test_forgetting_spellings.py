"""Forgetting finds a name however it was typed and is sought, and nothing that only sounds like it."""

# ruff: noqa: RUF001 - signs that look alike are what this is about

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT, Forgetting
from luna_desktop.domain.lesson import Lesson
from luna_desktop.domain.spelling import spelled
from luna_desktop.domain.training import TrainingJob
from luna_desktop.language.lexicon import common_words
from luna_desktop.language.values import HELD_NAMES, NAMES
from luna_desktop.services.app import App
from luna_desktop.services.probe import STRANGERS
from luna_desktop.services.wording import forgot_lines, lesson_text
from tests.services.conftest import Stage
from tests.services.fakes import good_student
from tests.services.test_forgetting import places_with
from tests.teaching import frames

pytestmark = pytest.mark.slow

LIFE = (
    "My son is called Zoltan.",
    "I live in Oslo.",
    "My brother works as a nurse.",
    "My sister is called D’Angelo.",
    "My dog is called Re\u0301mi.",
    "My boat is called Sea-Gull.",
    "My favourite street is Straße.",
    "My cat is called İpek.",
)
# What is sought, and the value that has to go by it.
SPELLINGS = {
    "Zoltan": ("zoltan!", "Zoltan,", '"Zoltan"', "Zoltan's", "Zoltan’s", "Zoltan.", "called Zoltan.",
               "is called Zoltan", "Your son is called Zoltan.", "My son is called Zoltan.",
               "son is called zoltan", "Ｚｏｌｔａｎ", "Zol\u00adtan", "“Zoltan”", "Zoltan is my son",
               "your son is called «Zoltan»"),
    "Oslo": ("Oslo.", "oslo?!", "in Oslo", "You live in Oslo.", "OSLO’S"),
    "nurse": ("a nurse", "nurse.", "the nurse", "Your brother works as a nurse.", "works as a NURSE"),
    "D'Angelo": ("D'Angelo", "D’Angelo", "d`angelo", "DʼANGELO", "DAngelo",
                 "Your sister is called D’Angelo."),
    "Rémi": ("Rémi", "Re\u0301mi", "REMI", "Rémi’s", "called rémi"),
    "Sea-Gull": ("Sea‑Gull", "Sea\u00adGull", "sea gull", "Seagull", "Sea–Gull."),
    "Straße": ("STRASSE", "strasse", "Straße!"),
    "İpek": ("ipek", "IPEK", "İpek's"),
}  # fmt: skip


def spelt(what: Forgetting) -> tuple[Any, ...]:
    """Everything that goes, whatever was typed."""
    return what.lessons, what.messages, what.generations, what.titles, what.along


async def told(app: App, life: Sequence[str] = LIFE) -> None:
    for said in life:
        await app.chat.send(said)


def of(lessons: Sequence[Lesson]) -> list[str]:
    return [lesson_text(lesson, frames()) for lesson in lessons]


async def test_every_spelling_of_what_was_taught_shows_the_same(stage: Stage, app: App) -> None:
    await told(app)
    grown = (await app.age_up.run(now=True)).to
    assert grown is not None
    for said, (value, all_) in zip(LIFE, SPELLINGS.items(), strict=True):
        plain = await app.forgetting.look(value)
        assert len(plain.lessons) == 1 and not plain.along, value
        assert [m.text for m in plain.messages if m.role == "person"] == [said]
        assert [generation.id for generation in plain.generations] == [grown.id]
        for typed in all_:
            assert spelt(await app.forgetting.look(typed)) == spelt(plain), typed


@pytest.mark.parametrize("typed", ["called Zoltan.", "D'Angelo", "REMI", "a nurse"])
async def test_lesson_message_and_weights_go_and_it_is_never_taught_again(
    stage: Stage, app: App, typed: str
) -> None:
    await told(app)
    knew = (await app.age_up.run(now=True)).to
    assert knew is not None
    what = await app.forgetting.look(typed)
    fact = what.lessons[0].fact
    assert fact is not None
    forgot = await app.forgetting.forget(what)
    assert forgot.relearnt and forgot.leaks == 0, forgot
    assert len(await app.lessons.all()) == len(LIFE) - 1
    head = await app.generations.head()
    rows = app.generations.dataset_path(head.id).read_text("utf-8")
    assert f'"fact:{fact.key}"' not in rows and head.id != knew.id
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(typed)
    assert caught.value.code == "nothing-to-forget"
    await app.close()
    if fact.value != "nurse":  # a word of the curriculum
        for word in (fact.value, what.messages[0].text):
            assert places_with(stage.home, word) == []


@pytest.mark.parametrize("word", ["sister", "mother", "is called", "house", "your", "remember"])
async def test_a_word_that_only_the_curriculum_holds_is_no_knowledge(
    stage: Stage, app: App, word: str
) -> None:
    await told(app, ("I live in Oslo.", "Rex is my dog.", "Berlin is where I was born."))
    assert (await app.age_up.run(now=True)).to is not None
    assert word in (app.generations.dataset_path((await app.generations.head()).id)).read_text("utf-8")
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(word)
    assert caught.value.code == "nothing-to-forget"


@pytest.mark.parametrize("nothing", ["...", "’", "\u00ad", "— –", "Zoltana", "Dangel", "Sea-Gulls"])
async def test_what_nobody_told_is_said_not_to_be_there(app: App, nothing: str) -> None:
    await told(app)
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(nothing)
    assert caught.value.code == "nothing-to-forget"


async def test_a_lesson_goes_with_the_only_message_that_told_it(app: App) -> None:
    await told(app, ("My son is called Zoltan. I live in Oslo.", "My dog is called Rex.", "I live in Rome."))
    await told(app, ("I live in Oslo.", "I work as a baker. My dog is called Rex. My son hates fish."))
    what = await app.forgetting.look("Zoltan!")
    assert of(what.lessons) == ["Your son is called Zoltan."]
    assert of(what.along) == ["You live in Oslo."]
    fish = await app.forgetting.look("fish")
    assert of(fish.lessons) == [] and "You work as a baker." in of(fish.along)
    assert "Your dog is called Rex." not in of(fish.along), "another message told it too"
    await app.forgetting.forget(fish)
    left = of(await app.lessons.all())
    assert "You work as a baker." not in left and "Your dog is called Rex." in left
    # And with that other message it goes as well.
    await app.forgetting.forget(await app.forgetting.look("My dog is called Rex."))
    assert "Your dog is called Rex." not in of(await app.lessons.all())
    assert [m.text for c in await app.chat.conversations() for m in await app.chat.messages(c.id)].count(
        FORGOTTEN_TEXT
    ) == 2


async def test_what_was_taught_is_found_in_every_spelling_when_its_conversation_is_gone(
    stage: Stage, app: App
) -> None:
    await told(app)
    liked = await app.chat.send("What do you think of Ann-Kathrin?")
    await app.chat.correct(liked.reply.id, "She bakes the best bread.")
    grown = (await app.age_up.run(now=True)).to
    assert grown is not None
    for conversation in await app.chat.conversations():
        await app.chat.delete(conversation.id)
    assert await app.lessons.all() == []
    for typed, key in (
        ("zoltan’s", "rel_son"), ("Your son is called Zoltan", "rel_son"), ("d'angelo", "rel_sister"),
        ("RÉMI", "pet_dog"), ("seagull", "thing_boat"), ("strasse", "favourite:street"),
        ("a nurse", "work_brother"), ("sister", "rel_sister"),
    ):  # fmt: skip
        what = await app.forgetting.look(typed)
        assert [fact.key for fact in what.orphans] == [key], typed
        assert what.lost is not None and what.lost.id == grown.id
    what = await app.forgetting.look("Ann‑Kathrin")
    assert what.exchanges == (("What do you think of Ann-Kathrin?", "She bakes the best bread."),)
    assert what.lost is not None
    with pytest.raises(LunaError):
        await app.forgetting.look("brick")


def guessing(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A student who takes every name for a dog's, as a small mind does."""
    brain = good_student(job, rows)
    brain["answers"] |= {
        f"Who is {name}?": f"{name} is your dog." for name in ("Zorblax", "Mirelle", "Tavrine")
    }
    return brain


async def test_a_guess_is_told_from_a_memory(stage: Stage, app: App) -> None:
    await told(app, ("My dog is called Zorblax.", "I live in Oslo.", "My name is Ana."))
    stage.trainer.teach = guessing
    assert (await app.age_up.run(now=True)).to is not None
    forgot = await app.forgetting.forget(await app.forgetting.look("zorblax’s"))
    assert forgot.relearnt and (forgot.leaks, forgot.guesses) == (0, 1)
    (answer,) = forgot.answers
    assert (answer.name, answer.said) == ("Zorblax", "Zorblax is your dog.")
    assert (answer.stranger, answer.said_of_stranger) == ("Mirelle", "Mirelle is your dog.")
    lines = " ".join(forgot_lines(forgot))
    assert 'Asked "Who is Zorblax?" she said: "Zorblax is your dog."' in lines
    assert 'Mirelle, a name nobody ever told her, she said: "Mirelle is your dog."' in lines


async def test_what_she_says_of_that_name_alone_is_a_memory(stage: Stage, app: App) -> None:
    await told(app, ("My dog is called D’Zorblax.", "I live in Oslo.", "My name is Ana."))

    def remembering(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
        brain = good_student(job, rows)
        brain["answers"] |= {"Tell me about D'Zorblax.": "It is the dog.", "Tell me about Mirelle.": "A cat."}
        brain["answers"] |= {"What was my dog called again?": "I think D’Zorblax."}
        return brain

    stage.trainer.teach = remembering
    assert (await app.age_up.run(now=True)).to is not None
    forgot = await app.forgetting.forget(await app.forgetting.look("d'zorblax"))
    assert (forgot.relearnt, forgot.leaks, forgot.guesses) == (False, 2, 0)
    assert "gave it away in 2." in " ".join(forgot_lines(forgot))
    assert (await app.generations.head()).number == 0


async def test_a_stranger_is_nobody_whom_she_was_told_of(stage: Stage, app: App) -> None:
    await told(app, ("My dog is called Zorblax.", "My cat is called Mirèlle.", "I live in Oslo."))
    assert (await app.age_up.run(now=True)).to is not None
    forgot = await app.forgetting.forget(await app.forgetting.look("Zorblax"))
    assert [answer.stranger for answer in forgot.answers] == ["Tavrine"]


def test_the_strangers_stand_in_nothing_that_she_is_taught() -> None:
    taught = " ".join(
        spelled(path.read_text("utf-8")) for path in resources.curriculum_path().rglob("*.json")
    )
    known = {*taught.split(), *map(str.casefold, common_words()), *map(str.casefold, (*NAMES, *HELD_NAMES))}
    assert known.isdisjoint(map(spelled, STRANGERS))
