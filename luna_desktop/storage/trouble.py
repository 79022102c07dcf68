"""Errors of SQLite and of the file system, told as a person can use them."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

from luna_desktop.domain.disk import is_refusal, no_room, read_only
from luna_desktop.domain.errors import LunaError

_PRIMARY = 0xFF
_PAGE = 4096  # bytes that SQLite writes at once
_PLACE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
)


def damaged(path: Path) -> LunaError:
    return LunaError(
        "database-damaged",
        f"The database {path} is damaged or is not a database.",
        "SQLite cannot read it. It was left as it is.",
        f"Put a copy in its place; copies made before updates lie in {path.parent / 'backups'}.",
    )


def newer(path: Path, version: int, known: int) -> LunaError:
    return LunaError(
        "database-newer",
        f"The database {path} was written by a newer Luna Desktop.",
        f"It has version {version}; this program knows versions up to {known}. Nothing was changed.",
        "Update Luna Desktop.",
    )


def older(path: Path, version: int, known: int) -> LunaError:
    return LunaError(
        "database-older",
        f"The database {path} is one of an earlier Luna Desktop.",
        f"It has version {version}; this program writes version {known}.",
        "Close the program that has it open, or make the folder writable, and start Luna again.",
    )


def busy(place: Path) -> LunaError:
    return LunaError(
        "database-busy",
        "The database is in use by another program.",
        f"A file in {place} stayed locked for several seconds.",
        "Close the other program and try again.",
    )


def disk_error(place: Path, why: str = "The disk reported an error.") -> LunaError:
    return LunaError(
        "disk-error",
        f"Luna cannot read or write files in {place}.",
        why,
        "Check the disk and its free space, then try again.",
    )


def from_os(error: OSError, place: Path) -> LunaError:
    """The LunaError for a failed read or write of files under ``place``."""
    known = no_room(error, place)
    if known is not None:
        return known
    if is_refusal(error):
        return read_only(place, error)
    return disk_error(place, f"{error.strerror or type(error).__name__}.")


def is_of_place(error: sqlite3.Error) -> bool:
    """Whether the file's disk or folder is to blame, and not what the file holds."""
    return _primary(error) in _PLACE


def from_sqlite(error: sqlite3.Error, path: Path) -> LunaError | None:
    """The LunaError for trouble outside our doing; None for a fault of our own."""
    primary = _primary(error)
    if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged(path)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy(path.parent)
    if primary not in _PLACE:
        return None
    # SQLite tells but the kind of trouble; the system tells which when it is asked to do the like.
    known = probe(path.parent)
    if known is not None:
        return known
    if primary == sqlite3.SQLITE_FULL:  # what SQLite wanted was more than the probe
        return no_room(OSError(errno.ENOSPC, ""), path.parent)
    return read_only(path.parent) if primary == sqlite3.SQLITE_READONLY else disk_error(path.parent)


def probe(place: Path) -> LunaError | None:
    """What keeps a small file from being written in ``place``; None when nothing does."""
    trial = place / f".luna-{secrets.token_hex(6)}"
    try:
        try:
            with trial.open("xb", buffering=0) as file:
                file.write(b"?" * _PAGE)
                os.fsync(file.fileno())
        finally:
            with suppress(OSError):
                trial.unlink(missing_ok=True)
    except OSError as error:
        return from_os(error, place)
    return None


def _primary(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & _PRIMARY
