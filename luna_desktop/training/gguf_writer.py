"""Hugging Face Llama weights to GGUF, one tensor at a time.

The layout follows llama.cpp's own converter (convert_hf_to_gguf.py, class
LlamaModel); a parity test holds the two engines' logits together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from gguf import (
    MODEL_ARCH,
    GGMLQuantizationType,
    GGUFReader,
    GGUFWriter,
    Keys,
    LlamaFileType,
    RopeScalingType,
    get_tensor_name_map,
    quant_shape_to_byte_shape,
    quantize,
)

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.training.files import replacing
from luna_desktop.training.gguf_vocab import GgufVocab, read_vocab
from luna_desktop.training.safetensors_reader import StoredTensor, broken_weights, read_index

_TYPES = {
    "F32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "F16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "Q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}


Change = Callable[[str, npt.NDArray[np.float32]], npt.NDArray[np.float32]]
"""From a tensor's name in transformers and its values to the values to write."""


@dataclass(frozen=True, slots=True)
class LlamaShape:
    """The sizes and constants of a LlamaForCausalLM's ``config.json``."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocab: int
    context: int
    norm_eps: float
    tied: bool
    rope_theta: float
    rope: Mapping[str, Any]


def read_shape(folder: Path) -> LlamaShape:
    """Read ``config.json``; only what this writer carries over exactly is accepted.

    Raises:
        LunaError: ``model-unsupported``.
    """
    try:
        config = cast("dict[str, Any]", json.loads((folder / "config.json").read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise _unsupported("Its config.json is missing or malformed.") from error
    if config.get("architectures") != ["LlamaForCausalLM"]:
        raise _unsupported("Only models of the LlamaForCausalLM family can be used so far.")
    if config.get("hidden_act", "silu") != "silu":
        raise _unsupported("Its activation function is not SiLU.")
    # transformers 5 writes rope_parameters; older files have rope_scaling and rope_theta.
    rope = cast("dict[str, Any]", config.get("rope_parameters") or config.get("rope_scaling") or {})
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind not in ("default", "linear", "llama3"):
        raise _unsupported(f"Its rotary scaling {kind!r} is not known.")
    try:
        heads, hidden = int(config["num_attention_heads"]), int(config["hidden_size"])
        return LlamaShape(
            hidden=hidden,
            layers=int(config["num_hidden_layers"]),
            heads=heads,
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_dim=int(config.get("head_dim") or hidden // heads),
            ffn=int(config["intermediate_size"]),
            vocab=int(config["vocab_size"]),
            context=int(config["max_position_embeddings"]),
            norm_eps=float(config["rms_norm_eps"]),
            tied=bool(config.get("tie_word_embeddings", False)),
            rope_theta=float(rope.get("rope_theta") or config.get("rope_theta") or 10000.0),
            rope={**rope, "rope_type": kind},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unsupported("Its config.json lacks a size.") from error


def read_gguf_shape(path: Path) -> LlamaShape:
    """The same out of a base that is held as a GGUF; its rotary scaling stays in that file.

    Raises:
        LunaError: ``model-unsupported``.
    """
    return gguf_shape(open_gguf(path), path.name)


def open_gguf(path: Path) -> GGUFReader:
    """The fields and the tensors of a GGUF; seconds with a vocabulary in it, memory only for what is used.

    Raises:
        LunaError: ``model-unsupported``.
    """
    try:
        return GGUFReader(path)
    except (OSError, ValueError, IndexError) as error:
        raise _unsupported(f"{path.name} is missing or no complete GGUF.") from error


def gguf_shape(reader: GGUFReader, name: str) -> LlamaShape:
    """``read_gguf_shape`` of a file that is open; ``name`` is told with what is wrong."""

    def value(key: str, default: Any = None) -> Any:
        field = reader.get_field(key)
        return default if field is None else field.contents()

    if value(Keys.General.ARCHITECTURE) != "llama":
        raise _unsupported("Only models of the LlamaForCausalLM family can be used so far.")
    sizes = {tensor.name: [int(n) for n in tensor.shape] for tensor in reader.tensors}
    try:
        hidden, heads = int(value("llama.embedding_length")), int(value("llama.attention.head_count"))
        return LlamaShape(
            hidden=hidden,
            layers=int(value("llama.block_count")),
            heads=heads,
            kv_heads=int(value("llama.attention.head_count_kv", heads)),
            head_dim=int(value("llama.attention.key_length", hidden // heads)),
            ffn=int(value("llama.feed_forward_length")),
            vocab=sizes["token_embd.weight"][1],
            context=int(value("llama.context_length")),
            norm_eps=float(value("llama.attention.layer_norm_rms_epsilon")),
            tied="output.weight" not in sizes,
            rope_theta=float(value("llama.rope.freq_base", 10000.0)),
            rope={"rope_type": "default"},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unsupported(f"{name} lacks a size.") from error


def write_gguf(
    folder: Path,
    out: Path,
    template: PromptTemplate,
    *,
    gguf_type: str = "F16",
    name: str = "Luna",
    stopped: Callable[[], bool] = lambda: False,
    change: Change | None = None,
) -> None:
    """Write the model in ``folder`` to ``out``; ``out`` appears whole or not at all.

    Args:
        folder: config.json, model.safetensors (or shards) and tokenizer.json.
        out: the GGUF to write.
        template: its control tokens and its jinja form go into the file.
        gguf_type: F32, F16 or Q8_0 for the matrices; vectors are always F32.
        name: general.name in the file.
        stopped: asked before each tensor; true abandons the file.
        change: what to make of each tensor on its way.

    Raises:
        LunaError: the model cannot be carried over, a weight is not a finite
            number, the disk is full, or ``training-cancelled``.
    """
    if gguf_type not in _TYPES:
        raise ValueError(f"unknown GGUF type {gguf_type!r}")
    quant, file_type = _TYPES[gguf_type]
    shape = read_shape(folder)
    vocab = read_vocab(folder, shape.vocab, template)
    plan = [replace(item, change=change) for item in _plan(folder, shape, quant)]
    with replacing(out) as temporary:
        writer = GGUFWriter(None, "llama")
        try:
            writer.add_name(name)
            writer.add_file_type(file_type)
            writer.add_quantization_version(2)
            _add_shape(writer, shape)
            _add_vocab(writer, vocab, template)
            factors = rope_factors(shape)
            if factors is not None:
                writer.add_tensor_info("rope_freqs.weight", factors.shape, factors.dtype, factors.nbytes)
            for item in plan:
                writer.add_tensor_info(item.name, item.stored_shape, item.dtype, item.nbytes, item.quant)
            writer.write_header_to_file(temporary)
            writer.write_kv_data_to_file()
            writer.write_ti_data_to_file()
            if factors is not None:
                writer.write_tensor_data(factors)
            for item in plan:
                if stopped():
                    raise LunaError("training-cancelled", "Writing the new generation was stopped.")
                writer.write_tensor_data(item.load())
        finally:
            with suppress(OSError):
                writer.close()


def must_be_writable(folder: Path, template: PromptTemplate) -> None:
    """Whether ``write_gguf`` will take what grows from ``folder``: asked before the training, not after.

    Raises:
        LunaError: the model, its tokenizer or its weights cannot be carried over.
    """
    shape = read_shape(folder)
    read_vocab(folder, shape.vocab, template)
    _plan(folder, shape, GGMLQuantizationType.F16)


@dataclass(frozen=True, slots=True)
class _Planned:
    """One tensor of the file to be: its place in it and how to make its bytes."""

    name: str
    source: StoredTensor
    heads: int  # rows of q and k are reordered per head; 0 for all others
    quant: GGMLQuantizationType
    change: Change | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        return dtype_of(self.quant)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        return stored_shape(self.source.shape, self.quant)

    @property
    def nbytes(self) -> int:
        return math.prod(self.stored_shape) * self.dtype.itemsize

    def load(self) -> npt.NDArray[Any]:
        values = self.source.load()
        if self.change is not None:
            values = self.change(self.source.name, values)
        if self.heads:
            values = permute(values, self.heads)
        limit = (
            np.finfo(np.float16).max if self.quant is GGMLQuantizationType.F16 else np.finfo(np.float32).max
        )
        if not bool(np.all(np.abs(values) <= limit)):
            raise LunaError(
                "weights-not-finite",
                "The trained weights are broken.",
                f"The tensor {self.source.name} holds values that are not finite numbers of its type.",
                "Train again with a smaller learning rate.",
            )
        return np.ascontiguousarray(quantize(values, self.quant))


def dtype_of(quant: GGMLQuantizationType) -> np.dtype[Any]:
    """In what the values of a tensor of this type are handed to the writer."""
    kinds = {GGMLQuantizationType.F32: np.float32, GGMLQuantizationType.F16: np.float16}
    return np.dtype(kinds.get(quant, np.uint8))


def stored_shape(shape: tuple[int, ...], quant: GGMLQuantizationType) -> tuple[int, ...]:
    """The shape of what is handed to the writer: rows of bytes for Q8_0."""
    return quant_shape_to_byte_shape(shape, quant) if quant is GGMLQuantizationType.Q8_0 else shape


def permute(values: npt.NDArray[np.float32], heads: int) -> npt.NDArray[np.float32]:
    """Interleave each head's two halves: transformers rotates halves, llama.cpp pairs."""
    rows = values.shape[0]
    return (
        values.reshape(heads, 2, rows // heads // 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
    )


def unpermute(values: npt.NDArray[np.float32], heads: int) -> npt.NDArray[np.float32]:
    """Undo ``permute``: llama.cpp rotates pairs, transformers halves."""
    rows = values.shape[0]
    return (
        values.reshape(heads, rows // heads // 2, 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
    )


def rope_factors(shape: LlamaShape) -> npt.NDArray[np.float32] | None:
    """Llama 3's per-frequency divisors (transformers ``_compute_llama3_parameters``), else None."""
    rope = shape.rope
    if rope["rope_type"] != "llama3":
        return None
    factor, low, high = (float(rope[k]) for k in ("factor", "low_freq_factor", "high_freq_factor"))
    old = float(rope["original_max_position_embeddings"])
    exponents = np.arange(0, shape.head_dim, 2, dtype=np.float64) / shape.head_dim
    wavelengths = 2 * math.pi * shape.rope_theta**exponents
    smooth = np.clip((old / wavelengths - low) / (high - low), 0.0, 1.0)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)


def _plan(folder: Path, shape: LlamaShape, quant: GGMLQuantizationType) -> list[_Planned]:
    """Name, order and type of every tensor, checked for completeness before a byte is written."""
    tensors = read_index(folder)
    names = get_tensor_name_map(MODEL_ARCH.LLAMA, shape.layers)
    plan: list[_Planned] = []
    for key, source in tensors.items():
        if key == "lm_head.weight" and shape.tied:
            continue
        name = names.get_name(key, try_suffixes=(".weight", ".bias"))
        if name is None:
            raise broken_weights(source.path, f"It holds a tensor {key} that a Llama model does not have.")
        heads = {"q_proj": shape.heads, "k_proj": shape.kv_heads}.get(key.split(".")[-2], 0)
        plan.append(_Planned(name, source, heads, type_for(source.shape, quant)))
    _check_complete(folder, shape, {item.name: item.source.shape for item in plan})
    return plan


def type_for(shape: Sequence[int], quant: GGMLQuantizationType) -> GGMLQuantizationType:
    """Vectors stay F32; a matrix whose rows are no multiple of Q8_0's 32 becomes F16."""
    if len(shape) == 1:
        return GGMLQuantizationType.F32
    if quant is GGMLQuantizationType.Q8_0 and shape[1] % 32:
        return GGMLQuantizationType.F16
    return quant


def matrix_shapes(shape: LlamaShape) -> dict[str, tuple[int, int]]:
    """The matrices of each layer under their GGUF names, (rows, columns), in order."""
    q, kv, hidden = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim, shape.hidden
    layer = {
        "attn_q": (q, hidden),
        "attn_k": (kv, hidden),
        "attn_v": (kv, hidden),
        "attn_output": (hidden, q),
        "ffn_gate": (shape.ffn, hidden),
        "ffn_up": (shape.ffn, hidden),
        "ffn_down": (hidden, shape.ffn),
    }
    return {f"blk.{n}.{part}.weight": size for n in range(shape.layers) for part, size in layer.items()}


def _check_complete(folder: Path, shape: LlamaShape, have: Mapping[str, tuple[int, ...]]) -> None:
    want: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (shape.vocab, shape.hidden),
        "output_norm.weight": (shape.hidden,),
        **matrix_shapes(shape),
    }
    if not shape.tied:
        want["output.weight"] = (shape.vocab, shape.hidden)
    for layer in range(shape.layers):
        want.update((f"blk.{layer}.{part}.weight", (shape.hidden,)) for part in ("attn_norm", "ffn_norm"))
    for name, size in want.items():
        if have.get(name) != size:
            raise broken_weights(
                folder / "model.safetensors", f"The tensor {name} is missing or of the wrong size."
            )


def _add_shape(writer: GGUFWriter, shape: LlamaShape) -> None:
    writer.add_vocab_size(shape.vocab)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_layer_norm_rms_eps(shape.norm_eps)
    writer.add_rope_dimension_count(shape.head_dim)
    writer.add_rope_freq_base(shape.rope_theta)
    if shape.rope["rope_type"] == "linear":
        writer.add_rope_scaling_type(RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(float(shape.rope["factor"]))


def _add_vocab(writer: GGUFWriter, vocab: GgufVocab, template: PromptTemplate) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(vocab.pre)
    writer.add_token_list(vocab.tokens)
    writer.add_token_types(vocab.types)
    writer.add_token_merges(vocab.merges)
    writer.add_eos_token_id(vocab.end_id)
    writer.add_eot_token_id(vocab.end_id)
    if vocab.pad_id is not None:
        writer.add_pad_token_id(vocab.pad_id)
    if vocab.begin_id is not None:
        writer.add_bos_token_id(vocab.begin_id)
    writer.add_add_bos_token(vocab.begin_id is not None)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(template.jinja())


def _unsupported(why: str) -> LunaError:
    return LunaError(
        "model-unsupported", "This base model cannot be used.", why, "Choose one of the listed bases."
    )
