"""Reads facts out of what a person says, by the same frames that teach and ask them.

A clause is matched against every statement of every kind; what stands in the
slot must look like a value of its class. The longest frame wins, so "I am a fan
of X" is a team and not a job. Frames are matched in one spelling, values are
kept in the person's own.
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
from luna_desktop.language.values import COLOURS, LANGUAGES, MONTHS, NAMES, NUMBER_WORDS

MAX_TEXT = 2000  # longer turns are pasted, not told

_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc", "'''")
_SPELLINGS = (
    (re.compile(r"\bI'm\b|\bim\b", re.IGNORECASE), "I am"),
    (re.compile(r"\bI've got\b|\bI have got\b|\bI've\b", re.IGNORECASE), "I have"),
    (re.compile(r"\bdont\b", re.IGNORECASE), "don't"),
    (re.compile(r"\b(\w+)'s (called|named)\b", re.IGNORECASE), r"\1 is \2"),
    (re.compile(r"\b(name|job|colour|color|favourite \w+|favorite \w+|birthday|hobby|dream|goal)'s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bour\b", re.IGNORECASE), "my"),
    (re.compile(r"\bwe have\b", re.IGNORECASE), "I have"),
    (re.compile(r"(?:,| and) (?=an? (?:[\w-]+ ){1,2}(?:called|named)\b|(?!(?:my|your|his|her|the)\b)[\w-]+ (?:eyes|hair)\W*$)", re.IGNORECASE), " and I have "),
    (re.compile(r"\bfavorite\b", re.IGNORECASE), "favourite"),
    (re.compile(r"\bcolor\b", re.IGNORECASE), "colour"),
    (re.compile(r"\bneighbor\b", re.IGNORECASE), "neighbour"),
    (re.compile(r"\bmom\b", re.IGNORECASE), "mum"),
    (re.compile(r"\s+"), " "),
)  # fmt: skip
_OPENER = re.compile(
    r"^(?:(?:(?:hi|hey|hello|oh|ok|okay) luna|hi|hey|hello|oh|so|well|ok|okay|yes|yeah|no|nope|sorry|actually|luna|listen|"
    r"remember|also|btw|thanks|by the way|you know|just so you know|i made a mistake|that was wrong|that is wrong|"
    r"please remember that|remember that|did you know that|i told you that|there)"
    r"(?:[,:!.]\s*|\s+(?=(?:my|i|the|our)\b))|(?:and|but)[, ]\s*)+",
    re.IGNORECASE,
)
_STARTS = (
    r"(?:my |i am |i'm |im |i |i've |i'd |our |we |the name of my |the home of my |"
    r"he |she |it |they |you |he's |she's |it's |his |her |their )"
)
_JOINT = re.compile(rf",? and (?={_STARTS})|,? but |; |, (?={_STARTS})", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.!?\n])(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bProf\.)\s+|\n+", re.IGNORECASE
)
_FACES = re.compile(r"(?:\s|[:;=]'?-?[()DPp3/|*]+|<3|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D])+$")
_TAIL = re.compile(
    r"(?: (?:now|too|as well|right now|at the moment|these days|by the way|though|today|please|in \d{4}))+$",
    re.IGNORECASE,
)
_WORKPLACE = re.compile(r" (?:at|in|for|with) .+$", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARTICLES = _words("a an the my your his her its our their this that some any no")
_NOT_VALUES = _words(
    """
    not very so too really quite always never also just still already going gone here there fine well sure sorry glad
    happy sad tired hungry ill sick busy late back home out away ready done it he she they we you i me and or because
    but if when while which who what where how why is are was were be been to
    """
)
_BREAKS = _words("because but which who when while if although though since so that and")
_PREPOSITIONS = _words("at in on for with by from of about like as")
# "I am a {v}" says many things; these are not what a person works as.
_LOOSE_JOB = _words(
    """
    bit little lot big huge very good bad great really person man woman boy girl fan lucky happy vegetarian vegan idiot
    fool mess friend guest stranger human mother father mum mom dad parent grandmother grandfather sister brother twin
    daughter son uncle aunt child kid baby cat dog member
    """
)
_HAIR_AND_EYES = frozenset([*COLOURS, "blond", "blonde", "hazel", "ginger", "auburn", "gray", "dark"])
# "I am Swedish" gives no name; "i speak swedish" gives a language.
_PEOPLES = _words(
    """
    american british scottish welsh irish austrian swiss belgian swedish norwegian finnish danish portuguese russian
    ukrainian romanian bulgarian hungarian serbian croatian indian chinese japanese korean vietnamese thai canadian
    mexican brazilian argentinian chilean australian african european asian egyptian nigerian kenyan israeli iranian
    catholic protestant christian muslim jewish hindu buddhist
    """
) | {language.lower() for language in LANGUAGES}


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


def _one_phrase(value: str, limit: int) -> bool:
    """A few words with a letter among them and nothing between that would end a phrase."""
    return (
        _words_ok(value, limit) and not any(c in value for c in ",;:()") and any(c.isalpha() for c in value)
    )


def _named(value: str, shouting: bool) -> bool:
    """A proper name: capitalised, or in an all-lower-case message any word that is not common."""
    words = value.split()
    if not _one_phrase(value, 4) or words[0].lower() in _ARTICLES:
        return False
    if words[0][0].isupper() and not shouting:
        return True
    return all(word.lower() not in _common() or word.lower() in _known_names() for word in words)


def _place(value: str, shouting: bool) -> bool:
    words = value.split()
    if not _one_phrase(value, 4) or words[0].lower() in (_ARTICLES - {"the"}):
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
    words = value.lower().split()
    return _one_phrase(value, 4) and words[0] not in (_ARTICLES - {"the"}) and words[0] not in _PREPOSITIONS


def _job(value: str, _shouting: bool) -> bool:
    words = value.lower().split()
    return (
        _one_phrase(value, 3)
        and words[0] not in (_LOOSE_JOB | _ARTICLES | _PREPOSITIONS)
        and words[-1] not in (_LOOSE_JOB | _PREPOSITIONS)
    )


def _title(value: str, _shouting: bool) -> bool:
    return _words_ok(value, 7) or value.lower().startswith("the ") or value[:1].isupper()


def _colour(value: str, _shouting: bool) -> bool:
    words = value.lower().split()
    return _words_ok(value, 2) and (
        words[-1] in _HAIR_AND_EYES or not any(word in _common() or word in _ARTICLES for word in words)
    )


def _language(value: str, shouting: bool) -> bool:
    return value.lower() in _PEOPLES or _named(value, shouting)


def _word(value: str, _shouting: bool) -> bool:
    return _words_ok(value, 1)


_VALID: dict[str, Callable[[str, bool], bool]] = {
    "name": _named, "place": _place, "number": _number, "date": _date, "time": _time, "thing": _thing, "job": _job,
    "title": _title, "colour": _colour, "season": _word, "day": _word, "month": _word, "language": _language,
}  # fmt: skip

# "I am X." and "My boss is X." say many things: the slot must be a name beyond doubt.
_LOOSE_FRAMES = frozenset({"i am {v}", "call me {v}"})
# What people say and no lesson teaches, because without its value it would be ambiguous.
_ALSO_SAID = {"age": ("I am {v}.",)}


@dataclass(frozen=True, slots=True)
class _Frame:
    kind: FactKind
    before: str
    after: str
    loose: bool

    @property
    def size(self) -> int:
        return len(self.before) + len(self.after)


def _frames() -> list[_Frame]:
    """Every statement in the frames' spelling, the longest first."""
    frames: dict[tuple[str, str, str], _Frame] = {}
    for kind in KINDS.values():
        for statement in (*kind.statements, *_ALSO_SAID.get(kind.key, ())):
            text = _Clause.spelled(statement).text.rstrip(".").lower()
            texts = {text, text.replace(" a {v}", " an {v}"), re.sub(r"\ba (?=\w)", "an ", text)}
            for variant in texts:
                before, after = variant.split("{v}")
                loose = kind.values == "name" and (
                    variant in _LOOSE_FRAMES
                    or (kind.family == "relative" and before.endswith(" is ") and "name" not in before)
                )
                frames.setdefault((kind.key, before, after), _Frame(kind, before, after, loose))
    return sorted(frames.values(), key=lambda frame: -frame.size)


@cache
def _by_words() -> dict[tuple[str, ...], list[tuple[int, _Frame]]]:
    """The frames by their first two words, or by the last one where the value comes first."""
    groups: dict[tuple[str, ...], list[tuple[int, _Frame]]] = {}
    for place, frame in enumerate(_frames()):
        words = tuple(frame.before.split()[:2]) or ("", "", frame.after.split()[-1])
        groups.setdefault(words, []).append((place, frame))
    return groups


def _candidates(clause: str) -> list[_Frame]:
    words, groups = clause.split(), _by_words()
    keys = (tuple(words[:2]), tuple(words[:1]), ("", "", *words[-1:]))
    found = [entry for key in keys for entry in groups.get(key, ())]
    return [frame for _, frame in sorted(found, key=lambda entry: entry[0])]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause in the frames' spelling; ``origin`` leads each place in it back into ``source``."""

    text: str
    origin: tuple[int, ...]
    source: str

    @classmethod
    def spelled(cls, source: str) -> _Clause:
        text, origin = source, list(range(len(source) + 1))
        for pattern, replacement in _SPELLINGS:
            pieces: list[str] = []
            places: list[int] = []
            done = 0
            for match in pattern.finditer(text):
                new = match.expand(replacement)
                pieces += text[done : match.start()], new
                places += origin[done : match.start()] + [origin[match.start()]] * len(new)
                done = match.end()
            text, origin = "".join(pieces) + text[done:], places + origin[done:]
        return cls(text, tuple(origin), source)

    def cut(self, start: int, stop: int) -> _Clause:
        return _Clause(self.text[start:stop], self.origin[start : stop + 1], self.source)

    def said(self, start: int, stop: int) -> str:
        """What the person wrote from ``start`` to ``stop``, on one line and without quotation marks."""
        words = " ".join(self.source[self.origin[start] : self.origin[stop]].split())
        return words.strip("\"' \u201c\u201d")

    def parts(self) -> Iterator[_Clause]:
        """What stands between its joints, without openers, stops and smileys."""
        begin = 0
        for stop, after in [*(m.span() for m in _JOINT.finditer(self.text)), (len(self.text), 0)]:
            part, begin = self.text[begin:stop], after
            start = stop - len(part)
            opened = start + len(part) - len(_OPENER.sub("", part.lstrip()).lstrip())
            kept = _FACES.sub("", self.text[opened:stop]).rstrip(".!,;) ")
            if kept:
                yield self.cut(opened, opened + len(kept))


def _lower(text: str) -> str:
    """Lower case of the same length, which ``str.lower`` does not promise."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _trimmed(value: str, values: str) -> str:
    if values == "title":
        return re.sub(r", not .+$", "", value)
    value = _TAIL.sub("", value)
    return _WORKPLACE.sub("", value) if values == "job" else value


def _beyond_doubt(name: str) -> bool:
    """A name that is no common word nor a people's, and capitalised unless it is known."""
    for word in name.split():
        low = word.lower()
        if low not in _known_names() and (low in _common() or low in _PEOPLES or not word[0].isupper()):
            return False
    return True


def _match(clause: _Clause, shouting: bool) -> Fact | None:
    lowered = _lower(clause.text)
    for frame in _candidates(lowered):
        if len(lowered) <= frame.size or not (
            lowered.startswith(frame.before) and lowered.endswith(frame.after)
        ):
            continue
        said = clause.said(len(frame.before), len(lowered) - len(frame.after))
        value = _trimmed(said, frame.kind.values)
        if not value or not _VALID[frame.kind.values](value, shouting):
            continue
        if frame.loose and not _beyond_doubt(value):
            continue
        return Fact(frame.kind.key, value)
    return None


def _read(clause: _Clause, shouting: bool) -> Fact | None:
    """The fact of the clause, or of what stands before its first comma ("I am Tom, nice to meet you")."""
    fact = _match(clause, shouting)
    comma = clause.text.find(",")
    return fact if fact is not None or comma < 0 else _match(clause.cut(0, comma), shouting)


def find_facts(text: str) -> list[Fact]:
    """The facts a person tells in ``text``, in order; a later one of the same kind wins."""
    if len(text) > MAX_TEXT:
        return []
    found: dict[str, Fact] = {}
    shouting = text.isupper()
    for sentence in _SENTENCE.split(text.translate(_APOSTROPHES)):
        if is_question(_OPENER.sub("", sentence.strip())):
            continue
        for clause in _Clause.spelled(sentence.strip()).parts():
            fact = _read(clause, shouting)
            if fact is not None:
                found.pop(fact.key, None)
                found[fact.key] = fact
    return list(found.values())
