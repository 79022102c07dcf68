"""Zips and records of any size and shape: a bound on memory, and a sentence for whatever is passed by."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.transcript import Dropped
from luna_desktop.transcripts import records, sources, stream
from luna_desktop.transcripts.sources import sources_of
from luna_desktop.transcripts.stream import MalformedError, TooLarge, values
from tests.transcripts.samples import line, plain

GOOD = plain(line("1", "user", "Hello.", 1), line("2", "assistant", "Hi.", 2), ident="good")


def large(count: int, ident: str = "large") -> dict[str, Any]:
    turns = [line(str(n), "assistant" if n % 2 else "user", f"{n}.", n) for n in range(count)]
    return {**plain(*turns, ident=ident), "title": "Enormous"}


def zipped(path: Path, **members: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data if isinstance(data, (str, bytes)) else json.dumps(data))
    return path


def read(path: Path) -> tuple[list[str], list[str], Counter[Dropped]]:
    """The names of what came, what was told of the rest, and what was counted."""
    came: list[str] = []
    told: list[str] = []
    dropped: Counter[Dropped] = Counter()
    for source in sources_of(path):
        notes: list[str] = []
        try:
            came += [transcript.source_id for transcript in source.transcripts(dropped, notes)]
        except MalformedError as error:
            notes.append(str(error))
        told += [f"{source.name}: {note}" for note in notes]
    return came, told, dropped


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a test can reach."""
    for module in (stream, records):
        monkeypatch.setattr(module, "LARGEST", 20_000)
        monkeypatch.setattr(module, "PARTS", 1000)
    monkeypatch.setattr(stream, "CHUNK", 512)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize(
    "spelt",
    [json.dumps, partial(json.dumps, indent=1), lambda data: "\n".join(map(json.dumps, data))],
)
def test_one_conversation_too_large_is_named_and_the_others_come(
    tmp_path: Path, where: int, spelt: Any
) -> None:
    data = [GOOD, {**GOOD, "id": "other"}]
    data.insert(where, large(1200))
    path = tmp_path / "a.json"
    path.write_text(spelt(data), encoding="utf-8")
    came, (told,), dropped = read(path)
    assert came == ["good", "other"]
    assert told.startswith('a.json: The conversation "Enormous" at line ') and "too large" in told
    assert dropped[Dropped.TOO_LARGE] == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "record",
    [
        plain(line("1", "user", "x" * 30_000, 1)),
        plain(line("1", "user", 'a "quoted\\ \\" [{ text \\\\' * 2000, 1)),
        {**plain(), "extra": [[] for _ in range(1200)]},
        {**plain(), "extra": {"a": [{"b": "}]" * 9} for _ in range(1200)]}},
        {"messages": [{"role": "user", "content": "hi"}] * 1200},
    ],
    ids=["long text", "quotes", "lists", "nested", "messages"],
)
def test_whatever_makes_it_large(tmp_path: Path, record: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([record, GOOD]), encoding="utf-8")
    came, told, _ = read(path)
    assert (came, len(told)) == (["good"], 1)


@pytest.mark.usefixtures("small")
def test_a_bare_list_of_messages_has_the_same_bound(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(['{"role": "user", "content": "Hello."}'] * 900), encoding="utf-8")
    came, told, dropped = read(path)
    assert (came, len(told), dropped) == ([], 1, {Dropped.TOO_LARGE: 1})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "text", ['[{"a": [' + "{}, " * 5000, '["' + "x" * 30_000, '["' + "\\" * 30_001, "[" + "1" * 4000]
)
def test_one_that_never_ends_is_broken(text: str) -> None:
    with pytest.raises(MalformedError):
        list(values(io.StringIO(text)))


_VALUES = st.recursive(
    st.one_of(
        st.none(), st.integers(-999, 999), st.text(max_size=9), st.sampled_from(['"', "\\", "}", "[", '\\"'])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(_VALUES, min_size=1, max_size=6), st.integers(1, 40))
def test_passing_by_ends_where_decoding_would(data: list[Any], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "CHUNK", chunk)
        patch.setattr(stream, "LARGEST", 30)
        patch.setattr(stream, "PARTS", 3)
        found = [piece.value for piece in values(io.StringIO(json.dumps(data)))]
    assert len(found) == len(data)
    assert all(isinstance(one, TooLarge) or one == whole for one, whole in zip(found, data, strict=True))


# Linux counts to a process what its parent held when it began, so there its own peak is asked for.
_CHILD = """
import re, resource, sys
from collections import Counter
from functools import partial
from pathlib import Path
from luna_desktop.transcripts.sources import sources_of
told = []
for source in sources_of(Path(sys.argv[1])):
    source.check()
    came = [one.source_id for one in source.transcripts(Counter(), told)]
status = Path("/proc/self/status")
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) >> 10
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
print(came, len(told), peak)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of a child that ended is not told there")
def test_a_small_zip_of_millions_of_messages_takes_a_part_of_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    two = b'{"role":"user","content":"hi"},{"role":"assistant","content":"yo"}'
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("conversations.json", "w") as file,
    ):
        file.write(b"[" + json.dumps(GOOD).encode() + b',{"id":"x","messages":[' + two)
        for _ in range(1500):
            file.write(b"," + b",".join([two] * 1000))
        file.write(b"]}]")
    assert path.stat().st_size < 500_000
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
    )
    came, _, peak = done.stdout.rpartition("] ")[0] + "]", *done.stdout.rpartition("] ")[2].split()
    assert came == "['good']"
    assert int(peak) < 600, "megabytes"


# -- zips -------------------------------------------------------------------------


def test_an_empty_zip_is_called_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip")
    assert read(path)[1] == ["a.zip: It is an empty zip."]
    assert read(tmp_path)[1] == ["a.zip: It is an empty zip."]


def test_a_zip_without_conversations_a_cut_one_and_one_with_a_password(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", **{"photo.jpg": b"x"})
    whole = zipped(tmp_path / "b.zip", **{"conversations.json": [GOOD]}).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[:-30])
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "c.zip").write_bytes(locked)
    assert read(tmp_path)[1] == [
        "a.zip: There is no file of conversations (.json) in it.",
        "b.zip: It is a damaged zip, or only a part of one: download it again.",
        "c.zip: conversations.json: It is locked with a password: unpack it first.",
    ]


def test_a_zip_in_a_zip_is_told_and_the_rest_comes(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", **{"conversations.json": [GOOD]}).read_bytes()
    came, told, _ = read(zipped(tmp_path / "a.zip", **{"in.ZIP": inner, "conversations.json": [GOOD]}))
    assert came == ["good"]
    assert told == ["a.zip: in.ZIP: It is a zip within a zip: unpack it first."]
    assert read(zipped(tmp_path / "b.zip", **{"in.zip": inner}))[0] == []


@pytest.mark.parametrize(
    "name", ["../a.json", "/etc/a.json", "x/../../a.json", "..\\a.json", "C:\\a.json", "c:/a.json"]
)
def test_a_name_that_leads_out_of_the_zip_is_passed_by(tmp_path: Path, name: str) -> None:
    came, told, _ = read(zipped(tmp_path / "a.zip", **{name: GOOD, "b.json": {**GOOD, "id": "b"}}))
    assert came == ["b"]
    assert len(told) == 1 and told[0].endswith("Its name leads out of the zip.")
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.json", json.dumps(GOOD))
        archive.writestr("a.json", json.dumps({**GOOD, "id": "b"}))
    assert read(path)[0] == ["good", "b"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_BOMB", 1 << 20)
    path = zipped(
        tmp_path / "a.zip", **{"a.json": b"[" + b" " * (1 << 21), "b.json": b"[" + b" " * (1 << 21)}
    )
    assert read(path)[1] == ["a.zip: It would unpack to 0 GB, which no export does."]
    assert read(zipped(tmp_path / "b.zip", **{"a.json": [GOOD]}))[0] == ["good"]


def test_a_text_that_begins_like_a_zip(tmp_path: Path) -> None:
    for mark in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK"):
        (tmp_path / "a").write_bytes(mark + b'{"a": 1}')
        assert len(read(tmp_path / "a")[1]) == 1
