"""What was said and not heard, as closing, a crash or a fault left it: it is heard later, beside her talk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.domain.message import Unjudged
from luna_desktop.services import chat_trouble
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import CLOSING, Coordinator, Work
from luna_desktop.services.judging import Judging
from luna_desktop.services.speakers import GONE
from luna_desktop.services.stores import ConversationStore


class Unheard:
    """Hears it message by message, in the order in which it was said, each in a turn of its own.

    What is said meanwhile waits for one message at most.
    """

    def __init__(
        self, store: ConversationStore, judging: Judging, coordinator: Coordinator, bus: Bus
    ) -> None:
        self._store = store
        self._judging = judging
        self._coordinator = coordinator
        self._bus = bus
        self._task: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[bool] | None = None
        self._closed = False

    def begin(self) -> None:
        """Hear it in the background."""
        self._task = asyncio.create_task(self._in_background())

    async def ended(self) -> None:
        """Wait until what is heard in the background is known."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def close(self) -> None:
        """Hear no further, whoever wants it; the next start does."""
        self._closed = True
        for task in (self._task, self._hearing):
            if task is not None:
                task.cancel()

    async def hear(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Hear all of it; ``on_progress`` gets the messages done and all there were, and may raise to end it.

        What cannot be heard is told and left for the next start; what fails by a fault of ours, which would
        come back each time, is told as lost and left alone.

        Raises:
            LunaError: ``luna-closing``.
        """
        deaf = set[str]()  # heads whose ear cannot be had: asked for each message, that would take minutes
        after = done = 0
        while left := await self._store.count_unjudged(after):
            if on_progress is not None:
                on_progress(done, done + left)
            async with self._coordinator.work(Work.HEARING), self._judging.turn:
                for one in await self._store.unjudged(after, 1):
                    after = one.reply.id
                    if one.head not in deaf and not await self._hear(one):
                        deaf.add(one.head)
            done += 1

    async def _hear(self, left: Unjudged) -> bool:
        """Whether others of the same head can be heard."""
        self._must_be_open()
        hearing = self._hearing = asyncio.create_task(self._heard(left))
        try:
            await asyncio.wait([hearing])
        finally:
            self._hearing = None
            hearing.cancel()
        self._must_be_open()
        return hearing.result()

    def _must_be_open(self) -> None:
        if self._closed:
            raise LunaError(CLOSING, "She hears no further now.", "Luna is closing.", "Open her again first.")

    async def _in_background(self) -> None:
        try:
            await self.hear()
        except LunaError as error:
            if error.code != CLOSING:
                self._bus.publish(TroubleRaised(error, "chat"))

    async def _heard(self, left: Unjudged) -> bool:
        try:
            await self._judging.judge_late(left)
        except LunaError as error:  # the disk is full, say: the next start tries again
            self._bus.publish(TroubleRaised(error, "chat"))
            return error.code in GONE  # it may be the message that ended the child
        except Exception as error:
            chat_trouble.log_fault("judging again", error)
            await self._store.judged(left.reply.id, (), ())
            self._bus.publish(TroubleRaised(chat_trouble.lost(), "chat"))
        return True
