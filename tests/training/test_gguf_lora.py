"""An adapter over the base in llama.cpp says what PEFT's says in transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gguf import GGUFReader
from safetensors.numpy import load_file, save_file

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import ADAPTER_CONFIG
from luna_desktop.training.gguf_lora import WEIGHTS, write_lora_gguf
from luna_desktop.training.gguf_writer import read_gguf_shape, read_shape, write_gguf
from tests.inference.tiny import make_weights
from tests.training.models import TEMPLATE, make_base
from tests.training.test_gguf_parity import SHAPES, ask_llama_cpp, log_softmax

NATS = 0.05
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def sequences(base: Path) -> list[list[int]]:
    rng = np.random.default_rng(6)
    size = json.loads((base / "config.json").read_text("utf-8"))["vocab_size"]
    return [rng.integers(4, size, n).tolist() for n in (1, 9, 120)]


def adapted(base: Path, folders: dict[str, dict[str, Any]]) -> tuple[Any, Any]:
    """Random adapters saved as PEFT does, and the logits of the base under all of them at once."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaForCausalLM

    torch.manual_seed(1)
    plain = LlamaForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager")
    ids = [torch.tensor([row]) for row in sequences(base)]
    with torch.no_grad():
        before = [plain(input_ids=row).logits[0].numpy() for row in ids]
    names = list(folders)
    configs = {
        name: LoraConfig(**{"r": 4, "lora_alpha": 8, "target_modules": ALL, **given})
        for name, given in folders.items()
    }
    model = get_peft_model(plain, configs[names[0]], adapter_name=names[0])
    for name in names[1:]:
        model.add_adapter(name, configs[name])
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "lora_B" in key:  # zero at first, which would hide everything
                parameter.normal_(0, 0.05)
    model.save_pretrained(str(base.parent / "peft"), selected_adapters=names)
    model.base_model.set_adapter(names)
    with torch.no_grad():
        return before, [model(input_ids=row).logits[0].numpy() for row in ids]


def worst(ours: dict[str, Any], theirs: Any) -> float:
    """Largest difference of any log-probability at any position."""
    pairs = [(log_softmax(ours[f"logits{n}"]), log_softmax(row)) for n, row in enumerate(theirs)]
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def files(base: Path, names: list[str]) -> list[str]:
    """The GGUF of each saved adapter."""
    paths = [base.parent / f"{name}.gguf" for name in names]
    for name, path in zip(names, paths, strict=True):
        write_lora_gguf(base.parent / "peft" / name, path, read_shape(base))
    return [str(path) for path in paths]


@pytest.mark.parametrize(
    ("shape", "settings"),
    [
        ("tied", {}),
        ("grouped queries, untied", {}),
        ("own head size", {"r": 16, "lora_alpha": 32}),
        ("llama 3 rope", {"target_modules": ["q_proj", "k_proj"]}),
        ("tied", {"use_rslora": True, "lora_alpha": 3}),
        ("grouped queries, untied", {"layers_to_transform": [1], "target_modules": ["k_proj", "down_proj"]}),
    ],
)
def test_llama_cpp_says_what_peft_says(tmp_path: Path, shape: str, settings: dict[str, Any]) -> None:
    base, gguf = make_base(tmp_path / "base", **SHAPES[shape]), tmp_path / "model.gguf"
    write_gguf(base, gguf, TEMPLATE, gguf_type="F32")
    before, theirs = adapted(base, {"skills": settings})
    wanted = {"sequences": sequences(base), "adapters": files(base, ["skills"])}
    ours = ask_llama_cpp(gguf, wanted)
    assert worst(ours, theirs) < NATS
    assert worst(ours, before) > 10 * NATS


def test_two_adapters_add_up(tmp_path: Path) -> None:
    base, gguf = make_base(tmp_path / "base"), tmp_path / "model.gguf"
    write_gguf(base, gguf, TEMPLATE, gguf_type="F32")
    _, theirs = adapted(base, {"skills": {}, "age": {"r": 8, "target_modules": ["v_proj", "up_proj"]}})
    paths = files(base, ["skills", "age"])
    both = ask_llama_cpp(gguf, {"sequences": sequences(base), "adapters": paths})
    assert worst(both, theirs) < NATS
    assert worst(ask_llama_cpp(gguf, {"sequences": sequences(base), "adapters": paths[:1]}), theirs) > NATS


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Path, Path]:
    """A base and an adapter of one layer for it, made without torch."""
    base, folder = make_weights(tmp_path / "base"), tmp_path / "adapter"
    folder.mkdir()
    (folder / ADAPTER_CONFIG).write_text(
        json.dumps({"r": 2, "lora_alpha": 4, "bias": "none"}), encoding="utf-8"
    )
    module = "base_model.model.model.layers.1.self_attn.q_proj"
    save_file(
        {
            f"{module}.lora_A.weight": np.ones((2, 64), np.float32),
            f"{module}.lora_B.weight": np.ones((64, 2), np.float32),
        },
        folder / WEIGHTS,
    )
    return base, folder


def test_the_file_says_what_it_is(saved: tuple[Path, Path], tmp_path: Path) -> None:
    base, folder = saved
    write_lora_gguf(folder, tmp_path / "a.gguf", read_shape(base), name="skills")
    reader = GGUFReader(tmp_path / "a.gguf")
    told = {
        key: field.contents() for key, field in reader.fields.items() if "." in key and "GGUF." not in key
    }
    assert told == {
        "general.architecture": "llama",
        "general.type": "adapter",
        "general.name": "skills",
        "adapter.type": "lora",
        "adapter.lora.alpha": 4.0,
    }
    assert [tensor.name for tensor in reader.tensors] == [
        "blk.1.attn_q.weight.lora_a",
        "blk.1.attn_q.weight.lora_b",
    ]


def test_a_gguf_tells_the_same_shape_as_its_folder(saved: tuple[Path, Path], tmp_path: Path) -> None:
    shape = read_shape(saved[0])
    write_gguf(saved[0], tmp_path / "model.gguf", TEMPLATE, gguf_type="F32")
    again = read_gguf_shape(tmp_path / "model.gguf")
    assert again.norm_eps == pytest.approx(shape.norm_eps)
    sizes = (
        "hidden",
        "layers",
        "heads",
        "kv_heads",
        "head_dim",
        "ffn",
        "vocab",
        "context",
        "tied",
        "rope_theta",
    )
    assert [getattr(again, name) for name in sizes] == [getattr(shape, name) for name in sizes]
    (tmp_path / "cut.gguf").write_bytes((tmp_path / "model.gguf").read_bytes()[:5000])
    for name in ("cut.gguf", "none.gguf"):
        with pytest.raises(LunaError, match="GGUF"):
            read_gguf_shape(tmp_path / name)


@pytest.mark.parametrize(
    "change",
    [
        {"use_dora": True},
        {"bias": "all"},
        {"alpha_pattern": {"q_proj": 3}},
        {"modules_to_save": ["lm_head"]},
        {"trainable_token_indices": [3]},
        {"lora_alpha": 0},
        {"r": 0},
    ],
)
def test_what_llama_cpp_could_not_apply_is_refused(saved: tuple[Path, Path], change: dict[str, Any]) -> None:
    folder = saved[1]
    config = {"r": 2, "lora_alpha": 4, "bias": "none", **change}
    (folder / ADAPTER_CONFIG).write_text(json.dumps(config), encoding="utf-8")
    assert refused(saved) == "adapter-unsupported"


def refused(saved: tuple[Path, Path]) -> str:
    base, folder = saved
    out = folder / "a.gguf"
    with pytest.raises(LunaError) as caught:
        write_lora_gguf(folder, out, read_shape(base))
    assert not out.exists()
    assert caught.value.what
    assert caught.value.next_step
    return caught.value.code


Q = "base_model.model.model.layers.1.self_attn.q_proj.lora_{}.weight"
WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "another width": ("adapter-foreign", {Q.format("A"): np.ones((2, 32), np.float32)}),
    "another rank": ("adapter-foreign", {Q.format("B"): np.ones((64, 3), np.float32)}),
    "a deeper base": (
        "adapter-foreign",
        {
            Q.replace("1", "7").format("A"): np.ones((2, 64), np.float32),
            Q.replace("1", "7").format("B"): np.ones((64, 2), np.float32),
        },
    ),
    "another kind of base": (
        "adapter-foreign",
        {"model.layers.0.mlp.experts.lora_A.weight": np.ones((2, 64), np.float32)},
    ),
    "half a pair": (
        "adapter-unreadable",
        {Q.replace("1", "0").format("A"): np.ones((2, 64), np.float32)},
    ),
    "a whole matrix": ("adapter-unsupported", {"model.lm_head.weight": np.ones((2, 64), np.float32)}),
    "not a number": ("weights-not-finite", {Q.format("B"): np.full((64, 2), np.nan, np.float32)}),
    "too large for F16": ("weights-not-finite", {Q.format("B"): np.full((64, 2), 1e6, np.float32)}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_the_base_is_refused(saved: tuple[Path, Path], wrong: str) -> None:
    code, tensors = WRONG[wrong]
    weights = saved[1] / WEIGHTS
    save_file({**load_file(weights), **tensors}, weights)
    assert refused(saved) == code


def test_a_damaged_folder_is_refused(saved: tuple[Path, Path]) -> None:
    weights, config = saved[1] / WEIGHTS, saved[1] / ADAPTER_CONFIG
    whole = weights.read_bytes()
    for data in (b"", whole[:40], whole[:-7]):
        weights.write_bytes(data)
        assert refused(saved) == "adapter-unreadable"
    weights.unlink()
    assert refused(saved) == "adapter-unreadable"
    config.write_text("{", encoding="utf-8")
    assert refused(saved) == "adapter-unreadable"
