"""Closing takes every step, whatever another raises: real children, a real database, a real lock."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import AgeUpStarted, Progress, TrainingProgressed
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.message import MessageState
from luna_desktop.domain.style import style
from luna_desktop.services import replying
from luna_desktop.services.app import App
from luna_desktop.services.coordinator import CLOSING
from luna_desktop.workers.lock import HomeLock
from tests.inference.tiny import make_gguf
from tests.services.conftest import Stage
from tests.services.test_imports import exchange, plain, written
from tests.services.together import Voices, become_real, streaming

BROKEN = OSError("it broke")
ASKS = {  # each raises before it has asked anything
    "pause": "age_up.pause",
    "birth": "birth.cancel",
    "import": "imports.cancel",
    "rehearing": "rehearing.cancel",
    "exam": "exam.cancel",
    "forgetting": "forgetting.give_up",
    "chat": "chat.close",
    "coordinator": "coordinator.close",
}
RELEASES = {  # each raises when it has done its part
    "idle": "coordinator.idle",
    "speakers": "generations.speakers.close",
    "database": "_stores.database.close",
    "background": "_background.close",
    "lock": "_lock.release",
    "log": "_on_close",
}


@pytest.fixture(scope="session")
def long_winded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real model that takes long enough over a reply to be in the middle of it."""
    return make_gguf(tmp_path_factory.mktemp("long") / "long.gguf", context=1024, layers=48)


@pytest.fixture
async def real(tmp_path: Path, fake_base: None, long_winded: Path) -> AsyncIterator[Stage]:
    """A home in which she is born and from now on speaks and learns in real children."""
    stage = Stage(tmp_path / "home", Voices())
    await stage.app.open()
    await stage.born()
    await stage.app.chat.send("My dog is called Rex.")
    await become_real(stage, long_winded)
    yield stage
    await stage.app.close()


def place(app: App, path: str) -> tuple[Any, str]:
    *owners, name = path.split(".")
    owner: Any = app
    for part in owners:
        owner = getattr(owner, part)
    return owner, name


def spoil(app: App, path: str, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    owner, name = place(app, path)
    whole = getattr(owner, name)

    def broken(*given: Any) -> None:
        if after:
            whole(*given)
        raise BROKEN

    async def broken_later(*given: Any) -> None:
        await whole(*given)
        raise BROKEN

    broken_one = broken_later if asyncio.iscoroutinefunction(whole) else broken
    monkeypatch.setattr(owner, name, broken_one)


def nothing_is_left(home: Path) -> None:
    """No child, no thread of ours, and the home is free."""
    assert not [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
    assert not [t.name for t in threading.enumerate() if t.name.startswith("luna")]
    assert not [h for h in logging.getLogger("luna_desktop").handlers if getattr(h, "baseFilename", "")]
    with HomeLock(home, "the test"):
        pass


async def learning(app: App) -> asyncio.Task[Any]:
    """A training in the middle of its child."""
    trained = asyncio.Event()
    leave = app.bus.subscribe(TrainingProgressed, lambda event: trained.set())
    task = asyncio.create_task(app.age_up.run(now=True))
    await asyncio.wait([task, asyncio.create_task(trained.wait())], return_when=asyncio.FIRST_COMPLETED)
    leave()
    assert not task.done(), task.result()
    return task


async def importing(app: App, folder: Path) -> asyncio.Task[Any]:
    """An import between two batches of what it saves."""
    many = [plain(f"c{n}", *exchange("What do you do on such a day?") * 40) for n in range(120)]
    path, begun = written(folder / "all.json", *many), asyncio.Event()

    def report(_: Progress) -> None:
        begun.set()

    task = asyncio.create_task(app.imports.run(path, on_progress=report))
    await asyncio.wait([task, asyncio.create_task(begun.wait())], return_when=asyncio.FIRST_COMPLETED)
    return task


@pytest.mark.parametrize("step", [*ASKS, *RELEASES])
async def test_a_step_that_raises_leaves_nothing(
    real: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """While she speaks, learns and imports, each in earnest."""
    app = real.app
    tasks = [
        await learning(app),
        await importing(app, tmp_path / "in"),
        await streaming(app, "Tell me more."),
    ]
    spoil(app, {**ASKS, **RELEASES}[step], monkeypatch, after=step in RELEASES)
    with pytest.raises(OSError, match="it broke"):
        await app.close()
    monkeypatch.undo()
    await asyncio.wait(tasks)
    nothing_is_left(real.home)
    for task in tasks:
        task.cancelled() or task.exception()
    # and it is whole: the reply is no half row, and the training can go on or was given up
    app = await real.reopen()
    rows = [m for c in await app.chat.conversations() for m in await app.chat.messages(c.id)]
    assert MessageState.PARTIAL not in {m.state for m in rows if m.role == "luna"}
    assert await app.check() == []


@pytest.mark.parametrize("asked", ["run", "compare"])
async def test_an_exam_is_not_waited_for(real: Stage, asked: str) -> None:
    """It has hundreds of questions, which a large base takes minutes over."""
    app = real.app
    assert isinstance(real.factory, Voices)
    long, real.factory.real = real.factory.real, None  # her growing is scripted
    app.age_up._workshop.trainer = real.trainer
    grown = (await app.age_up.run(now=True)).to
    assert grown is not None and grown.exam is not None
    real.factory.real = long
    begun = asyncio.Event()

    def report(_: object) -> None:
        begun.set()

    sitting = app.exam.run("1", report) if asked == "run" else app.exam.compare("0", "1", report)
    task = asyncio.create_task(sitting)
    await asyncio.wait([task, asyncio.create_task(begun.wait())], return_when=asyncio.FIRST_COMPLETED)
    assert begun.is_set() and not task.done()
    await app.close()
    assert task.cancelled()
    nothing_is_left(real.home)
    app = await real.reopen()
    assert (await app.generations.resolve("1")).exam == grown.exam
    assert await app.check() == []


async def test_a_speaker_that_cannot_be_ended_keeps_none_of_the_others(
    real: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = real.app
    await app.chat.send("Hello.")
    voices = real.factory
    assert isinstance(voices, Voices)
    head = await app.generations.head()
    async with app.generations.speakers.hold(head.id):
        pass
    first = app.generations.speakers._slots[head.id]
    other = await voices.load(head_gguf(app, head.id))
    app.generations.speakers._slots["other"] = type(first)(other)

    async def stuck() -> None:
        await type(first.speaker).close(first.speaker)  # type: ignore[arg-type]
        raise BROKEN

    monkeypatch.setattr(first.speaker, "close", stuck)
    with pytest.raises(OSError, match="it broke"):
        await app.close()
    nothing_is_left(real.home)


def head_gguf(app: App, generation_id: str) -> Path:
    return app.generations.gguf_path(generation_id)


async def test_a_connection_that_cannot_be_closed_keeps_no_thread(real: Stage) -> None:
    class Stuck:
        def __init__(self, connection: Any) -> None:
            self._connection = connection

        def close(self) -> None:
            self._connection.close()
            raise BROKEN

    database: Any = real.app._stores.database
    database._connection = Stuck(database._connection)
    with pytest.raises(OSError, match="it broke"):
        await real.app.close()
    nothing_is_left(real.home)


async def test_what_waits_for_its_turn_says_nothing_any_more(
    real: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No child is started for it after the others have ended."""
    app = real.app
    # So long that the first reply is still coming when the second has been written down.
    monkeypatch.setattr(replying, "style", lambda age: replace(style(age), max_tokens=700))
    first = await streaming(app, "One.")
    second = asyncio.create_task(app.chat.send("Two."))
    count = 0
    while count < 6:
        count = sum([await app.chat.count_messages(c.id) for c in await app.chat.conversations()])
    assert isinstance(real.factory, Voices)
    loaded = len(real.factory.children)
    await app.close()
    assert (await first).reply.state is MessageState.STOPPED
    with pytest.raises(LunaError) as caught:
        await second
    assert caught.value.code == CLOSING and len(real.factory.children) == loaded
    nothing_is_left(real.home)


@pytest.mark.parametrize("moment", ["before the texts go", "as the texts go", "as she learns again"])
async def test_a_forgetting_ends_in_its_safe_way_before_the_database_closes(
    stage: Stage, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either nothing has gone, or all of it has and what is left goes at the next start."""
    from tests.services.test_forgetting import NAME, grown, places_with

    app = await stage.born()
    knew = await grown(stage, app)
    what = await app.forgetting.look(NAME)
    closing = list[asyncio.Task[None]]()
    store: Any = app._stores.forgetting

    def close() -> None:
        closing.append(asyncio.create_task(app.close()))

    def closed_in(owner: Any, name: str) -> None:
        whole = getattr(owner, name)

        async def called(*given: Any, **named: Any) -> Any:
            if not closing:
                close()
                await asyncio.sleep(0)
            return await whole(*given, **named)

        monkeypatch.setattr(owner, name, called)

    if moment == "before the texts go":
        closed_in(app.forgetting, "look")
    elif moment == "as the texts go":
        closed_in(store, "erase")
    else:
        app.bus.subscribe(AgeUpStarted, lambda _: close())
    try:
        forgot = await app.forgetting.forget(what)
    except LunaError as error:
        assert moment == "before the texts go" and error.what == "Nothing is forgotten."
    else:
        assert moment != "before the texts go" and not forgot.relearnt
    await closing[0]
    nothing_is_left(stage.home)
    kept = moment == "before the texts go"
    assert bool(places_with(stage.home, NAME)) is kept
    app = await stage.reopen()
    assert ((await app.generations.head()).id == knew.id) is kept
    rows = [m.text for c in await app.chat.conversations() for m in await app.chat.messages(c.id)]
    assert (FORGOTTEN_TEXT in rows) is not kept
