"""A conversation of ChatGPT's export: a tree of messages, of which one path was last looked at."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from luna_desktop.domain.transcript import Dropped, Said
from luna_desktop.transcripts.fields import (
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    joined_texts,
    said_or_dropped,
)

_TEXT = ("text", "multimodal_text")
_PARTS = frozenset({"text", "audio_transcription"})  # a picture beside a text leaves the text
# Marks of citations, which the site draws as links: private-use brackets, and the older 【12†source】.
_CITATIONS = re.compile("\ue200[^\ue201]*\ue201|【[^】]*†[^】]*】|[\ue200-\ue206]")


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return isinstance(record.get("mapping"), dict)


def read(record: dict[str, Any], dropped: Counter[Dropped]) -> list[Said]:
    """The turns of the path that leads to ``current_node``."""
    mapping = as_map(record["mapping"])
    path = _path(mapping, record.get("current_node"))
    on_path = {id(node) for node in path}
    for node in mapping.values():
        if id(node) not in on_path and as_map(node).get("message") is not None:
            dropped[Dropped.OTHER_BRANCH] += 1
    said: list[Said] = []
    for node in path:
        if node.get("message") is None:
            continue  # the root, and places where something was deleted
        turn = _turn(node["message"])
        if isinstance(turn, Said):
            said.append(turn)
        else:
            dropped[turn] += 1
    return said


def _path(mapping: dict[str, Any], current: Any) -> list[dict[str, Any]]:
    """From the root to ``current``; without one, to the leaf that was written last."""
    if not isinstance(current, str) or not as_map(mapping.get(current)):
        current = _last_leaf(mapping)
    path: list[dict[str, Any]] = []
    seen: set[str] = set()
    while isinstance(current, str) and current not in seen and as_map(mapping.get(current)):
        seen.add(current)
        path.append(as_map(mapping[current]))
        current = path[-1].get("parent")
    return path[::-1]


def _last_leaf(mapping: dict[str, Any]) -> str | None:
    parents = {p for node in mapping.values() if isinstance(p := as_map(node).get("parent"), str)}
    leaves = [key for key, node in mapping.items() if key not in parents and as_map(node)]
    times = {key: as_time(as_map(mapping[key].get("message")).get("create_time")) or 0.0 for key in leaves}
    return max(leaves, key=lambda key: times[key], default=None)


def _turn(message: Any) -> Said | Dropped:
    message = as_map(message)
    role, content = as_role(as_map(message.get("author")).get("role")), as_map(message.get("content"))
    metadata, parts = as_map(message.get("metadata")), content.get("parts")
    if isinstance(role, Dropped):
        return role
    if metadata.get("is_visually_hidden_from_conversation") or metadata.get("is_user_system_message"):
        return Dropped.HIDDEN
    if role == "luna" and as_text(message.get("recipient")) not in ("", "all"):
        return Dropped.TOOL  # it was said to a tool, and nobody read it
    if not isinstance(parts, list) or content.get("content_type") not in _TEXT:
        return Dropped.NOT_TEXT if content.get("content_type") not in (None, *_TEXT) else Dropped.MALFORMED
    text = joined_texts(as_list(content["parts"]), _PARTS)
    if role == "luna":
        text = _CITATIONS.sub("", text).strip()
    return said_or_dropped(role, text, as_time(message.get("create_time")), content["parts"])
