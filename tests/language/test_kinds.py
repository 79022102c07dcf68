"""The table of facts: broad enough, well-formed, and its held questions kept apart."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from luna_desktop.language.kinds import KINDS, OPEN_FAMILIES, FactKind, invented_kind
from luna_desktop.language.speech import is_question
from luna_desktop.language.values import MAKERS

ALL = tuple(KINDS.values())


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


each_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)


def test_at_least_sixty_kinds_of_a_persons_world() -> None:
    assert len(KINDS) >= 60
    families = Counter(kind.family for kind in ALL)
    assert set(families) >= {"own", "pet", "relative", "thing", "favourite", "home_of", "work_of"}
    # A near-miss needs a neighbour to be mistaken for.
    assert min(families.values()) >= 2


def test_keys_and_what_they_mean_are_unique() -> None:
    assert all(key == kind.key for key, kind in KINDS.items())
    assert len({kind.answer for kind in ALL}) == len(ALL)
    assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in KINDS)


@each_kind
def test_a_kind_is_well_formed(kind: FactKind) -> None:
    assert kind.values in MAKERS
    assert len(kind.statements) >= 4
    for statement in kind.statements:
        assert statement.count("{v}") == 1, statement
        assert statement.endswith(".")
        assert not is_question(statement.replace("{v}", "Zorbit")), statement
    assert len(set(kind.statements)) == len(kind.statements)
    assert kind.answer.count("{v}") == 1
    assert kind.answer.startswith(("Your ", "You "))
    for text in (*kind.statements, *kind.questions, *kind.held_questions, kind.answer):
        assert text.strip() == text
        assert "  " not in text
        assert "{" not in text.replace("{v}", "")


@each_kind
def test_the_answer_restates_what_was_asked(kind: FactKind) -> None:
    """It names its kind, so that an answer to the wrong question is seen to be one."""
    noun = kind.title if kind.family != "own" else ""
    assert noun in kind.answer
    others = {other.answer.replace("{v}", "") for other in ALL if other is not kind}
    assert kind.answer.replace("{v}", "") not in others


@each_kind
def test_questions_ask_and_hold_no_value(kind: FactKind) -> None:
    assert len(set(kind.questions)) == len(kind.questions) >= 8
    assert len(set(kind.held_questions)) == len(kind.held_questions) == 3
    for question in (*kind.questions, *kind.held_questions):
        assert is_question(question), question
        assert "{v}" not in question
        assert question.endswith(("?", "."))


def test_held_questions_stand_in_no_kinds_training() -> None:
    held = {plain(question) for kind in ALL for question in kind.held_questions}
    asked = {plain(question): kind.key for kind in ALL for question in kind.questions}
    assert {text: asked[text] for text in held & set(asked)} == {}


def test_no_question_belongs_to_two_kinds() -> None:
    """Else the two answers would contradict each other in training and in the exam."""
    owners: dict[str, set[str]] = {}
    for kind in ALL:
        for question in (*kind.questions, *kind.held_questions):
            owners.setdefault(plain(question), set()).add(kind.key)
    assert {text: keys for text, keys in owners.items() if len(keys) > 1} == {}


def test_no_statement_belongs_to_two_kinds() -> None:
    owners: dict[str, set[str]] = {}
    for kind in ALL:
        for statement in kind.statements:
            owners.setdefault(statement, set()).add(kind.key)
    assert {text: keys for text, keys in owners.items() if len(keys) > 1} == {}


def test_articles_agree_with_the_noun() -> None:
    assert "I have an uncle called {v}." in KINDS["rel_uncle"].statements
    assert "I have an aunt named {v}." in KINDS["rel_aunt"].statements
    assert "I have a dog called {v}." in KINDS["pet_dog"].statements
    for kind in ALL:
        for text in (*kind.statements, *kind.questions, *kind.held_questions):
            assert not re.search(r"\ba [aeio]\w", text), text
            assert not re.search(r"\ban [^aeiou\W]", text), text


def test_invented_kinds_are_no_kinds() -> None:
    for family in OPEN_FAMILIES:
        kind = invented_kind(family, "ablen")
        assert kind.key not in KINDS
        assert "ablen" in kind.answer
        assert all("{n}" not in text and "a ablen" not in text for text in kind.statements)
