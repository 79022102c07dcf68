"""Ways to ask for a key that the bank may not have, and to whom a name belongs; some are kept for the exam."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from luna_desktop.domain.inner_speech import Clause, Question, WhoIs
from luna_desktop.domain.words import contains_word
from luna_desktop.language.families import PETS
from luna_desktop.language.inner.ledger import Known
from luna_desktop.language.inner.topics import Topics, owned
from luna_desktop.language.skills import phrases
from luna_desktop.language.skills.facts import is_clause
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.wordings import Split, phrasings
from luna_desktop.language.wordings.forms import form

HELD: tuple[Split, ...] = ("dev", "exam")  # what no lesson says, nor any conversation of the skills
# Shares of the questions that she has no answer to: close to a fact, whose a name is, whether something is so.
NEAR, NAMES, CHECKS = 0.55, 0.11, 0.07


def generic(key: str, split: Split) -> tuple[str, ...]:
    """Questions of ``split`` for any key: as a clause, or after "my" (left out where a name owns it)."""
    if is_clause(key):
        return tuple(sentence_case(text.replace("{k}", key)) for text in phrasings("clause", split))
    return tuple(after_my(text, key) for text in phrasings("key", split))


def after_my(text: str, key: str) -> str:
    """``text`` with ``key`` after its "my", or instead of it."""
    return text.replace("my {k}", owned(key, "my")).replace("My {k}", owned(key, "My"))


def held_forms(known: Sequence[Known]) -> frozenset[str]:
    """The forms of everything about what is ``known`` that no lesson may say, beside what the bank seals."""
    return frozenset(form(text) for one in known for text in _held(one))


def _held(one: Known) -> Iterator[str]:
    for split in HELD:
        yield from generic(one.key, split)
        names = (*phrasings("who", split), *phrasings("what", split))
        yield from (text.replace("{v}", value) for value in one.values for text in names)


def who(named: str, noun: str, topics: Topics, split: Split) -> tuple[tuple[str, ...], WhoIs]:
    """The questions whose the name is, and what they ask for; of one without ``noun``, a person is meant."""
    thing = topics.kind(f"{noun}'s name") == "things" if noun else False
    return _of_name(WhoIs(named, "what" if thing else "who"), split)


def _of_name(clause: WhoIs, split: Split) -> tuple[tuple[str, ...], WhoIs]:
    return tuple(text.replace("{v}", clause.name) for text in phrasings(clause.word, split)), clause


def ask(rng: random.Random, key: str, topics: Topics, generic_share: float) -> str:
    """One question for ``key`` as lessons ask it."""
    about = [told for told in topics.about(key, "train") if told.asks]
    if not about or rng.random() < generic_share:
        return rng.choice(generic(key, "train"))
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
            forms, clause = _of_name(self._topics.facts.nobody(rng), split)
            return rng.choice(forms), clause
        told = self._topics.draw(rng)
        if split == "train" and draw > 1 - CHECKS and told.phrase:
            checked = rng.choice(phrasings("check", "train")).replace("{k}", told.phrase)
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
