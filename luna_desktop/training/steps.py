"""Which lessons each training step sees: fixed by the seed before training starts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WINDOW_STEPS = 32  # lessons are sorted by length within about this many steps' worth of them


@dataclass(frozen=True, slots=True)
class Plan:
    """Indices of the lessons of every step, and their tokens without padding."""

    steps: tuple[tuple[int, ...], ...]
    tokens: tuple[int, ...]


def plan_steps(
    lengths: Sequence[int], *, tokens_per_step: int, max_tokens: int, epochs: int, seed: int
) -> Plan:
    """Lay out whole training: batches of near-equal length in a shuffled order.

    Padding costs as much as text, and mixed lengths were measured three times
    slower than sorted ones. Lessons repeat in newly shuffled epochs until
    ``max_tokens`` (0: no limit) or ``epochs`` (0: no limit) is reached; the
    first step is always kept.
    """
    if max_tokens <= 0 and epochs <= 0:
        raise ValueError("either max_tokens or epochs must limit the training")
    steps: list[tuple[int, ...]] = []
    tokens: list[int] = []
    spent = 0
    epoch = 0
    while epochs <= 0 or epoch < epochs:
        for batch in _epoch(lengths, tokens_per_step, random.Random(f"{seed}/{epoch}")):
            size = sum(lengths[i] for i in batch)
            if steps and 0 < max_tokens < spent + size:
                return Plan(tuple(steps), tuple(tokens))
            steps.append(tuple(batch))
            tokens.append(size)
            spent += size
        epoch += 1
    return Plan(tuple(steps), tuple(tokens))


def _epoch(lengths: Sequence[int], tokens_per_step: int, rng: random.Random) -> list[list[int]]:
    order = list(range(len(lengths)))
    rng.shuffle(order)
    batches: list[list[int]] = []
    for window in _windows(order, lengths, WINDOW_STEPS * tokens_per_step):
        batch: list[int] = []
        for index in sorted(window, key=lambda i: lengths[i]):
            if batch and (len(batch) + 1) * lengths[index] > tokens_per_step:
                batches.append(batch)
                batch = []
            batch.append(index)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def _windows(order: Sequence[int], lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    window: list[int] = []
    size = 0
    for index in order:
        window.append(index)
        size += lengths[index]
        if size >= tokens:
            yield window
            window, size = [], 0
    if window:
        yield window


def split(batch: Sequence[int], parts: int) -> list[list[int]]:
    """``batch`` in ``parts`` pieces of near-equal size; late ones may be empty."""
    size = -(-len(batch) // parts)
    return [list(batch[i * size : (i + 1) * size]) for i in range(parts)]
