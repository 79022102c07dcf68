"""The exam's questions about what was told and never told, in wordings that training never uses."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from luna_desktop.domain.exam import GONE, ExamItem
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.words import same_words
from luna_desktop.language import acts
from luna_desktop.language.common_items import stratified
from luna_desktop.language.kinds import KINDS, is_kind, kind_of
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.taught import Taught

CONTROL_ITEMS = 112  # two of 56 was too near to what luck alone brings
DENIALS = 2  # questions for each kind that nothing is left of
# Asked from the value; no training has these wordings.
REVERSED = ("Do you still know who {v} is?", "Please say who {v} is.")


def told_items(
    told: Snapshot, *, age: int, seed: int, taught_in: Mapping[str, int] | None = None
) -> list[ExamItem]:
    """Questions for new facts and old ones, and for things never told, for a generation of ``age``.

    ``taught_in`` tells by key in which generation an old one was taught, so that each generation is asked for.
    """
    rng, facts, old_facts = random.Random(f"exam-{age}-{seed}"), told.new_facts, told.old_facts
    sampled = stratified(facts, lambda fact: kind_of(fact.key).family, rng)
    # One or two facts are asked in every held wording, so that the gate has something to judge by.
    items = _teach_back("teach_back", sampled, 3 if len(facts) <= 2 else 2, rng, told.facts)
    old = stratified(old_facts, lambda fact: (taught_in or {}).get(fact.key), rng)
    items += _teach_back("old_teach_back", old, 3 if len(old) <= 20 else 1, rng)
    items += [
        ExamItem(f"{GONE}{key}-{n}", "controls", "refusal", question, REFUSAL)
        for key in dict.fromkeys(fact.key for fact in told.gone)
        if is_kind(key)
        for n, question in enumerate(rng.sample(kind_of(key).held_questions, DENIALS))
    ]
    return items + _controls(Taught(fact.key for fact in told.facts), rng)


def _teach_back(
    section: str, facts: Sequence[Fact], each: int, rng: random.Random, every: Sequence[Fact] = ()
) -> list[ExamItem]:
    """Each fact in ``each`` held wordings; from its value too where ``every`` fact is known to differ."""
    items: list[ExamItem] = []
    values = [same_words(fact.value) for fact in every]
    for fact in facts:
        kind = kind_of(fact.key)
        items += [
            ExamItem(f"{section}-{fact.key}-{n}", section, "slot", question, fact.value)
            for n, question in enumerate(rng.sample(kind.held_questions, each))
        ]
        if "called" in kind.answer and values.count(same_words(fact.value)) == 1:
            question = rng.choice(REVERSED).replace("{v}", fact.value)
            items.append(ExamItem(f"{section}-{fact.key}-who", section, "slot", question, kind.title))
    return items


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
