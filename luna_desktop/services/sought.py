"""What is to be forgotten, and whether a lesson or a row of training holds it, in whatever spelling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from luna_desktop.domain.forgetting import Exchange
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.row import Row, read_row
from luna_desktop.domain.spelling import Phrase
from luna_desktop.domain.teaching import asks
from luna_desktop.services.teaching import Teaching


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to look for, with the facts and exchanges that were found to hold them.

    ``words`` is None where lessons were named by their number: then only these count. ``teaching`` knows
    how a fact is said and asked for.
    """

    teaching: Teaching
    words: Phrase | None
    facts: tuple[Fact, ...]
    exchanges: frozenset[Exchange] = frozenset()

    @classmethod
    def of_lessons(cls, named: Iterable[Lesson], teaching: Teaching) -> Sought:
        facts = tuple(lesson.fact for lesson in named if lesson.fact is not None)
        return cls(teaching, None, facts, frozenset(pair for x in named for pair in exchanges_of(x)))

    def knowing(self, facts: Iterable[Fact]) -> Sought:
        """The same, with ``facts`` as well: what repeats one of them holds it too."""
        return replace(self, facts=tuple(dict.fromkeys((*self.facts, *facts))))

    def has_fact(self, fact: Fact) -> bool:
        """Whether ``fact`` is one of those sought, or is told or answered in the words sought."""
        return any(same_fact(one, fact) for one in self.facts) or (
            self.words is not None and _shows(fact, self.words, self.teaching)
        )

    def has_exchange(self, prompt: str, reply: str) -> bool:
        """Whether the exchange is one of those sought, has the words, or asks for a fact and answers it."""
        if (prompt, reply) in self.exchanges:
            return True
        if self.words is not None and self.words.stands_in(f"{prompt} {reply}"):
            return True
        told = [fact for fact in self.facts if Phrase.of(fact.value).stands_in(reply)]
        return any(asks(self.teaching.questions_for(fact), prompt) for fact in told)

    def among(self, lessons: Iterable[Lesson]) -> tuple[Sought, list[Lesson]]:
        """What is sought with the facts of ``lessons`` that hold it, and these, those that repeat one too."""
        every = list(lessons)
        wider = self.knowing(x.fact for x in every if x.fact is not None and self.has_fact(x.fact))
        return wider, [lesson for lesson in every if wider.has_lesson(lesson)]

    def has_lesson(self, lesson: Lesson) -> bool:
        if lesson.fact is not None:
            return self.has_fact(lesson.fact)
        return any(self.has_exchange(*pair) for pair in exchanges_of(lesson))


def exchanges_of(lesson: Lesson) -> tuple[Exchange, ...]:
    """The exchange that ``lesson`` teaches, as it is shown and as she was trained; none for a fact."""
    if lesson.fact is not None:
        return ()
    return tuple(dict.fromkeys(((lesson.prompt, lesson.reply), (lesson.prompt, lesson.whole))))


def same_fact(one: Fact, other: Fact) -> bool:
    """Whether both say the same, however it is written."""
    return one.key == other.key and (one.value == other.value or Phrase.of(one.value).is_all_of(other.value))


def _shows(fact: Fact, words: Phrase, teaching: Teaching) -> bool:
    """Whether ``words`` stand in the value, or are part of how the fact is told or answered.

    Words of the frame alone ("is called") say nothing, but for its noun where she shows it ("sister").
    """
    if words.stands_in(fact.value) or words.is_all_of(fact.value):
        return True
    sayings = teaching.sayings(fact)
    if not words.shares(fact.value):
        sayings = sayings[:2] if words.shares(teaching.title(fact)) else ()
    return any(words.stands_in(saying) for saying in sayings)


@dataclass(frozen=True, slots=True)
class TaughtRows:
    """What a generation was trained on of the person's own; the curriculum is not among it."""

    facts: tuple[Fact, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


def taught_rows(dataset: Path, teaching: Teaching) -> TaughtRows:
    """The facts and exchanges that ``dataset`` teaches; nothing where there is none."""
    facts: dict[Fact, None] = {}
    exchanges: dict[Exchange, None] = {}
    for row in _rows(dataset):
        if row.source == "exchange":
            exchanges[row.turns[0].text, row.turns[1].text] = None
        else:
            facts |= dict.fromkeys(teaching.facts_in(row))
    return TaughtRows(tuple(facts), tuple(exchanges))


def rehearses(dataset: Path, said: Collection[str], teaching: Teaching) -> bool:
    """Whether ``dataset`` teaches a fact in one of the messages ``said``, which may tell more than it."""
    return any(row.turns[0].text in said and teaching.facts_in(row) for row in _rows(dataset))


def _rows(dataset: Path) -> Iterator[Row]:
    for line in dataset.read_text(encoding="utf-8").split("\n") if dataset.is_file() else ():
        if line:
            yield read_row(line)
