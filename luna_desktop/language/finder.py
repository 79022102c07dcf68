"""Reads facts out of what a person says, by the same frames that teach and ask them.

A clause is matched against every statement of every kind; what stands in the
slot must look like a value of its class. The longest frame wins, so "I am a fan
of X" is a team and not a job.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from luna_desktop.domain.lesson import Fact
from luna_desktop.language.kinds import KINDS, FactKind
from luna_desktop.language.lexicon import common_words
from luna_desktop.language.speech import is_question
from luna_desktop.language.values import COLOURS, MONTHS, NAMES, NUMBER_WORDS

MAX_TEXT = 2000  # longer turns are pasted, not told

_SPELLINGS = (
    (re.compile(r"[\u2018\u2019\u02bc]"), "'"),
    (re.compile(r"\bI'm\b|\bim\b", re.IGNORECASE), "I am"),
    (re.compile(r"\bI've got\b|\bI have got\b|\bI've\b", re.IGNORECASE), "I have"),
    (re.compile(r"\bI'd love\b", re.IGNORECASE), "I'd love"),
    (re.compile(r"\b(?:don't|dont)\b", re.IGNORECASE), "don't"),
    (re.compile(r"\b(\w+)'s (called|named)\b", re.IGNORECASE), r"\1 is \2"),
    (re.compile(r"\b(name|job|colour|favourite \w+|favorite \w+|birthday|hobby|dream|goal)'s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bour\b", re.IGNORECASE), "my"),
    (re.compile(r"\bwe have\b", re.IGNORECASE), "I have"),
    (re.compile(r"\bfavorite\b", re.IGNORECASE), "favourite"),
    (re.compile(r"\bcolor\b", re.IGNORECASE), "colour"),
    (re.compile(r"\bneighbor\b", re.IGNORECASE), "neighbour"),
    (re.compile(r"\bmom\b", re.IGNORECASE), "mum"),
    (re.compile(r"\s+"), " "),
)  # fmt: skip
_OPENER = re.compile(
    r"^(?:(?:hi|hey|hello|oh|so|well|and|but|ok|okay|yes|yeah|no|nope|sorry|actually|luna|listen|remember|also|btw|"
    r"by the way|you know|just so you know|i made a mistake|that was wrong|that is wrong|please remember that|"
    r"remember that|did you know that|i told you that|there)(?:[,:!.]\s*|\s+(?=(?:my|i|the|our)\b)))+",
    re.IGNORECASE,
)
_STARTS = r"(?:my |i am |i'm |i |i've |i'd |our |we |the name of my |the home of my )"
_JOINT = re.compile(rf"(?:,? and |, but | but |; |, )(?={_STARTS})", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+|\n+")

_ARTICLES = frozenset(
    {"a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "some", "any", "no"}
)
_NOT_VALUES = frozenset(
    [
        "not",
        "very",
        "so",
        "too",
        "really",
        "quite",
        "always",
        "never",
        "also",
        "just",
        "still",
        "already",
        "going",
        "gone",
        "here",
        "there",
        "fine",
        "well",
        "sure",
        "sorry",
        "glad",
        "happy",
        "sad",
        "tired",
        "hungry",
        "ill",
        "sick",
        "busy",
        "late",
        "back",
        "home",
        "out",
        "away",
        "ready",
        "done",
        "it",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "me",
        "and",
        "or",
        "because",
        "but",
        "if",
        "when",
        "while",
        "which",
        "who",
        "what",
        "where",
        "how",
        "why",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "to",
    ]
)
_BREAKS = frozenset(
    [
        "because",
        "but",
        "which",
        "who",
        "when",
        "while",
        "if",
        "although",
        "though",
        "since",
        "so",
        "that",
        "and",
    ]
)
_LOOSE_JOB = frozenset(
    [
        "bit",
        "little",
        "lot",
        "big",
        "huge",
        "very",
        "good",
        "bad",
        "great",
        "really",
        "person",
        "man",
        "woman",
        "boy",
        "girl",
        "fan",
        "lucky",
        "happy",
    ]
)


@cache
def _common() -> frozenset[str]:
    return frozenset(word.lower() for word in common_words())


@cache
def _known_names() -> frozenset[str]:
    return frozenset(name.lower() for name in NAMES)


def _words_ok(value: str, limit: int) -> bool:
    words = value.split()
    lowered = [word.strip(",'\"").lower() for word in words]
    return 0 < len(words) <= limit and lowered[0] not in _NOT_VALUES and not _BREAKS.intersection(lowered[1:])


def _named(value: str, shouting: bool) -> bool:
    """A proper name: capitalised, or in an all-lower-case message any word that is not common."""
    words = value.split()
    if not _words_ok(value, 4) or words[0].lower() in _ARTICLES or any(c in value for c in ",;:()"):
        return False
    if words[0][0].isupper() and not shouting:
        return words[0].lower() not in _ARTICLES
    return all(word.lower() not in _common() or word.lower() in _known_names() for word in words)


def _place(value: str, shouting: bool) -> bool:
    words = value.split()
    if not _words_ok(value, 4) or words[0].lower() in (_ARTICLES - {"the"}):
        return False
    if words[0].lower() == "the":
        return len(words) > 1 and words[1][0].isupper()
    return (words[0][0].isupper() and not shouting) or all(word.lower() not in _common() for word in words)


def _number(value: str, _shouting: bool) -> bool:
    return bool(re.fullmatch(r"\d{1,6}(?:\.\d+)?", value)) or all(
        w in NUMBER_WORDS for w in re.split(r"[ -]", value.lower())
    )


def _date(value: str, _shouting: bool) -> bool:
    return len(value.split()) <= 5 and any(month.lower() in value.lower() for month in MONTHS)


def _time(value: str, _shouting: bool) -> bool:
    return bool(
        re.fullmatch(
            r"(?:(?:half past|quarter (?:past|to)) )?(?:\d{1,2}(?::\d\d)?|\w+)(?: ?(?:am|pm|a\.m|p\.m|o'clock))?",
            value,
            re.IGNORECASE,
        )
    ) and (
        any(c.isdigit() for c in value) or any(w in NUMBER_WORDS or w == "one" for w in value.lower().split())
    )


def _thing(value: str, _shouting: bool) -> bool:
    words = value.split()
    return _words_ok(value, 4) and words[0].lower() not in (_ARTICLES - {"the"})


def _job(value: str, _shouting: bool) -> bool:
    words = value.split()
    return (
        _words_ok(value, 3)
        and words[0].lower() not in (_LOOSE_JOB | _ARTICLES)
        and words[-1].lower() not in ("of", "in", "at")
    )


_VALID: dict[str, Callable[[str, bool], bool]] = {
    "name": _named,
    "place": _place,
    "number": _number,
    "date": _date,
    "time": _time,
    "thing": _thing,
    "job": _job,
    "title": lambda value, _: _words_ok(value, 7) or value.lower().startswith("the "),
    "colour": lambda value, _: (
        len(value.split()) <= 2 and (value.split()[-1].lower() in COLOURS or value.lower() not in _common())
    ),
    "season": lambda value, _: _words_ok(value, 1),
    "day": lambda value, _: _words_ok(value, 1),
    "month": lambda value, _: _words_ok(value, 1),
    "language": lambda value, shouting: _named(value, shouting),
}

# "I am X." and "My boss is X." say many things: the slot must be a name beyond doubt.
_LOOSE_FRAMES = frozenset({"i am {v}", "call me {v}"})


@dataclass(frozen=True, slots=True)
class _Frame:
    kind: FactKind
    before: str
    after: str
    loose: bool

    @property
    def size(self) -> int:
        return len(self.before) + len(self.after)


@cache
def _frames() -> tuple[_Frame, ...]:
    frames: dict[tuple[str, str, str], _Frame] = {}
    for kind in KINDS.values():
        for statement in kind.statements:
            text = _spell(statement).rstrip(".").lower()
            texts = {text, text.replace(" a {v}", " an {v}"), re.sub(r"\ba (?=\w)", "an ", text)}
            for variant in texts:
                before, after = variant.split("{v}")
                loose = variant in _LOOSE_FRAMES or (
                    kind.family == "relative" and before.endswith(" is ") and "name" not in before
                )
                frames.setdefault((kind.key, before, after), _Frame(kind, before, after, loose))
    return tuple(sorted(frames.values(), key=lambda frame: -frame.size))


def _spell(text: str) -> str:
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    return text.strip()


def _clauses(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if is_question(_OPENER.sub("", sentence.strip())):
            continue
        for part in _JOINT.split(_spell(sentence)):
            clause = _OPENER.sub("", part.strip()).strip().rstrip(".!,;)").strip()
            if clause:
                yield clause


def _match(clause: str, shouting: bool) -> Fact | None:
    lowered = clause.lower()
    for frame in _frames():
        if len(lowered) <= frame.size or not (
            lowered.startswith(frame.before) and lowered.endswith(frame.after)
        ):
            continue
        value = clause[len(frame.before) : len(clause) - len(frame.after)].strip().strip("\"'\u201c\u201d")
        if not value or not _VALID[frame.kind.values](value, shouting):
            continue
        if frame.loose and any(
            word.lower() in _common() and word.lower() not in _known_names() for word in value.split()
        ):
            continue
        return Fact(frame.kind.key, value)
    return None


def find_facts(text: str) -> list[Fact]:
    """The facts a person tells in ``text``, in order; a later one of the same kind wins."""
    if len(text) > MAX_TEXT:
        return []
    found: dict[str, Fact] = {}
    shouting = text.isupper()
    for clause in _clauses(text):
        fact = _match(clause, shouting)
        if fact is not None:
            found.pop(fact.key, None)
            found[fact.key] = fact
    return list(found.values())
