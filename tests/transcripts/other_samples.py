"""Records as other programs write them, shortened."""

from __future__ import annotations

from typing import Any

ASKED, ANSWERED = "How do I grow beans?", "Sow them in May."
PLAIN = [{"role": "user", "content": ASKED}, {"role": "assistant", "content": ANSWERED}]
FROM = [{"from": "human", "value": ASKED}, {"from": "gpt", "value": ANSWERED}]


def webui_message(ident: str, parent: str | None, role: str, content: str, **more: Any) -> dict[str, Any]:
    return {"id": ident, "parentId": parent, "childrenIds": [], "role": role, "content": content,
            "timestamp": 1_700_000_000 + int(ident), **more}  # fmt: skip


def webui(*messages: dict[str, Any], current: str | None = None) -> dict[str, Any]:
    history = {"messages": {one["id"]: one for one in messages}, "currentId": current}
    chat = {"title": "Beans", "models": ["llama"], "history": history, "messages": [], "timestamp": 1}
    return {"id": "w-1", "user_id": "u", "title": "Beans", "chat": chat, "created_at": 1_700_000_000,
            "updated_at": 1_700_000_009, "archived": False, "meta": {}}  # fmt: skip


FOLDED = '<details type="reasoning" done="true">\n<summary>x</summary>\nhm</details>'
WEBUI = webui(
    webui_message("1", None, "user", ASKED),
    webui_message("2", "1", "assistant", "Never."),
    webui_message(
        "3", "1", "assistant", f"{FOLDED}\n{ANSWERED}"
    ),
    current="3",
)  # fmt: skip


def libre(ident: str, parent: str, mine: bool, text: str, **more: Any) -> dict[str, Any]:
    return {"messageId": ident, "parentMessageId": parent, "conversationId": "l-1", "isCreatedByUser": mine,
            "sender": "User" if mine else "Helper", "text": text, "error": False,
            "createdAt": f"2024-05-01T16:35:1{ident[-1]}.530Z", **more}  # fmt: skip


ZERO = "00000000-0000-0000-0000-000000000000"
TREE = libre("m1", ZERO, True, ASKED, children=[
    libre("m2", "m1", False, "Never.", children=[]),
    libre("m3", "m1", False, "", children=[],
          content=[{"type": "think", "think": "hm"}, {"type": "text", "text": {"value": ANSWERED}}]),
])  # fmt: skip
LIBRE_HEAD = {
    "conversationId": "l-1",
    "endpoint": "openAI",
    "title": "Beans",
    "branches": True,
    "recursive": True,
}
LIBRE = {**LIBRE_HEAD, "messages": [TREE]}


def jan(ident: str, role: str, text: str, thread: str = "t-1") -> dict[str, Any]:
    return {"id": ident, "object": "thread.message", "thread_id": thread, "role": role, "status": "ready",
            "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
            "created_at": 1_700_000_000_000 + int(ident), "metadata": {}}  # fmt: skip


def studio(*versions: dict[str, Any], selected: int = 0) -> dict[str, Any]:
    return {"versions": list(versions), "currentlySelected": selected}


def steps(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "multiStep", "role": "assistant", "steps": list(blocks)}


def block(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "contentBlock", "content": [{"type": "text", "text": text}], **more}


STUDIO = {
    "name": "Beans",
    "createdAt": 1_700_000_000_000,
    "messages": [
        studio({"type": "singleStep", "role": "user", "content": [{"type": "text", "text": ASKED}]}),
        studio(
            steps(block("Never.")),
            steps(block("hm", style={"type": "thinking"}), {"type": "toolStatus"}, block(ANSWERED)),
            selected=1,
        ),
    ],
}
TAVERN = [
    {"user_name": "You", "character_name": "Ada", "create_date": "2024-05-01@16h35m10s", "chat_metadata": {}},
    {"name": "Ada", "is_user": False, "send_date": "May 1, 2024 4:35pm", "mes": "Welcome."},
    {"name": "You", "is_user": True, "is_system": False, "send_date": "2024-05-01@16h36m10s", "mes": ASKED},
    {"name": "x", "is_user": False, "is_system": True, "send_date": "", "mes": "Hidden."},
    {"name": "Ada", "is_user": False, "send_date": "2024-05-01T16:37:00Z", "mes": ANSWERED,
     "swipes": ["Never.", ANSWERED], "swipe_id": 1},
]  # fmt: skip
PAIRS = [["<|BEGIN-VISIBLE-CHAT|>", "Welcome."], [ASKED, ANSWERED]]
HISTORY = {
    "version": 4,
    "history": [{"id": "h", "name": "Beans", "messages": PLAIN, "folderId": None}],
    "folders": [],
}
