"""What holds of what was told: one value or several under a key, put right and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from luna_desktop.domain.lesson import Change, Fact
from luna_desktop.domain.spelling import Phrase, spelled
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
_SPELLS = re.compile(
    r"\b(?:spell(?:ed|ing|s)?|spelt|written|capitals?|lower ?case|upper ?case|accents?|umlauts?|hyphen(?:ated)?|apostrophe)\b",
    re.IGNORECASE,
)
# "Bea and nobody else", "I have only one, Bea", "Bea is my only sister".
_NO_OTHERS = re.compile(
    r"\b(?:nobody|no[ -]?one|nothing|none) else\b|\bno others?\b|\bthat(?:'?s| is) (?:all|it)\b|"
    r"\b(?:(?:only|just)(?: (?:have|got|ever had))?(?: the)? one|(?:my|our|the) only [\w-]+)\b"
    r"(?!\s+(?:who|that|which|i|we|of|in|from|with|to)\b)",
    re.IGNORECASE,
)
_SMALL = "it|is|are|be|to|the|an?|my|our|at|in|on|of|have|one|called|named"  # "just to eggs"
_ANY = r"[\w'-]+"  # "only allergic to eggs"
_JOINED = r"(?:,? (?:and|&) |, )"


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
    a former value that it names goes, and all that are not left where it leaves only some. A value put right
    in its spelling alone is replaced too. Where what is known is not the ``whole`` of it, there may be others.
    """
    every, now, found = list(told), list(known), list[Heard]()
    left: dict[tuple[str, str], list[Heard]] = {}  # by message and key what alone it leaves
    for one in every:
        held, group = [fact.value for fact in now if fact.key == one.key], (one.source, one.key)
        new = list[Heard]()
        if group not in left and topics.is_many(one.key):
            of_group = [other for other in every if (other.source, other.key) == group]
            new = left[group] = _left_alone(of_group, held, topics)
        if not (alone := left.get(group)):
            new = _changed(one, held, topics, whole=whole)
        elif one.change != "remove":
            others = [x for x in _singly(one, topics) if not _among(x.value, [y.value for y in alone])]
            new = [*new, *(replace(x, change="add") for x in others)]
        now = after(now, new)
        found += new
    return found


def _changed(one: Heard, held: Sequence[str], topics: Topics, *, whole: bool) -> list[Heard]:
    if one.change == "remove":
        return _removed(one, held, topics, whole)
    return _told_of_many(one, held, topics, whole) if topics.is_many(one.key) else [_told(one, held, topics)]


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
    for _, of_message in groupby(told, lambda one: one.source):
        now = [Fact(key, each.value) for key, have in held.items() for each in have]
        for change in changes(of_message, now, topics):
            have = held.setdefault(change.key, [])
            if change.change == "remove":
                have[:] = [each for each in have if change.value and each.value != change.value]
            elif change.change == "set" and [each.value for each in have] != [change.value]:
                have[:] = [change]
            elif not any(bare(each.value) == bare(change.value) for each in have):
                have.append(change)
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
    wanted = (*several(one.value), one.value)
    gone = [value for value in held if _among(value, wanted) or contains_word(value, one.value)]
    if not gone and not whole:
        return list(_singly(one, topics)) if topics.is_many(one.key) else [one]
    return [replace(one, value=value) for value in gone]


def _told(one: Heard, held: Sequence[str], topics: Topics) -> Heard:
    """The one value there can be; told again it keeps its spelling, unless that is what is put right."""
    same = next((value for value in held if bare(value) == bare(one.value)), None)
    if same is None:
        return one
    return _with(one, one.value if _respells(one, same, one.value) else same, "set", topics)


def _told_of_many(one: Heard, held: Sequence[str], topics: Topics, whole: bool) -> list[Heard]:
    new = [_with(x, _spelling(x, held), "add", topics) for x in _singly(one, topics)]
    values = [x.value for x in new]
    again, mends = all(value in held for value in values), puts_right(one.source)
    wrong = [value for value in held if value not in values and _among(value, values)]  # spelled otherwise
    if one.change != "add" and (mends or not again):  # "it is Fran, not Bea"
        wrong += [x for x in held if x not in (*values, *wrong) and contains_word(one.source, x)]
    alone = whole and ((again and len(held) == 1) or (one.change != "add" and len(wrong) == len(held)))
    put_right = one.change != "add" and not (wrong or again) and mends
    if alone or put_right:
        return [replace(new[0], change="set"), *new[1:]]
    return [*(Heard(one.key, value, "remove", source=one.source) for value in wrong), *new]


def _spelling(one: Heard, held: Sequence[str]) -> str:
    """The value as it is held already, unless its spelling is what is put right."""
    same = next((value for value in held if _alike(value, one.value)), None)
    return one.value if same is None or _respells(one, same, one.value) else same


def _respells(one: Heard, held: str, told: str) -> bool:
    """Whether the message puts the spelling of what is ``held`` right; who types no capitals means none by it."""
    if _SPELLS.search(one.source):
        return True
    return puts_right(one.source) and told != held and told != held.lower()


def _left_alone(told: Sequence[Heard], held: Sequence[str], topics: Topics) -> list[Heard]:
    """What there is and nothing else by a message, which ``told`` all of it under one key: "no, it is just Bea".

    An ear that hears no more than what is over, or the very one that is left, is of no help here.
    """
    source, key = told[0].source, told[0].key
    values = [value for one in told if one.change != "remove" for value in several(one.value)]
    taken = [value for one in told if one.change == "remove" for value in several(one.value)]
    left = _named_alone(source, [*values, *taken, *held], topics.noun(key))
    left = [*left[:1], *(value for value in left[1:] if value not in taken)]  # "just Kit, Dot died"
    if not left and _NO_OTHERS.search(source):
        left = values
    new = [Heard(key, value, "add", topics.sentence(key, value), source) for value in left]
    new = [_with(one, _spelling(one, held), "add", topics) for one in new]
    return [replace(one, change="add" if number else "set") for number, one in enumerate(new)]


def _named_alone(source: str, values: Sequence[str], noun: str) -> list[str]:
    """Those of ``values`` that a message names with "only" or "just"."""
    names = {value.casefold(): value for value in reversed(values) if value}
    if not names:
        return []
    name = "|".join(re.escape(value) for value in sorted(names.values(), key=len, reverse=True))
    some = rf"((?:{name})(?:{_JOINED}(?:{name}))*)\b(?!'s)"
    small = "|".join([_SMALL, *([re.escape(noun)] if noun else ())])
    only = rf"\bonly (?:(?:{_ANY if puts_right(source) else small})[,:]? ){{0,4}}?{some}"
    just = (
        rf"\b(?:just|(?:nobody|no ?one|nothing) (?:else )?(?:but|except)) (?:(?:{small})[,:]? ){{0,4}}?{some}"
    )
    for pattern in (only, just, rf"\b{some} (?:only|alone)\W*(?:$|[,.;])"):
        if found := re.search(pattern, source, re.IGNORECASE):
            return [names[part.casefold()] for part in re.split(_JOINED, found[1])]
    return []


def _among(value: str, others: Iterable[str]) -> bool:
    return any(_alike(value, other) for other in others)


def _alike(one: str, other: str) -> bool:
    """Whether both are the same name but for case, accents, spaces and signs: "Mc Donald", "McDonald"."""
    run = spelled(one).replace(" ", "")
    return (
        bare(one) == bare(other)
        or Phrase.of(one).is_all_of(other)
        or (run != "" and run == spelled(other).replace(" ", ""))
    )


def _with(one: Heard, value: str, change: Change, topics: Topics) -> Heard:
    sentence = one.sentence if value == one.value else topics.sentence(one.key, value)
    return replace(one, value=value, change=change, sentence=sentence)


def _singly(one: Heard, topics: Topics) -> Iterator[Heard]:
    """One for each of a list's values."""
    for value in several(one.value):
        yield (
            one if value == one.value else replace(one, value=value, sentence=topics.sentence(one.key, value))
        )
