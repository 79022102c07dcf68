"""How people word the same thing differently: typing styles, openers, turns of a question."""

from __future__ import annotations

import random
import re
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
# Other ways to lead into what "Tell me ...", "Do you know ...?" and "Can you tell me ...?" ask for.
_LEADS = (
    "Please tell me {x}.", "Just tell me {x}.", "Say {x}.", "Just say {x}.", "Let me hear {x}.", "Remind me {x}.",
    "Do you happen to know {x}?", "Have I told you {x}?", "Do you recall {x}?", "I wonder if you know {x}.",
    "Could you tell me {x}?", "Will you tell me {x}?", "Can you say {x}?", "You know {x}, right?", "Did I tell you {x}?",
    "I forgot {x}. Do you know?", "I would like to know {x}.", "Give me {x}.", "Are you able to tell me {x}?",
)  # fmt: skip
_LED = re.compile(r"(?:Tell me|Do you know|Do you remember|Can you tell me) (.+)[.?]")


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
    """Often the same question in the past tense, with "again" or led into otherwise; never a held one."""
    draw, varied = rng.random(), text
    led = _LED.fullmatch(text)
    if led and draw < 0.5:
        varied = rng.choice(_LEADS).replace("{x}", led[1])
    elif draw < 0.15:
        for now, then in _PAST:
            if now in text:
                varied = text.replace(now, then, 1)
                break
    elif draw < 0.25 and text.startswith(("What", "Where", "Who", "When", "How")):
        varied = text.rstrip("?") + " again?"
    return text if varied in held else varied
