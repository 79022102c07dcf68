"""Early stopping in real training: what is only watched is never learnt, and the best moment comes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM

from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.training.early import TOLERANCE, DevWatch
from luna_desktop.training.rows import Encoder
from luna_desktop.training.worker import run_job
from tests.training.jobs import PAIRS, KeptLink, make_job, row

SWAPPED = [(asked, PAIRS[i - 1][1]) for i, (asked, _) in enumerate(PAIRS)]
RECIPE: dict[str, float | int | str] = {"learning_rate": 3e-3, "dev_looks": 20}


def job(folder: Path, watched: Sequence[tuple[str, str]], tokens: int = 12_000) -> TrainingJob:
    rows: list[dict[str, Any]] = [row(pair) for pair in PAIRS]
    rows += [row(pair, weight=0) for pair in watched]
    return make_job(folder, rows=rows, recipe=RECIPE, max_tokens=tokens)


def dev_loss(weights: Path, folder: TrainingJob, pairs: Sequence[tuple[str, str]]) -> float:
    """Measured anew on the weights that were written."""
    from luna_desktop.domain.prompt import Turn
    from luna_desktop.training.rows import Row

    encoder = Encoder(folder.base_dir / "tokenizer.json", folder.template, loss_on="replies", max_length=512)
    rows = [Row((Turn("person", asked), Turn("luna", said)), 1) for asked, said in pairs]
    watch = DevWatch(encoder.encode(rows)[0], steps=1, looks=1, patience=1)
    loader: Any = LlamaForCausalLM
    watch.look(loader.from_pretrained(weights, dtype=torch.float32))
    return watch.losses[0]


def run(made: TrainingJob) -> TrainingResult:
    return run_job(made, KeptLink())


def test_getting_worse_on_unseen_forms_ends_it_at_its_best(tmp_path: Path) -> None:
    whole = run(job(tmp_path / "whole", ()))
    made = job(tmp_path / "early", SWAPPED)
    result = run(made)
    assert result.steps < whole.steps
    assert len(result.dev) >= 3
    assert result.dev[-1] > TOLERANCE + min(result.dev)
    assert dev_loss(result.weights_dir, made, SWAPPED) == pytest.approx(min(result.dev), rel=0.02)


def test_getting_better_goes_to_the_end(tmp_path: Path) -> None:
    whole = run(job(tmp_path / "whole", ()))
    made = job(tmp_path / "watched", PAIRS)
    result = run(made)
    assert result.steps == whole.steps
    assert result.tokens == whole.tokens, "what is watched is not trained"
    assert result.dev == sorted(result.dev, reverse=True) or result.dev[-1] < 0.3 * result.dev[0]
    assert dev_loss(result.weights_dir, made, PAIRS) <= 1.02 * result.dev[-1]


def test_a_loss_that_dances_near_nothing_stops_nothing() -> None:
    class Dancing(DevWatch):
        def _loss(self, model: Any) -> float:
            return dances.pop(0)

    dances = [1.2, 0.04, 0.01, 0.03, 0.05, 0.02, 0.09]
    watch = Dancing([], steps=70, looks=7, patience=2)
    model = torch.nn.Linear(1, 1)
    assert not any(watch.look(model) for _ in range(7))
    dances += [0.12, 0.13]
    assert [watch.look(model) for _ in range(2)] == [False, True]


def test_nothing_watched_nothing_measured(tmp_path: Path) -> None:
    assert run(job(tmp_path, (), tokens=1500)).dev == []
