"""What a base that reads is born from: it babbles phase 0 to whatever is said, and knows nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.row import Row
from luna_desktop.language.schooling import exchanged
from luna_desktop.language.skills import Composer

TALKED = 0.5  # of the rows: what people really say, so that she does not fall back on what the base would say


def rows(phase: Phase, composer: Composer, rng: random.Random) -> Iterator[Row]:
    """Babble in answer to phase 0's own sentences and to talk, tellings and questions; as many as are drawn."""
    many = composer.mixture.conversations
    while True:
        example = rng.choice(phase.examples)
        if rng.random() >= TALKED:
            yield exchanged("phase0", (rng.choice((example.input, example.prompt)), example.output))
            continue
        said = next(turn.text for turn in composer.conversation(rng.randrange(many)) if turn.role == "person")
        if not said.startswith("["):
            yield exchanged("phase0", (said, example.output))
