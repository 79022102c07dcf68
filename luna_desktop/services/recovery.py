"""What an ended run left half done: brought to its end, kept to go on from, or removed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from luna_desktop.domain import judge
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.domain.exam import read_report
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import LESSONS_CHANGED
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import GenerationService, branched
from luna_desktop.services.head_check import UNREADABLE
from luna_desktop.services.stores import GenerationFiles, LineageStore

CUT_SHORT = "Luna Desktop ended while she was learning."


class Recovery:
    """Brings rows and folders together, once, when a home is opened."""

    def __init__(
        self,
        lineage: LineageStore,
        files: GenerationFiles,
        generations: GenerationService,
        *,
        background: Background,
        bus: Bus,
    ) -> None:
        self._lineage = lineage
        self._files = files
        self._generations = generations
        self._background = background
        self._bus = bus

    async def run(self) -> None:
        """Do so; what cannot be read now waits for the next start."""
        await self._lineage.close_runs()
        unfinished = await self._lineage.with_status(GenerationStatus.TRAINING, GenerationStatus.PAUSED)
        later: set[str] = set()
        for generation in unfinished:
            try:
                if self._files.is_whole(generation.id):
                    await self._finish_verdict(generation)
            except LunaError as error:
                if error.code != UNREADABLE:
                    raise
                later.add(generation.id)
                self._generations.unread = error
                self._bus.publish(TroubleRaised(error, "timeline"))
        if await self._generations.head_check.at_start():
            await self._tidy(later)
        self._generations.head_check.go_on()

    async def _tidy(self, later: Collection[str]) -> None:
        """Give up what is half done and cannot go on, and remove what nobody needs; ``later`` is left."""
        keep = set(later)
        unfinished = await self._lineage.with_status(GenerationStatus.TRAINING, GenerationStatus.PAUSED)
        for generation in unfinished:
            if generation.id in later:
                continue
            stands_in = (await self._lineage.sealed(generation.id)).plan.stands_for
            born = generation.parent_id is None  # a birth is begun anew
            if self._files.can_go_on(generation.id) and not stands_in and not born:
                keep.add(generation.id)
                if generation.status is GenerationStatus.TRAINING:
                    await self._lineage.set_status(generation.id, GenerationStatus.PAUSED, CUT_SHORT)
            else:
                await self._lineage.set_status(generation.id, GenerationStatus.FAILED, CUT_SHORT)
        for generation in await self._lineage.with_status(GenerationStatus.FORGOTTEN):
            try:
                await self._generations.remove_forgotten(generation)
            except LunaError as error:  # its row stays, so the next start tries again
                self._bus.publish(TroubleRaised(error, "timeline"))
        await self._background.long(lambda _: self._files.sweep(keep))

    async def _finish_verdict(self, generation: Generation) -> None:
        """A crash between the move into place and the row: the manifest says what was decided."""
        try:
            await self._generations.head_check.verify(generation.id)
        except LunaError as error:
            if error.code == UNREADABLE:
                raise
            return
        manifest = await self._background.run(self._files.manifest, generation.id)
        verdict = cast("dict[str, Any]", manifest["verdict"])
        spend, exam = int(verdict["spend"]), cast("dict[str, Any] | None", manifest["exam"])
        head = await self._lineage.head()
        try:
            concluded, _ = await self._lineage.conclude(
                generation.id,
                GenerationStatus(str(verdict["status"])),
                exam=read_report(exam) if exam else None,
                reason=str(verdict["reason"]),
                size=int(manifest["bytes"]),
                tokens=int(manifest["tokens"]),
                seconds=float(manifest["seconds"]),
                spend=judge.spent_award(spend, generation.age) if spend else None,
                replacing=head.id if head else None,
            )
            if concluded.status is GenerationStatus.PUBLISHED and not await self._generations.answers(
                concluded
            ):
                self._bus.publish(TroubleRaised(branched(concluded), "timeline"))
        except LunaError as error:
            if error.code != LESSONS_CHANGED:
                raise
            # Forgotten until its files are gone: what cannot be removed now goes with those.
            await self._lineage.set_status(generation.id, GenerationStatus.FORGOTTEN, error.sentence)
        await self._background.long(lambda _: self._files.drop_checkpoints(generation.id))
