"""The training child over its pipe: result, pause, cancel, death and error."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.workers.trainer import TrainingChild, TrainingControl, run_training
from tests.training.jobs import make_job

pytestmark = pytest.mark.slow


def run(
    job: TrainingJob, act: Callable[[Progress, TrainingControl], None] = lambda *_: None
) -> tuple[TrainingResult, list[Progress]]:
    control = TrainingControl()
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        act(progress, control)

    return run_training(job, on_progress, control), seen


def at_step(step: int, wish: str) -> Callable[[Progress, TrainingControl], None]:
    def act(progress: Progress, control: TrainingControl) -> None:
        if progress.step >= step:
            getattr(control, wish)()

    return act


def children() -> list[psutil.Process]:
    """Our workers; Python's own resource tracker may live beside them for the whole run."""
    return [child for child in psutil.Process().children(recursive=True) if "--worker" in child.cmdline()]


LONG = 400_000


def test_the_child_trains_and_reports(tmp_path: Path) -> None:
    result, seen = run(make_job(tmp_path))
    assert result.gguf.is_file()
    assert {p.phase for p in seen} == {"prepare", "train", "export"}
    assert any(p.sample for p in seen)
    assert not children()


def test_a_child_told_to_prepare_imports_what_trains() -> None:
    code = "from luna_desktop.training import worker; worker._warm(); import sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"torch", "luna_desktop.training.trainer"} <= set(found.stdout.split())


def test_a_prepared_child_trains(tmp_path: Path) -> None:
    child = TrainingChild()
    child.warm()
    result = run_training(make_job(tmp_path), lambda progress: None, TrainingControl(), waiting=child)
    assert result.gguf.is_file()
    assert not children()


def test_kill_and_resume(tmp_path: Path) -> None:
    job = make_job(tmp_path, max_tokens=40_000, recipe={"checkpoint_seconds": 0.2})

    def kill(progress: Progress, control: TrainingControl) -> None:
        if "checkpoint" in progress.note:
            for child in children():
                child.kill()

    with pytest.raises(LunaError) as caught:
        run(job, kill)
    assert caught.value.code == "child-died"
    result, seen = run(replace(job, resume=True))
    steps = [p.step for p in seen if p.phase == "train"]
    assert steps[0] > 0
    assert result.tokens > 39_000


@pytest.mark.parametrize(("wish", "code"), [("pause", "training-paused"), ("cancel", "training-cancelled")])
def test_stopping_takes_less_than_three_seconds(tmp_path: Path, wish: str, code: str) -> None:
    job = make_job(tmp_path, max_tokens=LONG)
    asked: list[float] = []

    def act(progress: Progress, control: TrainingControl) -> None:
        if progress.step >= 5 and not asked:
            asked.append(time.monotonic())
            getattr(control, wish)()

    with pytest.raises(LunaError) as caught:
        run(job, act)
    assert time.monotonic() - asked[0] < 3
    assert caught.value.code == code
    assert any(job.checkpoint_dir.glob("checkpoint-*")) == (wish == "pause")
    assert not children()


@pytest.mark.parametrize("wish", ["pause", "cancel"])
def test_stopping_during_imports(tmp_path: Path, wish: str) -> None:
    control = TrainingControl()
    job = make_job(tmp_path, max_tokens=LONG)
    timer = threading.Timer(1.5, getattr(control, wish))
    timer.start()
    began = time.monotonic()
    with pytest.raises(LunaError) as caught:
        run_training(job, lambda _: None, control)
    timer.join()
    assert time.monotonic() - began < 1.5 + 3
    assert caught.value.code in ("training-paused", "training-cancelled")


def test_trouble_crosses_the_pipe(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    job.dataset.write_text("changed", encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        run(job)
    assert caught.value.code == "dataset-changed"
    assert caught.value.next_step
