"""A conversation of Claude's export: messages of texts or blocks, of which one path is the current one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import (
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    attached_texts,
    in_time,
    joined_texts,
    turns,
)
from luna_desktop.transcripts.tree import path_to

_BLOCKS = frozenset({"text"})
# What the export writes into a text in the place of tools and thoughts.
_REMARK = re.compile(r"```\s*This block is not supported on your current device yet\.\s*```")


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return isinstance(record.get("chat_messages"), list)


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns of the path to the current leaf, in the order of time; all where no branches are told."""
    named: dict[str, dict[str, Any]] = {}
    found: list[Turn] = []
    for message in map(as_map, as_list(record["chat_messages"])):
        ident = as_text(message.get("uuid"))
        if ident in named:
            found.append(Left(Dropped.DUPLICATE))
        else:
            named[ident or f"#{len(named)}"] = message
    parents = {ident: message.get("parent_message_uuid") for ident, message in named.items()}
    told = any(isinstance(parent, str) and parent in parents for parent in parents.values())
    leaf = record.get("current_leaf_message_uuid")
    path = set(path_to(parents, leaf, lambda ident: _time(named[ident])) if told else named)
    for ident, message in named.items():
        if ident in path:
            found += _turns(message)
        else:
            found.append(Left(Dropped.OTHER_BRANCH))
    return in_time(found)


def _time(message: dict[str, Any]) -> float | None:
    return as_time(message.get("created_at"))


def _turns(message: dict[str, Any]) -> Iterator[Turn]:
    role, at = as_role(message.get("sender")), _time(message)
    if isinstance(role, Dropped):
        yield Left(role, at=at)
        return
    content = message.get("content")
    blocks = [block for block in as_list(content) if block is not None]
    spoken = [as_map(block) for block in blocks if as_map(block).get("type") in (None, "text")]
    text = joined_texts(blocks, _BLOCKS)
    short = not text or any(block.get("text") is None for block in spoken)
    if not blocks or (short and spoken):
        # The text repeats the blocks, with a remark in the place of tools and thoughts.
        text = as_text(_REMARK.sub("", as_text(message.get("text")))) or text or as_text(content)
    yield from turns(
        role,
        text,
        at,
        blocks or message.get("text"),
        pasted=attached_texts(message.get("attachments")),
        entire=not (as_list(message.get("attachments")) or as_list(message.get("files"))),
    )
