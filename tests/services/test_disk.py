"""A full disk and a read-only home: a sentence, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TrainingProgressed
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.training import TrainingJob
from luna_desktop.services.app import App
from tests.services.conftest import Stage

MIB = 1 << 20
linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system of its own")


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this account may not mount: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", "size=8m", "luna-test", str(disk))
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
async def cramped(small_disk: Path, fake_base: None) -> AsyncIterator[Stage]:
    """She is born on a small disk."""
    stage = Stage(small_disk / "home")
    await stage.app.open()
    await stage.born()
    yield stage
    await stage.app.close()


def fill(disk: Path) -> Path:
    """Leave not a byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (64 * 1024, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


async def full(app: App, small_disk: Path) -> tuple[Path, int]:
    """Fill the disk up to where a message cannot be saved; returns the ballast and how many were."""
    ballast = fill(small_disk)
    for count in range(500):
        try:
            await app.chat.send(f"Message {count} " + "long " * 200)
        except LunaError as error:
            assert error.code == "disk-full", error.sentence
            assert "Free some space" in error.next_step
            return ballast, count
    raise AssertionError("the disk never filled")


@linux
async def test_a_full_disk_while_talking(cramped: Stage, small_disk: Path) -> None:
    app = cramped.app
    await app.chat.send("Before.")
    ballast, _ = await full(app, small_disk)
    kept = len(await app.chat.conversations())
    ballast.unlink()
    assert (await app.chat.send("After.")).reply.text
    app = await cramped.reopen()
    assert len(await app.chat.conversations()) == kept + 1
    assert await app.check() == []


@linux
async def test_a_full_disk_while_publishing(cramped: Stage, small_disk: Path) -> None:
    app = cramped.app
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("I live in Lisbon.")
    parent, karma = await app.generations.head(), (await app.karma.summary()).balance
    good = cramped.trainer.teach

    def of_some_size(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """A real candidate is 46 MB; giving it up makes the room to write that it was given up."""
        (job.output_dir / "adapter.safetensors").write_bytes(bytes(MIB))
        return good(job, rows)

    cramped.trainer.teach = of_some_size
    app.bus.subscribe(TrainingProgressed, lambda e: e.progress.phase == "publish" and fill(small_disk))
    outcome = await app.age_up.run(now=True)
    assert (outcome.status, outcome.to) == ("failed", None)
    assert "The disk is full." in outcome.reasons[0]
    assert not app.age_up.running
    (small_disk / "ballast").unlink()
    app = await cramped.reopen()
    assert (await app.generations.head()).id == parent.id
    assert (await app.karma.summary()).balance == karma
    assert await app.check() == []
    assert (await app.generations.resolve(outcome.candidate.id)).status is GenerationStatus.FAILED
    assert [p.name for p in (cramped.home / "generations").iterdir()] == [parent.id]


@linux
async def test_a_fresh_home_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "home").mkdir()
    fill(small_disk)
    with pytest.raises(LunaError) as caught:
        await open_app(small_disk / "home").open()
    assert caught.value.code == "disk-full"


@linux
async def test_a_read_only_home(cramped: Stage, small_disk: Path) -> None:
    await cramped.app.chat.send("Before.")
    await cramped.app.close()
    _mount("-o", "remount,ro", str(small_disk))
    try:
        other = open_app(cramped.home)
        with pytest.raises(LunaError) as caught:
            await other.open()
        assert caught.value.code == "home-read-only"
        assert str(cramped.home) in caught.value.what
        fresh = open_app(small_disk / "other")
        with pytest.raises(LunaError) as caught:
            await fresh.open()
        assert caught.value.code == "home-read-only"
    finally:
        _mount("-o", "remount,rw", str(small_disk))
    app = await cramped.reopen()
    assert len(await app.chat.conversations()) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
async def test_a_home_without_permission(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    with pytest.raises(LunaError) as caught:
        await open_app(home).open()
    assert caught.value.code == "home-read-only"
