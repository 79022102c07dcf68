"""Part of the way back to the weights a training started from.

A fine-tune learns what it is taught sooner than it forgets the rest, and both change
almost linearly between the two weights: most of what was learnt stays at 0.85 of the
way, and most of what was lost comes back (Wortsman et al. 2022, "Robust fine-tuning of
zero-shot models", arXiv 2109.01903).
"""

from __future__ import annotations

from typing import Any

import torch


class Blender:
    """Remembers the trainable weights of ``model`` as they are now; ``share`` is how far to go from them."""

    def __init__(self, model: Any, share: float) -> None:
        self._share = share
        self._start = (
            {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}
            if share < 1
            else {}
        )

    def blend(self, model: Any) -> None:
        """Put the trained weights back to ``share`` of the way."""
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if name in self._start:
                    start = self._start[name].to(parameter.device)
                    parameter.copy_(torch.lerp(start, parameter, self._share))
