"""Row heights as a Fenwick tree that grows at both ends.

A chat grows downwards with every message and upwards with every older page, so
the tree keeps empty slots on both sides; a row is an estimate until it is seen.
Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

_SLACK = 1024


class Heights:
    """Heights in pixels with sums, updates and look-ups in logarithmic time."""

    def __init__(self) -> None:
        self._height: list[int] = []
        self._seen: list[int] = []
        self._tree: list[int] = [0]
        self._start = 0
        self._count = 0
        self._epoch = 1
        self.reset(())

    def __len__(self) -> int:
        return self._count

    @property
    def total(self) -> int:
        """Sum of all heights."""
        return self._prefix(self._start + self._count)

    def reset(self, estimates: Sequence[int]) -> None:
        """Forget everything; these rows are estimates."""
        self._rebuild(list(estimates), [0] * len(estimates), _SLACK)

    def insert(self, row: int, estimates: Sequence[int]) -> None:
        """Put unseen rows before ``row``; cheap at both ends."""
        count = len(estimates)
        if not 0 <= row <= self._count:
            raise IndexError(row)
        free_after = len(self._height) - self._start - self._count
        if row == self._count and count <= free_after:
            first = self._start + self._count
        elif row == 0 and count <= self._start:
            self._start -= count
            first = self._start
        else:
            heights, seen = self._live()
            heights[row:row] = estimates
            seen[row:row] = [0] * count
            self._rebuild(heights, seen, max(_SLACK, len(heights) // 2))
            return
        self._count += count
        for slot, height in enumerate(estimates, first):
            self._seen[slot] = 0
            self._put(slot, height)

    def remove(self, row: int, count: int) -> None:
        """Take ``count`` rows out from ``row`` on."""
        if min(row, count) < 0 or row + count > self._count:
            raise IndexError(row)
        heights, seen = self._live()
        del heights[row : row + count]
        del seen[row : row + count]
        self._rebuild(heights, seen, _SLACK)

    def height(self, row: int) -> int:
        """Height of ``row``, measured or estimated."""
        return self._height[self._slot(row)]

    def seen(self, row: int) -> bool:
        """Whether ``row`` was measured since the last ``forget_all``."""
        return self._seen[self._slot(row)] == self._epoch

    def measure(self, row: int, height: int) -> int:
        """Set the true height of ``row``; returns by how much it changed."""
        slot = self._slot(row)
        self._seen[slot] = self._epoch
        return self._put(slot, height)

    def forget(self, row: int) -> None:
        """Keep the height of ``row`` as an estimate only."""
        self._seen[self._slot(row)] = 0

    def forget_all(self) -> None:
        """Keep all heights as estimates only, for a new width; constant time."""
        self._epoch += 1

    def top(self, row: int) -> int:
        """Sum of the heights above ``row``; ``row`` may be one past the end."""
        if not 0 <= row <= self._count:
            raise IndexError(row)
        return self._prefix(self._start + row)

    def row_at(self, y: int) -> int:
        """The row that covers ``y``, clamped to the ends; -1 when empty."""
        if self._count == 0:
            return -1
        slot, rest, size = 0, max(0, y), len(self._height)
        step = 1 << size.bit_length()
        while step:
            ahead = slot + step
            if ahead <= size and self._tree[ahead] <= rest:
                slot, rest = ahead, rest - self._tree[ahead]
            step >>= 1
        return min(max(0, slot - self._start), self._count - 1)

    def _slot(self, row: int) -> int:
        if not 0 <= row < self._count:
            raise IndexError(row)
        return self._start + row

    def _live(self) -> tuple[list[int], list[int]]:
        """Copies of the rows in use."""
        end = self._start + self._count
        return self._height[self._start : end], self._seen[self._start : end]

    def _rebuild(self, heights: list[int], seen: list[int], slack: int) -> None:
        """Lay the rows out anew with ``slack`` empty slots on either side."""
        pad = [0] * slack
        self._start, self._count = slack, len(heights)
        self._height = [*pad, *heights, *pad]
        self._seen = [*pad, *seen, *pad]
        sums = list(accumulate(self._height, initial=0))
        self._tree = [sums[i] - sums[i & (i - 1)] for i in range(len(sums))]

    def _put(self, slot: int, height: int) -> int:
        delta = height - self._height[slot]
        if delta:
            self._height[slot] = height
            at, size, tree = slot + 1, len(self._height), self._tree
            while at <= size:
                tree[at] += delta
                at += at & -at
        return delta

    def _prefix(self, slots: int) -> int:
        total, tree = 0, self._tree
        while slots:
            total += tree[slots]
            slots &= slots - 1
        return total
