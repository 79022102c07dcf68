"""Fewer cores are used while they are faster, and all of them again afterwards."""

from __future__ import annotations

from collections.abc import Callable

from luna_desktop.training.pace import HOLD_SECONDS, TRY_STEPS, Pace, cores

STEP_TOKENS = 500


class Computer:
    """A clock that steps move on, faster or slower by the number of threads."""

    def __init__(self, most: int, speed: Callable[[int], float]) -> None:
        self.now = 0.0
        self.speed = speed
        self.changes: list[int] = []
        self.pace = Pace(most, self.changes.append, lambda: self.now)

    def train(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += STEP_TOKENS / self.speed(self.pace.threads)
            self.pace.step(STEP_TOKENS)

    def share(self, threads: int, seconds: float) -> float:
        """The share of ``seconds`` spent with ``threads``."""
        begin, spent = self.now, 0.0
        while self.now < begin + seconds:
            before, used = self.now, self.pace.threads
            self.train(1e-9)
            spent += (self.now - before) * (used == threads)
        return spent / (self.now - begin)


def test_idle_cores_are_used() -> None:
    computer = Computer(2, lambda threads: 500.0 * threads)
    computer.train(20)
    assert computer.share(2, 10 * HOLD_SECONDS) > 0.8


def test_a_busy_neighbour_is_given_its_core() -> None:
    computer = Computer(2, lambda threads: {1: 500.0, 2: 200.0}[threads])
    computer.train(30)
    assert computer.share(1, 10 * HOLD_SECONDS) > 0.6


def test_it_notices_when_the_neighbour_rests() -> None:
    computer = Computer(4, lambda threads: {4: 200.0, 3: 900.0, 2: 700.0}[threads])
    computer.train(60)
    assert computer.pace.threads == 3
    computer.speed = lambda threads: 400.0 * threads
    computer.train(4 * HOLD_SECONDS)
    assert computer.share(4, 10 * HOLD_SECONDS) > 0.7


def test_every_number_is_tried_before_the_first_rest() -> None:
    computer = Computer(8, lambda threads: 4000.0 / threads)
    computer.train(120)
    assert set(computer.changes) == {8, 7, 4}
    assert computer.pace.threads == 4


def test_one_core_is_left_alone() -> None:
    computer = Computer(1, lambda _: 100.0)
    computer.train(100)
    assert computer.changes == [1]


def test_time_that_is_skipped_does_not_count() -> None:
    computer = Computer(2, lambda threads: 500.0 * threads)
    for _ in range(TRY_STEPS + 1):
        computer.now += 100.0
        computer.pace.skip_time()
        computer.train(1e-9)
    assert computer.changes == [2, 1]
    computer.train(20)
    assert computer.pace.threads == 2


def test_there_is_a_core() -> None:
    assert cores() >= 1
