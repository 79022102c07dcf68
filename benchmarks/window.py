"""The real window, drawn without a screen: how fast it opens, and how long it ever stands still.

    python -m benchmarks.window [--starts 5] [--seconds 15]

Start: `luna --home HOME` in a fresh process each time, from the spawn to a
painted window whose event loop has nothing left to do, and to the chat of an
opened home. Gaps: a timer of 5 ms in the window's thread notes the time between
its ticks while nothing happens, while replies stream without a pause, and while
a real age-up runs and replies stream. `own` is the processor time the window's
thread itself used in the longest gaps; the rest of them it waited for a core.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer

from benchmarks.common import Report, arguments, home_of, quantile, things_to_tell
from benchmarks.window_start import measure_starts
from luna_desktop.bootstrap import open_app
from luna_desktop.domain import events as ev
from luna_desktop.ui import loop
from luna_desktop.ui.app import OWNER, Session, make_qt
from luna_desktop.window import make_app

TICK_MS = 5
TALKS = 20  # replies before a new conversation begins
SETTLE_SECONDS = 3.0


@dataclass
class Pulse:
    """Gaps between ticks in the window's thread, in ms, each with the phase and our own share of it."""

    gaps: list[tuple[str, float, float]] = field(default_factory=list[tuple[str, float, float]])
    phase: str = ""
    _last: tuple[float, float] | None = None

    def tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last is not None:
            self.gaps.append((self.phase, 1000 * (now[0] - self._last[0]), 1000 * (now[1] - self._last[1])))
        self._last = now

    @contextmanager
    def watch(self, phase: str) -> Generator[None]:
        """Note gaps as ``phase``."""
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(TICK_MS)
        timer.timeout.connect(self.tick)
        self.phase, self._last = phase, None
        timer.start()
        try:
            yield
        finally:
            timer.stop()


class Talker:
    """Says one thing after another through the window's composer while it is asked to."""

    def __init__(self, session: Any) -> None:
        self._page = session.window.chat
        self._answered = asyncio.Event()
        self.replies = 0
        session.app.bus.subscribe(ev.MessageFinished, self._finished)

    async def say(self, text: str) -> None:
        """Say it and wait for the reply."""
        self._answered.clear()
        self._page.pane.composer.sent.emit(text)
        await self._answered.wait()
        self.replies += 1

    def _finished(self, _event: ev.MessageFinished) -> None:
        self._answered.set()

    async def talk(self, over: Callable[[], bool]) -> None:
        """New words each time, a new conversation now and then."""
        while not over():
            if self.replies % TALKS == 0:
                self._page.new()
            await self.say(f"What do you think of the number {self.replies} and of the rain in the garden?")


async def measure_gaps(session: Any, seconds: float) -> tuple[Pulse, dict[str, Any]]:
    """Idle, streaming, and a real age-up with streaming."""
    pulse, talker, extra = Pulse(), Talker(session), {}
    await asyncio.sleep(SETTLE_SECONDS)
    with pulse.watch("idle"):
        await asyncio.sleep(seconds)
    session.window.chat.new()
    for text in things_to_tell(12):
        await talker.say(text)
    end = time.monotonic() + seconds
    talker.replies = 0
    with pulse.watch("streaming"):
        await talker.talk(lambda: time.monotonic() > end)
    extra["replies_streaming"] = talker.replies

    model: Any = session.window.model
    begun, phase = time.monotonic(), "age-up: prepare"

    def follow(event: ev.TrainingProgressed) -> None:
        pulse.phase = f"age-up: {event.progress.phase}"

    leave = session.app.bus.subscribe(ev.TrainingProgressed, follow)
    ended: list[Any] = []  # the model forgets it with the next karma
    model.verdict.connect(ended.append)
    with pulse.watch(phase):
        model.age_up()
        await talker.say("How are you?")
        await talker.talk(lambda: bool(ended) or not session.app.age_up.running)
    leave()
    extra["age_up"] = ended[0].status if ended else "none"
    extra["age_up_seconds"] = round(time.monotonic() - begun, 1)
    extra["replies_during_age_up"] = talker.replies - extra["replies_streaming"]
    return pulse, extra


def window_session(home: Path, seconds: float) -> tuple[Pulse, dict[str, Any]]:
    """Open the real window in this process and measure in it."""
    found: list[tuple[Pulse, dict[str, Any]]] = []
    qt = make_qt()
    session = Session(qt, home.resolve(), partial(make_app, home, owner=OWNER))

    async def work() -> int:
        try:
            app = await session.open_once()
            await app.settings.set("age_up", "manual")
            growth: Any = session.window.model
            growth.set_mode("manual")
            found.append(await measure_gaps(session, seconds))
            return 0
        finally:
            await session.close()

    session.window.show()
    loop.run(qt, work(), session.window.close)
    return found[0]


async def born(home: Path) -> None:
    """A home with Luna in it."""
    async with open_app(home) as app:
        if await app.birth.needed():
            await app.birth.be_born()


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--starts", type=int, default=5, help="how often it is started (5)")
    parser.add_argument("--seconds", type=float, default=15.0, help="of idling and of streaming (15)")
    chosen = parser.parse_args()
    columns = ("figure", "count", "p50", "p99", "max", "own p99", "own of the longest")
    report = Report("window", columns, chosen.json)
    with home_of(chosen.home) as home:
        asyncio.run(born(home))
        starts = measure_starts(home, chosen.starts)
        pulse, extra = window_session(home, chosen.seconds)
    for name in ("modules imported", "window usable", "home opened", "chat filled"):
        times = [start[name] for start in starts]
        report.add(f"start: {name}, s", len(times), statistics.median(times), None, max(times), None, None)

    def add(name: str, wanted: Callable[[str], bool]) -> None:
        rows = [(gap, own) for phase, gap, own in pulse.gaps if wanted(phase)]
        if rows:
            gaps, own = [gap for gap, _ in rows], [own for _, own in rows]
            report.add(
                f"gap: {name}, ms",
                len(rows),
                quantile(gaps, 0.5),
                quantile(gaps, 0.99),
                max(gaps),
                quantile(own, 0.99),
                max(rows)[1],
            )

    phases = list(dict.fromkeys(phase for phase, _, _ in pulse.gaps))
    for phase in phases:
        add(phase, lambda name, phase=phase: name == phase)
    add("age-up: all of it", lambda name: name.startswith("age-up"))
    report.show(heavy_modules=starts[-1]["heavy"] or "none", **extra)


if __name__ == "__main__":
    main()
