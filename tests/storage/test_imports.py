"""What an import writes, and what then reads it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from luna_desktop.domain.judge import imported_award
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.transcript import Added, Arrival, Lessons, Origin, Said, Transcript
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.imports import ImportTable
from luna_desktop.storage.lessons import LessonTable


def transcript(ident: str, *texts: str, at: float = 1.6e9) -> Transcript:
    said = tuple(Said("luna" if n % 2 else "person", text, at + n) for n, text in enumerate(texts))
    return Transcript(Origin.CHATGPT, ident, "T", said).dated(at)


async def test_ids_follow_what_is_there_and_what_was_deleted(database: Database, born: str) -> None:
    table, imports = ConversationTable(database), ImportTable(database)
    place, _, last = await table.begin(None, "t", "Hello.", born)
    await table.delete(place.id)
    await imports.add([(transcript("a", "One.", "Two.", "Three."), Lessons())], born)
    (conversation,) = await table.all(False)
    messages = await table.messages(conversation.id, None, 9)
    assert [m.id for m in messages] == [last.id + 1, last.id + 2, last.id + 3]
    assert [m.reply_to for m in messages] == [None, last.id + 1, None]
    assert not await table.said_before(messages[0].id)
    _, person, _ = await table.begin(None, "t", "one.", born)
    assert await table.said_before(person.id)
    assert await database.check() == []


async def test_a_batch_is_all_or_nothing(database: Database, born: str) -> None:
    imports = ImportTable(database)
    broken = replace(transcript("b", "One."), said=(Said("person", "One.", None),))
    with pytest.raises(sqlite3.IntegrityError):
        await imports.add([(transcript("a", "One."), Lessons()), (broken, Lessons())], born)
    assert await ConversationTable(database).all(False) == []
    assert await imports.add([], born) == []


async def test_what_is_imported_is_no_time_that_passed_here(database: Database, born: str) -> None:
    table = ConversationTable(database)
    _, first, _ = await table.begin(None, "t", "My dog is called Rex.", born)
    await ImportTable(database).add([(transcript("a", *["Text."] * 60), Lessons())], born)
    _, second, _ = await table.begin(None, "t", "What is my dog called?", born)
    assert await table.distance(first.id, second.id) == 1, "her reply, and none of the sixty"


async def test_known_is_asked_by_origin_and_name(database: Database, born: str) -> None:
    imports = ImportTable(database)
    await imports.add([(transcript("a", "One."), Lessons())], born)
    other = replace(transcript("a", "One."), origin=Origin.CLAUDE)
    asked = [transcript("a", "One."), other, transcript("b", "One.")]
    assert [news.arrival for news in await imports.news(asked)] == [Arrival.KNOWN, Arrival.NEW, Arrival.NEW]


async def test_exchanges_are_paid_as_one_line_and_once(database: Database, born: str) -> None:
    imports = ImportTable(database)
    one = transcript("a", "One.", "Yes.", "Two.", "Yes.", "one.", "Yes.", "Unanswered.")
    two = transcript("b", "Two.", "Yes.")
    added = await imports.add([(one, Lessons()), (two, Lessons()), (two, Lessons())], born)
    assert added == [
        (Arrival.NEW, Added(messages=7, exchanges=2)),
        (Arrival.NEW, Added(messages=2)),
        (Arrival.KNOWN, Added()),
    ]
    (entry,) = await imports.pay(imported_award, born)
    assert (entry.delta, entry.reason) == (4, "You brought 2 exchanges from ChatGPT.")
    assert await imports.pay(imported_award, born) == []


async def test_a_value_is_one_lesson_as_old_as_its_last_telling(database: Database, born: str) -> None:
    imports, lessons = ImportTable(database), LessonTable(database)

    async def tell(ident: str, value: str, at: float, held: str = "imported") -> int:
        taught = Lessons(((0, Fact("pet_dog", value), held),))
        ((_, added),) = await imports.add([(transcript(ident, "x", at=at), taught)], born)
        return added.facts

    assert [await tell("a", "Rex", 2e9), await tell("b", "Max", 1.9e9), await tell("c", "Rex", 1.8e9)] == [
        1,
        1,
        0,
    ]
    rex, _ = await lessons.all(born)
    assert (rex.created_at, len(rex.message_ids), rex.held) == (2e9, 2, "imported")
    assert await lessons.usable(born) == []
    assert await tell("d", "Rex", 1.7e9, held="") == 0
    assert [lesson.fact for lesson in await lessons.usable(born)] == [Fact("pet_dog", "Rex")]
