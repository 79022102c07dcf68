"""How many cores to compute on, found out while training."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable

TRY_STEPS = 4
HOLD_SECONDS = 30.0


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def options(most: int) -> list[int]:
    """Numbers of cores worth a try, all of them first."""
    return sorted({most, max(1, most - 1), max(1, most // 2)}, reverse=True)


class Pace:
    """Computes on as many cores as bring the most tokens a second.

    Every step waits for its slowest core hundreds of times, so beside one busy
    neighbour all cores were measured up to six times slower than all but one.
    The weights come out the same, bit for bit. What was ``found`` fastest before is kept for a while.
    """

    def __init__(
        self,
        most: int,
        use: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        found: int | None = None,
    ) -> None:
        self._use = use
        self._clock = clock
        self._options = deque(options(most))
        self._untried = [] if found else list(self._options)
        self._recent: deque[tuple[int, float]] = deque(maxlen=TRY_STEPS)
        self._champion: tuple[int, float] | None = None  # what the threads on trial have to beat
        self._until = clock() + HOLD_SECONDS if found else 0.0
        self._change(found or most)

    def step(self, tokens: int) -> None:
        """Count one finished step, and try another number of threads when it is time."""
        now = self._clock()
        elapsed, self._last = now - self._last, now
        if self._fresh:  # the first step after a change does not count
            self._fresh = False
            return
        self._recent.append((tokens, max(elapsed, 1e-6)))
        if len(self._recent) < TRY_STEPS or len(self._options) == 1:
            return
        speed = sum(t for t, _ in self._recent) / sum(s for _, s in self._recent)
        if self._champion is not None:
            champion, self._champion = self._champion, None
            self._until = now + (HOLD_SECONDS if not self._untried else 0.0)
            if champion[1] > speed:
                self._change(champion[0])
        elif now >= self._until:
            self._champion = (self.threads, speed)
            self._change(self._next())

    def skip_time(self) -> None:
        """Leave out what passed since the last step (a sample, a checkpoint)."""
        self._last = self._clock()

    def _next(self) -> int:
        if self._untried:
            return self._untried[0]
        while True:
            self._options.rotate(-1)
            if self._options[0] != self.threads:
                return self._options[0]

    def _change(self, threads: int) -> None:
        self.threads = threads
        if threads in self._untried:
            self._untried.remove(threads)
        self._recent.clear()
        self._fresh = True
        self._last = self._clock()
        self._use(threads)
