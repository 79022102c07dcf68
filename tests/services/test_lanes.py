"""Nothing waits that need not: short work beside long work, and neither on the loop's thread."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import bootstrap
from luna_desktop.domain.errors import LunaError
from luna_desktop.language import frames
from luna_desktop.services import background, karma
from luna_desktop.services.app import App
from luna_desktop.services.background import Background, Ended
from luna_desktop.services.ports import Pulse
from luna_desktop.services.speakers import Voice
from tests.services.fakes import ScriptedFactory

FINDERS = ("find_facts", "find_correction", "asked_keys")


@pytest.fixture
def lanes() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


class Hold:
    """Long work that waits at its pulse until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go, self.tidied = (threading.Event() for _ in range(3))

    def __call__(self, pulse: Pulse) -> str:
        try:
            self.begun.set()
            while not self.go.wait(0.005):
                pulse(0)
            pulse(7)
            return "done"
        finally:
            self.tidied.set()


async def begun(hold: Hold) -> None:
    await asyncio.to_thread(hold.begun.wait, 10)


async def test_a_message_is_heard_beside_an_export(
    lanes: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(name: str) -> Voice:
        raise LunaError("base-missing", f"{name} is looked for.")

    monkeypatch.setattr(bootstrap, "voice_of", nowhere)
    hold = Hold()
    long = asyncio.create_task(lanes.long(hold))
    await begun(hold)
    async with asyncio.timeout(5):
        with pytest.raises(LunaError, match="is looked for"):
            await bootstrap.teachings(lanes, ScriptedFactory())["inner"]().hear("My dog is called Rex.")
    assert not long.done()
    hold.go.set()
    await long


async def test_short_work_passes_long_work_by(lanes: Background) -> None:
    hold = Hold()
    long = asyncio.create_task(lanes.long(hold))
    await begun(hold)
    assert await lanes.run(lambda: 42) == 42
    assert not long.done()
    hold.go.set()
    assert await long == "done"


async def test_short_work_passes_what_is_composed_by(lanes: Background) -> None:
    go = threading.Event()
    composing = asyncio.create_task(lanes.run(go.wait, 10))
    assert await lanes.run(lambda: 42) == 42
    go.set()
    assert await composing


async def test_long_work_comes_one_after_the_other(lanes: Background) -> None:
    first, second = Hold(), Hold()
    both = [asyncio.create_task(lanes.long(hold)) for hold in (first, second)]
    await begun(first)
    assert not second.begun.is_set()
    first.go.set(), second.go.set()
    assert await asyncio.gather(*both) == ["done", "done"]


async def test_what_is_cancelled_has_tidied_up_when_that_is_told(lanes: Background) -> None:
    hold, waiting = Hold(), Hold()
    tasks = [asyncio.create_task(lanes.long(work)) for work in (hold, waiting)]
    await begun(hold)
    for task in reversed(tasks):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert hold.tidied.is_set()
    assert not waiting.begun.is_set(), "it had not begun, and never does"
    assert await lanes.long(lambda pulse: pulse(1)) is None, "the lane goes on"


async def test_the_end_of_the_app_ends_long_work() -> None:
    lanes, hold = Background(), Hold()
    task = asyncio.create_task(lanes.long(hold))
    await begun(hold)
    await asyncio.to_thread(lanes.close)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert hold.tidied.is_set()


async def test_progress_is_told_on_the_loop(lanes: Background, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "REPORT_EVERY", 0.0)
    here, told = threading.get_ident(), list[tuple[int, int]]()

    def work(pulse: Pulse) -> None:
        for step in (3, 0, 4):
            pulse(step)

    await lanes.long(work, lambda done: told.append((done, threading.get_ident())))
    assert told == [(3, here), (3, here), (7, here)]


async def test_a_fault_in_long_work_is_the_callers(lanes: Background) -> None:
    def work(_: Pulse) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await lanes.long(work)
    assert not issubclass(Ended, OSError), "what tidies up after a bad disk must not take it for one"


def watched(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Have whatever reads what a person wrote note the thread it runs in; returns who ran in this one."""
    here, caught = threading.get_ident(), set[str]()

    def noting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def note(*args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() == here:
                caught.add(name)
            return real(*args, **kwargs)

        return note

    for name in FINDERS:
        monkeypatch.setattr(frames, name, noting(name, getattr(frames, name)))
    monkeypatch.setattr(karma.secrets, "held", noting("secrets.held", karma.secrets.held))
    return lambda: caught


async def test_nothing_a_person_does_is_read_on_the_loops_thread(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught = watched(monkeypatch)
    said = await app.chat.send("My dog is called Rex.")
    await app.chat.send("No, he is called Max.", said.person.conversation_id)
    await app.chat.send("What is my dog called?")
    await app.chat.thumbs(said.reply.id, 1)
    await app.chat.correct(said.reply.id, "The wifi key is swordfish99.")
    taught = tmp_path / "lessons.jsonl"
    taught.write_text(json.dumps({"prompt": "Who am I?", "reply": "You are Ana."}) + "\n", encoding="utf-8")
    await app.imports.run(taught)
    talk = tmp_path / "talk.json"
    turns = [{"from": "human", "value": "I live in Lisbon."}, {"from": "gpt", "value": "Nice."}]
    talk.write_text(json.dumps([{"conversations": turns}]), encoding="utf-8")
    await app.imports.run(talk)
    await app.forgetting.look("Rex")
    assert caught() == set()
