"""A training whose output is one adapter: over a base that stands, and the skills that lie on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaForCausalLM

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML, Turn
from luna_desktop.domain.speech import Adapter, Score
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.training import precision, progress
from luna_desktop.training.gguf_lora import read_lora_gguf, write_lora_gguf
from luna_desktop.training.gguf_writer import read_shape, write_gguf
from luna_desktop.training.worker import run_job
from tests.training.jobs import PAIRS, KeptLink, make_job, row, stop_after
from tests.training.models import CHATML_TOKENS, make_base

NATS = 0.05
ADAPTER: dict[str, float | int | str] = {
    "method": "lora",
    "loss_on": "replies",
    "lora_rank": 8,
    "lora_alpha": 16,
    "learning_rate": 1e-2,
    "dtype": "float32",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A base as a folder and as the file that speaks, and skills that lie on it."""

    folder: Path
    gguf: Path
    skills: Path


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Standing:
    made = tmp_path_factory.mktemp("standing")
    folder = make_base(
        made / "base", pre="smollm", special=CHATML_TOKENS, dtype="float16", initializer_range=0.08,
        num_key_value_heads=1, bos_token_id=1, eos_token_id=2, pad_token_id=2,
    )  # fmt: skip
    gguf, skills = made / "base.gguf", made / "skills.gguf"
    write_gguf(folder, gguf, CHATML, gguf_type="F16")
    torch.manual_seed(5)
    model: Any = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear"))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(0, 0.05)
    model.save_pretrained(str(made / "peft"))
    write_lora_gguf(made / "peft", skills, read_shape(folder))
    return Standing(folder, gguf, skills)


@pytest.fixture(autouse=True)
def every_step_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REPORT_SECONDS", 0.0)


def job_on(standing: Standing, folder: Path, **recipe: float | int | str) -> TrainingJob:
    job = make_job(folder, base=standing.folder, recipe={**ADAPTER, **recipe}, max_tokens=2500)
    return replace(job, template=CHATML, gguf_name="adapter.gguf", under=(standing.skills,), output="adapter")


async def said(standing: Standing, job: TrainingJob, *adapters: Path) -> dict[str, Score]:
    """What llama.cpp finds of the rows that were recited."""
    lines = job.dataset.read_text("utf-8").splitlines()
    speaker = await ChildSpeakerFactory().load(
        standing.gguf, adapters=[Adapter(path) for path in adapters], context=256, threads=1
    )
    try:
        told = [[Turn(**turn) for turn in json.loads(line)["turns"]] for line in lines]
        scores = await speaker.score([(CHATML.render(t[:-1]), t[-1].text) for t in told])
    finally:
        await speaker.close()
    return {str(number): score for number, score in enumerate(scores)}


def apart(recited: Mapping[str, float], scores: Mapping[str, Score]) -> float:
    """The most nats a token."""
    return max(abs(value - scores[n].logprob) / scores[n].tokens for n, value in recited.items())


def same(one: TrainingResult, other: TrainingResult, standing: Standing) -> float:
    shape = read_shape(standing.folder)
    first, second = read_lora_gguf(one.gguf, shape), read_lora_gguf(other.gguf, shape)
    assert first.pairs.keys() == second.pairs.keys()
    return max(
        float(np.abs(a - b).max())
        for module in first.pairs
        for a, b in zip(first.pairs[module], second.pairs[module], strict=True)
    )


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
async def test_two_adapters_on_the_base_say_what_the_trained_weights_say(
    standing: Standing, tmp_path: Path, dtype: str
) -> None:
    job = job_on(standing, tmp_path, dtype=dtype)
    link = KeptLink()
    result = run_job(TrainingJob.from_json(job.to_json()), link)
    assert result.loss_last < 0.7 * result.loss_first
    assert result.versions["dtype"] == dtype
    assert any(dtype in report["note"] for report in link.of("progress"))
    assert len(result.parity) == len(PAIRS)
    assert apart(result.parity, await said(standing, job, standing.skills, result.gguf)) < NATS
    assert apart(result.parity, await said(standing, job, result.gguf)) > 2 * NATS
    assert apart(result.parity, await said(standing, job, standing.skills)) > 2 * NATS


async def test_an_adapter_on_the_upper_layers_alone_is_trained_spoken_and_gone_on_from(
    standing: Standing, tmp_path: Path
) -> None:
    job = job_on(standing, tmp_path / "a", lora_layers=1)
    result = run_job(job, KeptLink())
    assert read_lora_gguf(result.gguf, read_shape(standing.folder)).layers == [1]
    assert result.loss_last < 0.9 * result.loss_first
    assert apart(result.parity, await said(standing, job, standing.skills, result.gguf)) < NATS
    grown = run_job(replace(job_on(standing, tmp_path / "b"), parent=result.gguf), KeptLink())
    assert read_lora_gguf(grown.gguf, read_shape(standing.folder)).layers == [1]  # the parent's stay
    assert grown.loss_first < result.loss_first
    every = run_job(job_on(standing, tmp_path / "c", lora_layers=9), KeptLink())
    assert read_lora_gguf(every.gguf, read_shape(standing.folder)).layers == [0, 1]


def test_nothing_but_the_adapter_is_left(standing: Standing, tmp_path: Path) -> None:
    job = job_on(standing, tmp_path)
    result = run_job(job, KeptLink())
    assert result.gguf == result.weights_dir == job.output_dir / "adapter.gguf"
    assert list(result.files) == ["adapter.gguf"]
    assert [path.name for path in job.output_dir.iterdir()] == ["adapter.gguf"]
    assert TrainingResult.from_message(json.loads(json.dumps(result.to_message()))) == result


def test_an_interrupted_run_ends_as_an_uninterrupted_one(standing: Standing, tmp_path: Path) -> None:
    expected = run_job(job_on(standing, tmp_path / "a"), KeptLink())
    job = job_on(standing, tmp_path / "b")
    link = KeptLink(stop_after(4))
    with pytest.raises(LunaError, match="paused"):
        run_job(job, link)
    assert link.of("checkpoint")
    result = run_job(replace(job, resume=True), KeptLink())
    assert same(result, expected, standing) < 1e-4
    assert (result.steps, result.tokens) == (expected.steps, expected.tokens)


def test_what_began_in_bfloat16_goes_on_in_it(
    standing: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "bf16_multiplies_faster", lambda: True)
    monkeypatch.setattr(precision, "WORTH", 1e9)
    expected = run_job(job_on(standing, tmp_path / "a", dtype="auto"), KeptLink())
    job = job_on(standing, tmp_path / "b", dtype="auto")
    with pytest.raises(LunaError, match="paused"):
        run_job(job, KeptLink(stop_after(4)))
    monkeypatch.setattr(precision, "bf16_multiplies_faster", lambda: False)
    result = run_job(replace(job, resume=True), KeptLink())
    assert result.versions["dtype"] == expected.versions["dtype"] == "bfloat16"
    assert same(result, expected, standing) < 1e-4


@pytest.mark.parametrize(("faster", "worth"), [(True, 0.0), (False, 1e9)])
def test_where_bfloat16_is_slower_it_is_left(
    standing: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faster: bool, worth: float
) -> None:
    """By a product or by a real step; and what was tried leaves no trace in what is learned."""
    expected = run_job(job_on(standing, tmp_path / "a"), KeptLink())
    monkeypatch.setattr(precision, "bf16_multiplies_faster", lambda: faster)
    monkeypatch.setattr(precision, "WORTH", worth)
    result = run_job(job_on(standing, tmp_path / "b", dtype="auto"), KeptLink())
    assert result.versions["dtype"] == "float32"
    assert same(result, expected, standing) == 0


def test_a_generation_begins_anew_or_as_its_parent_is(standing: Standing, tmp_path: Path) -> None:
    first = run_job(job_on(standing, tmp_path / "a"), KeptLink())
    anew = run_job(job_on(standing, tmp_path / "b"), KeptLink())
    grown = run_job(
        replace(job_on(standing, tmp_path / "c", lora_rank=4), parent=first.gguf), KeptLink()
    )  # the parent's rank stays
    assert anew.loss_first == pytest.approx(first.loss_first)
    assert grown.loss_first < 0.8 * first.loss_first
    assert read_lora_gguf(grown.gguf, read_shape(standing.folder)).rank == 8


def test_a_checkpoint_over_other_skills_is_refused(standing: Standing, tmp_path: Path) -> None:
    job = job_on(standing, tmp_path)
    with pytest.raises(LunaError, match="paused"):
        run_job(job, KeptLink(stop_after(3)))
    other = tmp_path / "other.gguf"
    other.write_bytes(standing.skills.read_bytes()[:-1] + b"!")
    with pytest.raises(LunaError) as caught:
        run_job(replace(job, under=(other,), resume=True), KeptLink())
    assert caught.value.code == "checkpoint-foreign"


def test_a_training_that_gets_worse_on_what_it_is_not_shown_stops(standing: Standing, tmp_path: Path) -> None:
    rows = [row(pair) for pair in PAIRS]
    rows += [row((pair[0], PAIRS[n - 1][1]), weight=0) for n, pair in enumerate(PAIRS)]
    job = make_job(
        tmp_path, base=standing.folder, rows=rows, max_tokens=40_000,
        recipe={**ADAPTER, "learning_rate": 3e-2, "dev_looks": 24},
    )  # fmt: skip
    job = replace(job, template=CHATML, gguf_name="adapter.gguf", under=(standing.skills,), output="adapter")
    result = run_job(job, KeptLink())
    assert result.dev[-1] > min(result.dev) and result.tokens < 36_000, [*result.dev, result.tokens]


@pytest.mark.parametrize("harm", ["missing", "cut", "a base", "of a smaller base"])
def test_skills_that_cannot_be_laid_are_told(standing: Standing, tmp_path: Path, harm: str) -> None:
    skills = tmp_path / "skills.gguf"
    if harm == "cut":
        skills.write_bytes(standing.skills.read_bytes()[:3000])
    elif harm == "a base":
        skills.write_bytes(standing.gguf.read_bytes())
    elif harm == "of a smaller base":
        skills.write_bytes(standing.skills.read_bytes())
    job = replace(job_on(standing, tmp_path), under=(skills,))
    if harm == "of a smaller base":
        small = make_base(tmp_path / "small", pre="smollm", special=CHATML_TOKENS, num_hidden_layers=1)
        job = replace(job, base_dir=small)
    with pytest.raises(LunaError) as caught:
        run_job(job, KeptLink())
    assert caught.value.code == ("adapter-foreign" if harm == "of a smaller base" else "adapter-unreadable")
