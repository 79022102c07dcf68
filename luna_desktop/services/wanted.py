"""Whether what a training was to teach is still wanted: frozen lessons can be taken back meanwhile."""

from __future__ import annotations

from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import lessons_changed, newest_facts
from luna_desktop.services.stores import LessonStore


async def must_be_unchanged(lessons: LessonStore, candidate: Generation, parent: Generation) -> None:
    """Before a paused training goes on: nothing was deleted, struck, corrected or made private.

    Raises:
        LunaError: ``lessons-changed``.
    """
    usable = await lessons.usable(parent.id)
    holding = {x.id for x in usable if x.fact is None} | {x.id for x in newest_facts(usable).values()}
    if await lessons.taught(candidate.id) - holding:
        raise lessons_changed("deleted, struck, corrected or made private")


async def must_be_allowed(lessons: LessonStore, candidate: Generation) -> None:
    """Before its exam: nothing was deleted, struck or made private; the verdict's transaction asks again.

    What was said anew, mended or taken back meanwhile is no reason to throw a whole training away.

    Raises:
        LunaError: ``lessons-changed``.
    """
    if await lessons.withdrawn(candidate.id):
        raise lessons_changed()
