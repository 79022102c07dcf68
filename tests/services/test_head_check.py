"""Opening waits for no hash, what is wrong is noticed all the same, and an export can be given up."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, Progress, TroubleRaised
from luna_desktop.services import background
from luna_desktop.services.app import App
from luna_desktop.storage import files, generation_store
from tests.services.conftest import Stage
from tests.services.test_generations import grown

BIG = 16 << 20


class SlowDisk:
    """Hashes stand still until the disk is let go; the pulse goes on, as it does on a slow one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.begun = threading.Event(), threading.Event()
        self.hashed: list[str] = []
        self._real = generation_store.sha256
        monkeypatch.setattr(generation_store, "sha256", self._sha256)

    def _sha256(self, path: Path, pulse: Callable[[int], None] = files.no_pulse) -> str:
        self.begun.set()
        while not self.go.wait(0.005):
            pulse(0)
        self.hashed.append(path.name)
        return self._real(path, pulse)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk(monkeypatch)
    disk.go.set()
    yield disk
    disk.go.set()


def altered(path: Path, *, keep_time: bool) -> bytes:
    """Change two bytes and nothing else; returns what it held."""
    before, stat = path.read_bytes(), path.stat()
    path.write_bytes(before[:2] + bytes(byte ^ 1 for byte in before[2:4]) + before[4:])
    if keep_time:
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return before


def told(stage: Stage) -> list[str]:
    return [event.error.code for event in stage.events if isinstance(event, TroubleRaised)]


async def test_the_first_reply_waits_for_no_hash(stage: Stage, app: App, slow: SlowDisk) -> None:
    _, one = await grown(app)
    await app.close()
    slow.go.clear()
    app = await stage.reopen(checked=False)
    assert (await app.chat.send("Hello.")).reply.generation_id == one
    assert slow.begun.is_set() and slow.go.is_set() is False
    slow.go.set()
    await app.generations.head_check.ended()
    assert "model.safetensors" in slow.hashed and told(stage) == []


async def test_closing_waits_for_no_hash(stage: Stage, app: App, slow: SlowDisk) -> None:
    await app.close()
    slow.go.clear()
    app = await stage.reopen(checked=False)
    await asyncio.wait_for(app.close(), 5)
    slow.go.set()
    await stage.reopen()


async def test_what_changed_with_its_size_and_time_kept_is_noticed_after_opening(
    stage: Stage, app: App, slow: SlowDisk
) -> None:
    zero, one = await grown(app)
    gguf = app.generations.gguf_path(one)
    await app.close()
    altered(gguf.with_name("model.safetensors"), keep_time=True)
    slow.go.clear()
    app = await stage.reopen(checked=False)
    assert (await app.generations.head()).id == one and told(stage) == []
    await app.chat.send("Hello.")
    loaded = len(stage.of(GenerationLoaded))
    slow.go.set()
    await app.generations.head_check.ended()
    assert told(stage) == ["generation-damaged"]
    assert (await app.generations.head()).id == zero
    assert [e.generation.id for e in stage.of(GenerationLoaded)[loaded:]] == [zero]  # type: ignore[attr-defined]
    assert one not in app.generations.speakers.loaded
    assert (await app.chat.send("Hello.")).reply.generation_id == zero


async def test_what_changed_under_a_new_time_is_noticed_before_she_speaks(stage: Stage, app: App) -> None:
    zero, one = await grown(app)
    await app.close()
    altered(app.generations.gguf_path(one), keep_time=False)
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero and told(stage) == ["generation-damaged"]


async def test_whom_the_person_chose_meanwhile_stays(stage: Stage, app: App, slow: SlowDisk) -> None:
    zero, one = await grown(app)
    await app.close()
    altered(app.generations.gguf_path(one), keep_time=True)
    slow.go.clear()
    app = await stage.reopen(checked=False)
    await app.generations._lineage.move_head(zero, expected=one)
    slow.go.set()
    await app.generations.head_check.ended()
    assert (await app.generations.head()).id == zero and told(stage) == []


async def test_a_home_that_was_copied_is_hashed_once(stage: Stage, app: App, slow: SlowDisk) -> None:
    head = await app.generations.head()
    await app.close()
    for path in (stage.home / "generations" / head.id).iterdir():
        os.utime(path)
    slow.hashed.clear()
    app = await stage.reopen()
    assert "model.safetensors" in slow.hashed, "before it was open"
    await app.close()
    slow.go.clear()
    app = await stage.reopen(checked=False)  # and this time it does not wait
    slow.go.set()
    await app.generations.head_check.ended()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model.safetensors": [1]}', "null"])
async def test_stamps_that_say_nothing_cost_a_hash_and_no_more(
    stage: Stage, app: App, slow: SlowDisk, content: str
) -> None:
    head = await app.generations.head()
    await app.close()
    stamps = stage.home / "generations" / head.id / generation_store.STAMPS
    stamps.write_text(content)
    slow.hashed.clear()
    app = await stage.reopen()
    assert (await app.generations.head()).id == head.id
    assert "model.safetensors" in slow.hashed and told(stage) == []
    assert len(stamps.read_text()) > 40


async def made_big(app: App) -> Path:
    """Swell her weights, as if they had been written so; returns the GGUF."""
    head = await app.generations.head()
    gguf = app.generations.gguf_path(head.id)
    with gguf.open("r+b") as file:
        file.seek(BIG)
        file.write(b"}")
    manifest = gguf.with_name("manifest.json")
    text = manifest.read_text(encoding="utf-8")
    old = app.generations._files.manifest(head.id)["files"][gguf.name]
    manifest.write_text(text.replace(old, files.sha256(gguf)), encoding="utf-8")
    return gguf


async def test_an_export_tells_how_far_it_is(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "REPORT_EVERY", 0.0)
    gguf = await made_big(app)
    seen: list[Progress] = []
    await app.generations.export((await app.generations.head()).id, tmp_path / "luna.gguf", seen.append)
    assert (tmp_path / "luna.gguf").stat().st_size == gguf.stat().st_size
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0 and len(fractions) > 30
    assert {progress.phase for progress in seen} == {"copy"}


@pytest.mark.parametrize("at", [0.0, 0.2, 0.6, 0.9])
async def test_an_export_that_is_given_up_leaves_nothing(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: float
) -> None:
    monkeypatch.setattr(background, "REPORT_EVERY", 0.0)
    await made_big(app)
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "other.txt").write_text("mine")
    head = (await app.generations.head()).id
    task = asyncio.create_task(
        app.generations.export(head, folder / "luna.gguf", lambda p: p.fraction >= at and task.cancel())
    )
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [path.name for path in folder.iterdir()] == ["other.txt"]
    await app.generations.export(head, folder / "luna.gguf")
    assert len(list(folder.iterdir())) == 2


async def test_she_answers_while_a_file_is_exported(app: App, tmp_path: Path, slow: SlowDisk) -> None:
    head = (await app.generations.head()).id
    await app.generations.head_check.ended()
    slow.go.clear()
    slow.begun.clear()
    export = asyncio.create_task(app.generations.export(head, tmp_path / "luna.gguf"))
    await asyncio.to_thread(slow.begun.wait, 10)
    said = await app.chat.send("My dog is called Rex.")
    assert said.karma and not export.done()
    slow.go.set()
    await export


async def test_the_app_ends_an_export_that_is_under_way(
    stage: Stage, app: App, tmp_path: Path, slow: SlowDisk
) -> None:
    head = (await app.generations.head()).id
    slow.go.clear()
    slow.begun.clear()
    export = asyncio.create_task(app.generations.export(head, tmp_path / "luna.gguf"))
    await asyncio.to_thread(slow.begun.wait, 10)
    await asyncio.wait_for(app.close(), 5)
    with pytest.raises(asyncio.CancelledError):
        await export
    assert not list(tmp_path.glob("luna.gguf*"))


async def test_what_is_damaged_is_not_exported(app: App, tmp_path: Path) -> None:
    head = (await app.generations.head()).id
    altered(app.generations.gguf_path(head), keep_time=True)
    with pytest.raises(LunaError) as caught:
        await app.generations.export(head, tmp_path / "luna.gguf")
    assert caught.value.code == "generation-damaged" and not list(tmp_path.glob("luna.gguf*"))
