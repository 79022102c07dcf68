"""Conversations and what was said in them."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from luna_desktop.domain.prompt import Role


class MessageState(StrEnum):
    """How far a message came; a reply row exists before its first token."""

    PARTIAL = "partial"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread of messages; a private one is never trained on. ``origin`` tells where it was held."""

    id: int
    title: str
    created_at: float
    updated_at: float
    archived: bool = False
    private: bool = False
    origin: str = "luna"


@dataclass(frozen=True, slots=True)
class Message:
    """One utterance. ``reply_to`` links a reply to the person's message.

    Several replies to one message are its versions; the newest is shown first.
    Times are Unix seconds. ``thumbs`` is -1, 0 or 1. An imported reply has no
    ``generation_id``: none of hers said it.
    """

    id: int
    conversation_id: int
    role: Role
    text: str
    created_at: float
    state: MessageState = MessageState.COMPLETE
    reply_to: int | None = None
    generation_id: str | None = None
    thumbs: int = 0


def writable(text: str) -> str:
    """``text`` as UTF-8 can hold it: a "?" for each half of a character that broken input brought."""
    return text.encode("utf-8", "replace").decode("utf-8")


def normalised(text: str) -> str:
    """``text`` without differences of case, spacing and Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fingerprint(text: str) -> str:
    """The same for texts that say exactly the same."""
    return hashlib.sha256(normalised(text).encode("utf-8")).hexdigest()
