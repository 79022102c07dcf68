"""Facts about nouns that no table lists: "My parakeet is called Kiwi."."""

from __future__ import annotations

import re

from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.words import same_words
from luna_desktop.language import slots
from luna_desktop.language.also_said import words
from luna_desktop.language.families import PETS, RELATIVES
from luna_desktop.language.kinds import kind_of, open_key
from luna_desktop.language.lexicon.function_words import STRUCTURE_WORDS
from luna_desktop.language.slots import ARTICLES
from luna_desktop.language.spelling import Clause

_NOUN = r"(?P<noun>[a-z]{3,20}(?: [a-z]{3,20})?)"
_FRAMES = tuple(
    (family, re.compile(pattern.replace("{n}", _NOUN) + r"(?P<value>.+)$", re.IGNORECASE))
    for family, pattern in (
        ("pet", r"^my {n} is (?:called|named) "),
        ("pet", r"^my {n}'s name is "),
        ("pet", r"^the name of my {n} is "),
        ("pet", r"^i have an? {n} (?:called|named) "),
        ("favourite", r"^my favourite {n} is "),
        ("favourite", r"^the {n} i like (?:most|best) is "),
        ("home_of", r"^my {n} (?:lives|is living) in "),
        ("work_of", r"^my {n} works as an? "),
    )
)
# Words that make of a noun something else: "my old friend", "my new flat".
_NOT_NOUNS = words(
    """
    old new first last best own little big whole only other next former late dear favourite really also name one thing
    things part problem point question reason idea answer plan life day time way
    today lately recently lot lots bit less thanks welcome called named
    """
)
# "My good friend", "my outside cat": these stand before nouns, or are one.
_STRUCTURE_WORDS = words(STRUCTURE_WORDS) - words("good well pretty back inside outside")
_LISTED = frozenset([*PETS, *RELATIVES])


def open_fact(clause: Clause, shouting: bool) -> Fact | None:
    """The fact of a clause that no frame of the table fits."""
    for family, pattern in _FRAMES:
        match = pattern.match(clause.text)
        if match is None:
            continue
        noun = match["noun"].lower()
        named = match["noun"].split()[-1].istitle() and noun.split()[0] in _LISTED  # "my sister Mona"
        if named or set(noun.split()) & (_NOT_NOUNS | ARTICLES | _STRUCTURE_WORDS):
            return None
        key = open_key(family, noun)
        kind = kind_of(key)
        value = slots.trimmed(clause.said(match.start("value"), len(clause.text)), kind.values)
        if (
            not value
            or same_words(value) == same_words(noun)
            or not slots.VALID[kind.values](value, shouting)
        ):
            return None
        if kind.values in ("thing", "job") and slots.describes(value):
            return None
        return Fact(key, value)
    return None
