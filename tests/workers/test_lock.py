"""One writer per home, whatever happens to it."""

from __future__ import annotations

import errno
import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.workers.lock import HomeLock, read_holder

HOLDER = """
import sys, time
from pathlib import Path
from luna_desktop.workers.lock import HomeLock
with HomeLock(Path(sys.argv[1]), "the window"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(home: Path, seconds: float) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate()


def test_the_second_is_told_who_is_first(tmp_path: Path) -> None:
    holder = hold(tmp_path, 60)
    try:
        with pytest.raises(LunaError) as caught:
            HomeLock(tmp_path, "age-up").acquire(timeout=0.1)
        assert caught.value.code == "home-in-use"
        assert f"the window (process {holder.pid})" in caught.value.sentence
        assert read_holder(tmp_path) == ("the window", holder.pid)
    finally:
        end(holder)
    lock = HomeLock(tmp_path, "age-up")  # a killed holder leaves nothing to clean up
    lock.acquire(timeout=2)
    assert read_holder(tmp_path) == ("age-up", os.getpid())
    lock.release()
    lock.release()
    assert read_holder(tmp_path) == ("", 0)


def test_a_short_wait_is_worth_it(tmp_path: Path) -> None:
    holder = hold(tmp_path, 0.5)
    began = time.monotonic()
    with HomeLock(tmp_path, "chat") as lock:
        assert lock.held
        lock.acquire()
    assert time.monotonic() - began < 2.5
    end(holder)


def test_two_in_one_process(tmp_path: Path) -> None:
    with HomeLock(tmp_path / "new" / "home", "a"), pytest.raises(LunaError):
        HomeLock(tmp_path / "new" / "home", "b").acquire(timeout=0)


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LunaError) as caught:
        HomeLock(tmp_path / "file", "a").acquire()
    assert caught.value.code == "home-unwritable"


@pytest.mark.parametrize("content", ["", "[]", "junk", '{"pid": "x"}'])
def test_an_unreadable_signature(tmp_path: Path, content: str) -> None:
    (tmp_path / "luna.owner").write_text(content)
    assert read_holder(tmp_path)[1] == 0
    with HomeLock(tmp_path, "chat"):  # it says nothing about who holds the lock now
        assert read_holder(tmp_path) == ("chat", os.getpid())


def test_it_is_taken_in_one_thread_and_given_back_in_another(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path, "the window")
    with ThreadPoolExecutor(1) as other:
        other.submit(lock.acquire).result()
    assert lock.held
    with pytest.raises(LunaError):
        HomeLock(tmp_path, "chat").acquire(timeout=0)
    lock.release()
    assert not lock.held
    with HomeLock(tmp_path, "chat"):
        pass


def test_the_name_that_a_killed_holder_left_keeps_nobody_out(tmp_path: Path) -> None:
    holder = hold(tmp_path, 60)
    end(holder)
    assert read_holder(tmp_path) == ("the window", holder.pid)
    with HomeLock(tmp_path, "chat") as lock:
        assert lock.held and read_holder(tmp_path) == ("chat", os.getpid())


def test_a_disk_that_takes_the_lock_and_not_the_name(tmp_path: Path) -> None:
    (tmp_path / "luna.owner").mkdir()
    with HomeLock(tmp_path, "chat") as lock, pytest.raises(LunaError) as caught:
        assert lock.held
        HomeLock(tmp_path, "age-up").acquire(timeout=0)
    assert "another process" in caught.value.what


def test_a_process_that_was_started_meanwhile_does_not_keep_it(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path, "chat")
    lock.acquire()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        lock.release()
        with HomeLock(tmp_path, "the window") as other:
            assert other.held
    finally:
        child.communicate(b"\n")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EIO])
def test_a_disk_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    module, call = ("msvcrt", "locking") if sys.platform == "win32" else ("fcntl", "flock")
    monkeypatch.setattr(importlib.import_module(module), call, refuse)
    with pytest.raises(LunaError) as caught:
        HomeLock(tmp_path, "the window").acquire(timeout=0)
    assert caught.value.code == "home-unlockable"
    assert os.strerror(number) in caught.value.why
