"""What happened, in the past tense. Services publish these on the bus."""

from __future__ import annotations

from dataclasses import dataclass, field

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.message import Conversation, Message


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class ConversationChanged(Event):
    """Created, renamed, archived or touched."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ConversationDeleted(Event):
    conversation_id: int


@dataclass(frozen=True, slots=True)
class MessageAdded(Event):
    """A row was committed: the person's message, or Luna's empty reply."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageStreamed(Event):
    """``text`` is the whole reply so far."""

    message_id: int
    conversation_id: int
    text: str


@dataclass(frozen=True, slots=True)
class MessageFinished(Event):
    """The reply's last state was committed."""

    message: Message
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class MessageHeard(Event):
    """A message was heard, before she answers it: ``facts`` become lessons once the exchange is judged.

    Of a private conversation, or where something may give a secret away, nothing is told.
    """

    message_id: int
    conversation_id: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class FactsHeard(Event):
    """A message was judged, and these are the lessons of facts that it told, new ones or told again."""

    message_id: int
    conversation_id: int
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class NotLearned(Event):
    """What a message was heard to tell did not become lessons, whatever kept it from that: it may later."""

    message_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class LessonsChanged(Event):
    """Lessons were added, mended, struck or let in by hand; ``message_ids`` are those that told them."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KarmaGiven(Event):
    """Entries were written; ``balance`` and ``threshold`` after them."""

    entries: tuple[LedgerEntry, ...]
    balance: int
    threshold: int


@dataclass(frozen=True, slots=True)
class AgeUpDue(Event):
    """The bar is full."""

    balance: int
    threshold: int


@dataclass(frozen=True, slots=True)
class AgeUpStarted(Event):
    candidate: Generation
    parent: Generation
    budget_tokens: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a long job is. ``fraction`` runs over the whole job, 0 to 1."""

    phase: str  # "train", "exam" and so on: `cli/output.py` has words for each
    fraction: float = 0.0
    step: int = 0
    total: int = 0
    loss: float | None = None
    tokens_per_s: float | None = None
    seconds_left: float | None = None
    memory_bytes: int | None = None
    sample: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrainingProgressed(Event):
    """Of a candidate, or of who is to learn while what she was told is still being heard ("hear")."""

    generation_id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ExamTaken(Event):
    generation: Generation


@dataclass(frozen=True, slots=True)
class GenerationPublished(Event):
    generation: Generation


@dataclass(frozen=True, slots=True)
class GenerationRejected(Event):
    generation: Generation
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgeUpEnded(Event):
    """Ended without a verdict: failed, cancelled or paused (its status says which)."""

    generation: Generation
    error: LunaError | None = field(default=None)


@dataclass(frozen=True, slots=True)
class GenerationLoaded(Event):
    """This generation answers from now on."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class GenerationReturned(Event):
    """Its files are whole again, so it answers again, as it did before they were damaged or away."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class TroubleRaised(Event):
    """Known trouble outside any call, for a banner in the panel it concerns."""

    error: LunaError
    panel: str = "chat"
