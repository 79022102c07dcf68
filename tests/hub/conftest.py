"""A hub of our own, an empty cache, and a base to get from there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import HubCopy, Wanted
from luna_desktop.workers.downloader import ChildDownloader
from tests.hub.server import Hub, serving
from tests.services.own_base import CHATML_TOKENS, write_base

REPO = "someone/reader"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serves ``REPO``, a base in three shards of 100 kB with much beside it that is nobody's business."""
    for name in [name for name in os.environ if name.startswith("HF_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    folder = write_base(tmp_path / "served", CHATML_TOKENS, shards=3, weights=bytes(100_000), bos_token="<s>")
    for name in ("README.md", "pytorch_model.bin", "modeling_reader.py", "adapter_model.safetensors"):
        (folder / name).write_bytes(b"not wanted")
    (folder / "original").mkdir()
    (folder / "original" / "config.json").write_bytes(b"not wanted")
    with serving() as hub:
        hub.add(REPO, folder)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "1")
        monkeypatch.setenv("HF_HUB_ETAG_TIMEOUT", "2")
        yield hub


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted("reader", "Reader", REPO, "main", tmp_path / "kept", patience=0.02)


class Getting:
    """Downloads one after the other, each in its child, and what they told."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.downloader = ChildDownloader()
        self.told: list[Progress] = []

    async def __call__(self) -> HubCopy:
        self.told.clear()
        return await self.downloader.fetch(self.wanted, self.told.append)


@pytest.fixture
def get(wanted: Wanted) -> Getting:
    return Getting(wanted)
