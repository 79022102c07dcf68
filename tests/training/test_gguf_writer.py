"""What the GGUF writer refuses, and that it leaves nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.training.gguf_writer import write_gguf
from tests.training.models import TEMPLATE, make_base


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return make_base(tmp_path / "base")


def change(path: Path, **values: Any) -> None:
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, **values}), encoding="utf-8")


def refused(base: Path, template: PromptTemplate = TEMPLATE, **options: Any) -> LunaError:
    """The error, after checking that the old file still stands and nothing else was left."""
    out = base.parent / "out" / "luna.gguf"
    out.parent.mkdir()
    out.write_text("old", encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        write_gguf(base, out, template, **options)
    assert [p.name for p in out.parent.iterdir()] == ["luna.gguf"]
    assert out.read_text("utf-8") == "old"
    assert caught.value.what
    return caught.value


def test_another_architecture_is_refused(base: Path) -> None:
    change(base / "config.json", architectures=["MambaForCausalLM"])
    assert refused(base).code == "model-unsupported"


def test_unknown_rope_scaling_is_refused(base: Path) -> None:
    change(base / "config.json", rope_parameters={"rope_type": "yarn", "factor": 4.0})
    assert refused(base).code == "model-unsupported"


def test_missing_config_is_refused(base: Path) -> None:
    (base / "config.json").unlink()
    assert refused(base).code == "model-unsupported"


def test_unknown_splitting_rule_is_refused(base: Path) -> None:
    change(base / "tokenizer.json", pre_tokenizer={"type": "Whitespace"})
    assert refused(base).code == "tokenizer-unsupported"


def test_normalising_tokenizer_is_refused(base: Path) -> None:
    change(base / "tokenizer.json", normalizer={"type": "NFC"})
    assert refused(base).code == "tokenizer-unsupported"


def test_template_of_another_base_is_refused(base: Path) -> None:
    assert refused(base, PromptTemplate(end="<|eot_id|>")).code == "template-tokens-missing"


@pytest.mark.parametrize("keep", [0, 4, 60, 5000])
def test_cut_off_weights_are_refused(base: Path, keep: int) -> None:
    weights = base / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:keep])
    assert refused(base).code == "weights-unreadable"


def test_missing_layer_is_refused(base: Path) -> None:
    change(base / "config.json", num_hidden_layers=3)
    assert refused(base).code == "weights-unreadable"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 70000.0])
def test_values_beyond_the_type_are_refused(base: Path, value: float) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    tensors = load_file(base / "model.safetensors")
    tensors["model.layers.1.mlp.up_proj.weight"][0, 0] = torch.tensor(value)
    save_file(tensors, base / "model.safetensors")
    assert refused(base, gguf_type="F16").code == "weights-not-finite"


def test_stopping_leaves_the_old_file(base: Path) -> None:
    assert refused(base, stopped=lambda: True).code == "training-cancelled"


def test_shards_are_joined(base: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    write_gguf(base, tmp_path / "whole.gguf", TEMPLATE)
    tensors = load_file(base / "model.safetensors")
    shards: dict[str, dict[str, Any]] = {"a.safetensors": {}, "b.safetensors": {}}
    for index, name in enumerate(sorted(tensors)):
        shards["ab"[index % 2] + ".safetensors"][name] = tensors[name]
    for file, part in shards.items():
        save_file(part, base / file)
    where = {name: file for file, part in shards.items() for name in part}
    (base / "model.safetensors.index.json").write_text(json.dumps({"weight_map": where}), encoding="utf-8")
    (base / "model.safetensors").unlink()
    write_gguf(base, tmp_path / "joined.gguf", TEMPLATE)
    assert (tmp_path / "joined.gguf").stat().st_size == (tmp_path / "whole.gguf").stat().st_size
