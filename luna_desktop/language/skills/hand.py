"""How hurried people type: no capitals, no full stops, letters swapped or lost."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass

_WORD = re.compile(r"\b[a-z]{4,}\b")
_NEIGHBOURS = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "j": "k", "k": "l", "l": "k",
    "m": "n", "n": "m", "o": "p", "p": "o", "q": "w", "r": "t", "s": "d", "t": "y", "u": "i", "v": "b", "w": "e", "x": "c",
    "y": "u", "z": "x",
}  # fmt: skip
_SHORT = (
    ("you", "u"),
    ("are", "r"),
    ("please", "pls"),
    ("and", "n"),
    ("your", "ur"),
    ("because", "cuz"),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person types, the same throughout a conversation."""

    lower: bool = False
    bare: bool = False  # no apostrophes, no commas, no full stop
    short: bool = False  # "u", "pls"
    shouts: bool = False
    slips: float = 0.0  # the chance that a message has a slip of the finger, and again another

    @classmethod
    def draw(cls, rng: random.Random, share: float) -> Hand:
        """A hurried hand in ``share`` of all cases, else one that types as the bank has it."""
        if rng.random() >= share:
            return cls()
        return cls(
            lower=rng.random() < 0.55,
            bare=rng.random() < 0.45,
            short=rng.random() < 0.1,
            shouts=rng.random() < 0.03,
            slips=rng.choice((0.0, 0.25, 0.6)),
        )

    def write(self, rng: random.Random, text: str, spared: Collection[str] = ()) -> str:
        """``text`` as this hand types it; no slip and no short form falls into a word of ``spared`` values."""
        kept = {word for value in spared for word in re.findall(r"\w+", value.lower())}
        if self.short:
            for word, short in _SHORT:
                if word not in kept:
                    text = re.sub(rf"\b{word}\b", short, text)
        while self.slips and rng.random() < self.slips:
            text = _slip(rng, text, kept)
            if rng.random() < 0.6:
                break
        if self.bare:
            text = re.sub(r"(?<=\w)['\u2019](?=\w)", "", text)
            text = re.sub(r"[.,](?=\s|$)", "", text).rstrip("?.! ") or text
        if self.shouts:
            return text.upper()
        return text.lower() if self.lower else text


def _slip(rng: random.Random, text: str, kept: Collection[str]) -> str:
    places = [found for found in _WORD.finditer(text) if found.group() not in kept]
    if not places:
        return text
    start, stop = rng.choice(places).span()
    at = rng.randrange(start + 1, stop - 1)
    match rng.randrange(4):
        case 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at] + text[at:]
        case _:
            return text[:at] + _NEIGHBOURS[text[at]] + text[at + 1 :]
