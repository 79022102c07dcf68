"""Lessons keep their sources, and go when their last source goes."""

from __future__ import annotations

from pathlib import Path

from luna_desktop.domain.judge import correction_award
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database, migrations
from luna_desktop.storage.lessons import LessonTable
from tests.storage.conftest import Clock


async def told(database: Database, head: str, *facts: Fact, text: str = "something") -> Message:
    """A finished exchange in a conversation of its own that told ``facts``."""
    table = ConversationTable(database)
    _, person, reply = await table.begin(None, "t", text, head, judged_for=head)
    await table.finish(reply.id, "yes", MessageState.COMPLETE)
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
    assert await LessonTable(database).all(born) == []


async def test_private_in_one_place_public_in_another(database: Database, born: str) -> None:
    table = ConversationTable(database)
    first = await told(database, born, Fact("pet_dog", "Rex"))
    await table.change(first.conversation_id, private=True)
    assert await LessonTable(database).usable(born) == []
    await told(database, born, Fact("pet_dog", "Rex"))
    assert len(await LessonTable(database).usable(born)) == 1


async def test_a_message_is_heard_by_what_holds_and_by_what_was_told_where_it_is(
    database: Database, born: str
) -> None:
    conversations, table = ConversationTable(database), LessonTable(database)
    await told(database, born, Fact("city", "Oslo"))
    await told(database, born, Fact("city", "Bergen"))
    await told(database, born, Fact("allergy", "eggs"))
    await told(database, born, Fact("allergy", "nuts", change="add"))
    struck = await told(database, born, Fact("job", "nurse"))
    await table.strike((await table.of_messages([struck.id]))[0].id)
    held = await told(database, born, Fact("allergy", "soy", change="add"))
    await table.hold([(await table.of_messages([held.id]))[0].id], "pin")
    private = await told(database, born, Fact("pet_dog", "Rex"))
    await conversations.change(private.conversation_id, private=True)

    known = [(fact.key, fact.value) for fact in await table.known(born)]
    assert known == [("city", "Bergen"), ("allergy", "eggs"), ("allergy", "nuts"), ("allergy", "soy")]
    assert await table.known("nobody") == []
    assert await table.of_messages([private.id]) == []
    (lesson,) = await table.of_messages([private.id], private=True)
    assert lesson.fact == Fact("pet_dog", "Rex", source="")
    ever = {("city", "Oslo"), ("city", "Bergen"), ("pet_dog", "Rex")}
    assert await table.ever_told(["city", "pet_dog", "shoe size"]) == ever
    assert await table.ever_told([]) == frozenset()


async def test_facts_of_some_keys_are_usable_as_all_are(database: Database, born: str) -> None:
    table = LessonTable(database)
    for fact in (Fact("city", "Oslo"), Fact("job", "nurse"), Fact("allergy", "eggs")):
        await told(database, born, fact)
    later = await told(database, born, Fact("city", "Bergen"))
    await table.hold([(await table.of_messages([later.id]))[0].id], "pin")
    every = await table.usable(born)
    for keys in (["city"], ["job"], ["allergy", "city"], ["nothing"], []):
        of_keys = [lesson for lesson in every if lesson.fact and lesson.fact.key in keys]
        assert await table.usable_of(born, keys) == of_keys


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


async def test_a_fact_comes_with_the_newest_words_that_told_it(database: Database, born: str) -> None:
    conversations, table = ConversationTable(database), LessonTable(database)

    async def source() -> str:
        (lesson,) = await table.all(born)
        assert lesson.fact is not None
        return lesson.fact.source

    first = await told(database, born, Fact("pet_dog", "Rex"), text="My dog is Rex.")
    assert await source() == "My dog is Rex."
    second = await told(database, born, Fact("pet_dog", "Rex"), text="Rex is my dog, PIN 2231.")
    assert await source() == "Rex is my dog, PIN 2231."
    await database.write(lambda c: c.execute("UPDATE messages SET held = 'pin' WHERE id = ?", (second.id,)))
    assert await source() == "My dog is Rex.", "nothing is taught of what may give a secret away"
    await conversations.change(first.conversation_id, private=True)
    assert await source() == "", "nor of what is private"


async def test_what_was_taken_back_or_added_is_kept_as_that(database: Database, born: str) -> None:
    changes = [
        Fact("allergy", "nuts"),
        Fact("allergy", "eggs", change="add"),
        Fact("allergy", "nuts", change="remove"),
        Fact("city", "", change="remove"),
    ]
    await told(database, born, *changes)
    assert [lesson.fact for lesson in await LessonTable(database).pending(born)] == changes


async def test_liked_replies_of_before_get_the_bracket_they_were_said_with(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    old = Database(path, Clock(), [script for script in migrations() if script[0] <= 9])
    await old.open()
    for sql in (
        "INSERT INTO generations (id, number, age, status, created_at, base)"
        " VALUES ('g0', 0, 0, 'published', 1, 'reader')",
        "INSERT INTO conversations (title, created_at, updated_at) VALUES ('t', 1, 1)",
        "INSERT INTO messages (conversation_id, role, text, created_at, state, reply_to, inner) VALUES"
        " (1, 'person', 'Who barks?', 1, 'complete', NULL, ''),"
        " (1, 'luna', 'Rex.', 1, 'complete', 1, '[who]'),"
        " (1, 'luna', 'A dog.', 1, 'complete', 1, '')",
        "INSERT INTO lessons (kind, created_at, generation_id, prompt, reply) VALUES"
        " ('liked', 1, 'g0', 'Who barks?', 'Rex.'), ('liked', 1, 'g0', 'Who barks?', 'A dog.'),"
        " ('correction', 1, 'g0', 'Who barks?', 'My Rex.')",
        "INSERT INTO lesson_sources (lesson_id, message_id) VALUES"
        " (1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (3, 2)",
    ):
        await old.write(lambda c, sql=sql: c.execute(sql))
    await old.close()
    new = Database(path, Clock())
    await new.open()
    assert [x.whole for x in await LessonTable(new).usable("g0")] == ["[who] Rex.", "A dog.", "My Rex."]
    await new.close()


async def test_a_home_from_before_facts_could_change(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    old = Database(path, Clock(), [script for script in migrations() if script[0] <= 7])
    await old.open()
    for sql in (
        "INSERT INTO generations (id, number, age, status, created_at, base)"
        " VALUES ('g0', 0, 0, 'published', 1, 'embryo')",
        "INSERT INTO conversations (title, created_at, updated_at) VALUES ('t', 1, 1)",
        "INSERT INTO messages (conversation_id, role, text, created_at, state)"
        " VALUES (1, 'person', 'My dog is Rex.', 1, 'complete')",
        "INSERT INTO lessons (kind, created_at, generation_id, fact_key, fact_value)"
        " VALUES ('fact', 1, 'g0', 'pet_dog', 'Rex'), ('imported', 2, 'g0', 'city', 'Oslo')",
        "INSERT INTO lesson_sources (lesson_id, message_id) VALUES (1, 1)",
    ):
        await old.write(lambda c, sql=sql: c.execute(sql))
    await old.close()
    new = Database(path, Clock())
    await new.open()
    facts = [lesson.fact for lesson in await LessonTable(new).usable("g0")]
    assert facts == [Fact("pet_dog", "Rex"), Fact("city", "Oslo")]
    assert [fact.source for fact in facts if fact] == ["My dog is Rex.", ""]
    assert await new.read(lambda c: [row["inner"] for row in c.execute("SELECT inner FROM messages")]) == [""]
    assert await new.check() == []
    await new.close()
