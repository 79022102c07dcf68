"""A Llama's GGUF as a folder that Transformers loads: the way back of ``gguf_writer``.

Read with ``gguf`` alone, tensor by tensor: Transformers' own reader of GGUF files makes a tokenizer
that does not split digits and decodes wrongly, and needs the whole model in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from gguf import MODEL_ARCH, GGUFReader, Keys, TokenType, dequantize, get_tensor_name_map
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from luna_desktop.domain.errors import LunaError
from luna_desktop.training.files import must_fit
from luna_desktop.training.gguf_writer import LlamaShape, gguf_shape, matrix_shapes, open_gguf, unpermute

# Measured on SmolLM2-135M in Q4_1, as KL from float32 in nats a token: F16 3e-6, bfloat16 8e-5, and
# llama.cpp's own products in 8 bits 3e-3. The worst log-probability moves by 0.03, 0.22 and 1.6.
_STORED = np.float16
_NAME = "F16"

Step = Callable[[int, int], None]
"""Told how many tensors of how many are written; raises where the work is to end."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    """One tensor of the folder to be; ``heads`` of q and k, whose rows llama.cpp orders otherwise."""

    name: str
    shape: tuple[int, ...]
    source: Any  # gguf's ReaderTensor
    heads: int

    def load(self) -> npt.NDArray[np.float16]:
        values = np.asarray(dequantize(self.source.data, self.source.tensor_type)).reshape(self.shape)
        return (unpermute(values, self.heads) if self.heads else values).astype(_STORED)


def write_folder(gguf: Path, folder: Path, step: Step) -> None:
    """Write config.json, model.safetensors (F16) and tokenizer.json of ``gguf`` into ``folder``.

    Raises:
        LunaError: ``model-unsupported``, ``tokenizer-unsupported`` or ``disk-full``.
        OSError: what the disk says.
    """
    reader = open_gguf(gguf)
    shape = gguf_shape(reader, gguf.name)
    tensors = _tensors(reader, shape)
    (folder / "tokenizer.json").write_text(_tokenizer(reader).to_str(), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(_config(reader, shape), indent=2), encoding="utf-8")
    _write_weights(folder / "model.safetensors", tensors, step)


def _tensors(reader: GGUFReader, shape: LlamaShape) -> list[_Tensor]:
    """Every tensor under its Transformers name, checked for completeness before a byte is written."""
    there = {str(tensor.name): tensor for tensor in reader.tensors}
    found: list[_Tensor] = []
    for name, size in _wanted(shape).items():
        stored = get_tensor_name_map(MODEL_ARCH.LLAMA, shape.layers).get_name(name, (".weight",))
        source = there.pop(stored or "", None)
        if source is None or tuple(int(n) for n in reversed(source.shape)) != size:
            raise _unsupported(f"The tensor {stored} is missing or of the wrong size.")
        heads = {"q_proj": shape.heads, "k_proj": shape.kv_heads}.get(name.split(".")[-2], 0)
        found.append(_Tensor(name, size, source, heads))
    if there:
        raise _unsupported(f"It holds a tensor {min(there)} that this version does not know.")
    return found


def _wanted(shape: LlamaShape) -> dict[str, tuple[int, ...]]:
    hidden = (shape.hidden,)
    wanted: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (shape.vocab, shape.hidden)}
    parts = {
        "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj",
        "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj",
        "ffn_gate": "mlp.gate_proj",
        "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj",
    }
    for name, size in matrix_shapes(shape).items():
        _, layer, part, _ = name.split(".")
        wanted[f"model.layers.{layer}.{parts[part]}.weight"] = size
    for layer in range(shape.layers):
        wanted[f"model.layers.{layer}.input_layernorm.weight"] = hidden
        wanted[f"model.layers.{layer}.post_attention_layernorm.weight"] = hidden
    wanted["model.norm.weight"] = hidden
    if not shape.tied:
        wanted["lm_head.weight"] = (shape.vocab, shape.hidden)
    return wanted


def _config(reader: GGUFReader, shape: LlamaShape) -> dict[str, Any]:
    """What a LlamaForCausalLM of this shape has in its ``config.json``."""
    if _value(reader, "llama.rope.scaling.type") not in (None, "none"):
        raise _unsupported("Its rotary scaling is not known.")
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "dtype": "float16",
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.ffn,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "vocab_size": shape.vocab,
        "max_position_embeddings": shape.context,
        "rms_norm_eps": float(f"{shape.norm_eps:.6g}"),  # the GGUF holds it as float32
        "tie_word_embeddings": shape.tied,
        "rope_parameters": {"rope_type": "default", "rope_theta": shape.rope_theta},
        "attention_bias": False,
        "mlp_bias": False,
        "bos_token_id": _value(reader, Keys.Tokenizer.BOS_ID),
        "eos_token_id": _value(reader, Keys.Tokenizer.EOS_ID),
        "pad_token_id": _value(reader, Keys.Tokenizer.PAD_ID),
    }


def _tokenizer(reader: GGUFReader) -> Tokenizer:
    """The byte-level BPE that llama.cpp makes of the same fields."""
    if (_value(reader, Keys.Tokenizer.MODEL), _value(reader, Keys.Tokenizer.PRE)) != ("gpt2", "smollm"):
        raise LunaError(
            "tokenizer-unsupported",
            "This base's tokenizer cannot be read from its GGUF.",
            "Its rule for splitting words is not one this version knows.",
            "Choose one of the listed bases.",
        )
    tokens = cast("list[str]", _value(reader, Keys.Tokenizer.LIST))
    types = cast("list[int]", _value(reader, Keys.Tokenizer.TOKEN_TYPE))
    pairs = (line.partition(" ") for line in cast("list[str]", _value(reader, Keys.Tokenizer.MERGES)))
    merges = [(left, right) for left, _, right in pairs]
    tokenizer = Tokenizer(
        models.BPE({token: index for index, token in enumerate(tokens)}, merges, byte_fallback=False)
    )
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [digits, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, types, strict=True) if kind == TokenType.CONTROL]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in control])
    return tokenizer


def _write_weights(path: Path, tensors: list[_Tensor], step: Step) -> None:
    """The safetensors container, whose package writes only what is in memory whole.

    Format: https://huggingface.co/docs/safetensors/index#format
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for tensor in tensors:
        begin, end = end, end + int(np.prod(tensor.shape)) * np.dtype(_STORED).itemsize
        header[tensor.name] = {"dtype": _NAME, "shape": tensor.shape, "data_offsets": (begin, end)}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    must_fit(8 + len(text) + end, path.parent)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for number, tensor in enumerate(tensors):
            step(number, len(tensors))
            file.write(np.ascontiguousarray(tensor.load()).data)
    step(len(tensors), len(tensors))


def _value(reader: GGUFReader, key: str) -> Any:
    field = reader.get_field(key)
    return None if field is None else field.contents()


def _unsupported(why: str) -> LunaError:
    return LunaError(
        "model-unsupported", "This base model cannot be used.", why, "Choose one of the listed bases."
    )
