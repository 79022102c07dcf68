"""How fast a base learns on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

Dtype = Literal["float32", "bfloat16"]

USUAL = 1000.0  # tokens a second: the embryo on two cores, until a machine has shown its own
EXAM_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Speed:
    """What turned out to be fastest, and how fast that was; ``memory_bytes`` is the most that it held.

    One that was ``disturbed`` by other programs may be faster another time.
    """

    dtype: Dtype
    threads: int
    tokens_per_s: float
    memory_bytes: int
    disturbed: bool = False


def read_speed(data: Mapping[str, Any]) -> Speed:
    """A speed as it is kept or as a child tells it.

    Raises:
        ValueError: for anything that is none.
    """
    try:
        speed = Speed(**{f.name: data[f.name] for f in fields(Speed) if f.name in data})
        sound = speed.dtype in ("float32", "bfloat16") and speed.threads > 0
        if not sound or speed.tokens_per_s <= 0 or speed.memory_bytes < 0:
            raise ValueError("no speed")
    except TypeError as error:
        raise ValueError("no speed") from error
    return speed


def minutes(tokens: float, tokens_per_s: float) -> float:
    """How long she learns so many tokens and is examined."""
    return (tokens / tokens_per_s + EXAM_SECONDS) / 60
