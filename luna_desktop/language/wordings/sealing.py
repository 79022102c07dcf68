"""Keeps what is sealed out of training: no wording of another split shares the form of a sealed one.

Of the sealed paraphrases nothing is ever told but the place of the bank's own line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from luna_desktop import resources
from luna_desktop.language.wordings.forms import LEAST_WORDS, NOUN, VALUE, Templates, Wording, form
from luna_desktop.language.wordings.reading import text_of
from luna_desktop.language.wordings.records import Phrase, Problem

_ROOM = 2  # words that a value may have beside the sealed answer: "a vet" beside "vet"


@dataclass(frozen=True, slots=True)
class Sealed:
    """The forms of one sealed paraphrase."""

    fact: str
    question: str
    answer: str


def paraphrases_path() -> Path:
    """The facts and questions of strangers that nothing may train on."""
    return resources.curriculum_path() / "paraphrases.json"


def sealed_paraphrases(path: Path) -> tuple[Sealed, ...]:
    """The forms in the file at ``path``.

    Raises:
        LunaError: ``wordings-unreadable``.
    """
    rows = cast("list[dict[str, str]]", json.loads(text_of(path)))
    return tuple(Sealed(form(row["fact"]), form(row["question"]), form(row["answer"])) for row in rows)


def within(wordings: Sequence[Wording], phrases: Sequence[Phrase] = ()) -> Iterator[Problem]:
    """Wordings outside the exam that share a form with one inside it, or are a sealed one of ``phrases`` filled in."""
    templates = Templates(phrase for phrase in phrases if phrase.split == "exam")
    sealed: dict[str, Wording] = {}
    for wording in wordings:
        if wording.split == "exam":
            sealed.update({one: wording for one in wording.forms if says_something(one)})
    for wording in wordings:
        if wording.split == "exam":
            continue
        shared = next((one for one in wording.forms if one in sealed), None)
        if shared is not None:
            other = sealed[shared]
            same = f"the sealed {other.name} of {other.place}"
            yield Problem(wording.place, f"{wording.name} has the form of {same}: {wording.text!r}")
            continue
        if phrase := next((x for one in wording.forms for x in templates.matching(one)), None):
            same = f"the sealed phrase of {phrase.place} filled in"
            yield Problem(wording.place, f"{wording.name} has the form of {same}: {wording.text!r}")


def against(paraphrases: Sequence[Sealed], wordings: Sequence[Wording]) -> Iterator[Problem]:
    """Wordings of any split that share a form with a sealed paraphrase; neither text is told."""
    exact = {text for row in paraphrases for text in (row.fact, row.question)}
    for wording in wordings:
        told = VALUE in next(iter(wording.forms), "")
        if wording.forms & exact or (told and any(_tells(wording, row) for row in paraphrases)):
            yield Problem(wording.place, f"{wording.name} has the form of a sealed paraphrase")


def says_something(one: str) -> bool:
    """Questions of topics are sealed however short; a slot or three words make them particular enough."""
    return NOUN in one or VALUE in one or len(one.split()) >= LEAST_WORDS - 1


def _tells(wording: Wording, row: Sealed) -> bool:
    """Whether one of its forms with some value in the slot is the sealed fact, its answer in that value."""
    for one in wording.forms:
        before, _, after = one.partition(VALUE)
        if row.fact.startswith(before) and row.fact.endswith(after) and len(row.fact) >= len(before + after):
            value = row.fact[len(before) : len(row.fact) - len(after)]
            whole = re.search(rf"\b{re.escape(row.answer)}\b", value)
            if whole and len(value.split()) <= len(row.answer.split()) + _ROOM:
                return True
    return False
