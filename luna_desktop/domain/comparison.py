"""Two generations on the same items: what was gained and lost, and whether that can be chance."""

from __future__ import annotations

from dataclasses import dataclass, replace

from luna_desktop.domain.exam import ANCHOR, Comparison, ExamReport, SectionScore
from luna_desktop.domain.statistics import drop_upper, holm, mcnemar_greater

LEVEL = 0.05
# With fewer items a section is reported, and judged by nobody.
TOO_FEW = {"style": 8}


def judged(section: SectionScore) -> bool:
    """Whether there is enough of ``section`` to judge it."""
    return section.n >= TOO_FEW.get(section.section, 1)


def compare(mine: ExamReport, theirs: ExamReport) -> tuple[Comparison, ...]:
    """Every section that both were asked, on the items that both were asked.

    The p-values are exact McNemar's, one-sided both ways, adjusted by Holm's method
    over the sections that are judged. The anchor counts chunks foreseen better or
    worse, and stands outside that family: it has a bound of its own.
    """
    pairs = [_pair(section, twin) for section in mine.sections if (twin := theirs.section(section.section))]
    found = [pair for pair in pairs if pair.n]
    family = [pair for pair in found if pair.n >= TOO_FEW.get(pair.section, 1)]
    better = holm([pair.p_better for pair in family])
    worse = holm([pair.p_worse for pair in family])
    adjusted = {pair.section: (up, down) for pair, up, down in zip(family, better, worse, strict=True)}
    compared = [
        replace(pair, holm_better=adjusted[pair.section][0], holm_worse=adjusted[pair.section][1])
        if pair.section in adjusted
        else pair
        for pair in found
    ]
    anchor = _anchor_pair(mine, theirs)
    return (*compared, anchor) if anchor else tuple(compared)


def _made(section: str, n: int, before: float, gained: int, lost: int) -> Comparison:
    better, worse = mcnemar_greater(gained, lost), mcnemar_greater(lost, gained)
    return Comparison(section, n, before, gained, lost, better, worse, 1.0, 1.0)


def _pair(section: SectionScore, twin: SectionScore) -> Comparison:
    shared = section.marks.keys() & twin.marks.keys()
    gained = sum(section.marks[item] > twin.marks[item] for item in shared)
    lost = sum(section.marks[item] < twin.marks[item] for item in shared)
    before = sum(twin.marks[item] for item in shared) / len(shared) if shared else 0.0
    return _made(section.section, len(shared), before, gained, lost)


def _anchor_pair(mine: ExamReport, theirs: ExamReport) -> Comparison | None:
    before = {chunk.id: chunk.per_byte for chunk in theirs.anchor.chunks}
    pairs = [(chunk.per_byte, before[chunk.id]) for chunk in mine.anchor.chunks if chunk.id in before]
    if not pairs:
        return None
    gained, lost = sum(now < then for now, then in pairs), sum(now > then for now, then in pairs)
    made = _made(ANCHOR, len(pairs), theirs.anchor.mean, gained, lost)
    return replace(made, holm_better=made.p_better, holm_worse=made.p_worse)


@dataclass(frozen=True, slots=True)
class Drop:
    """How far a section fell against the parent, and how far it may have fallen at most."""

    n: int
    net: int
    upper: float


def drop(mine: SectionScore, theirs: SectionScore) -> Drop:
    """The paired fall of a section of right and wrong answers, with its 95% upper bound."""
    pairs = [(mark >= 1, theirs.marks[item] >= 1) for item, mark in mine.marks.items()]
    lost = sum(before and not now for now, before in pairs)
    gained = sum(now and not before for now, before in pairs)
    both = sum(now and before for now, before in pairs)
    neither = len(pairs) - both - lost - gained
    return Drop(len(pairs), lost - gained, drop_upper(both, lost, gained, neither))
