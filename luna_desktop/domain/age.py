"""Ages: what each is called, which phase leads to it, what it costs to leave it."""

from __future__ import annotations

from dataclasses import dataclass

THRESHOLDS = (100, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Age:
    """A stage of growth. ``threshold`` is the karma needed to leave it."""

    number: int
    name: str
    threshold: int


_NAMES = ("mechanical", "vocabulary", "patterns", "personality")


def threshold(age: int) -> int:
    """Karma needed to leave ``age``: 100, 250, 500, 1000, then doubling."""
    if age < 0:
        raise ValueError(f"age must not be negative, got {age}")
    if age < len(THRESHOLDS):
        return THRESHOLDS[age]
    return int(THRESHOLDS[-1] * 2 ** (age - len(THRESHOLDS) + 1))


def age(number: int) -> Age:
    """The age with this number."""
    name = _NAMES[number] if number < len(_NAMES) else "grown"
    return Age(number, name, threshold(number))
