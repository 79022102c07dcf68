"""The fixed text of each phase: the same for every generation, and never trained on.

How many bits a generation needs to foresee it shows what growing costs elsewhere.
It stands in a file, so that a later version of the generators leaves it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.phases import HELD_OUT

Conversation = tuple[str, ...]  # a person's words and Luna's in turn
Chunk = tuple[Conversation, ...]
FILE = "anchor.json"


def anchor_path() -> Path:
    """Where the fixed text lies, beside what else no training may read."""
    return resources.curriculum_path() / HELD_OUT / FILE


@cache
def _load(path: Path) -> dict[str, list[list[list[str]]]]:
    try:
        return cast("dict[str, list[list[list[str]]]]", json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise LunaError(
            "curriculum-missing",
            f"The exam's text {path} cannot be read.",
            f"{type(error).__name__}.",
            "Install Luna Desktop again.",
        ) from error


def text(phase: int) -> tuple[Chunk, ...]:
    """The chunks of one phase.

    Raises:
        LunaError: ``curriculum-missing``.
    """
    chunks = _load(anchor_path())[str(phase)]
    return tuple(tuple(tuple(turns) for turns in chunk) for chunk in chunks)


def flat(chunk: Chunk) -> tuple[str, ...]:
    """A chunk as an exam item's choices: conversations parted by empty texts."""
    return tuple(word for turns in chunk for word in ("", *turns))[1:]


def conversations(choices: Sequence[str]) -> Iterator[list[Turn]]:
    """The conversations of such an item."""
    turns: list[Turn] = []
    for words in (*choices, ""):
        if words:
            turns.append(Turn("luna" if len(turns) % 2 else "person", words))
        elif turns:
            yield turns
            turns = []
