"""Talking: what is saved when, and what is left after trouble."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    AgeUpDue,
    ConversationChanged,
    ConversationDeleted,
    KarmaGiven,
    MessageAdded,
    MessageFinished,
    MessageStreamed,
)
from luna_desktop.domain.karma import KarmaKind
from luna_desktop.domain.message import MessageState
from luna_desktop.services import replying
from luna_desktop.services.app import App
from tests.services.conftest import Stage


async def test_a_message_and_its_reply(stage: Stage, app: App) -> None:
    exchange = await app.chat.send("Hello, moon.")
    assert exchange.person.text == "Hello, moon."
    assert exchange.reply.text == "designation categorical framework nominal structure"
    assert exchange.reply.state is MessageState.COMPLETE
    assert (exchange.karma_earned, exchange.balance, exchange.threshold) == (2, 2, 100)
    assert not exchange.age_up_due
    assert [m.text for m in await app.chat.messages(exchange.person.conversation_id)] == [
        "Hello, moon.",
        exchange.reply.text,
    ]
    assert [type(e) for e in stage.events if isinstance(e, MessageAdded | MessageFinished)] == [
        MessageAdded,
        MessageAdded,
        MessageFinished,
    ]
    assert stage.of(MessageStreamed)[-1].text == exchange.reply.text  # type: ignore[attr-defined]


async def test_the_message_is_on_disk_before_she_answers(stage: Stage, app: App) -> None:
    gate = asyncio.Event()
    for speaker in stage.factory.open:
        speaker.gate = gate
    sending = asyncio.create_task(app.chat.send("Remember this."))
    while not stage.of(MessageStreamed):
        await asyncio.sleep(0.01)
    with closing(sqlite3.connect(stage.home / "luna.db")) as other:
        assert other.execute("SELECT role, text, state FROM messages ORDER BY id").fetchall() == [
            ("person", "Remember this.", "complete"),
            ("luna", "", "partial"),
        ]
    gate.set()
    await sending


async def test_the_text_so_far_is_saved_while_she_speaks(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "SAVE_EVERY", 0.02)
    gate = asyncio.Event()
    for speaker in stage.factory.open:
        speaker.gate = gate
    sending = asyncio.create_task(app.chat.send("Remember this."))
    with closing(sqlite3.connect(stage.home / "luna.db", isolation_level=None)) as other:
        async with asyncio.timeout(5):
            while ("designation",) not in other.execute("SELECT text FROM messages").fetchall():
                await asyncio.sleep(0.01)
    gate.set()
    await sending


async def test_stop_keeps_what_has_come(stage: Stage, app: App) -> None:
    for speaker in stage.factory.open:
        speaker.gate = asyncio.Event()
    sending = asyncio.create_task(app.chat.send("Talk to me."))
    while not stage.of(MessageStreamed):
        await asyncio.sleep(0.01)
    app.chat.stop()
    exchange = await sending
    assert exchange.reply.state is MessageState.STOPPED
    assert exchange.reply.text == "designation"
    assert exchange.karma_earned == 0


async def test_the_same_words_earn_once(app: App) -> None:
    assert (await app.chat.send("Good morning.")).karma_earned == 2
    again = await app.chat.send("  good   MORNING. ")
    assert again.karma_earned == 0
    assert [e.reason for e in again.karma] == ["You had said exactly this before, so it earns nothing."]
    assert (await app.chat.send("Good morning")).karma_earned == 2


async def test_nothing_to_say(app: App) -> None:
    with pytest.raises(LunaError, match="nothing to say") as caught:
        await app.chat.send(" \n ")
    assert caught.value.code == "message-empty"
    assert await app.chat.conversations() == []


async def test_an_unborn_luna_does_not_take_messages(stage: Stage) -> None:
    with pytest.raises(LunaError) as caught:
        await stage.app.chat.send("Hello.")
    assert caught.value.code == "not-born"


async def test_unknown_places(app: App) -> None:
    for call in (
        app.chat.send("Hello.", 99),
        app.chat.rename(99, "x"),
        app.chat.delete(99),
    ):
        with pytest.raises(LunaError) as caught:
            await call
        assert caught.value.code == "conversation-unknown"
    with pytest.raises(LunaError) as caught:
        await app.chat.retry(99)
    assert caught.value.code == "message-unknown"


async def test_a_child_that_dies_while_speaking_leaves_a_failed_reply_and_the_next_one_is_answered(
    stage: Stage, app: App
) -> None:
    stage.factory.open[0].die_after = 2
    with pytest.raises(LunaError) as caught:
        await app.chat.send("Hello.")
    assert caught.value.code == "child-died"
    place = (await app.chat.conversations())[0].id
    reply = (await app.chat.messages(place))[-1]
    assert (reply.state, reply.text) == (MessageState.FAILED, "designation categorical")
    exchange = await app.chat.send("Are you there?", place)
    assert exchange.reply.state is MessageState.COMPLETE
    assert len(stage.factory.open) == 1


async def test_a_child_that_died_in_the_meantime_is_replaced_unnoticed(stage: Stage, app: App) -> None:
    stage.factory.open[0].dead = True
    assert (await app.chat.send("Hello.")).reply.state is MessageState.COMPLETE
    assert len(stage.factory.open) == 1


async def test_a_child_that_always_dies_ends_in_a_sentence(stage: Stage, app: App) -> None:
    stage.factory.open[0].dead = True
    stage.factory.prepare = lambda speaker: setattr(speaker, "dead", True)
    with pytest.raises(LunaError) as caught:
        await app.chat.send("Hello.")
    assert caught.value.code == "child-died"
    assert not stage.of(KarmaGiven)


async def test_a_cancelled_send_is_a_stopped_reply(stage: Stage, app: App) -> None:
    for speaker in stage.factory.open:
        speaker.gate = asyncio.Event()
    sending = asyncio.create_task(app.chat.send("Hello."))
    while not stage.of(MessageStreamed):
        await asyncio.sleep(0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    reply = (await app.chat.messages((await app.chat.conversations())[0].id))[-1]
    assert (reply.state, reply.text) == (MessageState.STOPPED, "designation")


async def test_messages_said_while_she_speaks_are_saved_and_wait(stage: Stage, app: App) -> None:
    gate = asyncio.Event()
    for speaker in stage.factory.open:
        speaker.gate = gate
    first = asyncio.create_task(app.chat.send("One."))
    while not stage.of(MessageStreamed):
        await asyncio.sleep(0.01)
    place = (await app.chat.conversations())[0].id
    second = asyncio.create_task(app.chat.send("Two.", place))
    while await app.chat.count_messages(place) < 4:
        await asyncio.sleep(0.01)
    gate.set()
    await asyncio.gather(first, second)
    assert stage.factory.open[0].seen[-1] == ["One.", (await first).reply.text, "Two."]


async def test_memory_holds_the_conversation_with_the_newest_replies(stage: Stage, app: App) -> None:
    first = await app.chat.send("One.")
    stage.factory.open[0].brain = {"answers": {"One.": "a better answer"}, "default": "well"}
    retried = await app.chat.retry(first.reply.id)
    assert retried.reply.reply_to == first.person.id
    assert retried.karma == ()
    await app.chat.send("Two.", first.person.conversation_id)
    assert stage.factory.open[0].seen[-1] == ["One.", "a better answer", "Two."]
    await app.chat.send("Three.")
    assert stage.factory.open[0].seen[-1] == ["Three."]


async def test_an_older_generation_answers_again_when_it_is_asked_to(app: App) -> None:
    zero = (await app.chat.send("My dog is called Rex. I live in Lisbon.")).reply.generation_id
    outcome = await app.age_up.run(now=True)
    assert zero is not None and outcome.to is not None, outcome.reasons
    one = outcome.to.id
    first = await app.chat.send("One.")
    assert first.reply.generation_id == one
    older = await app.chat.retry(first.reply.id, zero)
    assert (older.reply.generation_id, older.karma) == (zero, ())
    assert (await app.chat.retry(first.reply.id)).reply.generation_id == one


async def test_a_prompt_that_does_not_fit_loses_its_oldest_turns(stage: Stage, app: App) -> None:
    stage.factory.open[0].brain = {"answers": {}, "default": "yes"}
    place = (await app.chat.send("A" * 50)).person.conversation_id
    await app.chat.send("B" * 50, place)
    stage.factory.open[0].room = 120
    assert (await app.chat.send("C" * 50, place)).reply.text == "yes"
    assert stage.factory.open[0].seen[-1] == ["B" * 50, "yes", "C" * 50]
    with pytest.raises(LunaError) as caught:
        await app.chat.send("D" * 200, place)
    assert caught.value.code == "prompt-too-long"


async def test_seeds_differ(stage: Stage, app: App) -> None:
    await app.chat.send("One.")
    await app.chat.send("Two.")
    speaker = stage.factory.open[0]
    assert len(set(speaker.seeds[-2:])) == 2


async def test_a_reply_cut_by_a_crash_is_a_stopped_one_after_the_restart(stage: Stage, app: App) -> None:
    exchange = await app.chat.send("Hello.")
    with closing(sqlite3.connect(stage.home / "luna.db")) as other, other:
        other.execute("UPDATE messages SET state = 'partial', text = 'half a' WHERE role = 'luna'")
    await stage.reopen()
    reply = (await stage.app.chat.messages(exchange.person.conversation_id))[-1]
    assert (reply.state, reply.text) == (MessageState.STOPPED, "half a")


async def test_thumbs_give_each_exchange_two_points_at_most(app: App) -> None:
    first = await app.chat.send("Hello.")
    balances: list[int] = []
    for value in (1, 1, -1, 0, 1):
        await app.chat.thumbs(first.reply.id, value)
        balances.append((await app.karma.summary()).balance)
    assert balances == [4, 4, 0, 2, 4]
    retried = await app.chat.retry(first.reply.id)
    await app.chat.thumbs(retried.reply.id, 1)
    assert (await app.karma.summary()).balance == 4


async def test_thumbs_never_take_more_than_there_is(stage: Stage, app: App) -> None:
    exchange = await app.chat.send("Hello.")
    await app.chat.thumbs(exchange.reply.id, -1)
    other = await app.chat.send("Hello.")  # said before: nothing
    for value in (-1, 0, -1, 0):
        await app.chat.thumbs(other.reply.id, value)
    assert (await app.karma.summary()).balance == 0


async def test_liked_and_corrected_replies_become_lessons(app: App) -> None:
    exchange = await app.chat.send("How are you?")
    await app.chat.thumbs(exchange.reply.id, 1)
    earned = await app.chat.correct(exchange.reply.id, " I am well. ")
    assert [e.kind for e in earned] == [KarmaKind.CORRECTION]
    assert await app.chat.correct(exchange.reply.id, "I am very well.") == ()
    lessons = await app.lessons.pending()
    assert [(x.kind, x.prompt, x.reply) for x in lessons] == [
        ("liked", "How are you?", exchange.reply.text),
        ("correction", "How are you?", "I am very well."),
    ]
    await app.chat.thumbs(exchange.reply.id, 0)
    assert [x.kind for x in await app.lessons.pending()] == ["correction"]


async def test_the_bar_fills_in_fifty_messages(stage: Stage, app: App) -> None:
    due = [(await app.chat.send(f"Test {i}")).age_up_due for i in range(1, 51)]
    assert due == [False] * 49 + [True]
    event = stage.of(AgeUpDue)[0]
    assert (event.balance, event.threshold) == (100, 100)  # type: ignore[attr-defined]


async def test_conversations_can_be_named_archived_and_deleted(stage: Stage, app: App) -> None:
    exchange = await app.chat.send("Tell me about the old lighthouse at the end of the long northern road.")
    place = exchange.person.conversation_id
    assert (await app.chat.conversations())[0].title == "Tell me about the old lighthouse at the end of…"
    empty = await app.chat.new_conversation()
    await app.chat.send("Hi.", empty.id)
    assert (await app.chat.conversations())[0].title == "Hi."
    await app.chat.rename(place, "  The   light ")
    await app.chat.archive(place, True)
    assert [c.title for c in await app.chat.conversations(archived=True)] == ["The light"]
    await app.chat.delete(place)
    assert await app.chat.conversations(archived=True) == []
    assert stage.of(ConversationDeleted)
    assert (await app.karma.summary()).balance == 4


async def test_search_finds_words_anywhere(app: App) -> None:
    first = await app.chat.send('The "lighthouse" stands in Überlingen.')
    hits = await app.chat.search("uberling light")
    assert [(h.message.id, h.conversation.id) for h in hits] == [
        (first.person.id, first.person.conversation_id)
    ]
    assert "\x02lighthouse\x03" in hits[0].snippet
    assert await app.chat.search("") == []
    for odd in ('"', "a OR", "*", "NEAR(", "text:", "(", "-x"):
        await app.chat.search(odd)


async def test_the_ledger_tells_nothing_of_a_private_conversation(app: App) -> None:
    told = await app.chat.send("My dog is called Rex.", private=True)
    place = told.person.conversation_id
    await app.chat.send("No, he is called Max.", place)
    assert "dog" not in str((await app.karma.summary()).entries)
    assert {x.reason for x in told.karma} == {"You talked, and she answered."}
    await app.chat.send("My dog is called Bella.")
    assert "your dog" in str((await app.karma.summary()).entries)


async def test_a_conversation_begun_private_teaches_nothing(stage: Stage, app: App) -> None:
    told = await app.chat.send("My doctor is called Winter.", private=True)
    place = told.person.conversation_id
    assert [one.private for one in await app.chat.conversations()] == [True]
    # it was private before its first word was there for anybody to see
    first = next(e for e in stage.events if isinstance(e, ConversationChanged))
    assert first.conversation.private
    await app.chat.send("I live in Lisbon.", place)
    assert [one.private for one in await app.chat.conversations()] == [True]
    assert await app.lessons.pending() == [] and await app.lessons.usable() == []
    await app.chat.send("My cat is called Tom.")
    assert [lesson.fact.value for lesson in await app.lessons.usable() if lesson.fact] == ["Tom"]


# what is not learned


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("my pw is hunter2, is that safe?", "password"),
        ("the safe opens with 12-34-56", "code"),
        ("please keep this in mind: my pin is four seven one one", "pin"),
        ("you can write to me: bob at example dot com", "email"),
        ("my passport is 533380006 and my cvv is 123", "card,document"),
        ("remember that we live at Rose Cottage, Little Snoring", "address"),
    ],
)
async def test_she_says_that_she_does_not_learn_a_secret(
    stage: Stage, app: App, said: str, held: str
) -> None:
    exchange = await app.chat.send(said)
    assert exchange.person.held == exchange.reply.held == held
    assert exchange.reply.text.startswith("That looks like ")
    assert exchange.reply.state is MessageState.COMPLETE
    assert exchange.reply.generation_id is None, "none of hers said it"
    assert exchange.karma_earned == 0 and await app.lessons.usable() == []
    assert not stage.of(MessageStreamed), "no model was asked"
    kept = await app.chat.messages(exchange.person.conversation_id)
    assert [message.held for message in kept] == [held, held], "a restart shows the mark too"
    finished = [e.message for e in stage.of(MessageFinished) if isinstance(e, MessageFinished)]
    assert finished == kept


async def test_what_waits_is_let_in_and_answered_again_by_her(app: App) -> None:
    exchange = await app.chat.send("I live in 10115 Berlin.")
    assert "waits in the lessons" in exchange.reply.text
    assert (await app.chat.retry(exchange.reply.id)).reply.held == "address", "nothing was let in"
    (lesson,) = await app.lessons.pending()
    assert lesson.held == "address"
    await app.lessons.let_in(lesson.id)
    again = await app.chat.retry(exchange.reply.id)
    assert again.reply.held == "" and again.reply.generation_id is not None
    assert again.karma_earned == 0


async def test_a_secret_and_its_answer_are_never_in_her_memory(stage: Stage, app: App) -> None:
    place = (await app.chat.send("Hello, moon.")).person.conversation_id
    await app.chat.send("my pw is hunter2, is that safe?", place)
    await app.chat.send("Good night.", place)
    asked = "".join(str(texts) for speaker in stage.factory.open for texts in speaker.seen)
    assert "Hello, moon." in asked and "Good night." in asked
    assert "hunter2" not in asked and "That looks like" not in asked


async def test_the_apps_own_sentence_becomes_no_lesson(app: App) -> None:
    exchange = await app.chat.send("my pw is hunter2, is that safe?")
    for thumb in (1, -1, 0):
        with pytest.raises(LunaError) as caught:
            await app.chat.thumbs(exchange.reply.id, thumb)
        assert caught.value.code == "reply-not-hers"
    assert await app.lessons.all() == []
    await app.chat.correct(exchange.reply.id, "Choose a longer one.")
    (lesson,) = await app.lessons.pending()
    assert (lesson.held, lesson.reply) == ("password", "Choose a longer one."), "the person's own way in"


async def test_in_a_private_conversation_she_answers_herself(app: App) -> None:
    exchange = await app.chat.send("my pw is hunter2, is that safe?", private=True)
    assert exchange.reply.generation_id is not None
    assert (exchange.person.held, exchange.reply.held) == ("", "")
    assert await app.lessons.usable() == []


async def test_a_fact_without_a_secret_is_answered_by_her(app: App) -> None:
    for said in ("I live in Oslo.", "Call me Bob.", "My key point is sleep.", "I was born in 1985."):
        exchange = await app.chat.send(said)
        assert (exchange.person.held, exchange.reply.held) == ("", "")
        assert exchange.reply.generation_id is not None
