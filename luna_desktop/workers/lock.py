"""One writer per home, and how a second launch asks the first to show its window.

Whoever writes to a home holds its lock: the window while it is open, a CLI verb
that changes something while it runs. Reading verbs take no lock. The system
releases the lock when its process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from luna_desktop.domain.errors import LunaError

LOCK_FILE = "luna.lock"
RAISE_FILE = "raise.request"
_RETRY = 0.05

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # locked bytes cannot be read on Windows, so lock one far behind the owner's name

    def _try_lock(fd: int) -> bool:
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(fd: int) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class HomeLock:
    """The right to write to a home. ``owner`` says who holds it, as in "the window"."""

    def __init__(self, home: Path, owner: str) -> None:
        self._path = home / LOCK_FILE
        self._owner = owner
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._fd is not None

    def acquire(self, timeout: float = 2.0) -> None:
        """Take the lock, waiting up to ``timeout`` seconds.

        Raises:
            LunaError: ``home-in-use`` naming the holder, ``home-unwritable``, or ``home-unlockable``.
        """
        if self._fd is not None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise LunaError(
                "home-unwritable",
                f"Luna's folder {self._path.parent} cannot be written to.",
                f"The system says: {error.strerror or error}.",
                "Give this account the right to write there, or choose another folder with --home.",
            ) from error
        deadline = time.monotonic() + timeout
        try:
            while not _try_lock(fd):
                if time.monotonic() >= deadline:
                    raise self._in_use()
                time.sleep(_RETRY)
            self._sign(fd)
        except BaseException as error:
            os.close(fd)
            if isinstance(error, OSError):
                raise LunaError(
                    "home-unlockable",
                    f"Luna's folder {self._path.parent} cannot be kept for one program at a time.",
                    f"Its disk knows no locks; the system says: {error.strerror or error}.",
                    "Choose a folder on a disk of this computer with --home.",
                ) from error
            raise
        self._fd = fd

    def release(self) -> None:
        """Give the lock back; the file stays, as removing it would race with a newcomer."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(fd, 0)
            _unlock(fd)
            os.close(fd)

    def __enter__(self) -> HomeLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _sign(self, fd: int) -> None:
        with contextlib.suppress(OSError):  # a full disk takes the name, not the lock
            os.lseek(fd, 0, os.SEEK_SET)
            os.ftruncate(fd, 0)
            os.write(fd, json.dumps({"pid": os.getpid(), "owner": self._owner}).encode())

    def _in_use(self) -> LunaError:
        owner, pid = read_holder(self._path.parent)
        who = f"{owner} (process {pid})" if pid else "another process"
        return LunaError(
            "home-in-use",
            f"Luna's folder {self._path.parent} is in use by {who}.",
            "Only one of them may write to it at a time.",
            "Close the other one, or wait until it has finished.",
        )


def read_holder(home: Path) -> tuple[str, int]:
    """Who signed the lock of ``home`` last and its pid; ("", 0) when nobody holds it."""
    try:
        data: object = json.loads((home / LOCK_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", 0
    fields = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    pid = fields.get("pid")
    return str(fields.get("owner", "another process")), pid if isinstance(pid, int) else 0


def request_raise(home: Path) -> None:
    """Ask the window that holds ``home`` to come to the front."""
    (home / RAISE_FILE).write_text(str(os.getpid()), encoding="utf-8")


def take_raise_request(home: Path) -> bool:
    """Whether somebody asked since the last call; the window asks this every half second or so."""
    try:
        (home / RAISE_FILE).unlink()
    except OSError:
        return False
    return True
