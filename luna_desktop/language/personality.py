"""Phase 3: personality, built from what one person said and liked. It never leaves their computer.

What it holds out are the liked replies that the exam keeps (``domain.lesson.kept_for_exam``);
they are not handed to ``generate``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from luna_desktop.domain.curriculum import PERSONALITY, Example, Phase
from luna_desktop.domain.lesson import Fact
from luna_desktop.language import acts
from luna_desktop.language.kinds import kind_of
from luna_desktop.language.speech import sentence_case

TOLD = "told"  # the template of the facts


def generate(facts: Sequence[Fact], exchanges: Sequence[tuple[str, str]], seed: int = 0) -> Phase:
    """Their exchanges as they were, and each fact told and taken up again; no prompt twice."""
    rng = random.Random(f"personality {seed}")
    examples = [Example("", prompt, reply, "exchange") for prompt, reply in exchanges]
    for fact in facts:
        kind = kind_of(fact.key)
        told = sentence_case(rng.choice(kind.statements).replace("{v}", fact.value))
        answer = kind.answer.replace("{v}", fact.value)
        examples.append(Example("", told, f"{rng.choice(acts.ACKNOWLEDGED)} {answer}", TOLD))
    unique = {example.prompt: example for example in reversed(examples)}
    rows = list(unique.values())
    rng.shuffle(rows)
    return Phase(PERSONALITY, "personality", seed, tuple(rows))
