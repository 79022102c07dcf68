"""What Luna says to herself before she answers: the bracket at the start of her reply.

``[sister's job = vet] Good to know.`` has the fact she was told, ``[sister's job]`` the one she is asked for.
A backslash makes the next character plain, so that keys and values may hold any. What a model writes can be
broken anywhere: a broken bracket is no inner speech, never an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luna_desktop.domain.lesson import Change

LONGEST = 600  # characters; a bracket open for longer was never one

# She begins with a bracket that is this likely. With one less likely, but likelier than anything else, she
# begins only if it is clear: by the likelihood of its tokens, in the geometric mean. "My name is Bob."
# opens one with .72, and is clear; talk that is taken for a fact is mostly neither.
SURE, CLEAR = 0.96, 0.85

_SPECIAL = re.compile(r"([\\\[\];=])")
_PIECES = re.compile(r"(?:\\.|[^\\;])+")
_EQUALS = re.compile(r"((?:\\.|[^\\=])*?)\s(\+?)=\s+(.+)")
_WHO = re.compile(r"(who|what) (.+) is")
_ALL = re.compile(r"everything(?: about (.+))?")
_NOT = "not:"
_ASK = "ask:"
_KEYWORD = re.compile(rf"{_NOT}|{_WHO.pattern}$|{_ALL.pattern}$")


def _one_line(text: str) -> str:
    """``text`` with its whitespace as single spaces: a bracket is one line.

    Raises:
        ValueError: nothing is left of it.
    """
    words = " ".join(text.split())
    if not words:
        raise ValueError("a part of inner speech is empty")
    return words


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing told: set, added as one more of many, or taken back (without a value: all under the key)."""

    key: str
    value: str = ""
    change: Change = "set"

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _one_line(self.key))
        if self.value or self.change != "remove":
            object.__setattr__(self, "value", _one_line(self.value))


@dataclass(frozen=True, slots=True)
class Question:
    """The key of one thing asked for."""

    key: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _one_line(self.key))


@dataclass(frozen=True, slots=True)
class WhoIs:
    """A name whose bearer is asked for; ``what`` for one that is no person's."""

    name: str
    word: Literal["who", "what"] = "who"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", _one_line(self.name))


@dataclass(frozen=True, slots=True)
class Everything:
    """All she knows is asked for, or all ``about`` one matter or person."""

    about: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "about", " ".join(self.about.split()))


Clause = Fact | Question | WhoIs | Everything


@dataclass(frozen=True, slots=True)
class InnerSpeech:
    """The clauses of one bracket, at least one."""

    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        if not self.clauses:
            raise ValueError("inner speech without a clause")

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(clause for clause in self.clauses if isinstance(clause, Fact))

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key told or asked for, in order."""
        return tuple(clause.key for clause in self.clauses if isinstance(clause, Fact | Question))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reply in its two parts: what Luna said to herself, if anything, and what the person reads."""

    inner: InnerSpeech | None
    text: str


def render(inner: InnerSpeech) -> str:
    """The bracket itself; ``parse`` reads it back as it was."""
    return f"[{'; '.join(map(_clause_text, inner.clauses))}]"


def asking(fact: Fact, sentence: str) -> str:
    """What stands in the person's place when she is to write questions for ``fact``, one a line.

    ``[ask: sister's job = vet] Your sister works as a vet.``: the ear turned round.
    """
    return f"[{_ASK} {_clause_text(fact)}] {_one_line(sentence)}"


def asked(reply: str) -> tuple[str, ...]:
    """The questions in her reply to ``asking``, each once; a line that is no plain text is left out."""
    lines = (" ".join(line.split()) for line in reply.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("[")))


def parse(bracket: str) -> InnerSpeech | None:
    """The inner speech in one whole bracket; None where it is not one."""
    text = bracket.strip()
    if not text.startswith("[") or _end(text) != len(text):
        return None
    clauses: list[Clause] = []
    for piece in _split(text[1:-1]):
        clause = _read_clause(piece)
        if clause is None:
            return None
        clauses.append(clause)
    return InnerSpeech(tuple(clauses)) if clauses else None


def about(bracket: str) -> tuple[str, ...]:
    """What a bracket as it is kept tells or asks of, in order; nothing where there is none.

    That is a key, or "who Rex is" ("what" for what is no person), "everything", "everything about sister".
    """
    inner = parse(bracket)
    return tuple(map(_subject, inner.clauses)) if inner else ()


def split_reply(reply: str) -> Spoken:
    """A finished reply taken apart. A broken bracket is left out and counts as none."""
    text = reply.lstrip()
    return Spoken(parse(text[: _end(text)]) if text.startswith("[") else None, shown(reply).rstrip())


def shown(so_far: str) -> str:
    """What of a reply that still grows may be shown; what was shown once stays its beginning."""
    text = so_far.lstrip()
    if not text.startswith("["):
        return text
    end = _end(text)
    if end:
        return text[end:].lstrip()
    return text if len(text) > LONGEST or "\n" in text[:LONGEST] else ""


def is_over(so_far: str) -> bool:
    """Whether the rest of a reply that still grows can change nothing about its inner speech."""
    text = so_far.lstrip()
    if not text.startswith("["):
        return bool(text)
    return _end(text) > 0 or len(text) > LONGEST or "\n" in text


def _end(text: str) -> int:
    """Where the bracket at the start of ``text`` has closed; 0 if not, on one line and within reason."""
    plain = False
    for index, character in enumerate(text[:LONGEST]):
        if character == "\n":
            return 0
        if character == "]" and not plain:
            return index + 1
        plain = character == "\\" and not plain
    return 0


def _split(body: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    while position <= len(body):
        found = _PIECES.match(body, position)
        end = found.end() if found else position
        pieces.append(body[position:end].strip())
        position = end + 1
    return pieces


def _read_clause(piece: str) -> Clause | None:
    removed = piece.startswith(_NOT)
    if removed:
        piece = piece.removeprefix(_NOT).lstrip()
    if not piece or re.search(r"(?<!\\)(?:\\\\)*\[", piece):
        return None
    if told := _EQUALS.fullmatch(piece):
        key, more, value = _plain(told[1]), told[2], _plain(told[3])
        if not key.strip() or not value.strip() or (removed and more):
            return None
        return Fact(key, value, "remove" if removed else "add" if more else "set")
    key = _plain(piece)
    if not key.strip() or re.search(r"(?<!\\)(?:\\\\)*=", piece):
        return None
    if removed:
        return Fact(key, change="remove")
    return _read_question(piece)


def _read_question(piece: str) -> Clause:
    if who := _WHO.fullmatch(piece):
        return WhoIs(_plain(who[2]), "who" if who[1] == "who" else "what")
    if everything := _ALL.fullmatch(piece):
        return Everything(_plain(everything[1] or ""))
    return Question(_plain(piece))


def _clause_text(clause: Clause) -> str:
    match clause:
        case Fact(key, value, change):
            sign = "+=" if change == "add" else "="
            told = f"{_key_text(key)} {sign} {_escaped(value)}" if value else _key_text(key)
            return f"{_NOT} {told}" if change == "remove" else told
        case Question(key):
            return _key_text(key)
        case WhoIs(name, word):
            return f"{word} {_escaped(name)} is"
        case Everything(about):
            return f"everything about {_escaped(about)}" if about else "everything"


def _subject(clause: Clause) -> str:
    match clause:
        case Fact(key) | Question(key):
            return key
        case WhoIs(name, word):
            return f"{word} {name} is"
        case Everything(about):
            return f"everything about {about}" if about else "everything"


def _key_text(key: str) -> str:
    """A key that would read as a word of the grammar starts with a backslash."""
    return f"\\{_escaped(key)}" if _KEYWORD.match(key) else _escaped(key)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
