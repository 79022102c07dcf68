"""The whole way with real parts: real weights, real training with few steps, real llama.cpp."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import psutil
import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Event, GenerationRejected, TrainingProgressed
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.message import MessageState
from luna_desktop.services import bases
from luna_desktop.services.app import App
from tests.recipes import with_less_to_learn

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
FACTS = (
    "My dog is called Rex.",
    "I live in Lisbon.",
    "My name is Ana.",
)


@pytest.fixture
def quick_base(embryo_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real embryo, with a birth of few steps and checkpoints every second."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copytree(embryo_weights, models / "embryo")
    recipe = (bases.resources.models_path() / "embryo.toml").read_text(encoding="utf-8")
    recipe = with_less_to_learn(re.sub(r"tokens = \d+", "tokens = 4000", recipe), 20)
    recipe = recipe.replace("[training]", "[training]\ncheckpoint_seconds = 1.0\nsamples = 1")
    (models / "embryo.toml").write_text(recipe, encoding="utf-8")
    monkeypatch.setattr(bases.resources, "models_path", lambda: models)


def child_of(worker: str) -> psutil.Process:
    """The running child of this kind."""
    return next(p for p in psutil.Process().children(recursive=True) if worker in p.cmdline())


async def until_trained(app: App, steps: int) -> None:
    """Wait until the training has come so far."""
    reached = asyncio.Event()
    unsubscribe = app.bus.subscribe(
        TrainingProgressed, lambda e: reached.set() if e.progress.step >= steps else None
    )
    await reached.wait()
    unsubscribe()


def consistent(home: Path, head: str) -> None:
    """No half folder is left, and the head's is there."""
    names = [path.name for path in (home / "generations").iterdir()]
    assert head in names
    assert not [name for name in names if "." in name]


async def test_a_life(tmp_path: Path, quick_base: None) -> None:
    home = tmp_path / "home"
    events: list[Event] = []
    async with open_app(home) as app:
        app.bus.subscribe(Event, events.append)
        born = await app.birth.be_born()
        assert app.generations.gguf_path(born.id).stat().st_size > 20_000_000

        # Talk; kill her child in the middle; talk on.
        exchange = await app.chat.send("Hello.")
        assert exchange.reply.state is MessageState.COMPLETE and exchange.reply.text
        child_of("inference").kill()
        exchange = await app.chat.send("Are you still there?", exchange.person.conversation_id)
        assert exchange.reply.state is MessageState.COMPLETE
        for fact in FACTS:
            await app.chat.send(fact)
        assert len(await app.lessons.pending()) == len(FACTS)
        balance = (await app.karma.summary()).balance

        # Kill the training; chat goes on; the training goes on from its checkpoint.
        task = asyncio.create_task(app.age_up.run(now=True))
        await until_trained(app, 4)
        await asyncio.sleep(2)
        child_of("training").kill()
        outcome = await task
        assert outcome.status == "paused", outcome.reasons
        assert (await app.chat.send("What are you doing?")).reply.text
        paused = (await app.age_up.check()).resumable
        assert paused is not None

        # Close in the middle of it; open again; let it end.
        task = asyncio.create_task(app.age_up.resume())
        await until_trained(app, 6)
    assert (await task).status == "paused"
    async with open_app(home) as app:
        app.bus.subscribe(Event, events.append)
        outcome = await app.age_up.resume()
        assert outcome.candidate.id == paused.id
        assert outcome.status in ("published", "rejected"), outcome.reasons
        assert outcome.exam is not None
        assert {s.section for s in outcome.exam.sections} >= {
            "grammar",
            "vocabulary",
            "teach_back",
            "controls",
        }
        head = await app.generations.head()
        karma = (await app.karma.summary()).balance
        if outcome.status == "published":
            assert head.number == 1 and karma < balance
        else:
            assert head.id == born.id and karma >= balance
            assert any(isinstance(e, GenerationRejected) for e in events)
        assert (await app.chat.send("What is my name?")).reply.generation_id == head.id
        assert (await app.generations.test_prompt(outcome.candidate.id, "Hello.")).text
        consistent(home, head.id)
        assert await app.check() == []
    async with open_app(home) as app:
        assert (await app.generations.head()).id == head.id
        assert (await app.generations.list())[0].status is GenerationStatus.PUBLISHED


async def test_a_gguf_that_is_cut_short_in_its_folder(tmp_path: Path, quick_base: None) -> None:
    home = tmp_path / "home"
    async with open_app(home) as app:
        born = await app.birth.be_born()
        gguf = app.generations.gguf_path(born.id)
        whole = gguf.read_bytes()
        await app.generations.speakers.drop(born.id)
        gguf.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(LunaError) as caught:
            await app.chat.send("Hello.")
        assert caught.value.code in ("model-unreadable", "child-died")
        gguf.write_bytes(whole)
        assert (await app.chat.send("Hello again.")).reply.text
