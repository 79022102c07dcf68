"""The child's end of the pipe: claims it, beats, listens, and never outlives its parent."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psutil

from luna_desktop.domain.errors import LunaError
from luna_desktop.workers import protocol
from luna_desktop.workers.protocol import Message

PARENT_PID = "LUNA_PARENT_PID"
HEARTBEAT_SECONDS = 1.0
ORPHAN_GRACE = 8.0
ORPHAN_EXIT = 3


class ParentLink:
    """Connects this process with the one that started it.

    Create it before any heavy import: it moves the pipes off fd 0 and 1, so
    that a library's print lands on stderr. ``stopping`` is set by a ``stop``
    message, by EOF on stdin and by the parent's death; the last two also start
    a deadline of ``orphan_grace`` seconds after which the process ends hard.
    ``save_on_stop`` tells whether a stop asked for a checkpoint first.
    ``on_message``, if given, sees every request in the reader thread before it
    is queued, and returns True to keep it from the queue.
    """

    def __init__(
        self,
        worker: str,
        on_message: Callable[[Message], bool] | None = None,
        *,
        orphan_grace: float = ORPHAN_GRACE,
    ) -> None:
        self.stopping = threading.Event()
        self.save_on_stop = True
        self._lost = threading.Event()
        self._on_message = on_message
        self._orphan_grace = orphan_grace
        self._requests: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._send_lock = threading.Lock()
        self._stdin, self._stdout = _claim_pipes()
        self._parent = _parent_process()
        self.send(protocol.hello(worker, os.getpid()))
        for target in (self._read, self._beat, self._guard):
            threading.Thread(target=target, name=f"luna-link{target.__name__}", daemon=True).start()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message; from any thread. Without a parent it is dropped."""
        line = protocol.encode(message)
        try:
            with self._send_lock:
                while line:
                    line = line[os.write(self._stdout, line) :]
        except OSError:
            self._lose()

    def fail(self, error: BaseException, request: int | None = None) -> None:
        """Answer with ``error``; where a bug was met goes to stderr, which is kept in the home."""
        if not isinstance(error, LunaError):
            print(protocol.places(error), file=sys.stderr, flush=True)  # noqa: T201
        self.send(protocol.error_message(error, request))

    def requests(self) -> Iterator[Message]:
        """The parent's requests in order, until it is time to stop."""
        while not self.stopping.is_set():
            message = self._requests.get()
            if message is not None and not self.stopping.is_set():
                yield message

    def _read(self) -> None:
        decoder = protocol.Decoder()
        while True:
            try:
                data = os.read(self._stdin, 65536)
            except OSError:
                data = b""
            if not data:
                self._lose()
                return
            for message in decoder.feed(data):
                self._dispatch(message)

    def _dispatch(self, message: Message) -> None:
        if message["type"] == "stop":
            self.save_on_stop = message.get("save") is not False
            self._stop()
        elif self._on_message is None or not self._on_message(message):
            self._requests.put(message)

    def _beat(self) -> None:
        while not self._lost.wait(HEARTBEAT_SECONDS):
            self.send({"type": "heartbeat"})

    def _guard(self) -> None:
        """End this process if it does not end by itself after losing its parent."""
        while not self._lost.wait(HEARTBEAT_SECONDS):
            if not _alive(self._parent):
                self._lose()
        time.sleep(self._orphan_grace)
        os._exit(ORPHAN_EXIT)

    def _lose(self) -> None:
        self._lost.set()
        self._stop()

    def _stop(self) -> None:
        self.stopping.set()
        self._requests.put(None)


def _claim_pipes() -> tuple[int, int]:
    """Private copies of fd 0 and 1; the public ones become the null device and stderr."""
    stdin, stdout = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for fd in (stdin, stdout):
            msvcrt.setmode(fd, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return stdin, stdout


def _parent_process() -> psutil.Process | None:
    pid = os.environ.get(PARENT_PID, "")
    with contextlib.suppress(psutil.Error, ValueError):
        return psutil.Process(int(pid) if pid else os.getppid())
    return None


def _alive(process: psutil.Process | None) -> bool:
    if process is None:
        return False
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
