"""A conversation as a plain list of messages with roles, in whatever order they were saved.

So do chatbot-ui, Jan and most programs that speak the interface of OpenAI.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import (
    all_of,
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    attached_texts,
    first,
    in_time,
    joined_texts,
    some_hold,
    turns,
)

_KEYS = frozenset({"role", "content"})
_LISTS = ("messages", "conversations", "conversation", "items")
_TEXT = frozenset({"", "text", "text/plain", "text/markdown", "markdown", "multimodal_text"})
_PARTS = frozenset({"text", "input_text", "output_text"})
_TIMES = ("timestamp", "create_time", "created_at", "createdAt")


def is_message(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one turn of such a conversation."""
    return record.keys() >= _KEYS


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    messages = first(record, *_LISTS)
    return (isinstance(record.get("messages"), list) and "id" in record) or some_hold(
        as_list(messages), *_KEYS
    )


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns in the order of time."""
    found: list[Turn] = []
    seen: set[str] = set()
    for message in map(as_map, as_list(first(record, *_LISTS))):
        ident = message.get("id")
        known = isinstance(ident, (str, int)) and ident != "" and str(ident) in seen
        found += [Left(Dropped.DUPLICATE)] if known else message_turns(message)
        seen.add(str(ident))
    return in_time(found)


def message_turns(message: dict[str, Any]) -> Iterator[Turn]:
    """What one message comes to."""
    role, at = as_role(message.get("role")), as_time(first(message, *_TIMES))
    if isinstance(role, Dropped):
        yield Left(role, at=at)
        return
    kind, content = message.get("content_type"), first(message, "content", "text")
    if kind is not None and not (isinstance(kind, str) and kind.strip().lower() in _TEXT):
        yield Left(Dropped.NOT_TEXT, role, at)
        return
    if isinstance(content, dict):
        content = first(as_map(content), "parts", "text", "value")
    parts = as_list(content)
    text = joined_texts(parts, _PARTS) if parts else as_text(content)
    files = [message.get("files"), message.get("attachments")]
    entire = all_of(parts, _PARTS) and not any(map(as_list, files))
    yield from turns(role, text, at, content, pasted=attached_texts(*files), entire=entire)
