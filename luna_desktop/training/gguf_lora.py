"""A LoRA adapter of a Llama base between PEFT's files and the GGUF that llama.cpp lays over that base.

The layout follows llama.cpp's own converter (convert_lora_to_gguf.py); a parity
test holds transformers with PEFT and llama.cpp together.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from gguf import MODEL_ARCH, GGUFReader, GGUFType, GGUFWriter, Keys, get_tensor_name_map
from safetensors import SafetensorError, safe_open

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import ADAPTER_CONFIG
from luna_desktop.training.files import replacing
from luna_desktop.training.gguf_writer import LlamaShape, matrix_shapes, permute, unpermute
from luna_desktop.training.safetensors_reader import StoredTensor, read_tensors

WEIGHTS = "adapter_model.safetensors"
_KEY = re.compile(r"(?:base_model\.model\.)?(.+)\.lora_([AB])(?:\.\w+)?\.weight")
# What may change the weights beyond two plain matrices a layer, by the value that leaves them alone.
_PLAIN = {
    "use_dora": False,
    "fan_in_fan_out": False,
    "lora_bias": False,
    "bias": "none",
    "rank_pattern": {},
    "alpha_pattern": {},
    "modules_to_save": None,
    "trainable_token_indices": None,
}
_MODULES = (
    *(f"self_attn.{name}_proj" for name in "qkvo"),
    *(f"mlp.{name}_proj" for name in ("gate", "up", "down")),
)
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lora:
    """An adapter by the base's modules, as ``model.layers.0.mlp.up_proj``: a (rank, in) and b (out, rank)."""

    rank: int
    alpha: float
    pairs: Mapping[str, tuple[Matrix, Matrix]]

    @property
    def layers(self) -> list[int]:
        """The layers of the base that it is on."""
        return sorted({int(module.split(".")[2]) for module in self.pairs})


@dataclass(frozen=True, slots=True)
class _Pair:
    """One adapted matrix: ``a`` is (rank, in), ``b`` is (out, rank), ``name`` the base's tensor."""

    name: str
    a: StoredTensor
    b: StoredTensor
    heads: int  # rows of q and k are reordered per head, as the base's are; 0 for all others


def write_lora_gguf(source: Path, out: Path, shape: LlamaShape, *, name: str = "Luna") -> None:
    """Write PEFT's adapter ``source`` to ``out`` in F16; ``out`` appears whole or not at all.

    Args:
        source: a folder with adapter_config.json and adapter_model.safetensors, as ``save_pretrained``
            leaves them, or one safetensors file with ``rank`` and ``alpha`` in its metadata.
        out: the GGUF to write.
        shape: the base's, from ``read_shape`` or ``read_gguf_shape``; the adapter must fit it.
        name: general.name in the file.

    Raises:
        LunaError: ``adapter-unsupported``, ``adapter-unreadable``, ``adapter-foreign``,
            ``weights-not-finite``, or the disk is full.
    """
    alpha, rank = _read_metadata(source) if source.is_file() else _read_config(source)
    pairs = _pairs(source if source.is_file() else source / WEIGHTS, shape, rank)
    with replacing(out) as temporary:
        writer = GGUFWriter(temporary, "llama")
        try:
            writer.add_type(GGUFType.ADAPTER)
            writer.add_name(name)
            writer.add_string(Keys.Adapter.TYPE, "lora")
            writer.add_float32(Keys.Adapter.LORA_ALPHA, alpha)
            for pair in pairs:
                writer.add_tensor(f"{pair.name}.lora_a", _half(pair.a, 0))
                writer.add_tensor(f"{pair.name}.lora_b", _half(pair.b, pair.heads))
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
        finally:
            with suppress(OSError):
                writer.close()


def _read_config(folder: Path) -> tuple[float, int]:
    """The alpha that llama.cpp divides by the rank, and the rank."""
    try:
        config = cast("dict[str, Any]", json.loads((folder / ADAPTER_CONFIG).read_text("utf-8")))
        rank, alpha = int(config["r"]), float(config["lora_alpha"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable("Its adapter_config.json is missing or malformed.") from error
    for option, plain in _PLAIN.items():
        if (config.get(option) or plain) != plain:
            raise _unsupported(f"It was trained with {option}.")
    alpha, rank = _usable(alpha, rank)
    return (alpha * math.sqrt(rank) if config.get("use_rslora") else alpha), rank


def _read_metadata(file: Path) -> tuple[float, int]:
    try:
        with safe_open(file, "numpy") as opened:
            told = opened.metadata() or {}
        alpha, rank = float(told["alpha"]), int(told["rank"])
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise _unreadable(f"{file.name} does not tell its rank and alpha.") from error
    return _usable(alpha, rank)


def _usable(alpha: float, rank: int) -> tuple[float, int]:
    if rank < 1 or not (math.isfinite(alpha) and alpha > 0):  # an alpha of 0 means 1 to llama.cpp
        raise _unsupported(f"Its rank is {rank} and its alpha {alpha:g}.")
    return alpha, rank


def read_lora_gguf(path: Path, shape: LlamaShape) -> Lora:
    """What ``write_lora_gguf`` wrote, checked against the base's ``shape``.

    Raises:
        LunaError: ``adapter-unreadable`` or ``adapter-foreign``.
    """
    try:
        reader = GGUFReader(path)
        field = reader.get_field(Keys.Adapter.LORA_ALPHA)
        there = {str(tensor.name): np.array(tensor.data, np.float32) for tensor in reader.tensors}
    except (OSError, ValueError, IndexError) as error:
        raise _unreadable(f"{path.name} is missing or no complete GGUF.") from error
    if field is None or not there:
        raise _unreadable(f"{path.name} is no adapter.")
    names = get_tensor_name_map(MODEL_ARCH.LLAMA, shape.layers)
    matrices = matrix_shapes(shape)
    rank, pairs = 0, dict[str, tuple[Matrix, Matrix]]()
    for module in (f"model.layers.{layer}.{name}" for layer in range(shape.layers) for name in _MODULES):
        name = f"{names.get_name(module)}.weight"
        a, b = there.pop(f"{name}.lora_a", None), there.pop(f"{name}.lora_b", None)
        if a is None or b is None:
            continue
        rank = rank or len(a)
        rows, columns = matrices[name]
        if a.shape != (rank, columns) or b.shape != (rows, rank):
            raise _foreign(f"Its part for {name} is of another size.")
        heads = _heads(module, shape)
        pairs[module] = (a, unpermute(b, heads) if heads else b)
    if there:
        raise _foreign(f"The base has no {min(there)}, or not both halves of it are there.")
    return Lora(rank, float(field.contents()), pairs)


def _heads(module: str, shape: LlamaShape) -> int:
    return {"q_proj": shape.heads, "k_proj": shape.kv_heads}.get(module.rsplit(".", maxsplit=1)[-1], 0)


def _pairs(weights: Path, shape: LlamaShape, rank: int) -> list[_Pair]:
    """Every adapted matrix in the base's order, checked against it before a byte is written."""
    found: dict[str, dict[str, StoredTensor]] = {}
    for key, tensor in _tensors(weights).items():
        match = _KEY.fullmatch(key)
        if match is None:
            raise _unsupported(f"It holds a tensor {key}, which is no part of a plain LoRA.")
        found.setdefault(match[1], {})[match[2]] = tensor
    if not found:
        raise _unreadable("It holds no weights.")
    names = get_tensor_name_map(MODEL_ARCH.LLAMA, shape.layers)
    matrices = matrix_shapes(shape)
    pairs = [_pair(module, halves, names.get_name(module), shape) for module, halves in found.items()]
    order = {name: place for place, name in enumerate(matrices)}
    for pair in pairs:
        rows, columns = matrices[pair.name]
        if pair.a.shape != (rank, columns) or pair.b.shape != (rows, rank):
            raise _foreign(f"Its part for {pair.name} is of another size.")
    return sorted(pairs, key=lambda pair: order[pair.name])


def _pair(module: str, halves: Mapping[str, StoredTensor], known: str | None, shape: LlamaShape) -> _Pair:
    name = f"{known}.weight"
    if name not in matrix_shapes(shape):
        raise _foreign(f"The base has no {module}.")
    if set(halves) != {"A", "B"}:
        raise _unreadable(f"One of the two halves for {module} is missing.")
    return _Pair(name, halves["A"], halves["B"], _heads(module, shape))


def _tensors(weights: Path) -> dict[str, StoredTensor]:
    try:
        return {tensor.name: tensor for tensor in read_tensors(weights)}
    except LunaError as error:
        raise _unreadable(error.why) from error


def _half(source: StoredTensor, heads: int) -> npt.NDArray[np.float16]:
    values = source.load()
    if not bool(np.all(np.abs(values) <= np.finfo(np.float16).max)):
        raise LunaError(
            "weights-not-finite",
            "The trained weights are broken.",
            f"The tensor {source.name} holds values that are not finite numbers of its type.",
            "Train again with a smaller learning rate.",
        )
    return np.ascontiguousarray((permute(values, heads) if heads else values).astype(np.float16))


def _unreadable(why: str) -> LunaError:
    return LunaError("adapter-unreadable", "This adapter cannot be read.", why, "Train it again.")


def _unsupported(why: str) -> LunaError:
    return LunaError(
        "adapter-unsupported", "This kind of adapter cannot be used.", why, "Train a plain LoRA."
    )


def _foreign(why: str) -> LunaError:
    return LunaError(
        "adapter-foreign",
        "This adapter was made for another base model.",
        why,
        "Choose the base that it was trained on.",
    )
