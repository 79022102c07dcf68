"""Loose questions ask for their fact, not in the exam's words; a fact does not answer its neighbours."""

from __future__ import annotations

import random

import pytest

from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.kinds import KINDS, OPEN_FAMILIES, FactKind, held_kind, kind_of
from luna_desktop.language.loosely import beside, loosely

DRAWS = 80
OPEN = [kind_of(f"{family}:blorfet") for family in OPEN_FAMILIES]
MARKS = ("(", ")", "|", "{", "}", " ?", "  ")


def drawn(kind: FactKind) -> list[str]:
    rng = random.Random(kind.key)
    return [asked for _ in range(DRAWS) if (asked := loosely(rng, kind))]


@pytest.mark.parametrize("kind", [*KINDS.values(), *OPEN], ids=lambda kind: kind.key)
def test_loose_questions(kind: FactKind) -> None:
    """Many, well-formed, about what is asked for, and none in a wording that the exam keeps for itself."""
    asked = drawn(kind)
    held = {same_words(question) for question in kind.held_questions}
    assert len(set(asked)) > DRAWS / 2
    for text in asked:
        assert not any(mark in text for mark in MARKS), text
        assert held_kind(text) is None, text
        assert same_words(text) not in held, text
        if kind.family != "own":
            assert contains_word(text, kind.title) or contains_word(text, f"{kind.title}s"), text


@pytest.mark.parametrize("kind", [*KINDS.values(), *OPEN], ids=lambda kind: kind.key)
def test_questions_beside_a_fact_ask_for_no_fact(kind: FactKind) -> None:
    rng = random.Random(kind.key)
    questions = {same_words(q) for other in KINDS.values() for q in (*other.questions, *other.held_questions)}
    own = {same_words(text) for text in drawn(kind)}
    for _ in range(DRAWS):
        text = beside(rng, kind)
        assert not any(mark in text for mark in MARKS), text
        assert same_words(text) not in questions | own, text
