"""A base comes from a hub: whole, only what is needed, on from where it stopped, and never twice."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.hub import Wanted, read_begun, read_connections, read_copy
from luna_desktop.services import base_folder
from tests.hub.conftest import REPO, Getting
from tests.hub.server import COMMIT, Hub

WEIGHTS = [f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)]
SMALL = ["config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json"]


async def test_only_what_makes_a_base_comes_and_is_found_by_all_programs(
    hub: Hub, get: Getting, tmp_path: Path
) -> None:
    found = await get()
    assert (found.commit, found.repo, found.revision) == (COMMIT, REPO, "main")
    assert [file.name for file in found.files] == SMALL + WEIGHTS
    assert sorted(path.name for path in found.folder.iterdir()) == sorted(SMALL + WEIGHTS)
    assert found.folder.parts[-4:] == ("hub", "models--someone--reader", "snapshots", COMMIT)
    for file in found.files:
        data = hub.repositories[REPO][file.name]
        assert (found.folder / file.name).read_bytes() == data
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert len(base_folder.digest(found.folder)) == 64
    assert read_begun(get.wanted.folder, "reader") is None
    assert not list((tmp_path / "hf").rglob("*.incomplete"))
    last = get.told[-1]
    assert (last.fraction, last.step) == (1.0, last.total) == (1.0, sum(file.bytes for file in found.files))
    assert any(told.note in WEIGHTS for told in get.told)


async def test_every_connection_is_written_down_without_a_token_or_an_address(
    hub: Hub, get: Getting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_verysecret")
    await get()
    made = read_connections(get.wanted.folder)
    assert len(made) == len(hub.asked)
    assert {one.host for one in made} == {hub.url.split("//")[1], hub.other.split("//")[1]}
    assert made[0].purpose == "Reader: which files there are" and made[0].bytes > 100
    shard = [one for one in made if one.purpose == f"Reader: {WEIGHTS[0]}"]
    assert sum(one.bytes for one in shard) == len(hub.repositories[REPO][WEIGHTS[0]])
    written = "".join(path.read_text("utf-8") for path in get.wanted.folder.iterdir())
    assert "verysecret" not in written and "signed" not in written
    sent = {one.host: one.headers.get("Authorization") for one in hub.asked}
    assert sent == {made[0].host: "Bearer hf_verysecret", hub.other.split("//")[1]: None}, "nor to others"


async def test_what_is_in_the_cache_is_taken_without_a_connection(hub: Hub, get: Getting) -> None:
    first = await get()
    hub.asked.clear()
    get.wanted = replace(get.wanted, revision=COMMIT, folder=get.wanted.folder.with_name("elsewhere"))
    again = await get()
    assert hub.asked == [] and read_connections(get.wanted.folder) == []
    assert set(again.files) == set(first.files) and again.folder == first.folder
    refs = first.folder.parents[1] / "refs"
    refs.mkdir(exist_ok=True)
    (refs / "main").write_text(COMMIT)  # as another program leaves it that asked for the branch
    get.wanted = replace(get.wanted, revision="main", folder=get.wanted.folder.with_name("third"))
    assert set((await get()).files) == set(first.files) and hub.asked == []


async def test_a_cached_file_that_was_spoiled_comes_again(hub: Hub, get: Getting) -> None:
    found = await get()
    (found.folder / WEIGHTS[1]).resolve().write_bytes(b"spoiled")
    hub.asked.clear()
    get.wanted = replace(get.wanted, revision=COMMIT, folder=get.wanted.folder.with_name("elsewhere"))
    again = await get()
    assert [file.sha256 for file in again.files] == [file.sha256 for file in found.files]
    assert [name for name in hub.files_asked() if name in WEIGHTS] == [WEIGHTS[1]]


async def test_what_was_cut_goes_on_where_it_stopped(hub: Hub, get: Getting) -> None:
    hub.cut_at, hub.cuts = 40_000, 3
    found = await get()
    assert len(found.files) == 7
    ranges = [one.headers.get("Range") for one in hub.asked if "/cdn/" in one.path]
    assert ranges.count(None) == 3, "each shard began once"
    assert "bytes=40000-" in ranges and hub.cuts == 0


async def test_a_server_without_ranges_sends_all_again(hub: Hub, get: Getting) -> None:
    hub.ranges, hub.cut_at, hub.cuts = False, 40_000, 2
    assert len((await get()).files) == 7
    assert get.told[-1].step == get.told[-1].total


async def started(get: Getting, least: int) -> asyncio.Task[object]:
    """A download of which so many bytes came."""
    task = asyncio.ensure_future(get())
    while not any(told.step > least for told in get.told):
        assert not task.done()
        await asyncio.sleep(0.02)
    return task


@pytest.mark.parametrize("stalled", [False, True])
async def test_a_paused_one_goes_on_with_the_commit_it_began_with(
    hub: Hub, get: Getting, stalled: bool
) -> None:
    hub.pause = 0.2
    if stalled:
        hub.stall_at = 60_000
    task = await started(get, 40_000)
    get.downloader.pause()
    with pytest.raises(LunaError) as caught:
        await task
    assert caught.value.code == "download-paused"
    assert read_copy(get.wanted.folder, "reader") is None
    hub.calm()
    hub.resumed.set()
    hub.asked.clear()
    hub.commit = "beef" + "0" * 36  # what is the newest by now
    begun = read_begun(get.wanted.folder, "reader")
    assert begun is not None and begun.commit == COMMIT
    found = await get()
    assert found.commit == COMMIT
    assert not any("/api/" in one.path for one in hub.asked)
    assert any(one.headers.get("Range") for one in hub.asked)


async def test_a_cancelled_one_leaves_only_what_was_there_before(
    hub: Hub, get: Getting, tmp_path: Path
) -> None:
    hub.pause = 0.2
    task = await started(get, 40_000)
    get.downloader.cancel()
    with pytest.raises(LunaError) as caught:
        await task
    assert caught.value.code == "download-cancelled"
    left = [path.name for path in (tmp_path / "hf" / "hub").rglob("*") if path.is_file()]
    assert [name for name in left if not name.endswith(".lock")] == ["CACHEDIR.TAG"]
    assert [path.suffix for path in sorted(get.wanted.folder.iterdir())] == [".jsonl", ".lock"]


async def test_a_paused_one_can_be_taken_away_later(hub: Hub, get: Getting, tmp_path: Path) -> None:
    hub.pause = 0.2
    task = await started(get, 110_000)
    task.cancel()  # as when the window is closed
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list((tmp_path / "hf").rglob("*.incomplete"))
    await get.downloader.discard(get.wanted)
    assert not list((tmp_path / "hf").rglob("model-*"))
    assert not list((tmp_path / "hf").rglob("*.incomplete"))


async def test_two_at_once_do_not_write_the_same_file(hub: Hub, get: Getting, wanted: Wanted) -> None:
    hub.pause = 0.2
    task = await started(get, 10_000)
    with pytest.raises(LunaError) as caught:
        await Getting(wanted)()
    assert caught.value.code == "hub-in-use"
    with pytest.raises(LunaError) as caught:
        await get.downloader.fetch(wanted, print)
    assert caught.value.code == "download-busy"
    hub.calm()
    await task
