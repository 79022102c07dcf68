"""Who sets the exam and holds it: items before training, evidence after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from luna_desktop.domain.comparison import compare
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamItem, ExamReport
from luna_desktop.domain.gate import Evidence
from luna_desktop.domain.generation import Generation, Sealed
from luna_desktop.domain.lesson import first_taught
from luna_desktop.domain.row import Row
from luna_desktop.domain.speech import Reply
from luna_desktop.domain.teaching import Order
from luna_desktop.language.contamination import drop_contaminated
from luna_desktop.services.background import Background
from luna_desktop.services.exam_items import exam_items
from luna_desktop.services.examine import Earlier, Examiner, OnProgress, Recital
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Speaker
from luna_desktop.services.speakers import NO_ROOM, Voice, smoke
from luna_desktop.services.stores import LessonStore, LineageStore
from luna_desktop.services.teaching import Teachings
from luna_desktop.services.workshop import Made

_T = TypeVar("_T")
_Answer = Callable[[int, Speaker], Coroutine[None, None, tuple[Reply, ExamReport]]]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits an exam: ``recitals`` ask for the parity test, ``earlier`` answers are used again."""

    generation_id: str
    voice: Voice
    recitals: Sequence[Recital] | None = None
    earlier: Earlier | None = None


class ExamBoard:
    """Shared by age-ups, which it judges, and by exams on request."""

    def __init__(
        self,
        lineage: LineageStore,
        lessons: LessonStore,
        generations: GenerationService,
        *,
        teachings: Teachings,
        background: Background,
    ) -> None:
        self._teachings = teachings
        self._lineage = lineage
        self._lessons = lessons
        self._generations = generations
        self._background = background

    async def set_items(
        self, parent: Generation, order: Order, rows: Sequence[Row]
    ) -> tuple[list[ExamItem], dict[str, int]]:
        """The items to be sealed, without those that training would show, which are counted."""
        line = await self._lineage.line(parent.id)
        taught = [await self._lessons.taught(generation.id) for generation in reversed(line)]
        told = await self._lessons.usable(parent.id)
        items = await exam_items(
            await self._teachings.of(parent.id),
            order.told.asked,
            age=order.age,
            seed=order.seed,
            background=self._background,
            taught_in=first_taught(told, taught),
        )
        return await self._background.run(drop_contaminated, items, [row.turns for row in rows])

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
        (said, mine), (_, theirs) = await self.sit(
            sealed,
            Seat(made.generation.id, made.voice, recitals=recitals),
            await self.seat(parent),
            on_progress=on_progress,
        )
        return Evidence(
            candidate=replace(mine, versus=compare(mine, theirs)),
            parent=theirs,
            new_facts=plan.new_facts,
            smoke=said,
            weights_changed=weights_changed,
            loss_first=made.result.loss_first,
            loss_last=made.result.loss_last,
            items_sha256=sealed.items_sha256,
            old_facts=plan.old_facts,
            unlearnt=plan.unlearnt,
            age=made.generation.age,
            text=(await self._teachings.of(parent.id)).fixed_text(made.generation.age),
            version=plan.exam_version,
        )

    async def seat(self, generation: Generation, *, again: bool = False) -> Seat:
        """A place for ``generation``; ``again`` asks it anew what its own exam asked."""
        voice = await self._generations.voice(generation.id)
        return Seat(generation.id, voice, earlier=None if again else await self._earlier(generation))

    async def sit(
        self, sealed: Sealed, *seats: Seat, on_progress: OnProgress
    ) -> list[tuple[Reply, ExamReport]]:
        """Everyone's first words and report, each in a fresh child; two at once where memory allows."""
        shares = [0.0 for _ in seats]

        def listen(number: int, fraction: float) -> None:
            shares[number] = fraction
            on_progress(sum(shares) / len(shares))

        async def answer(number: int, speaker: Speaker) -> tuple[Reply, ExamReport]:
            return await self._examine(sealed, seats[number], speaker, partial(listen, number))

        try:
            return await self._seated(seats, answer)
        except LunaError as error:
            if len(seats) == 1 or error.code not in NO_ROOM:
                raise
        # Memory can get short only once both are at work: then one after the other.
        found: list[tuple[Reply, ExamReport]] = []
        for number, seat in enumerate(seats):
            found += await self._seated([seat], lambda _, speaker, n=number: answer(n, speaker))
        return found

    async def _seated(self, seats: Sequence[Seat], answer: _Answer) -> list[tuple[Reply, ExamReport]]:
        """As many at once as there is memory for; no child outlives it."""
        found: list[tuple[Reply, ExamReport]] = []
        while len(found) < len(seats):
            waiting = range(len(found), len(seats))
            children: list[Speaker] = []
            try:
                await self._load([seats[number].voice for number in waiting], children)
                found += await _together([answer(*pair) for pair in zip(waiting, children, strict=False)])
            finally:
                for child in children:
                    await child.close()
        return found

    async def _load(self, voices: Sequence[Voice], children: list[Speaker]) -> None:
        """A child for the first of ``voices``, and for as many more as there is memory for."""
        speakers = self._generations.speakers
        loaded = speakers.loaded
        children.append(await speakers.alone(voices[0], sharing=len(voices)))
        if speakers.loaded != loaded:
            return  # who was loaded had to make room: there is none to spare
        for voice in voices[1:]:
            if (child := await speakers.beside(voice, sharing=len(voices))) is None:
                return
            children.append(child)

    async def _examine(
        self, sealed: Sealed, seat: Seat, speaker: Speaker, on_progress: OnProgress
    ) -> tuple[Reply, ExamReport]:
        said = await smoke(speaker, seat.voice.template)
        teaching = await self._teachings.of(seat.generation_id)
        examiner = Examiner(
            speaker, seat.voice.template, is_refusal=teaching.is_refusal, background=self._background
        )
        report = await examiner.examine(
            sealed.items,
            seat.generation_id,
            on_progress,
            earlier=seat.earlier,
            recitals=seat.recitals,
            gguf_type=sealed.plan.base.gguf_type,
        )
        return said, replace(report, dropped=dict(sealed.plan.dropped))

    async def _earlier(self, generation: Generation) -> Earlier | None:
        """What this generation answered at its own exam."""
        if generation.exam is None:
            return None
        sealed = await self._lineage.sealed(generation.id)
        return Earlier(sealed.items, generation.exam)


async def _together(sitting: Sequence[Coroutine[None, None, _T]]) -> list[_T]:
    """All of them at once; when one fails or the wait is cancelled, none is left behind."""
    tasks = [asyncio.ensure_future(one) for one in sitting]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
