"""Which base is recommended: the one that has read most of those that learn quickly enough here."""

from __future__ import annotations

import pytest

from luna_desktop.domain.base import Base
from luna_desktop.domain.prospect import PATIENCE, Prospect, recommended

GB = 10**9


def one(name: str, mb: int, minutes: float | None, memory: float = 1) -> Prospect:
    base = Base(name, name, "wheel", name, "MIT", bytes=mb * 10**6)
    return Prospect(base, minutes=minutes, memory_bytes=round(memory * GB))


EMBRYO = one("embryo", 22, 3.0)


@pytest.mark.parametrize(
    ("others", "memory", "name"),
    [
        ((), 8, "embryo"),
        ((one("reader", 98, 8.0),), 8, "reader"),
        ((one("reader", 98, PATIENCE),), 8, "reader"),
        ((one("reader", 98, PATIENCE + 0.1),), 8, "embryo"),
        ((one("reader", 98, 120.0),), 8, "embryo"),
        ((one("reader", 98, None),), 8, "embryo"),  # nobody knows
        ((one("reader", 98, 8.0, memory=2),), 1.5, "embryo"),  # too little memory for it
        ((one("reader", 98, 8.0), one("scholar", 400, 9.5)), 8, "scholar"),
        ((one("scholar", 400, 9.5), one("reader", 98, 8.0)), 8, "scholar"),  # whatever the order
        ((one("reader", 98, 8.0), one("scholar", 400, 30.0)), 8, "reader"),
        ((one("reader", 98, 8.0), one("scholar", 400, 9.5, memory=16)), 8, "reader"),
        ((one("reader", 98, 8.0), one("scholar", 400, None)), 8, "reader"),
    ],
)
def test_the_one_that_has_read_most_and_learns_quickly(
    others: tuple[Prospect, ...], memory: float, name: str
) -> None:
    found = recommended([EMBRYO, *others], memory_bytes=round(memory * GB))
    assert found is not None and found.base.name == name


def test_where_none_is_quick_it_is_the_quickest() -> None:
    slow = [one("embryo", 22, 12.0), one("reader", 98, 90.0)]
    found = recommended(slow, memory_bytes=8 * GB)
    assert found is not None and found.base.name == "embryo"


@pytest.mark.parametrize("prospects", [[], [one("reader", 98, None)], [one("reader", 98, 3.0, memory=9)]])
def test_there_may_be_none(prospects: list[Prospect]) -> None:
    assert recommended(prospects, memory_bytes=8 * GB) is None
