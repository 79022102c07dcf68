"""What the facade gives back to the window and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamReport
from luna_desktop.domain.forgetting import Answer, Forgetting
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import Conversation, Message
from luna_desktop.domain.transcript import Added, Dropped, Origin

OutcomeStatus = Literal["published", "branched", "rejected", "failed", "cancelled", "paused"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said and what came back of it; ``heard`` is what it told, as far as that is learned."""

    person: Message
    reply: Message
    karma: tuple[LedgerEntry, ...]
    balance: int
    threshold: int
    age_up_due: bool
    tokens: int = 0
    seconds: float = 0.0
    heard: tuple[Fact, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """What her reply was about, as she understood it (``inner_speech.about``)."""
        return inner_speech.about(self.reply.inner)

    @property
    def karma_earned(self) -> int:
        """Points of this exchange."""
        return sum(entry.delta for entry in self.karma)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A message that holds the words; the snippet marks them with ``[`` and ``]``."""

    message: Message
    conversation: Conversation
    snippet: str


@dataclass(frozen=True, slots=True)
class KarmaSummary:
    """The bar: where it stands and what filled it last (newest first)."""

    balance: int
    threshold: int
    age: int
    budget_tokens: int
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class AgeUpPreview:
    """What an age-up would do now. ``minutes`` is an estimate for this machine.

    ``lessons`` wait to be learnt, ``facts`` among them; ``unlearnt`` counts what she is to know no
    longer, or to say otherwise.
    """

    due: bool
    possible: bool
    why_not: str
    balance: int
    threshold: int
    budget_tokens: int
    minutes: float
    lessons: int
    facts: int
    resumable: Generation | None
    unlearnt: int = 0


@dataclass(frozen=True, slots=True)
class AgeUpOutcome:
    """How an age-up ended. ``to`` is None unless it was published.

    Branched is published beside another generation that was made the current one meanwhile.
    """

    status: OutcomeStatus
    from_: Generation
    to: Generation | None
    candidate: Generation
    reasons: tuple[str, ...]
    exam: ExamReport | None
    seconds: float
    tokens: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought, and what it left out and why.

    ``grown`` conversations were here already, with less in them; ``known`` ones brought nothing, and of those
    ``older`` hold less than is here. ``unread`` are files by name with
    the sentence that tells what is wrong. ``lessons`` counts those of a file of lessons.
    """

    let_in: bool
    conversations: Mapping[Origin, int] = field(default_factory=dict[Origin, int])
    known: int = 0
    added: Added = field(default_factory=Added)
    dropped: Mapping[Dropped, int] = field(default_factory=dict[Dropped, int])
    unread: tuple[tuple[str, str], ...] = ()
    lessons: int = 0
    karma: tuple[LedgerEntry, ...] = ()
    balance: int = 0
    threshold: int = 0
    cancelled: bool = False
    seconds: float = 0.0
    grown: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class Forgot:
    """How it went. ``outcome`` is None where no current generation had to learn anew, or with ``trouble``
    none could begin to. ``left`` is what kept some file of it from being removed at once. ``asked`` counts
    the ways in which she was asked for it, ``leaks`` those that gave it away, and ``guesses`` those that had
    it by chance; ``answers`` are what she says of the names now."""

    what: Forgetting
    outcome: AgeUpOutcome | None
    asked: int = 0
    trouble: LunaError | None = None
    left: LunaError | None = None
    leaks: int = 0
    guesses: int = 0
    answers: tuple[Answer, ...] = ()

    @property
    def relearnt(self) -> bool:
        return self.trouble is None and (self.outcome is None or self.outcome.to is not None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why she did not learn the rest again."""
        if self.trouble is not None:
            return (self.trouble.sentence,)
        return () if self.outcome is None or self.relearnt else self.outcome.reasons
