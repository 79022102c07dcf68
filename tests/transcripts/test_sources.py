"""Files, folders and zips: whatever is in them, the good comes out and the bad is told."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.transcript import Dropped, Transcript
from luna_desktop.transcripts import sources, stream
from luna_desktop.transcripts.sources import holds_lessons, sources_of
from luna_desktop.transcripts.stream import MalformedError, values
from tests.transcripts.samples import chatgpt, line, node, plain

RECORD = plain(line("1", "user", "Hi 🌙.", 1.6e9), line("2", "assistant", "Yes.", 1.6e9 + 1))


def all_of(path: Path) -> tuple[list[Transcript], list[str]]:
    found: list[Transcript] = []
    bad: list[str] = []
    for source in sources_of(path):
        try:
            found += source.transcripts(Counter())
        except MalformedError as error:
            bad.append(f"{source.name}: {error}")
    return found, bad


@pytest.mark.parametrize(
    "write",
    [
        lambda data: json.dumps(data).encode(),
        lambda data: json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8-sig"),
        lambda data: json.dumps(data, ensure_ascii=False).encode("utf-16"),
        lambda data: b"\n\n" + b"\r\n".join(json.dumps(record).encode() for record in data) + b"\n",
    ],
    ids=["array", "with a mark of order", "UTF-16", "lines"],
)
def test_spellings_of_the_same(tmp_path: Path, write: Callable[[Any], bytes]) -> None:
    path = tmp_path / "anything.at.all"
    path.write_bytes(write([RECORD, {**RECORD, "id": "other"}]))
    found, bad = all_of(path)
    assert [t.source_id for t in found] == ["p-1", "other"]
    assert found[0].said[0].text == "Hi 🌙."
    assert bad == []


def test_a_zip_as_it_is_downloaded(tmp_path: Path) -> None:
    path = tmp_path / "export"
    record = chatgpt(node("a", None, "user", "Hi."), node("b", "a", "assistant", "Yes."))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", '{"id": "me"}')
        archive.writestr("message_feedback.json", "[]")
        archive.writestr("chat.html", "<html>")
        archive.writestr("export/conversations-000.json", json.dumps([record]))
        archive.writestr("export/conversations-001.json", json.dumps([{**record, "conversation_id": "z"}]))
    found, bad = all_of(path)
    assert [t.source_id for t in found] == ["6555aa", "z"]
    assert bad == []


def test_a_zip_of_plain_files_in_a_folder_of_all_sorts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("talks/1.json", json.dumps(RECORD))
        archive.writestr("__MACOSX/talks/1.json", "x")
    (tmp_path / "a.jsonl").write_text(json.dumps({"conversations": [{"from": "human", "value": "Hi."}]}))
    (tmp_path / "cut.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:60])
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    (tmp_path / "note.txt").write_text("Buy milk.")
    (tmp_path / "lessons").write_text('{"prompt": "Hi.", "reply": "Yes."}')
    found, bad = all_of(tmp_path)
    assert sorted(str(t.origin) for t in found) == ["plain", "sharegpt"]
    assert [text.split(":")[0] for text in bad] == ["cut.zip", "lessons", "note.txt"]
    assert "lessons" in bad[1]


def test_a_damaged_member_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations.json", json.dumps([RECORD]))
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    _, bad = all_of(path)
    assert len(bad) == 1


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(LunaError) as caught:
        sources_of(tmp_path / "absent")
    assert caught.value.code == "import-unreadable"
    assert not holds_lessons(tmp_path / "absent")


def test_lessons_are_told_by_their_first_line(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for text, lessons in (
        ('{"prompt": 3}', True),
        ('{"fact": "a"}\n{', True),
        (json.dumps(RECORD), False),
        ("", False),
    ):
        path.write_text(text)
        assert holds_lessons(path) is lessons


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner)),
    max_leaves=8,
)


@given(st.lists(_JSON), st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_chunks_of_any_size_yield_the_same_values(
    data: list[Any], chunk: int, indent: int | None, lines: bool
) -> None:
    text = "\n".join(map(json.dumps, data)) if lines else json.dumps(data, indent=indent)
    if lines and data and isinstance(data[0], list):
        return  # that is an array of its own
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "CHUNK", chunk)
        assert [piece.value for piece in values(io.StringIO(text))] == data


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[1,\n2,\n", 3), ('[{"a": 1}\n{"a": 2}]', 2), ("[1, 2]\n\nx", 3),
        ('{"a": 1}\n{"a": nope}\n{"a": 3}', 2), ("[1,]", 1), ("[[[[", 1), ('["abc', 1),
        ("[" * 100_000, 1), ("9" * 5000 + "\n", 1),
    ],
)  # fmt: skip
def test_what_is_broken_is_told_with_its_line(text: str, where: int) -> None:
    with pytest.raises(MalformedError, match=f"line {where}\\."):
        list(values(io.StringIO(text)))


def test_a_large_file_takes_the_memory_of_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "SMALL", 1 << 16)
    path, text = tmp_path / "large.json", "A moon over the sea. " * 500
    with path.open("w", encoding="utf-8") as file:
        for number in range(1500):
            record = plain(line("1", "user", f"{number} 🌙 {text}", 1), ident=str(number))
            file.write(("[" if number == 0 else ",") + json.dumps(record, ensure_ascii=False))
        file.write("]")
    assert path.stat().st_size > 15e6
    (source,) = sources_of(path)
    tracemalloc.start()
    assert sum(1 for _ in source.transcripts(Counter[Dropped]())) == 1500
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16e6, "as one text it would take four bytes a character"
