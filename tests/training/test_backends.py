"""Which backend trains what."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.training.backends import UNSLOTH_FROM, Start, choose, count_parameters
from luna_desktop.training.worker import one_card
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


def test_an_adapter_names_its_base(tmp_path: Path) -> None:
    base, adapter = tmp_path / "base", tmp_path / "adapter"
    base.mkdir()
    adapter.mkdir()
    config = adapter / "adapter_config.json"
    config.write_text(json.dumps({"base_model_name_or_path": str(base)}), encoding="utf-8")
    assert Start.read(adapter) == Start(base, adapter)
    assert Start.read(base) == Start(base, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "weights-unreadable"), ('{"base_model_name_or_path": "/no/such/folder"}', "base-missing")],
)
def test_an_adapter_without_its_base_is_told(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "adapter_config.json").write_text(text, encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        Start.read(tmp_path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("chosen", "used"),
    [(None, "0"), ("0,1", "0"), ("2", "2"), ("", ""), ("-1", "-1"), ("GPU-ab,GPU-cd", "GPU-ab")],
)
def test_one_graphics_card_is_used_and_none_where_none_may_be(chosen: str | None, used: str) -> None:
    assert one_card(chosen) == used
