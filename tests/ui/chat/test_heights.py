"""The Fenwick tree of heights against a plain list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luna_desktop.ui.chat.heights import Heights

heights = st.lists(st.integers(0, 400), max_size=40)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 10_000), heights),
        st.tuples(st.just("prepend"), st.just(0), heights),
        st.tuples(st.just("append"), st.just(0), heights),
        st.tuples(st.just("remove"), st.integers(0, 10_000), st.integers(0, 10)),
        st.tuples(st.just("measure"), st.integers(0, 10_000), st.integers(0, 900)),
        st.tuples(st.just("forget"), st.just(0), st.just(0)),
    ),
    max_size=30,
)


def row_at(plain: list[int], y: int) -> int:
    """The look-up by counting, as the tree must answer it."""
    if not plain:
        return -1
    below = 0
    for row, height in enumerate(plain):
        below += height
        if y < below:
            return row
    return len(plain) - 1


@settings(max_examples=300, deadline=None)
@given(heights, steps, st.lists(st.integers(-10, 20_000), max_size=8))
def test_tree_equals_brute_force(first: list[int], todo: list[tuple], probes: list[int]) -> None:
    tree, plain, seen = Heights(), list(first), [False] * len(first)
    tree.reset(first)
    for name, where, what in todo:
        at = {"prepend": 0, "append": len(plain)}.get(name, where % (len(plain) + 1))
        if name in ("insert", "prepend", "append"):
            tree.insert(at, what)
            plain[at:at] = what
            seen[at:at] = [False] * len(what)
        elif name == "remove":
            count = min(what, len(plain) - at)
            tree.remove(at, count)
            del plain[at : at + count]
            del seen[at : at + count]
        elif name == "measure" and at < len(plain):
            assert tree.measure(at, what) == what - plain[at]
            plain[at], seen[at] = what, True
        elif name == "forget":
            tree.forget_all()
            seen = [False] * len(plain)
    assert len(tree) == len(plain)
    assert tree.total == sum(plain)
    assert [tree.height(row) for row in range(len(plain))] == plain
    assert [tree.seen(row) for row in range(len(plain))] == seen
    assert [tree.top(row) for row in range(len(plain) + 1)] == [
        sum(plain[:row]) for row in range(len(plain) + 1)
    ]
    for y in probes:
        assert tree.row_at(y) == row_at(plain, max(0, y))


def test_many_pages_at_the_front() -> None:
    tree = Heights()
    tree.reset([10] * 200)
    for _ in range(100):
        tree.insert(0, [7] * 200)
    assert len(tree) == 20_200
    assert tree.total == 200 * 10 + 20_000 * 7
    assert tree.row_at(20_000 * 7) == 20_000


def test_wrong_rows_are_refused() -> None:
    tree = Heights()
    tree.reset([5])
    for call in (
        lambda: tree.height(1),
        lambda: tree.top(2),
        lambda: tree.insert(3, [1]),
        lambda: tree.remove(0, 2),
    ):
        with pytest.raises(IndexError):
            call()
