"""A conversation as ShareGPT and its many data sets write it: who it is from, and its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import (
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    first,
    some_hold,
    turns,
)

_KEYS = frozenset({"from", "value"})
_LISTS = ("conversations", "conversation", "items", "messages")


def is_message(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one turn of such a conversation."""
    return record.keys() >= _KEYS


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return some_hold(as_list(first(record, *_LISTS)), *_KEYS)


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns in the order of the file, which is the only one there is."""
    found: list[Turn] = []
    for entry in as_list(first(record, *_LISTS)):
        found += _turns(as_map(entry))
    return found


def _turns(entry: dict[str, Any]) -> Iterator[Turn]:
    role, value = as_role(entry.get("from")), first(entry, "value", "text", "content")
    if isinstance(role, Dropped):
        yield Left(role)
    else:
        yield from turns(role, as_text(value), as_time(first(entry, "timestamp", "created_at")), value)
