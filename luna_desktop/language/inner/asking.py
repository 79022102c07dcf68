"""Ways to ask for a key that the bank may not have, and to whom a name belongs; some are kept for the exam."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from luna_desktop.domain.inner_speech import Clause, Question, WhoIs
from luna_desktop.domain.words import contains_word
from luna_desktop.language.families import PETS
from luna_desktop.language.inner.ledger import Known
from luna_desktop.language.inner.topics import Topics, is_clause, owned
from luna_desktop.language.skills import phrases
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.values import name
from luna_desktop.language.wordings import Split
from luna_desktop.language.wordings.forms import form

# Shares of the questions that she has no answer to: close to a fact, whose a name is, whether something is so.
NEAR, NAMES, CHECKS = 0.55, 0.11, 0.07

CLAUSES = (
    "{k}?", "Tell me {k}.", "Do you know {k}?", "do u remember {k}", "Can you remember {k}?", "Remind me {k}.",
    "I forgot {k}, can you help?", "{k}, what did I say?", "any idea {k}?", "Say {k}, please.",
)  # fmt: skip
# What no lesson says, nor any conversation of the skills: the exam's, and (the last of each) what training watches.
EXAM_KEYS = (
    "Could you tell me my {k}, please?", "Have you got my {k} written down?", "What have I told you my {k} is?",
    "I need my {k} for a form.",
)  # fmt: skip
EXAM_CLAUSES = (
    "Could you tell me {k}, please?", "Have you kept in mind {k}?", "Can you work out {k}?", "I wonder {k}.",
)  # fmt: skip
EXAM_WHO = (
    "Do you still know who {v} is?",
    "Please say who {v} is.",
    "Does the name {v} mean anything to you?",
)
EXAM_WHAT = ("Do you still know what {v} is?", "Please say what {v} is.")


def generic(key: str, clause_forms: Sequence[str], key_forms: Sequence[str]) -> tuple[str, ...]:
    """Questions for any key: those for clauses, or those after "my" (left out where a name owns it)."""
    if is_clause(key):
        return tuple(sentence_case(text.replace("{k}", key)) for text in clause_forms)
    return tuple(text.replace("my {k}", owned(key, "my")) for text in key_forms)


def trained(key: str) -> tuple[str, ...]:
    """What lessons ask for any key."""
    return generic(key, CLAUSES, phrases.ASKED)


def examined(key: str) -> tuple[str, ...]:
    """What the exam asks for a key that is not in the bank."""
    return generic(key, EXAM_CLAUSES[:-1], EXAM_KEYS[:-1])


def watched(key: str) -> str:
    """What training only watches."""
    [question] = generic(key, EXAM_CLAUSES[-1:], EXAM_KEYS[-1:])
    return question


def held_forms(known: Sequence[Known]) -> frozenset[str]:
    """The forms of everything about what is ``known`` that no lesson may say, beside what the bank seals."""
    return frozenset(form(text) for one in known for text in _held(one))


def _held(one: Known) -> Iterator[str]:
    yield from examined(one.key)
    yield watched(one.key)
    for value in one.values:
        yield from (text.replace("{v}", value) for text in (*EXAM_WHO, *EXAM_WHAT))


def who(named: str, noun: str, topics: Topics, split: Split) -> tuple[tuple[str, ...], WhoIs]:
    """The questions whose the name is, and what they ask for; of one without ``noun``, a person is meant."""
    thing = topics.kind(f"{noun}'s name") == "things" if noun else False
    trained_, examined_ = (phrases.WHAT, EXAM_WHAT) if thing else (phrases.WHO, EXAM_WHO)
    forms = trained_ if split == "train" else examined_
    return tuple(text.replace("{v}", named) for text in forms), WhoIs(named, "what" if thing else "who")


def ask(rng: random.Random, key: str, topics: Topics, generic_share: float) -> str:
    """One question for ``key`` as lessons ask it."""
    about = topics.about(key, "train")
    if not about or rng.random() < generic_share:
        return rng.choice(trained(key))
    return rng.choice(about).ask(rng)


# One person or animal can be spoken of under either noun: what is known of one is not unknown of the other.
_WIDER = {
    "partner": ("husband", "wife", "spouse", "girlfriend", "boyfriend", "fiancé", "fiancée"),
    "spouse": ("husband", "wife"),
    "parent": ("mother", "father"),
    "child": ("son", "daughter", "baby"),
    "sibling": ("brother", "sister"),
    "grandparent": ("grandmother", "grandfather"),
    "grandchild": ("grandson", "granddaughter"),
    "friend": ("best friend", "oldest friend"),
    "pet": tuple(PETS),
}


def same_owner(key: str) -> Iterator[str]:
    """``key`` of who may be the same under a wider or a narrower noun: "partner's name" for "wife's name"."""
    owner, owns, thing = key.partition("'s ")
    if owns:
        wider = (noun for noun, narrower in _WIDER.items() if owner in narrower)
        yield from (f"{noun}'s {thing}" for noun in (*_WIDER.get(owner, ()), *wider))


class Unknown:
    """Draws questions that she has no answer to, half of them close to what she knows."""

    def __init__(self, known: Sequence[Known], topics: Topics) -> None:
        self._topics = topics
        counted = {f"number of {phrases.plural(topics.noun(one.key))}" for one in known}
        also = {key for one in known for key in same_owner(one.key)}
        self._keys = {key.casefold() for key in (*(one.key for one in known), *also, *counted)}
        self._values = {value for one in known for value in one.values}
        self._names = {value for one in known if topics.noun(one.key) for value in one.values}

    def draw(self, rng: random.Random, beside: Known | None, split: Split) -> tuple[str, Clause] | None:
        """A question in a wording of ``split``, and what it asks for; None where this draw came to nothing."""
        said, clause = self._drawn(rng, beside, split)
        return (said, clause) if said and self._is_unknown(said, clause) else None

    def _drawn(self, rng: random.Random, beside: Known | None, split: Split) -> tuple[str, Clause]:
        draw = rng.random()
        if beside and draw < NEAR and (near := self._topics.near(rng, beside.key, split)):
            return near[0], Question(near[1])
        if draw < NEAR + NAMES:
            stranger = name(rng)
            forms, clause = who(stranger, "", self._topics, split)
            return rng.choice(forms), clause
        told = self._topics.draw(rng)
        if split == "train" and draw > 1 - CHECKS and told.phrase:
            checked = rng.choice(phrases.CHECKED).replace("{k}", told.phrase)
            return checked.replace("{v}", told.value), Question(told.key)
        return self._topics.question(rng, told, split), Question(told.key)

    def _is_unknown(self, said: str, clause: Clause) -> bool:
        match clause:
            case WhoIs(person):
                return not any(contains_word(person, x) or contains_word(x, person) for x in self._values)
            case Question(key):
                return key.casefold() not in self._keys and not any(
                    contains_word(said, x) for x in self._names
                )
            case _:
                return False
