"""Other ways to train than the committed recipe: changed figures, or always from the start."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from luna_desktop.domain import mixture
from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.events import Progress
from luna_desktop.domain.row import Row
from luna_desktop.domain.teaching import Order
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.language import dataset, frames
from luna_desktop.language.dataset import compose
from luna_desktop.services import bases, birth
from luna_desktop.services.bases import BaseRecipe
from luna_desktop.workers.trainer import ThreadTrainer

NO_LIMIT = 10**9
ALWAYS = 1000  # an age that no life reaches


@contextmanager
def changed(changes: Sequence[str]) -> Generator[None]:
    """Train by the committed recipe with ``changes`` such as ``mixture.new_fact=700``.

    Raises:
        ValueError: for a change that is not of this form, or names no table of the recipe.
    """
    given = [_parse(change) for change in changes]
    committed = bases.load_base

    def load(name: str) -> BaseRecipe:
        recipe = committed(name)
        for table, key, value in given:
            if table == "mixture":
                figures: dict[str, Any] = {key: value}
                recipe = replace(recipe, mixture=replace(recipe.mixture, **figures))
            elif (table, key) == ("birth", "tokens"):
                recipe = replace(recipe, birth_tokens=value)
            elif table == "birth":
                recipe = replace(recipe, birth=recipe.birth | {key: value})
            elif table == "later":
                recipe = replace(recipe, later=recipe.later | {key: value})
            elif table == "age_up":
                recipe = replace(
                    recipe, age_up=recipe.age_up | {key: value}, later=recipe.later | {key: value}
                )
            else:
                raise ValueError(f"There is nothing to change in [{table}].")
        return recipe

    with ExitStack() as stack:
        for module in (bases, birth):
            stack.enter_context(patch.object(module, "load_base", load))
        yield


def _parse(change: str) -> tuple[str, str, Any]:
    name, _, value = change.partition("=")
    table, _, key = name.partition(".")
    return table, key, tomllib.loads(f"value = {value}")["value"]


@contextmanager
def from_the_start() -> Generator[type[ThreadTrainer]]:
    """The union of all lessons from age 0, whatever karma there is; yields the trainer that does so.

    Words and patterns are then new to her at every age, so both are taught in full each time.
    """

    def union(order: Order, phases: Sequence[Phase]) -> list[Row]:
        told = replace(order.told, new_facts=order.told.facts, old_facts=())
        return compose(replace(order, told=told, budget_tokens=NO_LIMIT), phases)

    def times(age: int) -> int:
        return 2 if age >= mixture.BOTH else 1

    with (
        changed([f"mixture.most_facts={NO_LIMIT}"]),
        patch.object(frames, "compose", union),
        patch.object(mixture, "_times", times),
        patch.object(mixture, "GROWN", ALWAYS),
        patch.object(dataset, "GROWN", ALWAYS),
    ):
        yield UnionTrainer


class UnionTrainer(ThreadTrainer):
    """Starts every training from the weights of the first one it made."""

    first: Path | None = None

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        if job.kind == "birth":
            return await super().train(job, on_progress)
        # The first age-up starts from age 0.
        self.first = self.first or job.base_dir
        return await super().train(
            replace(job, base_dir=self.first, beneath=None, max_tokens=NO_LIMIT), on_progress
        )
