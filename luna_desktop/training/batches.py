"""Lessons as tensors: what goes into the model, and what she says with it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from datasets import Dataset

from luna_desktop.domain.prompt import Segment
from luna_desktop.training.rows import IGNORED, Encoded, Encoder
from luna_desktop.training.steps import Plan, split

SAMPLE_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is trained on, and in which order."""

    encoded: Sequence[Encoded]
    plan: Plan
    encoder: Encoder
    sample: tuple[Segment, ...]
    dev: Sequence[Encoded] = ()  # only watched

    def tokens(self, step: int) -> Iterator[int]:
        """The tokens of all lessons of ``step``."""
        return itertools.chain.from_iterable(self.encoded[i].ids for i in self.plan.steps[step])


class Collator:
    """Builds the micro-batch a dataset row names, padded on the right to its longest lesson.

    Causal attention never looks right, so padding needs no attention mask, and
    without one the fused causal kernel is used.
    """

    def __init__(self, lessons: Lessons, parts: int, *, mask: bool) -> None:
        self._lessons = lessons
        self._parts = parts
        self._mask = mask

    def dataset(self) -> Dataset:
        """The dataset TRL asks for: one row a micro-batch, holding its number."""
        return Dataset.from_dict({"batch": list(range(len(self._lessons.plan.steps) * self._parts))})

    def __call__(self, items: Sequence[Mapping[str, int]]) -> dict[str, torch.Tensor]:
        step, part = divmod(items[0]["batch"], self._parts)
        rows = [self._lessons.encoded[i] for i in split(self._lessons.plan.steps[step], self._parts)[part]]
        width = max((len(row.ids) for row in rows), default=1)
        ids = torch.full((max(1, len(rows)), width), self._lessons.encoder.end_id)
        labels = torch.full_like(ids, IGNORED)
        for line, row in enumerate(rows):
            ids[line, : len(row.ids)] = torch.tensor(row.ids)
            labels[line, : len(row.ids)] = torch.tensor(row.labels)
        batch = {"input_ids": ids, "labels": labels}
        if self._mask:
            lengths = torch.tensor([len(row.ids) for row in rows] or [1])
            batch["attention_mask"] = (torch.arange(width) < lengths[:, None]).long()
        return batch


def greedy(
    model: Any,
    prompt: Sequence[int],
    stop_ids: Collection[int],
    limit: int = SAMPLE_TOKENS,
    *,
    cached: bool = True,
) -> list[int]:
    """The likeliest continuation, token by token, without touching training's random state.

    Not ``cached``, it reads everything again for each token: a model that Unsloth patched for
    training takes no cache.
    """
    ids = torch.tensor([list(prompt)], device=next(model.parameters()).device)
    out: list[int] = []
    cache: Any = None
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            for _ in itertools.repeat(None, limit):
                found = model(input_ids=ids, past_key_values=cache, use_cache=cached)
                token = int(found.logits[0, -1].argmax())
                if token in stop_ids:
                    break
                out.append(token)
                after = torch.tensor([[token]], device=ids.device)
                cache, ids = (found.past_key_values, after) if cached else (None, torch.cat([ids, after], 1))
    finally:
        model.train(was_training)
    return out
