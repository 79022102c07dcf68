"""Whatever goes wrong on the way from a hub ends in a plain sentence, and nothing is taken for a base."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.hub import HubFile, Wanted, read_connections, read_copy
from tests.hub.conftest import REPO, Getting
from tests.hub.server import Hub

SHARD = "model-00002-of-00003.safetensors"
Set = Callable[[Hub, pytest.MonkeyPatch], object]


def switch(**values: Any) -> Set:
    return lambda hub, _: [setattr(hub, name, value) for name, value in values.items()]


def environment(**values: str) -> Set:
    return lambda _, patch: [patch.setenv(name, value) for name, value in values.items()]


def without(*names: str) -> Set:
    return lambda hub, _: [hub.repositories[REPO].pop(name) for name in names]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize(
    ("harm", "code", "why", "do"),
    [
        (switch(token="hf_right"), "hub-gated", "no token", "accept it at http"),
        (switch(token="hf_right", accepted=False), "hub-gated", "no token", "hf auth login"),
        (switch(file_status=403), "hub-gated", "not yet", "access is granted"),
        (switch(status=404), "hub-not-found", "may have moved", "choose another base"),
        (switch(repositories={}), "hub-not-found", "someone/reader", "choose another base"),
        (switch(file_status=404), "hub-not-found", "does not know", "choose another base"),
        (switch(status=429, headers={"Retry-After": "77"}), "hub-busy", "too much", "in 77 seconds"),
        (switch(file_status=429), "hub-busy", "too much", "what came already is kept"),
        (switch(status=500), "hub-server", "it answers 500", "try again later"),
        (switch(file_status=503), "hub-server", "it answers 503", "goes on from there"),
        (switch(status=418), "hub-refused", "it answers 418", "try again later"),
        (switch(page="<html>Sign in</html>"), "hub-strange", "does not speak", "sign in with a browser"),
        (switch(cut_at=30_000, cuts=99, ranges=False), "hub-cut", "several attempts", "goes on from there"),
        (
            switch(stall_at=30_000, ranges=False),
            "hub-slow",
            "sent nothing for too long",
            "goes on from there",
        ),
        (switch(spoil=SHARD), "hub-damaged", SHARD, "try again"),
        (without("tokenizer.json"), "hub-no-base", "tokenizer.json", "another base"),
        (without("model.safetensors.index.json"), "hub-no-base", "safetensors", "another base"),
        (environment(HF_ENDPOINT="http://127.0.0.1:1"), "hub-unreachable", "may be offline", "network"),
        (environment(HF_ENDPOINT="ftp://example"), "hub-address", "no address of a hub", "hf_endpoint"),
        (environment(HF_HUB_OFFLINE="1"), "hub-offline", "forbids", "unset it"),
        (environment(HTTP_PROXY="http://127.0.0.1:1", NO_PROXY=""), "hub-unreachable", "reached", "_proxy"),
    ],
)
async def test_it_is_told_and_nothing_is_a_base(
    hub: Hub, get: Getting, monkeypatch: pytest.MonkeyPatch, harm: Set, code: str, why: str, do: str
) -> None:
    harm(hub, monkeypatch)
    with pytest.raises(LunaError) as caught:
        await get()
    error = caught.value
    assert error.code == code, error.sentence
    assert why.lower() in error.why.lower() and do in error.next_step.lower(), error.sentence
    assert "Traceback" not in error.sentence and "Error" not in error.sentence
    assert error.what.startswith("Reader could not be fetched") or code == "disk-full"
    assert read_copy(get.wanted.folder, "reader") is None


@pytest.mark.parametrize(
    "later", [switch(token="hf_right"), switch(cut_at=30_000, cuts=99, ranges=False), switch(spoil=SHARD)]
)
async def test_what_came_before_the_trouble_is_kept_and_the_next_try_ends_well(
    hub: Hub, get: Getting, monkeypatch: pytest.MonkeyPatch, later: Set
) -> None:
    later(hub, monkeypatch)
    with pytest.raises(LunaError):
        await get()
    hub.calm()
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    hub.asked.clear()
    found = await get()
    assert len(found.files) == 7 and read_copy(get.wanted.folder, "reader") == found
    assert not any("/api/" in one.path for one in hub.asked)


async def test_a_token_that_is_not_accepted_is_told_from_a_licence_that_is_not(
    hub: Hub, get: Getting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    hub.status, hub.headers = 401, {"X-Error-Message": "Invalid credentials in Authorization header"}
    with pytest.raises(LunaError) as caught:
        await get()
    assert caught.value.code == "hub-token" and "hf_wrong" not in caught.value.sentence


async def test_a_repository_that_moved_is_followed(hub: Hub, get: Getting) -> None:
    hub.repositories["someone/renamed"] = hub.repositories.pop(REPO)
    hub.moved[REPO] = "someone/renamed"
    assert len((await get()).files) == 7


async def test_what_does_not_fit_is_told_in_bytes_before_it_comes(
    hub: Hub, get: Getting, tmp_path: Path
) -> None:
    hub.repositories[REPO]["model-00004-of-00004.safetensors"] = b"small"
    data = hub.repositories[REPO]
    hub.sizes = {SHARD: 10**16}
    with pytest.raises(LunaError) as caught:
        await get()
    assert caught.value.code == "disk-full"
    free = shutil.disk_usage(tmp_path).free
    assert "10,000,000,000 MB are needed" in caught.value.why and "MB are free" in caught.value.why
    assert free < 10**16 and "HF_HOME" in caught.value.next_step
    assert hub.files_asked() == [] and data


async def test_a_proxy_is_used_where_there_is_one(
    hub: Hub, get: Getting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub is asked through it: what listens there gets the whole address."""
    with socket.socket() as proxy:
        proxy.bind(("127.0.0.1", 0))
        proxy.listen()
        heard: list[bytes] = []

        def answer() -> None:
            for _ in range(5):
                connection, _ = proxy.accept()
                with connection:
                    heard.append(connection.recv(4096))
                    connection.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        with pytest.raises(LunaError) as caught:
            await get()
        thread.join()
    assert heard[0].startswith(f"GET {hub.url}/api/models/{REPO}".encode())
    assert caught.value.code in ("hub-proxy", "hub-refused") and hub.asked == []


def test_names_and_hashes_of_a_hub_lead_nowhere_else() -> None:
    from luna_desktop.hub import cache

    good = [HubFile("config.json", 1, "a" * 40), HubFile("tokenizer.json", 1, "b" * 40)]
    weights = HubFile("model.safetensors", 1, "c" * 64)
    assert [file.name for file in cache.chosen([weights, *good])][-1] == "model.safetensors"
    for bad in (
        replace(weights, name="../model.safetensors"),
        replace(weights, name="original/model.safetensors"),
        replace(weights, name="model.safetensors.py"),
        replace(weights, name="pytorch_model.bin"),
        replace(weights, hash="../../" + "c" * 58),
        replace(weights, hash=""),
    ):
        assert cache.chosen([*good, bad]) == ()
    shards = [HubFile(f"model-0000{n}-of-00002.safetensors", 1, "d" * 64) for n in (1, 2)]
    index = HubFile("model.safetensors.index.json", 1, "e" * 40)
    assert len(cache.chosen([*good, index, *shards])) == 5
    assert len(cache.chosen([*good, index, *shards, weights])) == 3, "one file, not shards as well"


async def test_a_line_that_a_crash_cut_spoils_no_log(hub: Hub, get: Getting, wanted: Wanted) -> None:
    await get()
    log = wanted.folder / "connections.jsonl"
    made = read_connections(wanted.folder)
    with log.open("a", encoding="utf-8") as file:
        file.write('{"id": "x", "time": 1.0, "ho')
    assert read_connections(wanted.folder) == made
