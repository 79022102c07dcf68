"""What is fixed about a training before it begins; a candidate's row holds it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from luna_desktop.domain.base import Base, read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import JobKind, RecipeValues


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """From what, by which recipe, for how much, and how it will be judged.

    ``start`` is the generation whose weights it starts from (a birth starts from the base's),
    ``stands_for`` the forgotten one whose number and age it takes. ``spend`` of ``balance`` karma is
    what a publication costs. ``dropped`` counts, by section, exam items that stood in the dataset.
    The facts are counted as the exam asks them (``Snapshot.asked``).
    """

    kind: JobKind
    base: Base
    recipe: RecipeValues
    seed: int | None = None  # no seed was kept of the oldest generations
    budget_tokens: int = 0
    start: str | None = None
    stands_for: str | None = None
    spend: int = 0
    balance: int = 0
    new_facts: int = 0
    old_facts: int = 0
    unlearnt: int = 0
    exam_version: int = 0
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    dataset_sha256: str = ""
    gguf: str = ""

    def to_data(self) -> dict[str, Any]:
        """What its row holds."""
        data = asdict(self)
        data["exam"] = {"version": data.pop("exam_version"), "dropped": data.pop("dropped")}
        return data


def read_plan(data: Mapping[str, Any]) -> TrainingPlan:
    """The plan out of a row; what rows of older homes lack is as if it had not been fixed.

    Raises:
        LunaError: ``plan-malformed``.
    """
    try:
        exam = cast("Mapping[str, Any]", data.get("exam", {}))
        return TrainingPlan(
            kind=data.get("kind", "age_up"),
            base=read_base(data["base"]) if "base" in data else Base("", "", "", "", ""),
            recipe=dict(data.get("recipe", {})),
            seed=data.get("seed"),
            budget_tokens=int(data.get("budget_tokens", 0)),
            start=data.get("start"),
            stands_for=data.get("stands_for"),
            spend=int(data.get("spend", 0)),
            balance=int(data.get("balance", 0)),
            new_facts=int(data.get("new_facts", 0)),
            old_facts=int(data.get("old_facts", 0)),
            unlearnt=int(data.get("unlearnt", 0)),
            exam_version=int(exam.get("version", 0)),
            dropped=dict(exam.get("dropped", {})),
            dataset_sha256=str(data.get("dataset_sha256", "")),
            gguf=str(data.get("gguf", "")),
        )
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise LunaError(
            "plan-malformed",
            "What was fixed before a training cannot be read.",
            f"Its row is damaged ({type(error).__name__}).",
            "`luna doctor` tells what else is damaged; a backup of the home holds it whole.",
        ) from error
