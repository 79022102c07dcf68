"""Unpacks a base that came as a GGUF, once for all homes: what is made of it is there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain import speaking_file
from luna_desktop.domain.disk import no_room
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speaking_file import SpeakingFile
from luna_desktop.domain.training import Packed
from luna_desktop.training.files import replacing, sha256, sync_file, sync_folder
from luna_desktop.training.progress import Link
from luna_desktop.workers import protocol

MANIFEST = "unpacked.json"
VERSION = 1  # of how it is unpacked; what another version wrote is written anew
FILES = ("config.json", "model.safetensors", "tokenizer.json")
STALE_SECONDS = 3600.0
UNPACKING = "Unpacking the base model, once for always"
SPEAKING = "Writing the file she speaks from, once for always"


def unpack(packed: Packed, link: Link) -> None:
    """See that ``packed.folder`` holds the weights of ``packed.gguf``, and beside it stands the file to speak
    from, both whole and as they were written.

    What is damaged there is written anew. Two that unpack at once do not disturb each other.

    Raises:
        LunaError: ``base-damaged``, ``disk-full`` or its like, ``cannot-write``, ``training-cancelled``,
            or what ``gguf_reader.write_folder`` says.
    """
    folder = packed.folder
    whole, speaks = is_whole(folder, packed.sha256), can_speak(folder, packed.sha256)
    if whole and speaks:
        return
    _tell(link, UNPACKING, 0, 0)
    if not packed.gguf.is_file() or sha256(packed.gguf) != packed.sha256:
        raise LunaError(
            "base-damaged",
            "The base model cannot be unpacked.",
            f"{packed.gguf} is missing, or not the file that belongs there.",
            "`luna bases` tells how to get it again.",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        if not whole:
            _unpack(packed, link)
        if not speaks:
            _write_speaking(packed, link)
    except OSError as error:
        raise no_room(error, folder.parent) or LunaError(
            "cannot-write",
            "The base model cannot be unpacked.",
            f"The system says of {folder.parent}: {error.strerror or error}.",
            "See that this folder may be written to, and try again.",
        ) from error


def _unpack(packed: Packed, link: Link) -> None:
    partial = packed.folder.with_name(f"{packed.folder.name}.{os.getpid()}.partial")
    try:
        partial.mkdir()
        _write(packed, partial, link)
        _move_into_place(partial, packed.folder, packed.sha256)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_speaking(packed: Packed, link: Link) -> None:
    from luna_desktop.training.gguf_copy import write_copy  # slow to load, and mostly not needed

    with replacing(speaking_file.place(packed.folder)) as temporary:
        write_copy(packed.gguf, temporary, _step(link, SPEAKING))
        told = SpeakingFile(packed.sha256, temporary.stat().st_size, sha256(temporary))
    # Last: without it the file counts for nothing.
    with replacing(speaking_file.manifest(packed.folder)) as temporary:
        temporary.write_text(told.to_json(), encoding="utf-8")


def can_speak(folder: Path, gguf_sha256: str) -> bool:
    """Whether the file to speak from is what was written of the GGUF of this hash, byte for byte."""
    told = speaking_file.read(folder, gguf_sha256)
    try:
        return told is not None and sha256(speaking_file.place(folder)) == told.sha256
    except OSError:
        return False


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

    write_folder(packed.gguf, partial, _step(link, UNPACKING))
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
    for left in folder.parent.glob(f"{folder.name}.*"):
        if left.suffix not in (".partial", ".tmp"):
            continue
        with suppress(OSError):
            if time.time() - left.stat().st_mtime <= STALE_SECONDS:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()


def _step(link: Link, note: str) -> Callable[[int, int], None]:
    """Tells how many parts of how many are written, and ends the work when that is wished."""

    def step(done: int, total: int) -> None:
        if link.stopping.is_set():
            raise LunaError("training-cancelled", "Unpacking the base model was stopped.")
        _tell(link, note, done, total)

    return step


def _tell(link: Link, note: str, done: int, total: int) -> None:
    link.send(protocol.progress_message(Progress("prepare", step=done, total=total, note=note)))
