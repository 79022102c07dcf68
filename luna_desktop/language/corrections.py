"""Corrections that name nothing: "no, she's called Mia", "not Rex, Max", "I meant 34".

What they speak of is the newest fact of the conversation that they can mean:
one that was told, or one that was asked for and answered wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.words import same_words
from luna_desktop.language import slots
from luna_desktop.language.kinds import FactKind, kind_of
from luna_desktop.language.persons import Whose
from luna_desktop.language.speech import is_question
from luna_desktop.language.spelling import APOSTROPHES

LONGEST = 80  # what is said to put a word right is short
ALIKE = 0.5  # shared letters of "Minka" and "Minke", not of "Max" and "cold"

_MARK = re.compile(
    r"(?:no wait|wait|no|nope|nah|wrong|sorry|oops|whoops|correction|actually|rather|"
    r"that(?:'s| is| was) (?:wrong|not right|not it|incorrect)|that isn't right|i made a mistake|my mistake|not quite)"
    r"\b(?:[\s,.!:;-]+|$)",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"(?:i (?:meant|mean|meant to say|wanted to say)|make (?:that|it)|it should be|should be)\s+",
    re.IGNORECASE,
)
_PRONOUN = r"(?P<who>it|he|she|they|that|this)"
_CALLED = re.compile(
    rf"(?:{_PRONOUN}(?:'s| is|'re| are)|(?P<his>his|her|its|their|the) name(?:'s| is)) (?:really )?(?:called |named )?",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:called|named|name(?:'s| is)) ", re.IGNORECASE)
_VERBS = {
    "home_of": re.compile(rf"{_PRONOUN} (?:lives|is living|moved|live) (?:in|to) ", re.IGNORECASE),
    "work_of": re.compile(rf"{_PRONOUN}(?: works as|'s| is) (?:an? )?", re.IGNORECASE),
}
_LEAD = re.compile(r"^(?:in|at|on|to|from|an?|by) ", re.IGNORECASE)
_TRAILS = re.compile(
    r"(?:,? (?:actually|sorry|please|instead|though|i mean|with (?:a|an|one|two) \w+))+$", re.IGNORECASE
)
_NOT_AFTER = re.compile(r"^(?P<new>.+?),? (?:and )?(?:not|instead of) (?P<old>[^,.!;]+)$", re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"^(?:(?:it|he|she|they|(?:his|her|its|their|my) name)(?:'s not| is not| isn't|'re not| are not| aren't) |not )"
    r"(?:called )?(?P<old>[^,.!;]+?)[\s,.!;-]+(?:but )?(?P<new>.+)$",
    re.IGNORECASE,
)


class _Told:
    """What a correcting turn says once its marks are off."""

    def __init__(self, text: str) -> None:
        bare = text.translate(APOSTROPHES).strip()
        self.marked = False
        while match := _MARK.match(bare):
            self.marked, bare = True, bare[match.end() :].strip()
        if match := _MEANT.match(bare):
            self.marked, bare = True, bare[match.end() :].strip()
        bare = bare.rstrip(".!,; ")
        if _TRAILS.search(bare):
            self.marked, bare = True, _TRAILS.sub("", bare)
        self.old = ""
        if match := _NOT_BEFORE.match(bare) or _NOT_AFTER.match(bare):
            self.old, bare = match["old"].strip(), match["new"].strip()
        self.bare = bare


def _may_be(kind: FactKind, value: str, old: str, *, named: bool) -> bool:
    """Whether ``value`` may stand in the slot of ``kind`` though nothing names the kind."""
    if not value or not slots.VALID[kind.values](value, False):
        return False
    if slots.surely(value, kind.values):
        return True
    low = value.lower()
    alike = _alike(low, old)
    if kind.values not in ("name", "place", "title") or not (named or alike):
        return False
    return (alike and value.istitle()) or (low not in slots.common() and " " not in value)


def _alike(one: str, other: str) -> bool:
    return bool(other) and SequenceMatcher(None, one.lower(), other.lower()).ratio() >= ALIKE


def _is_person(told: _Told, fact: Fact) -> bool:
    """Whether a "he" or "she" is meant that can be nobody else."""
    noun = _noun(kind_of(fact.key))
    return noun is not None and noun.only(told.bare.split()[0])


def _noun(kind: FactKind) -> Whose | None:
    return Whose(kind.title) if kind.family in ("pet", "relative", "thing", "home_of", "work_of") else None


def _means(kind: FactKind, pronoun: str | None) -> bool:
    """Whether ``pronoun`` can mean what ``kind`` tells of; "it" and "that" mean any value."""
    if pronoun is None or pronoun.lower() in ("it", "that", "this", "the"):
        return True
    if kind.key in ("eyes", "allergy", "fear", "dislike", "collects"):
        return pronoun.lower() == "they"
    noun = _noun(kind)
    return noun is not None and noun.fits(pronoun)


def _value(told: _Told, kind: FactKind) -> tuple[str, bool, str | None]:
    """The new value, whether it is said to be a name, and the pronoun."""
    bare = told.bare
    for pattern in (_VERBS.get(kind.family), _CALLED):
        match = pattern.match(bare) if pattern else None
        if match:
            pronoun = match["who"] or match.groupdict().get("his")
            return bare[match.end() :], bool(_NAMED.search(match.group())), pronoun
    return bare, False, None


def _corrected(told: _Told, fact: Fact) -> str:
    """The value that ``told`` gives the kind of ``fact``, or nothing."""
    kind = kind_of(fact.key)
    value, named, pronoun = _value(told, kind)
    if not _means(kind, pronoun) or (named and kind.values != "name"):
        return ""
    value = _LEAD.sub("", value, count=1).strip(" \"'") if kind.values != "title" else value.strip(" \"'")
    old = told.old or fact.value
    if told.old and fact.value and same_words(told.old) != same_words(fact.value):
        return ""
    if same_words(value) == same_words(fact.value) or not _may_be(kind, value, old, named=named):
        return ""
    spoken = told.marked or named or bool(told.old) or (kind.family == "home_of" and pronoun is not None)
    return value if spoken or (pronoun is not None and _alike(value, fact.value)) else ""


def find_correction(text: str, context: Sequence[Fact]) -> Fact | None:
    """The fact that ``text`` puts right.

    ``context`` holds what was told in this conversation, the newest first; a
    kind that was asked for stands there with an empty value.
    """
    if not context or len(text) > LONGEST or is_question(text):
        return None
    told = _Told(text)
    if not told.bare:
        return None
    found = [(fact, value) for fact in context if (value := _corrected(told, fact))]
    if not found:
        return None
    # "She" said after a sister and a dog is the sister, where the new name sounds like hers.
    surer = (pair for pair in found if _alike(pair[1], pair[0].value) and _is_person(told, pair[0]))
    fact, value = next(surer, found[0])
    return Fact(fact.key, value)
