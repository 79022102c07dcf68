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


# The examples stand in the order they are taught, the commonest words first. An age-up's tokens
# show about so much of them more than once: the first ages keep to this front, later ones go on
# from there. The exam asks what every age was taught.
FIRST_SHARE = 0.1
# Fewer pairs than things are known: pairs go ahead, so that each kind has its share of the front.
PAIR_PACE = 0.5
THING_PACE = 1.25
SETTLED_AGE = 3  # the first age that has had the front three times; then each age goes twice as far


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

    def ranks(self) -> dict[Pair, float]:
        """How far back each pair stands among those of its word class, from 0 to below 1."""
        return _ranks(self.pairs, lambda pair: pair.word_class, PAIR_PACE)

    def taught(self, share: float) -> list[Pair]:
        """The commoner part of the pairs."""
        return [pair for pair, rank in self.ranks().items() if rank < share]


def article(word: str) -> str:
    """a or an, by sound."""
    if word.startswith(("utensil", "uni", "eu", "ukulele", "ewe")):
        return "a"
    return "an" if word.startswith((*"aeiou", "hour", "honest", "heir")) else "a"


def share_at(age: int) -> float:
    """How much of phase 1 is taught on the way to ``age``."""
    return min(1.0, FIRST_SHARE * 2 ** max(0, age - SETTLED_AGE))


def _ranks(items: Sequence[_Item], group: Callable[[_Item], str], pace: float) -> dict[_Item, float]:
    """The place of every item in its group, from 0 to below 1, stretched by ``pace``."""
    sizes = Counter(map(group, items))
    seen: Counter[str] = Counter()
    ranks: dict[_Item, float] = {}
    for item in items:
        ranks[item] = min(0.999, pace * seen[group(item)] / sizes[group(item)])
        seen[group(item)] += 1
    return ranks


def _thing_ranks() -> dict[Thing, float]:
    return _ranks(THINGS, lambda thing: thing.category, THING_PACE)


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


def generate(seed: int = 0) -> Phase:
    """Phase 1 in the order it is taught, commonest words first; no two examples with the same input."""
    return Phase(1, "vocabulary", seed, tuple(example for _, example in _ranked(seed)))


def front(phase: Phase, age: int) -> Sequence[Example]:
    """What of phase 1 is taught on the way to ``age``."""
    share = share_at(age)
    return phase.examples[: sum(rank < share for rank, _ in _ranked(phase.seed))]


@cache
def _ranked(seed: int) -> tuple[tuple[float, Example], ...]:
    """Every example with its place among all, from 0 to below 1."""
    rng = random.Random(f"vocabulary {seed}")
    ranked = [example for relation in RELATIONS for example in _about_pairs(relation, rng)]
    ranked += _about_things(rng)
    ranked += [(0.0, example) for example in _exchanges()]
    rng.shuffle(ranked)
    ranked.sort(key=lambda pair: pair[0])
    unique = {pair[1].input.casefold().strip(" ?.!"): pair for pair in reversed(ranked)}
    return tuple(reversed(unique.values()))


def held_out(n: int = 120, seed: int = 1, share: float = FIRST_SHARE) -> list[Choice]:
    """``n`` four-way choices (question, (right, wrong, wrong, wrong)), a third of each kind while they last.

    Only words among the commonest ``share`` are asked.

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


def _about_pairs(relation: _Relation, rng: random.Random) -> list[tuple[float, Example]]:
    near = neighbours()
    rows: list[tuple[float, Example]] = []
    for index, (pair, rank) in enumerate(relation.ranks().items()):
        words = (pair.asked, pair.answer)
        question = rng.choice(relation.questions)
        made = [_example(question.format(*words), relation.answer.format(*words), relation.name, rng)]
        check = f"{relation.name}-check"
        made.append(_example(relation.check.format(*words), relation.yes.format(*words), check, rng))
        if index % 3 == 0:
            others = [other.answer for other in relation.pairs if other.word_class == pair.word_class]
            wrong = rng.choice([other for other in others if other not in near[pair.asked] | {pair.asked}])
            said = relation.check.format(pair.asked, wrong)
            made.append(_example(said, relation.no.format(*words), check, rng))
        rows += [(rank, example) for example in made]
    return rows


def _wrong_categories(thing: Thing) -> list[str]:
    """Categories ``thing`` surely is not in."""
    overlaps = overlapping()
    return [
        name
        for name in (*COUNTED, *UNCOUNTED)
        if name != thing.category and frozenset((name, thing.category)) not in overlaps
    ]


def _about_things(rng: random.Random) -> list[tuple[float, Example]]:
    rows: list[tuple[float, Example]] = []
    ranks = _thing_ranks()
    for index, (thing, rank) in enumerate(ranks.items()):
        kind = f"{article(thing.category)} {thing.category}"
        other = rng.choice(_wrong_categories(thing))
        other_kind = f"{article(other)} {other}"
        check = "category-check"
        if thing.held:
            it = "that" if thing.category in PEOPLE else "it"
            made = [
                _example(f"Is {thing.named} {kind}?", f"Yes, {it} is {kind}.", check, rng),
                _example(f"Is {thing.named} {other_kind}?", f"No, {it} is {kind}.", check, rng),
            ]
        else:
            made = [_example(f"What is {thing.named}?", f"{thing.named} is {kind}.", "category", rng)]
            if index % 3 == 0:
                said, reply = f"Is {thing.named} {kind}?", f"Yes, {thing.named} is {kind}."
                made.append(_example(said, reply, check, rng))
            elif index % 3 == 1:
                said, reply = f"Is {thing.named} {other_kind}?", f"No, {thing.named} is not {other_kind}."
                made.append(_example(said, reply, check, rng))
        rows += [(rank, example) for example in made]
    for name in (*COUNTED, *UNCOUNTED):
        members = [thing for thing in ranks if thing.category == name and not thing.held]
        plural = _plural(name)
        first, second = rng.sample(members, 2)
        said, reply = f"Name two {plural}.", f"{first.named} and {second.named} are {plural}."
        rows.append((max(ranks[first], ranks[second]), _example(said, reply, "category-members", rng)))
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
    asked = [thing for thing, rank in _thing_ranks().items() if rank < share and thing.held]
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
