"""Training on an NVIDIA card, with TRL and with Unsloth: each in the real child.

Nothing else can say this; a machine without a card or without the extra skips it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import torch

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Beneath, TrainingJob, TrainingResult
from luna_desktop.training.backends import UNSLOTH_FROM
from luna_desktop.workers.trainer import TrainingControl, run_training
from tests.training.jobs import make_job, recited_and_said
from tests.training.models import make_base

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no NVIDIA card here"),
]
UNSLOTH = pytest.param(
    "unsloth",
    marks=pytest.mark.skipif(find_spec("unsloth") is None, reason="the extra `unsloth` is not installed"),
)
BACKENDS = ["trl", UNSLOTH]
SHAPE: dict[str, Any] = {
    "hidden_size": 256,
    "intermediate_size": 512,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "dtype": "float32",
    "initializer_range": 0.05,
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return make_base(tmp_path / "base", **SHAPE)


def train(job: TrainingJob, pause_at: int = 10**9) -> tuple[TrainingResult, list[Progress]]:
    control = TrainingControl()
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        if progress.phase == "train" and progress.step >= pause_at:
            control.pause()

    log = job.checkpoint_dir.with_name("training.log")
    return run_training(job, on_progress, control, log=log), seen


async def difference(job: TrainingJob, result: TrainingResult) -> float:
    """Most nats a token between what the weights recited and what the written file says."""
    return max(
        abs(score.logprob - recited) / score.tokens for recited, score in await recited_and_said(job, result)
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("backend", BACKENDS)
async def test_she_learns_on_the_card_and_the_file_says_what_was_learned(
    tmp_path: Path, base: Path, backend: str, method: str
) -> None:
    recipe = {"backend": backend, "method": method, "learning_rate": 2e-3 if method == "full" else 5e-3}
    job = make_job(tmp_path / "a", base=base, recipe=recipe, max_tokens=15_000)
    result, _ = train(job)
    assert result.versions["backend"] == backend
    assert result.versions["device"] == torch.cuda.get_device_name()
    assert result.loss_last < 0.5 < 4 < result.loss_first
    assert len(result.parity) >= 5
    assert await difference(job, result) < 0.05

    # Her child goes on from her, not from the base.
    after = make_job(tmp_path / "b", base=result.weights_dir, recipe=recipe, max_tokens=1000)
    after = replace(after, beneath=Beneath("small", base if method == "lora" else result.weights_dir))
    grown, _ = train(after)
    assert grown.loss_first < 1
    assert await difference(after, grown) < 0.05


@pytest.mark.timeout(600)
@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_paused_training_goes_on_on_the_card(tmp_path: Path, base: Path, backend: str, method: str) -> None:
    job = make_job(
        tmp_path / "a", base=base, recipe={"backend": backend, "method": method}, max_tokens=120_000
    )
    with pytest.raises(LunaError) as caught:
        train(job, pause_at=20)
    assert caught.value.code == "training-paused"
    result, seen = train(replace(job, resume=True))
    steps = [p.step for p in seen if p.phase == "train"]
    assert steps[0] >= 20
    assert result.tokens > 119_000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("four_bit", [0, 1], ids=["16 bit", "4 bit"])
@pytest.mark.skipif(find_spec("unsloth") is None, reason="the extra `unsloth` is not installed")
async def test_a_large_base_is_trained_with_unsloth_unasked(tmp_path: Path, four_bit: int) -> None:
    shape: dict[str, Any] = {
        **SHAPE,
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 20,
        "num_attention_heads": 16,
        "num_key_value_heads": 8,
        "initializer_range": 0.02,
        "dtype": "bfloat16",
    }
    large = make_base(tmp_path / "base", **shape)
    assert (large / "model.safetensors").stat().st_size > 2 * UNSLOTH_FROM
    recipe = {"method": "lora", "load_in_4bit": four_bit, "learning_rate": 1e-3, "gradient_checkpointing": 1}
    job = make_job(tmp_path / "a", base=large, recipe=recipe, max_tokens=15_000)
    result, _ = train(job)
    assert result.versions["backend"] == "unsloth"
    assert result.loss_last < 0.5 * result.loss_first
    assert await difference(job, result) < 0.1


def test_no_card_is_taken_where_none_may_be(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "CUDA_VISIBLE_DEVICES", "")
    result, _ = train(make_job(tmp_path / "a", base=base))
    assert result.versions["device"] == "processor"
