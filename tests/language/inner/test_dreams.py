"""A dreamed question teaches a key only if it asks for that key, by her own ear."""

from __future__ import annotations

import pytest

from luna_desktop.domain.inner_speech import parse
from luna_desktop.language.inner.dreams import meant, worth_training
from luna_desktop.language.inner.ledger import Known
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.wordings.forms import form


@pytest.mark.parametrize(
    ("key", "heard", "kept"),
    [
        # in the bank: only what is heard as that very key
        ("cat's name", "[cat's name]", True),
        ("cat's name", "[kitty's name]", True),
        ("cat's name", "[cat's age]", False),
        ("cat's name", "[beast's title]", False),
        ("cat's name", "", False),
        # not in the bank: also what is heard as a key that nobody knows
        ("Rasmus's locker", "[Rasmus's locker]", True),
        ("Rasmus's locker", "[where Rasmus keeps it]", True),
        ("Rasmus's locker", "[city]", False),  # told by this person
        ("Rasmus's locker", "[shoe size]", False),  # in the bank
        ("Rasmus's locker", "[Rasmus's locker = 12]", False),
        ("Rasmus's locker", "[Rasmus's locker; city]", False),
        ("Rasmus's locker", "[who Rasmus is]", False),
    ],
)
def test_what_the_ear_makes_of_it_decides(
    topics: Topics, life: tuple[Known, ...], key: str, heard: str, kept: bool
) -> None:
    found = meant({key: ["so?"]}, {"so?": parse(heard)}, life, topics)
    assert found == {key: ["so?"] if kept else []}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("what do I call my furry guy?", True),
        ("remind me of the furry one", True),
        ("is it Loki?", False),
        ("LOKI, who is that?", False),
        ("my cat is cute", False),
        ("why?", False),
        ("what [is] it called?", False),
        ("where do I live?", False),  # asks for another fact anyway
        ("what was it again?", False),  # dreamed for two facts
        ("a sealed question?", False),
    ],
)
def test_what_is_worth_training(life: tuple[Known, ...], text: str, kept: bool) -> None:
    dreams = {"cat's name": [text], "allergy": ["what was it again?"]}
    forms = {"city": {form("where do I live?")}, "cat's name": {form("what do I call my furry guy?")}}
    found = worth_training(dreams, life, forms, lambda said: "sealed" not in said)
    assert found["cat's name"] == ((text,) if kept else ())


def test_a_longer_word_of_the_value_gives_it_away(life: tuple[Known, ...]) -> None:
    [one] = [one for one in life if one.key.startswith("where")]
    dreams = {
        one.key: ["what is behind the radiator?", "where is the third one?", "where did the ladder go?"]
    }
    assert worth_training(dreams, life, {}, lambda _: True)[one.key] == ("where did the ladder go?",)
