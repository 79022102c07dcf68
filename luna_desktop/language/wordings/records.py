"""The records of the bank of wordings, as ``curriculum/wordings/README.md`` describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from luna_desktop.domain.inner_speech import Spoken, split_reply
from luna_desktop.domain.prompt import Turn

Split = Literal["train", "dev", "exam", "new"]
SPLITS: tuple[Split, ...] = ("train", "dev", "exam", "new")  # a "new" line waits for its split
Part = Literal["say", "ask", "near"]
PARTS: tuple[Part, ...] = ("say", "ask", "near")
TOPICS, PHRASES_FILE = "topics", "phrases.jsonl"
PHRASES: Mapping[str, tuple[str, ...]] = {
    "who": ("{v}",),
    "what": ("{v}",),
    "check": ("{k}", "{v}"),
    "key": ("{k}",),
    "clause": ("{k}",),
    "count": ("{ns}",),
    "all": (),
    "all_about": ("{n}",),
}  # part -> the slots of its phrases
MY_KEY = ("check", "key")  # the parts in which the key stands after "my", which a name in it may replace

KINDS: Mapping[str, frozenset[str]] = {
    "narratives": frozenset({"narrative"}),
    "talk": frozenset({"talk", "about_luna", "world", "request"}),
    "tricky": frozenset(
        [
            "negated",
            "hypothetical",
            "quoted",
            "other_speaker",
            "fiction",
            "figurative",
            "sarcasm_joke",
            "past",
            "retracted",
            "corrected",
            "lists",
            "secret",
            "odd_values",
            "looks_like_name",
            "state_not_job",
        ]
    ),
    "questions": frozenset(
        [
            "reverse",
            "check",
            "choice",
            "yes_no_unknown",
            "count",
            "comparison",
            "everything",
            "two_at_once",
            "implicit",
            "near_miss",
            "after_change",
            "reason",
            "when_told",
            "not_about_me",
            "two_names",
        ]
    ),
}  # folder -> the kinds of conversation in it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: the file under the bank's folder, and the line from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one record."""

    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Line:
    """One wording of a topic; ``key`` is what a near question asks for."""

    text: str
    split: Split
    key: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of fact. ``nouns`` are groups of words for ``{n}``, the plain one first; empty without ``{n}``."""

    name: str
    key: str
    answer: str
    values: tuple[str, ...]
    nouns: tuple[tuple[str, ...], ...]
    say: tuple[Line, ...]
    ask: tuple[Line, ...]
    near: tuple[Line, ...]
    held_out: bool = False
    place: Place = field(default=Place("", 0), compare=False)

    def lines(self, part: Part, *splits: Split) -> tuple[Line, ...]:
        """The lines of one part, of ``splits`` alone if any is named."""
        lines = {"say": self.say, "ask": self.ask, "near": self.near}[part]
        return tuple(line for line in lines if not splits or line.split in splits)

    def only(self, *splits: Split) -> Topic:
        """The topic with the lines of ``splits`` alone."""
        say, ask, near = (self.lines(part, *splits) for part in PARTS)
        return replace(self, say=say, ask=ask, near=near)

    def plain_keys(self) -> Iterator[str]:
        """The key with each plain noun in it."""
        yield from (self.key.replace("{n}", group[0]) for group in self.nouns or (("",),))


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation; Luna's turns hold her inner speech as the bank writes it."""

    kind: str
    split: Split
    turns: tuple[Turn, ...]
    place: Place = field(default=Place("", 0), compare=False)

    def replies(self) -> Iterator[Spoken]:
        """Luna's turns, taken apart."""
        yield from (split_reply(turn.text) for turn in self.turns if turn.role == "luna")

    def keys(self) -> Iterator[str]:
        """Every key that is told or asked for in it."""
        yield from (key for reply in self.replies() if reply.inner for key in reply.inner.keys)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask that fits any key, name or noun: ``part`` says for what."""

    part: str
    text: str
    split: Split
    place: Place = field(default=Place("", 0), compare=False)


Record = Topic | Dialogue | Phrase


@dataclass(frozen=True, slots=True)
class Bank:
    """All records that were read, and what is wrong with those that could not be."""

    topics: tuple[Topic, ...]
    dialogues: tuple[Dialogue, ...]
    problems: tuple[Problem, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    def phrasings(self, part: str, *splits: Split) -> tuple[str, ...]:
        """The phrases of one part of ``PHRASES``, of ``splits`` alone if any is named."""
        return tuple(x.text for x in self.phrases if x.part == part and (not splits or x.split in splits))

    def folder(self, name: str) -> tuple[Dialogue, ...]:
        """The conversations of ``narratives``, ``talk``, ``tricky`` or ``questions``."""
        return tuple(dialogue for dialogue in self.dialogues if dialogue.kind in KINDS[name])

    def training(self, held_out: bool = True) -> Bank:
        """What may be trained: the split ``train`` alone.

        Without ``held_out`` the topics held out for development are not in it, nor what speaks of their keys.
        """
        topics = tuple(topic.only("train") for topic in self.topics if held_out or not topic.held_out)
        kept_out = {key for topic in self.topics if topic.held_out for key in topic.plain_keys()}
        dialogues = tuple(
            dialogue
            for dialogue in self.dialogues
            if dialogue.split == "train" and (held_out or kept_out.isdisjoint(dialogue.keys()))
        )
        phrases = tuple(phrase for phrase in self.phrases if phrase.split == "train")
        return Bank(topics, dialogues, phrases=phrases)
