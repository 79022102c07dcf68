"""What is to be forgotten, and whether a lesson or a row of training holds it, in whatever spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from luna_desktop.domain.forgetting import Exchange
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.spelling import Phrase
from luna_desktop.language.acts import ACKNOWLEDGED
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import is_kind, kind_of
from luna_desktop.services.karma import asked_keys

_BEFORE_ANSWERS = "|".join(re.escape(words) for words in (*ACKNOWLEDGED, "Yes,"))


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to look for, with the facts and exchanges that were found to hold them.

    ``words`` is None where lessons were named by their number: then only these count.
    """

    words: Phrase | None
    facts: tuple[Fact, ...]
    exchanges: frozenset[Exchange] = frozenset()

    @classmethod
    def of_text(cls, text: str) -> Sought:
        return cls(Phrase.of(text), tuple(find_facts(text)))

    @classmethod
    def of_lessons(cls, named: Iterable[Lesson]) -> Sought:
        facts = tuple(lesson.fact for lesson in named if lesson.fact is not None)
        return cls(None, facts, frozenset((x.prompt, x.reply) for x in named if x.fact is None))

    def knowing(self, facts: Iterable[Fact]) -> Sought:
        """The same, with ``facts`` as well: what repeats one of them holds it too."""
        return replace(self, facts=tuple(dict.fromkeys((*self.facts, *facts))))

    def has_fact(self, fact: Fact) -> bool:
        """Whether ``fact`` is one of those sought, or is told or answered in the words sought."""
        return any(same_fact(one, fact) for one in self.facts) or (
            self.words is not None and _shows(fact, self.words)
        )

    def has_exchange(self, prompt: str, reply: str) -> bool:
        """Whether the exchange is one of those sought, has the words, or asks for a fact and answers it."""
        if (prompt, reply) in self.exchanges:
            return True
        if self.words is not None and self.words.stands_in(f"{prompt} {reply}"):
            return True
        asked = asked_keys(prompt)
        return any(fact.key in asked and Phrase.of(fact.value).stands_in(reply) for fact in self.facts)

    def among(self, lessons: Iterable[Lesson]) -> tuple[Sought, list[Lesson]]:
        """What is sought with the facts of ``lessons`` that hold it, and these, those that repeat one too."""
        every = list(lessons)
        wider = self.knowing(x.fact for x in every if x.fact is not None and self.has_fact(x.fact))
        return wider, [lesson for lesson in every if wider.has_lesson(lesson)]

    def has_lesson(self, lesson: Lesson) -> bool:
        if lesson.fact is not None:
            return self.has_fact(lesson.fact)
        return self.has_exchange(lesson.prompt, lesson.reply)


def same_fact(one: Fact, other: Fact) -> bool:
    """Whether both say the same, however it is written."""
    return one.key == other.key and Phrase.of(one.value).is_all_of(other.value)


def _shows(fact: Fact, words: Phrase) -> bool:
    """Whether ``words`` stand in the value, or are part of how the fact is told or answered.

    Words of the frame alone ("is called") say nothing, but for its noun where she shows it ("sister").
    """
    if words.stands_in(fact.value) or words.is_all_of(fact.value):
        return True
    if not is_kind(fact.key):
        return False
    kind = kind_of(fact.key)
    forms = [kind.answer, *kind.statements]
    if not words.shares(fact.value):
        forms = forms[:2] if words.shares(kind.title) else []
    return any(words.stands_in(form.replace("{v}", fact.value)) for form in forms)


@dataclass(frozen=True, slots=True)
class TaughtRows:
    """What a generation was trained on of the person's own; the curriculum is not among it."""

    facts: tuple[Fact, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


def taught_rows(dataset: Path) -> TaughtRows:
    """The facts and exchanges that ``dataset`` teaches; nothing where there is none."""
    facts: dict[Fact, None] = {}
    exchanges: dict[Exchange, None] = {}
    for line in dataset.read_text(encoding="utf-8").split("\n") if dataset.is_file() else ():
        if not line:
            continue
        row = json.loads(line)
        source, texts = str(row["source"]), [str(turn["text"]) for turn in row["turns"]]
        if source == "exchange":
            exchanges[texts[0], texts[1]] = None
        elif source == "own":
            facts |= dict.fromkeys(find_facts(texts[0]))
        elif source.startswith("fact:"):
            facts |= dict.fromkeys(_answered(source.removeprefix("fact:"), texts[1::2]))
    return TaughtRows(tuple(facts), tuple(exchanges))


def _answered(key: str, replies: Sequence[str]) -> list[Fact]:
    """The fact of the kind ``key`` that is said in ``replies``; words of other turns are no value."""
    if not is_kind(key):
        return []
    found = (_answer(kind_of(key).answer).fullmatch(reply) for reply in replies)
    return [Fact(key, match["value"]) for match in found if match is not None]


@cache
def _answer(template: str) -> re.Pattern[str]:
    opening, closing = map(re.escape, template.split("{v}"))
    first, rest = opening[:1], opening[1:]
    start = f"[{first.upper()}{first.lower()}]{rest}" if first.isalpha() else opening
    return re.compile(rf"(?:(?:{_BEFORE_ANSWERS}) )?{start}(?P<value>.+){closing}", re.DOTALL)
