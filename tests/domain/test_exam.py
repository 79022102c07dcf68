"""The statistics of the exam against their definitions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.exam import (
    ExamItem,
    ExamReport,
    SectionScore,
    items_sha256,
    mcnemar_greater,
    read_report,
    wilson,
)

COUNTS = st.integers(0, 200)


def test_wilson_against_published_values() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, method 3.
    for (r, n), (low, high) in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert wilson(r, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 1000), st.data())
def test_wilson_holds_the_share_and_stays_within_0_and_1(n: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, n))
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12 and right / n <= high + 1e-12 <= 1 + 1e-12
    mirrored = wilson(n - right, n)
    assert mirrored == (pytest.approx(1 - high, abs=1e-9), pytest.approx(1 - low, abs=1e-9))


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(COUNTS, COUNTS)
def test_mcnemar_is_the_binomial_tail(gained: int, lost: int) -> None:
    n = gained + lost
    exact = sum((Fraction(math.comb(n, k), 2**n) for k in range(gained, n + 1)), Fraction(0))
    assert mcnemar_greater(gained, lost) == pytest.approx(float(exact))


@given(COUNTS, COUNTS)
def test_mcnemar_of_both_sides_covers_all_outcomes(gained: int, lost: int) -> None:
    n = gained + lost
    point = math.comb(n, gained) / 2**n
    assert mcnemar_greater(gained, lost) + mcnemar_greater(lost, gained) == pytest.approx(1 + point)


def test_mcnemar_needs_five_gains() -> None:
    assert mcnemar_greater(4, 0) > 0.05 > mcnemar_greater(5, 0)
    assert mcnemar_greater(0, 0) == 1.0


def test_the_seal_knows_every_change_and_the_order() -> None:
    items = [ExamItem(str(i), "form", "choice", "p", "a", ("a", "b")) for i in range(3)]
    other = [*items[:2], ExamItem("2", "form", "choice", "p", "a", ("b", "a"))]
    assert len({items_sha256(x) for x in (items, items[::-1], items[:2], other, [])}) == 5
    assert items_sha256(items) == items_sha256(tuple(items))


def test_a_report_reads_back() -> None:
    from dataclasses import asdict

    report = ExamReport("g1", "x", (SectionScore("form", 1.5, 2, {"a": 1.0, "b": 0.5}),), 2.0)
    assert read_report(asdict(report)) == report
