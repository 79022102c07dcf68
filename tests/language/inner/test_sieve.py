"""The sieve before the ear: little that tells something slips through it, and most of the rest does."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.language.inner import sieve
from luna_desktop.language.wordings import Topic, bank


def told(topic: Topic, rng: random.Random) -> Iterator[str]:
    """Lines that no sieve was trained on, with values that none was."""
    for line in topic.lines("say", "dev"):
        noun = rng.choice(rng.choice(topic.nouns)) if topic.nouns else ""
        yield line.text.replace("{v}", rng.choice(topic.values[1::2])).replace("{n}", noun)


def said(folder: str) -> Iterator[tuple[str, int]]:
    """What people say in conversations that it was not trained on, and how many facts each message tells."""
    for dialogue in bank().folder(folder):
        if dialogue.split == "dev":
            for turn, reply in zip(dialogue.turns[::2], dialogue.turns[1::2], strict=True):
                inner = split_reply(reply.text).inner
                yield turn.text, len(inner.facts) if inner else 0


def share(texts: list[str]) -> float:
    assert len(texts) > 50
    return sum(bool(sieve.to_hear(text)) for text in texts) / len(texts)


def test_nearly_all_that_tells_something_passes() -> None:
    rng = random.Random(5)
    assert share([text for topic in bank().topics for text in told(topic, rng)]) > 0.93
    narratives = [text for text, facts in said("narratives") for _ in range(facts)]
    assert share(narratives) > 0.96


def test_what_is_said_of_somebody_else_mostly_does_not_pass() -> None:
    rng = random.Random(6)
    topics = [(topic, rng.choice(topic.values[1::2])) for topic in bank().topics if not topic.nouns]
    told = [topic.answer.replace("{v}", value) for topic, value in topics]
    own = [text.replace("Your ", "My ") for text in told if text.startswith("Your ") and " you" not in text]
    assert share(own) > 0.94
    assert share([text.replace("My ", "The ") for text in own]) < 0.4


def test_most_talk_does_not_pass() -> None:
    assert share([text for text, facts in said("talk") if not facts]) < 0.4  # much of it looks like a telling


@pytest.mark.parametrize(
    "text",
    [
        "I live in Oslo.", "My name is Ada", "i work as a nurse", "Rex is my dog", "my sister's a vet",
        "I'm allergic to nuts.", "We moved to Lyon last spring", "born on 3 May 1984",
    ],
)  # fmt: skip
def test_what_is_told_plainly_is_heard_as_it_stands(text: str) -> None:
    assert sieve.to_hear(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "thanks!", "What is the capital of Australia?", "how many calories are in a banana",
        "Write a function that sorts a list of names.", "please translate this: the dog is called Rex",
        "act as a travel agent and plan 3 days in Rome", "Can you explain how photosynthesis works?",
        "```python\nname = 'Ada'  # my name is Ada, I live in Oslo\n```", "> My dog is called Rex.",
        'He wrote "my name is Ada and I live in Oslo" under it.',
    ],
)  # fmt: skip
def test_what_is_asked_for_ordered_or_somebody_elses_is_not(text: str) -> None:
    assert sieve.to_hear(text) == ""


def test_of_a_long_message_only_what_tells_of_its_writer_is_heard() -> None:
    page = "The company was founded in 1984 and is called Acme. It sells anvils in forty countries. " * 8
    assert len(page) > 400
    assert sieve.to_hear(page) == ""
    mixed = f"{page} By the way my sister Anjali works there as a nurse. {page}"
    assert sieve.to_hear(mixed).startswith("By the way my sister Anjali works there as a nurse.")
    assert "1984" not in sieve.to_hear(mixed)
    assert sieve.to_hear(f"My dog is called Rex. {page * 10}") == ""


def test_how_it_is_typed_hardly_matters() -> None:
    one, other = "I\u2019m a vet, I live in Oslo", "I'm a vet, I live in Oslo"
    assert sieve.buckets(one) == sieve.buckets(other)
    assert len(sieve.sieve().weights) == sieve.BUCKETS
