"""Errors of SQLite and of the file system, told as a person can use them."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from luna_desktop.domain.errors import LunaError

_PRIMARY = 0xFF
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def disk_full(place: Path) -> LunaError:
    return LunaError(
        "disk-full",
        "The disk is full.",
        f"There is no room left to write in {place}.",
        "Free some space and try again; nothing that was saved is lost.",
    )


def read_only(place: Path) -> LunaError:
    return LunaError(
        "home-read-only",
        f"Luna cannot write in her home {place}.",
        "The folder is read-only for this account.",
        "Make it writable, or choose another home with LUNA_HOME or --home.",
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
        f"The database {path} is open in an older Luna Desktop.",
        f"It has version {version}; this program writes version {known}.",
        "Close the other program first.",
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
    if error.errno in _FULL:
        return disk_full(place)
    if error.errno in _REFUSED:
        return read_only(place)
    return disk_error(place, f"{error.strerror or type(error).__name__}.")


def from_sqlite(error: sqlite3.Error, path: Path) -> LunaError | None:
    """The LunaError for trouble outside our doing; None for a fault of our own."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = int(code) & _PRIMARY
    if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged(path)
    makers = {
        sqlite3.SQLITE_FULL: disk_full,
        sqlite3.SQLITE_READONLY: read_only,
        sqlite3.SQLITE_CANTOPEN: read_only,
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
        sqlite3.SQLITE_IOERR: disk_error,
    }
    maker = makers.get(primary)
    return maker(path.parent) if maker else None
