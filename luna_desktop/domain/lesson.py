"""What a generation is taught, and where each piece came from."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.words import bare

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
    hold the exchange, and ``inner`` what she says to herself before the reply, as its bracket reads.
    Neither a ``struck`` lesson, the person's own no, is
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
    inner: str = ""

    @property
    def whole(self) -> str:
        """The reply as she is to say it."""
        return f"{self.inner} {self.reply}" if self.inner else self.reply

    @property
    def told(self) -> tuple[float, int]:
        """Its place among what was told: an imported lesson is older than its number."""
        return self.created_at, self.id


def holding(lessons: Iterable[Lesson]) -> dict[str, tuple[Lesson, ...]]:
    """By key the lessons of the values that hold, the oldest first: what was told later holds."""
    held: dict[str, list[Lesson]] = {}
    for lesson in sorted(lessons, key=lambda lesson: lesson.told):
        if (fact := lesson.fact) is None:
            continue
        have = held.setdefault(fact.key, [])
        if fact.change == "set":
            have[:] = [lesson]
        elif fact.change == "remove":
            have[:] = [other for other in have if fact.value and not _says(other, fact.value)]
        elif not any(_says(other, fact.value) for other in have):
            have.append(lesson)
    return {key: tuple(have) for key, have in held.items() if have}


def _says(lesson: Lesson, value: str) -> bool:
    return lesson.fact is not None and bare(lesson.fact.value) == bare(value)


def _values(lessons: Iterable[Lesson]) -> frozenset[str]:
    return frozenset(bare(lesson.fact.value) for lesson in lessons if lesson.fact is not None)


def takes_back(lesson: Lesson) -> bool:
    """Whether it is no value, but that one or all of them hold no longer."""
    return lesson.fact is not None and lesson.fact.change == "remove"


def told_otherwise(fact: Fact, later: Fact) -> bool:
    """Whether ``later`` leaves nothing to tell of ``fact``: one of several values concerns itself alone."""
    if fact.key != later.key or later.change == "set":
        return fact.key == later.key
    same = bare(fact.value) == bare(later.value)
    if later.change == "remove":
        return fact.change != "remove" and (same or not later.value)
    return fact.change == "set" or (fact.change == "remove" and (same or not fact.value))


def undisputed(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Those of ``lessons`` that are not held, without values that a held one of later replaces or takes back.

    They may have been put right, unless the same value was told.
    """
    waiting: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        if lesson.held and lesson.fact is not None:
            waiting.setdefault(lesson.fact.key, []).append(lesson)

    def stands(lesson: Lesson) -> bool:
        if (fact := lesson.fact) is None or takes_back(lesson):
            return True
        later = [other for other in waiting.get(fact.key, ()) if other.told > lesson.told]
        now = holding([lesson, *later]).get(fact.key, ())
        return not later or any(x.fact is not None and x.fact.value == fact.value for x in now)

    return [lesson for lesson in lessons if not lesson.held and stands(lesson)]


def still_told(pending: Sequence[Lesson], usable: Sequence[Lesson]) -> list[Lesson]:
    """``pending`` without the facts that hold no longer: in their old form nobody will teach them.

    Nor is there anything to teach of what was taken back before she learnt it.
    """
    taught = frozenset(x.id for x in usable) - {x.id for x in pending}
    teaches = frozenset(snapshot(usable, taught).lesson_ids)
    return [x for x in pending if x.struck or x.held or x.id in teaches]


def kept_for_exam(lesson: Lesson) -> bool:
    """A third of the replies that were liked, by their words: never trained, they show her style.

    A correction is not kept back: what a person mends has to be learnt.
    """
    words = f"{lesson.prompt}\n{lesson.reply}".encode()
    return lesson.kind is LessonKind.LIKED and zlib.crc32(words) % 3 == 0


def first_taught(lessons: Iterable[Lesson], taught: Sequence[frozenset[int]]) -> dict[str, int]:
    """By a fact's key, which of the generations ``taught`` (the oldest first) first learnt all that holds."""
    return {
        key: number
        for key, told in holding(lessons).items()
        if (number := next((n for n, ids in enumerate(taught) if all(x.id in ids for x in told)), None))
        is not None
    }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a candidate is to be taught, sorted by whether its parent was taught it already.

    Several values of one key stand beside each other; all of them are new where the parent was taught others.
    Replies have what she says to herself before them; ``liked`` exchanges are kept for the exam. ``gone`` is
    what the parent was taught under keys of which nothing holds any more; ``lesson_ids`` has also the lessons
    that took something back. Of the ``known_keys`` among the new the parent knew all that holds: other values
    are gone, or one is spelled otherwise.
    """

    lesson_ids: tuple[int, ...] = ()
    new_facts: tuple[Fact, ...] = ()
    old_facts: tuple[Fact, ...] = ()
    exchanges: tuple[tuple[str, str], ...] = ()
    liked: tuple[tuple[str, str], ...] = ()
    gone: tuple[Fact, ...] = ()
    known_keys: tuple[str, ...] = ()

    @property
    def unlearnt(self) -> int:
        """Under how many keys she is to know less, or the same otherwise: no question shows a gain there."""
        return len({fact.key for fact in self.gone}) + len(self.known_keys)

    @property
    def asked(self) -> Snapshot:
        """As the exam asks it: what the parent knew already is old to it, however new its lesson is."""
        old = [fact for fact in self.new_facts if fact.key in self.known_keys]
        new = tuple(fact for fact in self.new_facts if fact.key not in self.known_keys)
        return replace(self, new_facts=new, old_facts=(*self.old_facts, *old))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, those known for longer first."""
        return (*self.old_facts, *self.new_facts)


def snapshot(
    usable: Sequence[Lesson],
    taught: frozenset[int],
    *,
    most: int | None = None,
    taken_away: Sequence[Lesson] = (),
) -> Snapshot:
    """Sort the lessons of a line; ``taught`` are those its head was trained on.

    Of more than ``most`` keys with new facts those told last wait for the next time. ``taken_away`` are facts
    it was taught that are struck or private by now.
    """
    now = holding(usable)
    before = holding(x for x in (*usable, *taken_away) if x.id in taught and not takes_back(x))
    changed = {key for key, told in before.items() if _values(told) != _values(now.get(key, ()))}
    new = {key: [x for x in told if x.id not in taught] for key, told in now.items()}
    removed = [x for x in usable if _took_back(x, now) and (x.id in taught or _key(x) in changed)]
    for lesson in removed:
        if lesson.id not in taught and _key(lesson) in new:
            new[_key(lesson)].append(lesson)
    new = {key: since for key, since in new.items() if since or key in changed}
    by_age = sorted(new, key=lambda key: min((x.told for x in new[key]), default=now[key][-1].told))
    waiting = set(by_age[most:]) if most is not None else set[str]()
    exchanges = [lesson for lesson in usable if lesson.fact is None]
    kept = [*exchanges, *removed, *(lesson for told in now.values() for lesson in told)]
    facts = [
        (key in new, lesson.fact)
        for key, told in sorted(now.items(), key=lambda item: item[1][0].id)
        for lesson in told
        if key not in waiting and lesson.fact is not None
    ]
    return Snapshot(
        tuple(sorted(lesson.id for lesson in kept if _key(lesson) not in waiting)),
        tuple(fact for is_new, fact in facts if is_new),
        tuple(fact for is_new, fact in facts if not is_new),
        tuple((lesson.prompt, lesson.whole) for lesson in exchanges if not kept_for_exam(lesson)),
        tuple((lesson.prompt, lesson.whole) for lesson in exchanges if kept_for_exam(lesson)),
        tuple(x.fact for key, told in before.items() if key not in now for x in told if x.fact is not None),
        tuple(key for key in new if key not in waiting and _values(now[key]) <= _values(before.get(key, ()))),
    )


def _key(lesson: Lesson) -> str:
    return lesson.fact.key if lesson.fact is not None else ""


def _took_back(lesson: Lesson, now: Mapping[str, tuple[Lesson, ...]]) -> bool:
    """Whether it took something back that was not told again since."""
    if (fact := lesson.fact) is None or not takes_back(lesson):
        return False
    held = now.get(fact.key, ())
    return not any(_says(other, fact.value) for other in held) if fact.value else not held
