"""Exam results as values, and the statistics that make them honest."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Z95 = 1.959963984540054


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


def holm(p_values: Sequence[float], level: float) -> list[bool]:
    """Which of several tests hold together at ``level`` (Holm 1979, Scand. J. Statist. 6:65)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    held = [False] * len(p_values)
    for rank, index in enumerate(order):
        if p_values[index] * (len(p_values) - rank) >= level:
            break
        held[index] = True
    return held


@dataclass(frozen=True, slots=True)
class ExamItem:
    """One sealed question.

    ``kind`` "choice": the right continuation is ``choices[0]`` and scored by
    log-probability per byte; "slot": the reply must contain ``answer`` as a
    whole word; "refusal": the reply must be the refusal and nothing invented.
    """

    id: str
    section: str
    kind: Literal["choice", "slot", "refusal"]
    prompt: str
    answer: str
    choices: tuple[str, ...] = ()


def items_sha256(items: Sequence[ExamItem]) -> str:
    """The seal: a hash over all items in their order."""
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section's result; ``marks`` maps item id to 0, 0.5 or 1."""

    section: str
    correct: float
    n: int
    marks: dict[str, float]

    @property
    def share(self) -> float:
        """Correct share, 0 when the section is empty."""
        return self.correct / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson 95% interval of ``share``."""
        return wilson(self.correct, self.n)


@dataclass(frozen=True, slots=True)
class ExamReport:
    """All sections of one generation, with the hash of the sealed items."""

    generation_id: str
    items_sha256: str
    sections: tuple[SectionScore, ...]
    seconds: float

    def section(self, name: str) -> SectionScore | None:
        """The section called ``name``, if it was examined."""
        return next((s for s in self.sections if s.section == name), None)


def read_report(data: Mapping[str, Any]) -> ExamReport:
    """A report from its decoded JSON."""
    sections = tuple(SectionScore(**section) for section in data["sections"])
    return ExamReport(data["generation_id"], data["items_sha256"], sections, data["seconds"])
