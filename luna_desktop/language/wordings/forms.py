"""Normalised forms: two wordings of one form are the same to a listener, so one must not seal what the other trains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luna_desktop.language.wordings.records import PARTS, Bank, Dialogue, Place, Split, Topic

NOUN, VALUE = "nnnn", "vvvv"
LEAST_WORDS = 4  # a person's turn of fewer words ("good night") is everybody's

_SHORT = {
    "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is",
    "im": "i am", "ive": "i have", "thats": "that is", "its": "it is", "theres": "there is",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not",
    "cant": "can not", "cannot": "can not", "wont": "will not", "havent": "have not", "hasnt": "has not",
    "u": "you", "ur": "your", "youre": "you are", "youve": "you have",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a person in the bank, with the key it asks for or tells; ``forms`` are all it can read as."""

    place: Place
    name: str  # which of its record: "train ask 12", "turn 1"
    text: str
    split: Split
    forms: frozenset[str]
    asked: str = ""  # the key, of questions alone


def form(text: str) -> str:
    """``text`` without case, punctuation and short forms; slots become words of their own."""
    text = text.replace("{n}", NOUN).replace("{v}", VALUE).casefold()
    words: list[str] = re.findall(r"\w+", re.sub(r"['\u2019`]", "", text))
    return " ".join(_SHORT.get(word, word) for word in words)


def spellings(text: str, topic: Topic) -> Iterator[tuple[str, str]]:
    """The form of a topic's line with each of its nouns, and the plain noun beside it."""
    open_form = form(text)
    if NOUN not in open_form:
        yield open_form, ""
        return
    for group in topic.nouns:
        for noun in group:
            yield open_form.replace(NOUN, form(noun)), group[0]


def wordings(bank: Bank) -> Iterator[Wording]:
    """Every wording of a person in ``bank``."""
    for topic in bank.topics:
        yield from _of_topic(topic)
    for dialogue in bank.dialogues:
        yield from _of_dialogue(dialogue)


def _of_topic(topic: Topic) -> Iterator[Wording]:
    for part in PARTS:
        counts: dict[Split, int] = {}
        for line in topic.lines(part):
            counts[line.split] = counts.get(line.split, 0) + 1
            forms = frozenset({form(line.text), *(spelled for spelled, _ in spellings(line.text, topic))})
            asked = "" if part == "say" else line.key or topic.key
            name = f"{line.split} {part} {counts[line.split]}"
            yield Wording(topic.place, name, line.text, line.split, forms, asked)


def _of_dialogue(dialogue: Dialogue) -> Iterator[Wording]:
    for index, turn in enumerate(dialogue.turns, 1):
        if turn.role == "person":
            forms = frozenset({form(turn.text)})
            yield Wording(dialogue.place, f"turn {index}", turn.text, dialogue.split, forms)
