"""Whether the files of who answers are what was written: a glance at the start, the rest beside her talk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, GenerationReturned, TroubleRaised
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.stores import GenerationFiles, LineageStore

UNREADABLE = "generation-unreadable"


class HeadCheck:
    """Where the head's files are damaged lets her nearest good ancestor answer, and her when they are back.

    Files with the size and the time they had when they were last right are trusted at the start, and hashed
    while she can be talked to already. ``unload`` ends a generation's child after its running call.
    """

    def __init__(
        self,
        lineage: LineageStore,
        files: GenerationFiles,
        *,
        unload: Callable[[str], Awaitable[None]],
        background: Background,
        bus: Bus,
    ) -> None:
        self._lineage = lineage
        self._files = files
        self._unload = unload
        self._background = background
        self._bus = bus
        self._trusted: Generation | None = None  # at a glance, and not hashed yet
        self._later: asyncio.Task[None] | None = None
        self.lost: LunaError | None = None  # what is wrong where no file of hers can be read

    async def verify(self, generation_id: str, on_progress: Callable[[int], None] | None = None) -> None:
        """Hash every file; ``on_progress`` gets the bytes done.

        Raises:
            LunaError: ``generation-damaged`` or ``generation-unreadable``.
        """
        await self._background.long(
            partial(self._files.verify, generation_id, remember=True), on_progress=on_progress
        )

    async def at_start(self) -> bool:
        """Settle who answers; whether anything may be tidied up.

        Files that are there and cannot be read now, or none of them at all, may be a drive that
        comes back: then everything stays what it is, and the answer is no.
        """
        head = await self._lineage.head()
        if head is None:
            return True
        return await self._settle(await self._returned(head))

    def go_on(self) -> None:
        """Hash what was trusted at the start, beside her talk."""
        self._later = asyncio.create_task(self._hash_trusted())

    async def close(self) -> None:
        """End what is hashed."""
        if self._later is not None:
            self._later.cancel()
            await asyncio.wait([self._later])

    async def ended(self) -> None:
        """Wait until what is hashed beside her talk is known."""
        if self._later is not None:
            await asyncio.wait([self._later])

    async def _returned(self, head: Generation) -> Generation:
        """Whom ``head`` stands in for, or the nearest to her whose files are whole again; else ``head``."""
        wanted = await self._lineage.wanted()
        if wanted is None or wanted.status is not GenerationStatus.PUBLISHED:
            return head
        for generation in await self._lineage.line(wanted.id):
            if generation.id == head.id:
                break
            try:
                await self._look(generation)
            except LunaError:
                continue
            if await self._lineage.stand_in(generation.id, for_=head.id, wanted=wanted.id):
                self._bus.publish(GenerationReturned(generation))
                return generation
        return head

    async def _settle(self, head: Generation, damage: LunaError | None = None) -> bool:
        """Let the first good one of its line answer; ``damage`` is what is known of ``head`` itself."""
        for generation in await self._lineage.line(head.id):
            if damage is not None and generation.id == head.id:
                continue
            try:
                trusted = await self._look(generation)
            except LunaError as error:
                damage = damage or error
                if error.code != UNREADABLE:
                    continue
                for trouble in dict.fromkeys((damage, error)):
                    self._bus.publish(TroubleRaised(trouble, "timeline"))
                return False
            if damage is not None:
                await self._fall_back(head, generation, damage)
            self._trusted = generation if trusted else None
            return True
        assert damage is not None
        self.lost = _all_damaged(damage)
        self._bus.publish(TroubleRaised(self.lost, "timeline"))
        return False

    async def _look(self, generation: Generation) -> bool:
        """Whether it is trusted at a glance; else it is hashed now, and found right.

        Raises:
            LunaError: what is wrong with its files.
        """
        if await self._background.run(self._files.unchanged, generation.id):
            return True
        await self.verify(generation.id)
        return False

    async def _hash_trusted(self) -> None:
        """What is not what was written makes way for its nearest good ancestor, which is hashed in turn."""
        while (head := self._trusted) is not None:
            self._trusted = None
            try:
                await self.verify(head.id)
            except LunaError as error:
                now = await self._lineage.head()
                if now is None or now.id != head.id:
                    return  # the person chose another meanwhile
                if error.code == UNREADABLE:
                    self._bus.publish(TroubleRaised(error, "timeline"))
                    return
                await self._settle(head, error)
                await self._unload(head.id)

    async def _fall_back(self, head: Generation, to: Generation, damage: LunaError) -> None:
        wanted = await self._lineage.wanted() or head
        if await self._lineage.stand_in(to.id, for_=head.id, wanted=wanted.id):
            self._bus.publish(TroubleRaised(_fallen_back(head, to, damage), "timeline"))
            self._bus.publish(GenerationLoaded(to))


def _fallen_back(head: Generation, to: Generation, trouble: LunaError) -> LunaError:
    return LunaError(
        "generation-damaged",
        f"The files of generation {head.number} are damaged or away, so generation {to.number} answers.",
        trouble.why,
        "Your conversations and your karma are unharmed. When her files are whole again, she answers again.",
    )


def _all_damaged(trouble: LunaError) -> LunaError:
    return LunaError(
        "generations-damaged",
        "The files of all her generations are damaged or away.",
        trouble.why,
        "If their folder can come back, bring it back and start Luna again. If not, let her be born again; "
        "your conversations and your karma are kept.",
    )
