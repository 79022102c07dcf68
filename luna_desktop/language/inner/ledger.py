"""What holds of what was told: one value or several under a key, put right and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.words import bare, contains_word
from luna_desktop.language.inner.facts import Heard
from luna_desktop.language.inner.topics import Topics, owned, several
from luna_desktop.language.skills.phrases import listed
from luna_desktop.language.speech import sentence_case

_PUTS_RIGHT = re.compile(
    r"^\W*(?:no|nope|nah|wait|sorry|oops|correction|actually|update|typo|my mistake|scratch that)\b|"
    r"\b(?:i meant?|i got (?:that|it) wrong|instead of|not (?:any ?more|\w+ any ?more)|renamed|now (?:called|named)|changed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What holds now under one key, its values in the order they were told; ``told`` is what told each."""

    key: str
    told: tuple[Heard, ...]
    sentence: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.told)

    @property
    def value(self) -> str:
        """All of them: "Bea and Fran"."""
        return listed(self.values)


def changes(
    told: Iterable[Heard], known: Iterable[Fact], topics: Topics, *, whole: bool = True
) -> list[Heard]:
    """``told`` as what it changes about what is ``known``, each with one value.

    A second value of what one can have several of is one more, unless its message puts something right:
    a former value that it names goes. Where what is known is not the ``whole`` of it, there may be others.
    """
    now, found = list(known), list[Heard]()
    for one in told:
        held = [fact.value for fact in now if fact.key == one.key]
        new = (
            _removed(one, held, topics, whole) if one.change == "remove" else _told(one, held, topics, whole)
        )
        now = after(now, new)
        found += new
    return found


def after(known: Iterable[Fact], told: Iterable[Heard | Fact]) -> list[Fact]:
    """What is known once the changes in ``told`` are made."""
    now = list(known)
    for one in told:
        same = [fact for fact in now if fact.key == one.key and bare(fact.value) == bare(one.value)]
        if one.change == "set" or not one.value:
            now = [fact for fact in now if fact.key != one.key]
        if one.change == "remove":
            now = [fact for fact in now if fact not in same]
        elif one.change == "set" or not same:
            now.append(Fact(one.key, one.value))
    return now


def holding(told: Iterable[Heard], topics: Topics) -> tuple[Known, ...]:
    """What holds of all that was ``told``, the oldest first; keys in the order they came up."""
    held: dict[str, list[Heard]] = {}
    for one in told:
        now = [Fact(key, each.value) for key, have in held.items() for each in have]
        for change in changes([one], now, topics):
            have = held.setdefault(change.key, [])
            if change.change == "remove":
                have[:] = [each for each in have if change.value and each.value != change.value]
            elif not any(bare(each.value) == bare(change.value) for each in have):
                have[:] = [*(have if change.change == "add" else ()), change]
    return tuple(known(have, topics) for have in held.values() if have)


def known(told: Sequence[Heard], topics: Topics) -> Known:
    """What was ``told`` under one key, all of which holds."""
    first, *others = told
    return Known(first.key, tuple(told), topics.sentence(first.key, first.value, *(x.value for x in others)))


def puts_right(message: str) -> bool:
    """Whether it reads as if something said before was wrong or is over."""
    return _PUTS_RIGHT.search(message) is not None


def bearers(some: Iterable[Known], topics: Topics) -> dict[str, list[str]]:
    """Each name that is known, with the nouns that bear it: {"Loki": ["cat"]}."""
    found: dict[str, list[str]] = {}
    for one in some:
        if noun := topics.noun(one.key):
            for value in one.values:
                found.setdefault(value, []).append(noun)
    return found


def who_sentence(name: str, nouns: Sequence[str]) -> str:
    """Whose name it is: "Loki is your cat."."""
    return f"{sentence_case(name)} is {' and '.join(owned(noun, 'your') for noun in nouns)}."


def _removed(one: Heard, held: Sequence[str], topics: Topics, whole: bool) -> list[Heard]:
    """The values that ``one`` takes back, however much of them it names; all of them where it names none."""
    if not one.value:
        return [one] if held or not whole else []
    wanted = {bare(value) for value in (*several(one.value), one.value)}
    gone = [value for value in held if bare(value) in wanted or contains_word(value, one.value)]
    if not gone and not whole:
        return list(_singly(one, topics)) if topics.is_many(one.key) else [one]
    return [replace(one, value=value) for value in gone]


def _told(one: Heard, held: Sequence[str], topics: Topics, whole: bool) -> list[Heard]:
    if any(bare(value) == bare(one.value) for value in held):
        same = next(value for value in held if bare(value) == bare(one.value))
        return [replace(one, value=same, change="set" if len(held) == 1 else "add")]
    if not topics.is_many(one.key):
        return [one]
    new = list(_singly(one, topics))
    if one.change == "add":
        return new
    named = [value for value in held if contains_word(one.source, value)]
    if named:  # "it is Fran, not Bea"
        wrong = [Heard(one.key, value, "remove", source=one.source) for value in named]
        return [
            *(x for x in wrong if x.value not in {n.value for n in new}),
            *(replace(n, change="add") for n in new),
        ]
    if (held or not whole) and not puts_right(one.source):
        return [replace(n, change="add") for n in new]
    return [new[0], *(replace(n, change="add") for n in new[1:])]


def _singly(one: Heard, topics: Topics) -> Iterator[Heard]:
    """One for each of a list's values."""
    for value in several(one.value):
        yield (
            one if value == one.value else replace(one, value=value, sentence=topics.sentence(one.key, value))
        )
