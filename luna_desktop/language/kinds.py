"""The kinds of facts a person tells about themselves and their world.

One table serves everyone: the embryo's episodes, the finder that reads facts
out of a person's turns, the lessons and the exam. ``{v}`` is the slot.

``held_questions`` are wordings that no training ever sees, neither the
embryo's nor any age-up's: the exam asks with them.

Beyond the table a family is open to any noun: the key ``pet:parakeet`` is the
kind of "My parakeet is called Kiwi."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from luna_desktop.domain.words import same_words
from luna_desktop.language.fact_kind import FactKind, Family
from luna_desktop.language.families import (
    FAVOURITE,
    FAVOURITES,
    HOME_OF,
    LIVING_RELATIVES,
    NAMED,
    NAMED_THINGS,
    PETS,
    RELATION,
    RELATIVES,
    WORK_OF,
    WORKING_RELATIVES,
)
from luna_desktop.language.own_kinds import OWN

__all__ = [
    "KINDS", "OPEN_FAMILIES", "FactKind", "Family", "held_kind", "invented_kind", "is_kind", "kind_of", "open_key",
]  # fmt: skip


def _slug(noun: str) -> str:
    return noun.replace(" ", "_")


def _kinds() -> Iterator[FactKind]:
    yield from OWN
    for noun in PETS:
        yield NAMED.kind(f"pet_{_slug(noun)}", "pet", noun)
    for noun in RELATIVES:
        yield RELATION.kind(f"rel_{_slug(noun)}", "relative", noun)
    for noun in NAMED_THINGS:
        yield NAMED.kind(f"thing_{_slug(noun)}", "thing", noun)
    for noun, values in FAVOURITES.items():
        yield FAVOURITE.kind(f"fav_{_slug(noun)}", "favourite", noun, values)
    for noun in LIVING_RELATIVES:
        yield HOME_OF.kind(f"home_{_slug(noun)}", "home_of", noun)
    for noun in WORKING_RELATIVES:
        yield WORK_OF.kind(f"work_{_slug(noun)}", "work_of", noun)


KINDS: Mapping[str, FactKind] = {kind.key: kind for kind in _kinds()}

# Families whose noun may be anything, an invented word too.
OPEN_FAMILIES: Mapping[str, Family] = {
    "pet": NAMED, "relative": RELATION, "favourite": FAVOURITE, "home_of": HOME_OF, "work_of": WORK_OF
}  # fmt: skip


def invented_kind(family: str, noun: str) -> FactKind:
    """A kind of fact that does not exist ("my zorbit"), for refusals and bindings."""
    return OPEN_FAMILIES[family].kind(f"invented_{family}_{_slug(noun)}", family, noun)


def open_key(family: str, noun: str) -> str:
    """The key of a family's kind for ``noun``: of the table where it stands there."""
    known = _BY_NOUN.get((family, noun))
    return known or f"{family}:{noun}"


def is_kind(key: str) -> bool:
    """Whether ``key`` names a kind, of the table or of an open family."""
    family, _, noun = key.partition(":")
    return key in KINDS or (family in OPEN_FAMILIES and bool(noun.strip()))


@cache
def kind_of(key: str) -> FactKind:
    """The kind that ``key`` names.

    Raises:
        KeyError: no such kind.
    """
    if key in KINDS:
        return KINDS[key]
    if not is_kind(key):
        raise KeyError(key)
    family, _, noun = key.partition(":")
    return OPEN_FAMILIES[family].kind(key, family, noun)


_BY_NOUN = {
    (family, kind.title): kind.key
    for family in OPEN_FAMILIES
    for kind in KINDS.values()
    if kind.answer == OPEN_FAMILIES[family].kind("", family, kind.title).answer
}


@cache
def _held() -> Mapping[str, FactKind]:
    return {same_words(question): kind for kind in KINDS.values() for question in kind.held_questions}


def held_kind(text: str) -> FactKind | None:
    """The kind that the exam asks for with ``text``, whose wording no training may see; None for free wordings."""
    return _held().get(same_words(text))
