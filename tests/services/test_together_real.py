"""Work beside work with real weights: a real birth, tiny trainings, real llama.cpp."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TrainingProgressed
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.message import MessageState
from tests.services.test_closing import BROKEN, learning, nothing_is_left
from tests.services.test_forgetting import places_with
from tests.services.test_forgetting_real import NAME, easy_gate, tiny_base
from tests.services.together import streaming

__all__ = ["easy_gate", "tiny_base"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
LIVE_IN = "I live in Lisbon."


async def test_real_work_beside_real_work(
    tmp_path: Path, tiny_base: None, easy_gate: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = open_app(home)
    await app.open()
    born = await app.birth.be_born()
    await app.chat.send(LIVE_IN)
    second = (await app.age_up.run(now=True)).to
    assert second is not None

    # Forgetting while her child is in the middle of an answer.
    talk = await streaming(app, f"My dog is called {NAME}.")
    with pytest.raises(LunaError, match="She is answering you"):
        await app.forgetting.forget(await app.forgetting.look(NAME))
    app.chat.stop()
    assert (await talk).reply.state in (MessageState.STOPPED, MessageState.COMPLETE)
    assert (await app.forgetting.forget(await app.forgetting.look(NAME))).left is None
    assert places_with(home, NAME) == []

    # Another generation is made current while candidate and parent sit their exam.
    choosing = list[asyncio.Task[Generation]]()

    def choose(event: TrainingProgressed) -> None:
        if event.progress.phase == "exam" and not choosing:
            choosing.append(asyncio.create_task(app.generations.use(born.id)))

    app.bus.subscribe(TrainingProgressed, choose)
    await app.chat.send("My name is Ana.")
    outcome = await app.age_up.run(now=True)
    await choosing[0]
    assert outcome.status == "branched" and outcome.to is not None, outcome.reasons
    assert outcome.to.parent_id == second.id and (await app.generations.head()).id == born.id
    assert (await app.generations.resolve(outcome.to.id)).status is GenerationStatus.PUBLISHED
    assert (await app.chat.send("Who are you?")).reply.generation_id == born.id

    # Closing while she learns and speaks, though her training cannot be asked to pause.
    await app.chat.send("My cat is called Tom.")
    tasks = [await learning(app), await streaming(app, "Tell me more.")]

    def broken() -> None:
        raise BROKEN

    monkeypatch.setattr(app.age_up, "pause", broken)
    with pytest.raises(OSError, match="it broke"):
        await app.close()
    await asyncio.wait(tasks)
    for task in tasks:
        _ = task.cancelled() or task.exception()
    nothing_is_left(home)
    async with open_app(home) as app:
        assert (await app.age_up.check()).resumable is not None
        assert (await app.generations.head()).id == born.id
        assert await app.check() == []
