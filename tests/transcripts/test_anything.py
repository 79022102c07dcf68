"""A stranger's JSON may hold anything anywhere: it is left out, and never ends an import."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from luna_desktop.domain.transcript import Dropped
from luna_desktop.transcripts.formats import is_lesson, read_record
from luna_desktop.transcripts.records import conversations
from luna_desktop.transcripts.stream import Piece
from tests.transcripts import other_samples
from tests.transcripts.samples import chatgpt, claude, claude_message, node

AT = "2024-03-05T10:00:00Z"
HEARD = {"content_type": "audio_transcription", "text": "Ok then."}
CHATGPT = chatgpt(
    node("a", None, "user", content={"content_type": "multimodal_text", "parts": ["Hello", HEARD]}),
    node("b", "a", "assistant", "Hello to you.", metadata={"attachments": [{"extracted_content": "x"}]}),
)
CLAUDE = claude(
    {**claude_message("1", "human", "Hello", AT), "content": [{"type": "text", "text": "Hello"}]},
    {**claude_message("2", "assistant", "Ok.", AT), "attachments": [{"extracted_content": "x"}]},
)
PARTED = {"id": "p", "messages": [
    {"id": "1", "role": "user", "content": [{"type": "text", "text": {"value": "Hello"}}], "timestamp": 1},
    {"id": "2", "role": "assistant", "content": {"parts": ["Ok."]}, "files": [{"text": "x"}]},
]}  # fmt: skip
ANYTHING = (
    None,
    True,
    0,
    -1,
    1.5,
    1e400,
    10**400,
    "",
    "x",
    "\ud800",
    [],
    {},
    [[]],
    [{}],
    {"a": []},
    ["x", ["y"]],
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything within ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*way, key)
        yield from places(one, (*way, key))


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(CHATGPT, id="ChatGPT"),
        pytest.param(CLAUDE, id="Claude"),
        pytest.param(PARTED, id="plain"),
        pytest.param({"id": "s", "conversations": other_samples.FROM}, id="ShareGPT"),
        pytest.param(other_samples.WEBUI, id="Open WebUI"),
        pytest.param(other_samples.LIBRE, id="LibreChat"),
    ],
)
def test_nothing_in_a_record_ends_an_import(record: dict[str, Any]) -> None:
    for *way, last in places(record):
        for strange in ANYTHING:
            damaged = copy.deepcopy(record)
            inside: Any = damaged
            for key in way:
                inside = inside[key]
            inside[last] = strange
            for found in conversations([Piece(damaged, 1)]):
                is_lesson(found)
                read_record(found, Counter[Dropped]())
