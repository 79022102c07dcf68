"""Which numbers and how many cores train an adapter fastest here, found out on a real step.

Where the processor multiplies bfloat16 by itself an adapter trains up to several times as fast in it; where
it does not, that was measured 12 to 19 times slower. Beside a busy neighbour, all cores were measured
8 times slower than all but one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch

TOKENS = 74  # of a step that is tried
WORTH = 0.9  # of the time in float32 that bfloat16 may take: what is as good is not worth its rounding
_PASSES = 3  # at most, after one that readies what is computed with
_ENOUGH = 0.25  # seconds of passes after which no other is needed
_READYING = 3.0  # times the quickest that the first pass may take
_SQUARE = 768  # rows and columns of the products that are tried before anything large

Step = Callable[[bool], None]
"""One pass forward and back, in bfloat16 or not."""


@dataclass(frozen=True, slots=True)
class Pick:
    """In what is computed: bfloat16 or float32, and on how many cores.

    ``seconds`` are those of the step that was tried, infinite where there was nothing to choose.
    """

    bf16: bool
    threads: int
    seconds: float = math.inf


class _TooSlowError(Exception):
    """Leaves a pass that has taken too long already."""


def quickest(model: Any, step: Step, threads: Sequence[int], dtype: str) -> Pick:
    """Try ``step`` and leave ``model`` and torch ready for what was quickest; nothing is tried to its end
    that is slower than what was.

    Only the frozen weights are ever held in bfloat16: what is trained stays float32.

    Args:
        model: in float32, with an adapter to train.
        step: leaves nothing behind but gradients.
        threads: numbers of cores to choose from.
        dtype: "auto", or what it is to be: "float32" or "bfloat16".
    """
    bf16 = dtype == "bfloat16"
    if bf16:
        to_bf16(model)
    with _clock(model) as clock:
        # The fewest first: beside a busy neighbour all cores take long, with nothing to hold them to.
        few, *more = sorted(threads)
        best = Pick(bf16, few)
        either = dtype == "auto" and bf16_multiplies_faster()
        if more or either:
            best = _tried(best, step, clock, math.inf)
        for count in more:
            best = min(best, _tried(Pick(bf16, count), step, clock, best.seconds), key=lambda p: p.seconds)
        if either:
            frozen = {p: p.data for p in model.parameters() if not p.requires_grad}
            to_bf16(model)
            half = _tried(Pick(True, best.threads), step, clock, WORTH * best.seconds)
            if half.seconds < WORTH * best.seconds:
                best = half
            else:
                for parameter, values in frozen.items():
                    parameter.data = values
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
    torch.mm(square, square)
    return min(_timed(lambda: torch.mm(square, square)) for _ in range(4))


@dataclass(slots=True)
class _Clock:
    """When the pass that is under way has taken too long."""

    over: float = math.inf

    def look(self, *_: object) -> None:
        if time.perf_counter() > self.over:
            raise _TooSlowError


@contextmanager
def _clock(model: Any) -> Generator[_Clock]:
    """A clock at which every layer looks, forward and back."""
    clock = _Clock()
    hooks = [
        module.register_forward_pre_hook(clock.look)
        for module in model.modules()
        if isinstance(module, torch.nn.Linear)
    ]
    hooks += [p.register_post_accumulate_grad_hook(clock.look) for p in model.parameters() if p.requires_grad]
    try:
        yield clock
    finally:
        for hook in hooks:
            hook.remove()


def _tried(pick: Pick, step: Step, clock: _Clock, limit: float) -> Pick:
    """``pick`` with the seconds of its quickest pass; infinite where they take longer than ``limit``."""
    torch.set_num_threads(pick.threads)
    taken: list[float] = []
    try:
        clock.over = time.perf_counter() + _READYING * limit
        step(pick.bf16)
        while len(taken) < _PASSES and sum(taken) < _ENOUGH:
            clock.over = time.perf_counter() + limit
            taken.append(_timed(lambda: step(pick.bf16)))
    except _TooSlowError:
        pass
    finally:
        clock.over = math.inf
    return replace(pick, seconds=min(taken, default=math.inf))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
