"""Every phase's generator and its held-out split, and how their files are written.

What a phase holds out lies in a folder of its own, which the training child may not open.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from luna_desktop.domain.curriculum import HeldItem, HeldOut, Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.language import mechanical, patterns, reasoning, vocabulary
from luna_desktop.language.phases import (
    HELD_OUT,
    held_out_path,
    held_out_text,
    phase_path,
    phase_text,
    write_curriculum,
)

HELD_SEED = 1


@dataclass(frozen=True, slots=True)
class Curriculum:
    """How a phase is made: the part that is taught, and the part that is asked."""

    generate: Callable[[int], Phase]
    held_out: Callable[[], list[HeldItem]]


def _forms() -> list[HeldItem]:
    return [HeldItem(prompt, right, (right, wrong), "form") for prompt, right, wrong in mechanical.held_out()]


def _words() -> list[HeldItem]:
    return [HeldItem(prompt, choices[0], choices, "word") for prompt, choices in vocabulary.held_out()]


CURRICULA: Mapping[int, Curriculum] = {
    0: Curriculum(mechanical.generate, _forms),
    1: Curriculum(vocabulary.generate, _words),
    2: Curriculum(patterns.generate, reasoning.held_out),
}


def held_out_beside(path: Path) -> Path:
    """Where what a phase holds out is written when the phase itself goes to ``path``."""
    return path.parent / HELD_OUT / path.name


def write(number: int, seed: int = 0, path: Path | None = None) -> list[tuple[Path, int]]:
    """Write the phase and what it holds out; returns each file with its number of entries.

    Raises:
        LunaError: ``curriculum-unwritable``.
    """
    made = CURRICULA[number]
    phase = made.generate(seed)
    held = HeldOut(number, phase.name, HELD_SEED, tuple(made.held_out()))
    taught = path or phase_path(number)
    asked = held_out_beside(path) if path else held_out_path(number)
    write_curriculum(phase_text(phase), taught)
    write_curriculum(held_out_text(held), asked)
    return [(taught, len(phase.examples)), (asked, len(held.items))]


def main(number: int, description: str) -> int:
    """The command line of the generators beside the files: generate, write, say what was written."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=None)
    wanted = parser.parse_args()
    try:
        written = write(number, wanted.seed, wanted.output)
    except LunaError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    for path, count in written:
        sys.stdout.write(f"{count} entries in {path}\n")
    return 0
