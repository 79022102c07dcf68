"""What all tests of this way of teaching need: the bank that ships, and a life told in a few messages."""

from __future__ import annotations

import pytest

from luna_desktop.domain.inner_speech import parse
from luna_desktop.language.inner.facts import Heard, hear
from luna_desktop.language.inner.ledger import Known, holding
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.skills import Composer, Mixture
from luna_desktop.language.wordings import bank, keys
from luna_desktop.language.wordings.sealing import paraphrases_path, sealed_paraphrases

TOLD = (
    ("my cat is called Loki", "[cat's name = Loki]"),
    ("My sisters are Bea and Fran. Bea is a vet", "[sister's name = Bea and Fran; sister's job = vet]"),
    ("the ladder lives behind the third radiator", "[where the ladder is kept = behind the third radiator]"),
    ("Rasmus turned 9 on Friday", "[Rasmus's age = 9]"),
    ("I'm off to Lund, moving in with Ada", "[city = Lund]"),
    ("I can't have peanuts", "[allergy = peanuts]"),
)


@pytest.fixture(scope="session")
def topics() -> Topics:
    return Topics(bank(), keys())


@pytest.fixture(scope="session")
def composer() -> Composer:
    return Composer(bank(), keys(), sealed_paraphrases(paraphrases_path()), Mixture())


def told(topics: Topics, *messages: tuple[str, str]) -> list[Heard]:
    """What the ear's brackets of ``messages`` tell."""
    return [one for said, bracket in messages for one in hear(said, parse(bracket), topics)]


@pytest.fixture(scope="session")
def life(topics: Topics) -> tuple[Known, ...]:
    return holding(told(topics, *TOLD), topics)
