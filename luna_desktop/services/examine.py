"""One sitting of the exam: sealed items put to one loaded generation, and the exam's tests of itself."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from luna_desktop.domain.comparison import judged
from luna_desktop.domain.exam import (
    FIXED,
    KNOWN,
    VERSION,
    Anchor,
    Chunk,
    ExamItem,
    ExamReport,
    SectionScore,
    SelfTest,
    headline,
    items_sha256,
    section_name,
)
from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.domain.marking import IsRefusal, right
from luna_desktop.domain.prompt import PromptTemplate, Segment, Turn
from luna_desktop.domain.speech import Reply, Score
from luna_desktop.language.anchor import conversations
from luna_desktop.services.background import Background
from luna_desktop.services.ports import Speaker

ANSWER_TOKENS = 48
PORTION = 32  # items between two looks at the progress
PARITY_ITEMS = 50
PARITY_NATS = {"F16": 0.05, "F32": 0.05, "Q8_0": 0.1}  # a token, in the mean
CERTAIN_PROMPTS = ("Hello.", "What is your name?", "Tell me something.", "How are you today?")
_TIE = 1e-6  # nats; closer than this nothing is told apart
OnProgress = Callable[[float], None]
Scored = tuple[Sequence[Segment], str | None]


@dataclass(frozen=True, slots=True)
class Recital:
    """A row of the training set, and how likely the trained weights found its last reply."""

    turns: tuple[Turn, ...]
    logprob: float


def read_recitals(dataset: Path, parity: Mapping[str, float]) -> list[Recital]:
    """The rows of ``dataset`` that ``parity`` tells about, by number; as many as there should be, or none."""
    lines = [line for line in dataset.read_text(encoding="utf-8").split("\n") if line]
    if len(parity) < min(PARITY_ITEMS, len(lines) // 2):
        return []
    return [
        Recital(
            tuple(Turn(turn["role"], turn["text"]) for turn in json.loads(lines[int(number)])["turns"]),
            logprob,
        )
        for number, logprob in parity.items()
    ]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this very generation answered before, to the items it was asked then."""

    items: Sequence[ExamItem]
    report: ExamReport


@dataclass(slots=True)
class _Sheet:
    """Everything that is answered so far."""

    marks: dict[str, float] = field(default_factory=dict[str, float])
    bits: dict[str, Chunk] = field(default_factory=dict[str, Chunk])
    refused: set[str] = field(default_factory=set[str])

    @property
    def done(self) -> int:
        return len(self.marks) + len(self.bits)


def _ignore(_fraction: float) -> None:
    pass


class Examiner:
    """Asks one speaker: greedy, without memory or context."""

    def __init__(
        self,
        speaker: Speaker,
        template: PromptTemplate,
        *,
        is_refusal: IsRefusal,
        background: Background,
    ) -> None:
        self._is_refusal = is_refusal
        self._speaker = speaker
        self._template = template
        self._background = background  # sealing and resampling take a tenth of a second

    async def examine(
        self,
        items: Sequence[ExamItem],
        generation_id: str,
        on_progress: OnProgress = _ignore,
        *,
        earlier: Earlier | None = None,
        recitals: Sequence[Recital] | None = None,
        gguf_type: str = "F16",
    ) -> ExamReport:
        """Mark every item and test the exam itself.

        What ``earlier`` holds on items of the fixed sections is used again. ``recitals``
        ask for the parity test.
        """
        begin = time.monotonic()
        sheet = await self._background.run(_known, items, earlier)
        tests = [await self._certainty()]
        if recitals is not None:
            tests.append(await self._parity(recitals, PARITY_NATS[gguf_type]))

        def done() -> None:
            on_progress(sheet.done / max(1, len(items)))

        waiting = [item for item in items if item.id not in sheet.marks and item.id not in sheet.bits]
        choices = [item for item in waiting if item.kind in ("pair", "choice")]
        for start in range(0, len(choices), PORTION):
            sheet.marks |= await self._score(choices[start : start + PORTION])
            done()
        questions = [item for item in waiting if item.kind not in ("pair", "choice", "text")]
        for start in range(0, len(questions), PORTION):
            await self._answer(questions[start : start + PORTION], sheet)
            done()
        for item in waiting:
            if item.kind == "text":
                sheet.bits[item.id] = await self._read(item)
                done()
        tests.append(_ties(items, sheet.marks))
        seconds = time.monotonic() - begin
        return await self._background.run(_report, items, generation_id, sheet, tuple(tests), seconds)

    async def _score(self, items: Sequence[ExamItem]) -> dict[str, float]:
        """The right choice must be likelier than every other; a tie is half a point."""
        scores = iter(
            await self._speaker.score([(self._asked(i.prompt), text) for i in items for text in i.choices])
        )
        marks: dict[str, float] = {}
        for item in items:
            found = [next(scores) for _ in item.choices]
            right, *others = [score.logprob if item.kind == "pair" else score.per_byte for score in found]
            ahead = right - max(others)
            # What is no number is no answer either.
            marks[item.id] = 0.5 if abs(ahead) <= _TIE else float(ahead > 0)
        return marks

    async def _answer(self, items: Sequence[ExamItem], sheet: _Sheet) -> None:
        asked: list[Scored] = [
            (self._asked(item.prompt), item.answer if item.kind == "exact" else None) for item in items
        ]
        replies = await self._speaker.answer(asked, max_tokens=ANSWER_TOKENS)
        for item, reply in zip(items, replies, strict=True):
            spoken = split_reply(reply.text)
            sheet.marks[item.id] = float(right(item, spoken, self._is_refusal))
            if item.section in KNOWN and self._is_refusal(spoken.text):
                sheet.refused.add(item.id)

    async def _read(self, item: ExamItem) -> Chunk:
        """How many bits the item's conversations take her."""
        wanted: list[Scored] = [
            (self._template.render(turns, reply=False), None) for turns in conversations(item.choices)
        ]
        scores = await self._speaker.score(wanted)
        bits = -sum(score.logprob for score in scores) / math.log(2)
        return Chunk(item.id, int(item.id.split("-")[1]), sum(score.bytes for score in scores), bits)

    # -- the exam's tests of itself --------------------------------------------

    async def _certainty(self) -> SelfTest:
        """The token she chooses must be likelier to her than any longer text that she did not choose.

        That holds for every sound model: no text is likelier than its own first token, and no
        token is likelier than the one chosen.
        """
        wrong = asked = 0
        for prompt in CERTAIN_PROMPTS:
            first, whole = (await self._reply(prompt, 1)).text, (await self._reply(prompt)).text
            other = _disordered(whole)
            if not first or "\ufffd" in first or other in (first, whole):
                continue
            asked += 1
            chosen, unchosen = await self._speaker.score(
                [(self._asked(prompt), first), (self._asked(prompt), other)]
            )
            wrong += not chosen.logprob > unchosen.logprob
        # Who says nothing to anything proves nothing.
        return SelfTest("certainty", asked > 0 and wrong == 0, wrong if asked else math.inf, 0)

    async def _parity(self, recitals: Sequence[Recital], limit: float) -> SelfTest:
        """The file must find the training rows as likely as the weights did that it was made from."""
        scores = await self._speaker.score(
            [(self._template.render(r.turns[:-1]), r.turns[-1].text) for r in recitals]
        )
        apart = [_apart(score, recital) for score, recital in zip(scores, recitals, strict=True)]
        mean = sum(apart) / len(apart) if apart else math.inf
        return SelfTest("parity", mean <= limit, mean, limit)

    def _asked(self, prompt: str) -> Sequence[Segment]:
        return self._template.render([Turn("person", prompt)])

    async def _reply(self, prompt: str, tokens: int = ANSWER_TOKENS) -> Reply:
        return await self._speaker.generate(self._asked(prompt), max_tokens=tokens, temperature=0.0)


def _apart(score: Score, recital: Recital) -> float:
    return abs(score.logprob - recital.logprob) / score.tokens if score.tokens else math.inf


def _disordered(text: str) -> str:
    """The same words, the last first; a single word from its end."""
    words = text.split()
    turned = " ".join(reversed(words))
    return turned if turned != " ".join(words) else text[::-1]


def _ties(items: Sequence[ExamItem], marks: Mapping[str, float]) -> SelfTest:
    """The largest share of ties in a section: scores that tell nothing apart are broken."""
    shares: list[float] = [0.0]
    for name in dict.fromkeys(item.section for item in items if item.kind in ("pair", "choice")):
        mine = [marks[i.id] for i in items if i.section == name and i.kind in ("pair", "choice")]
        shares.append(sum(mark == 0.5 for mark in mine) / len(mine))
    return SelfTest("ties", max(shares) < 0.5, max(shares), 0.5)


def _known(items: Sequence[ExamItem], earlier: Earlier | None) -> _Sheet:
    """Answers of the same generation to the very same items, sealed then as now."""
    sheet = _Sheet()
    if (
        earlier is None
        or earlier.report.version != VERSION
        or earlier.report.items_sha256 != items_sha256(earlier.items)
    ):
        return sheet
    asked = {item.id: item for item in earlier.items if item.section in FIXED}
    marks = {item: mark for s in earlier.report.sections for item, mark in s.marks.items()}
    chunks = {chunk.id: chunk for chunk in earlier.report.anchor.chunks}
    for item in items:
        if asked.get(item.id) == item:
            if item.id in marks:
                sheet.marks[item.id] = marks[item.id]
            elif item.id in chunks:
                sheet.bits[item.id] = chunks[item.id]
    return sheet


def _report(
    items: Sequence[ExamItem], generation_id: str, sheet: _Sheet, tests: tuple[SelfTest, ...], seconds: float
) -> ExamReport:
    asked = [item for item in items if item.kind != "text"]
    sections = tuple(_section(name, asked, sheet) for name in dict.fromkeys(i.section for i in asked))
    seal = items_sha256(items)
    return ExamReport(
        generation_id,
        seal,
        sections,
        seconds,
        anchor=Anchor(tuple(sheet.bits[item.id] for item in items if item.kind == "text")),
        known=sum(item.section in KNOWN for item in items),
        wrongly_refused=len(sheet.refused),
        tests=tests,
        headline=headline([s for s in sections if judged(s)], int(seal[:8], 16)),
        version=VERSION,
    )


def _section(name: str, items: Sequence[ExamItem], sheet: _Sheet) -> SectionScore:
    mine = [item for item in items if item.section == name]
    given = {item.id: sheet.marks[item.id] for item in mine}
    chance = sum(item.chance for item in mine) / len(mine)
    refused = sum(item.id in sheet.refused for item in mine)
    return SectionScore(section_name(name), sum(given.values()), len(mine), given, chance, refused)
