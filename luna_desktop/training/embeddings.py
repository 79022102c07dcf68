"""Tokens that a step's lessons do not hold keep their embeddings.

Softmax pushes every token that is not the right one a little away, and Adam makes full steps of
the smallest gradient that keeps its sign (Kingma & Ba 2015, arXiv 1412.6980, section 2.1). So the
embeddings of words that no lesson holds were carried off together: by half their length in one
birth of 27,000 tokens, until she could neither read nor say them (docs/growth-log/2026-11-embryo.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch


class MetRows:
    """Trains only the rows of ``model``'s input and output embeddings whose tokens are in the step.

    ``tokens_of`` names the tokens of a step, in all its parts: a step in pieces learns the same.
    """

    def __init__(self, model: Any, tokens_of: Callable[[int], Iterable[int]]) -> None:
        self._tokens_of = tokens_of
        self._step = -1
        self._met = torch.empty(0, dtype=torch.long)
        weights = {id(w): w for w in _embeddings(model) if w.requires_grad}
        for weight in weights.values():
            weight.register_hook(self._only_met)

    def begin(self, step: int) -> None:
        """The step whose loss is about to be computed."""
        if step != self._step:
            self._step = step
            self._met = torch.tensor(sorted(set(self._tokens_of(step))))

    def _only_met(self, gradient: torch.Tensor) -> torch.Tensor:
        met = self._met.to(gradient.device)
        kept = torch.zeros_like(gradient)
        kept[met] = gradient[met]
        return kept


def _embeddings(model: Any) -> list[torch.Tensor]:
    both = (model.get_input_embeddings(), model.get_output_embeddings())
    return [module.weight for module in both if module is not None]
