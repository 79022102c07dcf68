"""A birth and an age-up by phase: seconds, speed of training, peak memory.

    python -m benchmarks.growth [--facts 12]

The real services with the real children, without a window. Each phase begins
where the one before ended, so a column adds up to the time from click to first
answer. The parts of the training child are as its manifest tells them.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.common import Report, arguments, home_of, things_to_tell
from luna_desktop.bootstrap import open_app
from luna_desktop.domain import events as ev
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speech import Adapter
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from luna_desktop.services.app import App
from luna_desktop.workers.trainer import ThreadTrainer

MIB = 2**20
SAMPLE_SECONDS = 0.1


class TimedTrainer(ThreadTrainer):
    """Notes when the training child was wanted, first spoke, and was gone."""

    began = spoke = ended = 0.0
    result: TrainingResult | None = None

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        self.began, self.spoke = time.perf_counter(), 0.0

        def heard(progress: Progress) -> None:
            self.spoke = self.spoke or time.perf_counter()
            on_progress(progress)

        self.result = await super().train(job, heard)
        self.ended = time.perf_counter()
        return self.result


class TimedFactory(ChildSpeakerFactory):
    """Notes when each generation was asked for and when its child was closed."""

    def __init__(self, log: Path) -> None:
        super().__init__(log=log)
        self.asked: list[float] = []
        self.closed: list[float] = []

    async def load(
        self,
        gguf: Path,
        *,
        adapters: Sequence[Adapter] = (),
        context: int = 1024,
        threads: int | None = None,
        sharing: int = 1,
        bursts: bool = False,
        inward: bool = False,
    ) -> ChildSpeaker:
        number = len(self.asked)
        self.asked.append(time.perf_counter())
        self.closed.append(0.0)
        speaker = await super().load(
            gguf,
            adapters=adapters,
            context=context,
            threads=threads,
            sharing=sharing,
            bursts=bursts,
            inward=inward,
        )
        close = speaker.close

        async def noted() -> None:
            await close()
            self.closed[number] = time.perf_counter()

        speaker.close = noted
        return speaker


@dataclass
class Memory:
    """Peaks of resident memory by kind of process, from a thread that looks ten times a second."""

    peaks: dict[str, int] = field(default_factory=dict[str, int])
    _kinds: dict[int, str] = field(default_factory=dict[int, str])
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch, name="benchmark-memory")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(SAMPLE_SECONDS):
            now = {"parent": me.memory_info().rss}
            for child in me.children(recursive=True):
                with suppress(psutil.Error):
                    kind = self._kind(child)
                    now[kind] = now.get(kind, 0) + child.memory_info().rss
            now["all together"] = sum(now.values())
            for kind, size in now.items():
                self.peaks[kind] = max(size, self.peaks.get(kind, 0))

    def _kind(self, child: psutil.Process) -> str:
        if self._kinds.get(child.pid, "other") == "other":  # just forked, it still has our command line
            words = child.cmdline()
            self._kinds[child.pid] = words[-1] if "--worker" in words else "other"
        return self._kinds[child.pid]


async def first_answer(app: App) -> float:
    """When the first word of a reply came."""
    came: list[float] = []
    leave = app.bus.subscribe(ev.MessageStreamed, lambda _: came.append(time.perf_counter()))
    try:
        exchange = await app.chat.send("Hello. What is your name?")
    finally:
        leave()
    return came[0] if came else time.perf_counter() + exchange.seconds


@dataclass
class Growing:
    """One birth or age-up, timed from the click to her first answer."""

    app: App
    trainer: TimedTrainer
    factory: TimedFactory
    exams: tuple[str, ...]

    async def time(self, work: Callable[[], Any]) -> tuple[dict[str, float], TrainingResult, dict[str, int]]:
        """Seconds by phase, the training's result, and peaks of memory while ``work`` ran."""
        published: list[float] = []
        leave = self.app.bus.subscribe(
            ev.GenerationPublished, lambda _: published.append(time.perf_counter())
        )
        loads = len(self.factory.asked)
        click = time.perf_counter()
        with Memory() as memory:
            await work()
        ready, answered = time.perf_counter(), await first_answer(self.app)
        leave()
        result = self.trainer.result
        if not published or result is None:
            raise SystemExit("Nothing was published, so there is nothing to time.")
        trainer, parts = self.trainer, result.timings
        phases = {
            "lessons and exam sealed": trainer.began - click,
            "child: start": trainer.spoke - trainer.began,
            **{f"child: {name}": seconds for name, seconds in parts.items()},
            "child: end": trainer.ended - trainer.spoke - sum(parts.values()),
        }
        before = trainer.ended
        for number, name in enumerate(self.exams, loads):
            phases[name], before = self.factory.closed[number] - before, self.factory.closed[number]
        phases["publish"] = published[-1] - before
        phases["swap"] = ready - published[-1]
        phases["first answer"] = answered - ready
        phases["click to first answer"] = answered - click
        return phases, result, memory.peaks


async def run(home: Path, facts: int, report: Report) -> None:
    """Let her be born, teach her, let her grow."""
    trainer = TimedTrainer(log=home / "training.log")
    factory = TimedFactory(home / "inference.log")
    async with open_app(home, trainer, factory) as app:
        if not await app.birth.needed():
            raise SystemExit("Choose a fresh home: she is born already in this one.")
        columns = {"birth": await Growing(app, trainer, factory, ("exam",)).time(app.birth.be_born)}
        place: int | None = None
        for text in things_to_tell(facts):
            place = (await app.chat.send(text, place)).person.conversation_id
        exams = ("exam", "exam of the parent")
        growing = Growing(app, trainer, factory, exams)
        columns["age-up"] = await growing.time(lambda: app.age_up.run(now=True))
    birth, age_up = columns["birth"], columns["age-up"]
    for name in age_up[0]:
        report.add(f"{name}, s", birth[0].get(name), age_up[0][name])
    figures = [_figures(result) for _, result, _ in (birth, age_up)]
    for name in figures[0]:
        report.add(name, figures[0][name], figures[1][name])
    for kind in ("parent", "training", "inference", "all together"):
        report.add(f"peak memory {kind}, MiB", birth[2].get(kind, 0) // MIB, age_up[2].get(kind, 0) // MIB)


def _figures(result: TrainingResult) -> dict[str, float]:
    return {
        "training steps": result.steps,
        "training tokens": result.tokens,
        "tokens/s while training": result.tokens / result.timings["train"],
        "loss at first": result.loss_first,
        "loss at last": result.loss_last,
    }


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--facts", type=int, default=12, help="how many facts she is told (12)")
    chosen = parser.parse_args()
    report = Report("growth", ("phase", "birth", "age-up"), chosen.json)
    with home_of(chosen.home) as home:
        asyncio.run(run(home, chosen.facts, report))
    report.show(facts=chosen.facts)


if __name__ == "__main__":
    main()
