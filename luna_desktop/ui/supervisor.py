"""The trainer of the window: one QThread with one long-lived supervisor that blocks on the child."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Unpack

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.workers.trainer import ChildOptions, TrainingChild, TrainingControl, run_training

CLOSE_WAIT_MS = 5000
WAITING_MS = 10 * 60_000  # a child with its libraries holds some 400 MB


@dataclass(slots=True, eq=False)
class _Run:
    """One job on its way through the supervisor."""

    job: TrainingJob
    on_progress: Callable[[Progress], None]
    ended: asyncio.Future[TrainingResult]
    options: ChildOptions
    control: TrainingControl = field(default_factory=TrainingControl)


class TrainingSupervisor(QObject):
    """Lives in the QThread; touches no widget and no event loop but its own."""

    progressed = Signal(object, object)  # _Run, Progress
    finished = Signal(object, object)  # _Run, TrainingResult
    failed = Signal(object, object)  # _Run, BaseException

    def __init__(self) -> None:
        super().__init__()
        self._waiting: TrainingChild | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WAITING_MS)
        self._patience.timeout.connect(self.dismiss)

    @Slot(object)
    def warm(self, options: ChildOptions) -> None:
        """Start the child of the job that is about to come; it goes again if none does."""
        if self._waiting is None:
            with suppress(LunaError):  # what keeps it from starting is the job's to tell
                self._waiting = TrainingChild(**options)
                self._waiting.warm()
        self._patience.start()

    @Slot()
    def dismiss(self) -> None:
        """End the child that waits for a job."""
        if (child := self._hand_over()) is not None:
            child.stop()

    def _hand_over(self) -> TrainingChild | None:
        child, self._waiting = self._waiting, None
        self._patience.stop()
        return child

    @Slot(object)
    def supervise(self, run: _Run) -> None:
        """Run the job in its child and block until the child is gone."""
        try:
            result = run_training(
                run.job,
                lambda progress: self.progressed.emit(run, progress),
                run.control,
                waiting=self._hand_over(),
                **run.options,
            )
        except BaseException as error:
            self.failed.emit(run, error)
        else:
            self.finished.emit(run, result)


class QThreadTrainer(QObject):
    """The services' Trainer port on top of the supervisor. The thread starts with the first job."""

    _start = Signal(object)
    _warm = Signal(object)

    def __init__(self, parent: QObject | None = None, **options: Unpack[ChildOptions]) -> None:
        super().__init__(parent)
        self._options = options
        self._thread = QThread(self)
        self._thread.setObjectName("luna-training-supervisor")
        self._supervisor = TrainingSupervisor()
        self._supervisor.moveToThread(self._thread)
        self._start.connect(self._supervisor.supervise)
        self._warm.connect(self._supervisor.warm)
        # In that thread, as its last act.
        self._thread.finished.connect(self._supervisor.dismiss, Qt.ConnectionType.DirectConnection)
        self._supervisor.progressed.connect(self._progressed)
        self._supervisor.finished.connect(self._finished)
        self._supervisor.failed.connect(self._failed)
        self._run: _Run | None = None

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        """Run ``job``; cancelling the awaiting task pauses the job and waits for its child to end.

        Raises:
            LunaError: see ``run_training``; ``training-busy`` when a job is running already.
        """
        if self._run is not None:
            raise LunaError("training-busy", "A training is running already.", "", "Wait for it to end.")
        self._wake()
        ended: asyncio.Future[TrainingResult] = asyncio.get_running_loop().create_future()
        run = self._run = _Run(job, on_progress, ended, self._options)
        self._start.emit(run)
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            run.control.pause()
            await asyncio.wait([ended])
            if not ended.cancelled():
                ended.exception()
            raise
        finally:
            self._run = None

    def warm(self) -> None:
        """Let a child import the training's libraries now: a job is about to come."""
        if self._run is None:
            self._wake()
            self._warm.emit(self._options)

    def _wake(self) -> None:
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)

    def pause(self) -> None:
        """Ask the running job to save a checkpoint and end, within 3 s."""
        if self._run is not None:
            self._run.control.pause()

    def cancel(self) -> None:
        """End the running job within 3 s."""
        if self._run is not None:
            self._run.control.cancel()

    def close(self) -> None:
        """Pause what runs and end the thread."""
        self.pause()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait(CLOSE_WAIT_MS)

    @Slot(object, object)
    def _progressed(self, run: _Run, progress: Progress) -> None:
        if run is self._run:
            run.on_progress(progress)

    @Slot(object, object)
    def _finished(self, run: _Run, result: TrainingResult) -> None:
        if not run.ended.done():
            run.ended.set_result(result)

    @Slot(object, object)
    def _failed(self, run: _Run, error: BaseException) -> None:
        if not run.ended.done():
            run.ended.set_exception(error)
