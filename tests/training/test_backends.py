"""Which backend trains what."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import Beneath, TrainingJob
from luna_desktop.training.backends import UNSLOTH_FROM, Start, choose, count_parameters
from luna_desktop.training.worker import one_card
from tests.training.jobs import make_job
from tests.training.models import make_base

BIG, SMALL = UNSLOTH_FROM, UNSLOTH_FROM - 1


@pytest.mark.parametrize(
    ("wanted", "cuda", "parameters", "present", "chosen"),
    [
        ("auto", True, BIG, True, "unsloth"),
        ("auto", True, SMALL, True, "trl"),
        ("auto", False, BIG, True, "trl"),
        ("auto", True, BIG, False, "trl"),
        ("trl", True, BIG, True, "trl"),
        ("unsloth", True, SMALL, True, "unsloth"),
    ],
)
def test_the_choice(wanted: str, cuda: bool, parameters: int, present: bool, chosen: str) -> None:
    assert choose(wanted, cuda=cuda, parameters=parameters, importable=lambda: present) == chosen
    assert "unsloth" not in sys.modules


@pytest.mark.parametrize(("cuda", "present"), [(False, True), (True, False)])
def test_unsloth_that_cannot_be_used_is_told(cuda: bool, present: bool) -> None:
    with pytest.raises(LunaError) as caught:
        choose("unsloth", cuda=cuda, parameters=BIG, importable=lambda: present)
    assert caught.value.code == "unsloth-missing"


def test_parameters_are_counted_from_the_header(tmp_path: Path) -> None:
    from transformers import LlamaForCausalLM

    base = make_base(tmp_path)
    assert count_parameters(base) == LlamaForCausalLM.from_pretrained(base).num_parameters()


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    """One of an older home, which still says where its base lay."""
    folder = tmp_path / "adapter"
    folder.mkdir()
    config = folder / "adapter_config.json"
    config.write_text(json.dumps({"base_model_name_or_path": "/no/such/folder"}), encoding="utf-8")
    return folder


def test_the_job_says_where_the_base_of_an_adapter_lies(tmp_path: Path, adapter: Path) -> None:
    job = make_job(tmp_path)
    on_base = replace(job, base_dir=adapter, beneath=Beneath("small@sha256:1", job.base_dir))
    assert Start.of(on_base) == Start(job.base_dir, adapter, "small@sha256:1")
    assert Start.of(job) == Start(job.base_dir, None, "base")
    assert TrainingJob.from_json(on_base.to_json()) == on_base
    assert TrainingJob.from_json(job.to_json()) == job


@pytest.mark.parametrize("beneath", [None, Beneath("small", Path("/no/such/folder"))])
def test_an_adapter_without_its_base_is_told(tmp_path: Path, adapter: Path, beneath: Beneath | None) -> None:
    with pytest.raises(LunaError) as caught:
        Start.of(replace(make_job(tmp_path), base_dir=adapter, beneath=beneath))
    assert caught.value.code == "base-missing"


@pytest.mark.parametrize(
    ("chosen", "used"),
    [(None, "0"), ("0,1", "0"), ("2", "2"), ("", ""), ("-1", "-1"), ("GPU-ab,GPU-cd", "GPU-ab")],
)
def test_one_graphics_card_is_used_and_none_where_none_may_be(chosen: str | None, used: str) -> None:
    assert one_card(chosen) == used
