"""The statistics of the exam against their definitions and published figures."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.statistics import (
    Z95,
    bootstrap,
    drop_upper,
    guessing,
    holm,
    mcnemar_greater,
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


def test_holm_against_a_worked_example() -> None:
    # Holm 1979 by hand: 0.01 * 3, then 0.03 * 2, and no later one below an earlier one.
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_lies_between_the_plain_values_and_bonferronis(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    for p, held in zip(p_values, adjusted, strict=True):
        assert p <= held + 1e-12 and held <= min(1.0, p * len(p_values)) + 1e-12
    assert sorted(range(len(p_values)), key=lambda i: (p_values[i], i)) == sorted(
        range(len(p_values)), key=lambda i: (adjusted[i], p_values[i], i)
    )


def test_guessing_is_the_binomial_tail() -> None:
    assert guessing(0, 5, 0.05) == pytest.approx(1)
    assert guessing(2, 3, 0.05) == pytest.approx(3 * 0.05**2 * 0.95 + 0.05**3)


def test_the_bound_of_a_fall_against_a_published_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    # Newcombe 1998, Statistics in Medicine 17:2635: 36 both, 12 and 2 one only, none neither, n = 50.
    monkeypatch.setattr("luna_desktop.domain.statistics.Z95_ONE_SIDED", Z95)
    assert drop_upper(36, 12, 2, 0) == pytest.approx(0.3404, abs=1e-4)
    assert -drop_upper(36, 2, 12, 0) == pytest.approx(0.0569, abs=1e-4)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_bound_is_not_below_the_fall_itself(both: int, lost: int, gained: int, neither: int) -> None:
    n = both + lost + gained + neither
    bound = drop_upper(both, lost, gained, neither)
    assert bound >= ((lost - gained) / n if n else 1.0) - 1e-12


def test_the_bound_covers_the_truth() -> None:
    """In at least about 95 of 100 experiments the true fall is not above the bound."""
    rng = random.Random(4)
    for n, kept, won in ((20, 0.95, 0.2), (60, 0.9, 0.5), (60, 0.98, 0.0)):
        before = 0.9
        truth = before - (before * kept + (1 - before) * won)
        covered = 0
        for _ in range(800):
            cells = [0, 0, 0, 0]
            for _ in range(n):
                knew = rng.random() < before
                knows = rng.random() < (kept if knew else won)
                cells[{(1, 1): 0, (1, 0): 1, (0, 1): 2, (0, 0): 3}[knew, knows]] += 1
            covered += truth <= drop_upper(*cells) + 1e-12
        assert covered / 800 > 0.925, (n, covered)


def test_bootstrap_is_seeded_and_narrows() -> None:
    def mean(drawn: object) -> float:
        [sample] = drawn  # type: ignore[misc]
        return sum(sample) / len(sample)

    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 200
    assert bootstrap([few], mean, 1) == bootstrap([few], mean, 1)
    low, high = bootstrap([many], mean, 1)
    assert bootstrap([few], mean, 1)[0] < low < 0.5 < high < bootstrap([few], mean, 1)[1]
    # The normal interval of 400 tosses: 0.5 +- 1.96 * 0.025.
    assert (low, high) == (pytest.approx(0.451, abs=0.01), pytest.approx(0.549, abs=0.01))
