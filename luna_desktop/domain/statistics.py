"""The statistics that make an exam honest, each as its source gives it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

Z95 = 1.959963984540054  # two-sided
Z95_ONE_SIDED = 1.6448536269514722
RESAMPLES = 1000


def wilson(correct: float, n: int, z: float = Z95) -> tuple[float, float]:
    """95% score interval for ``correct`` of ``n`` (Wilson 1927, JASA 22:209)."""
    if n <= 0:
        return 0.0, 1.0
    p = correct / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def mcnemar_greater(gained: int, lost: int) -> float:
    """One-sided exact McNemar p that the candidate beats the parent.

    ``gained`` items only the candidate has right, ``lost`` items only the
    parent has right (McNemar 1947, exact binomial form).
    """
    n = gained + lost
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(gained, n + 1))
    return min(1.0, tail / 2**n)


def guessing(correct: int, n: int, rate: float) -> float:
    """One-sided exact binomial p that ``correct`` of ``n`` came from guesses right at ``rate``."""
    return sum(math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(correct, n + 1))


def holm(p_values: Sequence[float]) -> list[float]:
    """Several tests' p-values adjusted to be held together (Holm 1979, Scand. J. Statist. 6:65)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, largest = [1.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = largest
    return adjusted


def drop_upper(both: int, lost: int, gained: int, neither: int) -> float:
    """95% upper bound of how far the share of right answers fell, from paired items.

    Newcombe 1998, Statistics in Medicine 17:2635, method 10, one-sided.
    """
    n = both + lost + gained + neither
    if n == 0:
        return 1.0
    before, after = (both + lost) / n, (both + gained) / n
    above = wilson(both + lost, n, Z95_ONE_SIDED)[1] - before
    below = after - wilson(both + gained, n, Z95_ONE_SIDED)[0]
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    agreement = both * neither - lost * gained
    if agreement > 0:
        agreement = max(agreement - n / 2, 0)
    phi = agreement / math.sqrt(margins) if margins else 0.0
    return before - after + math.sqrt(max(0.0, above**2 - 2 * phi * above * below + below**2))


def bootstrap(
    samples: Sequence[Sequence[float]], figure: Callable[[Sequence[Sequence[float]]], float], seed: int
) -> tuple[float, float]:
    """95% percentile interval of ``figure`` when each sample is drawn anew from itself (Efron 1979)."""
    rng = random.Random(seed)
    drawn = sorted(figure([rng.choices(s, k=len(s)) for s in samples]) for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]
