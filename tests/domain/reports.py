"""Exam reports with as many right answers as a test wants."""

from __future__ import annotations

from luna_desktop.domain.exam import VERSION, Anchor, Chunk, ExamReport, SectionScore, SelfTest

SIZES = {
    "grammar": 120,
    "vocabulary": 80,
    "reasoning": 84,
    "teach_back": 12,
    "old_teach_back": 20,
    "controls": 56,
}
CHANCE = {"grammar": 0.5, "vocabulary": 0.25, "reasoning": 1 / 6}
SOUND = (
    SelfTest("certainty", True, 0, 0),
    SelfTest("parity", True, 0.001, 0.05),
    SelfTest("ties", True, 0.0, 0.5),
)
USUAL = {
    "grammar": 110,
    "vocabulary": 40,
    "reasoning": 40,
    "teach_back": 0,
    "old_teach_back": 20,
    "controls": 56,
}


def section(name: str, right: int, n: int) -> SectionScore:
    """The first ``right`` items are right."""
    marks = {f"{name}{i}": float(i < right) for i in range(n)}
    return SectionScore(name, right, n, marks, CHANCE.get(name, 0.0))


def anchor(rate: float = 1.0, phases: int = 2) -> Anchor:
    """A thousand bytes a chunk, all of them foreseen alike."""
    return Anchor(
        tuple(Chunk(f"anchor-{p}-{n}", p, 1000, 1000 * rate) for p in range(phases) for n in range(21))
    )


def report(**right: int) -> ExamReport:
    """A sound report; what is not named is as usual."""
    sections = tuple(section(name, {**USUAL, **right}[name], n) for name, n in SIZES.items())
    return ExamReport("g", "seal", sections, 1.0, anchor=anchor(), tests=SOUND, version=VERSION)
