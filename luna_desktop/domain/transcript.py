"""Conversations held elsewhere, as they are brought here: who said what, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Role


class Origin(StrEnum):
    """Where a conversation was held."""

    LUNA = "luna"
    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    SHAREGPT = "sharegpt"
    PLAIN = "plain"


ORIGIN_NAMES = {
    Origin.LUNA: "Luna",
    Origin.CHATGPT: "ChatGPT",
    Origin.CLAUDE: "Claude",
    Origin.SHAREGPT: "a ShareGPT file",
    Origin.PLAIN: "files",
}


class Dropped(StrEnum):
    """Why something in a file is not part of a conversation here; the value completes "left out: "."""

    TOOL = "tool"
    SYSTEM = "system"
    HIDDEN = "hidden"
    NOT_TEXT = "not text"
    EMPTY = "empty"
    TOO_LONG = "too long"
    MALFORMED = "malformed"
    DUPLICATE = "duplicate"
    OTHER_BRANCH = "another branch"
    UNASKED = "before the first question"
    ORPHAN = "answers to what was left out"
    FORGOTTEN = "forgotten here"
    NO_CONVERSATION = "conversations without a word of yours"
    TOO_LARGE = "conversations too large to be read"
    BAD_CONVERSATION = "conversations that cannot be read"


@dataclass(frozen=True, slots=True)
class Said:
    """One turn; ``at`` is in Unix seconds, None when the file does not tell.

    ``text`` is what was written; ``pasted`` is the text of what was attached to it, which tells nothing of
    its sender. Of a turn that is not ``entire`` a part was left out: what follows may answer that part.
    """

    role: Role
    text: str
    at: float | None = None
    pasted: str = ""
    entire: bool = True

    @property
    def whole(self) -> str:
        """All of it, as a page shows it."""
        return f"{self.text}\n\n{self.pasted}" if self.text and self.pasted else self.text or self.pasted


@dataclass(frozen=True, slots=True)
class Left:
    """A turn that is left out. Without a ``role`` it says nothing of whose turn it was."""

    why: Dropped
    role: Role | None = None
    at: float | None = None


Turn = Said | Left


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation: turns that alternate, the person's first, in the order of time.

    ``source_id`` is what it is called at its origin; one that is not ``named`` is called by a hash of what
    was said.
    """

    origin: Origin
    source_id: str
    title: str
    said: tuple[Said, ...]
    created_at: float | None = None
    updated_at: float | None = None
    named: bool = True

    def beginnings(self) -> Iterator[str]:
        """What it was called while it was shorter, without a name: a hash for each beginning of it."""
        whole = hashlib.sha256()
        for one in self.said:
            whole.update(f"{one.role}\0{one.whole}\0".encode())
            yield whole.hexdigest()

    def dated(self, fallback: float) -> Transcript:
        """With a time for everything: what has none takes the turn's before it, or ``fallback``."""
        first = next((s.at for s in self.said if s.at is not None), None)
        last = self.created_at if self.created_at is not None else first
        last = fallback if last is None else last
        created, said = min(last, first if first is not None else last), list[Said]()
        for one in self.said:
            last = one.at if one.at is not None else last
            said.append(replace(one, at=last))
        updated = max(last, self.updated_at if self.updated_at is not None else last)
        return replace(self, said=tuple(said), created_at=created, updated_at=updated)


class Arrival(StrEnum):
    """What a transcript is to what is here already."""

    NEW = "new"
    GROWN = "grown"
    KNOWN = "known"
    OLDER = "older"  # less of it than is here


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a transcript can teach, by the places of its turns, each with why it waits ('' for nothing).

    ``heard`` is what each turn of the person's tells and asks, as ``Message.heard`` has it.
    """

    facts: tuple[tuple[int, Fact, str], ...] = ()
    pairs: tuple[tuple[int, str], ...] = ()  # the place of the person's turn; the reply follows it
    heard: tuple[tuple[int, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What saving some transcripts came to: messages, exchanges never had before, new lessons; turns in the
    place of what was forgotten here, which stay out."""

    messages: int = 0
    exchanges: int = 0
    facts: int = 0
    pairs: int = 0
    forgotten: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.messages + other.messages,
            self.exchanges + other.exchanges,
            self.facts + other.facts,
            self.pairs + other.pairs,
            self.forgotten + other.forgotten,
        )
