"""Lessons keep their sources, and go when their last source goes."""

from __future__ import annotations

from luna_desktop.domain.judge import correction_award
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.lessons import LessonTable


async def told(database: Database, head: str, *facts: Fact) -> Message:
    """A finished exchange in a conversation of its own that told ``facts``."""
    table = ConversationTable(database)
    _, person, reply = await table.begin(None, "t", "something", head)
    await table.finish(reply.id, "yes", MessageState.COMPLETE, judged_for=head)
    await table.judged(reply.id, facts, ())
    return person


async def test_a_fact_told_twice_is_one_lesson_with_two_sources(database: Database, born: str) -> None:
    first = await told(database, born, Fact("pet_dog", "Rex"))
    second = await told(database, born, Fact("pet_dog", "Rex"))
    (lesson,) = await LessonTable(database).pending(born)
    assert lesson.message_ids == (first.id, second.id)
    await ConversationTable(database).delete(first.conversation_id)
    (lesson,) = await LessonTable(database).pending(born)
    assert lesson.message_ids == (second.id,)
    await ConversationTable(database).delete(second.conversation_id)
    assert await LessonTable(database).pending(born) == []
    assert await LessonTable(database).facts() == []


async def test_private_in_one_place_public_in_another(database: Database, born: str) -> None:
    table = ConversationTable(database)
    first = await told(database, born, Fact("pet_dog", "Rex"))
    await table.change(first.conversation_id, private=True)
    assert await LessonTable(database).usable(born) == []
    await told(database, born, Fact("pet_dog", "Rex"))
    assert len(await LessonTable(database).usable(born)) == 1


async def test_what_was_replaced_takes_its_place_again_when_it_is_let_in(
    database: Database, born: str
) -> None:
    conversations, table = ConversationTable(database), LessonTable(database)
    _, person, reply = await conversations.begin(None, "t", "How are you?", born)
    reply = await conversations.finish(reply.id, "So.", MessageState.COMPLETE)
    award = correction_award(reply.id, "exchange:1")
    await conversations.correct(reply, person.text, "Well.", award=award, head=born)
    (first,) = await table.usable(born)
    await database.write(
        lambda c: c.execute(
            "INSERT INTO generation_lessons (generation_id, lesson_id) VALUES (?, ?)", (born, first.id)
        )
    )
    await conversations.correct(reply, person.text, "Quite well.", award=award, head=born)
    assert [lesson.reply for lesson in await table.usable(born)] == ["Quite well."]
    assert await table.withdrawn(born) == frozenset()
    await table.let_in(first.id)
    assert [lesson.reply for lesson in await table.usable(born)] == ["Well."]
    await table.strike(first.id)
    assert await table.withdrawn(born) == {first.id}


async def test_imported_lessons_need_no_message(database: Database, born: str) -> None:
    table = LessonTable(database)
    assert (
        await table.add_imported(born, [(Fact("city", "Oslo"), "imported")], [("Hi.", "Hello.", "imported")])
        == 2
    )
    assert await table.usable(born) == []
    for lesson in await table.pending(born):
        assert lesson.held == "imported"
        await table.let_in(lesson.id)
    assert [lesson.prompt for lesson in await table.usable(born)] == ["", "Hi."]


async def test_all_that_waits_for_nothing_but_its_import_is_let_in_at_once(
    database: Database, born: str
) -> None:
    table = LessonTable(database)
    held = {"city": "imported", "name": "imported", "job": "imported,phone", "pet_dog": "phone"}
    await table.add_imported(born, [(Fact(kind, "Oslo"), why) for kind, why in held.items()], [])
    first = (await table.pending(born))[0]
    await table.strike(first.id)
    ids = [lesson.id for lesson in await table.pending(born)]
    assert await table.let_in_imported([ids[0], *ids[2:]]) == 0, "only those that were shown"
    assert await table.let_in_imported(ids) == 1
    assert [lesson.fact for lesson in await table.usable(born)] == [Fact("name", "Oslo")]
    assert [lesson.held for lesson in await table.pending(born)] == [
        first.held,
        "",
        "imported,phone",
        "phone",
    ]
    assert await table.let_in_imported(ids) == 0


async def test_a_held_lesson_keeps_no_equal_one_back_that_was_let_in(database: Database, born: str) -> None:
    table = LessonTable(database)
    await told(database, born, Fact("city", "Oslo"))
    await table.add_imported(born, [(Fact("city", "Oslo"), "imported")], [])
    assert [lesson.fact for lesson in await table.usable(born)] == [Fact("city", "Oslo")]
    await table.add_imported(born, [(Fact("city", "Bergen"), "imported")], [])
    assert await table.usable(born) == [], "it may have been corrected since"
