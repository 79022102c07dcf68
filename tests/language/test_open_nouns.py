"""Nouns that no table lists make facts too, under keys that lead back to their kind."""

from __future__ import annotations

import pytest

from luna_desktop.domain.lesson import Fact
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import KINDS, is_kind, kind_of, open_key


@pytest.mark.parametrize(
    ("said", "key", "value"),
    [
        ("My parakeet is called Kiwi.", "pet:parakeet", "Kiwi"),
        ("my physiotherapist's name is Ana", "pet:physiotherapist", "Ana"),
        ("I have a chinchilla named Dot", "pet:chinchilla", "Dot"),
        ("the name of my landlord is Kurt Weber", "pet:landlord", "Kurt Weber"),
        ("My favourite cheese is gouda.", "favourite:cheese", "gouda"),
        ("my favorite board game is Carcassonne", "favourite:board game", "Carcassonne"),
        ("My godmother lives in Porto.", "home_of:godmother", "Porto"),
        ("My landlord works as a baker.", "work_of:landlord", "baker"),
        ("My half sister is called Ana.", "pet:half sister", "Ana"),
        ("My second car is called Bolt.", "pet:second car", "Bolt"),
        ("My summer house is called Villa Rosa.", "pet:summer house", "Villa Rosa"),
        ("My birthday pony is called Star.", "pet:birthday pony", "Star"),
        ("My pretty goldfish is called Dora.", "pet:pretty goldfish", "Dora"),
        ("My outside cat is called Tom.", "pet:outside cat", "Tom"),
        ("My night nurse works as a baker.", "work_of:night nurse", "baker"),
        ("My favourite night is Friday.", "favourite:night", "Friday"),
        ("My dog is called Rex.", "pet_dog", "Rex"),
        ("My favourite colour is green.", "fav_colour", "green"),
    ],
)
def test_any_noun_makes_a_fact(said: str, key: str, value: str) -> None:
    assert find_facts(said) == [Fact(key, value)]
    assert kind_of(key).answer.replace("{v}", value).endswith(f"{value}.")


@pytest.mark.parametrize(
    "said",
    [
        "My favourite thing is that you listen.",
        "My idea is called into question.",
        "My old friend is called away often.",
        "My favourite cheese is really good.",
        "My problem lives in the past.",
        "My plant lives in a pot.",
        "My friend who lives in Oslo is nice.",
        "My favourite for breakfast is eggs.",
        "My favourite today is gouda.",
        "I have a few named Ana.",
    ],
)
def test_not_every_noun_does(said: str) -> None:
    assert find_facts(said) == []


def test_a_noun_of_the_table_keeps_its_key() -> None:
    for kind in KINDS.values():
        if kind.family in ("pet", "favourite", "home_of", "work_of"):
            assert open_key(kind.family, kind.title) == kind.key
    assert open_key("pet", "sister") == "rel_sister"  # "Your sister is called {v}." either way


def test_what_is_no_kind_is_told() -> None:
    assert not is_kind("pet:")
    assert not is_kind("shoes:red")
    with pytest.raises(KeyError):
        kind_of("shoes:red")
