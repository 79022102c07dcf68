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

    ``seconds`` are those of the step that was tried, and ``computed`` what all cores spent on it together;
    infinite where nothing was tried.
    """

    bf16: bool
    threads: int
    seconds: float = math.inf
    computed: float = math.inf


class _TooSlowError(Exception):
    """Leaves a pass that has taken too long already."""


def quickest(model: Any, step: Step, threads: Sequence[int], dtype: str) -> Pick:
    """Try ``step`` and leave ``model`` and torch ready for what was quickest; nothing is tried to its end
    that is slower than what was.

    Only the frozen weights are ever held in bfloat16: what is trained stays float32. In what is computed is
    settled by the time that this process computes, as other programs may take the cores meanwhile.

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
        if dtype == "auto" and bf16_multiplies_faster():
            best = _cheaper(model, step, few, clock)
        elif more:
            best = _tried(best, step, clock, math.inf)
        for count in more:
            other = _tried(replace(best, threads=count), step, clock, best.seconds)
            best = min(best, other, key=lambda pick: pick.seconds)
    torch.set_num_threads(best.threads)
    model.zero_grad(set_to_none=True)
    return best


def _cheaper(model: Any, step: Step, threads: int, clock: _Clock) -> Pick:
    """In what ``step`` computes less; the weights are left in that."""
    whole = _tried(Pick(False, threads), step, clock, math.inf)
    frozen = {p: p.data for p in model.parameters() if not p.requires_grad}
    to_bf16(model)
    clock.now = time.process_time
    half = _tried(Pick(True, threads), step, clock, WORTH * whole.computed)
    clock.now = time.perf_counter
    if half.computed < WORTH * whole.computed:
        return half
    for parameter, values in frozen.items():
        parameter.data = values
    return whole


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
    taken: list[float] = []
    for _ in range(4):
        began = time.perf_counter()
        torch.mm(square, square)
        taken.append(time.perf_counter() - began)
    return min(taken)


@dataclass(slots=True)
class _Clock:
    """When the pass that is under way has taken too long, by the time that is looked at."""

    now: Callable[[], float]
    over: float = math.inf

    def look(self, *_: object) -> None:
        if self.now() > self.over:
            raise _TooSlowError


@contextmanager
def _clock(model: Any) -> Generator[_Clock]:
    """A clock at which every layer looks, forward and back."""
    clock = _Clock(time.perf_counter)
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
    """``pick`` with what its passes took at the least; those are left that take longer than ``limit``."""
    torch.set_num_threads(pick.threads)
    taken: list[float] = []
    computed: list[float] = []
    try:
        clock.over = clock.now() + _READYING * limit
        step(pick.bf16)
        while len(taken) < _PASSES and sum(taken) < _ENOUGH:
            clock.over = clock.now() + limit
            began, spent = time.perf_counter(), time.process_time()
            step(pick.bf16)
            taken.append(time.perf_counter() - began)
            computed.append(time.process_time() - spent)
    except _TooSlowError:
        pass
    finally:
        clock.over = math.inf
    return replace(pick, seconds=min(taken, default=math.inf), computed=min(computed, default=math.inf))
