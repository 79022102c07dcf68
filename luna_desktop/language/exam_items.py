"""The exam's questions, made before training from wordings that training never uses."""

from __future__ import annotations

import random
from collections.abc import Sequence

from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.lesson import Fact
from luna_desktop.language import acts, mechanical, vocabulary
from luna_desktop.language.kinds import KINDS, kind_of
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.taught import Taught

FORM_ITEMS = 120
VOCABULARY_ITEMS = 80
CONTROL_ITEMS = 48
OLD_FACTS = 60


def exam_items(facts: Sequence[Fact], old_facts: Sequence[Fact], age: int, seed: int) -> list[ExamItem]:
    """Sections form, vocabulary, teach_back, old_teach_back and controls.

    ``facts`` were taught since the parent, ``old_facts`` before. Forms and words
    are the same questions for every generation; the rest follows ``seed``.
    """
    rng = random.Random(f"exam-{age}-{seed}")
    taught = Taught(fact.key for fact in (*facts, *old_facts))
    forms = mechanical.held_out(FORM_ITEMS)
    items = [
        ExamItem(f"form-{n}", "form", "choice", prompt, right, (right, wrong))
        for n, (prompt, right, wrong) in enumerate(forms)
    ]
    words = vocabulary.held_out(VOCABULARY_ITEMS)
    items += [
        ExamItem(f"vocabulary-{n}", "vocabulary", "choice", prompt, choices[0], choices)
        for n, (prompt, choices) in enumerate(words)
    ]
    # One or two facts are asked in every held wording, so that the gate has something to judge by.
    each = 3 if len(facts) <= 2 else 2 if len(facts) <= OLD_FACTS else 1
    items += _teach_back("teach_back", facts, each, rng)
    old = rng.sample(list(old_facts), min(len(old_facts), OLD_FACTS))
    items += _teach_back("old_teach_back", old, 1, rng)
    return items + _controls(taught, rng)


def _teach_back(section: str, facts: Sequence[Fact], each: int, rng: random.Random) -> list[ExamItem]:
    return [
        ExamItem(f"{section}-{fact.key}-{n}", section, "slot", question, fact.value)
        for fact in facts
        for n, question in enumerate(rng.sample(kind_of(fact.key).held_questions, each))
    ]


def _controls(taught: Taught, rng: random.Random) -> list[ExamItem]:
    """Things never told: she must say that she does not know. A third are kinds that nobody has."""
    kinds = [kind for kind in KINDS.values() if not taught.has(kind)]
    asked = rng.sample(kinds, min(len(kinds), CONTROL_ITEMS * 2 // 3))
    while len(asked) < CONTROL_ITEMS:
        kind = acts.invented(rng)
        if not taught.has(kind):
            asked.append(kind)
    return [
        ExamItem(f"controls-{n}", "controls", "refusal", rng.choice(kind.held_questions), REFUSAL)
        for n, kind in enumerate(asked)
    ]
