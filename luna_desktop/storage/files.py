"""Durable files: hashes, and writes that a power cut cannot tear."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

_CHUNK = 1 << 20


def sha256(path: Path) -> str:
    """The file's hash, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Have the disk hold what was written."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


if sys.platform == "win32":

    def sync_folder(path: Path) -> None:
        """Windows has no handle of a folder to flush; NTFS journals its names."""

else:

    def sync_folder(path: Path) -> None:
        """Have the disk hold the folder's names."""
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
