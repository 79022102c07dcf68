"""Training runs around fake children: to the end, paused, cancelled, failed, dead."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.workers.trainer import ThreadTrainer, TrainingControl, run_training
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
        template=PromptTemplate(begin="<|b|>"),
        recipe={"lr": 1e-3, "epochs": 2, "loss_on": "all"},
        max_tokens=1000,
        gguf_name="luna.gguf",
    )


def run(job: TrainingJob, mode: str, seen: list[Progress], **options: float) -> TrainingResult:
    return run_training(job, seen.append, TrainingControl(), command=command(mode), **options)


def test_job_and_result_survive_their_files(job: TrainingJob) -> None:
    assert TrainingJob.from_json(job.write().read_text("utf-8")) == job
    result = TrainingResult(Path("a.gguf"), Path("w"), 3, 4, 2.0, 1.0, 5.0, {"torch": "2"}, {"a": "b"})
    assert TrainingResult.from_message({"type": "result", "id": 1, **result.to_message()}) == result


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"template": {}}', '{"template": {"x": 1}}', "null"])
def test_a_damaged_job_is_told(text: str) -> None:
    with pytest.raises(LunaError) as caught:
        TrainingJob.from_json(text)
    assert caught.value.code == "job-malformed"


def test_a_run_to_the_end(job: TrainingJob) -> None:
    seen: list[Progress] = []
    result = run(job, "train", seen)
    assert result.gguf == job.output_dir / "luna.gguf"
    assert result.loss_last == 0.0
    assert seen[0].phase == "prepare"
    assert seen[-1].step == 2
    assert {progress.sample for progress in seen} >= {"sample 2"}


def test_the_childs_own_error_arrives(job: TrainingJob) -> None:
    with pytest.raises(LunaError) as caught:
        run(job, "train_fails", [])
    assert caught.value.code == "disk-full"


def test_death_and_silence_are_told(job: TrainingJob) -> None:
    with pytest.raises(LunaError) as caught:
        run(job, "train_dies", [])
    assert caught.value.code == "child-died"
    assert "training process" in caught.value.sentence
    with pytest.raises(LunaError) as caught:
        run(job, "mute", [], heartbeat_timeout=1.0)
    assert caught.value.code == "child-silent"


@pytest.mark.parametrize("mode", ["train_saves", "train_hangs", "train_floods"])
@pytest.mark.parametrize("wish", ["pause", "cancel"])
def test_pause_and_cancel_take_under_three_seconds(job: TrainingJob, mode: str, wish: str) -> None:
    control = TrainingControl()
    asked: list[float] = []

    def on_progress(_: Progress) -> None:
        if not asked:
            asked.append(time.monotonic())
            getattr(control, wish)()

    with pytest.raises(LunaError) as caught:
        run_training(job, on_progress, control, command=command(mode))
    assert time.monotonic() - asked[0] < 3
    assert caught.value.code == {"pause": "training-paused", "cancel": "training-cancelled"}[wish]
    if mode == "train_saves":
        assert (job.checkpoint_dir / "saved").exists() == (wish == "pause")


def test_a_wish_made_before_the_start_counts(job: TrainingJob) -> None:
    control = TrainingControl()
    control.cancel()
    control.pause()
    with pytest.raises(LunaError) as caught:
        run_training(job, lambda _: None, control, command=command("train_saves"))
    assert caught.value.code == "training-cancelled"


async def test_the_asyncio_trainer(job: TrainingJob) -> None:
    trainer = ThreadTrainer(command=command("train"))
    threads: set[int] = set()
    result = await trainer.train(job, lambda _: threads.add(threading.get_ident()))
    assert result.steps == 3
    assert threads == {threading.get_ident()}
    trainer.pause()
    trainer.cancel()


@pytest.mark.parametrize("wish", ["pause", "cancel"])
async def test_the_asyncio_trainer_is_stopped(job: TrainingJob, wish: str) -> None:
    trainer = ThreadTrainer(command=command("train_saves"))
    stop: Callable[[], None] = getattr(trainer, wish)
    with pytest.raises(LunaError, match=f"{wish}") as caught:
        await trainer.train(job, lambda _: stop())
    assert caught.value.code.startswith("training-")


async def test_cancelling_the_task_pauses_the_job(job: TrainingJob) -> None:
    trainer = ThreadTrainer(command=command("train_saves"))
    started = asyncio.Event()
    task = asyncio.create_task(trainer.train(job, lambda _: started.set()))
    await started.wait()
    with pytest.raises(LunaError) as caught:
        await trainer.train(job, lambda _: None)
    assert caught.value.code == "training-busy"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (job.checkpoint_dir / "saved").exists()
