"""What was noted of a message, in her own words: for the line under it, and to be put right by hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, takes_back, told_otherwise
from luna_desktop.domain.lesson_state import LessonState
from luna_desktop.language.wording import decapitalise

if TYPE_CHECKING:
    from luna_desktop.services.teaching import Teaching

GAP = "…"  # where a value goes

_BE = re.compile(r"(?<=\S )(is|are|was|were)(?= \S)")
_YOU_DO = re.compile(r"You (?!(?:are|were|do|did|had|can|will|have been)\b)(?=\S)")
_YOU_ARE = re.compile(r"You(?: are|'re)(?= )")
_OWNED = re.compile(r"Your |[A-Z]\w*'s ")
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|im|my|mine|me|we|we're|our|ours|us)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NotedFact:
    """One fact that a message told, in ``words`` as a sentence goes on: "your dog is called Rex"."""

    lesson: Lesson
    words: str

    @property
    def stands(self) -> bool:
        """Whether she will be taught it, or was."""
        return not (self.lesson.struck or self.lesson.held)

    @property
    def waits(self) -> bool:
        """Whether it waits for a word of the person's."""
        return bool(self.lesson.held) and not self.lesson.struck

    @property
    def value(self) -> str:
        """What can be put right; nothing where it was taken back."""
        fact = self.lesson.fact
        return "" if fact is None or takes_back(self.lesson) else fact.value


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact of a message with what became of it since."""

    noted: NotedFact
    state: LessonState
    taught: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A key that can be filled in by hand, and the sentence with the gap that its value fills."""

    key: str
    words: str


def noted_of(lessons: Sequence[Lesson], teaching: Teaching) -> tuple[NotedFact, ...]:
    """The facts that stand, wait or were undone of the ``lessons`` that one message told, in that order told.

    Of what was put right only the last is left, whatever line of generations it was told on.
    """
    facts = [x for x in lessons if x.fact is not None and not (x.struck and x.held == REPLACED)]
    kept: list[Lesson] = []
    for lesson in sorted(facts, key=lambda x: x.told):
        if not lesson.struck:
            kept = [x for x in kept if x.struck or not _ended_by(x, lesson)]
        kept = [x for x in kept if x.fact != lesson.fact]
        kept.append(lesson)
    return tuple(NotedFact(x, words_of(x.fact, teaching)) for x in kept if x.fact is not None)


def noted_of_messages(
    lessons: Sequence[Lesson], message_ids: Collection[int], teaching: Teaching
) -> Mapping[int, tuple[NotedFact, ...]]:
    """The same for each of ``message_ids`` that told any."""
    told: dict[int, list[Lesson]] = {}
    wanted = frozenset(message_ids)
    for lesson in lessons:
        for source in lesson.message_ids:
            if lesson.fact is not None and source in wanted:
                told.setdefault(source, []).append(lesson)
    noted = {message_id: noted_of(of_it, teaching) for message_id, of_it in told.items()}
    return {message_id: facts for message_id, facts in noted.items() if facts}


def choices(teaching: Teaching) -> list[Choice]:
    """What can be filled in by hand, by the sentence that says it."""
    found = (
        Choice(key, teaching.answer(Fact(key, GAP)).removesuffix(".")) for key in teaching.suggested_keys()
    )
    return sorted({choice.words: choice for choice in found}.values(), key=lambda choice: choice.words)


def may_tell(text: str) -> bool:
    """Whether ``text`` sounds as if its writer told of themselves, so that nothing noted may be a miss."""
    text = text.strip()
    return not text.endswith("?") and bool(_SELF.search(text))


def _ended_by(lesson: Lesson, later: Lesson) -> bool:
    return lesson.fact is not None and later.fact is not None and told_otherwise(lesson.fact, later.fact)


def words_of(fact: Fact, teaching: Teaching) -> str:
    """The fact as a sentence of hers goes on: "you live in Oslo", "you no longer live in Oslo"."""
    if fact.change != "remove":
        return _going_on(teaching.answer(fact), fact)
    if not fact.value:
        return f"{teaching.title(fact)} taken back"
    return _no_longer(teaching.answer(fact), fact)


def _no_longer(sentence: str, fact: Fact) -> str:
    """``sentence`` as it is no more: "you no longer live in Oslo", "your dog is no longer called Rex"."""
    if " not " in sentence or "n't " in sentence:
        return f"no longer: {_going_on(sentence, fact)}"
    if found := _YOU_DO.match(sentence):
        return _going_on(f"{found[0]}no longer {sentence[found.end() :]}", fact)
    if found := _YOU_ARE.match(sentence):
        return _going_on(f"{found[0]} no longer{sentence[found.end() :]}", fact)
    if _OWNED.match(sentence) and len(_BE.findall(sentence)) == 1:
        return _going_on(_BE.sub(r"\1 no longer", sentence), fact)
    return f"no longer: {_going_on(sentence, fact)}"


def _going_on(sentence: str, fact: Fact) -> str:
    """``sentence`` without its full stop and without its capital, unless a name has it."""
    first = sentence.split(" ", 1)[0]
    named = first in f"{fact.key} {fact.value}".split() or first.removesuffix("'s") in fact.value.split()
    return decapitalise(sentence.removesuffix("."), first if named or first[:2].isupper() else "")
