"""What a generation is taught, and where each piece came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person told about themselves: a kind and its value.

    ``key`` names a fact kind of ``luna_desktop.language.kinds`` ("pet_dog");
    ``value`` is the exact slot text ("Rex").
    """

    key: str
    value: str


class LessonKind(StrEnum):
    """Where a lesson came from."""

    FACT = "fact"
    CORRECTION = "correction"
    LIKED = "liked"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the person's own, with the messages it came from.

    For a FACT ``fact`` is set; for the other kinds ``prompt`` and ``reply``
    hold the exchange. ``struck`` lessons are never trained on.
    """

    id: int
    kind: LessonKind
    created_at: float
    message_ids: tuple[int, ...]
    fact: Fact | None = None
    prompt: str = ""
    reply: str = ""
    struck: bool = False
