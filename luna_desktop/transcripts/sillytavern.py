"""A chat of SillyTavern: a line about the chat, then a line for each message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import as_list, as_map, as_text, as_time, some_hold, turns

_KEYS = frozenset({"mes", "is_user"})
_STAMP = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*@\s*(\d{1,2})h\s*(\d{1,2})m\s*(\d{1,2})s")


def is_header(record: dict[str, Any]) -> bool:
    """Whether ``record`` is the line that such a chat begins with."""
    return "mes" not in record and (
        "chat_metadata" in record or {"user_name", "character_name"} <= record.keys()
    )


def is_message(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one turn of such a chat."""
    return record.keys() >= _KEYS


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` holds the lines of such a chat."""
    return some_hold(as_list(record.get("messages")), *_KEYS)


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns in the order of the file."""
    found: list[Turn] = []
    for message in map(as_map, as_list(record["messages"])):
        found += _turns(message)
    return found


def _turns(message: dict[str, Any]) -> Iterator[Turn]:
    mine = message.get("is_user")
    if message.get("is_system"):
        yield Left(Dropped.HIDDEN)
    elif not isinstance(mine, bool):
        yield Left(Dropped.MALFORMED)
    else:
        raw = message.get("mes")
        yield from turns("person" if mine else "luna", as_text(raw), _moment(message.get("send_date")), raw)


def _moment(value: Any) -> float | None:
    """Its older spellings are in the time of the computer that wrote them."""
    text = as_text(value)
    try:
        if stamp := _STAMP.match(text):
            year, month, day, hour, minute, second = map(int, stamp.groups())
            return datetime(year, month, day, hour, minute, second).timestamp()
        return as_time(value) or datetime.strptime(text.upper(), "%B %d, %Y %I:%M%p").timestamp()
    except (ValueError, OverflowError, OSError):
        return None
