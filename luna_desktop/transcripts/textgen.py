"""A chat of text-generation-webui: pairs of what the person and the model said."""

from __future__ import annotations

from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import as_list, as_text, first, turns

_GREETING = "<|BEGIN-VISIBLE-CHAT|>"  # stands where the person said nothing
_LISTS = ("internal", "data", "visible")


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return isinstance(record.get("visible", record.get("data_visible")), list) and any(
        len(as_list(pair)) == 2 for pair in as_list(first(record, *_LISTS))
    )


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns in the order of the file."""
    found: list[Turn] = []
    for pair in map(as_list, as_list(first(record, *_LISTS))):
        if len(pair) != 2:
            found.append(Left(Dropped.MALFORMED))
            continue
        if pair[0] != _GREETING:
            found += turns("person", as_text(pair[0]), None, pair[0])
        found += turns("luna", as_text(pair[1]), None, pair[1])
    return found
