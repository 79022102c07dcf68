"""A conversation as ShareGPT and its many data sets write it: who it is from, and its value."""

from __future__ import annotations

from collections import Counter
from typing import Any

from luna_desktop.domain.transcript import Dropped, Said
from luna_desktop.transcripts.fields import as_list, as_map, as_role, as_text, as_time, said_or_dropped


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    turns = record.get("conversations", record.get("conversation"))
    return isinstance(turns, list) and any(
        {"from", "value"} <= as_map(turn).keys() for turn in as_list(turns)
    )


def read(record: dict[str, Any], dropped: Counter[Dropped]) -> list[Said]:
    """The turns in the order of the file, which is the only one there is."""
    said: list[Said] = []
    for entry in as_list(record.get("conversations", record.get("conversation"))):
        turn = _turn(as_map(entry))
        if isinstance(turn, Said):
            said.append(turn)
        else:
            dropped[turn] += 1
    return said


def _turn(entry: dict[str, Any]) -> Said | Dropped:
    role, value = as_role(entry.get("from")), entry.get("value")
    if isinstance(role, Dropped):
        return role
    return said_or_dropped(role, as_text(value), as_time(entry.get("timestamp")), value)
