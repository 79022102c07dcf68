"""However a reply ends, it is kept, and its end is told exactly once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    KarmaGiven,
    MessageAdded,
    MessageFinished,
    MessageStreamed,
    TroubleRaised,
)
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.services import replying
from luna_desktop.services.app import App
from luna_desktop.storage.conversations import ConversationTable
from tests.services.conftest import Stage

WHOLE = "designation categorical framework nominal structure"
TOLD = "My dog is called Rex."
FULL = LunaError("disk-full", "The disk is full.", "There is no room left.")


def ends(stage: Stage) -> list[MessageFinished]:
    """The ends that were told, of each reply exactly one."""
    told = [event for event in stage.events if isinstance(event, MessageFinished)]
    begun = [e.message.id for e in stage.events if isinstance(e, MessageAdded) if e.message.role == "luna"]
    assert sorted(event.message.id for event in told) == sorted(begun)
    return told


async def rows(app: App) -> list[Message]:
    return [m for c in await app.chat.conversations() for m in await app.chat.messages(c.id)]


async def speaking(stage: Stage) -> asyncio.Task[Any]:
    """A reply that has said its first word and waits there."""
    gate = asyncio.Event()
    for speaker in stage.factory.open:
        speaker.gate = gate
    before = len(stage.of(MessageStreamed))
    task = asyncio.create_task(stage.app.chat.send(TOLD))
    while len(stage.of(MessageStreamed)) == before:
        await asyncio.sleep(0)
    return task


def failing(error: Exception) -> Callable[..., Any]:
    async def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def spoil(app: App, point: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name = {
        "history": (app._stores.conversations, "messages"),
        "voice": (app.generations, "voice"),
        "memory": (app.generations.speakers, "_take"),
        "finish": (app._stores.conversations, "finish"),
        "judge": (app.karma, "judge"),
        "judged": (app._stores.conversations, "judged"),
        "bar": (app.karma, "bar"),
        "due": (app.age_up, "due"),
    }[point]
    monkeypatch.setattr(owner, name, failing(error))


@pytest.mark.parametrize("error", [FULL, sqlite3.OperationalError("disk I/O error"), RuntimeError("a bug")])
@pytest.mark.parametrize("point", ["history", "voice", "memory", "finish", "judge", "judged", "bar", "due"])
async def test_each_point_of_failure(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch, point: str, error: Exception
) -> None:
    spoil(app, point, error, monkeypatch)
    if point in ("judge", "judged"):
        assert (await app.chat.send(TOLD)).reply.text == WHOLE
    else:
        with pytest.raises(type(error)):
            await app.chat.send(TOLD)
    (told,) = ends(stage)
    monkeypatch.undo()
    said, reply = await rows(app)
    assert said.text == TOLD
    if point == "finish":
        assert (told.message.state, told.message.text) == (MessageState.FAILED, WHOLE)
    elif point in ("history", "voice", "memory"):
        state = MessageState.FAILED if error is FULL else MessageState.STOPPED
        assert (reply.state, reply.text) == (state, "")
    else:
        assert (reply.state, reply.text) == (MessageState.COMPLETE, WHOLE)
    assert (await app.chat.send("And now?", said.conversation_id)).reply.state is MessageState.COMPLETE
    ends(stage)
    assert not app.coordinator.running()


async def test_a_checkpoint_that_cannot_be_saved_ends_nothing(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    async def full(*_: Any) -> None:
        tried.set()
        raise FULL

    monkeypatch.setattr(replying, "SAVE_EVERY", 0.001)
    monkeypatch.setattr(ConversationTable, "save_partial", full)
    task = await speaking(stage)
    await tried.wait()
    stage.factory.open[0].cancel()  # opens the gate
    assert (await task).reply.state is MessageState.STOPPED
    ends(stage)


@pytest.mark.parametrize("error", [FULL, RuntimeError("a bug"), RecursionError(), KeyError("kind")])
async def test_an_exchange_whose_judge_fails_is_judged_at_the_next_start(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    spoil(app, "judge", error, monkeypatch)
    exchange = await app.chat.send(TOLD)
    assert (exchange.reply.state, exchange.reply.text, exchange.karma) == (MessageState.COMPLETE, WHOLE, ())
    (trouble,) = stage.of(TroubleRaised)
    assert isinstance(trouble, TroubleRaised) and trouble.error.code == "exchange-unjudged"
    assert "Rex" not in trouble.error.sentence
    assert not stage.of(KarmaGiven) and await app.lessons.usable() == []
    app = await stage.reopen()
    assert [x.fact.value for x in await app.lessons.usable() if x.fact] == ["Rex"]
    assert (await app.karma.summary()).balance == 4
    app = await stage.reopen()  # and once only
    assert (await app.karma.summary()).balance == 4
    assert len(stage.of(TroubleRaised)) == 1


async def test_a_crash_between_saving_and_judging_loses_neither_facts_nor_karma(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(app, "judge", asyncio.CancelledError(), monkeypatch)  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await app.chat.send(TOLD)
    assert [e.message.text for e in ends(stage)] == [WHOLE]
    app = await stage.reopen()
    assert [x.fact.value for x in await app.lessons.usable() if x.fact] == ["Rex"]


async def test_what_was_told_otherwise_since_outweighs_what_is_judged_late(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(app, "judge", RuntimeError("a bug"), monkeypatch)
    await app.chat.send("I live in Oslo. My dog is called Rex.")
    monkeypatch.undo()
    await app.chat.send("I live in Lisbon.")
    app = await stage.reopen()
    told = {x.fact.key: x.fact.value for x in await app.lessons.usable() if x.fact}
    assert told == {"city": "Lisbon", "pet_dog": "Rex"}


async def test_a_judge_that_fails_twice_is_told_and_left_alone(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luna_desktop.services.karma import KarmaService

    monkeypatch.setattr(KarmaService, "judge", failing(RuntimeError("a bug")))
    exchange = await app.chat.send(TOLD)
    app = await stage.reopen()
    assert "twice" in stage.of(TroubleRaised)[-1].error.sentence  # type: ignore[attr-defined]
    count = len(stage.of(TroubleRaised))
    monkeypatch.undo()
    app = await stage.reopen()
    assert len(stage.of(TroubleRaised)) == count
    assert (await app.chat.messages(exchange.person.conversation_id))[-1].text == WHOLE


async def test_a_reply_that_is_cancelled_while_it_waits_for_its_turn_ends_empty(
    stage: Stage, app: App
) -> None:
    """The text of the one that is coming is not its own."""
    first = await speaking(stage)
    second = asyncio.create_task(app.chat.send("And then?"))
    while len(stage.of(MessageAdded)) < 4:
        await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert [(e.message.state, e.message.text) for e in stage.of(MessageFinished)] == [  # type: ignore[attr-defined]
        (MessageState.STOPPED, "")
    ]
    stage.factory.open[0].gate.set()  # type: ignore[union-attr]
    assert (await first).reply.text == WHOLE
    ends(stage)


@pytest.mark.parametrize("step", ["finish", "judged", "messages"])
async def test_a_reply_whose_task_is_cancelled_at_a_step_has_one_end(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store, sending = app._stores.conversations, list[asyncio.Task[Any]]()
    whole = getattr(store, step)

    async def cancelling(*given: Any, **named: Any) -> Any:
        sending[0].cancel()
        return await whole(*given, **named)

    monkeypatch.setattr(store, step, cancelling)
    sending.append(asyncio.create_task(app.chat.send(TOLD)))
    with pytest.raises(asyncio.CancelledError):
        await sending[0]
    monkeypatch.undo()
    (told,) = ends(stage)
    reply = (await rows(app))[-1]
    assert (reply.state, reply.text) == (told.message.state, told.message.text)
    assert reply.state is not MessageState.PARTIAL


async def test_a_conversation_that_is_deleted_takes_the_reply_that_is_coming_with_it(
    stage: Stage, app: App
) -> None:
    task = await speaking(stage)
    (place,) = await app.chat.conversations()
    await app.chat.delete(place.id)
    with pytest.raises(LunaError) as caught:
        await task
    assert caught.value.code == "conversation-unknown"
    ends(stage)
    assert await app.lessons.usable() == []
    with closing(sqlite3.connect(stage.home / "luna.db")) as other:
        assert other.execute("SELECT count(*) FROM messages").fetchone() == (0,)
