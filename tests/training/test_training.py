"""Real training of a small model: it learns, stops, goes on, and says what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.training import Beneath, TrainingJob, TrainingResult
from luna_desktop.training import progress, trainer
from luna_desktop.training.batches import greedy
from luna_desktop.training.checkpoints import MANIFEST
from luna_desktop.training.files import sha256
from luna_desktop.training.rows import Encoder
from luna_desktop.training.worker import run_job
from tests.training.jobs import PAIRS, KeptLink, make_job, stop_after
from tests.training.models import make_base


@pytest.fixture(autouse=True)
def every_step_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REPORT_SECONDS", 0.0)


def run(job: TrainingJob, link: KeptLink | None = None) -> TrainingResult:
    return run_job(job, link or KeptLink())


def refused(job: TrainingJob, link: KeptLink | None = None) -> LunaError:
    with pytest.raises(LunaError) as caught:
        run(job, link)
    assert caught.value.what
    return caught.value


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def distance(a: Path, b: Path) -> float:
    first, second = weights(a), weights(b)
    assert first.keys() == second.keys()
    return max(float((first[k].float() - second[k].float()).abs().max()) for k in first)


def test_lessons_are_learnt_by_heart(tmp_path: Path) -> None:
    from transformers import LlamaForCausalLM

    job = make_job(tmp_path, max_tokens=12_000, recipe={"learning_rate": 3e-3})
    link = KeptLink()
    result = run(job, link)

    assert result.loss_last < 0.5 < 4 < result.loss_first
    assert 0 < result.tokens <= 12_000
    model = LlamaForCausalLM.from_pretrained(result.weights_dir)
    assert model.config.pad_token_id == 0
    encoder = Encoder(result.weights_dir / "tokenizer.json", job.template, loss_on="all", max_length=99)
    for question, answer in PAIRS:
        prompt = encoder.segment_ids(job.template.render([Turn("person", question)]))
        assert encoder.decode(greedy(model, prompt, {3}, 60)) == answer

    reports = link.of("progress")
    assert [p["fraction"] for p in reports] == sorted(p["fraction"] for p in reports)
    assert {p["phase"] for p in reports} == {"prepare", "train", "export"}
    assert reports[-1]["step"] == result.steps
    assert all(p["memory_bytes"] > 0 for p in reports)
    assert any(p["tokens_per_s"] for p in reports) and any(p["seconds_left"] for p in reports)
    assert len(link.of("sample")) == 2


def test_words_that_no_lesson_holds_keep_their_embeddings(tmp_path: Path) -> None:
    """Adam would carry them off; a token of the lessons learns, and one of a few steps only in those."""
    job = make_job(tmp_path, recipe={"learning_rate": 3e-3})
    before, after = weights(job.base_dir), weights(run(job).weights_dir)
    encoder = Encoder(job.base_dir / "tokenizer.json", job.template, loss_on="all", max_length=99)
    turns = [Turn(role, text) for pair in PAIRS for role, text in zip(("person", "luna"), pair, strict=True)]
    met = set(encoder.segment_ids(job.template.render(turns)))
    name = "model.embed_tokens.weight"
    # kept in half precision, whatever the base was
    moved = (before[name].half().float() - after[name].float()).abs().amax(dim=1)
    still = [token for token in range(len(moved)) if token not in met]
    assert len(still) > len(moved) / 4
    assert float(moved[still].max()) == 0
    assert float(moved[sorted(met)].min()) > 0.001


def test_files_of_the_result_are_whole(tmp_path: Path) -> None:
    result = run(make_job(tmp_path))
    out = tmp_path / "out"
    assert result.gguf == out / "luna_age_1.gguf"
    assert {"weights/model.safetensors", "weights/config.json", "weights/tokenizer.json"} < set(result.files)
    assert result.files == {name: sha256(out / name) for name in result.files}
    assert sha256(out / "weights/tokenizer.json") == sha256(tmp_path / "base/tokenizer.json")
    assert torch.__version__.startswith(result.versions["torch"].split("+")[0])
    assert list(result.timings) == ["tokenise", "import", "load", "train", "export", "choose"]
    parts = [
        seconds for part, seconds in result.timings.items() if part != "choose"
    ]  # that is within "train"
    assert sum(parts) == pytest.approx(result.seconds, abs=0.5)
    assert TrainingResult.from_message(json.loads(json.dumps(result.to_message()))) == result


def test_two_runs_end_in_the_same_weights(tmp_path: Path) -> None:
    first = make_job(tmp_path / "a")
    second = make_job(tmp_path / "b", base=first.base_dir)
    assert distance(run(first).weights_dir, run(second).weights_dir) == 0


def test_an_interrupted_run_ends_as_an_uninterrupted_one(tmp_path: Path) -> None:
    whole = make_job(tmp_path / "a")
    expected = run(whole)
    job = make_job(tmp_path / "b", base=whole.base_dir)
    link = KeptLink(stop_after(4))
    assert refused(job, link).code == "training-paused"
    [checkpoint] = link.of("checkpoint")
    assert 4 <= checkpoint["step"] < expected.steps

    resumed = KeptLink()
    result = run(replace(job, resume=True), resumed)
    trained = [p["step"] for p in resumed.of("progress") if p["phase"] == "train"]
    assert trained[0] == checkpoint["step"]
    assert distance(result.weights_dir, expected.weights_dir) < 1e-6
    assert (result.steps, result.tokens) == (expected.steps, expected.tokens)
    assert result.loss_first == pytest.approx(expected.loss_first)
    assert result.loss_last == pytest.approx(expected.loss_last, rel=1e-4)


def test_resuming_before_any_checkpoint_starts_from_the_beginning(tmp_path: Path) -> None:
    link = KeptLink()
    run(make_job(tmp_path, resume=True), link)
    assert any("no checkpoint" in p["note"] for p in link.of("progress"))


def paused(folder: Path) -> tuple[TrainingJob, Path]:
    job = make_job(folder)
    link = KeptLink(stop_after(3))
    assert refused(job, link).code == "training-paused"
    return replace(job, resume=True), Path(link.of("checkpoint")[0]["path"])


@pytest.mark.parametrize("name", ["model.safetensors", "optimizer.pt", "trainer_state.json"])
def test_a_changed_checkpoint_is_refused(tmp_path: Path, name: str) -> None:
    job, checkpoint = paused(tmp_path)
    data = bytearray((checkpoint / name).read_bytes())
    data[len(data) // 2] ^= 1
    (checkpoint / name).write_bytes(data)
    assert refused(job).code == "checkpoint-damaged"


def test_an_added_file_is_refused(tmp_path: Path) -> None:
    job, checkpoint = paused(tmp_path)
    (checkpoint / "pytorch_model.bin").write_bytes(b"x")
    assert refused(job).code == "checkpoint-damaged"


def test_a_checkpoint_of_another_job_is_refused(tmp_path: Path) -> None:
    job, _ = paused(tmp_path)
    assert refused(replace(job, seed=job.seed + 1)).code == "checkpoint-foreign"


def test_a_paused_training_goes_on_where_its_home_was_moved_to(tmp_path: Path) -> None:
    job, checkpoint = paused(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    places = ("base_dir", "dataset", "output_dir", "checkpoint_dir")
    moved = {name: tmp_path / "there" / getattr(job, name).relative_to(tmp_path / "here") for name in places}
    link = KeptLink()
    run(replace(job, **moved), link)
    assert next(p["step"] for p in link.of("progress") if p["phase"] == "train") == int(checkpoint.name[11:])


def test_a_checkpoint_of_other_weights_is_refused(tmp_path: Path) -> None:
    job, _ = paused(tmp_path)
    other = make_base(tmp_path / "other", dtype="float32", seed=9)
    assert refused(replace(job, base_dir=other)).code == "checkpoint-foreign"


def test_a_checkpoint_cut_off_while_saving_is_passed_over(tmp_path: Path) -> None:
    job, checkpoint = paused(tmp_path)
    later = checkpoint.with_name("checkpoint-9999")
    later.mkdir()
    (later / "model.safetensors").write_bytes(b"half")
    assert run(job).steps > 3
    assert (checkpoint / MANIFEST).is_file()


def test_a_runaway_loss_is_told(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    tensors = load_file(job.base_dir / "model.safetensors")
    tensors["model.layers.0.mlp.up_proj.weight"][0, 0] = float("nan")
    save_file(tensors, job.base_dir / "model.safetensors", metadata={"format": "pt"})
    assert refused(job).code == "loss-not-finite"
    assert not (tmp_path / "out" / "luna_age_1.gguf").exists()


def test_an_absurd_learning_rate_is_told(tmp_path: Path) -> None:
    code = refused(make_job(tmp_path, recipe={"learning_rate": 1e30})).code
    assert code in ("loss-not-finite", "weights-not-finite")


def test_unchanged_weights_are_told(tmp_path: Path) -> None:
    assert refused(make_job(tmp_path, recipe={"learning_rate": 1e-30})).code == "weights-unchanged"


def test_a_missing_base_is_told(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    (job.base_dir / "model.safetensors").unlink()
    assert refused(job).code == "weights-unreadable"


def test_memory_that_runs_out_halves_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The allocator's error is injected; the steps that follow are real."""
    whole = make_job(tmp_path / "a")
    expected = run(whole)
    compute = trainer.LunaTrainer.compute_loss
    seen: list[int] = []

    def limited(self: Any, model: Any, inputs: Mapping[str, Any], **kwargs: Any) -> Any:
        seen.append(len(inputs["input_ids"]))
        if self.state.global_step >= 3 and len(inputs["input_ids"]) > 2:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        return compute(self, model, inputs, **kwargs)

    monkeypatch.setattr(trainer.LunaTrainer, "compute_loss", limited)
    link = KeptLink()
    result = run(make_job(tmp_path / "b", base=whole.base_dir), link)
    assert max(seen[-10:]) <= 2
    assert any("Memory ran out" in p["note"] for p in link.of("progress"))
    assert (result.steps, result.tokens) == (expected.steps, expected.tokens)
    assert distance(result.weights_dir, expected.weights_dir) < 1e-4


def test_memory_that_never_suffices_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **kwargs: Any) -> Any:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(trainer.LunaTrainer, "compute_loss", never)
    assert refused(make_job(tmp_path)).code == "out-of-memory"


def test_lora_leaves_an_adapter_that_the_next_run_continues(tmp_path: Path) -> None:
    job = make_job(tmp_path / "a", recipe={"method": "lora", "lora_rank": 4, "lora_alpha": 4})
    job = replace(job, beneath=Beneath("small@sha256:1", job.base_dir))
    before = sha256(job.base_dir / "model.safetensors")
    first = run(job)
    assert sha256(job.base_dir / "model.safetensors") == before
    assert first.weights_dir.name == "adapter"
    assert not (tmp_path / "a/out/merged.tmp").exists()
    config = json.loads((first.weights_dir / "adapter_config.json").read_text("utf-8"))
    assert config["base_model_name_or_path"] == "small@sha256:1"
    assert str(tmp_path) not in json.dumps(config)

    moved = job.base_dir.rename(tmp_path / "moved")
    beneath = Beneath("small@sha256:1", moved)
    child = make_job(tmp_path / "b", base=first.weights_dir, recipe=job.recipe)
    second = run(replace(child, beneath=beneath))
    assert second.loss_first < first.loss_first
    assert second.gguf.stat().st_size == first.gguf.stat().st_size
    config = json.loads((second.weights_dir / "adapter_config.json").read_text("utf-8"))
    assert config["base_model_name_or_path"] == "small@sha256:1"

    whole = make_job(tmp_path / "c", base=second.weights_dir)
    third = run(replace(whole, beneath=beneath))
    assert third.weights_dir.name == "weights" and third.loss_first < first.loss_first


def test_a_stop_inside_a_step_saves_the_step_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop comes between forward and backward of the sixth step."""
    whole = make_job(tmp_path / "a")
    expected = run(whole)
    job = make_job(tmp_path / "b", base=whole.base_dir)
    link = KeptLink()
    compute = trainer.LunaTrainer.compute_loss

    def stopping(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = compute(self, *args, **kwargs)
        if self.state.global_step == 5:
            link.stopping.set()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(trainer.LunaTrainer, "compute_loss", stopping)
        assert refused(job, link).code == "training-paused"
    assert [c["step"] for c in link.of("checkpoint")] == [5]
    result = run(replace(job, resume=True))
    assert distance(result.weights_dir, expected.weights_dir) < 1e-6


def test_a_cancelled_run_saves_nothing(tmp_path: Path) -> None:
    link = KeptLink(stop_after(4))
    link.save_on_stop = False
    job = make_job(tmp_path)
    assert refused(job, link).code == "training-paused"
    assert not list(job.checkpoint_dir.glob("*"))
