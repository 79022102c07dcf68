"""Reads facts out of what a person says, by the frames that teach and ask them and by looser ones.

A clause is matched against every statement of every kind; what stands in the
slot must look like a value of its class. The longest frame wins, so "I am a fan
of X" is a team and not a job. Frames are matched in one spelling, values are
kept in the person's own. What "he", "she" and "it" stand for is taken from the
clause before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from luna_desktop.domain.lesson import Fact
from luna_desktop.language import slots
from luna_desktop.language.also_said import ALSO_SAID, ALSO_SAID_OF, ONLY
from luna_desktop.language.families import PETS, RELATIVES
from luna_desktop.language.kinds import KINDS, FactKind
from luna_desktop.language.open_nouns import open_fact
from luna_desktop.language.persons import PRONOUNS, Whose, whose
from luna_desktop.language.speech import is_question
from luna_desktop.language.spelling import APOSTROPHES, ASIDE, ENTRY, OPENER, SENTENCE, Clause, any_of, lower

LONGEST_VALUE = 90  # bytes; no name, place or taste is longer, and each may be a token of its own
MAX_TEXT = 2000  # longer turns are pasted, not told

# "I am X." and "My boss is X." say many things: the slot must be a name beyond doubt.
_LOOSE_FRAMES = frozenset(
    {"i am {v}", "call me {v}", "this is {v}", "{v} here", "i drive {v}", "my company is {v}"}
)
# Values that people give an article: "I am working on a robot."
_ARTICLED = frozenset({"project", "dream", "goal", "breakfast"})
_BREAK = re.compile(
    r",| - | because | which | although | since | so | when | while | but | if |\.\.\.", re.IGNORECASE
)
_ADDED = re.compile(r"\s*,\s*|\s+and\s+")


@dataclass(frozen=True, slots=True)
class _Frame:
    kind: FactKind
    before: str
    after: str
    loose: bool
    taught: bool

    @property
    def size(self) -> int:
        return len(self.before) + len(self.after)


def _wordings(kind: FactKind) -> Iterator[tuple[str, bool]]:
    """What is said for ``kind``, and whether lessons say it too."""
    yield from ((statement, True) for statement in kind.statements)
    yield from ((text, False) for text in ALSO_SAID.get(kind.key, ()))
    yield from ((text.replace("{n}", kind.title), False) for text in ALSO_SAID_OF.get(kind.family, ()))


def _frames() -> list[_Frame]:
    """Every statement in the frames' spelling, the longest first."""
    frames: dict[tuple[str, str, str], _Frame] = {}
    for kind in KINDS.values():
        for statement, taught in _wordings(kind):
            text = Clause.spelled(statement).text.rstrip(".").lower()
            texts = {text, text.replace(" a {v}", " an {v}"), re.sub(r"\ba (?=\w)", "an ", text)}
            for variant in texts:
                before, after = variant.split("{v}")
                loose = kind.values == "name" and (
                    variant in _LOOSE_FRAMES
                    or bool(re.fullmatch(rf"(?:my|i have an?) {kind.title},? \{{v\}}", variant))
                    or (
                        kind.family in ("relative", "pet", "thing")
                        and before.endswith(" is ")
                        and "name" not in before
                    )
                )
                frames.setdefault((kind.key, before, after), _Frame(kind, before, after, loose, taught))
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


def _fits(frame: _Frame, value: str, shouting: bool) -> bool:
    kind = frame.kind
    bare = slots.without_article(value) if kind.key in _ARTICLED else value
    if not bare or not slots.VALID[kind.values](bare, shouting):
        return False
    titled = " " in value and value.istitle() and not shouting  # "My street is Mill Lane."
    if frame.loose and not (slots.beyond_doubt(value) or (titled and kind.family == "thing")):
        return False
    if frame.taught:  # "My dream is over." tells no dream
        return kind.key not in _ARTICLED or not slots.describes(value)
    only = ONLY.get(f"{frame.before}{{v}}{frame.after}")
    if only is not None:
        return value.lower().split()[-1] in only
    return not (kind.values in ("thing", "job") and slots.describes(value))


def _match(clause: Clause, shouting: bool) -> Fact | None:
    lowered = lower(clause.text)
    for frame in _candidates(lowered):
        if not lowered.startswith(frame.before) or not lowered.endswith(frame.after):
            continue
        if len(lowered) <= frame.size:
            continue
        said = clause.said(len(frame.before), len(lowered) - len(frame.after))
        value = slots.trimmed(said, frame.kind.values)
        if frame.kind.key == "drives":  # "an old Fiat" is a Fiat
            value = re.sub(r"^(?:[a-z-]+ )+(?=[A-Z])", "", value)
        if frame.kind.key == "instrument":  # "the drums in a band"
            value = re.sub(r" (?:in|at|with|for|since) .+$", "", value)
        if value and _fits(frame, value, shouting):
            return Fact(frame.kind.key, value)
    return open_fact(clause, shouting)


def _read(clause: Clause, shouting: bool) -> Fact | None:
    """The fact of the clause, or of what stands before its first break ("I am Tom, nice to meet you")."""
    fact = _match(clause, shouting)
    for cut in () if fact else _BREAK.finditer(clause.text):
        fact = _match(clause.cut(0, cut.start()), shouting)
        if fact is not None:
            break
    return fact


_WITH_NAME = re.compile(
    rf"\b(?:my|I have an?) (?P<noun>{any_of([*PETS, *RELATIVES])}),? \(?"
    r"(?P<name>(?-i:(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)|(?<=with my cat )\w+|(?<=with my dog )\w+)(?!')",
    re.IGNORECASE,
)


def _beside(clause: Clause, shouting: bool) -> Fact | None:
    """A name told in passing: "My dog Rufus is asleep."."""
    match = None if shouting else _WITH_NAME.search(clause.text)
    if match is None:
        return None
    name = clause.said(*match.span("name"))
    if not (slots.surely(name, "name") or (name.islower() and slots.VALID["name"](name, shouting))):
        return None
    noun = match["noun"].lower().replace(" ", "_")
    return Fact(f"pet_{noun}" if f"pet_{noun}" in KINDS else f"rel_{noun}", name)


def _self_added(clause: Clause, shouting: bool) -> Iterator[Fact]:
    """What follows a name: "I'm Ella, 23, from Bristol"."""
    for piece in _ADDED.split(clause.text)[1:]:
        text = piece.strip(" .!")
        if re.fullmatch(r"\d{1,2}|from .+|an? [\w ]+", text):
            fact = _match(Clause.spelled(f"I am {text}"), shouting)
            if fact is not None and fact.key in ("age", "origin", "job"):
                yield fact


def _facts(clause: Clause, before: Whose | None, shouting: bool) -> Iterator[Fact]:
    fact = _read(clause, shouting)
    if fact is None and before is not None:
        meant = _meaning(clause, before)
        fact = _read(meant, shouting) if meant else None
    if fact is not None:
        yield fact
        if fact.key == "name":
            yield from _self_added(clause, shouting)
    beside = _beside(clause, shouting)
    if beside is not None and (fact is None or fact.key != beside.key):
        yield beside


def _meaning(clause: Clause, before: Whose) -> Clause | None:
    """The clause with its pronoun spelled out: after "I have a turtle", "she's called X" is the turtle."""
    match = PRONOUNS.match(clause.text)
    if match is None or not before.fits(match.group()):
        return None
    word = match.group().strip().lower()
    owning = word in ("his", "her", "its", "their")
    being = "is " if "'" in word else ""
    opened = f"my {before.noun}'s " if owning else f"my {before.noun} {being}"
    rest = clause.cut(match.end(), len(clause.text))
    return Clause(opened + rest.text, (rest.origin[0],) * len(opened) + rest.origin, rest.source)


def find_facts(text: str) -> list[Fact]:
    """The facts a person tells in ``text``, in order; a later one of the same kind wins."""
    if len(text) > MAX_TEXT:
        return []
    found: dict[str, Fact] = {}
    shouting = text.isupper()
    before: Whose | None = None
    for sentence in SENTENCE.split(ASIDE.sub(r"\1:", text.translate(APOSTROPHES))):
        bare = OPENER.sub("", sentence.strip())
        if is_question(bare) and not ENTRY.match(bare):
            before = None
            continue
        for clause in Clause.spelled(sentence.strip()).parts():
            for fact in _facts(clause, before, shouting):
                if len(fact.value.encode()) <= LONGEST_VALUE:
                    found.pop(fact.key, None)
                    found[fact.key] = fact
            before = whose(clause.text) or before
    return list(found.values())
