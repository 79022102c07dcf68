"""The gate: what a candidate must show to be published, decided by one pure function."""

from __future__ import annotations

import math
from dataclasses import dataclass

from luna_desktop.domain.exam import ExamReport, SectionScore, guessing, holm, mcnemar_greater
from luna_desktop.domain.speech import Reply

LEVEL = 0.05
GUESS = 0.05  # an open answer is guessed right at most so often: the ceiling for invention
# Fewer items than this decide nothing. Teach-back has at least one item a fact.
MIN_ITEMS = {"form": 40, "vocabulary": 30}
NO_BETTER = "She tried, and did not get better. Nothing was changed. Your karma is kept."


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the gate looks at. ``new_facts`` counts the facts taught since the parent."""

    candidate: ExamReport | None
    parent: ExamReport | None
    new_facts: int
    smoke: Reply | None
    weights_changed: bool
    loss_first: float
    loss_last: float
    items_sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Published or not, and why, in sentences."""

    published: bool
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class _Pair:
    """One section, both generations on the same items."""

    name: str
    candidate: SectionScore
    parent: SectionScore
    gained: int
    lost: int

    @property
    def better(self) -> bool:
        return mcnemar_greater(self.gained, self.lost) < LEVEL

    @property
    def p_worse(self) -> float:
        return mcnemar_greater(self.lost, self.gained)

    @property
    def counts(self) -> str:
        return (
            f"{self.candidate.correct:g} of {self.candidate.n} right, "
            f"{self.parent.correct:g} of {self.parent.n} before"
        )


_TITLES = {
    "form": "Form",
    "vocabulary": "Vocabulary",
    "teach_back": "What you taught her",
    "old_teach_back": "What she knew before",
    "controls": "Saying that she does not know",
}


def decide(evidence: Evidence) -> Verdict:
    """Publish only what is measurably better and nowhere measurably worse."""
    faults = _faults(evidence)
    if faults:
        return Verdict(False, (NO_BETTER, *faults))
    assert evidence.candidate is not None and evidence.parent is not None  # _faults saw to it
    pairs = {s.section: _pair(s, evidence.parent) for s in evidence.candidate.sections if s.n}
    lost = holm([p.p_worse for p in pairs.values()], LEVEL)
    worse = [
        f"{_title(p.name)} got worse: {p.counts}."
        for p, is_lost in zip(pairs.values(), lost, strict=True)
        if is_lost
    ]
    good, reason = _primary(pairs, evidence.new_facts)
    if worse or not good:
        return Verdict(False, (NO_BETTER, *worse, reason))
    others = [p for p in pairs.values() if p.name not in _primary_names(evidence.new_facts)]
    kept = [f"{_title(p.name)} {'got better' if p.better else 'held'}: {p.counts}." for p in others]
    return Verdict(True, (reason, *kept))


def _primary_names(new_facts: int) -> tuple[str, ...]:
    return ("teach_back",) if new_facts else ("vocabulary",)


def _primary(pairs: dict[str, _Pair], new_facts: int) -> tuple[bool, str]:
    """The section that has to be better: what was taught, or else the words."""
    taught, words = pairs.get("teach_back"), pairs.get("vocabulary")
    if not new_facts:
        assert words is not None  # _faults saw to it
        verb = "got better" if words.better else "did not get measurably better"
        return words.better, f"{_title('vocabulary')} {verb}: {words.counts}."
    assert taught is not None
    if taught.better:
        return True, f"{_title('teach_back')} came back: {taught.counts}."
    # Fewer than five items cannot reach the level against the parent, whatever she answers:
    # then most must be right, more than guesses would be, and none of them known before.
    few, mine = taught.candidate.n < 5, int(taught.candidate.correct)
    if (
        few
        and not taught.parent.correct
        and mine * 2 > taught.candidate.n
        and guessing(mine, taught.candidate.n, GUESS) < LEVEL
    ):
        return True, f"{_title('teach_back')} came back: {taught.counts}."
    return False, f"{_title('teach_back')} did not come back measurably better: {taught.counts}."


def _faults(evidence: Evidence) -> list[str]:
    """Why there is no exam that could be believed."""
    faults: list[str] = []
    if not (math.isfinite(evidence.loss_first) and math.isfinite(evidence.loss_last)):
        faults.append("Her training went astray: the loss was not a number.")
    if not evidence.weights_changed:
        faults.append("Her training changed nothing: the weights are the same as before.")
    if evidence.smoke is None or not evidence.smoke.text.strip():
        faults.append("The candidate did not answer when it was spoken to.")
    elif evidence.smoke.finish != "end":
        faults.append("The candidate did not stop speaking by itself.")
    if evidence.candidate is None or evidence.parent is None:
        return [*faults, "The exam is missing."]
    if {evidence.candidate.items_sha256, evidence.parent.items_sha256} != {evidence.items_sha256}:
        return [*faults, "The exam is not the one that was sealed before training."]
    need = dict(MIN_ITEMS)
    if evidence.new_facts:
        need["teach_back"] = evidence.new_facts
    for name, least in need.items():
        mine, theirs = evidence.candidate.section(name), evidence.parent.section(name)
        n = min(mine.n if mine else 0, theirs.n if theirs else 0)
        if n < least:
            faults.append(f"The exam has too few items on {name.replace('_', ' ')}: {n}, not {least}.")
    for section in evidence.candidate.sections:
        twin = evidence.parent.section(section.section)
        if twin is None or twin.marks.keys() != section.marks.keys():
            faults.append(
                f"The exam's items on {section.section.replace('_', ' ')} differ from her parent's."
            )
    return faults


def _pair(section: SectionScore, parent: ExamReport) -> _Pair:
    twin = parent.section(section.section)
    assert twin is not None  # _faults saw to it
    gained = sum(mark > twin.marks[item] for item, mark in section.marks.items())
    lost = sum(mark < twin.marks[item] for item, mark in section.marks.items())
    return _Pair(section.section, section, twin, gained, lost)


def _title(section: str) -> str:
    return _TITLES.get(section, section.replace("_", " ").capitalize())
