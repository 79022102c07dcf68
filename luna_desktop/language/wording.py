"""How people word the same thing differently: typing styles, openers, turns of a question."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

OPENERS = (
    "By the way, ", "So, ", "Well, ", "Oh, ", "You know, ", "Listen: ", "Hi, ", "Just so you know, ", "And ",
    "Remember: ", "Hey Luna, ",
)  # fmt: skip
ASKERS = ("So, ", "Well, ", "Now, ", "And ", "Hey Luna, ", "Luna, ", "Tell me, ", "Okay, ", "Please, ")
_CONTRACTIONS = (
    ("I am ", "I'm "), ("What is ", "What's "), ("Who is ", "Who's "), ("Where is ", "Where's "), ("do not ", "don't "),
    ("My name is ", "My name's "), (" name is ", " name's "), (" is called ", "'s called "),
)  # fmt: skip
_PAST = (
    ("What is ", "What was "), ("What's ", "What was "), ("Who is ", "Who was "), ("Where is ", "Where was "),
    ("When is ", "When was "), (" do I ", " did I "), (" does my ", " did my "), ("How old am I", "How old was I"),
)  # fmt: skip
_ASK_ME = ("Please tell me", "Say", "Just tell me", "Tell me again", "Remind me")
_CAN_YOU = ("Could you tell me", "Will you tell me", "Can you say", "Can you remind me of")


@dataclass(frozen=True, slots=True)
class Style:
    """How one person types, the same throughout a conversation."""

    lower: bool = False
    unpunctuated: bool = False
    contracting: bool = False

    @classmethod
    def draw(cls, rng: random.Random) -> Style:
        """A style as people have them: most type properly, some do not."""
        return cls(rng.random() < 0.15, rng.random() < 0.2, rng.random() < 0.25)

    def say(self, text: str) -> str:
        """``text`` as this person would type it."""
        if self.contracting:
            for long, short in _CONTRACTIONS:
                if long in text:
                    text = text.replace(long, short, 1)
                    break
        if self.unpunctuated:
            text = text.rstrip(".?")
        return text.lower() if self.lower else text


def decapitalise(text: str, spared: str = "") -> str:
    """Lower the first letter, unless the sentence opens with "I" or with ``spared``."""
    keep = text.startswith(("I ", "I'")) or (bool(spared) and text.startswith(spared))
    return text if keep else text[:1].lower() + text[1:]


def vary_question(rng: random.Random, text: str, held: Collection[str]) -> str:
    """Sometimes the same question in the past tense, with "again" or as a request; never a held one."""
    draw, varied = rng.random(), text
    if draw < 0.1:
        for now, then in _PAST:
            if now in text:
                varied = text.replace(now, then, 1)
                break
    elif draw < 0.16 and text.startswith(("What", "Where", "Who", "When", "How")):
        varied = text.rstrip("?") + " again?"
    elif draw < 0.3 and text.startswith("Tell me"):
        varied = rng.choice(_ASK_ME) + text.removeprefix("Tell me")
    elif draw < 0.3 and text.startswith("Can you tell me"):
        varied = rng.choice(_CAN_YOU) + text.removeprefix("Can you tell me")
    elif draw < 0.2 and text.startswith("Do you"):
        varied = decapitalise(text, "").rstrip("?") + "?"
        varied = rng.choice(("Luna, ", "And ", "Please, ")) + varied
    return text if varied in held else varied
