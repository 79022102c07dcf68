"""The age-up, from the lessons to the swap, in one file.

lessons -> dataset -> candidate with a sealed exam -> training -> exam of candidate
and parent -> gate -> published or rejected -> swap. Karma is spent only by the
publication, in the same transaction. Whatever ends it early changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from luna_desktop.domain import age
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    AgeUpEnded,
    AgeUpStarted,
    ExamTaken,
    GenerationLoaded,
    GenerationPublished,
    GenerationRejected,
    KarmaGiven,
    Progress,
    TrainingProgressed,
    TroubleRaised,
)
from luna_desktop.domain.gate import Evidence, Verdict, decide
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import (
    LESSONS_CHANGED,
    lessons_changed,
    snapshot,
)
from luna_desktop.domain.mixture import BOTH
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Turn, Work
from luna_desktop.services.exam_board import ExamBoard
from luna_desktop.services.generations import GenerationService, branched
from luna_desktop.services.lengths import Lengths
from luna_desktop.services.outlook import Outlook, budgeted, order_of
from luna_desktop.services.results import AgeUpOutcome, AgeUpPreview, OutcomeStatus
from luna_desktop.services.speakers import Voice
from luna_desktop.services.stores import LedgerStore, LessonStore, LineageStore
from luna_desktop.services.teaching import Teachings
from luna_desktop.services.unheard import Unheard
from luna_desktop.services.wanted import must_be_unchanged, watched
from luna_desktop.services.workshop import CANCELLED, PAUSED, TRAINED, Course, Made, Workshop, new_seed

NO_ROOM_FOR_TWO = "Memory is too short for two of her: she is silent for a moment, what you say waits."
EXAMINED = 0.98  # the share of the whole job after the exam
_ENDS: dict[str, GenerationStatus] = {
    PAUSED: GenerationStatus.PAUSED,
    CANCELLED: GenerationStatus.CANCELLED,
}
# These leave the lessons and the checkpoints as they are: the training can go on.
_UNHARMED = frozenset({"child-died", "child-silent", "dataset-unreadable"})
_FINAL: dict[GenerationStatus, OutcomeStatus] = {
    GenerationStatus.PAUSED: "paused",
    GenerationStatus.CANCELLED: "cancelled",
    GenerationStatus.FAILED: "failed",
}


Probe = Callable[[Voice, Callable[[], None]], Awaitable[tuple[str, ...]]]
"""What a candidate says that it must not know, in sentences."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The karma an age-up may spend, of what there is, and the forgotten generation it stands in for."""

    karma: int
    balance: int
    stands_for: Generation | None = None


class AgeUpService:
    """Prepares, carries out, pauses and resumes age-ups; one at a time."""

    def __init__(
        self,
        *,
        ledger: LedgerStore,
        lessons: LessonStore,
        lineage: LineageStore,
        generations: GenerationService,
        workshop: Workshop,
        board: ExamBoard,
        lengths: Lengths,
        unheard: Unheard,
        outlook: Outlook,
        teachings: Teachings,
        coordinator: Coordinator,
        bus: Bus,
    ) -> None:
        self._ledger = ledger
        self._lessons = lessons
        self._lineage = lineage
        self._generations = generations
        self._workshop = workshop
        self._board = board
        self._lengths = lengths
        self._unheard = unheard
        self._outlook = outlook
        self._teachings = teachings
        self._bus = bus
        self._coordinator = coordinator
        self._wish: str | None = None

    @property
    def running(self) -> bool:
        """Whether an age-up is under way."""
        return self._coordinator.running(Work.AGE_UP, Work.RELEARNING)

    def pause(self) -> None:
        """Keep what has been trained and end for now; ``resume`` goes on from there."""
        if self.running:
            self._wish = self._wish or PAUSED
            self._workshop.trainer.pause()

    def cancel(self) -> None:
        """Give the age-up up; nothing of it is kept."""
        if self.running:
            self._wish = self._wish or CANCELLED
            self._workshop.trainer.cancel()

    async def due(self) -> bool:
        """Whether the bar is full and an age-up may begin by itself."""
        return not self._coordinator.why_not(Work.AGE_UP) and await self._outlook.due()

    async def check(self) -> AgeUpPreview:
        """What an age-up would do now, or why it cannot be."""
        return await self._outlook.look(self._coordinator.why_not(Work.AGE_UP))

    async def run(self, now: bool = False) -> AgeUpOutcome:
        """Carry out an age-up; with ``now`` before the bar is full, for what karma there is.

        Raises:
            LunaError: ``age-up-impossible`` or ``age-up-not-due``, or ``training-paused`` or
                ``training-cancelled`` by the person's wish; later every end is an outcome.
        """
        async with self._coordinator.work(Work.AGE_UP):
            self._wish = None
            await self._hear_all()
            preview = await self._outlook.look("")
            if not preview.possible:
                raise LunaError("age-up-impossible", "She cannot age up now.", preview.why_not)
            if not preview.due and not now:
                why = preview.why_not or f"The bar holds {preview.balance} of {preview.threshold} karma."
                raise LunaError("age-up-not-due", "She cannot age up yet.", why)
            parent = await self._generations.head()
            await self._generations.must_be_whole(parent)
            aim = Aim(min(preview.balance, preview.threshold), preview.balance)
            candidate = await self._prepare(parent, aim)
            self._bus.publish(AgeUpStarted(candidate, parent, await self._budget_of(candidate)))
            return await self._grow(candidate, parent, resume=False)

    async def relearn(self, turn: Turn, lost: Generation, karma: int, probe: Probe) -> AgeUpOutcome:
        """Become again what ``lost`` was, from the current generation, for ``karma``, by the lessons left.

        ``turn`` is that of the forgetting, which goes on as this. ``probe`` looks for what must not be known,
        heeding the person's wish to end; with a finding she is not published.

        Raises:
            LunaError: ``luna-closing`` or what is wrong with her files; later every end is an outcome.
        """
        self._wish = None
        turn.become(Work.RELEARNING)
        await self._hear_all()
        parent = await self._generations.head()
        await self._generations.must_be_whole(parent)
        aim = Aim(karma, await self._ledger.balance(), lost)
        candidate = await self._prepare(parent, aim)
        self._bus.publish(AgeUpStarted(candidate, parent, await self._budget_of(candidate)))
        return await self._grow(candidate, parent, resume=False, probe=probe)

    async def resume(self) -> AgeUpOutcome:
        """Go on with the paused age-up of the current generation.

        Raises:
            LunaError: ``age-up-not-paused``, ``age-up-impossible``, what is wrong with her files, or
                ``lessons-changed`` where something of what it was to teach has gone; it is given up then.
        """
        async with self._coordinator.work(Work.AGE_UP):
            self._wish = None
            parent = await self._generations.head()
            candidate = await self._outlook.paused(parent)
            if candidate is None:
                raise LunaError("age-up-not-paused", "There is no paused age-up to go on with.")
            await self._generations.must_be_whole(parent)
            try:
                await must_be_unchanged(self._lessons, candidate, parent)
            except LunaError as error:
                await self._end(candidate, parent, GenerationStatus.FAILED, error, 0.0)
                raise
            candidate = await self._lineage.set_status(candidate.id, GenerationStatus.TRAINING)
            self._bus.publish(AgeUpStarted(candidate, parent, await self._budget_of(candidate)))
            return await self._grow(candidate, parent, resume=True)

    async def discard_paused(self) -> None:
        """Give up what was paused; its karma was never spent.

        Raises:
            LunaError: ``age-up-impossible`` where one of them may just be going on.
        """
        async with self._coordinator.work(Work.AGE_UP):
            await self.drop_paused()

    async def drop_paused(self) -> None:
        """The same, for who has the turn."""
        for candidate in await self._lineage.with_status(GenerationStatus.PAUSED):
            await self._workshop.abandon(candidate, GenerationStatus.CANCELLED, "It was paused and given up.")

    # -- the way of one age-up ------------------------------------------------

    async def _hear_all(self) -> None:
        """What was told and not heard yet is to be among her lessons; told as progress of who answers now."""
        parent = await self._lineage.head()

        def report(done: int, total: int) -> None:
            self._heed_wish()
            if parent is not None:
                progress = Progress("hear", done / total, done, total)
                self._bus.publish(TrainingProgressed(parent.id, progress))

        await self._unheard.hear(report)

    async def _prepare(self, parent: Generation, aim: Aim) -> Generation:
        """Snapshot the lessons, compose the dataset, and seal the exam before any training."""
        target = aim.stands_for.age if aim.stands_for else parent.age + 1
        # From far back she has words and patterns to learn again, whatever age she stands in for.
        learning = target if target == parent.age + 1 else min(target, BOTH)
        recipe, teaching = await self._generations.recipe(parent.id), await self._teachings.of(parent.id)
        taught = await self._lessons.taught(parent.id)
        told = snapshot(
            await self._lengths.usable(parent.id, taught),
            taught,
            # What one age-up cannot teach waits for the next; who has to relearn gets it all.
            most=None if aim.stands_for else recipe.mixture.most_facts,
            taken_away=await self._lessons.taken_away(parent.id),
        )
        order = replace(order_of(recipe, told, target), learning=learning, seed=new_seed())
        order = budgeted(order, teaching, aim.karma)
        composed = await teaching.lessons(order)
        items, dropped = await self._board.set_items(parent, order, composed.rows)
        return await self._workshop.enrol(
            Course(
                parent=parent,
                recipe=recipe,
                order=order,
                composed=composed,
                items=items,
                spend=aim.karma,
                balance=aim.balance,
                dropped=dropped,
                stands_for=aim.stands_for,
            )
        )

    async def _grow(
        self, candidate: Generation, parent: Generation, *, resume: bool, probe: Probe | None = None
    ) -> AgeUpOutcome:
        """Train, examine, decide, and publish or reject."""
        begin, report = time.monotonic(), self._workshop.tell(candidate)
        try:
            with watched(self._bus, self._lessons, candidate, self._withdraw):
                made = await self._workshop.train(candidate, report, self._heed_wish, resume=resume)
                evidence = await self._examine(made, parent, report)
                verdict = decide(evidence)
                if probe is not None and (found := await probe(made.voice, self._heed_wish)):
                    verdict = Verdict(False, found)
            self._heed_wish()
            report(Progress("publish", 0.98))
            return await self._conclude(made, parent, evidence, verdict, time.monotonic() - begin)
        except LunaError as caught:
            # The trainer knows only that it was cancelled.
            error = lessons_changed() if self._wish == LESSONS_CHANGED else caught
            status = _ENDS.get(error.code, GenerationStatus.FAILED)
            if error.code in _UNHARMED and await self._workshop.can_resume(candidate):
                status = GenerationStatus.PAUSED
            return await self._end(candidate, parent, status, error, time.monotonic() - begin)
        except BaseException:
            # The task was cancelled, or the fault is ours: nothing is changed, and training can go on later.
            error = LunaError(PAUSED, "The age-up was interrupted.")
            await self._end(candidate, parent, GenerationStatus.PAUSED, error, time.monotonic() - begin)
            raise

    async def _examine(self, made: Made, parent: Generation, report: Callable[[Progress], None]) -> Evidence:
        """Put the sealed items to the candidate's GGUF and to the parent's, each in a fresh child."""

        def listen(fraction: float) -> None:
            self._heed_wish()
            share = TRAINED + (EXAMINED - TRAINED) * fraction
            report(Progress("exam", share, note=f"{len(made.sealed.items)} questions"))

        return await self._board.evidence(
            made,
            parent,
            listen,
            recitals=await self._workshop.recitals(made),
            weights_changed=await self._workshop.weights_changed(made),
        )

    async def _conclude(
        self, made: Made, parent: Generation, evidence: Evidence, verdict: Verdict, seconds: float
    ) -> AgeUpOutcome:
        """Carry the verdict out: the new generation answers, or nothing has changed."""
        status = GenerationStatus.PUBLISHED if verdict.published else GenerationStatus.REJECTED
        generation, spent = await self._workshop.conclude(
            made, status, reason=verdict.reason, exam=evidence.candidate, seconds=seconds
        )
        self._bus.publish(ExamTaken(generation))
        answers = verdict.published and await self._generations.answers(generation)
        if verdict.published:
            self._bus.publish(GenerationPublished(generation))
            balance = await self._ledger.balance()
            self._bus.publish(KarmaGiven(tuple(spent), balance, age.threshold(generation.age)))
            if answers:
                await self._swap(parent, generation)
        else:
            self._bus.publish(GenerationRejected(generation, verdict.reasons))
        branch = verdict.published and not answers
        return AgeUpOutcome(
            "branched" if branch else "published" if verdict.published else "rejected",
            parent,
            generation if verdict.published else None,
            generation,
            (branched(generation).sentence,) if branch else verdict.reasons,
            exam=evidence.candidate,
            seconds=seconds,
            tokens=made.result.tokens,
        )

    async def _swap(self, parent: Generation, generation: Generation) -> None:
        """The parent answers until the new generation has; she is published either way."""
        report = self._workshop.tell(generation)
        report(Progress("swap", 0.99))
        try:
            await self._generations.speakers.swap(
                parent.id, generation.id, lambda: report(Progress("swap", 0.99, note=NO_ROOM_FOR_TWO))
            )
        except LunaError as error:
            self._bus.publish(TroubleRaised(error, "growth"))
        self._bus.publish(GenerationLoaded(generation))

    async def _end(
        self,
        candidate: Generation,
        parent: Generation,
        status: GenerationStatus,
        error: LunaError,
        seconds: float,
    ) -> AgeUpOutcome:
        """It ended without a verdict: she is as she was."""
        if status is GenerationStatus.PAUSED and not await self._workshop.can_resume(candidate):
            status = GenerationStatus.CANCELLED
        ended = await self._workshop.abandon(candidate, status, error.sentence)
        self._bus.publish(AgeUpEnded(ended, error))
        return AgeUpOutcome(
            _FINAL[status], parent, None, ended, (error.sentence,), exam=None, seconds=seconds, tokens=0
        )

    # -- small things ---------------------------------------------------------

    def _withdraw(self) -> None:
        self._wish = self._wish or LESSONS_CHANGED
        self._workshop.trainer.cancel()

    def _heed_wish(self) -> None:
        if self._wish is not None:
            raise LunaError(self._wish, "The age-up was ended as you wished.")

    async def _budget_of(self, candidate: Generation) -> int:
        return (await self._lineage.sealed(candidate.id)).plan.budget_tokens
