"""Reads a text by the rules: what in it may be a secret, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luna_desktop.domain.lesson import Fact
from luna_desktop.language.secrets.addresses import EMAILS, PLACES
from luna_desktop.language.secrets.checks import is_iban
from luna_desktop.language.secrets.keys import DRAWN, KEYS
from luna_desktop.language.secrets.numbers import CARDS, IBAN, NUMBERS
from luna_desktop.language.secrets.passwords import CODES, OTHER_WORDS, PASSWORDS
from luna_desktop.language.secrets.phones import PHONES
from luna_desktop.language.secrets.rule import Rule

MAX_TEXT = 100_000  # of longer texts only the beginning is read
# The surest first: where two overlap the earlier one counts.
RULES = (*KEYS, *PASSWORDS, *CARDS, *CODES, *OTHER_WORDS, *EMAILS, *NUMBERS, *DRAWN, *PLACES, *PHONES)


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of ``kind`` at ``text[start:stop]``."""

    kind: str
    start: int
    stop: int


def _matches(rule: Rule, text: str) -> Iterator[Secret]:
    part = "v" if "v" in rule.pattern.groupindex else 0
    for match in rule.pattern.finditer(text):
        if rule.check(match.group(part)):
            yield Secret(rule.kind, *match.span(part))


def _ibans(text: str) -> Iterator[Secret]:
    """An IBAN may be followed by words that look like more of it: the longest part that adds up counts."""
    for match in IBAN.finditer(text):
        ends = [match.end(), *(match.start() + m.start() for m in re.finditer(r" ", match.group()))]
        for end in sorted(ends, reverse=True):
            if is_iban(text[match.start() : end]):
                yield Secret("iban", match.start(), end)
                break


def _found(text: str) -> Iterator[Secret]:
    yield from _ibans(text)
    for rule in RULES:
        yield from _matches(rule, text)


def find_secrets(text: str) -> list[Secret]:
    """What ``text`` may give away, in order; where two kinds overlap the surer one counts."""
    kept: list[Secret] = []
    for secret in _found(text[:MAX_TEXT]):
        if all(secret.stop <= other.start or secret.start >= other.stop for other in kept):
            kept.append(secret)
    return sorted(kept, key=lambda secret: secret.start)


def held(*texts: str) -> str:
    """Why a lesson made of ``texts`` is held back, as ``Lesson.held`` has it; '' when nothing speaks against it."""
    return ",".join(sorted({secret.kind for text in texts for secret in find_secrets(text)}))


def held_fact(fact: Fact, statement: str, *texts: str) -> str:
    """The same for a fact, told in ``texts`` or without a sentence of its own; ``statement`` is how it is said.

    "10115 Berlin" gives an address away once it is a home.
    """
    return held(*texts, fact.value, statement)


def held_exchange(prompt: str, reply: str) -> str:
    """The same for an exchange: "4711" is a secret once it answers "What is my PIN?"."""
    return held(prompt, reply, f"{prompt.rstrip(' ?.!')}: {reply}")
