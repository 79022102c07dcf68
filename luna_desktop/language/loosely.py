"""Questions for facts as people throw them out: short, roundabout, with other verbs than the tables have.

Asked only in neat sentences, she refuses whatever is worded otherwise. These stand in the
embryo's episodes, in lessons and in refusals alike, so that what she goes by is what is asked
about. The wordings were made up here; the hand-written questions of
``curriculum/paraphrases.json`` are not among them.

In a pattern ``(a|b)`` stands for one of the two, ``{n}`` a family's noun, ``{x}`` what is asked for
("my dog's name", "where I live"). Phrases are led into by any of ``LEADS``.
"""

from __future__ import annotations

import random
import re

from luna_desktop.domain.words import same_words
from luna_desktop.language.fact_kind import FactKind
from luna_desktop.language.kinds import held_kind
from luna_desktop.language.loose_own import OWN
from luna_desktop.language.loose_words import DIRECT, LEADS, OPENED, PHRASES, TRAILED, UNRELATED
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.wording import decapitalise

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_FAMILIES = (
    (" is called ", "named"),
    ("favourite ", "favourite"),
    (" lives in ", "home"),
    (" works as ", "work"),
)
_TRIES = 4


def loosely(rng: random.Random, kind: FactKind) -> str | None:
    """One such question for ``kind`` that the exam does not ask, if there is any."""
    held = {same_words(question) for question in kind.held_questions}
    for _ in range(_TRIES):
        asked = _draw(rng, kind)
        if asked is None or not (held_kind(asked) or same_words(asked) in held):
            return asked
    return None


def beside(rng: random.Random, kind: FactKind) -> str:
    """A question about what ``kind`` is of that knowing the fact does not answer: "How old is my dog?"."""
    family = _family(kind)
    asked = _chosen(rng, rng.choice(UNRELATED[family or "own"]), kind.title)
    return _around(rng, asked) if rng.random() < 0.3 else asked


def _draw(rng: random.Random, kind: FactKind) -> str | None:
    family = _family(kind)
    if kind.key in OWN:
        phrases, direct = OWN[kind.key]
    elif family:
        phrases, direct = PHRASES[family], DIRECT[family]
    else:
        return None
    if rng.random() < 0.55:
        asked = _chosen(rng, rng.choice(direct), kind.title)
    else:
        phrase = _chosen(rng, rng.choice(phrases), kind.title)
        asked = sentence_case(_chosen(rng, rng.choice(LEADS)).replace("{x}", phrase))
    return _around(rng, asked) if rng.random() < 0.3 else asked


def _family(kind: FactKind) -> str | None:
    if kind.family == "own":
        return None
    return next((name for sign, name in _FAMILIES if sign in kind.answer), None)


def _chosen(rng: random.Random, pattern: str, noun: str = "") -> str:
    chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), pattern).replace("{n}", noun)
    return " ".join(chosen.split()).replace(" ?", "?")


def _around(rng: random.Random, asked: str) -> str:
    """Something said before it or after it."""
    if rng.random() < 0.6:
        opened = rng.choice(OPENED)
        return f"{opened} {asked if opened[-1] in '.!?' else decapitalise(asked)}"
    return asked.rstrip("?.!") + rng.choice(TRAILED)
