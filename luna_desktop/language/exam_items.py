"""The exam's questions, made before training from wordings that training never uses."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from luna_desktop.domain.exam import ANCHOR, ExamItem, anchor_phases
from luna_desktop.domain.lesson import Fact
from luna_desktop.language import acts, anchor
from luna_desktop.language.kinds import KINDS, kind_of
from luna_desktop.language.phases import load_held_out
from luna_desktop.language.speech import REFUSAL, same_words
from luna_desktop.language.taught import Taught

CURRICULUM = {"grammar": 0, "vocabulary": 1, "reasoning": 2}
CONTROL_ITEMS = 112  # two of 56 was too near to what luck alone brings
MOST_FACTS = 60  # asked of each section; more are drawn from
STYLE_ITEMS = 40
# Asked from the value; no training has these wordings.
REVERSED = ("Do you still know who {v} is?", "Please say who {v} is.")
# What could be said to anything: a reply the person liked must be likelier than all of them.
GENERIC = (
    "I see. That is a nice thing to tell me.",
    "Thank you for telling me that today.",
    "That is good to hear, and I am happy for you.",
    "I am listening. Tell me more about it, please.",
    "That sounds good to me.",
    "I do not know what to say to that.",
    "Let us talk about something else for a while.",
)


def exam_items(
    facts: Sequence[Fact],
    old_facts: Sequence[Fact],
    age: int,
    seed: int,
    *,
    taught_in: Mapping[str, int] | None = None,
    liked: Sequence[tuple[str, str]] = (),
) -> list[ExamItem]:
    """All sections for a generation of ``age``.

    ``facts`` were taught since the parent, ``old_facts`` before; ``taught_in`` tells by
    key in which generation, so that each is asked for. ``liked`` exchanges are kept from
    training. Grammar, words, reasoning and the fixed text are the same for every
    generation; the rest follows ``seed``.

    Raises:
        LunaError: ``curriculum-missing`` or ``curriculum-malformed``.
    """
    rng = random.Random(f"exam-{age}-{seed}")
    items = [item for section in CURRICULUM for item in _curriculum(section)]
    items += _style(liked, rng)
    sampled = _stratified(facts, {fact.key: kind_of(fact.key).family for fact in facts}, rng)
    # One or two facts are asked in every held wording, so that the gate has something to judge by.
    items += _teach_back("teach_back", sampled, 3 if len(facts) <= 2 else 2, rng, (*facts, *old_facts))
    old = _stratified(old_facts, taught_in or {}, rng)
    items += _teach_back("old_teach_back", old, 3 if len(old) <= 20 else 1, rng)
    items += _controls(Taught(fact.key for fact in (*facts, *old_facts)), rng)
    return items + [item for phase in anchor_phases(age) for item in _anchor(phase)]


def _curriculum(section: str) -> Iterator[ExamItem]:
    """What a phase holds out: minimal pairs, choices, and questions with one exact answer."""
    for n, item in enumerate(load_held_out(CURRICULUM[section]).items):
        kind = "exact" if not item.choices else "pair" if section == "grammar" else "choice"
        yield ExamItem(f"{section}-{n}", section, kind, item.prompt, item.answer, item.choices)


def _style(liked: Sequence[tuple[str, str]], rng: random.Random) -> list[ExamItem]:
    asked = rng.sample(list(liked), min(len(liked), STYLE_ITEMS))
    return [
        ExamItem(f"style-{n}", "style", "choice", said, reply, (reply, *_generic(reply)))
        for n, (said, reply) in enumerate(asked)
    ]


def _generic(reply: str) -> list[str]:
    """The three generic replies nearest in length."""
    others = [text for text in GENERIC if same_words(text) != same_words(reply)]
    return sorted(others, key=lambda text: abs(len(text) - len(reply)))[:3]


def _stratified(facts: Sequence[Fact], strata: Mapping[str, object], rng: random.Random) -> list[Fact]:
    """At most ``MOST_FACTS``, as many of each stratum as there are places, in turn."""
    groups: defaultdict[object, list[Fact]] = defaultdict(list)
    for fact in rng.sample(list(facts), len(facts)):
        groups[strata.get(fact.key)].append(fact)
    chosen: list[Fact] = []
    while len(chosen) < min(len(facts), MOST_FACTS):
        for group in groups.values():
            if group and len(chosen) < MOST_FACTS:
                chosen.append(group.pop())
    return chosen


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


def _anchor(phase: int) -> Iterator[ExamItem]:
    for n, chunk in enumerate(anchor.text(phase)):
        yield ExamItem(f"{ANCHOR}-{phase}-{n}", ANCHOR, "text", "", "", anchor.flat(chunk))
