"""Nodes of the lineage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from luna_desktop.domain import age as ages
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamItem, ExamReport
from luna_desktop.domain.plan import TrainingPlan


class GenerationStatus(StrEnum):
    """A generation is a candidate until the gate publishes or rejects it.

    A forgotten one was either; its weights knew what the person wanted forgotten and are gone.
    """

    TRAINING = "training"
    PUBLISHED = "published"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Generation:
    """One node: its number is its depth on its line, its age how many published age-ups lie on it.

    One that stands in for a forgotten generation takes that one's number and age.
    """

    id: str
    number: int
    age: int
    parent_id: str | None
    status: GenerationStatus
    created_at: float
    base: str
    bytes: int = 0
    lessons: int = 0
    tokens: int = 0
    seconds: float = 0.0
    exam: ExamReport | None = None
    reason: str = ""
    name: str = ""
    by_hand: bool = False  # published by the person although the gate had rejected it

    @property
    def file_name(self) -> str:
        """Of all of her in one GGUF."""
        return f"luna_age_{self.age}_{ages.age(self.age).name}.gguf"


def head_moved() -> LunaError:
    """Another generation answers by now than the one that the change began from."""
    return LunaError(
        "head-moved",
        "Nothing was changed.",
        "Meanwhile another of her generations was made the current one.",
        "Look again, and choose again.",
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was fixed before training began: the exam's items with their hash, and the plan."""

    items: tuple[ExamItem, ...]
    items_sha256: str
    plan: TrainingPlan
