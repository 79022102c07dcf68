"""Sentences about nothing: the forms of English with words that mean nothing.

Each exercise is one (person's turn, Luna's turn) pair whose answer follows from
the sentence itself: negation, question, tense, number, comparison, opposites as
a relation told on the spot, reading back who did what.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from luna_desktop.language.speech import sentence_case
from luna_desktop.language.values import COLOURS, NAMES, content_word, nonce

Pair = tuple[str, str]
VERBS = (
    ("see", "sees", "saw", "seen"), ("eat", "eats", "ate", "eaten"), ("take", "takes", "took", "taken"),
    ("find", "finds", "found", "found"), ("love", "loves", "loved", "loved"), ("want", "wants", "wanted", "wanted"),
    ("hold", "holds", "held", "held"), ("know", "knows", "knew", "known"), ("carry", "carries", "carried", "carried"),
    ("follow", "follows", "followed", "followed"), ("call", "calls", "called", "called"),
    ("push", "pushes", "pushed", "pushed"), ("draw", "draws", "drew", "drawn"), ("hear", "hears", "heard", "heard"),
    ("paint", "paints", "painted", "painted"), ("help", "helps", "helped", "helped"), ("make", "makes", "made", "made"),
    ("buy", "buys", "bought", "bought"), ("bring", "brings", "brought", "brought"), ("like", "likes", "liked", "liked"),
)  # fmt: skip
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject, a verb and an object; the noun phrases carry no article."""

    subject: str
    verb: tuple[str, str, str, str]
    object: str

    def __str__(self) -> str:
        return f"The {self.subject} {self.verb[1]} the {self.object}."


def _noun(rng: random.Random) -> str:
    return nonce(rng) if rng.random() < 0.65 else content_word(rng)


def _adjective(rng: random.Random) -> str:
    return (
        nonce(rng)
        if rng.random() < 0.6
        else rng.choice((*COLOURS, "big", "small", "old", "new", "good", "long"))
    )


def _regular(base: str) -> tuple[str, str, str, str]:
    past = base + ("d" if base.endswith("e") else "ed")
    return base, base + ("es" if base.endswith(("s", "x", "ch", "sh", "z")) else "s"), past, past


def _plural(noun: str) -> str:
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh", "z")) else "s")


def clause(rng: random.Random) -> Clause:
    """A clause of mostly invented words."""
    adjective = f"{_adjective(rng)} " if rng.random() < 0.35 else ""
    verb = rng.choice(VERBS) if rng.random() < 0.6 else _regular(nonce(rng))
    return Clause(adjective + _noun(rng), verb, _noun(rng))


def _ask(rng: random.Random, *wordings: str) -> str:
    return rng.choice(wordings)


def negation(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Say no: {c}", f"Negate: {c}", f"Deny it: {c}"
    ), f"The {c.subject} does not {c.verb[0]} the {c.object}."


def negation_undone(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(rng, "Say yes: ", "Affirm: ") + f"The {c.subject} does not {c.verb[0]} the {c.object}.", str(
        c
    )


def question(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Make a question: {c}", f"Ask it: {c}", f"Turn it into a question: {c}"
    ), f"Does the {c.subject} {c.verb[0]} the {c.object}?"


def past(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Say it in the past: {c}", f"Yesterday: {c}", f"Past: {c}"
    ), f"The {c.subject} {c.verb[2]} the {c.object}."


def future(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Say it in the future: {c}", f"Tomorrow: {c}", f"Future: {c}"
    ), f"The {c.subject} will {c.verb[0]} the {c.object}."


def passive(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Say it the other way: {c}", f"Passive: {c}"
    ), f"The {c.object} is {c.verb[3]} by the {c.subject}."


def plural(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Say it for many: {c}", f"Plural: {c}"
    ), f"The {_plural(c.subject)} {c.verb[0]} the {_plural(c.object)}."


def who(rng: random.Random) -> Pair:
    c = clause(rng)
    return _ask(
        rng, f"Who {c.verb[1]} the {c.object}? {c}", f"{c} Who {c.verb[1]} the {c.object}?"
    ), f"The {c.subject} does."


def whom(rng: random.Random) -> Pair:
    c = clause(rng)
    return f"{c} What does the {c.subject} {c.verb[0]}?", f"The {c.subject} {c.verb[1]} the {c.object}."


def check(rng: random.Random) -> Pair:
    c = clause(rng)
    if rng.random() < 0.5:
        return (
            f"{c} Does the {c.subject} {c.verb[0]} the {c.object}?",
            f"Yes, the {c.subject} {c.verb[1]} the {c.object}.",
        )
    other = _noun(rng)
    return (
        f"{c} Does the {c.subject} {c.verb[0]} the {other}?",
        f"No, the {c.subject} does not {c.verb[0]} the {other}.",
    )


def counting(rng: random.Random) -> Pair:
    noun, count = _plural(_noun(rng)), rng.choice(COUNTS)
    return _ask(
        rng,
        f"There are {count} {noun}. How many {noun} are there?",
        f"How many {noun}? {sentence_case(count)}.",
    ), f"There are {count} {noun}."


def comparison(rng: random.Random) -> Pair:
    a, b, quality = _noun(rng), _noun(rng), _adjective(rng)
    told = f"The {a} is more {quality} than the {b}."
    if rng.random() < 0.5:
        return f"{told} Which is more {quality}?", f"The {a} is more {quality}."
    return f"{told} Which is less {quality}?", f"The {b} is less {quality}."


def opposite(rng: random.Random) -> Pair:
    a, b = nonce(rng), nonce(rng)
    told = _ask(rng, f"The opposite of {a} is {b}.", f"{sentence_case(a)} is the opposite of {b}.")
    if rng.random() < 0.5:
        a, b = b, a
    return f"{told} What is the opposite of {a}?", f"The opposite of {a} is {b}."


def quality(rng: random.Random) -> Pair:
    noun, adjective = _noun(rng), _adjective(rng)
    return _ask(
        rng,
        f"The {noun} is {adjective}. What is the {noun} like?",
        f"The {noun} is {adjective}. How is the {noun}?",
    ), f"The {noun} is {adjective}."


def place(rng: random.Random) -> Pair:
    noun, where, side = _noun(rng), _noun(rng), rng.choice(("in", "on", "under", "behind", "near"))
    return f"The {noun} is {side} the {where}. Where is the {noun}?", f"The {noun} is {side} the {where}."


def having(rng: random.Random) -> Pair:
    owner, noun = rng.choice(NAMES) if rng.random() < 0.5 else sentence_case(nonce(rng)), _noun(rng)
    if rng.random() < 0.5:
        return f"{owner} has a {noun}. What does {owner} have?", f"{owner} has a {noun}."
    return f"{owner} has a {noun}. Who has a {noun}?", f"{owner} has a {noun}."


def kind(rng: random.Random) -> Pair:
    a, b = nonce(rng), nonce(rng)
    return f"A {a} is a kind of {b}. What is a {a}?", f"A {a} is a kind of {b}."


def joining(rng: random.Random) -> Pair:
    a, b = clause(rng), clause(rng)
    word = rng.choice(("and", "but"))
    return f"Join with {word}: {a} {b}", f"{str(a)[:-1]} {word} the{str(b)[3:]}"


def listing(rng: random.Random) -> Pair:
    words = [_noun(rng) for _ in range(rng.choice((2, 3, 4)))]
    told = ", ".join(words[:-1]) + f" and {words[-1]}"
    which = rng.choice(("first", "last"))
    if rng.random() < 0.5:
        return (
            f"{sentence_case(told)}. Which is the {which}?",
            f"The {which} is {words[0 if which == 'first' else -1]}.",
        )
    return f"Name them all: {told}.", f"{sentence_case(told)}."


def repeat(rng: random.Random) -> Pair:
    words = " ".join(rng.choice((content_word, content_word, nonce))(rng) for _ in range(rng.randint(1, 7)))
    said = str(clause(rng)) if rng.random() < 0.4 else words
    return _ask(rng, f"Repeat: {said}", f"Say after me: {said}", f"Echo: {said}"), said


EXERCISES: tuple[Callable[[random.Random], Pair], ...] = (
    negation, negation_undone, question, past, future, passive, plural, who, whom, check, counting, comparison,
    opposite, quality, place, having, kind, joining, listing, repeat,
)  # fmt: skip


def exercise(rng: random.Random) -> Pair:
    """One exercise of syntax, all forms equally likely."""
    return rng.choice(EXERCISES)(rng)
