"""What a generation is taught, and where each piece came from."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from luna_desktop.domain.errors import LunaError

# What telling a fact does to the values under its key.
Change = Literal["set", "add", "remove"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person told about themselves.

    ``key`` says of what it is the ``value`` ("Rex"), in the words of whoever teaches it: "pet_dog" with
    frames, "dog's name" with inner speech. ``change`` is what telling it does: it replaces what held under
    the key, is one more of many, or is taken back (with the value '', all under the key is). Where they are
    known, ``sentence`` is how she says it and ``source`` the words that told it; two facts are the same
    whatever those are.
    """

    key: str
    value: str
    sentence: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
    change: Change = "set"


class LessonKind(StrEnum):
    """Where a lesson came from."""

    FACT = "fact"
    CORRECTION = "correction"
    LIKED = "liked"
    IMPORTED = "imported"


# Why a lesson is held back until the person lets it in. One lesson can have several, joined by commas.
WAITS_IMPORTED = "imported"
REPLACED = "replaced"
TOO_LONG = "long"
# Kinds of secrets, and what each is called to the person.
SECRETS = {
    "key": "a key or a token",
    "password": "a password",
    "pin": "a PIN",
    "code": "a code that opens something",
    "recovery": "recovery words",
    "question": "an answer to a security question",
    "card": "a card's number",
    "iban": "a bank account",
    "bank": "bank details",
    "document": "the number of a document",
    "tax": "a tax or social security number",
    "insurance": "an insurance number",
    "medical": "a medical number",
    "plate": "a number plate",
    "phone": "a phone number",
    "address": "an address",
    "email": "an e-mail address",
}
HELD = {
    WAITS_IMPORTED: "it was imported",
    REPLACED: "you put another in its place or took it back",
    TOO_LONG: "it is too long to learn in one piece",
    **{kind: f"it may give away {name}" for kind, name in SECRETS.items()},
}


def held_for(*reasons: str) -> str:
    """``reasons`` why a lesson waits, as ``Lesson.held`` has them; those that are empty are none."""
    return ",".join(reason for reason in reasons if reason)


LESSONS_CHANGED = "lessons-changed"


def lessons_changed(how: str = "deleted, struck or made private") -> LunaError:
    """What a training was to teach is not wanted any more."""
    return LunaError(
        LESSONS_CHANGED,
        "This training cannot go on.",
        f"Something it was to teach was {how} since.",
        "Nothing is lost: let her age up anew.",
    )


def held_reason(held: str) -> str:
    """Why a lesson waits, in words: "it was imported, it may give away a phone number"."""
    return ", ".join(HELD.get(kind, kind) for kind in held.split(",") if kind)


def secret_names(held: str) -> str:
    """What was held back, in words: "a password and a phone number"; '' where no secret was."""
    names = [SECRETS[kind] for kind in held.split(",") if kind in SECRETS]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def not_learned(held: str, *, waits: bool) -> str:
    """What is said in her place to a message that may give something away.

    A model would say that it will remember. ``waits`` tells whether a lesson waits for the person's word.
    """
    look = f"That looks like {secret_names(held)}."
    if waits:
        return f"{look} I learn such things only if you let me: it waits in the lessons for your word."
    return f"{look} I do not learn such things, so I will not remember it."


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the person's own, with the messages it came from.

    For a FACT ``fact`` is set; for the other kinds ``prompt`` and ``reply``
    hold the exchange. Neither a ``struck`` lesson, the person's own no, is
    ever trained on, nor one that is ``held``: that says why it waits for a word of theirs.
    """

    id: int
    kind: LessonKind
    created_at: float
    message_ids: tuple[int, ...]
    fact: Fact | None = None
    prompt: str = ""
    reply: str = ""
    struck: bool = False
    held: str = ""
    confirmed: bool = False

    @property
    def told(self) -> tuple[float, int]:
        """Its place among what was told: an imported lesson is older than its number."""
        return self.created_at, self.id


def newest_facts(lessons: Iterable[Lesson]) -> dict[str, Lesson]:
    """The newest lesson of each fact: what was told later holds."""
    newest: dict[str, Lesson] = {}
    for lesson in lessons:
        if lesson.fact is not None and (
            lesson.fact.key not in newest or newest[lesson.fact.key].told < lesson.told
        ):
            newest[lesson.fact.key] = lesson
    return newest


def still_told(pending: Sequence[Lesson], usable: Iterable[Lesson]) -> list[Lesson]:
    """``pending`` without the facts that got another value since: in their old form nobody will teach them.

    The other value counts also while it is held.
    """
    newest = newest_facts([*usable, *(x for x in pending if x.held and not x.struck)])

    def holds(lesson: Lesson) -> bool:
        if lesson.fact is None or lesson.struck or lesson.held:
            return True
        last = newest.get(lesson.fact.key, lesson)
        return lesson.told >= last.told or lesson.fact == last.fact

    return [lesson for lesson in pending if holds(lesson)]


def kept_for_exam(lesson: Lesson) -> bool:
    """A third of the replies that were liked, by their words: never trained, they show her style.

    A correction is not kept back: what a person mends has to be learnt.
    """
    words = f"{lesson.prompt}\n{lesson.reply}".encode()
    return lesson.kind is LessonKind.LIKED and zlib.crc32(words) % 3 == 0


def first_taught(lessons: Iterable[Lesson], taught: Sequence[frozenset[int]]) -> dict[str, int]:
    """By a fact's key, which of the generations ``taught`` (the oldest first) learnt its value first."""
    return {
        key: number
        for key, lesson in newest_facts(lessons).items()
        if (number := next((n for n, ids in enumerate(taught) if lesson.id in ids), None)) is not None
    }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a candidate is to be taught, sorted by whether its parent was taught it already.

    ``liked`` exchanges are kept for the exam.
    """

    lesson_ids: tuple[int, ...] = ()
    new_facts: tuple[Fact, ...] = ()
    old_facts: tuple[Fact, ...] = ()
    exchanges: tuple[tuple[str, str], ...] = ()
    liked: tuple[tuple[str, str], ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, those known for longer first."""
        return (*self.old_facts, *self.new_facts)


def snapshot(usable: Sequence[Lesson], taught: frozenset[int], *, most: int | None = None) -> Snapshot:
    """Sort the lessons of a line; ``taught`` are those its head was trained on.

    Of more than ``most`` new facts those told last wait for the next time.
    """
    newest = newest_facts(usable)
    exchanges = [lesson for lesson in usable if lesson.fact is None]
    new = sorted((x for x in newest.values() if x.id not in taught), key=lambda lesson: lesson.told)
    waiting = {x.id for x in new[most:]} if most is not None else set[int]()
    kept = sorted([*newest.values(), *exchanges], key=lambda lesson: lesson.id)
    kept = [lesson for lesson in kept if lesson.id not in waiting]
    facts = [(lesson.id in taught, lesson.fact) for lesson in kept if lesson.fact is not None]
    return Snapshot(
        tuple(lesson.id for lesson in kept),
        tuple(fact for old, fact in facts if not old),
        tuple(fact for old, fact in facts if old),
        tuple((lesson.prompt, lesson.reply) for lesson in exchanges if not kept_for_exam(lesson)),
        tuple((lesson.prompt, lesson.reply) for lesson in exchanges if kept_for_exam(lesson)),
    )
