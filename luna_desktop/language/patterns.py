"""Phase 2: patterns of conversation, if and then, cause and effect, and what follows from a story."""

from __future__ import annotations

import random
from collections.abc import Iterator

from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.domain.words import same_words
from luna_desktop.language import reasoning
from luna_desktop.language.lexicon.patterns import CAUSES, CONDITIONS, CONVERSATION, WHY
from luna_desktop.language.speech import sentence_case

STORIES = 1400


def generate(seed: int = 0) -> Phase:
    """Phase 2 in the order it is taught: shuffled, no prompt twice."""
    rng = random.Random(f"patterns {seed}")
    examples = [Example("", s.prompt, s.answer, s.template) for s in reasoning.stories(STORIES, seed)]
    examples += _said(CONVERSATION, "conversation")
    examples += _said(WHY, "why")
    examples += _conditions(rng)
    examples += _causes(rng)
    unique = {same_words(example.prompt): example for example in reversed(examples)}
    rows = list(unique.values())
    rng.shuffle(rows)
    return Phase(2, "patterns", seed, tuple(rows))


def _lines(block: str, mark: str) -> Iterator[tuple[str, str]]:
    for line in block.strip().splitlines():
        first, second = line.split(mark)
        yield first.strip(), second.strip()


def _said(block: str, template: str) -> list[Example]:
    return [Example("", said, reply, template) for said, reply in _lines(block, " > ")]


def _conditions(rng: random.Random) -> Iterator[Example]:
    """If and then: what follows, and whether it does, once it is said in the same breath."""
    for condition, result in _lines(CONDITIONS, " | "):
        answer = f"If {condition}, {result}."
        yield Example("", f"What happens if {condition}?", answer, "condition")
        if rng.random() < 0.5:
            said = f"If {condition}, {result}. So what happens if {condition}?"
            yield Example("", said, sentence_case(f"{result}."), "condition-told")


def _causes(rng: random.Random) -> Iterator[Example]:
    """Cause and effect, told one way and asked the other."""
    for cause, effect in _lines(CAUSES, " | "):
        told = sentence_case(f"{cause}, so {effect}.")
        because = sentence_case(f"{effect} because {cause}.")
        yield Example("", f"{told} Why is that?", because, "cause-told")
        if rng.random() < 0.5:
            yield Example("", f"{because} What came of it?", told, "effect-told")
