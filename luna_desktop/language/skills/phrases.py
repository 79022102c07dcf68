"""What a person and Luna say around the bank's lines: taking back, correcting, adding, listing.

``{k}`` is a key as it reads after "my", ``{v}`` a value, ``{o}`` the value that stood there before, ``{n}`` a noun,
``{ns}`` its plural, ``{c}`` a count in words.
"""

from __future__ import annotations

from collections.abc import Sequence

ACKNOWLEDGED = (
    "Good to know.", "I see.", "I will remember that.", "Thank you for telling me.", "Noted.", "Got it.", "Oh, nice.",
    "I understand.", "All right.",
)  # fmt: skip
TAKEN_BACK = (
    "forget what I said about {v}", "scratch that, it isn't {v}", "My {k} isn't {v} any more.", "actually no, not {v}",
    "{v} is wrong, please forget it.", "it's not {v} anymore", "I made that up about {v}, sorry.", "That thing about {v} isn't true.",
    "ignore what I said, {v} was a mistake", "{v} is over and done with, no need to remember it", "I never should have said {v}, it's not so.",
    "no longer {v} btw", "My {k} is not {v}. Where did you get that?", "{v}? No. That was a joke.", "please unlearn that {v} bit",
)  # fmt: skip
FORGOTTEN = (
    "forget my {k}", "Please forget what I told you about my {k}.", "delete my {k}", "I don't want you to remember my {k}.",
    "what I said about my {k} isn't true", "Drop what you know of my {k}, please.", "erase my {k} pls", "my {k}: forget it",
)  # fmt: skip
LET_GO = (
    "I see, I will forget that.", "All right, that is gone.", "I see, not so then.", "Thank you for putting that right.",
    "I see. I will not keep that.", "All right, forgotten.",
)  # fmt: skip
CORRECTED = (
    "no wait, {v}", "sorry, I meant {v}", "Correction: {v}.", "*{v}", "oops, it's {v}, not {o}", "Not {o}, {v}.", "typo, {v}",
    "actually it's {v}", "Hm, no. {v}.", "{v} I mean", "I got that wrong, it is {v}.", "not {o}!! {v}", "It was {o}, but now it's {v}.",
)  # fmt: skip
SAID_ANEW = (
    "sorry, that was wrong. {s}", "That has changed: {s}", "update: {s}", "Things have changed since. {s}", "Wait, I mixed that up. {s}",
    "no no no. {s}",
)  # fmt: skip
ADDED = (
    "also {v}", "and {v} too", "oh and {v}", "{v} as well", "plus {v}", "I forgot {v}", "And {v}, now that I think of it.",
    "add {v} to that", "there's {v} too", "one more: {v}",
)  # fmt: skip
ANOTHER = (
    "I also have a {n} called {v}", "my other {n} is {v}", "There's a second {n}, {v}.", "and another {n}, {v}",
    "oh and {v}, that's my other {n}", "Then there is {v}, also my {n}.",
)  # fmt: skip
LISTED = (
    "My {ns} are called {v}.", "I have {c} {ns}, {v}", "{v} are my {ns}", "my {ns} are {v}", "got {c} {ns}: {v}",
    "the names of my {ns}: {v}", "We have {c} {ns}. {v}.",
)  # fmt: skip
NUMBERED = (
    "I have {c} {ns}", "there are {c} {ns} in my life", "{c} {ns}, that's what I've got", "We've got {c} {ns} at the moment.",
    "i got {c} {ns} lol",
)  # fmt: skip
JOINED = (
    "{a}. {b}",
    "{a}, and {b}",
    "{a} and {b}",
    "{a}; {b}",
    "{a}! Also {b}",
    "{a} btw {b}",
    "{a}\n{b}",
    "{a}, oh and {b}",
)
BOTH_ASKED = ("{a} And {b}", "{a} {b}", "{a} and {b}", "Two things: {a} {b}")
NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_NO_PLURAL = ("s", "y", "f", "fe", "x", "ch", "sh", "fish", "mouse", "goose", "man", "child", "-in-law")


def plural(noun: str) -> str:
    """``noun`` with its s; nothing where that would be wrong."""
    return "" if not noun or noun.endswith(_NO_PLURAL) else f"{noun}s"


def listed(values: Sequence[str]) -> str:
    """ "Bea, Fran and Leo"."""
    *others, last = values
    return f"{', '.join(others)} and {last}" if others else last
