"""Conversations and what was said in them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
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
    ``generation_id``: none of hers said it. ``held`` are kinds of secrets (``lesson.SECRETS``)
    that the person's message may give away, so that nothing of it is learned. A reply with
    ``held`` is the app's own sentence about that, in her place and in her voice: it is no
    lesson, earns nothing, cannot be rated, and is never in her memory, nor is what it answers.
    ``inner`` is what she said to herself before her reply, as its bracket reads (``inner_speech``); ``heard``
    what a message of the person's tells and asks, None where that is not known.
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
    held: str = ""
    inner: str = ""
    heard: str | None = field(default=None, compare=False)

    @property
    def whole(self) -> str:
        """All of it, as she said it."""
        return f"{self.inner} {self.text}" if self.inner else self.text


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An exchange that is saved, and that nobody has judged for the generation ``head`` yet."""

    person: Message
    reply: Message
    head: str


# -- text ------------------------------------------------------------------------

# Orders to a terminal, whole: what is only cut of its first character would stand there as rubbish.
_ORDERS = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, clearing, the cursor
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\\n]*(?:\x07|\x1b\\\\|\x9c)"  # titles (OSC)
    "|\x1b[ -/]*[0-~]"
)
_SEPARATORS = re.compile("[\x1c-\x1f]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85]")
# All others but the tab and the line's end, and the two marks that turn the order of letters round whatever
# their script is; "access" can be made of "ssecca" with them, and no language needs them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u202d\u202e]")
_OPENING = {
    **dict.fromkeys("\u202a\u202b", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
_CLOSING = "\u202c\u2069"
_DIRECTIONS = re.compile("[\u202a-\u202c\u2066-\u2069]")
# Unicode's Default_Ignorable_Code_Point, and what is only drawn blank: Braille without dots, an empty note
# head, the place of a picture that is lost.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def writable(text: str) -> str:
    """``text`` as it can be kept and shown anywhere.

    A "?" stands for each half of a character that broken input brought. What would command a terminal
    is gone; line ends are newlines. Marks of direction, which right-to-left text needs, stay and end
    with their line.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _CONTROLS.sub("", _ORDERS.sub("", _BREAKS.sub("\n", text)))
    return ended_directions(_SEPARATORS.sub(" ", text))


def ended_directions(text: str) -> str:
    """``text`` whose marks of direction end with their line: what is shown beside it keeps its order."""
    if not _DIRECTIONS.search(text):
        return text
    return "\n".join(map(_ended, text.split("\n")))


def _ended(line: str) -> str:
    opened: list[str] = []
    kept: list[str] = []
    for character in line:
        if character in _OPENING:
            opened.append(_OPENING[character])
        elif character in _CLOSING:
            if not opened or opened[-1] != character:
                continue  # it closes nothing
            opened.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(opened))


def visible(text: str) -> str:
    """What of ``text`` can be seen, without blanks at its ends; empty when it says nothing."""
    return UNSEEN.sub("", writable(text)).strip()


def spoken(text: str) -> str:
    """``text`` as it can be kept, without blanks at its ends; empty when nothing of it can be seen."""
    text = writable(text).strip()
    return text if visible(text) else ""


def normalised(text: str) -> str:
    """What is seen of ``text``, without differences of case, spacing and Unicode form."""
    return " ".join(visible(unicodedata.normalize("NFKC", text)).casefold().split())


def fingerprint(text: str) -> str:
    """The same for texts that say exactly the same."""
    return hashlib.sha256(normalised(text).encode("utf-8")).hexdigest()
