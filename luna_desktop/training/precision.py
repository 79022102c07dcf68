"""Which numbers and how many cores train an adapter fastest here, found out on a real step.

On two cores with AVX512-BF16 an adapter trains about twice as fast in bfloat16; where the processor
lacks such instructions it was measured 12 to 19 times slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

TOKENS = 192  # of a step that is tried
PASSES = 2  # that count, after one that does not
WORTH = 0.9  # of the time in float32 that bfloat16 may take: what is as good is not worth its rounding
_SQUARE = 768  # rows and columns of the products that are tried before anything large

Step = Callable[[bool], None]
"""One pass forward and back, in bfloat16 or not."""


@dataclass(frozen=True, slots=True)
class Pick:
    """In what is computed: bfloat16 or float32, and on how many cores."""

    bf16: bool
    threads: int


def quickest(model: Any, step: Step, threads: Sequence[int], dtype: str) -> Pick:
    """Try ``step`` and leave ``model`` and torch ready for what was quickest.

    Only the frozen weights are ever held in bfloat16: what is trained stays float32.

    Args:
        model: in float32, with an adapter to train.
        step: leaves nothing behind but gradients.
        threads: numbers of cores to choose from, all that there are first.
        dtype: "auto", or what it is to be: "float32" or "bfloat16".
    """
    took: dict[Pick, float] = {}

    def seconds(pick: Pick) -> float:
        if pick not in took:
            torch.set_num_threads(pick.threads)
            took[pick] = _seconds(lambda: step(pick.bf16))
        return took[pick]

    bf16 = dtype == "bfloat16"
    if dtype == "auto" and bf16_multiplies_faster():
        whole = seconds(Pick(False, threads[0]))
        frozen = {p: p.data for p in model.parameters() if not p.requires_grad}
        to_bf16(model)
        bf16 = seconds(Pick(True, threads[0])) < WORTH * whole
        if not bf16:
            for parameter, values in frozen.items():
                parameter.data = values
    elif bf16:
        to_bf16(model)
    picks = [Pick(bf16, count) for count in threads]
    best = min(picks, key=seconds) if len(picks) > 1 else picks[0]
    torch.set_num_threads(best.threads)
    model.zero_grad(set_to_none=True)
    return best


def to_bf16(model: Any) -> None:
    """Hold the frozen weights of ``model`` in bfloat16."""
    for parameter in model.parameters():
        if not parameter.requires_grad:
            parameter.data = parameter.data.to(torch.bfloat16)


def bf16_multiplies_faster() -> bool:
    """Whether a plain product does: milliseconds that save a minute where the processor has no bfloat16."""
    seconds = {dtype: _product(dtype) for dtype in (torch.float32, torch.bfloat16)}
    return seconds[torch.bfloat16] < 0.8 * seconds[torch.float32]


def _product(dtype: torch.dtype) -> float:
    square = torch.ones((_SQUARE, _SQUARE), dtype=dtype)
    return _seconds(lambda: torch.mm(square, square), passes=4)


def _seconds(work: Callable[[], object], passes: int = PASSES) -> float:
    """Of the quickest of some passes, after one that readies what is computed with."""
    work()
    taken: list[float] = []
    for _ in range(passes):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
