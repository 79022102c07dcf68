"""A conversation of LibreChat's export: messages with their answers inside, or with their parent's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import (
    as_list,
    as_map,
    as_text,
    as_time,
    attached_texts,
    joined_texts,
    some_hold,
    turns,
)
from luna_desktop.transcripts.tree import path_to

_PARTS = frozenset({"text"})


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return some_hold(_roots(record), "isCreatedByUser")


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns of the path to the newest message: which one was looked at last is not told."""
    named: dict[str, dict[str, Any]] = {}
    parents: dict[str, Any] = {}
    waiting = [(message, None) for message in reversed(_roots(record))]
    while waiting:
        message, parent = as_map(waiting[-1][0]), waiting.pop()[1]
        name = as_text(message.get("messageId")) or f"#{len(named)}"
        if name not in named:
            named[name] = message
            parents[name] = parent or message.get("parentMessageId")
            waiting += [(child, name) for child in reversed(as_list(message.get("children")))]
    path = path_to(parents, None, lambda name: as_time(named[name].get("createdAt")))
    found: list[Turn] = [Left(Dropped.OTHER_BRANCH)] * (len(named) - len(path))
    for name in path:
        found += _turns(named[name])
    return found


def _roots(record: dict[str, Any]) -> list[Any]:
    return as_list(record.get("messagesTree")) or as_list(record.get("messages"))


def _turns(message: dict[str, Any]) -> Iterator[Turn]:
    mine, at, parts = (
        message.get("isCreatedByUser"),
        as_time(message.get("createdAt")),
        message.get("content"),
    )
    if not isinstance(mine, bool) or message.get("error"):
        yield Left(
            Dropped.MALFORMED, None if not isinstance(mine, bool) else "person" if mine else "luna", at
        )
        return
    text = joined_texts(as_list(parts), _PARTS) or as_text(message.get("text"))
    files = [message.get("files"), message.get("attachments")]
    yield from turns(
        "person" if mine else "luna",
        text,
        at,
        as_list(parts) or message.get("text"),
        pasted=attached_texts(*files),
        entire=not any(map(as_list, files)),
    )
