"""What the exam asks about what was told, in wordings that nothing trains: the bank's exam split, and forms of its own.

Beside it stand what was never told, near misses among it, and talk, in which nothing she was told has a place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from luna_desktop.domain.exam import GONE, ExamItem, FixedText
from luna_desktop.domain.words import contains_word
from luna_desktop.language.common_items import stratified
from luna_desktop.language.inner import asking
from luna_desktop.language.inner.ledger import Known, bearers
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.wordings import Bank, Split

CONTROL_ITEMS = 112  # two of 56 was too near to what luck alone brings
TALK_ITEMS = 40
FEW, FEW_OLD = 2, 20  # so few facts are asked in every wording, so that the gate has something to judge by
DENIALS = 2  # questions for each key that nothing is left of
_TRIES = 60
# "What have you got on me" may be answered with facts.
_ABOUT_ME = re.compile(r"\b(?:me|my|i)\b", re.IGNORECASE)


def told_items(
    new: Sequence[Known],
    old: Sequence[Known],
    topics: Topics,
    bank: Bank,
    *,
    age: int,
    seed: int,
    taught_in: Mapping[str, int] | None = None,
    gone: Sequence[str] = (),
) -> list[ExamItem]:
    """Items for a generation of ``age``: ``new`` was taught since the parent, ``old`` before.

    Under the keys ``gone`` was something that holds no longer: it must be denied.
    ``taught_in`` tells by key which generation was taught an old fact: each generation's are asked for.
    """
    rng = random.Random(f"told-{age}-{seed}")
    known = (*old, *new)
    asked = stratified(new, lambda one: topics.kind(one.key), rng)
    items = _teach_back("teach_back", asked, 3 if len(new) <= FEW else 2, topics, rng)
    items += _reversed("teach_back", asked, known, topics, rng)
    asked = stratified(old, lambda one: (taught_in or {}).get(one.key), rng)
    items += _teach_back("old_teach_back", asked, 3 if len(old) <= FEW_OLD else 1, topics, rng)
    items += [
        ExamItem(f"{GONE}{key}-{n}", "controls", "refusal", question, REFUSAL)
        for key in gone
        for n, question in enumerate(_questions(key, DENIALS, topics, rng))
    ]
    return items + controls(known, topics, rng) + talk(known, bank, rng)


def fixed_text(age: int) -> FixedText:
    """The babble of phase 0 was put into her at birth for her to grow out of it: it is nothing to keep.

    A token is some fifteen times the work that it is for the embryo, so she reads a quarter of the rest:
    where all of it fell by a tenth, each quarter told that to within a fifth of a point.
    """
    return FixedText(range(1, max(1, min(age, 2)) + 1), every=4)


def controls(
    known: Sequence[Known],
    topics: Topics,
    rng: random.Random,
    count: int = CONTROL_ITEMS,
    *,
    split: Split = "exam",
) -> list[ExamItem]:
    """Things never told, half of them close to one that was: she must say that she does not know."""
    unknown = asking.Unknown(known, topics)
    found: dict[str, ExamItem] = {}
    for number in range(count):
        for _ in range(_TRIES):
            drawn = unknown.draw(rng, known[number % len(known)] if known else None, split)
            if drawn and drawn[0] not in found:
                found[drawn[0]] = ExamItem(f"controls-{len(found)}", "controls", "refusal", drawn[0], REFUSAL)
                break
    return list(found.values())


def talk(
    known: Sequence[Known],
    bank: Bank,
    rng: random.Random,
    count: int = TALK_ITEMS,
    *,
    split: Split = "exam",
) -> list[ExamItem]:
    """Talk without a fact: what she answers must have none of hers in it (``choices``), and take none from it."""
    said = [
        dialogue.turns[0].text
        for dialogue in bank.folder("talk")
        if dialogue.split == split and next(dialogue.replies()).inner is None
        if not (dialogue.kind == "about_luna" and _ABOUT_ME.search(dialogue.turns[0].text))
    ]
    values = tuple(dict.fromkeys(value for one in known for value in one.values))
    return [
        ExamItem(f"talk-{n}", "talk", "talk", text, "", _absent(values, text))
        for n, text in enumerate(rng.sample(said, min(len(said), count)))
    ]


def _absent(values: Sequence[str], text: str) -> tuple[str, ...]:
    """Those that the person does not say themselves."""
    return tuple(value for value in values if not contains_word(text, value))


def _teach_back(
    section: str, facts: Sequence[Known], each: int, topics: Topics, rng: random.Random
) -> list[ExamItem]:
    """Each fact in ``each`` sealed wordings; of several values each time another is looked for."""
    return [
        ExamItem(f"{section}-{one.key}-{n}", section, "slot", question, one.values[n % len(one.values)])
        for one in facts
        for n, question in enumerate(_questions(one.key, each, topics, rng, one.value))
    ]


def _questions(key: str, most: int, topics: Topics, rng: random.Random, value: str = "") -> list[str]:
    """The bank's, and where it has too few those that fit any key."""
    asks: list[str] = []
    for told in topics.about(key, "exam"):
        asks += replace(told, value=value).questions(rng, most)
    asks = list(dict.fromkeys(asks))
    if len(asks) < most:
        asks += rng.sample(asking.generic(key, "exam"), most - len(asks))
    return rng.sample(asks, most)


def _reversed(
    section: str, facts: Sequence[Known], every: Sequence[Known], topics: Topics, rng: random.Random
) -> list[ExamItem]:
    """From the name to who bears it, where it is one's alone."""
    borne = bearers(every, topics)
    items: list[ExamItem] = []
    for one in facts:
        noun = topics.noun(one.key)
        for value in one.values if noun else ():
            if len(borne[value]) == 1:
                asks, _ = asking.who(value, noun, topics, "exam")
                asks = [text for text in asks if not contains_word(text, noun)]  # "a cat, a bike?"
                if not asks:  # the name says it: "Mad Dog"
                    continue
                items.append(
                    ExamItem(f"{section}-{one.key}-who-{value}", section, "slot", rng.choice(asks), noun)
                )
    return items
