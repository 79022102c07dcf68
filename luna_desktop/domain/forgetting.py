"""What a person wants forgotten, and everything that holds it."""

from __future__ import annotations

from dataclasses import dataclass

from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.message import Conversation, Message

FORGOTTEN_TEXT = "(forgotten)"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Exactly what goes when ``sought`` is forgotten.

    ``outdated`` are older values of the same facts: they are struck, or they would be
    taught again. ``generations`` were trained on a lesson, or grew from one that was;
    ``back_to`` is the nearest ancestor that was not, where the current one was (``lost``),
    and ``karma`` what the way from there had cost. ``copies`` of the database go too.
    ``orphans`` stand in what a generation was trained on, while their lesson is gone already;
    ``titles`` are conversations whose title gives it away. ``numbered``: a lesson's number was sought.
    """

    sought: str
    lessons: tuple[Lesson, ...]
    outdated: tuple[Lesson, ...]
    messages: tuple[Message, ...]
    generations: tuple[Generation, ...]
    lost: Generation | None
    back_to: Generation | None
    karma: int
    copies: int
    orphans: tuple[Fact, ...] = ()
    titles: tuple[Conversation, ...] = ()
    numbered: bool = False
