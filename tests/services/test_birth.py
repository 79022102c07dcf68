"""Birth, and what a damaged home does about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, GenerationPublished, Progress
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.services.app import App
from tests.services.conftest import Stage
from tests.services.fakes import BABBLE
from tests.services.own_base import write_base


async def test_she_is_born_once(stage: Stage) -> None:
    app, seen = stage.app, list[Progress]()
    assert await app.birth.needed()
    generation = await app.birth.be_born(on_progress=seen.append)
    assert (generation.number, generation.age, generation.status) == (0, 0, GenerationStatus.PUBLISHED)
    assert not await app.birth.needed()
    assert (await app.generations.head()).id == generation.id
    assert app.generations.gguf_path(generation.id).name == "luna_age_0_mechanical.gguf"
    assert seen[-1].fraction == 1.0
    assert [type(e) for e in stage.events if isinstance(e, GenerationPublished | GenerationLoaded)] == [
        GenerationPublished,
        GenerationLoaded,
    ]
    with pytest.raises(LunaError) as caught:
        await app.birth.be_born()
    assert caught.value.code == "already-born"


@pytest.mark.parametrize("brain", [{**BABBLE, "default": ""}, {**BABBLE, "finish": "length"}])
async def test_a_birth_that_cannot_speak_is_none(stage: Stage, brain: dict[str, object]) -> None:
    stage.trainer.teach = lambda job, rows: brain
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born()
    assert caught.value.code == "birth-failed"
    assert await stage.app.birth.needed()
    assert list((stage.home / "generations").iterdir()) == []
    assert stage.factory.open == []
    first, second = (job.seed for job in stage.trainer.jobs)
    assert first != second
    assert [g.status for g in await stage.app.generations.list()] == [GenerationStatus.FAILED] * 2


async def test_one_birth_that_cannot_speak_is_followed_by_another(stage: Stage) -> None:
    """She is there in the end, and the row of what went wrong stays."""
    brains = [{**BABBLE, "finish": "length"}, BABBLE]
    stage.trainer.teach = lambda job, rows: brains.pop(0)
    generation = await stage.app.birth.be_born()
    assert (generation.number, generation.status) == (0, GenerationStatus.PUBLISHED)
    failed = [g for g in await stage.app.generations.list() if g.status is GenerationStatus.FAILED]
    assert [g.reason for g in failed] == ["Luna could not be born. She could not stop speaking. Try again."]


async def test_a_birth_can_be_given_up_before_its_trainer_begins(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_run = stage.app.age_up._lineage.begin_run

    async def cancelled(generation_id: str) -> int:
        stage.app.birth.cancel()
        return await begin_run(generation_id)

    monkeypatch.setattr(stage.app.age_up._lineage, "begin_run", cancelled)
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born()
    assert caught.value.code == "training-cancelled" and not stage.trainer.jobs
    assert [g.status for g in await stage.app.generations.list()] == ["cancelled"]
    monkeypatch.undo()
    assert (await stage.app.birth.be_born()).number == 0


async def test_a_failed_birth_can_be_begun_again(stage: Stage) -> None:
    stage.trainer.fail = LunaError("child-died", "Training broke off.")
    with pytest.raises(LunaError):
        await stage.app.birth.be_born()
    stage.trainer.fail = None
    assert (await stage.app.birth.be_born()).number == 0


async def test_unknown_and_unusable_bases(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born("nobody")
    assert caught.value.code == "base-unknown"
    assert "embryo" in caught.value.why
    folder = tmp_path / "weights"
    folder.mkdir()
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born(str(folder))
    assert caught.value.code == "base-missing"
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (folder / name).write_text("{}")
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born(str(folder))
    assert caught.value.code == "base-unsupported"
    assert "LlamaForCausalLM" in caught.value.why
    write_base(folder)
    generation = await stage.app.birth.be_born(str(folder))
    assert generation.base == folder.name
    assert stage.trainer.jobs[-1].base_dir == folder


async def test_two_instances_of_one_home(stage: Stage, app: App) -> None:
    from luna_desktop.bootstrap import open_app

    other = open_app(stage.home, stage.trainer, stage.factory)
    with pytest.raises(LunaError) as caught:
        await other.open()
    assert caught.value.code == "home-in-use"
    assert (await app.chat.send("Still here?")).reply.text
