# ruff: noqa: RUF001  the scripts are meant
"""What is too long to learn is refused at every door, and never fails the lessons beside it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.domain.lesson import TOO_LONG, Fact, Lesson
from luna_desktop.language.finder import find_facts
from luna_desktop.resources import models_path
from luna_desktop.services.app import App
from luna_desktop.services.lengths import Measure, Taught
from luna_desktop.training import ruler
from tests.services.conftest import Stage
from tests.teaching import frames

WORDS = "snake " * 1300
LETTERS = "x" * 5000
# Letters that are seldom together: a token each, or more.
LONG: tuple[Taught, ...] = (
    Fact("pet_snake", WORDS.strip()),
    Fact("pet_snake", LETTERS),
    Fact("city", "Llanfairpwllgwyngyll" * 30),
    Fact("pet_dog", "犬" * 200),
    Fact("name", "\U0001f600" * 60),
    ("Tell me.", WORDS),
    (WORDS, "Yes."),
    ("a " * 400, "b " * 400),
    ("Say it.", "Γειά σου. " * 90),
)
SHORT: tuple[Taught, ...] = (
    Fact("pet_snake", "Kaa"),
    Fact("city", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
    Fact("pet_dog", "犬" * 10),
    ("Tell me.", "This is a long and friendly answer to what you said. " * 30),
    ("", "Yes."),
)


@pytest.fixture
def measure() -> Measure:
    """The embedded base's limits."""
    return Measure(models_path() / "embryo" / "tokenizer.json", 512, ruler.tokens, frames())


@pytest.mark.parametrize("taught", LONG, ids=lambda x: str(x)[:40].encode("ascii", "replace").decode())
def test_what_is_too_long_is_told_with_what_fits(measure: Measure, taught: Taught) -> None:
    excess = measure.excess(taught)
    assert excess is not None and 0 < excess.fits < excess.length
    with pytest.raises(LunaError) as caught:
        measure.must_fit(taught)
    assert caught.value.code == "lesson-too-long"
    assert f"{excess.length:,} characters" in caught.value.why
    assert f"about {excess.fits:,} fit" in caught.value.why
    cut = (
        Fact(taught.key, taught.value[: excess.fits])
        if isinstance(taught, Fact)
        else (taught[0][: excess.fits // 2], taught[1][: excess.fits // 2])
    )
    assert measure.excess(cut) is None, "what is said to fit fits"


@pytest.mark.parametrize("taught", SHORT, ids=lambda x: str(x)[:40].encode("ascii", "replace").decode())
def test_what_fits_is_let_in(measure: Measure, taught: Taught) -> None:
    measure.must_fit(taught)
    assert measure.waits(taught, "", "imported") == "imported"


def test_a_tokenizer_that_cannot_be_read_counts_bytes(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    for path in (tmp_path / "tokenizer.json", tmp_path / "none.json"):
        assert ruler.tokens(path, "Grüße") == 7


def test_no_fact_of_such_a_length_is_found() -> None:
    for said in (LETTERS[:300], "Ba" * 60, "犬" * 31):
        assert find_facts(f"My cat is called {said}.") == []
    assert find_facts("My dog is called Rex. My cat is called " + "T" * 200 + ".") == [Fact("pet_dog", "Rex")]


async def refused(work: object) -> LunaError:
    with pytest.raises(LunaError) as caught:
        await work  # type: ignore[misc]
    assert caught.value.code == "lesson-too-long"
    return caught.value


async def test_every_door_refuses_it(app: App, tmp_path: Path) -> None:
    exchange = await app.chat.send("My dog is called Rex.")
    await refused(app.lessons.mend(1, WORDS))
    await refused(app.lessons.mend(1, LETTERS))
    await refused(app.chat.correct(exchange.reply.id, WORDS))
    await app.chat.correct(exchange.reply.id, "Rex is a good name.")
    correction = next(x for x in await app.lessons.pending() if x.reply)
    await refused(app.lessons.mend(correction.id, "\U0001f600" * 600))
    path = tmp_path / "lessons.jsonl"
    for bad in ({"fact": "pet_snake", "value": LETTERS}, {"prompt": "Sing.", "reply": "la " * 2000}):
        path.write_text(json.dumps({"prompt": "Hi.", "reply": "Hello."}) + "\n" + json.dumps(bad))
        told = await refused(app.imports.run(path))
        assert told.what.startswith("Line 2 of lessons.jsonl")
    lessons = await app.lessons.pending()
    assert [x.fact.value if x.fact else x.reply for x in lessons] == ["Rex", "Rex is a good name."]


async def test_a_liked_reply_of_such_a_length_waits(stage: Stage, app: App) -> None:
    for speaker in stage.factory.open:
        speaker.brain = {"answers": {}, "default": WORDS}
    exchange = await app.chat.send("Tell me a story.")
    assert await app.chat.thumbs(exchange.reply.id, 1), "the thumb itself counts"
    (lesson,) = await app.lessons.pending()
    assert lesson.held == TOO_LONG
    await refused(app.lessons.let_in(lesson.id))
    await refused(app.lessons.confirm(lesson.id))
    await refused(app.lessons.strike(lesson.id, on=False))
    assert await app.lessons.usable() == []


def slip_in(home: Path, *values: str) -> None:
    """Lengthen the first lessons, as a home holds them whose version did not count."""
    with closing(sqlite3.connect(home / "luna.db")) as connection, connection:
        for number, value in enumerate(values, 1):
            connection.execute(
                "UPDATE lessons SET fact_value = iif(fact_key IS NULL, NULL, :v),"
                " reply = iif(fact_key IS NULL, :v, '') WHERE id = :id",
                {"v": value, "id": number},
            )


@pytest.mark.parametrize(
    "values", [(WORDS,), (LETTERS, "犬" * 400), ("\u0101" * 300,), ("a\nb " * 500, "1 " * 700)], ids=ascii
)
async def test_one_that_slipped_in_fails_no_age_up(stage: Stage, app: App, values: tuple[str, ...]) -> None:
    for said in (
        "My snake is called Kaa.",
        "My cat is called Tom.",
        "I live in Lisbon.",
        "My dog is called Rex.",
    ):
        await app.chat.send(said)
    slip_in(stage.home, *values)
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    told = [event.error for event in stage.events if isinstance(event, TroubleRaised)]
    assert [error.code for error in told] == ["lesson-too-long"] * len(values)
    assert told[0].what.startswith("Lesson 1 (snake)") and "characters long" in told[0].why
    assert not any(value.strip()[:20] in error.sentence for error, value in zip(told, values, strict=True))
    dataset = app.generations.dataset_path(outcome.candidate.id).read_text("utf-8")
    assert "Lisbon" in dataset and not any(value[:20] in dataset for value in values)
    waiting = await app.lessons.pending()
    assert [(lesson.id, lesson.held) for lesson in waiting] == [
        (n, TOO_LONG) for n in range(1, len(values) + 1)
    ]
    assert len(await app.lessons.taught()) == 4 - len(values)
    mended = await app.lessons.mend(1, "Kaa")
    assert mended in await app.lessons.usable()


async def test_an_exchange_that_slipped_in_is_left_out_too(stage: Stage, app: App, tmp_path: Path) -> None:
    path = tmp_path / "lessons.jsonl"
    path.write_text('{"prompt": "Sing.", "reply": "La."}\n{"fact": "pet_dog", "value": "Rex"}\n')
    await app.imports.run(path)
    await stage.earn(10)
    found: list[Lesson] = await app.lessons.usable()
    slip_in(stage.home, *("la " * 3000 if lesson.reply else "Rex" for lesson in found))
    assert (await app.age_up.run(now=True)).status == "published"
    assert [lesson.held for lesson in await app.lessons.pending()] == [TOO_LONG]


async def test_when_all_slipped_in_she_rehearses(stage: Stage, app: App) -> None:
    await app.chat.send("My snake is called Kaa.")
    slip_in(stage.home, WORDS)
    outcome = await app.age_up.run(now=True)
    assert outcome.status in ("published", "rejected")
