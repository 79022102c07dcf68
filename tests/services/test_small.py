"""Karma for remembering, settings, imported lessons, the bus, and a close that leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import AgeUpDue, Event, KarmaGiven
from luna_desktop.domain.karma import KarmaKind
from luna_desktop.language.frames import asked_keys
from luna_desktop.services.app import App
from luna_desktop.services.bus import Bus
from tests.services.conftest import Stage


def kinds(entries: tuple[object, ...]) -> list[KarmaKind]:
    return [entry.kind for entry in entries]  # type: ignore[attr-defined]


async def test_remembering_long_after_earns_once(stage: Stage, app: App) -> None:
    stage.factory.open[0].brain["answers"] |= {
        "What is my dog called?": "Your dog is called Rex.",
        "Do you know my dog's name?": "It is Rex.",
        "Tell me the name of my dog.": "Your dog is called Max.",
    }
    told = await app.chat.send("My dog is called Rex.")
    soon = await app.chat.send("What's the name of my dog?")
    assert KarmaKind.RECALL not in kinds(soon.karma)
    for index in range(10):
        await app.chat.send(f"Something else {index}.")
    there = await app.chat.send("How is my dog called?", told.person.conversation_id)
    assert KarmaKind.RECALL not in kinds(there.karma)  # told in this conversation
    wrong = await app.chat.send("Tell me the name of my dog.")
    assert KarmaKind.RECALL not in kinds(wrong.karma)
    right = await app.chat.send("What is my dog called?")
    assert [e.reason for e in right.karma if e.kind is KarmaKind.RECALL] == [
        "She remembered your dog long after you told her."
    ]
    again = await app.chat.send("Do you know my dog's name?")
    assert KarmaKind.RECALL not in kinds(again.karma)


async def test_an_answer_that_stands_in_the_conversation_proves_nothing(stage: Stage, app: App) -> None:
    stage.factory.open[0].brain["answers"]["What is my dog called?"] = "Your dog is called Rex."
    await app.chat.send("My dog is called Rex.")
    for index in range(10):
        await app.chat.send(f"Something else {index}.")
    hint = await app.chat.send("Rex is barking again")  # no fact, and yet the answer
    asked = await app.chat.send("What is my dog called?", hint.person.conversation_id)
    assert KarmaKind.RECALL not in kinds(asked.karma)
    stage.factory.open[0].brain["answers"]["What's my dog's name?"] = "It is Rex."
    elsewhere = await app.chat.send("What's my dog's name?")
    assert KarmaKind.RECALL in kinds(elsewhere.karma)


def test_what_a_question_asks_for() -> None:
    assert asked_keys("what is my DOG called") == {"pet_dog"}
    assert asked_keys("Where do I live?") == {"city"}
    assert asked_keys("What is the weather?") == frozenset()


async def test_the_ledger_pages(stage: Stage, app: App) -> None:
    await stage.earn(10)
    newest = await app.karma.ledger(limit=2)
    assert len(newest) == 2 and newest[0].id > newest[1].id
    assert len(await app.karma.ledger(before=newest[-1].id)) == 3


async def test_settings(stage: Stage, app: App) -> None:
    assert await app.settings.get("age_up", "auto") == "auto"
    await app.settings.set("age_up", "ask")
    await app.settings.set("look", "dark")
    app = await stage.reopen()
    assert await app.settings.all() == {"age_up": "ask", "look": "dark"}
    with pytest.raises(LunaError) as caught:
        await app.settings.set("age_up", "sometimes")
    assert "auto, ask, manual" in caught.value.why


async def test_imported_lessons(stage: Stage, app: App, tmp_path: Path) -> None:
    path = tmp_path / "lessons.jsonl"
    path.write_text('{"prompt": "Hi.", "reply": "Hello."}\n\n{"fact": "city", "value": "Oslo"}\n')
    assert await app.lessons.import_file(path) == 2
    assert [lesson.struck for lesson in await app.lessons.pending()] == [False, False]
    assert await app.lessons.import_file(path, let_in=False) == 2
    with pytest.raises(LunaError) as caught:
        await app.lessons.strike(99)
    assert caught.value.code == "lesson-unknown"


@pytest.mark.parametrize(
    "line",
    ["no json", "[]", '{"prompt": "x"}', '{"prompt": "", "reply": "y"}', '{"fact": "nothing", "value": "x"}'],
)
async def test_a_bad_line_imports_nothing(app: App, tmp_path: Path, line: str) -> None:
    path = tmp_path / "lessons.jsonl"
    path.write_text('{"prompt": "Hi.", "reply": "Hello."}\n' + line + "\n")
    with pytest.raises(LunaError) as caught:
        await app.lessons.import_file(path)
    assert caught.value.code == "import-malformed"
    assert "Line 2" in caught.value.what
    assert await app.lessons.pending() == []


async def test_a_file_that_cannot_be_imported(app: App, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xff")
    for name in ("absent", "latin", "."):
        with pytest.raises(LunaError) as caught:
            await app.lessons.import_file(tmp_path / name)
        assert caught.value.code == "import-unreadable"


def test_the_bus(caplog: pytest.LogCaptureFixture) -> None:
    bus, heard = Bus(), list[Event]()

    def fail(event: Event) -> None:
        raise RuntimeError(" ".join(("mine", "alone")))

    bus.subscribe(AgeUpDue, fail)
    stop = bus.subscribe(AgeUpDue, heard.append)
    bus.subscribe(Event, heard.append)
    due = AgeUpDue(1, 1)
    bus.publish(due)
    assert heard == [due, due]
    assert "RuntimeError" in caplog.text and "test_small" in caplog.text
    assert "mine alone" not in caplog.text, "a message can quote what was said"
    stop()
    stop()
    bus.publish(KarmaGiven((), 0, 0))
    bus.publish(due)
    assert len(heard) == 4


async def test_closing_twice_and_the_log_without_chat(stage: Stage, app: App) -> None:
    await app.chat.send("A very secret sentence.")
    await app.close()
    await app.close()
    assert "secret" not in (stage.home / "luna.log").read_text(encoding="utf-8")
    assert not [p.name for p in stage.home.iterdir() if p.name.endswith(("-wal", "-shm"))]
    await stage.reopen()
