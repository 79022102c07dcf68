"""Birth: the base learns phase 0 on the person's machine and becomes age 0."""

from __future__ import annotations

import time
from collections.abc import Callable

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, GenerationPublished, Progress
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.teaching import Order
from luna_desktop.services.background import Background
from luna_desktop.services.bases import EMBEDDED, load_base
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.exam_items import exam_items
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import SpeakerFactory
from luna_desktop.services.speakers import smoke
from luna_desktop.services.stores import LineageStore
from luna_desktop.services.teaching import Teachings
from luna_desktop.services.workshop import CANCELLED, PAUSED, Course, Made, Workshop, new_seed

SPEECHLESS = "birth-failed"


class BirthService:
    """Lets her be born, once in a home unless all her generations are lost."""

    def __init__(
        self,
        lineage: LineageStore,
        generations: GenerationService,
        workshop: Workshop,
        coordinator: Coordinator,
        *,
        factory: SpeakerFactory,
        teachings: Teachings,
        background: Background,
        bus: Bus,
    ) -> None:
        self._lineage = lineage
        self._generations = generations
        self._workshop = workshop
        self._coordinator = coordinator
        self._factory = factory
        self._teachings = teachings
        self._background = background
        self._bus = bus
        self._given_up = False

    @property
    def running(self) -> bool:
        """Whether she is being born."""
        return self._coordinator.running(Work.BIRTH)

    async def needed(self) -> bool:
        """Whether nobody can answer in this home."""
        return self._generations.lost is not None or await self._lineage.head() is None

    def cancel(self) -> None:
        """Give a running birth up."""
        if self.running:
            self._given_up = True
            self._workshop.trainer.cancel()

    async def be_born(
        self, base: str = EMBEDDED, on_progress: Callable[[Progress], None] | None = None
    ) -> Generation:
        """Train phase 0 and publish generation 0.

        Raises:
            LunaError: ``already-born``, ``birth-failed``, what excludes it now, or what the base or the
                training said.
        """
        async with self._coordinator.work(Work.BIRTH):
            self._given_up = False
            if not await self.needed():
                raise LunaError("already-born", "Luna is already born in this home.", "", "Talk to her.")
            try:
                return await self._be_born(base, on_progress)
            except LunaError as error:
                if error.code != SPEECHLESS:
                    raise
                # Now and then a birth comes to a line that never ends: another seed is another birth.
                return await self._be_born(base, on_progress)

    async def _be_born(self, base: str, on_progress: Callable[[Progress], None] | None) -> Generation:
        begin, lost = time.monotonic(), await self._lineage.head()
        recipe = await self._background.long(lambda _: load_base(base))  # its weights are hashed
        if not recipe.ready:
            raise LunaError(
                "base-not-ready",
                f"Luna cannot be born from {recipe.base.title} yet.",
                "It is here, but this version cannot teach her on it.",
                f"Choose {EMBEDDED!r} or a folder of weights of your own.",
            )
        teaching = await self._teachings.named(recipe.teaching)
        order = Order(
            age=0,
            learning=0,
            characters_per_token=recipe.characters_per_token,
            budget_tokens=recipe.birth_tokens,
            seed=new_seed(),
        )
        composed = await teaching.lessons(order)
        items = await exam_items(teaching, order.told, age=0, seed=order.seed, background=self._background)
        candidate = await self._workshop.enrol(
            Course(parent=None, recipe=recipe, order=order, composed=composed, items=items)
        )
        tell = self._workshop.tell(candidate)

        def report(progress: Progress) -> None:
            tell(progress)
            if on_progress is not None:
                on_progress(progress)

        try:
            made = await self._workshop.train(candidate, report, self._heed_wish)
            report(Progress("exam", 0.85))
            await self._must_speak(made)
            report(Progress("publish", 0.95))
            generation, _ = await self._workshop.conclude(
                made,
                GenerationStatus.PUBLISHED,
                reason="Luna was born.",
                exam=None,
                seconds=time.monotonic() - begin,
                replacing=lost.id if lost else None,
            )
        except BaseException as error:
            # A birth is short: it is not resumed but begun anew.
            wished = isinstance(error, LunaError) and error.code in (PAUSED, CANCELLED)
            status = GenerationStatus.CANCELLED if wished else GenerationStatus.FAILED
            why = error.sentence if isinstance(error, LunaError) else "Her birth was cut short."
            await self._workshop.abandon(candidate, status, why)
            raise
        self._generations.lost = None
        self._bus.publish(GenerationPublished(generation))
        report(Progress("swap", 0.97))
        await self._generations.speakers.swap(None, generation.id)
        report(Progress("swap", 1.0))
        self._bus.publish(GenerationLoaded(generation))
        return generation

    def _heed_wish(self) -> None:
        if self._given_up:
            raise LunaError(CANCELLED, "The birth was ended as you wished.")

    async def _must_speak(self, made: Made) -> None:
        """She says something and ends by herself, from the file that would be published."""
        speaker = await made.voice.load(self._factory)
        try:
            said = made.voice.split(await smoke(speaker, made.voice.template))
        finally:
            await speaker.close()
        if not said.text.strip() or said.finish != "end":
            raise LunaError(
                SPEECHLESS,
                "Luna could not be born.",
                "She did not speak." if not said.text.strip() else "She could not stop speaking.",
                "Try again.",
            )
