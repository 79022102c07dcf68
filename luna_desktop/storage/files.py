"""Durable files: hashes, and writes that a power cut cannot tear."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 20


def no_pulse(_step: int) -> None:
    """Nobody counts the bytes."""


def sha256(path: Path, pulse: Callable[[int], None] = no_pulse) -> str:
    """The file's hash, read in pieces, each told to ``pulse``."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            pulse(len(chunk))
    return digest.hexdigest()


def copy_file(source: Path, target: Path, pulse: Callable[[int], None] = no_pulse) -> None:
    """Copy the content in pieces, each told to ``pulse``; what ``target`` held is gone."""
    with source.open("rb") as file, target.open("wb") as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)
            pulse(len(chunk))


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
