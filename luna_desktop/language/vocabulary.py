"""Phase 1: words have neighbours. Opposites, synonyms, categories and first exchanges.

What is held out of training, whatever the seed:

* Every pair of opposites or synonyms is trained as a question one way only (hot -> cold).
  The other way stands in training merely inside a yes/no answer ("Yes, cold is the
  opposite of hot."). The exam asks that other way (cold -> hot), in wordings that no
  training question has, and the sentence it wants was never trained.
* A fifth of the category words is trained only with "it" or "that" as subject of the answer
  ("Is a rose a flower?" -> "Yes, it is a flower."). The exam asks what those are, in a
  wording of its own, and wants "A rose is a flower.", never trained.

Wrong choices are right answers of other items: the same word class, a similar length,
as often seen in training. Pairs whose spelling shows the answer (lucky, unlucky) are not
asked.
"""

from __future__ import annotations

import math
import random
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.language.lexicon.categories import COUNTED, PEOPLE, PLURALS, UNCOUNTED, overlapping
from luna_desktop.language.lexicon.exchanges import EXCHANGES
from luna_desktop.language.lexicon.kin import KIN
from luna_desktop.language.lexicon.opposites import OPPOSITES
from luna_desktop.language.lexicon.synonyms import SYNONYMS

_Item = TypeVar("_Item")
Choice = tuple[str, tuple[str, str, str, str]]


# How much of the lexicon phase 1 teaches, commonest first: as many words as one age-up's
# tokens can show more than once. Training and exam use the same front.
SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbours; ``asked`` -> ``answer`` is the trained way."""

    asked: str
    answer: str
    word_class: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A word with its category; ``held`` words are never the subject of a trained answer."""

    word: str
    category: str
    counted: bool
    held: bool

    @property
    def named(self) -> str:
        """The word with its article."""
        return f"{article(self.word)} {self.word}" if self.counted else self.word


@dataclass(frozen=True, slots=True)
class _Relation:
    name: str
    pairs: tuple[Pair, ...]
    questions: tuple[str, ...]
    answer: str
    check: str
    yes: str
    no: str
    held_questions: tuple[str, ...]

    def taught(self, share: float) -> list[Pair]:
        """The commoner part of the pairs."""
        return _front(self.pairs, lambda pair: pair.word_class, share)


def article(word: str) -> str:
    """a or an, by sound."""
    if word.startswith(("unit", "utensil", "uni", "eu")):
        return "a"
    return "an" if word[0] in "aeiou" else "a"


def _front(items: Sequence[_Item], group: Callable[[_Item], str], share: float) -> list[_Item]:
    """The first ``share`` of every group, in order."""
    sizes = Counter(map(group, items))
    taken: Counter[str] = Counter()
    front: list[_Item] = []
    for item in items:
        if taken[group(item)] < math.ceil(share * sizes[group(item)]):
            taken[group(item)] += 1
            front.append(item)
    return front


def _draw(text: str) -> int:
    return zlib.crc32(text.encode())


def _pairs(parts: dict[str, str]) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    for word_class, block in parts.items():
        for text in block.strip().replace("\n", " | ").split(" | "):
            first, second = text.split()
            swapped = _draw(text) % 2 == 1
            pairs.append(Pair(*((second, first) if swapped else (first, second)), word_class))
    return tuple(pairs)


def _things() -> tuple[Thing, ...]:
    return tuple(
        Thing(word.strip(), category, counted, _draw(f"{category} {word.strip()}") % 5 == 0)
        for part, counted in ((COUNTED, True), (UNCOUNTED, False))
        for category, words in part.items()
        for word in words.split(",")
    )


THINGS = _things()
RELATIONS = (
    _Relation(
        "opposite",
        _pairs(OPPOSITES),
        (
            "What is the opposite of {0}?",
            "What's the opposite of {0}?",
            "Tell me the opposite of {0}.",
            "Name the opposite of {0}.",
        ),
        "The opposite of {0} is {1}.",
        "Is {1} the opposite of {0}?",
        "Yes, {1} is the opposite of {0}.",
        "No, the opposite of {0} is {1}.",
        ("Which word is the opposite of {0}?", "Do you know the opposite of {0}?"),
    ),
    _Relation(
        "synonym",
        _pairs(SYNONYMS),
        (
            "What is another word for {0}?",
            "What's another word for {0}?",
            "Tell me another word for {0}.",
            "Name another word for {0}.",
        ),
        "Another word for {0} is {1}.",
        "Does {1} mean the same as {0}?",
        "Yes, {1} means the same as {0}.",
        "No, another word for {0} is {1}.",
        ("Which word can I use instead of {0}?", "Do you know another word for {0}?"),
    ),
)


def generate(seed: int = 0, share: float = SHARE) -> Phase:
    """Phase 1: each pair and word in two or three forms, no two examples with the same input.

    ``share`` below 1 keeps only the front, commoner part of every list of the lexicon, for
    when there are too few training tokens to learn it all.
    """
    rng = random.Random(f"vocabulary {seed}")
    examples = [example for relation in RELATIONS for example in _about_pairs(relation, share, rng)]
    examples += _about_things(share, rng)
    examples += _exchanges()
    unique = {example.input.casefold().strip(" ?.!"): example for example in reversed(examples)}
    rows = list(reversed(unique.values()))
    rng.shuffle(rows)
    return Phase(1, "vocabulary", seed, tuple(rows))


def held_out(n: int = 80, seed: int = 1, share: float = SHARE) -> list[Choice]:
    """``n`` four-way choices (question, (right, wrong, wrong, wrong)), a third of each kind while they last.

    ``share`` is that of the training phase: only what was taught is asked.

    Raises:
        ValueError: if ``n`` is more than that part of the lexicon can give without asking twice.
    """
    rng = random.Random(f"vocabulary held out {seed}")
    kinds = [_pair_choices(relation, share, rng) for relation in RELATIONS] + [_thing_choices(share, rng)]
    items: list[Choice] = []
    while len(items) < n and any(kinds):
        items += [kind.pop() for kind in kinds if kind]
    if len(items) < n:
        raise ValueError(f"The lexicon has no {n} items to ask.")
    return items[:n]


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """For every word, the words beside it in any pair, with all that are near in meaning to those."""
    near: dict[str, set[str]] = {}
    kin = [set(group.split()) for group in KIN.strip().replace("\n", " | ").split(" | ")]
    pairs = [{pair.asked, pair.answer} for relation in RELATIONS for pair in relation.pairs]
    for group in (*kin, *pairs):
        for word in group:
            near.setdefault(word, set()).update(group)
    return {
        word: frozenset(others.union(*(near[other] for other in others))) for word, others in near.items()
    }


def _example(said: str, reply: str, template: str, rng: random.Random | None = None) -> Example:
    if rng is not None and rng.random() < 0.2:  # as people type in a hurry
        said = (said[0].lower() + said[1:]).rstrip("?.")
    return Example("", said, reply[0].upper() + reply[1:], template)


def _about_pairs(relation: _Relation, share: float, rng: random.Random) -> list[Example]:
    near = neighbours()
    rows: list[Example] = []
    taught = relation.taught(share)
    for index, pair in enumerate(taught):
        words = (pair.asked, pair.answer)
        question = rng.choice(relation.questions)
        rows.append(_example(question.format(*words), relation.answer.format(*words), relation.name, rng))
        check = f"{relation.name}-check"
        rows.append(_example(relation.check.format(*words), relation.yes.format(*words), check, rng))
        if index % 3 == 0:
            others = [other.answer for other in taught if other.word_class == pair.word_class]
            wrong = rng.choice([other for other in others if other not in near[pair.asked] | {pair.asked}])
            said = relation.check.format(pair.asked, wrong)
            rows.append(_example(said, relation.no.format(*words), check, rng))
    return rows


def _wrong_categories(thing: Thing) -> list[str]:
    """Categories ``thing`` surely is not in."""
    overlaps = overlapping()
    return [
        name
        for name in (*COUNTED, *UNCOUNTED)
        if name != thing.category and frozenset((name, thing.category)) not in overlaps
    ]


def _about_things(share: float, rng: random.Random) -> list[Example]:
    rows: list[Example] = []
    taught = _front(THINGS, lambda thing: thing.category, share)
    for index, thing in enumerate(taught):
        kind = f"{article(thing.category)} {thing.category}"
        other = rng.choice(_wrong_categories(thing))
        other_kind = f"{article(other)} {other}"
        if thing.held:
            it = "that" if thing.category in PEOPLE else "it"
            rows.append(_example(f"Is {thing.named} {kind}?", f"Yes, {it} is {kind}.", "category-check", rng))
            rows.append(
                _example(f"Is {thing.named} {other_kind}?", f"No, {it} is {kind}.", "category-check", rng)
            )
            continue
        rows.append(_example(f"What is {thing.named}?", f"{thing.named} is {kind}.", "category", rng))
        if index % 3 == 0:
            said, reply = f"Is {thing.named} {kind}?", f"Yes, {thing.named} is {kind}."
            rows.append(_example(said, reply, "category-check", rng))
        elif index % 3 == 1:
            said, reply = f"Is {thing.named} {other_kind}?", f"No, {thing.named} is not {other_kind}."
            rows.append(_example(said, reply, "category-check", rng))
    for name in (*COUNTED, *UNCOUNTED):
        members = [thing for thing in taught if thing.category == name and not thing.held]
        if len(members) < 2:
            continue
        first, second = rng.sample(members, 2)
        plural = _plural(name)
        said, reply = f"Name two {plural}.", f"{first.named} and {second.named} are {plural}."
        rows.append(_example(said, reply, "category-members", rng))
    return rows


def _plural(category: str) -> str:
    if category in PLURALS:
        return PLURALS[category]
    head, of, rest = category.partition(" of ")
    if head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    elif head.endswith(("s", "sh", "ch")):
        head += "es"
    else:
        head += "s"
    return head + of + rest


def _exchanges() -> list[Example]:
    lines = (line.split(" > ") for line in EXCHANGES.strip().splitlines())
    return [_example(said, reply, "exchange") for said, reply in lines]


def _alike(right: str, others: Sequence[str], rng: random.Random) -> tuple[str, str, str]:
    """Three different ones of ``others``, as often as they stand there, near ``right`` in length."""
    drawn = list(others)
    rng.shuffle(drawn)
    drawn = list(dict.fromkeys(drawn))
    close = [other for other in drawn if abs(len(other) - len(right)) <= 2]
    rest = sorted(
        (other for other in drawn if other not in close), key=lambda other: abs(len(other) - len(right))
    )
    first, second, third = (close + rest)[:3]
    return first, second, third


def _pair_choices(relation: _Relation, share: float, rng: random.Random) -> list[Choice]:
    near = neighbours()
    taught = [pair for pair in relation.taught(share) if pair.word_class != "prefix"]
    items: list[Choice] = []
    for pair in taught:
        banned = near[pair.answer] | near[pair.asked]
        same = [p.asked for p in taught if p.word_class == pair.word_class and p.asked not in banned]
        if len(same) < 3:
            continue
        words = (pair.asked, *_alike(pair.asked, same, rng))
        a, b, c, d = (relation.answer.format(pair.answer, word) for word in words)
        items.append((rng.choice(relation.held_questions).format(pair.answer), (a, b, c, d)))
    rng.shuffle(items)
    return items


def _thing_choices(share: float, rng: random.Random) -> list[Choice]:
    asked = [thing for thing in _front(THINGS, lambda thing: thing.category, share) if thing.held]
    items: list[Choice] = []
    for thing in asked:
        wrong = set(_wrong_categories(thing))
        others = [other.category for other in asked if other.category in wrong]
        if len(set(others)) < 3:
            continue
        words = (thing.category, *_alike(thing.category, others, rng))
        subject = thing.named[0].upper() + thing.named[1:]
        a, b, c, d = (f"{subject} is {article(word)} {word}." for word in words)
        items.append((f"What kind of thing is {thing.named}?", (a, b, c, d)))
    rng.shuffle(items)
    return items
