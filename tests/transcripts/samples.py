"""Records as the sites export them, shortened."""

from __future__ import annotations

from typing import Any


def node(
    ident: str, parent: str | None, role: str = "", *parts: Any, at: float | None = None, **more: Any
) -> dict[str, Any]:
    """A node of ChatGPT's tree; without a role it holds no message."""
    message: dict[str, Any] | None = None
    if role:
        content = more.pop("content", {"content_type": "text", "parts": list(parts)})
        message = {
            "id": ident,
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": at,
            "update_time": None,
            "content": content,
            "status": "finished_successfully",
            "end_turn": True,
            "weight": 1.0,
            "metadata": {},
            "recipient": "all",
            "channel": None,
            **more,
        }
    return {"id": ident, "message": message, "parent": parent, "children": []}


def chatgpt(*nodes: dict[str, Any], current: str | None = None, **more: Any) -> dict[str, Any]:
    """A conversation of ChatGPT's export."""
    return {
        "title": "Garden",
        "create_time": 1_700_000_000.5,
        "update_time": 1_700_000_900.25,
        "mapping": {n["id"]: n for n in nodes},
        "moderation_results": [],
        "current_node": current if current is not None else nodes[-1]["id"],
        "plugin_ids": None,
        "conversation_id": "6555aa",
        "id": "6555aa",
        **more,
    }


def claude(*messages: dict[str, Any]) -> dict[str, Any]:
    """A conversation of Claude's export."""
    return {
        "uuid": "c-1",
        "name": "Soup",
        "created_at": "2024-03-05T10:00:00.000000Z",
        "updated_at": "2024-03-05T10:10:00.000000Z",
        "account": {"uuid": "acc"},
        "chat_messages": list(messages),
    }


def claude_message(ident: str, sender: str, text: str, at: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    """A message of Claude's export."""
    return {
        "uuid": ident,
        "text": text,
        "content": list(blocks),
        "sender": sender,
        "created_at": at,
        "updated_at": at,
        "attachments": [],
        "files": [],
    }


def plain(*messages: dict[str, Any], ident: str = "p-1") -> dict[str, Any]:
    """A plain conversation."""
    return {
        "id": ident,
        "title": "Plain",
        "create_time": 1_600_000_000,
        "update_time": 1_600_000_500,
        "message_count": len(messages),
        "messages": list(messages),
    }


def line(ident: str, role: str, content: Any, at: Any, kind: Any = "text") -> dict[str, Any]:
    """A message of a plain conversation."""
    return {"id": ident, "role": role, "content": content, "timestamp": at, "content_type": kind}
