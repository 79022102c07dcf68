"""Talk without a fact: the bank's, and the acts of speech."""

from __future__ import annotations

import random

from luna_desktop.domain.prompt import Turn
from luna_desktop.language import acts
from luna_desktop.language.speech import is_question, is_refusal
from luna_desktop.language.wordings import Bank

ACTS = 0.15  # of the exchanges
AMID = 0.15  # of the messages that tell something: with chatter before or behind it
_REQUESTS = ("about_luna", "world", "request")
_SHORT = 12  # characters of what is no chatter beside something told


class Talk:
    """Draws exchanges of one message and its reply, which has no bracket."""

    def __init__(self, training: Bank) -> None:
        talk = training.folder("talk")
        single = [one for one in talk if len(one.turns) == 2 and not next(one.replies()).inner]
        self._exchanges = tuple(one.turns for one in single)
        self._requests = tuple(one.turns for one in single if one.kind in _REQUESTS)
        said = [one.turns[0].text for one in single if one.kind == "talk"]
        self._chatter = tuple(text for text in said if not is_question(text) and len(text) > _SHORT)

    def exchange(self, rng: random.Random) -> tuple[Turn, ...]:
        """Any of them."""
        if self._exchanges and rng.random() >= ACTS:
            return rng.choice(self._exchanges)
        while True:
            said, reply = acts.act(rng)
            if not is_refusal(reply):
                return Turn("person", said), Turn("luna", reply)

    def request(self, rng: random.Random) -> tuple[Turn, ...]:
        """One in which something is asked of Luna or of the world, not of what was told."""
        return rng.choice(self._requests) if self._requests else self.exchange(rng)

    def amid(self, rng: random.Random, text: str) -> str:
        """``text``, at times with chatter before or behind it."""
        if not self._chatter or rng.random() > AMID:
            return text
        chatter = closed(rng.choice(self._chatter))
        return f"{chatter} {text}" if rng.random() < 0.5 else f"{closed(text)} {chatter}"


def closed(text: str) -> str:
    """``text`` with something at its end that ends a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
