"""A conversation of ChatGPT's export: a tree of messages, of which one path was last looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import (
    all_of,
    as_list,
    as_map,
    as_role,
    as_text,
    as_time,
    attached_texts,
    first,
    joined_texts,
    turns,
)
from luna_desktop.transcripts.tree import path_to

_TEXT = ("text", "multimodal_text")
_PARTS = frozenset({"text", "audio_transcription"})  # a picture beside a text leaves the text
# The sound of what the transcript has in words.
_SPOKEN = frozenset({"audio_asset_pointer", "real_time_user_audio_video_asset_pointer"})
# Marks of citations, which the site draws as links: private-use brackets, and the older 【12†source】.
_CITATIONS = re.compile("\ue200[^\ue201]*\ue201|【[^】]*†[^】]*】|[\ue200-\ue206]")


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return isinstance(record.get("mapping"), dict)


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns of the path that leads to ``current_node``."""
    mapping = {name: as_map(node) for name, node in as_map(record["mapping"]).items() if as_map(node)}
    parents = {name: node.get("parent") for name, node in mapping.items()}
    path = path_to(
        parents,
        record.get("current_node"),
        lambda name: as_time(as_map(mapping[name].get("message")).get("create_time")),
    )
    found: list[Turn] = []
    for name in path:
        if mapping[name].get("message") is not None:  # the root has none, nor have places of what was deleted
            found += _turns(as_map(mapping[name]["message"]))
    others = mapping.keys() - set(path)
    found += [Left(Dropped.OTHER_BRANCH) for name in others if mapping[name].get("message") is not None]
    return found


def _turns(message: dict[str, Any]) -> Iterator[Turn]:
    role, content = as_role(as_map(message.get("author")).get("role")), as_map(message.get("content"))
    metadata, at = as_map(message.get("metadata")), as_time(message.get("create_time"))
    if isinstance(role, Dropped):
        yield Left(role, at=at)
        return
    if metadata.get("is_visually_hidden_from_conversation") or metadata.get("is_user_system_message"):
        yield Left(Dropped.HIDDEN)
        return
    if role == "luna" and message.get("recipient") not in (None, "", "all"):
        yield Left(Dropped.TOOL)  # it was said to a tool, and nobody read it
        return
    kind, raw = content.get("content_type"), first(content, "parts", "text")
    if kind == "user_editable_context":
        yield Left(Dropped.NOT_TEXT)  # the custom instructions, which ask nothing
        return
    if kind not in (None, *_TEXT):
        yield Left(Dropped.NOT_TEXT, role, at)
        return
    if raw is None and content.keys() & {"parts", "text"} == set():
        yield Left(Dropped.MALFORMED, role, at)
        return
    parts = as_list(raw)
    text = joined_texts(parts, _PARTS) if parts else as_text(raw)
    if role == "luna":
        text = _CITATIONS.sub("", text).strip()
    files = as_list(metadata.get("attachments"))
    entire = all_of(parts, _PARTS | _SPOKEN) and not files
    yield from turns(role, text, at, raw, pasted=attached_texts(files), entire=entire)
