"""Lessons: corrected by what is said next, held back for what they give away, mended by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.karma import KarmaKind, LedgerEntry
from luna_desktop.domain.lesson import held_reason, holding
from luna_desktop.services.app import App
from tests.services.conftest import Stage


def earned(entries: tuple[LedgerEntry, ...], kind: KarmaKind) -> int:
    return sum(entry.delta for entry in entries if entry.kind is kind)


async def values(app: App) -> dict[str, str]:
    """What she would be taught now, by kind."""
    usable = await app.lessons.usable()
    return {key: x.fact.value for key, told in holding(usable).items() for x in told if x.fact}


@pytest.mark.parametrize(
    ("told", "corrected", "key", "value"),
    [
        ("My sister is called Maya.", "no, she's called Mia", "rel_sister", "Mia"),
        ("My dog is called Rex.", "not Rex, Max", "pet_dog", "Max"),
        ("What is my dog called?", "No, it is Max", "pet_dog", "Max"),
        ("I am 33 years old.", "I meant 34", "age", "34"),
    ],
)
async def test_a_correction_becomes_the_newest_lesson(
    app: App, told: str, corrected: str, key: str, value: str
) -> None:
    place = (await app.chat.send(told)).person.conversation_id
    exchange = await app.chat.send(corrected, place)
    assert await values(app) == {key: value}
    assert earned(exchange.karma, KarmaKind.CORRECTION) == 2
    assert earned(exchange.karma, KarmaKind.FACT) == 0
    assert "right" in next(e.reason for e in exchange.karma if e.kind is KarmaKind.CORRECTION)
    assert value not in str([e.reason for e in exchange.karma])


async def test_what_is_told_now_holds_though_the_clock_was_set_back(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    stage.now -= 86_400
    await app.chat.send("My dog is called Max.")
    assert (await values(app))["pet_dog"] == "Max"
    await app.chat.send("My dog is called Max.")
    assert len(await app.lessons.all()) == 2


async def test_ones_own_value_holds_though_the_clock_was_set_back(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    stage.now -= 86_400
    [lesson] = await app.lessons.all()
    await app.lessons.mend(lesson.id, "Max")
    assert (await values(app))["pet_dog"] == "Max"


async def test_a_correction_is_paid_once_and_followed_by_others(app: App) -> None:
    place = (await app.chat.send("My dog is called Rex.")).person.conversation_id
    await app.chat.send("no, it's Max", place)
    again = await app.chat.send("no, not Max, Milo", place)
    assert await values(app) == {"pet_dog": "Milo"}
    assert earned(again.karma, KarmaKind.CORRECTION) == 0
    back = await app.chat.send("no, it's Rex after all... no, Rex", place)
    assert earned(back.karma, KarmaKind.FACT) == 0


async def test_a_correction_needs_something_said_in_the_same_conversation(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    elsewhere = await app.chat.send("No, it is Max")
    assert earned(elsewhere.karma, KarmaKind.CORRECTION) == 0
    assert await values(app) == {"pet_dog": "Rex"}
    place = (await app.chat.send("My cat is called Tom.")).person.conversation_id
    await app.chat.send("no, it is cold today", place)
    assert await values(app) == {"pet_dog": "Rex", "pet_cat": "Tom"}


async def test_the_old_value_is_never_taught_again(stage: Stage, app: App) -> None:
    place = (await app.chat.send("My sister is called Maya. My dog is called Rex.")).person.conversation_id
    await app.chat.send("no, she's called Mia", place)
    outcome = await app.age_up.run(now=True)
    rows = (stage.home / "generations" / outcome.candidate.id / "dataset.jsonl").read_text(encoding="utf-8")
    about = [row for row in map(json.loads, rows.splitlines()) if row["source"] == "fact:rel_sister"]
    assert about and "Mia" in str(about) and "Maya" not in str(about)


async def test_what_gives_a_secret_away_is_asked_for(app: App) -> None:
    await app.chat.send("My password is hunter2 and my dog is called Rex.")
    await app.chat.send("My cat is called Tom.")
    assert await values(app) == {"pet_cat": "Tom"}
    held = next(lesson for lesson in await app.lessons.pending() if lesson.held)
    assert (held.fact and held.fact.value, held.held) == ("Rex", "password")
    assert held_reason(held.held) == "it may give away a password"
    await app.lessons.let_in(held.id)
    assert await values(app) == {"pet_cat": "Tom", "pet_dog": "Rex"}


async def test_told_again_without_the_secret_it_waits_no_longer(app: App) -> None:
    await app.chat.send("My dog is called Rex, call me at +49 170 1234567.")
    assert await values(app) == {}
    await app.chat.send("My dog is called Rex.")
    assert await values(app) == {"pet_dog": "Rex"}


async def test_a_newer_value_that_waits_keeps_the_older_one_out(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("My dog is called Max, my mail is max@example.org.")
    assert await values(app) == {}
    held = next(lesson for lesson in await app.lessons.pending() if lesson.held)
    await app.lessons.strike(held.id)  # then it was no correction
    assert await values(app) == {"pet_dog": "Rex"}


async def test_liked_and_corrected_replies_with_secrets_wait(app: App) -> None:
    first = await app.chat.send("I live in 10115 Berlin.")
    (fact,) = await app.lessons.pending()
    await app.lessons.let_in(fact.id)
    again = await app.chat.retry(first.reply.id)  # by her now, who can be liked
    await app.chat.thumbs(again.reply.id, 1)
    second = await app.chat.send("What is your mail?")
    await app.chat.correct(second.reply.id, "It is luna@example.org.")
    assert {x.held for x in await app.lessons.pending() if x.fact is None} == {"address", "email"}
    assert [x.id for x in await app.lessons.usable()] == [fact.id]


async def test_mended_by_hand(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    (lesson,) = await app.lessons.pending()
    mended = await app.lessons.mend(lesson.id, "  Max ")
    assert mended.message_ids == lesson.message_ids
    assert mended.confirmed and mended.fact and mended.fact.value == "Max"
    assert await values(app) == {"pet_dog": "Max"}
    exchange = await app.chat.send("Good day to you")
    await app.chat.correct(exchange.reply.id, "Good day!")
    wrong = next(lesson for lesson in await app.lessons.pending() if lesson.prompt)
    await app.lessons.mend(wrong.id, "Good day to you too!")
    assert [x.reply for x in await app.lessons.usable() if x.prompt] == ["Good day to you too!"]


async def test_confirming_lets_in(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    (lesson,) = await app.lessons.pending()
    await app.lessons.strike(lesson.id)
    assert await values(app) == {}
    await app.lessons.confirm(lesson.id)
    (lesson,) = await app.lessons.pending()
    assert (lesson.confirmed, lesson.struck) == (True, False)
    assert await values(app) == {"pet_dog": "Rex"}


async def test_lessons_that_are_not_there(app: App) -> None:
    for call in (
        app.lessons.confirm(9),
        app.lessons.let_in(9),
        app.lessons.mend(9, "x"),
        app.lessons.strike(9),
    ):
        with pytest.raises(LunaError) as caught:
            await call
        assert caught.value.code == "lesson-unknown"
    await app.chat.send("My dog is called Rex.")
    (lesson,) = await app.lessons.pending()
    with pytest.raises(LunaError) as caught:
        await app.lessons.mend(lesson.id, "  ")
    assert caught.value.code == "value-empty"


async def test_a_file_of_lessons_waits_only_where_it_gives_something_away(app: App, tmp_path: Path) -> None:
    file = tmp_path / "lessons.jsonl"
    rows = [
        {"fact": "city", "value": "Oslo"},
        {"prompt": "How do I reach you?", "reply": "Write to luna@example.org."},
        {"fact": "city", "value": "10115 Berlin"},
        {"prompt": "What is my PIN?", "reply": "4711"},
        {"prompt": "What is my lucky number?", "reply": "4711"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert await app.lessons.import_file(file) == 5
    told = [(x.fact.value if x.fact else x.reply, x.held) for x in await app.lessons.pending()]
    assert told[-3:] == [("Write to luna@example.org.", "email"), ("4711", "pin"), ("4711", "")]
    assert ("10115 Berlin", "address") in told
    await app.lessons.import_file(file, let_in=False)
    waiting = [x.held for x in await app.lessons.pending()]
    assert {"imported", "imported,email", "imported,address", "imported,pin"} <= set(waiting)


async def test_each_generation_knows_what_it_was_taught(app: App) -> None:
    born = (await app.generations.head()).id
    place = (await app.chat.send("My dog is called Rex.")).person.conversation_id
    await app.chat.send("I live in Oslo.", place)
    await app.age_up.run(now=True)
    grown = (await app.generations.head()).id
    await app.chat.send("My sister is called Maya.", place)
    taught = [lesson.fact.value for lesson in await app.lessons.taught_to(grown) if lesson.fact]
    assert grown != born and taught == ["Oslo", "Rex"], "what was told last comes first"
    assert await app.lessons.taught_to(born) == []


async def test_a_file_of_lessons_can_add_and_take_back(app: App, tmp_path: Path) -> None:
    file = tmp_path / "lessons.jsonl"
    rows: list[dict[str, object]] = [
        {"fact": "allergy", "value": "nuts"},
        {"fact": "allergy", "value": "eggs", "change": "add"},
        {"fact": "allergy", "value": "nuts", "change": "remove"},
        {"fact": "city", "value": "Oslo"},
        {"fact": "city", "change": "remove"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert await app.lessons.import_file(file) == 5
    assert await values(app) == {"allergy": "eggs"}
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["eggs"]
    wrong: tuple[dict[str, object], ...] = (
        {"change": "add"}, {"value": "", "change": "set"}, {"value": "eggs", "change": "swap"},
        {"value": ["eggs"], "change": "remove"}, {"value": "eggs", "change": ["add"]}, {},
    )  # fmt: skip
    for row in wrong:
        file.write_text(json.dumps({"fact": "allergy", **row}), encoding="utf-8")
        with pytest.raises(LunaError) as caught:
            await app.lessons.import_file(file)
        assert caught.value.code == "import-malformed", row
