"""Of a conversation with branches only the path to the current leaf comes; what lies beside it is counted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.transcript import Dropped
from luna_desktop.transcripts.formats import read_record
from luna_desktop.transcripts.tree import path_to
from tests.transcripts.samples import chatgpt, claude, claude_message, node

ROOT = "00000000-0000-4000-8000-000000000000"


def texts(record: Any) -> tuple[list[str], dict[str, int]]:
    dropped: Counter[Dropped] = Counter()
    transcript = read_record(record, dropped)
    assert transcript is not None
    return [said.text for said in transcript.said], {str(why): count for why, count in dropped.items()}


def said(ident: str, parent: str | None, sender: str, text: str, minute: int) -> dict[str, Any]:
    message = claude_message(ident, sender, text, f"2024-03-05T10:{minute:02}:00Z")
    return {**message, "parent_message_uuid": parent}


EDITED = (
    said("q", ROOT, "human", "Hello.", 0),
    said("a", "q", "assistant", "Hi.", 1),
    said("rome", "a", "human", "I live in Rome.", 2),
    said("rome-a", "rome", "assistant", "Sunny there.", 3),
    said("oslo", "a", "human", "I live in Oslo.", 4),
    said("oslo-a", "oslo", "assistant", "Cold there.", 5),
)


@pytest.mark.parametrize(
    ("leaf", "last", "beside"),
    [
        ("oslo-a", ["I live in Oslo.", "Cold there."], 2),
        ("rome-a", ["I live in Rome.", "Sunny there."], 2),
        ("rome", ["I live in Rome."], 3),
        (None, ["I live in Oslo.", "Cold there."], 2),
        ("gone", ["I live in Oslo.", "Cold there."], 2),
        (7, ["I live in Oslo.", "Cold there."], 2),
    ],
)
def test_claude_follows_the_current_leaf(leaf: Any, last: list[str], beside: int) -> None:
    record = {**claude(*EDITED), "current_leaf_message_uuid": leaf}
    assert texts(record) == (["Hello.", "Hi.", *last], {"another branch": beside})


@pytest.mark.parametrize(
    "parents",
    [
        [None] * 4, [ROOT] * 4, ["?"] * 4, [7, {}, [], True],
    ],
)  # fmt: skip
def test_claude_without_branches_takes_everything(parents: list[Any]) -> None:
    turns = [
        said(str(n), p, "human" if n % 2 == 0 else "assistant", f"{n}.", n) for n, p in enumerate(parents)
    ]
    assert texts(claude(*turns)) == (["0.", "1.", "2.", "3."], {})


def test_two_answers_of_which_one_was_chosen() -> None:
    turns = [
        said("q", ROOT, "human", "Hello?", 0),
        said("a1", "q", "assistant", "No.", 1),
        said("a2", "q", "assistant", "Yes.", 2),
    ]
    record = {**claude(*turns), "current_leaf_message_uuid": "a1"}
    assert texts(record) == (["Hello?", "No."], {"another branch": 1})


def test_chatgpt_without_times_takes_the_leaf_below_the_newest_parent() -> None:
    record = chatgpt(
        node("root", None),
        node("q", "root", "user", "Hello?", at=1.7e9),
        node("old", "q", "assistant", "Old.", at=1.7e9 + 1),
        node("more", "old", "user", "More?", at=1.7e9 + 2),
        node("end", "more", "assistant", "End."),
        node("other", "q", "assistant", "Other.", at=1.7e9 + 1),
        current="",
    )
    assert texts(record) == (["Hello?", "Old.", "More?", "End."], {"another branch": 1})


@given(
    st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.floats(0, 99))), max_size=10),
    st.integers(0, 12),
)
def test_a_path_is_a_chain_that_ends(parents: list[tuple[int, float | None]], leaf: int) -> None:
    nodes = {str(n): str(parent) for n, (parent, _) in enumerate(parents)}
    path = path_to(nodes, str(leaf), lambda name: parents[int(name)][1])
    assert len(set(path)) == len(path)
    assert all(nodes[later] == earlier for earlier, later in pairwise(path))
    if str(leaf) in nodes:
        assert path[-1] == str(leaf)
