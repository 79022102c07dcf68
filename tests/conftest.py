"""For all tests: nothing may be left running, and one small real model to speak with."""

from __future__ import annotations

import asyncio
import inspect
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from luna_desktop import resources
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.resources import models_path

ALONE = "ui"  # the folder whose tests need the machine to themselves
PATIENCE = 3.0
SHARED = {"tqdm_monitor"}  # one for the process, ends with it


def _threads() -> set[threading.Thread]:
    return {
        thread
        for thread in threading.enumerate()
        # A foreign thread (Qt's) stays listed after it ended.
        if not isinstance(thread, threading._DummyThread) and thread.name not in SHARED
    }


def _children() -> set[psutil.Process]:
    return {
        child
        for child in psutil.Process().children(recursive=True)
        if child.is_running() and "resource_tracker" not in " ".join(_command(child))
    }


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread or a child process."""
    threads, children = _threads(), _children()
    yield
    deadline = time.monotonic() + PATIENCE
    while True:
        new_threads, new_children = _threads() - threads, _children() - children
        if not new_threads and not new_children:
            return
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    for child in new_children:
        child.kill()
    names = [thread.name for thread in new_threads] + [" ".join(_command(c)) for c in new_children]
    pytest.fail(f"left behind: {', '.join(names)}")


@pytest.fixture(autouse=True)
def no_speed_known(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was measured on this machine before, by another test or by who runs them, is not found."""
    folder = tmp_path_factory.getbasetemp() / "speeds" / secrets.token_hex(4)
    monkeypatch.setattr(resources, "speeds_path", lambda: folder)


@pytest.fixture(autouse=True)
def nothing_fetched(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What who runs the tests has fetched from a hub is not found, nor written to."""
    folder = tmp_path_factory.getbasetemp() / "hub" / secrets.token_hex(4)
    monkeypatch.setattr(resources, "hub_path", lambda: folder)


@pytest.fixture
async def no_task_left_behind() -> AsyncIterator[None]:
    """Fail an async test that leaves a task; every async test uses it."""
    before = asyncio.all_tasks()
    yield
    await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()]
    assert not left, f"tasks left behind: {left}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    for item in items:
        # A window is waited for; what trains for real takes as long as it takes, two at a time.
        if item.path.relative_to(tests).parts[0] == ALONE:
            item.add_marker(pytest.mark.alone)
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames.append("no_task_left_behind")


@pytest.fixture(scope="session")
def embryo_weights() -> Path:
    """The embedded base's folder."""
    folder = models_path() / "embryo"
    if not (folder / "model.safetensors").is_file():
        pytest.skip("the embryo has no weights yet")
    return folder


@pytest.fixture(scope="session")
def embryo_gguf(embryo_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embryo as a GGUF in F32, as birth would write it. Read only: copy it before spoiling it."""
    from luna_desktop.training.gguf_writer import write_gguf

    path = tmp_path_factory.mktemp("embryo") / "embryo.gguf"
    write_gguf(embryo_weights, path, PromptTemplate(), gguf_type="F32")
    return path
