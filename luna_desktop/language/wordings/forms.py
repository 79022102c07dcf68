"""Normalised forms: two wordings of one form are the same to a listener, so one must not seal what the other trains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luna_desktop.language.wordings.records import PARTS, Bank, Dialogue, Phrase, Place, Split, Topic

NOUN, VALUE, KEY, NOUNS = "nnnn", "vvvv", "kkkk", "mmmm"
_SLOTS = {"{n}": NOUN, "{v}": VALUE, "{k}": KEY, "{ns}": NOUNS}
LEAST_WORDS = 4  # a person's turn of fewer words ("good night") is everybody's
LEAST_OWN = 3  # words of a phrase beside its slots
_SLOT_WORDS = re.compile(rf"({NOUN}|{VALUE}|{KEY}|{NOUNS})")
_ROOM = {
    KEY: r"\w+(?: \w+){0,5}",
    VALUE: r"\w+(?: \w+){0,5}",
    NOUN: r"\w+(?: \w+){0,2}",
    NOUNS: r"\w+(?: \w+){0,2}",
}  # what may stand in a slot

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
    for slot, word in _SLOTS.items():
        text = text.replace(slot, word)
    text = text.casefold()
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
    for one in bank.phrases:
        yield Wording(one.place, f"{one.part} phrase", one.text, one.split, frozenset({form(one.text)}))


class Templates:
    """Finds which of some phrases a text is, whatever words stand in the slots.

    Phrases with fewer than ``LEAST_OWN`` words beside their slots ("my {k}?") are everybody's: they are not looked for.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_edge: dict[str, list[tuple[re.Pattern[str], Phrase]]] = {}
        for phrase in phrases:
            one = form(phrase.text)
            if own_words(phrase) < LEAST_OWN:
                continue
            first, *_, last = one.split()
            edge = f"{first} _" if not _slot_in(first) else f"_ {last}" if not _slot_in(last) else ""
            pattern = "".join(_ROOM.get(part, part) for part in _SLOT_WORDS.split(one))
            self._by_edge.setdefault(edge, []).append((re.compile(pattern), phrase))

    def matching(self, one: str) -> Iterator[Phrase]:
        """The phrases that the form ``one`` is, with something in their slots."""
        words = one.split()
        for edge in (f"{words[0]} _", f"_ {words[-1]}", "") if words else ():
            for pattern, phrase in self._by_edge.get(edge, ()):
                if pattern.fullmatch(one):
                    yield phrase


def own_words(phrase: Phrase) -> int:
    """How many of its words are in no slot."""
    return sum(not _slot_in(word) for word in form(phrase.text).split())


def _slot_in(word: str) -> bool:
    return bool(_SLOT_WORDS.search(word))


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
