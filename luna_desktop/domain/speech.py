"""What a generation speaks with, and what it gives back: adapters, replies and scores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Finish = Literal["end", "length", "stopped"]


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA laid over a base: a GGUF, and how much of it. Several add up."""

    path: Path
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One generated text. ``finish`` tells why it ended: by itself, by its limit, or stopped.

    ``inner`` is the bracket she began with, once it was taken from the text (``inner_speech``).
    """

    text: str
    tokens: int
    seconds: float
    finish: Finish
    inner: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Summed natural log-probability of a continuation, over ``tokens`` tokens and ``bytes`` UTF-8 bytes."""

    logprob: float
    tokens: int
    bytes: int

    @property
    def per_byte(self) -> float:
        """Comparable between continuations of different length and tokenisation."""
        return self.logprob / self.bytes if self.bytes else 0.0
