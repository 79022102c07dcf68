"""A very small Llama with random weights, as a real GGUF; made in a blink, without torch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.training.gguf_writer import write_gguf
from tests.training.models import make_tokenizer

HIDDEN, LAYERS, HEADS, FFN, CONTEXT = 64, 2, 2, 96, 256


def make_weights(folder: Path, seed: int = 0, context: int = CONTEXT, layers: int = LAYERS) -> Path:
    """A base's folder: config.json, model.safetensors, tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = make_tokenizer(folder)
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": vocab,
        "hidden_size": HIDDEN,
        "intermediate_size": FFN,
        "num_hidden_layers": layers,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "max_position_embeddings": context,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": True,
        "rope_theta": 10000.0,
        "eos_token_id": 3,
        "pad_token_id": 0,
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    random = np.random.default_rng(seed)

    def matrix(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.2).astype(np.float32)

    embeddings = matrix(vocab, HIDDEN)
    embeddings[:5] = 0.0  # control tokens are never the likeliest, so that a greedy reply does not end
    tensors = {"model.embed_tokens.weight": embeddings, "model.norm.weight": 1 + matrix(HIDDEN)}
    for layer in range(layers):
        block = f"model.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            tensors[f"{block}.self_attn.{name}.weight"] = matrix(HIDDEN, HIDDEN)
        tensors[f"{block}.mlp.gate_proj.weight"] = matrix(FFN, HIDDEN)
        tensors[f"{block}.mlp.up_proj.weight"] = matrix(FFN, HIDDEN)
        tensors[f"{block}.mlp.down_proj.weight"] = matrix(HIDDEN, FFN)
        tensors[f"{block}.input_layernorm.weight"] = 1 + matrix(HIDDEN)
        tensors[f"{block}.post_attention_layernorm.weight"] = 1 + matrix(HIDDEN)
    save_file(tensors, folder / "model.safetensors")
    return folder


def make_gguf(path: Path, *, seed: int = 0, context: int = CONTEXT, layers: int = LAYERS) -> Path:
    """A GGUF in F32 of such a base."""
    weights = make_weights(path.with_suffix(".base"), seed, context, layers)
    write_gguf(weights, path, PromptTemplate(), gguf_type="F32")
    return path
