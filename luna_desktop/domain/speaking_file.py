"""The file a packed base speaks from: the same weights, read faster, beside those that were unpacked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

VERSION = 1  # of how it is written; what another version wrote is written anew


@dataclass(frozen=True, slots=True)
class SpeakingFile:
    """Whose weights it has, and what it was when it was written."""

    gguf: str  # sha256 of the base's own file
    bytes: int
    sha256: str
    version: int = VERSION

    def to_json(self) -> str:
        """As the text of its manifest."""
        return json.dumps(asdict(self), indent=1)


def place(folder: Path) -> Path:
    """Where the file of the base lies that is unpacked into ``folder``."""
    return folder.with_name(f"{folder.name}.gguf")


def manifest(folder: Path) -> Path:
    """Where it is told what that file was when it was written."""
    return folder.with_name(f"{folder.name}.json")


def read(folder: Path, gguf: str) -> SpeakingFile | None:
    """What the manifest tells, if the file of that size is there and of the base with the hash ``gguf``."""
    try:
        told = SpeakingFile(**cast("dict[str, Any]", json.loads(manifest(folder).read_text("utf-8"))))
        size = place(folder).stat().st_size
    except (OSError, ValueError, TypeError):
        return None
    return told if (told.version, told.gguf, told.bytes) == (VERSION, gguf, size) else None
