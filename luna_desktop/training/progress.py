"""What the person sees of a run: speed, time left, memory, and a word from her now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import psutil

from luna_desktop.domain.events import Progress
from luna_desktop.workers import protocol

REPORT_SECONDS = 0.5
TRAIN_FROM, TRAIN_TO = 0.03, 0.96  # shares of the whole job, by what was measured at a birth
_SMOOTH_LOSS = 0.9
_SMOOTH_SPEED_SECONDS = 10.0


class Link(Protocol):
    """The part of ``workers.child.ParentLink`` that training uses."""

    stopping: threading.Event
    save_on_stop: bool

    def send(self, message: Mapping[str, Any]) -> None: ...


class Stopwatch:
    """Seconds by part of the run."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._last = clock()
        self.parts: dict[str, float] = {}

    def lap(self, part: str) -> None:
        """Count the time since the last lap as ``part``."""
        now = self._clock()
        self.parts[part] = round(self.parts.get(part, 0.0) + now - self._last, 3)
        self._last = now


class Meter:
    """Turns steps into progress messages, about two a second."""

    def __init__(
        self, link: Link, *, steps: int, tokens: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._link = link
        self._steps = steps
        self._tokens = tokens
        self._clock = clock
        self._began = self._sent = self._last = clock()
        self._speed: float | None = None
        self._process = psutil.Process()
        self.tokens = 0
        self.loss: float | None = None
        self.most_memory = 0  # bytes this process was seen to hold

    def resume(self, tokens: int, loss: float) -> None:
        """Go on from a checkpoint."""
        self.tokens, self.loss = tokens, loss

    def step(self, step: int, tokens: int, loss: float) -> None:
        """Count one finished step."""
        now = self._clock()
        elapsed, self._last = max(now - self._last, 1e-6), now
        self.tokens += tokens
        self.loss = loss if self.loss is None else _SMOOTH_LOSS * self.loss + (1 - _SMOOTH_LOSS) * loss
        weight = min(1.0, max(elapsed / _SMOOTH_SPEED_SECONDS, 1 / max(1, step)))
        self._speed = (
            tokens / elapsed
            if self._speed is None
            else self._speed + weight * (tokens / elapsed - self._speed)
        )
        if now - self._sent >= REPORT_SECONDS or step == self._steps:
            self._sent = now
            self.report("train", step)

    def skip_time(self) -> None:
        """Leave out of the speed what passed since the last step (a sample, a checkpoint)."""
        self._last = self._clock()

    def report(self, phase: str, step: int = 0, note: str = "") -> None:
        """Send where the job is."""
        done = self.tokens / self._tokens if self._tokens else 0.0
        shares = {"prepare": 0.0, "train": TRAIN_FROM + (TRAIN_TO - TRAIN_FROM) * done, "export": TRAIN_TO}
        left = None if not self._speed else max(0, self._tokens - self.tokens) / self._speed
        memory = self._process.memory_info().rss
        self.most_memory = max(self.most_memory, memory)
        progress = Progress(
            phase,
            fraction=shares[phase],
            step=step,
            total=self._steps,
            loss=self.loss,
            tokens_per_s=self._speed,
            seconds_left=left if phase == "train" else None,
            memory_bytes=memory,
            note=note,
        )
        self._link.send(protocol.progress_message(progress))
