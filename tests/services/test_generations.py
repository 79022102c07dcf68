"""The timeline: choosing, exporting, and mending after damage."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, TroubleRaised
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.services.app import App
from tests.services.conftest import Stage
from tests.services.test_age_up import begun


async def grown(app: App) -> tuple[str, str]:
    """Ids of generations 0 and 1."""
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("I live in Lisbon.")
    outcome = await app.age_up.run(now=True)
    assert outcome.to is not None, outcome.reasons
    return outcome.from_.id, outcome.to.id


async def test_resolve(app: App) -> None:
    zero, one = await grown(app)
    assert (await app.generations.resolve("0")).id == zero
    assert (await app.generations.resolve("1")).id == one
    assert (await app.generations.resolve(zero)).id == zero
    for text in ("2", "x", "", "-1", "²"):
        with pytest.raises(LunaError) as caught:
            await app.generations.resolve(text)
        assert caught.value.code == "generation-unknown"


async def test_going_back_and_forth(stage: Stage, app: App) -> None:
    zero, one = await grown(app)
    assert (await app.generations.use(zero)).id == zero
    assert (await app.chat.send("Hi.")).reply.generation_id == zero
    assert (await app.karma.summary()).threshold == 100
    await app.generations.use(one)
    assert (await app.chat.send("Hi again.")).reply.generation_id == one
    assert len(stage.factory.open) == 1
    assert stage.of(GenerationLoaded)


async def test_talking_to_an_old_generation_keeps_two_loaded_at_most(stage: Stage, app: App) -> None:
    zero, one = await grown(app)
    exchange = await app.chat.send("Who are you?", generation_id=zero)
    assert exchange.reply.generation_id == zero
    assert (await app.generations.head()).id == one
    assert app.generations.speakers.loaded == (one, zero)
    await app.chat.send("My cat is called Tom. My favourite food is pizza. My car is called Bolt.")
    two = await app.age_up.run(now=True)
    assert two.to is not None
    await app.generations.test_prompt(one, "Hello.")
    assert app.generations.speakers.loaded == (two.to.id, one)
    assert len(stage.factory.open) == 2


async def test_concurrent_talk_to_one_generation_loads_it_once(stage: Stage, app: App) -> None:
    zero, _ = await grown(app)
    loaded = len(stage.factory.speakers)
    await asyncio.gather(*(app.generations.test_prompt(zero, f"Hello {i}.") for i in range(5)))
    assert len(stage.factory.speakers) == loaded + 1


async def test_a_prompt_stores_nothing(stage: Stage, app: App) -> None:
    head = await app.generations.head()
    assert (await app.generations.test_prompt(head.id, "Hello.")).text
    assert await app.chat.conversations() == []
    assert (await app.karma.summary()).entries == ()


async def test_export_is_whole_and_stays_out_of_the_home(stage: Stage, app: App, tmp_path: Path) -> None:
    head = await app.generations.head()
    source = app.generations.gguf_path(head.id)
    await app.generations.export(head.id, tmp_path / "luna.gguf")
    assert (tmp_path / "luna.gguf").read_bytes() == source.read_bytes()
    await app.generations.export(head.id, tmp_path)
    assert (tmp_path / source.name).exists()
    with pytest.raises(LunaError) as caught:
        await app.generations.export(head.id, source.parent / "other.gguf")
    assert caught.value.code == "export-into-home"
    assert not list(tmp_path.glob("*.partial"))


async def test_what_was_published_cannot_be_deleted(app: App) -> None:
    head = await app.generations.head()
    with pytest.raises(LunaError) as caught:
        await app.generations.delete(head.id)
    assert caught.value.code == "generation-needed"
    assert app.generations.gguf_path(head.id).exists()


async def test_a_damaged_head_falls_back_to_its_parent(stage: Stage, app: App) -> None:
    zero, one = await grown(app)
    gguf = app.generations.gguf_path(one)
    gguf.write_bytes(gguf.read_bytes()[:-5])
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero
    trouble = [e.error for e in stage.events if isinstance(e, TroubleRaised)]
    assert [t.code for t in trouble] == ["generation-damaged"]
    assert "so generation 0 answers" in trouble[0].sentence
    assert (await app.chat.send("Hello.")).reply.generation_id == zero
    with pytest.raises(LunaError) as caught:
        await app.generations.use(one)
    assert caught.value.code == "generation-damaged"
    assert await app.check() != []


async def test_a_life_whose_folder_was_away_goes_on_when_it_is_back(stage: Stage, app: App) -> None:
    _, one = await grown(app)
    await app.chat.send("My name is Ana.")
    task = await begun(stage)
    app.age_up.pause()
    paused = (await task).candidate
    folder, away = stage.home / "generations", stage.home / "away"
    await app.close()
    folder.rename(away)
    app = await stage.reopen()
    assert await app.birth.needed()
    assert app.generations.lost is not None
    await app.close()
    away.rename(folder)
    app = await stage.reopen()
    assert not await app.birth.needed()
    assert (await app.generations.head()).id == one
    resumable = (await app.age_up.check()).resumable
    assert resumable is not None and resumable.id == paused.id


async def test_nothing_grows_from_files_that_are_away(stage: Stage, app: App) -> None:
    await grown(app)
    await app.chat.send("My name is Ana.")
    task = await begun(stage)
    app.age_up.pause()
    paused = (await task).candidate
    folder = stage.home / "generations"
    folder.rename(stage.home / "away")  # while she is open
    with pytest.raises(LunaError) as caught:
        await app.age_up.resume()
    assert caught.value.code == "generation-damaged"
    assert not folder.exists()
    (stage.home / "away").rename(folder)
    stage.trainer.gate = None
    assert (await app.age_up.resume()).candidate.id == paused.id
    await app.chat.send("I work as a baker.")
    rows = len(await app.generations.list())
    folder.rename(stage.home / "away")
    with pytest.raises(LunaError) as caught:
        await app.age_up.run(now=True)
    assert caught.value.code == "generation-damaged"
    assert not folder.exists() and len(await app.generations.list()) == rows
    (stage.home / "away").rename(folder)


async def test_a_damaged_head_and_a_parent_that_cannot_be_read_change_nothing(stage: Stage, app: App) -> None:
    zero, one = await grown(app)
    paths = {name: app.generations.gguf_path(name) for name in (zero, one)}
    await app.close()
    paths[one].write_bytes(b"spoilt")
    paths[zero].rename(stage.home / "aside")
    paths[zero].mkdir()
    app = await stage.reopen()
    assert not await app.birth.needed()
    assert (await app.generations.head()).id == one
    told = [e.error.code for e in stage.events if isinstance(e, TroubleRaised)]
    assert told == ["generation-damaged", "generation-unreadable"]


async def test_a_paused_training_that_cannot_be_read_now_keeps_nobody_out(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, one = await grown(app)
    await app.chat.send("My name is Ana.")
    task = await begun(stage)
    app.age_up.pause()
    paused = (await task).candidate
    stage.trainer.gate = None
    is_file = Path.is_file

    def refuses(path: Path) -> bool:
        if f"{paused.id}.partial" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    with monkeypatch.context() as now:
        now.setattr(Path, "is_file", refuses)
        app = await stage.reopen()
        assert (await app.generations.head()).id == one
    assert (await app.age_up.resume()).candidate.id == paused.id


@pytest.mark.parametrize("deleted", [False, True], ids=["kept", "its lessons deleted meanwhile"])
async def test_a_verdict_that_cannot_be_read_now_is_read_at_the_next_start(
    stage: Stage, app: App, deleted: bool
) -> None:
    """The power failed between the move into place and the row, and then the disk did for a moment."""
    zero, one = await grown(app)
    gguf = app.generations.gguf_path(one)
    await app.generations.use(zero)
    await app.chat.send("My name is Ana.")
    await app.generations._lineage.set_status(one, GenerationStatus.TRAINING)
    await app.close()
    aside = gguf.rename(stage.home / "aside")
    gguf.mkdir()  # reading it fails, though it is there
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero
    assert [e.error.code for e in stage.events if isinstance(e, TroubleRaised)] == ["generation-unreadable"]
    with pytest.raises(LunaError) as caught:  # she does not grow past it meanwhile
        await app.age_up.run(now=True)
    assert caught.value.code == "generation-unreadable"
    assert (await app.age_up.check()).resumable is None
    if deleted:
        for conversation in await app.chat.conversations():
            await app.chat.delete(conversation.id)
    await app.close()
    gguf.rmdir()
    aside.rename(gguf)
    app = await stage.reopen()
    assert (await app.generations.head()).id == (zero if deleted else one)
    end = "forgotten" if deleted else "published"
    assert [g.status for g in await app.generations.list()] == ["published", end]
    assert gguf.exists() is not deleted


async def test_files_that_cannot_be_read_now_change_nothing(stage: Stage, app: App) -> None:
    _, one = await grown(app)
    gguf = app.generations.gguf_path(one)
    await app.close()
    aside = gguf.rename(stage.home / "aside")
    gguf.mkdir()  # reading it fails, though it is there
    app = await stage.reopen()
    assert (await app.generations.head()).id == one
    assert [e.error.code for e in stage.events if isinstance(e, TroubleRaised)] == ["generation-unreadable"]
    await app.close()
    gguf.rmdir()
    aside.rename(gguf)
    app = await stage.reopen()
    assert (await app.chat.send("Hello.")).reply.generation_id == one


@pytest.mark.parametrize("spoil", ["manifest", "garbage", "folder"])
async def test_when_nothing_is_left_she_can_be_born_again(stage: Stage, app: App, spoil: str) -> None:
    await app.chat.send("Hello.")
    head = await app.generations.head()
    folder = stage.home / "generations" / head.id
    if spoil == "manifest":
        (folder / "manifest.json").unlink()
    elif spoil == "garbage":
        (folder / "manifest.json").write_text("[]")
    else:
        folder.rename(stage.home / "elsewhere")
    app = await stage.reopen()
    assert await app.birth.needed()
    assert [e.error.code for e in stage.events if isinstance(e, TroubleRaised)] == ["generations-damaged"]
    await app.birth.be_born()
    assert len(await app.chat.conversations()) == 1
    assert (await app.karma.summary()).balance == 2


async def test_check_finds_nothing_wrong_with_a_sound_home(app: App) -> None:
    await grown(app)
    assert await app.check() == []


async def test_exam_of_a_generation(stage: Stage, app: App) -> None:
    _, one = await grown(app)
    before = (await app.generations.resolve(one)).exam
    report = await app.exam.run(one)
    assert before is not None
    assert report.items_sha256 == before.items_sha256
    assert report.sections == before.sections
    zero = await app.exam.run("0")
    assert zero.section("grammar") is not None
    assert len(stage.factory.open) == 1


async def test_a_run_that_a_crash_cut_short_is_paused_or_failed(stage: Stage, app: App) -> None:
    import sqlite3
    from contextlib import closing

    await app.chat.send("My dog is called Rex.")
    stage.trainer.gate = asyncio.Event()
    task = asyncio.create_task(app.age_up.run(now=True))
    while len(stage.trainer.jobs) < 2:
        await asyncio.sleep(0.01)
    app.age_up.pause()
    candidate = (await task).candidate
    for status, expected in (("training", GenerationStatus.PAUSED), ("paused", GenerationStatus.PAUSED)):
        await stage.app.close()
        with closing(sqlite3.connect(stage.home / "luna.db")) as other, other:
            other.execute("UPDATE generations SET status = ? WHERE id = ?", (status, candidate.id))
        app = await stage.reopen()
        assert (await app.generations.resolve(candidate.id)).status is expected
    await app.close()
    (stage.home / "generations" / f"{candidate.id}.partial" / "dataset.jsonl").unlink()
    app = await stage.reopen()
    assert (await app.generations.resolve(candidate.id)).status is GenerationStatus.FAILED
    assert [p.name for p in (stage.home / "generations").iterdir()] == [candidate.parent_id]
