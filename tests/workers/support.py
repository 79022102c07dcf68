"""Starting fake children and waiting for what they do."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from luna_desktop.domain.errors import LunaError
from luna_desktop.workers.process import ChildProcess
from luna_desktop.workers.protocol import Message


def command(mode: str) -> list[str]:
    return [sys.executable, "-m", "tests.workers.fake_child", mode]


class Listener:
    """Collects what a child says and how it ends."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.ends: list[LunaError | None] = []
        self._changed = threading.Condition()

    def take(self, message: Message) -> None:
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def end(self, error: LunaError | None) -> None:
        with self._changed:
            self.ends.append(error)
            self._changed.notify_all()

    def wait(self, kind: str, timeout: float = 20) -> Message:
        with self._changed:
            assert self._changed.wait_for(lambda: self._find(kind) or self.ends, timeout), f"no {kind}"
            found = self._find(kind)
            assert found is not None, f"ended without {kind}: {self.ends}"
            return found

    def wait_end(self, timeout: float = 20) -> LunaError | None:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self.ends), timeout), "did not end"
            return self.ends[0]

    def _find(self, kind: str) -> Message | None:
        return next((m for m in self.messages if m["type"] == kind), None)


def start(
    mode: str, *, heartbeat_timeout: float = 30.0, log: Path | None = None
) -> tuple[ChildProcess, Listener]:
    listener = Listener()
    child = ChildProcess(
        command(mode),
        on_message=listener.take,
        on_exit=listener.end,
        name="fake",
        heartbeat_timeout=heartbeat_timeout,
        log=log,
    )
    return child, listener


def eventually(condition: Callable[[], bool], timeout: float = 5.0) -> bool:
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
