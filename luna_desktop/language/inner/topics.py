"""Where the bank of wordings speaks of a key, whoever chose the key: a person's own may be in no topic at all."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from luna_desktop.language.families import PETS, RELATIVES
from luna_desktop.language.skills.episodes import of_many
from luna_desktop.language.skills.facts import Facts, Told, answer_of, is_clause
from luna_desktop.language.skills.phrases import NUMBER_WORDS, listed, plural
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.wordings import Bank, Keys, Split, Topic

STRANGERS = 0.05
FOREMOST = 0.6  # of another owner's near questions: whom people ask for first, "my dog" where a cat was told
NAMED = re.compile(r"(.+)(?:'s|(?<=s)') (?:full |first |pet )?name")
_OWNED = re.compile(r"(.+?)(?:'s|(?<=s)') (.+)")
_COUNT = re.compile(r"number of (.+)")
_DIGITS = r"\d[\d.,]*|" + "|".join(NUMBER_WORDS)
_NUMBER = re.compile(_DIGITS, re.IGNORECASE)
_MEASURED = re.compile(
    rf"(?:{_DIGITS}|[a-z]+) (years|months|weeks|days|hours|minutes|kg|cm|metres|euros)", re.IGNORECASE
)
_SMALL = frozenset(
    ("a", "an", "the", "in", "on", "at", "by", "under", "behind", "from", "to", "with", "for", "of", "every", "as", "near")
)  # fmt: skip
_COMMON = {"people": RELATIVES[:10], "pets": PETS[:6]}
_ONE = frozenset(
    ("mother", "father", "stepmother", "stepfather", "mother-in-law", "father-in-law", "wife", "husband", "partner",
     "girlfriend", "boyfriend", "fiancé", "fiancée", "boss", "landlord", "landlady", "doctor", "dentist", "ex")
)  # fmt: skip


class Topics:
    """Finds the bank's wordings for keys.

    Args:
        bank: the whole bank; which splits are spoken is asked for each time.
        keys: the one spelling of each key.
    """

    def __init__(self, bank: Bank, keys: Keys) -> None:
        self.keys = keys
        self.facts = Facts(bank.topics, keys)
        self._many = of_many(bank)
        self._known: dict[str, list[Told]] = {}
        for topic in bank.topics:
            nouns: tuple[tuple[str, ...], ...] = topic.nouns or ((),)
            for group in nouns:
                told = _about(topic, topic.key.replace("{n}", "".join(group[:1])), group)
                self._known.setdefault(keys.canonical(told.key).casefold(), []).append(told)
        self._nouns = (
            {
                noun: self.facts.kind_of(_about(topic, topic.key, ()))
                for topic in bank.topics
                for group in topic.nouns
                for noun in group
            }
            | dict.fromkeys(PETS, "pets")
            | dict.fromkeys(RELATIVES, "people")
        )
        self._whole = {topic.name: topic for topic in bank.topics}
        self._open = [
            (re.compile(re.escape(topic.key).replace(r"\{n\}", "(.+)")), topic)
            for topic in bank.topics
            if topic.nouns
        ]

    def about(self, key: str, *splits: Split) -> tuple[Told, ...]:
        """Every topic that has ``key``, or has it of another noun, without a value; its lines of ``splits`` alone.

        Nothing where the bank has no such key.
        """
        found = self._known.get(key.casefold()) or self._with_other_noun(key)
        return (
            tuple(replace(told, topic=told.topic.only(*splits)) for told in found) if splits else tuple(found)
        )

    def has(self, key: str) -> bool:
        """Whether the bank has the very key, with no other noun put into it."""
        return key.casefold() in self._known

    def suggested(self) -> tuple[str, ...]:
        """Every key the bank has, with the nouns it lists."""
        return tuple(about[0].key for about in self._known.values())

    def sentence(self, key: str, first: str, *others: str) -> str:
        """How Luna tells it: "Your cat is called Loki."; of several values in one sentence."""
        value = listed((first, *others))
        noun = self.noun(key)
        if noun and others and plural(noun):
            return f"Your {plural(noun)} are {value}."
        if about := self.about(key):
            told = fitting(about, first)
            return sentence_case(told.answer.replace("{v}", value + _unit(told, value)))
        if counted := _COUNT.fullmatch(key):
            return f"You have {value} {counted[1]}."
        if is_clause(key):
            return f"{sentence_case(key)}: {value}."
        return f"{sentence_case(owned(key, 'your'))} {'are' if others else 'is'} {value}."

    def noun(self, key: str) -> str:
        """What bears the name, where ``key`` is a name that somebody or something has: "cat"."""
        named = NAMED.fullmatch(key)
        return named[1] if named else ""

    def kind(self, key: str) -> str:
        """people, pets or things, by the owner in ``key``; empty where there is none that is known."""
        found = _OWNED.fullmatch(key)
        return self._nouns.get(found[1], "") if found else ""

    def is_many(self, key: str) -> bool:
        """Whether one can have several of it, so that a second does not replace the first."""
        if noun := self.noun(key):
            return noun not in _ONE and not noun[0].isupper() and "best" not in noun
        return _OWNED.sub(r"\2", key) in self._many

    def draw(self, rng: random.Random) -> Told:
        """Anything that could have been told, at times about somebody known by name alone."""
        stranger = self.facts.of_stranger(rng) if rng.random() < STRANGERS else None
        return stranger or self.facts.draw(rng)

    def near(self, rng: random.Random, key: str, split: Split) -> tuple[str, str] | None:
        """A question close to ``key`` and what it asks for: the owner's, another owner's, or the bank's own near one."""
        about = [told for told in self.about(key, split) if not told.owner]
        draw = rng.random()
        if about and draw < 0.3 and (line := rng.choice(about).near(rng)):
            return line[0], self.keys.canonical(line[1])
        owned_ = _OWNED.fullmatch(key)
        told = None
        if owned_ and draw < 0.55:
            family = {"people": self.facts.of_people, "pets": self.facts.of_pets}.get(self.kind(key), ())
            told = self.facts.draw(rng, rng.choice(family), owned_[1]) if family else None
        elif about and about[0].topic.nouns:
            common = _COMMON.get(self.kind(key), ())
            noun = rng.choice(common) if common and rng.random() < FOREMOST else ""
            told = self.facts.draw(rng, rng.choice(about).topic, noun)
        if told is None or told.key == key:
            return None
        question = self.question(rng, told, split)
        return (question, told.key) if question else None

    def question(self, rng: random.Random, told: Told, split: Split) -> str:
        """The fact asked in a wording of ``split``; nothing where that has none.

        Those that fit any key are trained: outside of training the topic's own alone are asked.
        """
        told = replace(told, topic=self._whole[told.topic.name].only(split))
        if not told.asks:
            return ""
        return told.ask(rng) if split == "train" else next(iter(told.questions(rng, 1)), "")

    def _with_other_noun(self, key: str) -> list[Told]:
        """A key with a noun that no topic lists, or with a name for its owner: "cactus's name", "Rasmus's age"."""
        found: list[Told] = []
        for pattern, topic in self._open:
            match = pattern.fullmatch(key)
            if match is None:
                continue
            told = _about(topic, key, (match[1],))
            if match[1][0].isupper():
                told = replace(told, answer=answer_of(topic, match[1]), nouns=(), owner=match[1])
                if not told.speaks_of_owner:
                    continue
            found.append(told)
        family = self.kind(key) or ("people" if key[0].isupper() else "things")
        alike = [told for told in found if self.facts.kind_of(told) == family]
        return alike or found


def fitting(about: Sequence[Told], value: str) -> Told:
    """The topic whose values are most like ``value``: "9" or "9 years", "a vet" or "vet", "Oslo" or "in Oslo"."""

    def alike(told: Told) -> float:
        return sum(_shape(one) == _shape(value) for one in told.topic.values) / len(told.topic.values)

    return max(about, key=alike)


def _shape(value: str) -> tuple[str, bool, bool]:
    words = value.split()
    first = words[0].lower() if words else ""
    said = first if first in _SMALL else "0" if value[:1].isdigit() else "x"
    return said, len(words) > 1, value[:1].isupper()


def _unit(told: Told, value: str) -> str:
    """What the topic's values have behind their number, where ``value`` is a number alone: " years"."""
    if not _NUMBER.fullmatch(value):
        return ""
    units = [match[1] for one in told.topic.values if (match := _MEASURED.fullmatch(one))]
    return f" {max(units, key=units.count)}" if len(units) * 2 > len(told.topic.values) else ""


def _about(topic: Topic, key: str, nouns: tuple[str, ...]) -> Told:
    return Told(topic, key, topic.answer.replace("{n}", "".join(nouns[:1])), "", nouns)


def owned(key: str, whose: str) -> str:
    """``key`` with "my" or "your" before it, where it does not begin with a name that owns it."""
    match = _OWNED.fullmatch(key)
    named = match and match[1][0].isupper() and " " not in match[1]
    return key if named else f"{whose} {key}"


def several(value: str) -> tuple[str, ...]:
    """What ``listed`` joined, or a person did."""
    parts = re.split(r",? (?:and|&) |, (?:and )?", value)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip())) or (value,)
