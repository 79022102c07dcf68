"""Bare lists of messages, and what Open WebUI, LibreChat, Jan and others write, shortened."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.transcript import Dropped, Transcript
from luna_desktop.transcripts.sources import holds_lessons, sources_of
from luna_desktop.transcripts.stream import MalformedError
from tests.transcripts.other_samples import (
    ANSWERED,
    ASKED,
    FROM,
    HISTORY,
    LIBRE_HEAD,
    PAIRS,
    PLAIN,
    STUDIO,
    TAVERN,
    TREE,
    WEBUI,
    ZERO,
    jan,
    libre,
    webui,
    webui_message,
)


def read(path: Path) -> tuple[list[Transcript], dict[str, int]]:
    dropped: Counter[Dropped] = Counter()
    found = [transcript for source in sources_of(path) for transcript in source.transcripts(dropped)]
    return found, {str(why): count for why, count in dropped.items()}


def texts(transcript: Transcript) -> list[str]:
    return [said.whole for said in transcript.said]


def lines(*records: Any) -> str:
    return "\n".join(map(json.dumps, records))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PLAIN), lines(*PLAIN), json.dumps(PLAIN, indent=1), json.dumps([PLAIN]), lines(PLAIN),
        json.dumps({"conversations": PLAIN}), lines({"conversations": PLAIN}), json.dumps({"items": FROM}),
        json.dumps({"items": PLAIN}), json.dumps({"conversation": PLAIN}), json.dumps({"messages": FROM}),
        json.dumps(FROM), lines(*FROM), json.dumps({"data": PLAIN}),
        json.dumps({"chats": [{"messages": PLAIN}]}),
        json.dumps(WEBUI), json.dumps([WEBUI]), json.dumps(WEBUI["chat"]), json.dumps({"data": [WEBUI]}),
        json.dumps({**WEBUI, "chat": {"title": "Beans", "history": None, "messages": PLAIN}}),
        json.dumps({**LIBRE_HEAD, "messages": [TREE]}), json.dumps({**LIBRE_HEAD, "messagesTree": [TREE]}),
        json.dumps({**LIBRE_HEAD, "messages": [{**TREE, "children": None}, TREE["children"][1]]}),
        lines(jan("1", "user", ASKED), jan("2", "assistant", ANSWERED)),
        lines(jan("2", "assistant", ANSWERED), jan("1", "user", ASKED)),
        json.dumps(STUDIO), lines(*TAVERN), json.dumps(TAVERN), lines(*TAVERN[1:]),
        json.dumps({"internal": PAIRS, "visible": PAIRS}),
        json.dumps({"internal": PAIRS, "visible": [], "metadata": {}}),
        json.dumps({"data": PAIRS, "data_visible": PAIRS}),
        json.dumps(HISTORY), json.dumps(HISTORY["history"]),
    ],
)  # fmt: skip
def test_all_come_to_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "anything"
    path.write_text(text, encoding="utf-8")
    (transcript,), _ = read(path)
    assert texts(transcript) == [ASKED, ANSWERED]
    assert [said.role for said in transcript.said] == ["person", "luna"]
    assert transcript.source_id
    assert not holds_lessons(path)


@pytest.mark.parametrize(
    ("record", "ident", "title", "reasons"),
    [
        (WEBUI, "w-1", "Beans", {"another branch": 1}),
        ({**LIBRE_HEAD, "messages": [TREE]}, "l-1", "Beans", {"another branch": 1}),
        (STUDIO, "", "Beans", {"another branch": 1}),
        (HISTORY, "h", "Beans", {}),
        (TAVERN, "", "Ada", {"before the first question": 1, "hidden": 1}),
    ],
)
def test_names_and_what_is_left_out(
    tmp_path: Path, record: Any, ident: str, title: str, reasons: dict[str, int]
) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps(record), encoding="utf-8")
    (transcript,), dropped = read(path)
    assert (transcript.source_id if transcript.named else "", transcript.title) == (ident, title)
    assert dropped == reasons


def test_one_list_after_another_and_one_thread_after_another_are_conversations_of_their_own(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x"
    path.write_text(lines(PLAIN, [{"role": "user", "content": "Hello."}]), encoding="utf-8")
    assert [texts(one) for one in read(path)[0]] == [[ASKED, ANSWERED], ["Hello."]]
    path.write_text(lines(jan("1", "user", ASKED), jan("2", "user", "Hello.", "t-2")), encoding="utf-8")
    found, _ = read(path)
    assert [(one.source_id, texts(one)) for one in found] == [("t-1", [ASKED]), ("t-2", ["Hello."])]
    path.write_text(lines(*TAVERN, TAVERN[0], {**TAVERN[2], "mes": "Hello."}), encoding="utf-8")
    assert [texts(one) for one in read(path)[0]] == [[ASKED, ANSWERED], ["Hello."]]


def test_files_beside_a_message_are_pasted_text(tmp_path: Path) -> None:
    file = {"type": "file", "name": "a.txt", "file": {"data": {"content": "My dog is called Rex."}}}
    path = tmp_path / "x"
    record = webui(
        webui_message("1", None, "user", "", files=[file]), webui_message("2", "1", "assistant", "Nice.")
    )
    path.write_text(json.dumps(record), encoding="utf-8")
    (transcript,), _ = read(path)
    assert (transcript.said[0].text, transcript.said[0].pasted) == ("", "My dog is called Rex.")
    page = libre("m1", ZERO, True, "See.", files=[{"text": "A page."}])
    record = {**LIBRE_HEAD, "messages": [page, libre("m2", "m1", False, "Ok.")]}
    path.write_text(json.dumps(record), encoding="utf-8")
    (transcript,), _ = read(path)
    assert texts(transcript) == ["See.\n\nA page.", "Ok."]


@pytest.mark.parametrize(
    "record",
    [
        {**WEBUI, "chat": None}, {**WEBUI, "chat": {"history": {"messages": {"1": None}, "currentId": {}}}},
        {**LIBRE_HEAD, "messages": [{**TREE, "children": [TREE]}]},
        {**LIBRE_HEAD, "messages": [None, {"isCreatedByUser": None}]},
        {"messages": [{"versions": []}, {"versions": [None], "currentlySelected": "x"}]},
        {"internal": [[None, None], [1], "x"], "visible": []}, {"version": 4, "history": [None, 5]},
        [[[[[[PLAIN]]]]]], {"data": {"data": PLAIN}}, [{"mes": None, "is_user": 5}], {"chat_metadata": {}},
    ],
)  # fmt: skip
def test_what_is_spoilt_breaks_nothing(tmp_path: Path, record: Any) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps(record), encoding="utf-8")
    try:
        read(path)
    except MalformedError as error:
        assert "format" in str(error) or "Nothing" in str(error)
