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
from luna_desktop.transcripts.tree import Node, path_to

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
    nodes = {
        ident: Node(message.get("parent_message_uuid"), as_time(message.get("created_at")))
        for ident, message in named.items()
    }
    told = any(isinstance(node.parent, str) and node.parent in nodes for node in nodes.values())
    path = set(path_to(nodes, record.get("current_leaf_message_uuid")) if told else nodes)
    for ident, message in named.items():
        if ident in path:
            found += _turns(message)
        else:
            found.append(Left(Dropped.OTHER_BRANCH))
    return in_time(found)


def _turns(message: dict[str, Any]) -> Iterator[Turn]:
    role, at = as_role(message.get("sender")), as_time(message.get("created_at"))
    if isinstance(role, Dropped):
        yield Left(role, at=at)
        return
    content = message.get("content")
    blocks = [block for block in as_list(content) if block is not None]
    spoken = [as_map(block) for block in blocks if as_map(block).get("type") in (None, "text")]
    text, short = joined_texts(blocks, _BLOCKS), any(block.get("text") is None for block in spoken)
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
