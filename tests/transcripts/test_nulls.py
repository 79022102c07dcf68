"""A key with null holds nothing: what stands under another name, or beside it, is read instead."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from luna_desktop.domain.transcript import Dropped
from luna_desktop.transcripts.formats import read_record
from tests.transcripts.samples import chatgpt, claude, claude_message, node, plain

AT = "2024-03-05T10:00:00Z"
REMARK = "```\nThis block is not supported on your current device yet.\n```"


def texts(record: Any) -> list[str]:
    transcript = read_record(record, Counter[Dropped]())
    return [said.text for said in transcript.said] if transcript else []


def of_claude(text: Any, content: Any) -> dict[str, Any]:
    return claude({**claude_message("1", "human", "", AT), "text": text, "content": content})


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ok then.", [{"type": "text", "text": None}]),
        ("Ok then.", [{"type": "text"}]),
        ("Ok then.", [{"type": None, "text": None}]),
        ("Ok then.", [None]),
        ("Ok then.", None),
        ("Ok then.", []),
        (None, [{"type": "text", "text": "Ok then."}]),
        (None, [None, {"type": "text", "text": "Ok then.", "citations": None}]),
        (None, "Ok then."),
        ("Ok then.", [{"type": "text", "text": ""}]),
        ("Ok then.", [{"type": "text", "text": " \n"}]),
        ("Ok then.", [{"type": "text", "text": "\u200b"}, {"type": "text", "text": ""}]),
        ("Ok then.", [""]),
        (f"{REMARK}\nOk then.", [{"type": "thinking"}, {"type": "text", "text": ""}]),
        (f"Ok then.\n{REMARK}", [{"type": "text", "text": None}, {"type": "tool_use"}]),
        (None, [{"type": "text", "text": "Ok then."}, {"type": "text", "text": None}]),
    ],
)
def test_claude(text: Any, content: Any) -> None:
    assert texts(of_claude(text, content)) == ["Ok then."]


@pytest.mark.parametrize("content", [[{"type": "tool_use"}], [{"type": "thinking", "thinking": None}]])
def test_a_remark_in_the_place_of_a_tool_is_no_text(content: Any) -> None:
    assert texts(of_claude(REMARK, content)) == []


@pytest.mark.parametrize(
    "content",
    [
        {"content_type": "text", "parts": [None, "Ok then."]},
        {"content_type": "text", "parts": None, "text": "Ok then."},
        {"content_type": None, "parts": ["Ok then."]},
        {"content_type": "multimodal_text", "parts": [{"content_type": "text", "text": "Ok then."}, None]},
        {"content_type": "text", "parts": [{"type": None, "content_type": "text", "text": "Ok then."}]},
    ],
)
def test_chatgpt(content: Any) -> None:
    spoken = node("a", None, "user", content=content, metadata=None, recipient=None, create_time=None)
    assert texts(chatgpt(spoken, title=None, conversation_id=None)) == ["Ok then."]


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "text": "Ok then."},
        {"content": {"parts": None, "text": "Ok then."}},
        {"content": {"parts": ["Ok then.", None]}},
        {
            "content": [
                {"type": "text", "text": None},
                {"type": None, "content_type": "text", "text": "Ok then."},
            ]
        },
        {"content": "Ok then.", "content_type": None, "timestamp": None, "id": None, "files": None},
        {"content": [{"type": "text", "text": {"value": "Ok then.", "annotations": None}}]},
    ],
)
def test_plain(message: Any) -> None:
    assert texts(plain({"role": "user", **message})) == ["Ok then."]


def test_a_time_under_the_second_name() -> None:
    record = plain({"role": "user", "content": "x", "timestamp": None, "created_at": 1.6e9})
    transcript = read_record(record, Counter[Dropped]())
    assert transcript is not None and transcript.said[0].at == 1.6e9


@pytest.mark.parametrize(
    "record",
    [
        {"conversations": None, "conversation": [{"from": "human", "value": "Ok then."}]},
        {"conversations": [{"from": "human", "value": None, "text": "Ok then."}]},
        {"conversations": [None, {"from": "human", "value": "Ok then."}], "id": None, "title": None},
    ],
)
def test_sharegpt(record: Any) -> None:
    assert texts(record) == ["Ok then."]
