"""A conversation as a plain object with ``messages``, in whatever order they were saved."""

from __future__ import annotations

from collections import Counter
from typing import Any

from luna_desktop.domain.transcript import Dropped, Said
from luna_desktop.transcripts.fields import (
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    in_time,
    joined_texts,
    said_or_dropped,
)

_TEXT = frozenset({"", "text", "text/plain", "text/markdown", "markdown", "multimodal_text"})
_PARTS = frozenset({"text", "input_text", "output_text"})


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    messages = record.get("messages")
    return isinstance(messages, list) and (
        "id" in record or any({"role", "content"} <= as_map(message).keys() for message in as_list(messages))
    )


def read(record: dict[str, Any], dropped: Counter[Dropped]) -> list[Said]:
    """The turns in the order of time."""
    said: list[Said] = []
    seen: set[str] = set()
    for message in as_list(record["messages"]):
        turn = _turn(as_map(message), seen)
        if isinstance(turn, Said):
            said.append(turn)
        else:
            dropped[turn] += 1
    return in_time(said)


def _turn(message: dict[str, Any], seen: set[str]) -> Said | Dropped:
    role = as_role(message.get("role"))
    if isinstance(role, Dropped):
        return role
    ident = message.get("id")
    if isinstance(ident, (str, int)) and ident != "":
        if str(ident) in seen:
            return Dropped.DUPLICATE
        seen.add(str(ident))
    kind, content = message.get("content_type"), message.get("content")
    if kind is not None and not (isinstance(kind, str) and kind.strip().lower() in _TEXT):
        return Dropped.NOT_TEXT
    if isinstance(content, dict):
        content = as_map(content).get("parts", as_map(content).get("text"))
    text = joined_texts(as_list(content), _PARTS) if isinstance(content, list) else as_text(content)
    moments = (as_time(message.get(key)) for key in ("timestamp", "create_time", "created_at"))
    return said_or_dropped(role, text, next((m for m in moments if m is not None), None), content)
