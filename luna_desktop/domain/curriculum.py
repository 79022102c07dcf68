"""Curriculum phases as values, and the check that a file really is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from luna_desktop.domain.errors import LunaError

PERSONALITY = 3  # the phase of a person's own; the files have those before it
FIELDS = ("instruction", "input", "output", "template")


@dataclass(frozen=True, slots=True)
class Example:
    """One curriculum pair; ``template`` names the form it was expanded from."""

    instruction: str
    input: str
    output: str
    template: str

    @property
    def prompt(self) -> str:
        """What the person's turn reads: the instruction, then the input."""
        return f"{self.instruction} {self.input}".strip()


@dataclass(frozen=True, slots=True)
class Phase:
    """A curriculum phase: ``{"phase", "name", "seed", "examples": [...]}`` on disk."""

    number: int
    name: str
    seed: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A question kept for the exam: with ``choices``, the right one first, or by exact answer without."""

    prompt: str
    answer: str
    choices: tuple[str, ...]
    template: str


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a phase keeps from training: ``{"phase", "name", "seed", "items": [...]}`` on disk."""

    number: int
    name: str
    seed: int
    items: tuple[HeldItem, ...]


def parse_phase(data: object, source: str) -> Phase:
    """Check a decoded phase file.

    Raises:
        LunaError: code ``curriculum-malformed``, naming the offending entry.
    """

    def bad(where: str, why: str) -> LunaError:
        return LunaError(
            "curriculum-malformed",
            f"The curriculum file {source} is malformed at {where}.",
            why,
            "Mend the entry, or write the file anew with `luna curriculum generate`.",
        )

    if not isinstance(data, Mapping):
        raise bad("its top level", "It must be a JSON object.")
    top = cast("Mapping[str, Any]", data)
    for key, kind in (("phase", int), ("name", str), ("seed", int), ("examples", list)):
        if not isinstance(top.get(key), kind) or isinstance(top.get(key), bool):
            raise bad(f"the field {key!r}", f"It must be there and be of type {kind.__name__}.")
    entries = cast("list[object]", top["examples"])
    if not entries:
        raise bad("the field 'examples'", "It must not be empty.")
    examples: list[Example] = []
    seen: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        where = f"entry {index}"
        if not isinstance(entry, Mapping):
            raise bad(where, "Each entry must be a JSON object.")
        row = cast("Mapping[str, object]", entry)
        for name in FIELDS:
            if not isinstance(row.get(name), str):
                raise bad(where, f"The field {name!r} must be there and be text.")
        unknown = sorted(set(row) - set(FIELDS))
        if unknown:
            raise bad(where, f"Unknown field {unknown[0]!r}.")
        if not str(row["output"]).strip():
            raise bad(where, "The field 'output' must not be empty.")
        if not (str(row["instruction"]) + str(row["input"])).strip():
            raise bad(where, "The fields 'instruction' and 'input' must not both be empty.")
        example = Example(*(str(row[name]) for name in FIELDS))
        pair = (example.prompt, example.output)
        if pair in seen:
            raise bad(where, f"It repeats entry {seen[pair]}.")
        seen[pair] = index
        examples.append(example)
    return Phase(int(top["phase"]), str(top["name"]), int(top["seed"]), tuple(examples))


def parse_held_out(data: object, source: str) -> HeldOut:
    """Check a decoded file of held-out items.

    Raises:
        LunaError: code ``curriculum-malformed``, naming the offending entry.
    """
    try:
        top = cast("Mapping[str, Any]", data)
        number, name, seed, entries = (top[key] for key in ("phase", "name", "seed", "items"))
    except (TypeError, KeyError) as error:
        raise _held_out_bad(source, "its top level", f"The field {error} is missing.") from None
    items: list[HeldItem] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        match entry:
            case {
                "prompt": str(prompt),
                "answer": str(answer),
                "choices": [*choices],
                "template": str(template),
            } if prompt and answer and all(isinstance(choice, str) for choice in choices):
                if choices and (choices[0] != answer or len(set(choices)) != len(choices)):
                    why = "The first choice must be the answer, and no choice may stand twice."
                    raise _held_out_bad(source, f"entry {index}", why)
                if prompt in seen:
                    raise _held_out_bad(source, f"entry {index}", "Its prompt stands there already.")
                seen.add(prompt)
                items.append(HeldItem(prompt, answer, tuple(cast("list[str]", choices)), template))
            case _:
                why = "It must have the texts 'prompt', 'answer' and 'template' and the list 'choices'."
                raise _held_out_bad(source, f"entry {index}", why)
    return HeldOut(int(number), str(name), int(seed), tuple(items))


def _held_out_bad(source: str, where: str, why: str) -> LunaError:
    return LunaError(
        "curriculum-malformed",
        f"The file of exam items {source} is malformed at {where}.",
        why,
        "Write the file anew with `luna curriculum generate`.",
    )
