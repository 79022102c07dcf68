"""Loaded generations: who answers now, who may answer beside, and the swap without a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.domain.speech import Adapter, Reply
from luna_desktop.services.coordinator import CLOSING
from luna_desktop.services.ports import Speaker, SpeakerFactory

# After these the child is gone; the next call loads a new one.
GONE = frozenset({"child-died", "child-silent", "speaker-closed"})
MEMORY_SHORT = "memory-short"
# How a second child fails where there is room for one: told by itself, or ended by the system.
NO_ROOM = frozenset({MEMORY_SHORT, "child-died"})
SMOKE_PROMPT = "Hello."
SMOKE_TOKENS = 64
CAPACITY = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """What is needed to let a generation speak; one that speaks ``inward`` begins with inner speech."""

    gguf: Path
    template: PromptTemplate
    context: int
    adapters: tuple[Adapter, ...] = ()
    inward: bool = False

    def shown(self, so_far: str) -> str:
        """What of a reply that still grows may be shown."""
        return inner_speech.shown(so_far) if self.inward else so_far

    def split(self, reply: Reply) -> Reply:
        """``reply`` with its inner speech apart; a broken bracket is left out."""
        if not self.inward:
            return reply
        said = inner_speech.split_reply(reply.text)
        return replace(reply, text=said.text, inner=inner_speech.render(said.inner) if said.inner else "")

    async def load(self, factory: SpeakerFactory, *, sharing: int = 1, bursts: bool = False) -> Speaker:
        """A child that speaks so, one of ``sharing`` that work at once; who asked for it closes it."""
        return await factory.load(
            self.gguf,
            adapters=self.adapters,
            context=self.context,
            sharing=sharing,
            bursts=bursts,
            inward=self.inward,
        )


@dataclass(eq=False, slots=True)
class _Slot:
    """A loaded speaker; one call at a time, closed only when nobody uses it."""

    speaker: Speaker
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    retired: bool = False


async def smoke(speaker: Speaker, template: PromptTemplate) -> Reply:
    """Have it say something, greedily."""
    return await speaker.generate(
        template.render([Turn("person", SMOKE_PROMPT)]), max_tokens=SMOKE_TOKENS, temperature=0.0
    )


class Speakers:
    """Keeps the last used generations loaded, at most ``CAPACITY`` that nobody uses."""

    def __init__(self, factory: SpeakerFactory, voice: Callable[[str], Awaitable[Voice]]) -> None:
        self._factory = factory
        self._voice = voice
        self._slots: dict[str, _Slot] = {}  # the least recently used first
        self._closed = False
        self._loading = asyncio.Lock()

    @property
    def loaded(self) -> tuple[str, ...]:
        """Generations with a running child."""
        return tuple(self._slots)

    @asynccontextmanager
    async def hold(self, generation_id: str) -> AsyncGenerator[Speaker]:
        """The generation's speaker, alone, loaded if need be and kept loaded meanwhile."""
        slot = await self._take(generation_id)
        try:
            async with slot.lock:
                yield slot.speaker
        except LunaError as error:
            if error.code in GONE:
                self._forget(generation_id, slot)
            raise
        finally:
            slot.users -= 1
            await self._close_if_idle(slot)

    async def swap(self, old_id: str | None, new_id: str, on_gap: Callable[[], None] = lambda: None) -> None:
        """Load ``new_id`` and have it answer while ``old_id`` still can, then retire ``old_id``.

        Where memory is too short for both, ``on_gap`` is called and who is loaded ends first;
        who speaks meanwhile waits.
        """
        voice = await self._voice(new_id)
        try:
            async with self.hold(new_id) as speaker:
                await smoke(speaker, voice.template)
        except LunaError as error:
            if error.code != MEMORY_SHORT or not self._slots:
                raise
            on_gap()
            async with self._loading:
                self._slots[new_id] = _Slot(await self._load_in_their_room(voice))
            async with self.hold(new_id) as speaker:
                await smoke(speaker, voice.template)
        if old_id is not None and old_id != new_id and (slot := self._slots.get(old_id)):
            self._forget(old_id, slot)
            await self._close_if_idle(slot)

    async def alone(self, voice: Voice, *, sharing: int = 1) -> Speaker:
        """A child for an exam, one of ``sharing``, beside the loaded ones; who asked for it closes it.

        Where memory is too short, the loaded ones end first, after their running calls.
        """
        try:
            return await voice.load(self._factory, sharing=sharing)
        except LunaError as error:
            if error.code != MEMORY_SHORT or not self._slots:
                raise
        async with self._loading:
            return await self._load_in_their_room(voice)

    async def beside(self, voice: Voice, *, sharing: int) -> Speaker | None:
        """Another child for an exam if there is memory for it; nobody makes room."""
        try:
            return await voice.load(self._factory, sharing=sharing)
        except LunaError as error:
            if error.code not in NO_ROOM:
                raise
        return None

    async def drop(self, generation_id: str) -> None:
        """Unload it, after its running call."""
        if slot := self._slots.get(generation_id):
            self._forget(generation_id, slot)
            await self._close_if_idle(slot)

    async def close(self) -> None:
        """End every child now, whatever the end of another raises; none is loaded any more."""
        self._closed = True
        async with self._loading, AsyncExitStack() as ends:
            slots, self._slots = list(self._slots.values()), {}
            for slot in slots:
                slot.retired = True
                ends.push_async_callback(slot.speaker.close)
                ends.callback(slot.speaker.cancel)

    async def _load_in_their_room(self, voice: Voice) -> Speaker:
        """End every loaded one after its running call, then load; ``_loading`` is held."""
        for generation_id, slot in list(self._slots.items()):
            async with slot.lock:
                self._forget(generation_id, slot)
                await slot.speaker.close()
        return await voice.load(self._factory)

    async def _take(self, generation_id: str) -> _Slot:
        async with self._loading:
            if self._closed:
                raise LunaError(CLOSING, "She cannot be loaded now.", "Luna is closing.")
            slot = self._slots.pop(generation_id, None)
            if slot is None:
                voice = await self._voice(generation_id)
                slot = _Slot(await voice.load(self._factory))
            self._slots[generation_id] = slot
            slot.users += 1
            try:
                await self._evict()
            except BaseException:  # nobody would give the seat back
                slot.users -= 1
                raise
            return slot

    async def _evict(self) -> None:
        idle = [key for key, slot in self._slots.items() if slot.users == 0]
        for key in idle[: max(0, len(self._slots) - CAPACITY)]:
            slot = self._slots.pop(key)
            slot.retired = True
            await self._close_if_idle(slot)

    def _forget(self, generation_id: str, slot: _Slot) -> None:
        slot.retired = True
        if self._slots.get(generation_id) is slot:
            del self._slots[generation_id]

    async def _close_if_idle(self, slot: _Slot) -> None:
        if slot.retired and slot.users == 0:
            await slot.speaker.close()
