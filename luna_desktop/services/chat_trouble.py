"""What keeps a talk from going on, in sentences for the person."""

from __future__ import annotations

import logging
import traceback

from luna_desktop.domain.errors import LunaError

_log = logging.getLogger(__name__)


def message_unknown(message_id: int) -> LunaError:
    return LunaError(
        "message-unknown", f"There is no reply {message_id}.", "", "Choose one of Luna's replies."
    )


def forgotten(what: str) -> LunaError:
    return LunaError("message-forgotten", what, "What was said here is forgotten.", "Say something new.")


def unjudged(error: Exception) -> LunaError:
    return LunaError(
        "exchange-unjudged",
        "Her answer is saved, but what you said could not be looked through.",
        error.sentence if isinstance(error, LunaError) else "",
        "It is tried again when Luna starts; until then it gives no karma and no lesson.",
    )


def lost() -> LunaError:
    return LunaError(
        "exchange-unjudged",
        "Something you told her could not be looked through, twice.",
        "Your messages are all here, but what stands in this one is no lesson.",
        "Tell her again what she shall learn.",
    )


def conversation_unknown(conversation_id: int) -> LunaError:
    return LunaError("conversation-unknown", f"There is no conversation {conversation_id}.")


def log_fault(where: str, error: Exception) -> None:
    """Where and what kind, not the message: that could quote what was said."""
    places = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s failed: %s\n%s", where, type(error).__name__, places)
