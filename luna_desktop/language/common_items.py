"""What every exam asks, whoever taught her: the curriculum's sections, her style, the fixed text.

Also which of many facts are asked about.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from luna_desktop.domain.exam import ANCHOR, ExamItem, FixedText
from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.domain.words import same_words
from luna_desktop.language import anchor
from luna_desktop.language.phases import load_held_out

CURRICULUM = {"grammar": 0, "vocabulary": 1, "reasoning": 2}
STYLE_ITEMS = 40
MOST_FACTS = 60  # asked of each section; more are drawn from
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
T = TypeVar("T")


def common_items(
    age: int, seed: int, text: FixedText, liked: Sequence[tuple[str, str]] = ()
) -> list[ExamItem]:
    """Grammar, words, reasoning and the fixed ``text`` are the same for every generation of ``age``.

    What belongs to a phase before those of ``text`` is not asked: she is to grow out of it. ``liked`` exchanges were kept from training; which of them are asked follows ``seed``.

    Raises:
        LunaError: ``curriculum-missing`` or ``curriculum-malformed``.
    """
    asked = [section for section, phase in CURRICULUM.items() if phase >= text.phases.start]
    items = [item for section in asked for item in _curriculum(section)]
    items += _style(liked, random.Random(f"style-{age}-{seed}"))
    return items + [item for phase in text.phases for item in _anchor(phase, text.every)]


def stratified(facts: Sequence[T], stratum: Callable[[T], object], rng: random.Random) -> list[T]:
    """At most ``MOST_FACTS``, as many of each stratum as there are places, in turn."""
    groups: defaultdict[object, list[T]] = defaultdict(list)
    for fact in rng.sample(facts, len(facts)):
        groups[stratum(fact)].append(fact)
    chosen: list[T] = []
    while len(chosen) < min(len(facts), MOST_FACTS):
        for group in groups.values():
            if group and len(chosen) < MOST_FACTS:
                chosen.append(group.pop())
    return chosen


def _curriculum(section: str) -> Iterator[ExamItem]:
    """What a phase holds out: minimal pairs, choices, and questions with one exact answer."""
    for n, item in enumerate(load_held_out(CURRICULUM[section]).items):
        kind = "exact" if not item.choices else "pair" if section == "grammar" else "choice"
        yield ExamItem(f"{section}-{n}", section, kind, item.prompt, item.answer, item.choices)


def _style(liked: Sequence[tuple[str, str]], rng: random.Random) -> list[ExamItem]:
    asked = rng.sample(list(liked), min(len(liked), STYLE_ITEMS))
    items: list[ExamItem] = []
    for n, (said, whole) in enumerate(asked):
        reply = split_reply(whole).text or whole
        inner = whole.removesuffix(reply)  # she says the same to herself before each of them
        choices = tuple(f"{inner}{text}" for text in (reply, *_generic(reply)))
        items.append(ExamItem(f"style-{n}", "style", "choice", said, reply, choices))
    return items


def _generic(reply: str) -> list[str]:
    """The three generic replies nearest in length."""
    others = [text for text in GENERIC if same_words(text) != same_words(reply)]
    return sorted(others, key=lambda text: abs(len(text) - len(reply)))[:3]


def _anchor(phase: int, every: int) -> Iterator[ExamItem]:
    for n, chunk in list(enumerate(anchor.text(phase)))[::every]:
        yield ExamItem(f"{ANCHOR}-{phase}-{n}", ANCHOR, "text", "", "", anchor.flat(chunk))
