"""Who sets the exam and holds it: items before training, evidence after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from luna_desktop.domain.comparison import compare
from luna_desktop.domain.exam import ExamItem, ExamReport
from luna_desktop.domain.gate import Evidence
from luna_desktop.domain.generation import Generation, Sealed
from luna_desktop.domain.lesson import Snapshot, first_taught
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.speech import Reply
from luna_desktop.language.contamination import drop_contaminated
from luna_desktop.language.exam_items import exam_items
from luna_desktop.services.background import Background
from luna_desktop.services.examine import Earlier, Examiner, OnProgress, Recital
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.speakers import Voice, smoke
from luna_desktop.services.stores import LessonStore, LineageStore
from luna_desktop.services.workshop import Made


class ExamBoard:
    """Shared by age-ups, which it judges, and by exams on request."""

    def __init__(
        self,
        lineage: LineageStore,
        lessons: LessonStore,
        generations: GenerationService,
        *,
        background: Background,
    ) -> None:
        self._lineage = lineage
        self._lessons = lessons
        self._generations = generations
        self._background = background

    async def set_items(
        self, parent: Generation, lessons: Snapshot, age: int, seed: int, rows: Sequence[Sequence[Turn]]
    ) -> tuple[list[ExamItem], dict[str, int]]:
        """The items to be sealed, without those that training would show, which are counted."""
        line = await self._lineage.line(parent.id)
        taught = [await self._lessons.taught(generation.id) for generation in reversed(line)]
        told = await self._lessons.usable(parent.id)

        def work() -> tuple[list[ExamItem], dict[str, int]]:
            items = exam_items(
                lessons.new_facts,
                lessons.old_facts,
                age,
                seed,
                taught_in=first_taught(told, taught),
                liked=lessons.liked,
            )
            return drop_contaminated(items, rows)

        return await self._background.run(work)

    async def evidence(
        self,
        made: Made,
        parent: Generation,
        on_progress: OnProgress,
        *,
        recitals: Sequence[Recital],
        weights_changed: bool,
    ) -> Evidence:
        """Put the same sealed items to the candidate's GGUF and to the parent's, each in a fresh child."""
        sealed, plan = made.sealed, made.sealed.plan
        said, mine = await self.sit(
            made.voice, sealed, made.generation.id, _part(on_progress, 0.0, 0.5), recitals=recitals
        )
        voice = await self._generations.voice(parent.id)
        earlier = await self.earlier(parent)
        _, theirs = await self.sit(voice, sealed, parent.id, _part(on_progress, 0.5, 1.0), earlier=earlier)
        return Evidence(
            candidate=replace(mine, versus=compare(mine, theirs)),
            parent=theirs,
            new_facts=int(plan["new_facts"]),
            smoke=said,
            weights_changed=weights_changed,
            loss_first=made.result.loss_first,
            loss_last=made.result.loss_last,
            items_sha256=sealed.items_sha256,
            old_facts=int(plan.get("old_facts", 0)),
            age=made.generation.age,
            version=int(_exam(plan).get("version", 0)),
        )

    async def sit(
        self,
        voice: Voice,
        sealed: Sealed,
        generation_id: str,
        on_progress: OnProgress,
        *,
        recitals: Sequence[Recital] | None = None,
        earlier: Earlier | None = None,
    ) -> tuple[Reply, ExamReport]:
        """One generation's sitting in a fresh child, and the first thing it said."""
        speaker = await self._generations.speakers.alone(voice)
        try:
            said = await smoke(speaker, voice.template)
            report = await Examiner(speaker, voice.template).examine(
                sealed.items,
                generation_id,
                on_progress,
                earlier=earlier,
                recitals=recitals,
                gguf_type=str(cast("dict[str, Any]", sealed.plan.get("base", {})).get("gguf_type", "F16")),
            )
        finally:
            await speaker.close()
        return said, replace(report, dropped=dict(_exam(sealed.plan).get("dropped", {})))

    async def earlier(self, generation: Generation) -> Earlier | None:
        """What this generation answered at its own exam."""
        if generation.exam is None:
            return None
        sealed = await self._lineage.sealed(generation.id)
        return Earlier(sealed.items, generation.exam)


def _part(on_progress: OnProgress, low: float, high: float) -> Callable[[float], None]:
    return lambda fraction: on_progress(low + (high - low) * fraction)


def _exam(plan: dict[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", plan.get("exam", {}))
