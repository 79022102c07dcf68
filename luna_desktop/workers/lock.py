"""One writer per home.

Whoever writes to a home holds its lock: the window while it is open, a CLI verb
that changes something while it runs. Reading verbs take no lock. The system
releases the lock when its process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from filelock import FileLock, Timeout

from luna_desktop.domain.disk import no_room
from luna_desktop.domain.errors import LunaError

LOCK_FILE = "luna.lock"
OWNER_FILE = "luna.owner"  # beside the lock: what is locked cannot be read on Windows


class HomeLock:
    """The right to write to a home. ``owner`` says who holds it, as in "the window"."""

    def __init__(self, home: Path, owner: str) -> None:
        self._home = home
        self._owner = owner
        # Taken in one thread and given back in another; kept in place, as removing it would race
        # with a newcomer; and never a mere marker, which a killed process would leave behind.
        self._lock = FileLock(
            home / LOCK_FILE,
            mode=0o600,
            thread_local=False,
            fallback_to_soft=False,
            preserve_lock_file=True,
        )

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def acquire(self, timeout: float = 2.0) -> None:
        """Take the lock, waiting up to ``timeout`` seconds.

        Raises:
            LunaError: ``home-in-use`` naming the holder, ``home-unwritable``, or ``home-unlockable``.
        """
        if self.held:
            return
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            (self._home / LOCK_FILE).open("ab").close()
        except OSError as error:
            raise _unwritable(self._home, error) from error
        try:
            self._lock.acquire(timeout=timeout)
        except Timeout as error:
            raise _in_use(self._home) from error
        except OSError as error:
            raise _unlockable(self._home, error) from error
        with contextlib.suppress(OSError):  # a full disk takes the name, not the lock
            signature = json.dumps({"pid": os.getpid(), "owner": self._owner})
            (self._home / OWNER_FILE).write_text(signature, encoding="utf-8")

    def release(self) -> None:
        """Give the lock back."""
        if self.held:
            with contextlib.suppress(OSError):
                (self._home / OWNER_FILE).unlink()
            self._lock.release()

    def __enter__(self) -> HomeLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def read_holder(home: Path) -> tuple[str, int]:
    """Who signed the lock of ``home`` last and its pid; ("", 0) when nobody holds it."""
    try:
        data: object = json.loads((home / OWNER_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", 0
    fields = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    pid = fields.get("pid")
    return str(fields.get("owner", "another process")), pid if isinstance(pid, int) else 0


def _in_use(home: Path) -> LunaError:
    owner, pid = read_holder(home)
    who = f"{owner} (process {pid})" if pid else "another process"
    return LunaError(
        "home-in-use",
        f"Luna's folder {home} is in use by {who}.",
        "Only one of them may write to it at a time.",
        "Close the other one, or wait until it has finished.",
    )


def _unwritable(home: Path, error: OSError) -> LunaError:
    return no_room(error, home) or LunaError(
        "home-unwritable",
        f"Luna's folder {home} cannot be written to.",
        f"The system says: {error.strerror or error}.",
        "Give this account the right to write there, or choose another folder with --home.",
    )


def _unlockable(home: Path, error: OSError) -> LunaError:
    return no_room(error, home) or LunaError(
        "home-unlockable",
        f"Luna's folder {home} cannot be kept for one program at a time.",
        f"Its disk knows no locks; the system says: {error.strerror or error}.",
        "Choose a folder on a disk of this computer with --home.",
    )
