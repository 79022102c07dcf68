"""The gate: what a candidate must show to be published, decided by one pure function."""

from __future__ import annotations

import math
from dataclasses import dataclass

from luna_desktop.domain.comparison import LEVEL, TOO_FEW, compare, drop, judged
from luna_desktop.domain.exam import GONE, SHARES, VERSION, Comparison, ExamReport, FixedText, SectionScore
from luna_desktop.domain.speech import Reply
from luna_desktop.domain.statistics import guessing

GUESS = 0.05  # an open answer is guessed right at most so often
BORNE = 0.05  # so much invention is borne; above it, it must not rise
# Small talk met with a fact: SmolLM2 with its skills alone has 25 of 120 wrong, and a life does no better.
TALK_BORNE = 0.25
NONSENSE = 0.15  # of the answers about what was told; one is borne always
ANCHOR_GROWTH = 1.02
DROP, SMALL_DROP, SMALL = 0.10, 0.15, 60
# With fewer items even a perfect record leaves a larger fall possible: then nothing may be lost.
TOO_FEW_OLD = 16
MIN_ITEMS = {"grammar": 100, "vocabulary": 60, "reasoning": 60, "controls": 40}
MOST_FACTS = 40  # of many facts a sample of so many is enough
PERSONALITY = 4  # from this age on only what was taught counts
CURRICULUM = ("grammar", "vocabulary", "reasoning")
SELF_TESTS = {
    "certainty": "An answer that is certain",
    "parity": "Parity of weights and file",
    "ties": "Ties",
}
NO_BETTER = "She tried, and did not get better. Nothing was changed. Your karma is kept."


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the gate looks at.

    ``new_facts`` were taught since the parent, ``old_facts`` before; under ``unlearnt`` keys she is to know
    less than the parent, or the same otherwise. ``age`` is the candidate's, ``text`` what she had to be
    measured on; ``items_sha256`` and ``version`` were written down before training.
    """

    candidate: ExamReport | None
    parent: ExamReport | None
    new_facts: int
    smoke: Reply | None
    weights_changed: bool
    loss_first: float
    loss_last: float
    items_sha256: str
    text: FixedText
    old_facts: int = 0
    unlearnt: int = 0
    age: int = 1
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Verdict:
    """Published or not, and why, in sentences."""

    published: bool
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)


_TITLES = {
    "grammar": "Grammar",
    "vocabulary": "Vocabulary",
    "reasoning": "Reasoning",
    "style": "Your style",
    "teach_back": "What you taught her",
    "old_teach_back": "What she knew before",
    "controls": "Saying that she does not know",
    "talk": "Small talk",
}


def decide(evidence: Evidence) -> Verdict:
    """Publish only what is measurably better and nowhere measurably worse."""
    faults = _faults(evidence)
    if faults:
        return Verdict(False, (NO_BETTER, *faults))
    mine, theirs = evidence.candidate, evidence.parent
    assert mine is not None and theirs is not None  # _faults saw to it
    pairs = {
        pair.section: pair
        for pair in compare(mine, theirs)
        if pair.section in SHARES and pair.n >= TOO_FEW.get(pair.section, 1)
    }
    worse = [
        f"{_TITLES[name]} got worse: {_counts(name, mine, theirs)}."
        for name, pair in pairs.items()
        # Who only babbles brings up nothing: a newborn's small talk is no measure.
        if pair.holm_worse < LEVEL and not (name == "talk" and evidence.age == 1)
    ]
    worse += _old_teach_back(mine, theirs) + _anchor(mine, theirs)
    worse += _invention(mine, theirs) + _talk(mine, theirs) + _nonsense(mine)
    primary, good, reason = _primary(evidence, mine, theirs, pairs)
    if worse or not good:
        return Verdict(False, (NO_BETTER, *worse, reason))
    others = [name for name in pairs if name != primary]
    kept = [
        f"{_TITLES[name]} {'got better' if pairs[name].holm_better < LEVEL else 'held'}: "
        f"{_counts(name, mine, theirs)}."
        for name in others
    ]
    return Verdict(True, (reason, *kept))


# -- what must be better -------------------------------------------------------


def _primary(
    evidence: Evidence, mine: ExamReport, theirs: ExamReport, pairs: dict[str, Comparison]
) -> tuple[str, bool, str]:
    """The section that has to be better: what was taught, or without that a part of the curriculum.

    Where something was only taken back, that is what the person wants: no other gain is asked for.
    """
    if evidence.new_facts:
        good = _came_back(mine, theirs, pairs)
        verb = "came back" if good else "did not come back measurably better"
        name = "teach_back"
        return name, good, f"{_TITLES[name]} {verb}: {_counts(name, mine, theirs)}."
    if evidence.unlearnt:
        return "", *_denied(mine, theirs)
    if evidence.age >= PERSONALITY:
        return "", False, "From this age on she grows by what you teach her, and there was nothing new."
    asked = [name for name in CURRICULUM if name in pairs]
    better = [name for name in asked if pairs[name].holm_better < LEVEL]
    name = min(better or asked, key=lambda section: pairs[section].p_better)
    verb = "got better" if better else "did not get measurably better"
    return name, bool(better), f"{_TITLES[name]} {verb}: {_counts(name, mine, theirs)}."


def _denied(mine: ExamReport, theirs: ExamReport) -> tuple[bool, str]:
    """Whether what was taken back is denied now: mostly, or more than before. Other changes need no proof."""
    now, before = mine.section("controls"), theirs.section("controls")
    assert now is not None and before is not None  # _faults saw to it
    asked = [one for one in now.marks if one.startswith(GONE)]
    if not asked:
        return True, "What you took back or put right is no longer taught to her."
    denied, denied_before = (sum(report.marks[one] for one in asked) for report in (now, before))
    good = denied * 2 > len(asked) or denied > denied_before
    verb = "is denied" if good else "is not denied"
    return good, f"What you took back {verb}: {denied:g} of {len(asked)} times, {denied_before:g} before."


def _came_back(mine: ExamReport, theirs: ExamReport, pairs: dict[str, Comparison]) -> bool:
    """Whether what was taught is known now.

    It is the one thing that has to be better, named before training, so it is tested first and at the full
    level; the sections beside it share theirs by Holm's method (fixed sequence: Maurer, Hothorn & Lehmacher
    1995). Few items cannot reach the level, whatever she answers: then most must be right, more than guesses
    would be, and none of them known before.
    """
    taught, before = mine.section("teach_back"), theirs.section("teach_back")
    assert taught is not None and before is not None  # _faults saw to it
    right = int(taught.correct)
    if right * 2 <= taught.n:
        return False
    if pairs["teach_back"].p_better < LEVEL:
        return True
    out_of_reach = 1 / 2**taught.n >= LEVEL
    return out_of_reach and not before.correct and guessing(right, taught.n, GUESS) < LEVEL


# -- what must not be worse ----------------------------------------------------


def _old_teach_back(mine: ExamReport, theirs: ExamReport) -> list[str]:
    now, before = mine.section("old_teach_back"), theirs.section("old_teach_back")
    if now is None or before is None or not now.n:
        return []
    fell = drop(now, before)
    if fell.n < TOO_FEW_OLD:
        lost, bound = fell.net > 0, "and so few items bear no loss"
    else:
        most = SMALL_DROP if fell.n < SMALL else DROP
        lost = fell.upper > most
        bound = f"which can be a fall of {fell.upper:.0%}, more than {most:.0%}"
    title = _TITLES["old_teach_back"]
    return [f"{title} may be getting lost: {_counts(now.section, mine, theirs)}, {bound}."] if lost else []


def _anchor(mine: ExamReport, theirs: ExamReport) -> list[str]:
    now, before = mine.anchor.mean, theirs.anchor.mean
    if now <= before * ANCHOR_GROWTH:
        return []
    return [f"She foresees familiar text worse: {now:.3f} bits a byte, {before:.3f} before."]


def _invention(mine: ExamReport, theirs: ExamReport) -> list[str]:
    said = "She invents more"
    return _more_wrong("controls", mine, theirs, said, "questions about what she was never told")


def _talk(mine: ExamReport, theirs: ExamReport) -> list[str]:
    """Who brings up what she was told, or hears a fact where there is none, cannot be talked with."""
    said = "She brings up facts where none belongs"
    return _more_wrong("talk", mine, theirs, said, "times in small talk", borne=TALK_BORNE, always=1)


def _more_wrong(
    section: str,
    mine: ExamReport,
    theirs: ExamReport,
    said: str,
    of_what: str,
    *,
    borne: float = BORNE,
    always: int = 0,
) -> list[str]:
    """Some wrong answers are borne, ``always`` so many; above that no more than the parent's, by count."""
    now, before = mine.section(section), theirs.section(section)
    if now is None or before is None:
        return []
    wrong, wrong_before = now.n - now.correct, before.n - before.correct
    if wrong <= max(always, wrong_before, borne * now.n):
        return []
    return [f"{said}: {wrong:g} of {now.n} {of_what}, {wrong_before:g} before."]


def _nonsense(mine: ExamReport) -> list[str]:
    """Answers that say something else than what was told are worse than "I do not know that yet.".

    Her parent is no measure: age 0 has nothing but such answers.
    """
    told = mine.section("teach_back")
    if told is None:
        return []
    nonsense = told.n - told.correct - told.refused
    if nonsense <= max(1, NONSENSE * told.n):
        return []
    return [f"She says something else than what you told her: {nonsense:g} of {told.n} answers."]


# -- what can be believed at all -----------------------------------------------


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
    mine, theirs = evidence.candidate, evidence.parent
    if mine is None or theirs is None:
        return [*faults, "The exam is missing."]
    if {mine.items_sha256, theirs.items_sha256} != {evidence.items_sha256}:
        return [*faults, "The exam is not the one that was sealed before training."]
    if {mine.version, theirs.version, evidence.version} != {VERSION}:
        return [*faults, "The exam was sealed for other rules than those of today."]
    return faults + _failed_tests(mine, theirs) + _missing(evidence, mine, theirs) + _unpaired(mine, theirs)


def _failed_tests(mine: ExamReport, theirs: ExamReport) -> list[str]:
    """Self-tests that did not pass, or were not made: parity only the candidate can be asked for."""
    faults: list[str] = []
    for name, title in SELF_TESTS.items():
        for report in (mine,) if name == "parity" else (mine, theirs):
            test = report.test(name)
            if test is None:
                faults.append(f"The exam did not test itself: {title.lower()}.")
            elif not test.passed:
                faults.append(
                    f"The exam's own test failed: {title.lower()} "
                    f"({test.figure:.3g}, the limit is {test.limit:.3g})."
                )
    return list(dict.fromkeys(faults))


def _missing(evidence: Evidence, mine: ExamReport, theirs: ExamReport) -> list[str]:
    need = dict(MIN_ITEMS)
    if evidence.text.phases.start > 0:  # the babble of a base that has read: she is to grow out of it
        del need["grammar"]
    if evidence.new_facts:
        need["teach_back"] = min(evidence.new_facts, MOST_FACTS)
    if evidence.old_facts:
        need["old_teach_back"] = min(evidence.old_facts, MOST_FACTS)
    faults: list[str] = []
    for name, least in need.items():
        n = min(_size(mine.section(name)), _size(theirs.section(name)))
        if n < least:
            faults.append(f"The exam has too few items on {name.replace('_', ' ')}: {n}, not {least}.")
    least = evidence.text.least
    for phase in evidence.text.phases:
        size = min(report.anchor.of(phase).bytes for report in (mine, theirs))
        if size < least:
            faults.append(f"The exam has too little text of phase {phase}: {size} bytes, not {least}.")
    return faults


def _unpaired(mine: ExamReport, theirs: ExamReport) -> list[str]:
    """Sections whose items are not the parent's, or whose counts are not those of their marks."""
    faults: list[str] = []
    names = dict.fromkeys(s.section for s in (*mine.sections, *theirs.sections))
    for name in names:
        section, twin = mine.section(name), theirs.section(name)
        whole = section is not None and twin is not None and section.marks.keys() == twin.marks.keys()
        if not (whole and _adds_up(section) and _adds_up(twin)):
            faults.append(f"The exam's items on {name.replace('_', ' ')} differ from her parent's.")
    chunks = [{(c.id, c.bytes) for c in report.anchor.chunks} for report in (mine, theirs)]
    finite = all(math.isfinite(c.bits) for report in (mine, theirs) for c in report.anchor.chunks)
    if chunks[0] != chunks[1] or not finite:
        faults.append("The exam's text differs from her parent's.")
    return faults


def _adds_up(section: SectionScore | None) -> bool:
    return (
        section is not None
        and section.n == len(section.marks)
        and all(mark in (0.0, 0.5, 1.0) for mark in section.marks.values())
        and abs(section.correct - sum(section.marks.values())) < 1e-9
    )


def _size(section: SectionScore | None) -> int:
    return section.n if section else 0


def _counts(name: str, mine: ExamReport, theirs: ExamReport) -> str:
    now, before = mine.section(name), theirs.section(name)
    assert now is not None and before is not None
    few = "" if judged(now) else " (too few to judge)"
    return f"{now.correct:g} of {now.n} right, {before.correct:g} of {before.n} before{few}"
