"""What in a text may be a secret, and of which kind."""

from __future__ import annotations

from luna_desktop.domain.lesson import Fact
from luna_desktop.language.secrets.rule import Secret

MAX_TEXT = 100_000  # of longer texts only the beginning is read


def find_secrets(text: str) -> list[Secret]:
    """What ``text`` may give away, in order; where two kinds overlap the surer one counts."""
    from luna_desktop.language.secrets.matching import found

    kept: list[Secret] = []
    for secret in found(text[:MAX_TEXT]):
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
