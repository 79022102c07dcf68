"""Files that are either whole or not there: hashes, fsync and atomic replacement."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from luna_desktop.domain.disk import FULL, no_room
from luna_desktop.domain.errors import LunaError


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Force a closed file's bytes to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def must_fit(size: int, folder: Path) -> None:
    """Whether there is room for ``size`` bytes in ``folder``: asked before the first is written.

    Raises:
        LunaError: ``disk-full``.
    """
    free = shutil.disk_usage(folder).free
    if free < size:
        raise LunaError(
            FULL,
            "There is too little room on the disk.",
            f"A file of {size / 1e6:.0f} MB belongs in {folder}, where {free / 1e6:.0f} MB are free.",
            "Free some space and try again; nothing that was saved is lost.",
        )


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well.

    Raises:
        LunaError: ``disk-full`` or ``cannot-write``; the old file then still stands.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_error(path: Path, error: OSError) -> LunaError:
    return no_room(error, path.parent) or LunaError(
        "cannot-write",
        f"{path.name} could not be written.",
        f"The system says: {error.strerror or error}.",
        "Check that the folder exists and may be written to.",
    )
