"""The decoder gets every message out and never falls over, whatever comes."""

from __future__ import annotations

import itertools
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.workers import protocol
from luna_desktop.workers.protocol import Decoder, encode

messages = st.dictionaries(
    st.text(max_size=8),
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    max_size=5,
).map(lambda fields: {**fields, "type": "x"})


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    points = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(points)]


@given(st.lists(messages, max_size=6), st.lists(st.integers(0, 2000), max_size=10))
def test_messages_survive_any_cutting(sent: list[protocol.Message], cuts: list[int]) -> None:
    data = b"".join(encode(message) for message in sent)
    decoder = Decoder()
    got = [message for piece in pieces(data, cuts) for message in decoder.feed(piece)]
    assert got == sent
    assert decoder.dropped == 0


@given(st.lists(st.binary(max_size=60), max_size=8), st.lists(st.integers(0, 500), max_size=10))
def test_garbage_between_lines_costs_no_message(garbage: list[bytes], cuts: list[int]) -> None:
    token = {"type": "token", "text": "Grüße \U0001f600 \ud800"}
    data = b"".join(junk + b"\n" + encode(token) for junk in garbage)
    decoder = Decoder()
    got = [message for piece in pieces(data, cuts) for message in decoder.feed(piece)]
    assert [message for message in got if message == token] == [token] * len(garbage)


@given(st.binary(max_size=3000), st.integers(10, 100))
def test_memory_stays_bounded(data: bytes, limit: int) -> None:
    decoder = Decoder(limit)
    for at in range(0, len(data), 7):
        decoder.feed(data[at : at + 7])
        assert len(decoder._partial) < limit
    decoder.feed(b"\n")
    if limit > 12:
        assert decoder.feed(b'{"type":"a"}\n') == [{"type": "a"}]


def test_an_overlong_line_is_dropped_and_the_next_one_read() -> None:
    decoder = Decoder()
    assert decoder.feed(b"[" * (protocol.MAX_LINE + 5)) == []
    assert decoder.feed(b'more\n{"type":"after"}\n') == [{"type": "after"}]
    assert decoder.dropped == 1


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"9" * 10_000, b"null", b"3", b'{"type":3}', b"{}", b'{"type":"x"', b"\xff\xfe"]
)
def test_lines_that_are_no_message(line: bytes) -> None:
    decoder = Decoder()
    assert decoder.feed(line + b"\n") == []
    assert decoder.dropped == 1


def test_a_message_too_long_to_read_is_not_sent() -> None:
    with pytest.raises(ValueError, match="limit"):
        encode({"type": "x", "text": "a" * protocol.MAX_LINE})


def test_errors_cross_the_pipe() -> None:
    error = LunaError("disk-full", "The disk is full.", "Why.", "Free some space.")
    message = json.loads(encode(protocol.error_message(error, 4)))
    back = protocol.read_error(message)
    assert message["id"] == 4
    assert (back.code, back.sentence) == (error.code, error.sentence)


def test_a_traceback_never_quotes_what_was_said() -> None:
    said = " ".join(["my", "secret", "diary"])
    try:
        raise ValueError(said)
    except ValueError as error:
        message, places = protocol.error_message(error), protocol.places(error)
    assert said not in json.dumps(message) + places
    assert "test_protocol.py" in places
    assert places.endswith("ValueError")


@given(st.dictionaries(st.sampled_from(list(Progress.__slots__)), st.none() | st.text() | st.floats()))
def test_progress_is_read_from_anything(fields: dict[str, object]) -> None:
    progress = protocol.read_progress({"type": "progress", **fields})
    assert 0.0 <= progress.fraction <= 1.0
    assert progress.loss is None or math.isfinite(progress.loss)


def test_progress_crosses_the_pipe() -> None:
    progress = Progress("train", 0.5, 3, 6, 1.25, 900.0, 12.0, 1 << 30, "a b", "note")
    assert protocol.read_progress(json.loads(encode(protocol.progress_message(progress)))) == progress
    assert protocol.read_error({"type": "error", "what": 3}).code == "child-failed"
