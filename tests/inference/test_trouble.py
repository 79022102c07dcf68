"""Damaged files, killed children, closed speakers: each ends in a sentence, never in a hang."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import psutil
import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from tests.workers.support import command

PROMPT = PromptTemplate().render([Turn("person", "Hello")])


async def refused(path: Path) -> LunaError:
    began = time.monotonic()
    with pytest.raises(LunaError) as caught:
        await ChildSpeakerFactory().load(path, threads=1)
    assert time.monotonic() - began < 30
    assert caught.value.what
    return caught.value


async def test_a_missing_file(tmp_path: Path) -> None:
    assert (await refused(tmp_path / "none.gguf")).code == "model-missing"


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.01, 0.3, 0.7, 0.99])
async def test_a_truncated_file(tiny_bytes: bytes, tmp_path: Path, share: float) -> None:
    data = tiny_bytes
    path = tmp_path / "cut.gguf"
    path.write_bytes(data[: int(len(data) * share)])
    assert (await refused(path)).code in ("model-unreadable", "child-died")


@pytest.mark.parametrize("at", [4, 8, 16, 24, 100, 2000])
async def test_a_damaged_header(tiny_bytes: bytes, tmp_path: Path, at: int) -> None:
    data = bytearray(tiny_bytes)
    data[at : at + 8] = b"\xff" * 8
    path = tmp_path / "bad.gguf"
    path.write_bytes(data)
    try:
        speaker = await ChildSpeakerFactory().load(path, threads=1)
    except LunaError as error:
        assert error.code in ("model-unreadable", "child-died", "memory-short")
    else:  # the damage fell on something harmless
        await speaker.close()


async def test_not_a_model_at_all(tmp_path: Path) -> None:
    path = tmp_path / "text.gguf"
    path.write_text("hello " * 1000)
    assert (await refused(path)).code == "model-unreadable"
    (tmp_path / "folder.gguf").mkdir()
    assert (await refused(tmp_path / "folder.gguf")).code == "model-missing"


async def test_weights_that_are_no_numbers(tiny_bytes: bytes, tmp_path: Path) -> None:
    data = bytearray(tiny_bytes)
    data[-4096:] = b"\xff" * 4096
    path = tmp_path / "nan.gguf"
    path.write_bytes(data)
    assert (await refused(path)).code == "model-unreadable"


async def test_kill_nine_while_speaking(slow: Path) -> None:
    factory = ChildSpeakerFactory()
    speaker = await factory.load(slow, context=8192, threads=1)
    started = asyncio.Event()
    task = asyncio.create_task(speaker.generate(PROMPT, max_tokens=8000, on_text=lambda _: started.set()))
    queued = asyncio.create_task(speaker.generate(PROMPT))
    await started.wait()
    psutil.Process(speaker.pid).kill()
    began = time.monotonic()
    for waiting in (task, queued):
        with pytest.raises(LunaError) as caught:
            await waiting
        assert caught.value.code == "child-died"
    assert time.monotonic() - began < 2
    assert "inference process ended unexpectedly" in caught.value.sentence
    if sys.platform != "win32":
        assert "SIGKILL" in caught.value.sentence
    with pytest.raises(LunaError):
        await speaker.score([(PROMPT, "x")])
    await speaker.close()
    again = await factory.load(slow, threads=1)
    assert (await again.generate(PROMPT, max_tokens=2)).tokens == 2
    await again.close()


async def test_a_closed_speaker_says_so(slow_speaker: ChildSpeaker) -> None:
    speaker, started = slow_speaker, asyncio.Event()
    task = asyncio.create_task(speaker.generate(PROMPT, max_tokens=8000, on_text=lambda _: started.set()))
    await started.wait()
    await speaker.close()
    with pytest.raises(LunaError) as caught:
        await task
    assert caught.value.code == "speaker-closed"
    with pytest.raises(LunaError):
        await speaker.generate(PROMPT)
    await speaker.close()


async def test_loading_that_hangs_is_given_up(tmp_path: Path) -> None:
    factory = ChildSpeakerFactory(command=command("ignore_stop"), load_timeout=1.0)
    with pytest.raises(LunaError) as caught:
        await factory.load(tmp_path / "x.gguf")
    assert caught.value.code == "model-unreadable"


async def test_a_mute_child_is_given_up(tmp_path: Path) -> None:
    factory = ChildSpeakerFactory(command=command("mute"), heartbeat_timeout=1.0)
    with pytest.raises(LunaError) as caught:
        await factory.load(tmp_path / "x.gguf")
    assert caught.value.code == "child-silent"


async def test_cancelling_a_load_leaves_nothing(tiny: Path) -> None:
    task = asyncio.create_task(ChildSpeakerFactory().load(tiny, threads=1))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_malformed_requests_do_not_end_the_child(speaker: ChildSpeaker) -> None:
    for message in (
        {"type": "generate"},
        {"type": "generate", "segments": 3},
        {"type": "score", "items": [{}]},
        {"type": "load", "path": 3},
    ):
        with pytest.raises(LunaError) as caught:
            await speaker._ask(message)
        assert caught.value.code == "bad-request"
    speaker._child.send({"type": "nonsense"})
    speaker._child.send({"type": "cancel", "id": "x"})
    assert (await speaker.generate(PROMPT, max_tokens=2)).tokens == 2
