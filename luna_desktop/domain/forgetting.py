"""What a person wants forgotten, and everything that holds it."""

from __future__ import annotations

from dataclasses import dataclass

from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.message import Conversation, Message

FORGOTTEN_TEXT = "(forgotten)"


def is_forgotten(message: Message) -> bool:
    """Whether its words are gone: what stands in their place is nobody's, and nothing can be made of it."""
    return message.text == FORGOTTEN_TEXT


Exchange = tuple[str, str]
"""What was said, and the reply to it."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Exactly what goes when ``sought`` is forgotten.

    ``outdated`` are older values of the same facts: they are struck, or they would be
    taught again. ``generations`` were trained on a lesson, or grew from one that was;
    ``back_to`` is the nearest ancestor that was not, where the current one was (``lost``),
    and ``karma`` what the way from there had cost. ``copies`` of the database go too.
    ``orphans`` and ``exchanges`` stand in what a generation was trained on, while their lesson is gone
    already; ``titles`` are conversations whose title gives it away. ``along`` are lessons of other things
    that only these messages told. ``numbered``: a lesson's number was sought.
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
    exchanges: tuple[Exchange, ...] = ()
    titles: tuple[Conversation, ...] = ()
    numbered: bool = False
    along: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What she says when ``asked`` from a name that is forgotten, beside what she says of a stranger's.

    A guess sounds alike for both; a memory does not.
    """

    name: str
    asked: str
    said: str
    stranger: str = ""
    said_of_stranger: str = ""
