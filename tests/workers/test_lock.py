"""One writer per home, whatever happens to it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.workers import lock
from luna_desktop.workers.lock import HomeLock, read_holder, request_raise, take_raise_request

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
    (tmp_path / "luna.lock").write_text(content)
    assert read_holder(tmp_path)[1] == 0


def test_raising_the_first_window(tmp_path: Path) -> None:
    assert not take_raise_request(tmp_path)
    request_raise(tmp_path)
    request_raise(tmp_path)
    assert take_raise_request(tmp_path)
    assert not take_raise_request(tmp_path)


def test_a_disk_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> bool:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_try_lock", refuse)
    with pytest.raises(LunaError) as caught:
        HomeLock(tmp_path, "the window").acquire()
    assert caught.value.code == "home-unlockable"
