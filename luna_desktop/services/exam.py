"""Exams on request: of one generation, of two beside each other, and the history of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from luna_desktop.domain.comparison import compare
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import ExamTaken, Progress
from luna_desktop.domain.exam import Comparison, ExamReport, items_sha256
from luna_desktop.domain.generation import Generation, GenerationStatus, Sealed
from luna_desktop.domain.lesson import Snapshot, snapshot
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.exam_board import ExamBoard
from luna_desktop.services.exam_items import exam_items
from luna_desktop.services.examine import OnProgress, Recital, read_recitals
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.stores import LessonStore, LineageStore
from luna_desktop.services.teaching import Teachings

OnExam = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two generations on the items sealed for the later one; ``rows`` say how the second did."""

    first: ExamReport
    second: ExamReport
    rows: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A generation with its exam, and what was fixed before it was trained."""

    generation: Generation
    seed: int | None
    dataset_sha256: str
    karma: int

    @property
    def report(self) -> ExamReport | None:
        return self.generation.exam


class ExamService:
    """Examines a generation on request; an age-up's exam is part of the age-up."""

    def __init__(
        self,
        lineage: LineageStore,
        lessons: LessonStore,
        generations: GenerationService,
        board: ExamBoard,
        coordinator: Coordinator,
        *,
        teachings: Teachings,
        background: Background,
        bus: Bus,
    ) -> None:
        self._teachings = teachings
        self._lineage = lineage
        self._lessons = lessons
        self._generations = generations
        self._board = board
        self._coordinator = coordinator
        self._background = background
        self._bus = bus

    def cancel(self) -> None:
        """End the exams that are under way; nothing of them is kept."""
        for turn in self._coordinator.under_way(Work.EXAM):
            turn.cut_short()

    async def run(self, generation_id: str, on_progress: OnExam | None = None) -> ExamReport:
        """Put the items sealed for this generation to it and to its parent, each in a fresh child.

        The report is kept.

        Raises:
            LunaError: what excludes it now, or what keeps her from sitting it.
        """
        async with self._coordinator.work(Work.EXAM):
            return await self._run(generation_id, on_progress)

    async def _run(self, generation_id: str, on_progress: OnExam | None) -> ExamReport:
        generation = await self._generations.resolve(generation_id)
        sealed = await self._sealed(generation)
        parent = await self._lineage.get(generation.parent_id) if generation.parent_id else None
        seats = [
            replace(await self._board.seat(generation, again=True), recitals=await self._recitals(generation))
        ]
        if parent is not None:
            seats.append(await self._board.seat(parent))
        found = await self._board.sit(sealed, *seats, on_progress=_reporter(on_progress, sealed, len(seats)))
        exam, *before = [report for _, report in found]
        if before:
            exam = replace(exam, versus=compare(exam, before[0]))
        self._bus.publish(ExamTaken(await self._lineage.set_exam(generation.id, exam)))
        return exam

    async def compare(self, first: str, second: str, on_progress: OnExam | None = None) -> SideBySide:
        """Put the items sealed for the later of two generations to both; nothing is kept."""
        async with self._coordinator.work(Work.EXAM):
            return await self._compare(first, second, on_progress)

    async def _compare(self, first: str, second: str, on_progress: OnExam | None) -> SideBySide:
        both = [await self._generations.resolve(text) for text in (first, second)]
        later = max(both, key=lambda generation: (generation.number, generation.created_at))
        sealed = await self._sealed(later)
        seats = [await self._board.seat(generation, again=True) for generation in both]
        found = await self._board.sit(sealed, *seats, on_progress=_reporter(on_progress, sealed, len(seats)))
        before, after = [report for _, report in found]
        return SideBySide(before, after, compare(after, before))

    async def history(self, *, everyone: bool = False) -> list[Sitting]:
        """The current line from her birth on, or everyone there ever was, in the order they were made."""
        if everyone:
            found = await self._lineage.all()
        else:
            head = await self._generations.head()
            found = list(reversed(await self._lineage.line(head.id)))
        return [await self._sitting(generation) for generation in found]

    async def _sitting(self, generation: Generation) -> Sitting:
        plan = (await self._lineage.sealed(generation.id)).plan
        spent = plan.spend if generation.status is GenerationStatus.PUBLISHED else 0
        return Sitting(generation, plan.seed, plan.dataset_sha256, spent)

    async def _recitals(self, generation: Generation) -> list[Recital] | None:
        """Its training rows with what its weights thought of them, where they were kept."""
        manifest = await self._generations.manifest(generation.id)
        parity = cast("dict[str, float]", manifest.get("parity", {}))
        dataset = self._generations.dataset_path(generation.id)
        if not parity or not dataset.is_file():
            return None
        return await self._background.run(read_recitals, dataset, parity)

    async def _sealed(self, generation: Generation) -> Sealed:
        sealed = await self._lineage.sealed(generation.id)
        if items_sha256(sealed.items) != sealed.items_sha256:
            raise LunaError(
                "exam-unsealed",
                f"The exam of generation {generation.id} was changed after it was sealed.",
                "Its hash does not match.",
            )
        if sealed.items:
            return sealed
        taught = snapshot(await self._lessons.usable(generation.id), frozenset())
        items = await exam_items(
            await self._teachings.of(generation.id),
            Snapshot(new_facts=taught.new_facts),
            age=generation.age,
            seed=0,
            background=self._background,
        )
        return replace(sealed, items=tuple(items), items_sha256=items_sha256(items))


def _reporter(on_progress: OnExam | None, sealed: Sealed, sittings: int) -> OnProgress:
    """A listener that counts over all sittings."""
    items = len(sealed.items) * sittings

    def report(fraction: float) -> None:
        if on_progress is not None:
            on_progress(Progress("exam", fraction, round(fraction * items), items))

    return report
