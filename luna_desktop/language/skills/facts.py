"""One fact of a conversation: a topic of the bank with its noun, its owner and its value chosen."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luna_desktop.domain.inner_speech import Fact, WhoIs
from luna_desktop.language.families import PETS, RELATIVES
from luna_desktop.language.lexicon.nouns import NOUNS
from luna_desktop.language.speech import of_the_person, sentence_case
from luna_desktop.language.values import name, place
from luna_desktop.language.wordings import Keys, Topic, phrasings
from luna_desktop.language.wordings.records import Line

FREE_NOUN = 0.12  # of topics with nouns: one that another topic, or nobody, has
GENERATED = 0.4  # of names, places and plain numbers
THINGS = 0.25  # of names that were never told
GENERIC = 0.15  # of questions: "What is my {k}?"
PLAIN = 0.1  # of tellings: what Luna answers, as the person says it

_MINE = re.compile(r"\b([Mm]y|[Oo]ur) \{n\}")
_NO_PHRASE = re.compile(r"(?:where|who|what|when|why|how|number|day to|time|first meeting)\b")
_CLAUSE = re.compile(r"(?:where|who|what|when|why|how) ")
_NAMES = re.compile(r"(?:^|['a-z] )(?:name|nickname)$")
_PLACES = re.compile(r"(?:^|'s )(?:city|birthplace|origin)$")
_LOOSE = tuple(word for word in NOUNS.split() if len(word) > 3 and word.islower() and not word.endswith("s"))


@dataclass(frozen=True, slots=True)
class Told:
    """A topic with its words for the noun, the plain one first (none without a noun), and its value.

    ``owner`` is a name that stands in place of "my {n}" in what the person says.
    """

    topic: Topic
    key: str
    answer: str
    value: str
    nouns: tuple[str, ...] = ()
    owner: str = ""

    @property
    def fact(self) -> Fact:
        return Fact(self.key, self.value)

    @property
    def phrase(self) -> str:
        """The key as it reads after "my", or nothing where it does not."""
        return "" if _NO_PHRASE.match(self.key) or self.owner else self.key

    @property
    def is_name(self) -> bool:
        return is_name(self.topic)

    @property
    def speaks_of_owner(self) -> bool:
        """Whether some of its questions and tellings can have the owner's name in place of "my {n}"."""
        return all(any(_MINE.search(x.text) for x in some) for some in (self.topic.say, self.topic.ask))

    @property
    def asks(self) -> bool:
        """Whether it has a question of its own that can be asked of its owner."""
        return bool(self._own(self.topic.ask))

    def say(self, rng: random.Random) -> str:
        if rng.random() < PLAIN:
            return of_the_person(self.answer).replace("{v}", self.value)
        return self._filled(rng, rng.choice(self._own(self.topic.say)))

    def introduce(self, rng: random.Random, called: str) -> str | None:
        """It told together with the name of its owner: "my sister Ana works as a vet"."""
        lines = [line.text for line in self.topic.say if _MINE.search(line.text)]
        if not lines:
            return None
        line = _MINE.sub(lambda found: f"{found[0]} {called}", rng.choice(lines), count=1)
        return self._filled(rng, line)

    def ask(self, rng: random.Random) -> str:
        if self.phrase and rng.random() < GENERIC:
            return rng.choice(phrasings("key", "train")).replace("{k}", self.phrase)
        if is_clause(self.key) and rng.random() < GENERIC:
            return sentence_case(rng.choice(phrasings("clause", "train")).replace("{k}", self.key))
        return self._filled(rng, rng.choice(self._own(self.topic.ask)))

    def questions(self, rng: random.Random, most: int) -> list[str]:
        """Up to ``most`` different questions of the topic's own, as the asker writes them."""
        lines = self._own(self.topic.ask)
        found = [self._filled(rng, line) for line in rng.sample(lines, min(most, len(lines)))]
        value = self.value.lower()
        return [question for question in dict.fromkeys(found) if not value or value not in question.lower()]

    def near(self, rng: random.Random) -> tuple[str, str] | None:
        """A question that lies close by, and the key that it asks for."""
        if not self.topic.near or self.owner:
            return None
        line = rng.choice(self.topic.near)
        noun = self.nouns[0] if self.nouns else ""
        return self._filled(rng, line.text), line.key.replace("{n}", noun)

    def _own(self, lines: Sequence[Line]) -> list[str]:
        """Those that can be said of its owner."""
        return [line.text for line in lines if not self.owner or _MINE.search(line.text)]

    def _filled(self, rng: random.Random, line: str) -> str:
        if self.owner:
            line = _MINE.sub(self.owner, line)
        # The plain noun half the time: which of the others fits beside it is not known here.
        noun = "" if not self.nouns else self.nouns[0] if rng.random() < 0.5 else rng.choice(self.nouns)
        return line.replace("{n}", noun).replace("{v}", self.value)


def is_clause(key: str) -> bool:
    """Whether it reads as a clause and not after "my": "where the spare key is kept"."""
    return bool(_CLAUSE.match(key))


def is_name(topic: Topic) -> bool:
    return bool(_NAMES.search(topic.key))


def answer_of(topic: Topic, owner: str) -> str:
    """The topic's answer with the name of its owner in place of "your {n}"."""
    return topic.answer.replace("Your {n}", owner).replace("your {n}", owner)


class Facts:
    """Draws facts from topics."""

    def __init__(self, topics: Sequence[Topic], keys: Keys) -> None:
        self.topics = tuple(topics)
        self._keys = keys
        relatives, pets = set[str](RELATIVES), set[str](PETS)
        self._family = {topic.name: _family(topic, relatives, pets) for topic in topics}
        self._nouns: dict[str, tuple[tuple[str, ...], ...]] = {}
        for family in ("people", "pets", "things"):
            groups = {g[0]: g for t in topics if self._family[t.name] == family for g in t.nouns}
            self._nouns[family] = tuple(groups.values())
        self.of_people = tuple(t for t in topics if self._family[t.name] == "people" and _owned(t))
        self.of_pets = tuple(t for t in topics if self._family[t.name] == "pets" and _owned(t))
        self.names = tuple(topic for topic in topics if topic.nouns and topic.key == "{n}'s name")
        self.things_names = tuple(t for t in self.names if self._family[t.name] == "things")
        self.people_names = tuple(topic for topic in self.names if topic in self.of_people)
        self._ownable = frozenset(t.name for t in self.of_people if _says_mine(t))

    def draw(self, rng: random.Random, topic: Topic | None = None, noun: str = "", owner: str = "") -> Told:
        """A fact of ``topic``, of any if none is given; of ``noun``, if it is given."""
        topic = topic or rng.choice(self.topics)
        group: tuple[str, ...] = ()
        if topic.nouns:
            group = next((g for g in topic.nouns if g[0] == noun), (noun,) if noun else ())
            group = group or self._group(rng, topic)
        plain = group[0] if group else ""
        key = self._keys.canonical(topic.key.replace("{n}", plain)) if group else topic.key
        answer = topic.answer.replace("{n}", plain)
        return Told(topic, key, answer, self.value(rng, topic), group, owner)

    def several(self, rng: random.Random, count: int) -> list[Told]:
        """Facts of as many different keys."""
        found: dict[str, Told] = {}
        while len(found) < count:
            told = self.draw(rng)
            found.setdefault(told.key, told)
        return list(found.values())

    def of_stranger(self, rng: random.Random) -> Told | None:
        """A fact about somebody of whom only a name was told: its key has the name."""
        topics = [topic for topic in self.of_people if topic.name in self._ownable and not is_name(topic)]
        if not topics:
            return None
        topic, owner = rng.choice(topics), name(rng).split()[0]
        answer = answer_of(topic, owner)
        if "{n}" in answer:
            return None
        return Told(topic, topic.key.replace("{n}", owner), answer, self.value(rng, topic), (), owner)

    def nobody(self, rng: random.Random) -> WhoIs:
        """A name that nobody bore so far, as it is asked for; at times a thing's."""
        if self.things_names and rng.random() < THINGS:
            return WhoIs(self.value(rng, rng.choice(self.things_names)), "what")
        return WhoIs(name(rng))

    def of_named(self, rng: random.Random) -> tuple[Told, Told] | None:
        """A name and another fact of the same owner."""
        if not self.names:
            return None
        named = self.draw(
            rng, rng.choice([t for t in self.names if self._family[t.name] != "things"] or self.names)
        )
        family = self.of_people if self._family[named.topic.name] == "people" else self.of_pets
        others = [topic for topic in family if not is_name(topic)]
        if not others or not named.nouns:
            return None
        return named, self.draw(rng, rng.choice(others), named.nouns[0])

    def kind_of(self, told: Told) -> str:
        """people, pets or things, by what the noun is; empty without one."""
        return self._family[told.topic.name]

    def value(self, rng: random.Random, topic: Topic) -> str:
        """One of the topic's values, or of names, places and numbers another of their kind."""
        if rng.random() < GENERATED:
            if is_name(topic):
                return name(rng)
            if _PLACES.search(topic.key):
                return place(rng)
            if all(value.isdigit() for value in topic.values):
                numbers = [int(value) for value in topic.values]
                return str(rng.randint(min(numbers), max(numbers)))
        return rng.choice(topic.values)

    def _group(self, rng: random.Random, topic: Topic) -> tuple[str, ...]:
        if rng.random() < FREE_NOUN and _owned(topic):
            family = self._family[topic.name]
            if family == "things" and rng.random() < 0.5:
                return (rng.choice(_LOOSE),)
            if self._nouns[family]:
                return rng.choice(self._nouns[family])
        return rng.choice(topic.nouns)


def _family(topic: Topic, relatives: set[str], pets: set[str]) -> str:
    plain = [group[0] for group in topic.nouns]
    if not plain:
        return ""
    if sum(noun in relatives for noun in plain) * 3 > len(plain):
        return "people"
    return "pets" if sum(noun in pets for noun in plain) * 5 > len(plain) else "things"


def _owned(topic: Topic) -> bool:
    return topic.key.startswith(("{n}'s ", "favourite {n}", "where the {n}"))


def _says_mine(topic: Topic) -> bool:
    """Whether most of its lines speak of "my {n}", where a name can stand instead."""
    return all(sum(bool(_MINE.search(line.text)) for line in lines) >= 8 for lines in (topic.say, topic.ask))
