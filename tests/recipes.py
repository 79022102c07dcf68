"""A base's recipe for tests: as committed, with less of everything to learn."""

from __future__ import annotations

import re

_MIXTURE = "new_facts|refusal|episode|phase0|curriculum|episode_again|words_again|patterns_again|alone|limit"


def with_less_to_learn(recipe: str, divisor: int = 10) -> str:
    """``recipe`` with its mixture's shares divided: a training of seconds that proves nothing."""
    return re.sub(
        rf"(?m)^({_MIXTURE}) = (\d+)$",
        lambda found: f"{found[1]} = {int(found[2]) // divisor}",
        recipe,
    )
