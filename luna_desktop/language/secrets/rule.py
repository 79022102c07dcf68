"""A rule, and the fragments that rules are made of: how people lead up to a secret, and how they write one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a secret may stand. ``kind`` is one of ``domain.lesson.SECRETS``, which has its name for the person.

    The secret is the group ``v`` of ``pattern``, or all of it; ``check`` has the last word on that text.
    """

    kind: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = bool


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of ``kind`` at ``text[start:stop]``."""

    kind: str
    start: int
    stop: int


# "for the bank", "of my old phone", "(spotify)"
FOR = r"(?:,? (?:for|of|to|on|at|from|in|as) [\w'\u2019 .-]{1,30}?| \([\w'\u2019 .-]{1,30}\))?"
IS = r"(?:['\u2019]s| is| are| was| will be| should be| ist| est| es| \u00e8| \u00e9| hei\u00dft| lautet| ?[:=#]{1,2}| ?->| ?\u2013| ?-)"
_STILL = r"(?: (?:now|still|just|currently|actually|called|simply|really))?\s?:?"
_QUOTE = r"\s{0,3}[\"'\u201c\u2018`(]?"
MUST_LEAD = rf"{FOR}{IS}{_STILL}{_QUOTE}"  # "for the bank is still", ": ", "= "
LEADS = rf"(?:{MUST_LEAD}|,?{_QUOTE})"
NUMBER_OF = r"(?:(?:'s|s)? ?(?:numbers?|num|no|nr|n\u00b0|#|id|code|nummer)\.?){1,2}"

_DIGIT = r"(?:zero|oh|nought|naught|null|one|two|three|four|five|six|seven|eight|nine)"
_SAID = (
    rf"(?:{_DIGIT}|(?:double|triple|treble)[ -]{_DIGIT}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    rf"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]{_DIGIT})?|hundred)"
)


def said(least: int) -> str:
    """At least so many numbers in words: "four seven one one", "forty-seven eleven"."""
    return rf"{_SAID}(?:(?:, | - |[ ,-]){_SAID}){{{least - 1},19}}\b"


# A number goes to its end, and no price, age, distance or count is one.
WHOLE = (
    r"(?![\w@%\u20ac$\u00a3]|[.,:]\d|[ /-]\d)(?! ?(?:%|\u20ac|\$|\u00a3|percent|euros?|eur|dollars?|usd|pounds?|gbp|"
    r"quid|bucks|cents?|yen|rupees|francs|crowns|kronor|people|guests|members|followers|subscribers|views|likes|posts|"
    r"lines|words|pages|characters|letters|digits|days?|weeks?|months?|years?|hours?|minutes?|mins|seconds|times|"
    r"points?|km|kilometers|kilometres|miles?|metres|meters|m|cm|kg|g|grams|a (?:year|month|week|day)|per|each|"
    r"o'clock|am|pm)\b)"
)
# Groups of letters and digits as documents have them: "X1234567", "12 345 678 901", "QQ 12 34 56 C".
_PART = r"(?>[A-Za-z]{0,6}\d[A-Za-z\d]{0,24}|[A-Z]{1,6}(?=[ ./-]?[A-Z]{0,4}\d))"
MIXED = rf"{_PART}(?:[ ./-]?(?:{_PART}|[A-Z]{{1,3}}\b)){{0,8}}+"


def told(labels: str, value: str, leads: str = LEADS) -> re.Pattern[str]:
    """``value`` after one of ``labels``: "my LABEL for the shed is VALUE". Labels in any case, values as written."""
    return re.compile(rf"\b(?i:(?:{labels})(?![^\W\d_]){leads})(?P<v>{value})")


def told_after(value: str, labels: str) -> re.Pattern[str]:
    """The other way round: "VALUE is my LABEL"."""
    return re.compile(
        rf"(?<![\w.,@-])(?P<v>{value})[\"'\u201d\u2019`]?(?i:,? (?:is|was|as|for)"
        rf" (?:my|our|the|his|her|their|your)(?: \w{{1,15}}){{0,2}}? (?:{labels}))\b"
    )


def digits_of(text: str) -> str:
    """The digits of ``text`` alone."""
    return "".join(c for c in text if c.isdigit())


def at_least(count: int, most: int = 40) -> Callable[[str], bool]:
    """A check that there are ``count`` to ``most`` digits."""
    return lambda value: count <= len(digits_of(value)) <= most
