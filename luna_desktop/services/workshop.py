"""Where candidates are made: snapshot, training, verdict. Births and age-ups share it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain import age
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress, TrainingProgressed
from luna_desktop.domain.exam import VERSION, ExamItem, ExamReport
from luna_desktop.domain.generation import Generation, GenerationStatus, Sealed
from luna_desktop.domain.judge import spent_award
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.plan import TrainingPlan
from luna_desktop.domain.teaching import Composed, Order
from luna_desktop.domain.training import DATASET, Beneath, Packed, TrainingJob, TrainingResult
from luna_desktop.language.phases import PERSONALITY_FILE, phase_text
from luna_desktop.services.background import Background
from luna_desktop.services.bases import BaseRecipe, packed
from luna_desktop.services.bus import Bus
from luna_desktop.services.examine import Recital, read_recitals
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Clock, Trainer
from luna_desktop.services.speakers import Voice
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.stores import GenerationFiles, LineageStore

TRAINED = 0.8  # the share of the whole job that training takes
ADAPTER = "adapter.gguf"  # of a generation that is laid over its base
PAUSED, CANCELLED = "training-paused", "training-cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a candidate is to learn, all of it fixed before training begins."""

    parent: Generation | None
    recipe: BaseRecipe
    order: Order
    composed: Composed
    items: Sequence[ExamItem]
    spend: int = 0
    balance: int = 0
    dropped: dict[str, int] = field(default_factory=dict[str, int])  # exam items that stood in the rows
    stands_for: Generation | None = None  # whose number and age it takes; else those after its parent's


@dataclass(frozen=True, slots=True)
class _Start:
    """What to start from, the whole weights of it, and the adapters beneath what is trained."""

    weights: Path
    beneath: Beneath
    packed: Packed | None
    under: tuple[Path, ...] = ()
    parent: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A trained candidate in its partial folder."""

    generation: Generation
    sealed: Sealed
    result: TrainingResult
    voice: Voice


def new_seed() -> int:
    return random.SystemRandom().randrange(2**31)


class Workshop:
    """Turns a course into a candidate, and a verdict into a generation."""

    def __init__(
        self,
        lineage: LineageStore,
        files: GenerationFiles,
        generations: GenerationService,
        *,
        trainer: Trainer,
        speeds: Speeds,
        background: Background,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._lineage = lineage
        self._files = files
        self._generations = generations
        self.trainer = trainer
        self._speeds = speeds
        self._background = background
        self._bus = bus
        self._clock = clock

    async def enrol(self, course: Course) -> Generation:
        """Write the dataset and the candidate's row with its sealed exam and plan."""
        parent, lost, order = course.parent, course.stands_for, course.order
        number = lost.number if lost else parent.number + 1 if parent else 0
        stage = age.age(lost.age if lost else parent.age + 1 if parent else 0)
        candidate = Generation(
            f"g{secrets.token_hex(4)}",
            number,
            stage.number,
            parent.id if parent else None,
            GenerationStatus.TRAINING,
            self._clock(),
            course.recipe.base.name,
            lessons=len(order.told.lesson_ids),
        )
        await self._background.run(self._files.begin, candidate.id)
        digest = await self._background.run(self._write, candidate.id, course.composed)
        plan = TrainingPlan(
            kind="age_up" if parent else "birth",
            base=course.recipe.base,
            recipe=dict(course.recipe.on_the_way_to(order.learning)),
            seed=order.seed,
            budget_tokens=order.budget_tokens,
            start=parent.id if parent else None,
            stands_for=lost.id if lost else None,
            spend=course.spend,
            balance=course.balance,
            new_facts=len(order.told.asked.new_facts),
            old_facts=len(order.told.asked.old_facts),
            unlearnt=order.told.unlearnt,
            exam_version=VERSION,
            dropped=course.dropped,
            dataset_sha256=digest,
            gguf=ADAPTER if course.recipe.base.stands else candidate.file_name,
        )
        return await self._lineage.add_candidate(candidate, course.items, plan, order.told.lesson_ids)

    def _write(self, candidate_id: str, composed: Composed) -> str:
        """Keep what it is taught; returns the hash of the rows."""
        if composed.own is not None:
            self._files.write_text(candidate_id, PERSONALITY_FILE, phase_text(composed.own))
        text = "".join(f"{row.to_json()}\n" for row in composed.rows)
        return self._files.write_text(candidate_id, DATASET, text)

    async def train(
        self,
        candidate: Generation,
        on_progress: Callable[[Progress], None],
        heed: Callable[[], None],
        *,
        resume: bool = False,
    ) -> Made:
        """Train the candidate as its plan says, from its parent's weights.

        ``heed`` raises what was wished before the trainer could hear it.

        Raises:
            LunaError: ``training-paused``, ``training-cancelled``, or what went wrong.
        """
        sealed = await self._lineage.sealed(candidate.id)
        plan, partial = sealed.plan, self._files.partial(candidate.id)
        base = plan.base
        start = await self._background.long(lambda _: self._start(plan))
        known = await self._background.run(self._speeds.find, base, plan.recipe)
        job = TrainingJob(
            kind=plan.kind,
            base_dir=start.weights,
            dataset=partial / DATASET,
            dataset_sha256=plan.dataset_sha256,
            output_dir=partial,
            checkpoint_dir=self._files.checkpoints(candidate.id),
            template=base.template,
            recipe=plan.recipe,
            max_tokens=plan.budget_tokens,
            gguf_name=plan.gguf,
            gguf_type=base.gguf_type,
            seed=plan.seed or 0,
            resume=resume,
            beneath=start.beneath,
            packed=start.packed,
            under=start.under,
            parent=start.parent,
            output="adapter" if base.stands else "whole",
            speed=known,
        )
        run = await self._lineage.begin_run(candidate.id)
        try:
            heed()  # nothing waits between this and the trainer
            result = await self.trainer.train(
                job, lambda progress: on_progress(_scaled(progress, 0.0, TRAINED))
            )
        except LunaError as error:
            ends = {PAUSED: "paused", CANCELLED: "cancelled"}
            await self._lineage.end_run(run, ends.get(error.code, "failed"), error=error.sentence)
            raise
        await self._lineage.end_run(run, "done", result)
        if result.speed is not None:
            await self._background.run(self._speeds.keep, base, plan.recipe, result.speed)
        self._generations.look_again()
        voice = await self._background.run(
            self._generations.voice_on, base, result.gguf, base.template, base.context
        )
        return Made(candidate, sealed, result, voice)

    def _start(self, plan: TrainingPlan) -> _Start:
        base, start = plan.base, plan.start
        if base.stands:
            folder = self._generations.locate(base)
            _, under = self._generations.laid_over(base)
            return _Start(
                folder,
                Beneath(base.id, folder),
                packed(base),
                tuple(adapter.path for adapter in under),
                self._parent(plan),
            )
        if start is None:
            folder = self._generations.locate(base)
            return _Start(folder, Beneath(base.id, folder), packed(base))
        beneath = self._generations.beneath(start)
        from_gguf = packed(base) if beneath.id == base.id else None
        return _Start(self._generations.weights_path(start), beneath, from_gguf)

    def _parent(self, plan: TrainingPlan) -> Path | None:
        """The adapter that is gone on from; one that lies on other skills would mean something else here."""
        if plan.start is None or not plan.recipe.get("continue_adapter"):
            return None
        theirs = self._generations.base_of(plan.start)
        same = (theirs.sha256, theirs.skills) == (plan.base.sha256, plan.base.skills)
        return self._generations.gguf_path(plan.start) if same else None

    async def weights_changed(self, made: Made) -> bool:
        """Whether the candidate's weights differ from those it started from."""
        kind = ".gguf" if made.sealed.plan.base.stands else ".safetensors"
        mine = _weights(made.result.files, kind)
        start = made.sealed.plan.start
        if start is None:
            return bool(mine)
        manifest = await self._background.run(self._files.manifest, start)
        return bool(mine) and not mine & _weights(cast("dict[str, str]", manifest["files"]), kind)

    async def recitals(self, made: Made) -> list[Recital]:
        """Rows of the dataset with how likely the trained weights found them."""
        path = self._files.partial(made.generation.id) / DATASET
        return await self._background.run(read_recitals, path, made.result.parity)

    async def conclude(
        self,
        made: Made,
        status: GenerationStatus,
        *,
        reason: str,
        exam: ExamReport | None,
        seconds: float,
        replacing: str | None = None,
    ) -> tuple[Generation, list[LedgerEntry]]:
        """Move the candidate's folder into place, then write the verdict to its row.

        The manifest carries the verdict, so a crash between the two loses nothing. ``replacing`` is the
        lost head that a birth takes the place of.
        """
        candidate, result, plan = made.generation, made.result, made.sealed.plan
        partial = self._files.partial(candidate.id)
        spend = plan.spend if status is GenerationStatus.PUBLISHED else 0
        manifest: dict[str, Any] = {
            "format": 1,
            "id": candidate.id,
            "number": candidate.number,
            "age": candidate.age,
            "parent": candidate.parent_id,
            "created_at": candidate.created_at,
            "kind": plan.kind,
            "base": asdict(plan.base),
            "start": plan.start,
            "recipe": plan.recipe,
            "seed": plan.seed,
            "budget_tokens": plan.budget_tokens,
            "dataset_sha256": plan.dataset_sha256,
            "template": asdict(plan.base.template),
            "context": plan.base.context,
            "gguf": result.gguf.relative_to(partial).as_posix(),
            "weights": result.weights_dir.relative_to(partial).as_posix(),
            "lessons": candidate.lessons,
            "steps": result.steps,
            "tokens": result.tokens,
            "loss_first": result.loss_first,
            "loss_last": result.loss_last,
            "dev": result.dev,
            "seconds": seconds,
            "timings": result.timings,
            "parity": result.parity,
            "versions": result.versions,
            "items_sha256": made.sealed.items_sha256,
            "exam": asdict(exam) if exam else None,
            "verdict": {"status": str(status), "reason": reason, "spend": spend},
        }
        size = await self._background.long(lambda pulse: self._files.publish(candidate.id, manifest, pulse))
        concluded = await self._lineage.conclude(
            candidate.id,
            status,
            exam=exam,
            reason=reason,
            size=size,
            tokens=result.tokens,
            seconds=seconds,
            spend=spent_award(spend, candidate.age) if spend else None,
            replacing=replacing,
        )
        await self._background.long(lambda _: self._files.drop_checkpoints(candidate.id))
        return concluded

    async def abandon(self, candidate: Generation, status: GenerationStatus, reason: str) -> Generation:
        """Close a candidate that will not go on; one that is paused keeps what it has.

        One that has its verdict already is left alone: who was cut short just then still has it.
        """
        now = await self._lineage.get(candidate.id)
        if now is not None and now.status in (GenerationStatus.PUBLISHED, GenerationStatus.REJECTED):
            return now
        if status is not GenerationStatus.PAUSED:
            if self._files.is_whole(candidate.id):  # moved into place, but its verdict could not be written
                try:
                    await self._background.long(lambda _: self._files.delete(candidate.id))
                except LunaError:  # a program holds a file, say: it goes with the forgotten ones
                    return await self._lineage.set_status(candidate.id, GenerationStatus.FORGOTTEN, reason)
            await self._background.long(lambda _: self._files.drop_unfinished(candidate.id))
        return await self._lineage.set_status(candidate.id, status, reason)

    async def can_resume(self, candidate: Generation) -> bool:
        """Whether its training can go on, from its last checkpoint or from the beginning.

        One that stands in for a forgotten generation is not gone on with: nobody would ask it any more
        for what it must not know.
        """
        if (await self._lineage.sealed(candidate.id)).plan.stands_for:
            return False
        return await self._background.run(self._files.can_go_on, candidate.id)

    def tell(self, candidate: Generation) -> Callable[[Progress], None]:
        """A listener that puts progress on the bus."""
        return lambda progress: self._bus.publish(TrainingProgressed(candidate.id, progress))


def _scaled(progress: Progress, low: float, high: float) -> Progress:
    fields = asdict(progress)
    fields["fraction"] = low + (high - low) * min(1.0, max(0.0, progress.fraction))
    return Progress(**fields)


def _weights(files: dict[str, str], kind: str) -> set[str]:
    return {digest for name, digest in files.items() if name.endswith(kind)}
