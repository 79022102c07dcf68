"""What a child says on stderr: a bounded tail for diagnostics, and a bounded log file."""

from __future__ import annotations

import collections
import contextlib
import io
import threading
from pathlib import Path

_LINES = 200
_LINE_BYTES = 2000
_FILE_BYTES = 1 << 20


class StderrKeeper:
    """Drains a stderr pipe in its own thread, so that a child never blocks on it."""

    def __init__(self, pipe: io.FileIO, name: str, log: Path | None) -> None:
        self._pipe = pipe
        self._log = log
        self._written = 0
        self._ring: collections.deque[str] = collections.deque(maxlen=_LINES)
        self._thread = threading.Thread(target=self._run, name=f"luna-{name}_stderr", daemon=True)
        self._thread.start()

    @property
    def tail(self) -> str:
        """The last lines."""
        return "\n".join(self._ring)

    def join(self, timeout: float) -> None:
        """Wait until the pipe is drained."""
        self._thread.join(timeout)

    def _run(self) -> None:
        rest = b""
        with contextlib.suppress(OSError, ValueError), self._pipe:
            while data := self._pipe.read(8192):
                self._keep(data)
                *lines, rest = (rest + data).split(b"\n")
                self._ring.extend(_readable(line) for line in lines)
                rest = rest[-_LINE_BYTES:]
        if rest:
            self._ring.append(_readable(rest))

    def _keep(self, data: bytes) -> None:
        if self._log is None or self._written > _FILE_BYTES:
            return
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            if self._written == 0 and self._log.exists() and self._log.stat().st_size > _FILE_BYTES:
                self._log.replace(self._log.with_suffix(".old"))
            with self._log.open("ab") as file:
                file.write(data)
            self._written += len(data)
        except OSError:
            self._log = None  # diagnostics must never stand in the way of work


def _readable(line: bytes) -> str:
    return line[:_LINE_BYTES].decode("utf-8", "replace").rstrip("\r")
