"""A tiny real model, loaded in real children."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from tests.inference.tiny import make_gguf


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model with a context of 256."""
    return make_gguf(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_bytes(tiny: Path) -> bytes:
    return tiny.read_bytes()


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model deep and long enough to be interrupted."""
    return make_gguf(tmp_path_factory.mktemp("slow") / "slow.gguf", context=8192, layers=24)


@pytest.fixture
async def speaker(tiny: Path) -> AsyncIterator[ChildSpeaker]:
    speaker = await ChildSpeakerFactory().load(tiny, threads=1)
    yield speaker
    await speaker.close()


@pytest.fixture
async def slow_speaker(slow: Path) -> AsyncIterator[ChildSpeaker]:
    speaker = await ChildSpeakerFactory().load(slow, context=8192, threads=1)
    yield speaker
    await speaker.close()
