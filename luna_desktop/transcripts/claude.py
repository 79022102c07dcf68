"""A conversation of Claude's export: a list of messages, each a text or blocks."""

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

_BLOCKS = frozenset({"text"})


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return isinstance(record.get("chat_messages"), list)


def read(record: dict[str, Any], dropped: Counter[Dropped]) -> list[Said]:
    """The turns in the order of time."""
    said: list[Said] = []
    seen: set[str] = set()
    for message in as_list(record["chat_messages"]):
        turn = _turn(as_map(message), seen)
        if isinstance(turn, Said):
            said.append(turn)
        else:
            dropped[turn] += 1
    return in_time(said)


def _turn(message: dict[str, Any], seen: set[str]) -> Said | Dropped:
    role = as_role(message.get("sender"))
    if isinstance(role, Dropped):
        return role
    ident = as_text(message.get("uuid"))
    if ident in seen:
        return Dropped.DUPLICATE
    if ident:
        seen.add(ident)
    blocks = as_list(message.get("content"))
    # The text repeats the blocks, with a remark in the place of tools and thoughts.
    text = joined_texts(blocks, _BLOCKS) if blocks else as_text(message.get("text"))
    return said_or_dropped(role, text, as_time(message.get("created_at")), blocks or message.get("text"))
