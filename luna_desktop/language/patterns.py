"""Phase 2: patterns of conversation, if and then, cause and effect, and what follows from a story."""

from __future__ import annotations

import random

from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.language import reasoning

STORIES = 1400


def generate(seed: int = 0) -> Phase:
    """Phase 2 in the order it is taught: shuffled, no prompt twice."""
    rng = random.Random(f"patterns {seed}")
    examples = [Example("", s.prompt, s.answer, s.template) for s in reasoning.stories(STORIES, seed)]
    rng.shuffle(examples)
    return Phase(2, "patterns", seed, tuple(examples))
