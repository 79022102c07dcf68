"""Phase files on disk: read with a plain account of what is wrong, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from luna_desktop import resources
from luna_desktop.domain.curriculum import FIELDS, HeldOut, Phase, parse_held_out, parse_phase
from luna_desktop.domain.errors import LunaError

FILE_NAMES = {
    0: "phase_0_mechanical_FULL.json",
    1: "phase_1_vocabulary.json",
    2: "phase_2_patterns.json",
}
PERSONALITY_FILE = "phase_3_personality.json"  # of a person's own; it lies with their generations
HELD_OUT = "held_out"  # the training child may not open this folder
_NEXT = "Write the file anew with `luna curriculum generate`."


def phase_path(number: int) -> Path:
    """Where the file of phase ``number`` lies.

    Raises:
        LunaError: code ``curriculum-unknown`` if there is no such phase.
    """
    if number not in FILE_NAMES:
        known = ", ".join(map(str, FILE_NAMES))
        raise LunaError(
            "curriculum-unknown", f"There is no curriculum phase {number}.", f"The phases are {known}."
        )
    return resources.curriculum_path() / FILE_NAMES[number]


def held_out_path(number: int) -> Path:
    """Where the exam's items of phase ``number`` lie.

    Raises:
        LunaError: code ``curriculum-unknown`` if there is no such phase.
    """
    return phase_path(number).parent / HELD_OUT / FILE_NAMES[number]


def load_phase(path: Path) -> Phase:
    """The phase in the file at ``path``.

    Raises:
        LunaError: see ``_decoded``; ``curriculum-malformed`` names the entry that is wrong.
    """
    return parse_phase(_decoded(path), path.name)


def phases_up_to(age: int) -> list[Phase]:
    """All phases that lead to ``age``, as far as there are files of them.

    Raises:
        LunaError: as ``load_phase``.
    """
    return [load_phase(phase_path(number)) for number in sorted(FILE_NAMES) if number <= age]


def load_held_out(number: int) -> HeldOut:
    """What phase ``number`` keeps from training; only the exam may read it.

    Raises:
        LunaError: as ``load_phase``.
    """
    path = held_out_path(number)
    return parse_held_out(_decoded(path), path.name)


def _decoded(path: Path) -> Any:
    """The JSON in the file at ``path``.

    Raises:
        LunaError: ``curriculum-missing``, ``curriculum-unreadable`` or ``curriculum-malformed``,
            the last with the line and column that is wrong.
    """
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise LunaError("curriculum-missing", f"The curriculum file {path} is missing.", "", _NEXT) from None
    except UnicodeDecodeError as error:
        raise LunaError(
            "curriculum-malformed",
            f"The curriculum file {name} is not UTF-8 text.",
            f"Its byte {error.start} is no part of a character.",
            _NEXT,
        ) from None
    except OSError as error:
        raise LunaError(
            "curriculum-unreadable",
            f"The curriculum file {path} cannot be read.",
            f"{error.strerror or type(error).__name__}.",
            "Check that the file exists and that you may read it.",
        ) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise LunaError(
            "curriculum-malformed",
            f"The curriculum file {name} is not valid JSON at line {error.lineno}, column {error.colno}.",
            f"{error.msg}.",
            _NEXT,
        ) from None
    except RecursionError:
        raise LunaError(
            "curriculum-malformed",
            f"The curriculum file {name} is nested too deeply.",
            "A phase file is one object with a list of flat entries.",
            _NEXT,
        ) from None


def phase_text(phase: Phase) -> str:
    """The file of ``phase``: one example a line, so that a change of one shows as one."""
    head = {"phase": phase.number, "name": phase.name, "seed": phase.seed}
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    rows = [
        json.dumps({field: getattr(example, field) for field in FIELDS}, ensure_ascii=False)
        for example in phase.examples
    ]
    body = ",\n".join(f"    {row}" for row in rows)
    return "{\n" + "\n".join(lines) + '\n  "examples": [\n' + body + "\n  ]\n}\n"


def held_out_text(held: HeldOut) -> str:
    """The file of ``held``, one item a line."""
    head = {"phase": held.number, "name": held.name, "seed": held.seed}
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    body = ",\n".join(f"    {json.dumps(asdict(item), ensure_ascii=False)}" for item in held.items)
    return "{\n" + "\n".join(lines) + '\n  "items": [\n' + body + "\n  ]\n}\n"


def write_curriculum(text: str, path: Path) -> None:
    """Put a curriculum file at ``path``; who reads meanwhile sees the old one or the new one.

    Raises:
        LunaError: code ``curriculum-unwritable``.
    """
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".phase-", delete=False) as file:
            partial = Path(file.name)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise LunaError(
            "curriculum-unwritable",
            f"The curriculum file {path} cannot be written.",
            f"{error.strerror or type(error).__name__}.",
            "Free some space or choose a folder you may write to.",
        ) from error
