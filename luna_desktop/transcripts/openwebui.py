"""A chat of Open WebUI's export: a tree of messages with a current one, or their plain list."""

from __future__ import annotations

import re
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Said, Turn
from luna_desktop.transcripts import plain
from luna_desktop.transcripts.fields import as_list, as_map, as_time
from luna_desktop.transcripts.tree import path_to

# What it thought and which tools it called, folded away on its page.
_FOLDED = re.compile(
    r"<details\b[^>]*\btype=\"(?:reasoning|tool_calls|code_interpreter)\"[^>]*>.*?</details>", re.DOTALL
)


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these, alone or in what the export wraps round it."""
    chat = _chat(record)
    return bool(_tree(chat)) or (chat is not record and isinstance(chat.get("messages"), list))


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns of the path to the current message."""
    chat = _chat(record)
    tree = _tree(chat)
    parents = {name: message.get("parentId") for name, message in tree.items()}
    current = as_map(chat.get("history")).get("currentId")
    path = path_to(parents, current, lambda name: as_time(tree[name].get("timestamp")))
    found: list[Turn] = [Left(Dropped.OTHER_BRANCH)] * (len(tree) - len(path))
    for message in (tree[name] for name in path) if tree else map(as_map, as_list(chat.get("messages"))):
        for turn in plain.message_turns(message):
            found.append(_unfolded(turn) if isinstance(turn, Said) and turn.role == "luna" else turn)
    return found


def _chat(record: dict[str, Any]) -> dict[str, Any]:
    return as_map(record.get("chat")) or record


def _tree(chat: dict[str, Any]) -> dict[str, dict[str, Any]]:
    messages = as_map(as_map(chat.get("history")).get("messages"))
    return {name: as_map(message) for name, message in messages.items() if as_map(message)}


def _unfolded(said: Said) -> Turn:
    text = _FOLDED.sub("", said.text).strip()
    if not text and not said.pasted:
        return Left(Dropped.TOOL)
    return Said(said.role, text, said.at, said.pasted, said.entire)
