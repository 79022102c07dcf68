"""Bars the training child from the exam: what it cannot read it cannot train on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.language.phases import HELD_OUT

# Sealed exams lie in the person's database; nothing else of it is the child's business either.
_DATABASES = (".db", ".db-wal", ".db-shm", ".sqlite", ".sqlite3")


def keep_sealed() -> None:
    """From now on, and for good, opening an exam in this process fails (PEP 578 audit hooks)."""
    folder = os.path.realpath(resources.curriculum_path() / HELD_OUT) + os.sep

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ("open", "sqlite3.connect", "os.listdir", "os.scandir"):
            return
        asked = arguments[0]
        if not isinstance(asked, (str, bytes, os.PathLike)):
            return
        path = os.path.realpath(os.fsdecode(asked))
        if event == "sqlite3.connect" or (path + os.sep).startswith(folder) or path.endswith(_DATABASES):
            raise LunaError(
                "exam-sealed",
                "The training tried to read the exam.",
                f"It asked for {Path(path).name}.",
            )

    sys.addaudithook(watch)
