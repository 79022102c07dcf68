"""The exam as values: its items, and a generation's report on them."""

from __future__ import annotations

import hashlib
import json
import statistics as middle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from luna_desktop.domain.statistics import bootstrap, wilson

# How items are asked and marked, and what the gate asks of them. A new number whenever either
# changes: a candidate sealed under another one is not published, a report of another not reused.
VERSION = 3
ANCHOR = "anchor"
ANCHOR_BYTES = 20_000  # of each phase, all of it
SHARES = ("grammar", "vocabulary", "reasoning", "style", "teach_back", "old_teach_back", "controls", "talk")
SECTIONS = (*SHARES, ANCHOR)
# The same questions for every generation, so that a generation's own answers can be used again.
FIXED = frozenset({"grammar", "vocabulary", "reasoning", ANCHOR})
GONE = "controls-gone-"  # how the ids of items begin that ask for what was taken back
KNOWN = frozenset({"teach_back", "old_teach_back"})  # what she should not refuse to answer
_RENAMED = {"form": "grammar"}
_OLD_CHANCE = {"grammar": 0.5, "vocabulary": 0.25}

ItemKind = Literal["pair", "choice", "slot", "exact", "refusal", "talk", "text"]


@dataclass(frozen=True, slots=True)
class ExamItem:
    """One sealed question.

    ``kind`` "pair" and "choice": the right continuation is ``choices[0]``, by
    summed log-probability or by log-probability per byte; "slot": the reply
    must contain ``answer`` as a whole word; "exact": it must be ``answer``, up
    to case and punctuation; "refusal": it must be the refusal and nothing
    invented; "talk": the reply must have none of ``choices`` in it and hear no fact;
    "text": ``choices`` are a person's and Luna's words in turn, and how well they
    were foreseen is measured.
    """

    id: str
    section: str
    kind: ItemKind
    prompt: str
    answer: str
    choices: tuple[str, ...] = ()

    @property
    def chance(self) -> float:
        """How often a guess is right."""
        return 1 / len(self.choices) if self.kind in ("pair", "choice") else 0.0


def items_sha256(items: Sequence[ExamItem]) -> str:
    """The seal: a hash over all items in their order."""
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class FixedText:
    """What of the fixed text is measured: of each of ``phases`` one chunk of ``every`` so many."""

    phases: range
    every: int = 1

    @property
    def least(self) -> int:
        """The bytes of each phase that cannot be missing."""
        return ANCHOR_BYTES // self.every


def section_name(name: str) -> str:
    """A section's name of today."""
    return _RENAMED.get(name, name)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section's result; ``marks`` maps item id to 0, 0.5 or 1, ``chance`` is what guessing gives.

    ``refused`` counts the items about what was told that were answered with not knowing.
    """

    section: str
    correct: float
    n: int
    marks: dict[str, float]
    chance: float = 0.0
    refused: int = 0

    @property
    def share(self) -> float:
        """Correct share, 0 when the section is empty."""
        return self.correct / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson 95% interval of ``share``."""
        return wilson(self.correct, self.n)

    @property
    def at_chance(self) -> bool:
        """Whether it sits at exactly what guessing gives, as it does when scoring is broken."""
        return self.chance > 0 and self.n > 0 and abs(self.share - self.chance) < 1e-9


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the fixed text of ``phase``, and the bits she needs to foresee it."""

    id: str
    phase: int
    bytes: int
    bits: float

    @property
    def per_byte(self) -> float:
        return self.bits / self.bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """Bits per byte over a fixed text: what she must not unlearn while learning."""

    chunks: tuple[Chunk, ...] = ()

    @property
    def bytes(self) -> int:
        return sum(chunk.bytes for chunk in self.chunks)

    @property
    def mean(self) -> float:
        """Bits per byte of the whole text."""
        return sum(chunk.bits for chunk in self.chunks) / self.bytes

    @property
    def median(self) -> float:
        """Of the chunks, so that a single one cannot carry it."""
        return middle.median(chunk.per_byte for chunk in self.chunks)

    @property
    def interval(self) -> tuple[float, float]:
        """Bootstrap 95% interval of the mean over chunks, drawn within each phase."""
        rates = [[chunk.per_byte for chunk in self.of(phase).chunks] for phase in self.phases]

        def mean(drawn: Sequence[Sequence[float]]) -> float:
            return sum(map(sum, drawn)) / sum(map(len, drawn))

        return bootstrap(rates, mean, len(self.chunks))

    @property
    def phases(self) -> tuple[int, ...]:
        return tuple(sorted({chunk.phase for chunk in self.chunks}))

    def of(self, phase: int) -> Anchor:
        """The text of one phase."""
        return Anchor(tuple(chunk for chunk in self.chunks if chunk.phase == phase))


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Whether the exam itself works: ``figure`` against its ``limit``."""

    name: Literal["certainty", "parity", "ties"]
    passed: bool
    figure: float
    limit: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One section against another generation on the same items; ``holm_*`` are held over all sections."""

    section: str
    n: int
    before: float
    gained: int
    lost: int
    p_better: float
    p_worse: float
    holm_better: float
    holm_worse: float


@dataclass(frozen=True, slots=True)
class Headline:
    """One number: the mean of the sections with chance taken out, with its bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ExamReport:
    """All sections of one generation, with the hash of the sealed items.

    ``known`` questions had an answer she was taught; ``wrongly_refused`` of them she
    answered with the refusal. ``dropped`` counts, by section, items that stood in the
    training set. ``versus`` compares with the parent; a birth has none.
    """

    generation_id: str
    items_sha256: str
    sections: tuple[SectionScore, ...]
    seconds: float
    anchor: Anchor = Anchor()
    known: int = 0
    wrongly_refused: int = 0
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    tests: tuple[SelfTest, ...] = ()
    versus: tuple[Comparison, ...] = ()
    headline: Headline | None = None
    version: int = 0

    def section(self, name: str) -> SectionScore | None:
        """The section called ``name``, if it was examined."""
        return next((s for s in self.sections if s.section == name), None)

    def against(self, name: str) -> Comparison | None:
        """How section ``name`` stands against the parent."""
        return next((c for c in self.versus if c.section == name), None)

    def test(self, name: str) -> SelfTest | None:
        """The self-test called ``name``, if it was made."""
        return next((t for t in self.tests if t.name == name), None)


def headline(sections: Sequence[SectionScore], seed: int = 0) -> Headline | None:
    """The chance-corrected mean over ``sections``; each counts the same, whatever its length."""
    asked = [section for section in sections if section.n]
    if not asked:
        return None

    def mean(drawn: Sequence[Sequence[float]]) -> float:
        return middle.fmean(
            (sum(marks) / len(marks) - section.chance) / (1 - section.chance)
            for marks, section in zip(drawn, asked, strict=True)
        )

    marks = [list(section.marks.values()) for section in asked]
    return Headline(mean(marks), *bootstrap(marks, mean, seed))


def read_report(data: Mapping[str, Any]) -> ExamReport:
    """A report from its decoded JSON, also one from before there were eight sections."""
    sections: list[SectionScore] = []
    for section in data["sections"]:
        name = section_name(section["section"])
        chance = section.get("chance", _OLD_CHANCE.get(name, 0.0))
        refused = section.get("refused", 0)
        sections.append(
            SectionScore(name, section["correct"], section["n"], section["marks"], chance, refused)
        )
    if "version" not in data:
        return ExamReport(data["generation_id"], data["items_sha256"], tuple(sections), data["seconds"])
    return ExamReport(
        data["generation_id"],
        data["items_sha256"],
        tuple(sections),
        data["seconds"],
        Anchor(tuple(Chunk(**chunk) for chunk in data["anchor"]["chunks"])),
        data["known"],
        data["wrongly_refused"],
        data["dropped"],
        tuple(SelfTest(**test) for test in data["tests"]),
        tuple(Comparison(**comparison) for comparison in data["versus"]),
        Headline(**data["headline"]) if data["headline"] else None,
        data["version"],
    )
