"""Whether what a training was to teach is still wanted: frozen lessons can be taken back meanwhile."""

from __future__ import annotations

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import newest_facts
from luna_desktop.services.stores import LessonStore

LESSONS_CHANGED = "lessons-changed"


async def must_be_unchanged(lessons: LessonStore, candidate: Generation, parent: Generation) -> None:
    """Before a paused training goes on: nothing was deleted, struck, corrected or made private.

    Raises:
        LunaError: ``lessons-changed``.
    """
    usable = await lessons.usable(parent.id)
    holding = {x.id for x in usable if x.fact is None} | {x.id for x in newest_facts(usable).values()}
    if await lessons.taught(candidate.id) - holding:
        raise _changed("deleted, struck, corrected or made private")


async def must_be_allowed(lessons: LessonStore, candidate: Generation) -> None:
    """Before it is published: nothing was deleted, taken back, struck or made private.

    What was only said anew meanwhile is no reason to throw a whole training away.

    Raises:
        LunaError: ``lessons-changed``.
    """
    if await lessons.withdrawn(candidate.id):
        raise _changed("deleted, taken back, struck or made private")


def _changed(how: str) -> LunaError:
    return LunaError(
        LESSONS_CHANGED,
        "This training cannot go on.",
        f"Something it was to teach was {how} since.",
        "Nothing is lost: let her age up anew.",
    )
