"""The window's trainer: one QThread, real children, nothing left behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.training import TrainingJob
from luna_desktop.ui.supervisor import QThreadTrainer
from tests.workers.support import command


@pytest.fixture
def job(tmp_path: Path) -> TrainingJob:
    return TrainingJob(
        kind="birth",
        base_dir=tmp_path / "base",
        dataset=tmp_path / "data.jsonl",
        dataset_sha256="0" * 64,
        output_dir=tmp_path / "new.partial",
        checkpoint_dir=tmp_path / "checkpoints",
        template=PromptTemplate(),
        recipe={"lr": 1e-3},
        max_tokens=1000,
        gguf_name="luna.gguf",
    )


@pytest.fixture
def trainer_of(qapp: Any) -> Iterator[Any]:
    made: list[QThreadTrainer] = []

    def make(mode: str) -> QThreadTrainer:
        made.append(QThreadTrainer(command=command(mode)))
        return made[-1]

    yield make
    for trainer in made:
        trainer.close()
        assert not trainer._thread.isRunning()


def test_a_run_to_the_end_reports_on_the_windows_thread(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    seen: list[Progress] = []
    result = aio(trainer_of("train").train(job, seen.append))
    assert result.gguf == job.output_dir / "luna.gguf"
    assert seen[-1].step == 2


def test_one_thread_serves_one_job_after_the_other(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    trainer = trainer_of("train")
    for _ in range(2):
        aio(trainer.train(job, lambda progress: None))
    assert trainer._thread.isRunning()


def test_errors_of_the_child_arrive(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    for mode, code in (("train_fails", "disk-full"), ("train_dies", "child-died")):
        with pytest.raises(LunaError) as caught:
            aio(trainer_of(mode).train(job, lambda progress: None))
        assert caught.value.code == code


@pytest.mark.parametrize("wish", ["pause", "cancel"])
def test_a_wish_is_granted_within_three_seconds(
    aio: Any, trainer_of: Any, job: TrainingJob, wish: str
) -> None:
    trainer = trainer_of("train_hangs")

    async def go() -> float:
        running = asyncio.ensure_future(trainer.train(job, lambda progress: None))
        await asyncio.sleep(0.5)
        begin = time.monotonic()
        getattr(trainer, wish)()
        with pytest.raises(LunaError) as caught:
            await running
        assert caught.value.code == f"training-{'paused' if wish == 'pause' else 'cancelled'}"
        return time.monotonic() - begin

    assert aio(go()) < 3.0


def test_a_second_job_is_refused_while_one_runs(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    trainer = trainer_of("train_hangs")

    async def go() -> str:
        running = asyncio.ensure_future(trainer.train(job, lambda progress: None))
        await asyncio.sleep(0.2)
        with pytest.raises(LunaError) as caught:
            await trainer.train(job, lambda progress: None)
        trainer.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return caught.value.code

    assert aio(go()) == "training-busy"


def test_cancelling_the_awaiting_task_ends_the_child(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    trainer = trainer_of("train_hangs")

    async def go() -> bool:
        running = asyncio.ensure_future(trainer.train(job, lambda progress: None))
        await asyncio.sleep(0.3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return running.cancelled()

    assert aio(go())


def test_closing_without_a_job_starts_no_thread(trainer_of: Any) -> None:
    trainer = trainer_of("train")
    trainer.close()
    assert not trainer._thread.isRunning()


def test_a_child_that_waits_for_its_job_gets_it(aio: Any, trainer_of: Any, job: TrainingJob) -> None:
    trainer = trainer_of("train")
    trainer.warm()
    trainer.warm()
    warmed = [aio(trainer.train(job, lambda progress: None)).versions["fake"] for _ in range(2)]
    assert warmed == ["warmed", "1"]


def test_a_child_that_died_waiting_is_replaced(
    aio: Any, qtbot: Any, trainer_of: Any, job: TrainingJob
) -> None:
    trainer = trainer_of("train_dies_waiting")
    assert _warmed(qtbot, trainer).wait(20)
    with pytest.raises(LunaError) as caught:
        aio(trainer.train(job, lambda progress: None))
    assert caught.value.code == "disk-full"  # what the second child answers a job with


def test_a_child_that_waits_in_vain_is_ended(qtbot: Any, trainer_of: Any) -> None:
    trainer = trainer_of("train")
    trainer._supervisor._patience.setInterval(200)
    process = _warmed(qtbot, trainer)
    qtbot.waitUntil(lambda: _waiting(trainer) is None)
    assert process.wait(20)


def test_a_child_that_cannot_start_is_no_trouble_yet(aio: Any, qapp: Any, job: TrainingJob) -> None:
    trainer = QThreadTrainer(command=["/nowhere/python"])
    try:
        trainer.warm()
        with pytest.raises(LunaError) as caught:
            aio(trainer.train(job, lambda progress: None))
        assert caught.value.code == "child-start"
    finally:
        trainer.close()


def test_a_job_that_cannot_be_written_ends_the_child_that_waited(
    aio: Any, qtbot: Any, trainer_of: Any, job: TrainingJob
) -> None:
    trainer = trainer_of("train")
    process = _warmed(qtbot, trainer)
    job.output_dir.write_text("a file where its folder should be")
    with pytest.raises(OSError):
        aio(trainer.train(job, lambda progress: None))
    assert process.wait(0)


def test_closing_ends_a_child_that_waits(qtbot: Any, trainer_of: Any) -> None:
    trainer = trainer_of("train")
    process = _warmed(qtbot, trainer)
    trainer.close()
    assert process.wait(0)


def _warmed(qtbot: Any, trainer: QThreadTrainer) -> Any:
    """The process of the child that waits."""
    trainer.warm()
    qtbot.waitUntil(lambda: _waiting(trainer) is not None)
    return _waiting(trainer)._process


def _waiting(trainer: QThreadTrainer) -> Any:
    return trainer._supervisor._waiting
