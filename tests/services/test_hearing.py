"""Each message is heard once, before she answers it; what keeps it from being heard keeps nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import bootstrap
from luna_desktop.cli.shapes import chat_shape
from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    Event,
    FactsHeard,
    KarmaGiven,
    MessageFinished,
    MessageHeard,
    MessageStreamed,
    NotLearned,
    Progress,
    TroubleRaised,
)
from luna_desktop.domain.inner_speech import InnerSpeech, Question, render
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.domain.teaching import Said, Understood
from luna_desktop.services import imports
from luna_desktop.services.app import App
from luna_desktop.services.teaching import MakeTeaching
from tests.services.conftest import Stage
from tests.services.test_teaching import Keys, named
from tests.teaching import frames

WHOLE = "designation categorical framework nominal structure"
SHORT = LunaError("memory-short", "There is not enough memory to hear you.")


@dataclass
class Ears(Keys):
    """Hears both of "cat's name = Loki and dog's name = Rex" once ``gate`` is open, and keeps count."""

    heard: list[str] = field(default_factory=list)
    known: list[tuple[Fact, ...]] = field(default_factory=list)
    before: list[Sequence[Said]] = field(default_factory=list)
    error: Exception | None = None
    errors: dict[str, Exception] = field(default_factory=dict)  # by what was said
    gate: asyncio.Event | None = None
    ended: int = 0
    keeps: bool = True  # what a message says is known afterwards
    name: str = ""
    replies: dict[str, str] = field(default_factory=dict)  # what it hears instead of what was said

    async def ear(self) -> str:
        return self.name

    async def hear(self, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()) -> Understood:
        self.heard.append(text)
        self.known.append(tuple(known))
        self.before.append(before)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.ended += 1
        if error := self.errors.get(text, self.error):
            raise error
        text = self.replies.get(text, text)
        every = [await super(Ears, self).hear(part, before) for part in re.split(r" and ", text)]
        facts = tuple(fact for one in every for fact in one.facts)
        asked = frozenset[str]().union(*(one.asked for one in every))
        clauses = (*(inner_speech.Fact(x.key, x.value) for x in facts), *map(Question, sorted(asked)))
        inner = render(InnerSpeech(clauses)) if clauses else ""
        return Understood(facts, every[0].mended, asked, inner if self.keeps else None)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
async def listening(
    tmp_path: Path, fake_base: None, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    known: dict[str, MakeTeaching] = {"frames": frames, "keys": lambda: ears}
    monkeypatch.setattr(bootstrap, "teachings", lambda *_: known)
    named("keys")
    stage = Stage(tmp_path / "home")
    await stage.app.open()
    await stage.born()
    yield stage
    ears.gate = None
    await stage.app.close()


async def values(app: App) -> set[str]:
    return {lesson.fact.value for lesson in await app.lessons.usable() if lesson.fact}


async def messages(app: App) -> list[Message]:
    return [m for c in await app.chat.conversations() for m in await app.chat.messages(c.id)]


async def begun(stage: Stage, ears: Ears, text: str) -> asyncio.Task[Any]:
    """A message that is just being heard."""
    ears.gate = asyncio.Event()
    before = len(ears.heard)
    task = asyncio.create_task(stage.app.chat.send(text))
    while len(ears.heard) == before:
        await asyncio.sleep(0)
    return task


async def test_a_message_is_heard_once_and_before_she_speaks(listening: Stage, ears: Ears) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    await asyncio.sleep(0.05)
    assert not listening.of(MessageStreamed)
    assert ears.gate is not None
    ears.gate.set()
    exchange = await task
    assert exchange.reply.text == WHOLE
    assert exchange.heard == (Fact("cat's name", "Loki"),)
    assert ears.heard == ["cat's name = Loki"]
    await listening.app.chat.retry(exchange.reply.id)
    assert ears.heard == ["cat's name = Loki"], "another reply to the same message"
    assert await values(listening.app) == {"Loki"}


async def test_she_reads_a_message_while_it_is_heard(listening: Stage, ears: Ears) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    speaker = listening.factory.open[0]
    async with asyncio.timeout(5):
        while not speaker.read_ahead:
            await asyncio.sleep(0)
    assert ears.gate is not None
    ears.gate.set()
    exchange = await task
    assert speaker.read_ahead == [["cat's name = Loki"]] == [speaker.seen[-1]]
    await listening.app.chat.retry(exchange.reply.id)
    assert len(speaker.read_ahead) == 1, "it is answered at once"


async def test_what_keeps_her_from_reading_ahead_is_told_by_the_reply(listening: Stage, ears: Ears) -> None:
    speaker = listening.factory.open[0]
    speaker.dead = True
    task = await begun(listening, ears, "cat's name = Loki")
    assert ears.gate is not None
    ears.gate.set()
    assert (await task).reply.text == WHOLE, "another child answers"
    assert not speaker.read_ahead


async def test_what_the_first_message_would_wait_for_is_loaded_while_it_is_written(
    listening: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = listening.app
    [speaker] = listening.factory.open
    await app.generations.speakers.drop((await app.generations.head()).id)
    assert speaker.closed
    await app.chat.get_ready()
    assert len(listening.factory.open) == 1 and ears.ready

    async def short() -> None:
        raise SHORT

    monkeypatch.setattr(ears, "get_ready", short)
    await app.chat.get_ready()
    assert (await app.chat.send("Hello.")).reply.text == WHOLE


async def test_as_heard_is_told_what_is_learned_and_nothing_else(listening: Stage, ears: Ears) -> None:
    chat = listening.app.chat
    told = await chat.send("cat's name = Loki and dog's name = Rex")
    assert chat_shape(told, 0, None)["heard"] == [
        {"key": "cat's name", "value": "Loki", "change": "set"},
        {"key": "dog's name", "value": "Rex", "change": "set"},
    ]
    assert (await chat.send("cat's name = Loki")).heard == (Fact("cat's name", "Loki"),), "told again"
    private = await chat.send("boat's name = Gull", private=True)
    again = await chat.send("boat's colour = red", private.person.conversation_id)
    secret = await chat.send("where I live = 10115 Berlin and cat's name = Loki")
    assert [x.heard for x in (private, again, secret)] == [(), (), ()]
    assert chat_shape(secret, 0, None)["held"] == ["address"]


async def test_what_was_heard_and_not_saved_is_not_told_as_heard(
    listening: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any, **__: Any) -> None:
        raise LunaError("disk-full", "The disk is full.")

    monkeypatch.setattr(listening.app._stores.conversations, "judged", full)
    assert (await listening.app.chat.send("cat's name = Loki")).heard == ()


def shown(stage: Stage) -> list[type[Event]]:
    """What the window was told of what was heard, in its order."""
    return [type(e) for e in stage.events if isinstance(e, MessageHeard | FactsHeard | NotLearned)]


async def test_what_was_shown_as_heard_ends_as_lessons(listening: Stage, ears: Ears) -> None:
    for text in ("cat's name = Loki", "Hello.", "cat's name = Loki"):
        await listening.app.chat.send(text)
    await listening.app.chat.send("dog's name = Rex", private=True)
    await listening.app.chat.send("where I live = 10115 Berlin")
    assert shown(listening) == [MessageHeard, FactsHeard, MessageHeard, MessageHeard, FactsHeard, FactsHeard]


@pytest.mark.parametrize("step", ["judge", "judged"])
@pytest.mark.parametrize("error", [LunaError("disk-full", "The disk is full."), RuntimeError("a bug")])
async def test_what_was_shown_as_heard_is_not_where_it_could_not_be_learned(
    listening: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise error

    app = listening.app
    with monkeypatch.context() as spoiled:
        spoiled.setattr(app.karma if step == "judge" else app._stores.conversations, step, broken)
        exchange = await app.chat.send("cat's name = Loki")
    assert shown(listening) == [MessageHeard, NotLearned]
    (ended,) = listening.of(NotLearned)
    assert ended == NotLearned(exchange.person.id, exchange.person.conversation_id)
    listening.events.clear()
    await listening.reopen()
    assert shown(listening) == [FactsHeard]


@pytest.mark.parametrize("how", ["cancelled", "closed", "died", "stopped", "deleted"])
async def test_what_was_shown_as_heard_ends_with_the_reply(listening: Stage, ears: Ears, how: str) -> None:
    app, speaker = listening.app, listening.factory.open[0]
    speaker.gate = asyncio.Event()
    if how == "died":
        speaker.die_after = 1
    task = asyncio.create_task(app.chat.send("cat's name = Loki"))
    async with asyncio.timeout(5):
        while not listening.of(MessageStreamed):
            await asyncio.sleep(0)
    assert shown(listening) == [MessageHeard]
    if how == "cancelled":
        task.cancel()
    elif how == "closed":
        await app.close()
    elif how == "stopped":
        app.chat.stop()
    elif how == "deleted":
        await app.chat.delete((await app.chat.conversations())[0].id)
    speaker.gate.set()
    await asyncio.wait([task])
    task.cancelled() or task.exception()
    learned = how in ("died", "stopped", "closed")
    assert shown(listening) == [MessageHeard, FactsHeard if learned else NotLearned]


def told(stage: Stage) -> list[tuple[int, list[str]]]:
    """By message what the window was told to be learned of it."""
    return [
        (event.message_id, [lesson.fact.value for lesson in event.lessons if lesson.fact])
        for event in stage.events
        if isinstance(event, FactsHeard)
    ]


async def test_what_was_heard_is_told_once_it_is_learned(listening: Stage, ears: Ears) -> None:
    chat, lessons = listening.app.chat, listening.app.lessons
    first = await chat.send("cat's name = Loki and dog's name = Rex")
    kinds = [type(event) for event in listening.events]
    assert kinds.index(MessageFinished) < kinds.index(FactsHeard) < kinds.index(KarmaGiven)
    await chat.thumbs(first.reply.id, 1)
    again = await chat.send("cat's name = Loki and cat's name = Mia", first.person.conversation_id)
    await chat.send("Hello.")
    await chat.send("boat's name = Gull", private=True)
    held = await chat.send("where I live = 10115 Berlin")
    assert told(listening) == [
        (first.person.id, ["Loki", "Rex"]),
        (again.person.id, ["Loki", "Mia"]),
        (held.person.id, ["10115 Berlin"]),
    ]
    of_first = await lessons.of_messages([first.person.id])
    assert [(x.kind, x.message_ids) for x in of_first] == [
        ("fact", (first.person.id, again.person.id)),
        ("fact", (first.person.id,)),
        ("liked", (first.person.id, first.reply.id)),
    ]
    every = [message.id for message in await messages(listening.app)]
    assert len(await lessons.of_messages(every)) == 5
    await lessons.strike(of_first[1].id)
    assert [x.struck for x in await lessons.of_messages([first.person.id])] == [False, True, False]
    assert await lessons.of_messages([]) == await lessons.of_messages([999]) == []


async def test_what_is_judged_late_is_told_too(listening: Stage, ears: Ears) -> None:
    ears.error = SHORT
    exchange = await listening.app.chat.send("cat's name = Loki")
    assert told(listening) == []
    ears.error = None
    await listening.reopen()
    assert told(listening) == [(exchange.person.id, ["Loki"])]


async def test_what_holds_is_known_to_who_hears(listening: Stage, ears: Ears) -> None:
    chat = listening.app.chat
    await chat.send("cat's name = Loki and dog's name = Rex")
    await chat.send("cat's name = Mia")
    await chat.send("boat's name = Gull", private=True)
    struck = next(x for x in await listening.app.lessons.usable() if x.fact and x.fact.value == "Rex")
    await listening.app.lessons.strike(struck.id)
    await chat.send("Hello.")
    assert [{fact.value for fact in known} for known in ears.known] == [
        set(),
        {"Loki", "Rex"},
        {"Mia", "Rex"},
        {"Mia"},
    ]


async def test_what_waits_is_known_so_that_one_more_does_not_replace_it(listening: Stage, ears: Ears) -> None:
    await listening.app.chat.send("where I live = 10115 Berlin")
    assert await values(listening.app) == set()
    await listening.app.chat.send("Hello.")
    assert ears.known[-1] == (Fact("where I live", "10115 Berlin"),)


@pytest.mark.parametrize(
    "error", [SHORT, LunaError("child-died", "Her ear broke off."), RuntimeError("a bug")]
)
async def test_she_answers_what_could_not_be_heard_and_the_next_start_hears_it(
    listening: Stage, ears: Ears, error: Exception
) -> None:
    ears.error = error
    exchange = await listening.app.chat.send("cat's name = Loki")
    assert (exchange.reply.state, exchange.reply.text) == (MessageState.COMPLETE, WHOLE)
    assert (exchange.heard, exchange.karma) == ((), ())
    (trouble,) = listening.of(TroubleRaised)
    assert isinstance(trouble, TroubleRaised) and trouble.error.code == "exchange-unjudged"
    assert trouble.error.why == (error.sentence if isinstance(error, LunaError) else "")
    assert await values(listening.app) == set()
    if isinstance(error, LunaError):
        app = await listening.reopen()  # and it still is not heard
        assert await values(app) == set()
    ears.error = None
    app = await listening.reopen()
    assert await values(app) == {"Loki"}
    assert (await app.karma.summary()).balance == 4
    count = len(ears.heard)
    await listening.reopen()
    assert len(ears.heard) == count


async def test_a_secret_is_held_back_though_nothing_could_be_heard(listening: Stage, ears: Ears) -> None:
    ears.error = SHORT
    exchange = await listening.app.chat.send("my password is hunter2")
    assert (exchange.person.held, exchange.reply.held) == ("password", "password")
    assert not listening.of(MessageStreamed) and not listening.of(KarmaGiven)
    ears.error = None
    app = await listening.reopen()
    assert await values(app) == set()
    (lesson,) = await app.lessons.pending()
    assert lesson.held == "password"


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("where I live = 10115 Berlin", "address"),
        ("cat's name = Loki and where I live = 10115 Berlin", "address"),
        ("where I live = 10115 Berlin and cat's name = Loki", "address"),
        ("cat's name = Loki and dog's name = Rex", ""),
    ],
)
async def test_secrets_are_looked_for_in_each_fact(listening: Stage, said: str, held: str) -> None:
    exchange = await listening.app.chat.send(said)
    assert (exchange.person.held, exchange.reply.held) == (held, held)
    assert {x.held for x in await listening.app.lessons.pending()} == {held}
    if held:
        again = await listening.app.chat.retry(exchange.reply.id)
        assert again.reply.held == held and "waits in the lessons" in again.reply.text
        for lesson in await listening.app.lessons.pending():
            await listening.app.lessons.let_in(lesson.id)
        assert (await listening.app.chat.retry(exchange.reply.id)).reply.text == WHOLE


async def test_stopped_while_it_is_heard_she_is_silent_at_once_and_it_is_learned(
    listening: Stage, ears: Ears
) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    listening.app.chat.stop()
    async with asyncio.timeout(5):
        while not listening.of(MessageFinished):
            await asyncio.sleep(0)
    assert not task.done() and ears.gate is not None
    ears.gate.set()
    exchange = await task
    assert (exchange.reply.state, exchange.reply.text) == (MessageState.STOPPED, "")
    assert await values(listening.app) == {"Loki"}
    assert listening.factory.open[0].seen[-1] != ["cat's name = Loki"], "no model was asked"


async def test_cancelled_while_it_is_heard_the_reply_has_one_end_and_the_ear_is_free(
    listening: Stage, ears: Ears
) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ears.ended == 1
    (told,) = listening.of(MessageFinished)
    assert isinstance(told, MessageFinished) and told.message.state is MessageState.STOPPED
    ears.gate = None
    assert (await listening.app.chat.send("Hello.")).reply.text == WHOLE


async def test_what_was_told_is_learned_though_she_could_not_answer(listening: Stage, ears: Ears) -> None:
    listening.factory.open[0].die_after = 2
    with pytest.raises(LunaError) as caught:
        await listening.app.chat.send("cat's name = Loki")
    assert caught.value.code == "child-died"
    assert told(listening) == [(1, ["Loki"])] and await values(listening.app) == {"Loki"}
    assert [entry.kind for entry in (await listening.app.karma.summary()).entries] == ["fact"]
    reply = (await messages(listening.app))[-1]
    assert reply.state is MessageState.FAILED
    assert (await listening.app.chat.retry(reply.id)).reply.text == WHOLE
    await listening.reopen()
    assert len(ears.heard) == 1


async def test_what_was_told_is_learned_at_the_next_start_where_the_reply_was_cancelled(
    listening: Stage, ears: Ears
) -> None:
    heard = await begun(listening, ears, "cat's name = Loki")
    waiting = asyncio.create_task(listening.app.chat.send("dog's name = Rex"))
    await asyncio.sleep(0.05)
    for task in (waiting, heard):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    ears.gate = None
    assert await values(listening.app) == set()
    assert await values(await listening.reopen()) == {"Loki", "Rex"}


@pytest.mark.parametrize(
    "said", [["cat's name = Loki", "cat's name = Mia"], ["dog's name = Rex", "Hello.", "dog's name = Mia"]]
)
async def test_of_several_heard_at_the_next_start_the_last_holds(
    listening: Stage, ears: Ears, said: list[str]
) -> None:
    ears.error = SHORT
    for text in said:
        await listening.app.chat.send(text)
    ears.error = None
    assert await values(await listening.reopen()) >= {"Mia"}


async def test_where_the_ear_cannot_be_had_a_start_asks_it_once(listening: Stage, ears: Ears) -> None:
    ears.error = SHORT
    for name in ("cat", "dog", "boat"):
        await listening.app.chat.send(f"{name}'s name = Rex")
    count, told = len(ears.heard), len(listening.of(TroubleRaised))
    await listening.reopen()
    assert len(ears.heard) == count + 1 and len(listening.of(TroubleRaised)) == told + 1


async def test_closing_does_not_wait_for_an_ear_and_the_next_start_hears(
    listening: Stage, ears: Ears
) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    async with asyncio.timeout(2):
        await listening.app.close()
    exchange = await task
    assert (exchange.reply.state, exchange.reply.text) == (MessageState.STOPPED, "")
    assert not listening.of(TroubleRaised)
    ears.gate = None
    app = await listening.reopen()
    assert await values(app) == {"Loki"}
    assert [m.text for m in await messages(app)] == ["cat's name = Loki", ""]


async def test_deleted_while_it_is_heard_she_does_not_speak(listening: Stage, ears: Ears) -> None:
    task = await begun(listening, ears, "cat's name = Loki")
    (place,) = await listening.app.chat.conversations()
    await listening.app.chat.delete(place.id)
    with pytest.raises(LunaError) as caught:
        await task
    assert caught.value.code == "conversation-unknown"
    assert ears.ended == 1 and await values(listening.app) == set()
    assert not listening.of(MessageStreamed)


async def test_of_a_private_conversation_it_is_heard_and_nothing_is_learned(
    listening: Stage, ears: Ears
) -> None:
    exchange = await listening.app.chat.send("my password is hunter2", private=True)
    assert (exchange.reply.text, exchange.reply.held) == (WHOLE, "")
    assert len(ears.heard) == 1
    assert await listening.app.lessons.usable() == [] and await listening.app.lessons.pending() == []


async def test_messages_that_wait_are_heard_one_after_the_other(listening: Stage, ears: Ears) -> None:
    first = await begun(listening, ears, "cat's name = Loki")
    second = asyncio.create_task(listening.app.chat.send("cat's name = Mia"))
    await asyncio.sleep(0.05)
    assert len(ears.heard) == 1 and ears.gate is not None
    ears.gate.set()
    await asyncio.gather(first, second)
    assert ears.heard == ["cat's name = Loki", "cat's name = Mia"]
    assert ears.known[1] == (Fact("cat's name", "Loki"),)


def elsewhere(path: Path, *names: str) -> Path:
    """A file of conversations, each of which tells a cat's name."""
    talks = [[("human", f"cat {name}'s name = {name}"), ("gpt", "Nice.")] for name in names]
    said = [{"conversations": [{"from": who, "value": text} for who, text in talk]} for talk in talks]
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


async def test_an_import_is_saved_as_far_as_it_was_heard(
    listening: Stage, ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "HEARD_AT_ONCE", 0.0)
    notes: list[str] = []
    path = elsewhere(tmp_path / "a.json", "Ada", "Bo", "Cy")
    report = await listening.app.imports.run(path, on_progress=lambda progress: notes.append(progress.note))
    assert notes == ["2 messages", "4 messages", "6 messages"]
    assert report.added.facts == 3 and report.known == 0 and sum(report.conversations.values()) == 3


@pytest.mark.parametrize("how", ["cancelled", "closed", "ended"])
async def test_an_import_that_is_being_heard_ends_at_once_and_goes_on_later(
    listening: Stage, ears: Ears, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "HEARD_AT_ONCE", 0.0)
    path, app = elsewhere(tmp_path / "a.json", "Ada", "Bo", "Cy"), listening.app
    closed = asyncio.Event()

    def shut(_progress: Progress) -> None:
        ears.gate = closed

    task = asyncio.create_task(app.imports.run(path, on_progress=shut))
    async with asyncio.timeout(5):
        while len(ears.heard) < 2:
            await asyncio.sleep(0)
        if how == "ended":
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            app.imports.cancel() if how == "cancelled" else await app.close()
            report = await task
            assert report.cancelled and report.added.messages == 2
    assert ears.ended == 2
    ears.gate = None
    app = await listening.reopen()
    report = await app.imports.run(path)
    assert report.known == 1 and sum(report.conversations.values()) == 2


async def test_what_is_forgotten_by_its_words_needs_no_ear(listening: Stage, ears: Ears) -> None:
    app = listening.app
    said = await app.chat.send("cat's name = Loki")
    ears.error = SHORT
    what = await app.forgetting.look("Loki")
    assert [x.fact for x in what.lessons] == [Fact("cat's name", "Loki")]
    assert [message.id for message in what.messages] == [said.person.id]
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look("how I call the beast")
    assert caught.value is SHORT, "it may be the fact that is meant"
    with pytest.raises(LunaError, match="no word"):
        await app.forgetting.look("!")
