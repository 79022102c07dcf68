"""Runs a training job in its child: one blocking function, and its asyncio face without Qt."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypedDict, Unpack

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Merge, TrainingJob, TrainingResult, Trial
from luna_desktop.workers import protocol
from luna_desktop.workers.process import ChildProcess, worker_command
from luna_desktop.workers.protocol import Message
from luna_desktop.workers.threads import in_thread_to_its_end, post

STOP_GRACE = 2.2  # with the ladder's terminate and kill this stays under the promised 3 s
HEARTBEAT_TIMEOUT = 60.0  # importing torch and unsloth holds the interpreter for long stretches
_COALESCED = ("progress", "phase", "sample", "checkpoint")

Wish = Literal["pause", "cancel"]


class TrainingControl:
    """What the person wants of a running job; from any thread. The first wish counts."""

    def __init__(self) -> None:
        self.wish: Wish | None = None
        self._changed = threading.Condition()
        self._latest: dict[str, Message] = {}
        self._ended: list[LunaError | None] = []

    def pause(self) -> None:
        """Save a checkpoint and end the child."""
        self._want("pause")

    def cancel(self) -> None:
        """End the child; what it did is not kept."""
        self._want("cancel")

    def _want(self, wish: Wish) -> None:
        with self._changed:
            self.wish = self.wish or wish
            self._changed.notify_all()

    def put(self, message: Message) -> None:
        """Take a message of the child; of a flood of one kind only the newest is kept."""
        kind = message["type"]
        if kind in _COALESCED or kind in ("result", "error"):
            with self._changed:
                self._latest[kind] = message
                self._changed.notify_all()

    def end(self, error: LunaError | None) -> None:
        """The child is gone."""
        with self._changed:
            self._ended.append(error)
            self._changed.notify_all()

    def next(self) -> Message | None:
        """Wait for the child's next message; None when the person wants something or it is gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._latest or self.wish or self._ended)
            return None if self.wish else self._pop()

    def rest(self) -> Message | None:
        """The next message without waiting."""
        with self._changed:
            return self._pop()

    @property
    def reason(self) -> LunaError | None:
        """Why the child is gone, if it died by itself."""
        with self._changed:
            return next(iter(self._ended), None)

    def _pop(self) -> Message | None:
        if not self._latest:
            return None
        return self._latest.pop(next(iter(self._latest)))


class ChildOptions(TypedDict, total=False):
    """How the training child is started; without them as the program itself does."""

    command: Sequence[str] | None
    env: Mapping[str, str] | None
    heartbeat_timeout: float
    log: Path | None


class TrainingChild:
    """The process that trains. It can be there before its job, so that nobody waits for its imports."""

    def __init__(self, control: TrainingControl | None = None, **options: Unpack[ChildOptions]) -> None:
        self._control = control or TrainingControl()
        self._process = ChildProcess(
            options.get("command") or worker_command("training"),
            env=options.get("env"),
            name="training",
            on_message=self._put,
            on_exit=self._end,
            heartbeat_timeout=options.get("heartbeat_timeout", HEARTBEAT_TIMEOUT),
            log=options.get("log"),
        )

    def _put(self, message: Message) -> None:
        self._control.put(message)

    def _end(self, error: LunaError | None) -> None:
        self._control.end(error)

    def warm(self) -> None:
        """Import what trains, before there is a job."""
        self._process.send({"type": "warm"})

    def begin(self, job: Path, control: TrainingControl) -> bool:
        """Give it the ``job`` of that file, reporting to ``control``; False when it died while it waited."""
        self._control = control
        self._process.send({"type": "train", "id": 1, "job": str(job)})
        return self._process.running

    def merge(self, wanted: Merge) -> None:
        """Have it write a base and its adapters as one file."""
        self._process.send({"type": "merge", "id": 1, "merge": wanted.to_json()})

    def measure(self, trial: Trial) -> None:
        """Have it try how fast a base learns."""
        self._process.send({"type": "try", "id": 1, "trial": trial.to_json()})

    def stop(self, *, save: bool = False) -> None:
        """End it, within 3 s."""
        self._process.stop(STOP_GRACE, save=save)


def run_training(
    job: TrainingJob,
    on_progress: Callable[[Progress], None],
    control: TrainingControl,
    *,
    waiting: TrainingChild | None = None,
    **options: Unpack[ChildOptions],
) -> TrainingResult:
    """Train ``job`` in a child of this thread and block until it is gone.

    ``waiting`` is a child that was started ahead, and ends with this run in any case.

    Raises:
        LunaError: ``training-paused`` and ``training-cancelled`` as wished, the
            child's own error, ``child-died``, ``child-silent`` or ``training-failed``.
    """
    child = waiting
    reporter = _Reporter(on_progress)
    try:
        path = job.write()
        if child is None or not child.begin(path, control):
            child = TrainingChild(control, **options)
            child.begin(path, control)
        while (message := control.next()) is not None:
            if (result := reporter.handle(message)) is not None:
                return result
        return _ended(child, control)
    finally:
        if child is not None:
            child.stop()


class _Reporter:
    """Folds the child's small messages into whole progress reports."""

    def __init__(self, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._last: Progress = Progress("prepare")

    def handle(self, message: Message) -> TrainingResult | None:
        """Report ``message``, or return the result it carries, or raise the error it carries."""
        kind = message["type"]
        if kind == "result":
            return TrainingResult.from_message(message)
        if kind == "error":
            raise protocol.read_error(message)
        last = replace(self._last, sample="", note="")
        if kind == "progress":
            self._last = protocol.read_progress(message)
        elif kind == "phase":
            self._last = replace(last, phase=str(message.get("name", last.phase)))
        elif kind == "sample":
            self._last = replace(last, sample=str(message.get("text", "")))
        else:
            self._last = replace(last, note=f"checkpoint at step {message.get('step', last.step)}")
        self._on_progress(self._last)
        return None


def _ended(child: TrainingChild, control: TrainingControl) -> TrainingResult:
    """The child is gone or has to go: grant the wish, or say what became of it."""
    wish = control.wish
    if wish is not None:
        child.stop(save=wish == "pause")
        while wish == "pause" and (message := control.rest()) is not None:
            if message["type"] == "result":  # it had just finished: nothing is left to pause
                return TrainingResult.from_message(message)
        if wish == "pause":
            raise LunaError("training-paused", "The training is paused.", "", "It can go on later.")
        raise LunaError("training-cancelled", "The training was cancelled.")
    raise control.reason or LunaError(
        "training-failed", "The training process ended without a result.", "", "Try again."
    )


class ThreadTrainer:
    """The trainer for any event loop.

    Each run has one thread that starts the child and outlives it, so nothing
    that belongs to the thread that forked can end the child early.
    """

    def __init__(self, **options: Unpack[ChildOptions]) -> None:
        self._options = options
        self._control: TrainingControl | None = None

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        """Run ``job``; see ``run_training``. Cancelling the awaiting task pauses the job first.

        Raises:
            LunaError: also ``training-busy`` when a job is running already.
        """
        if self._control is not None:
            raise LunaError("training-busy", "A training is running already.", "", "Wait for it to end.")
        control = self._control = TrainingControl()
        loop = asyncio.get_running_loop()

        def report(progress: Progress) -> None:
            post(loop, lambda: on_progress(progress))

        def work() -> TrainingResult:
            return run_training(job, report, control, **self._options)

        try:
            return await in_thread_to_its_end("luna-trainer", work, control.pause)
        finally:
            self._control = None

    def pause(self) -> None:
        """Ask the running job to save a checkpoint and end, within 3 s."""
        if self._control is not None:
            self._control.pause()

    def cancel(self) -> None:
        """End the running job within 3 s."""
        if self._control is not None:
            self._control.cancel()
