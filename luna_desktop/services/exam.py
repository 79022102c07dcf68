"""The exam: sealed items, put to a generation through its own child."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import ExamTaken, Progress
from luna_desktop.domain.exam import ExamItem, ExamReport, SectionScore, items_sha256
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import snapshot
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.language.exam_items import exam_items
from luna_desktop.language.speech import contains_word, is_refusal
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Speaker, SpeakerFactory
from luna_desktop.services.stores import LessonStore, LineageStore

ANSWER_TOKENS = 48
PORTION = 32  # choices scored between two looks at the progress
_TIE = 1e-6  # nats a byte; closer than this nothing is told apart
OnProgress = Callable[[float], None]


def _ignore(_fraction: float) -> None:
    pass


async def examine(
    speaker: Speaker,
    template: PromptTemplate,
    items: Sequence[ExamItem],
    generation_id: str,
    on_progress: OnProgress = _ignore,
) -> ExamReport:
    """Score every item: greedy, without memory or context."""
    begin = time.monotonic()
    marks: dict[str, float] = {}

    def done(count: int) -> None:
        on_progress(count / max(1, len(items)))

    choices = [item for item in items if item.kind == "choice"]
    for start in range(0, len(choices), PORTION):
        marks |= await _score(speaker, template, choices[start : start + PORTION])
        done(len(marks))
    for item in items:
        if item.kind != "choice":
            reply = await speaker.generate(
                template.render([Turn("person", item.prompt)]), max_tokens=ANSWER_TOKENS, temperature=0.0
            )
            right = contains_word(reply.text, item.answer) if item.kind == "slot" else is_refusal(reply.text)
            marks[item.id] = float(right)
            done(len(marks))
    sections = tuple(_section(name, items, marks) for name in dict.fromkeys(i.section for i in items))
    return ExamReport(generation_id, items_sha256(items), sections, time.monotonic() - begin)


async def _score(speaker: Speaker, template: PromptTemplate, items: Sequence[ExamItem]) -> dict[str, float]:
    """The right choice must be likelier per byte than every other; a tie is half a point."""
    questions = [
        (template.render([Turn("person", item.prompt)]), choice) for item in items for choice in item.choices
    ]
    scores = iter(await speaker.score(questions))
    marks: dict[str, float] = {}
    for item in items:
        right, *others = [next(scores).per_byte for _ in item.choices]
        ahead = right - max(others)
        marks[item.id] = 0.5 if abs(ahead) <= _TIE else float(ahead > 0)
    return marks


def _section(name: str, items: Sequence[ExamItem], marks: dict[str, float]) -> SectionScore:
    mine = {item.id: marks[item.id] for item in items if item.section == name}
    return SectionScore(name, sum(mine.values()), len(mine), mine)


class ExamService:
    """Examines a generation on request; an age-up's exam is part of the age-up."""

    def __init__(
        self,
        lineage: LineageStore,
        lessons: LessonStore,
        generations: GenerationService,
        *,
        factory: SpeakerFactory,
        background: Background,
        bus: Bus,
    ) -> None:
        self._lineage = lineage
        self._lessons = lessons
        self._generations = generations
        self._factory = factory
        self._background = background
        self._bus = bus

    async def run(
        self, generation_id: str, on_progress: Callable[[Progress], None] | None = None
    ) -> ExamReport:
        """Put the items sealed for this generation to it, in a fresh child, and keep the report."""
        generation = await self._generations.resolve(generation_id)
        items = await self._items(generation)
        voice = await self._generations.voice(generation.id)

        def report(fraction: float) -> None:
            if on_progress is not None:
                on_progress(Progress("exam", fraction, round(fraction * len(items)), len(items)))

        speaker = await self._factory.load(voice.gguf, context=voice.context)
        try:
            exam = await examine(speaker, voice.template, items, generation.id, report)
        finally:
            await speaker.close()
        self._bus.publish(ExamTaken(await self._lineage.set_exam(generation.id, exam)))
        return exam

    async def _items(self, generation: Generation) -> Sequence[ExamItem]:
        sealed = await self._lineage.sealed(generation.id)
        if items_sha256(sealed.items) != sealed.items_sha256:
            raise LunaError(
                "exam-unsealed",
                f"The exam of generation {generation.id} was changed after it was sealed.",
                "Its hash does not match.",
            )
        if sealed.items:
            return sealed.items
        taught = snapshot(await self._lessons.usable(generation.id), frozenset())
        return await self._background.run(exam_items, taught.new_facts, (), generation.age, 0)
