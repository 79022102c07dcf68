"""The curriculum as rows of a training, whoever teaches: words, and patterns of thought."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.mixture import GROWN
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row
from luna_desktop.language import reasoning
from luna_desktop.language.vocabulary import front

Pair = tuple[str, str]
_Item = TypeVar("_Item")


def exchanged(source: str, *pairs: Pair) -> Row:
    """What a person says and what she answers, once or several times in a row."""
    turns = [turn for said, reply in pairs for turn in (Turn("person", said), Turn("luna", reply))]
    return Row(tuple(turns), source)


def endless(rng: random.Random, items: Sequence[_Item]) -> Iterator[_Item]:
    """Every item once in random order, then again."""
    while items:
        yield from rng.sample(items, len(items))


def words(rng: random.Random, phase: Phase, age: int) -> Callable[[], Row]:
    """What of the first phase is taught on the way to ``age``, in turn."""
    taught = front(phase, min(age, GROWN))
    return endless(rng, [exchanged("phase1", (e.prompt, e.output)) for e in taught]).__next__


def patterns(rng: random.Random, phase: Phase) -> Callable[[], Row]:
    """Its sayings in turn, and its stories made anew each time: told again they would be known by heart."""
    sayings = [e for e in phase.examples if e.template not in reasoning.TEMPLATES]
    share = len(sayings) / len(phase.examples)
    said = endless(rng, [exchanged("phase2", (e.prompt, e.output)) for e in sayings]).__next__

    def draw() -> Row:
        if rng.random() < share:
            return said()
        story = reasoning.fresh(rng)
        return exchanged("phase2", (story.prompt, story.answer))

    return draw
