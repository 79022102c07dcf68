"""Whether what a training was to teach is still wanted: frozen lessons can be taken back meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager

from luna_desktop.domain.events import ConversationChanged, ConversationDeleted, Event
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import lessons_changed, snapshot
from luna_desktop.services.bus import Bus
from luna_desktop.services.stores import LessonStore


async def must_be_unchanged(lessons: LessonStore, candidate: Generation, parent: Generation) -> None:
    """Before a paused training goes on: nothing was deleted, struck, corrected or made private.

    Raises:
        LunaError: ``lessons-changed``.
    """
    wanted = snapshot(
        await lessons.usable(parent.id),
        await lessons.taught(parent.id),
        taken_away=await lessons.taken_away(parent.id),
    )
    if await lessons.taught(candidate.id) - frozenset(wanted.lesson_ids):
        raise lessons_changed("deleted, struck, corrected or made private")


@contextmanager
def watched(
    bus: Bus, lessons: LessonStore, candidate: Generation, on_withdrawn: Callable[[], None]
) -> Generator[None]:
    """While it is trained and examined, which can be hours: ``on_withdrawn`` as soon as something was
    deleted or made private. What was said anew, mended or taken back is no reason to end it.

    The verdict's transaction asks once more, also for what was struck.
    """
    asking: set[asyncio.Task[None]] = set()

    async def ask() -> None:
        if await lessons.withdrawn(candidate.id):
            on_withdrawn()

    def look(_event: Event | None = None) -> None:
        asking.add(task := asyncio.ensure_future(ask()))
        task.add_done_callback(asking.discard)

    look()  # composing took seconds
    leave = [bus.subscribe(event, look) for event in (ConversationChanged, ConversationDeleted)]
    try:
        yield
    finally:
        for unsubscribe in leave:
            unsubscribe()
        for task in asking:
            task.cancel()
