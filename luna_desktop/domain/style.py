"""How an age speaks: sampling, and how long a reply may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Sampling of a chat reply."""

    temperature: float
    top_p: float
    repeat_penalty: float
    max_tokens: int


BABBLE = Style(temperature=0.5, top_p=0.95, repeat_penalty=1.0, max_tokens=48)
SPEECH = Style(temperature=0.2, top_p=0.9, repeat_penalty=1.0, max_tokens=160)


def style(age: int) -> Style:
    """Age 0 plays with words; later ages mean what they say."""
    return BABBLE if age == 0 else SPEECH
