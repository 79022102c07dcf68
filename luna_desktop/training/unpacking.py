"""Unpacks a base that came as a GGUF, once for all homes: the folder is there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain.disk import no_room
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Packed
from luna_desktop.training.files import sha256, sync_file, sync_folder
from luna_desktop.training.progress import Link
from luna_desktop.workers import protocol

MANIFEST = "unpacked.json"
VERSION = 1  # of how it is unpacked; what another version wrote is written anew
FILES = ("config.json", "model.safetensors", "tokenizer.json")
STALE_SECONDS = 3600.0


def unpack(packed: Packed, link: Link) -> None:
    """See that ``packed.folder`` holds the weights of ``packed.gguf``, whole and as they were written.

    What is damaged there is written anew. Two that unpack at once do not disturb each other.

    Raises:
        LunaError: ``base-damaged``, ``disk-full`` or its like, ``cannot-write``, ``training-cancelled``,
            or what ``gguf_reader.write_folder`` says.
    """
    folder = packed.folder
    if is_whole(folder, packed.sha256):
        return
    _tell(link, 0, 0)
    if not packed.gguf.is_file() or sha256(packed.gguf) != packed.sha256:
        raise LunaError(
            "base-damaged",
            "The base model cannot be unpacked.",
            f"{packed.gguf} is missing, or not the file that belongs there.",
            "`luna bases` tells how to get it again.",
        )
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        partial.mkdir()
        _write(packed, partial, link)
        _move_into_place(partial, folder, packed.sha256)
    except OSError as error:
        raise no_room(error, folder.parent) or LunaError(
            "cannot-write",
            "The base model cannot be unpacked.",
            f"The system says of {folder.parent}: {error.strerror or error}.",
            "See that this folder may be written to, and try again.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def is_whole(folder: Path, gguf_sha256: str) -> bool:
    """Whether ``folder`` is what was unpacked from the GGUF of this hash, byte for byte."""
    try:
        told = cast("dict[str, Any]", json.loads((folder / MANIFEST).read_text("utf-8")))
        if (told["version"], told["gguf"]) != (VERSION, gguf_sha256):
            return False
        return {name: sha256(folder / name) for name in FILES} == told["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write(packed: Packed, partial: Path, link: Link) -> None:
    from luna_desktop.training.gguf_reader import write_folder  # slow to load, and mostly not needed

    def step(done: int, total: int) -> None:
        if link.stopping.is_set():
            raise LunaError("training-cancelled", "Unpacking the base model was stopped.")
        _tell(link, done, total)

    write_folder(packed.gguf, partial, step)
    files = {name: sha256(partial / name) for name in FILES}
    text = json.dumps({"version": VERSION, "gguf": packed.sha256, "files": files}, indent=1)
    (partial / MANIFEST).write_text(text, encoding="utf-8")
    for name in (*FILES, MANIFEST):
        sync_file(partial / name)
    sync_folder(partial)


def _move_into_place(partial: Path, folder: Path, gguf_sha256: str) -> None:
    try:
        partial.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        if is_whole(folder, gguf_sha256):  # another process was quicker
            return
        # A rename cannot replace a folder that holds something.
        damaged = folder.with_name(f"{folder.name}.{os.getpid()}.damaged.partial")
        folder.rename(damaged)
        partial.rename(folder)
        shutil.rmtree(damaged, ignore_errors=True)
    sync_folder(folder.parent)


def _sweep(folder: Path) -> None:
    """Remove what was left half written; not what another process may be writing now."""
    for left in folder.parent.glob(f"{folder.name}.*.partial"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _tell(link: Link, done: int, total: int) -> None:
    note = "Unpacking the base model, once for always"
    link.send(protocol.progress_message(Progress("prepare", step=done, total=total, note=note)))
