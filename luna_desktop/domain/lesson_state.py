"""Where each lesson of a line stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from luna_desktop.domain.lesson import Fact, Lesson, snapshot, takes_back, told_otherwise, undisputed


class LessonState(StrEnum):
    """What becomes of a lesson next, or became of it.

    DONE took something back of which she knows nothing, or no more.
    """

    WAITING = "waiting"
    TAUGHT = "taught"
    HELD = "held"
    STRUCK = "struck"
    REPLACED = "replaced"
    TAKEN_BACK = "taken back"
    DONE = "done"


def states(lessons: Sequence[Lesson], taught: frozenset[int]) -> dict[int, LessonState]:
    """Of all ``lessons`` of a line, by their number; ``taught`` are those its head was trained on."""
    wanted = frozenset(snapshot(undisputed([x for x in lessons if not x.struck]), taught).lesson_ids)
    later: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        if lesson.fact is not None and not lesson.struck:
            later.setdefault(lesson.fact.key, []).append(lesson)

    def state(lesson: Lesson) -> LessonState:
        if lesson.struck:
            return LessonState.STRUCK
        if lesson.held:
            return LessonState.HELD
        if lesson.id in wanted:
            return LessonState.TAUGHT if lesson.id in taught else LessonState.WAITING
        if lesson.fact is None:
            return LessonState.WAITING
        if takes_back(lesson):
            return LessonState.DONE
        return _ended(lesson.fact, lesson, later[lesson.fact.key])

    return {lesson.id: state(lesson) for lesson in lessons}


def _ended(fact: Fact, lesson: Lesson, others: Sequence[Lesson]) -> LessonState:
    """How a value ended that nobody will teach: by the first that was told otherwise."""
    ends = (x for x in others if x.fact is not None and x.fact.change != "add" and x.told > lesson.told)
    end = min(
        (x for x in ends if x.fact and told_otherwise(fact, x.fact)), key=lambda x: x.told, default=None
    )
    return LessonState.TAKEN_BACK if end is not None and takes_back(end) else LessonState.REPLACED
