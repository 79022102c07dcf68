"""Reads a text by all the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luna_desktop.language.secrets.addresses import EMAILS, PLACES
from luna_desktop.language.secrets.checks import is_iban
from luna_desktop.language.secrets.keys import DRAWN, KEYS
from luna_desktop.language.secrets.numbers import CARDS, IBAN, NUMBERS
from luna_desktop.language.secrets.passwords import CODES, OTHER_WORDS, PASSWORDS
from luna_desktop.language.secrets.phones import PHONES
from luna_desktop.language.secrets.rule import Rule, Secret

# The surest first: where two overlap the earlier one counts.
RULES = (*KEYS, *PASSWORDS, *CARDS, *CODES, *OTHER_WORDS, *EMAILS, *NUMBERS, *DRAWN, *PLACES, *PHONES)


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


def found(text: str) -> Iterator[Secret]:
    """All that some rule finds, the surest first; they may overlap."""
    yield from _ibans(text)
    for rule in RULES:
        yield from _matches(rule, text)
