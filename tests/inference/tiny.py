"""A very small Llama with random weights, as a real GGUF; made in a blink, without torch."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.training.gguf_lora import write_lora_gguf
from luna_desktop.training.gguf_writer import read_shape, write_gguf
from tests.training.models import make_tokenizer

HIDDEN, LAYERS, HEADS, FFN, CONTEXT = 64, 2, 2, 96, 256


def make_weights(
    folder: Path, seed: int = 0, context: int = CONTEXT, layers: int = LAYERS, ffn: int = FFN
) -> Path:
    """A base's folder: config.json, model.safetensors, tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = make_tokenizer(folder)
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": vocab,
        "hidden_size": HIDDEN,
        "intermediate_size": ffn,
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
        tensors[f"{block}.mlp.gate_proj.weight"] = matrix(ffn, HIDDEN)
        tensors[f"{block}.mlp.up_proj.weight"] = matrix(ffn, HIDDEN)
        tensors[f"{block}.mlp.down_proj.weight"] = matrix(HIDDEN, ffn)
        tensors[f"{block}.input_layernorm.weight"] = 1 + matrix(HIDDEN)
        tensors[f"{block}.post_attention_layernorm.weight"] = 1 + matrix(HIDDEN)
    save_file(tensors, folder / "model.safetensors")
    return folder


def make_gguf(path: Path, *, seed: int = 0, context: int = CONTEXT, layers: int = LAYERS) -> Path:
    """A GGUF in F32 of such a base."""
    weights = make_weights(path.with_suffix(".base"), seed, context, layers)
    write_gguf(weights, path, PromptTemplate(), gguf_type="F32")
    return path


def make_adapter(path: Path, base: Path, *, seed: int = 0, rank: int = 4, layers: int = LAYERS) -> Path:
    """A random LoRA of all layers' matrices for the base in the folder ``base``, as a GGUF."""
    folder = path.with_suffix(".peft")
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    weights = load_file(base / "model.safetensors")
    tensors: dict[str, np.ndarray] = {}
    for name, matrix in weights.items():
        if "_proj" in name and int(name.split(".")[2]) < layers:
            key, (rows, columns) = f"base_model.model.{name.removesuffix('.weight')}", matrix.shape
            tensors[f"{key}.lora_A.weight"] = random.standard_normal((rank, columns)).astype(np.float32) * 0.1
            tensors[f"{key}.lora_B.weight"] = random.standard_normal((rows, rank)).astype(np.float32) * 0.1
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"r": rank, "lora_alpha": 2 * rank}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    write_lora_gguf(folder, path, read_shape(base))
    return path


def merge(path: Path, base: Path, *adapters: tuple[Path, float]) -> Path:
    """The base's GGUF with ``make_adapter``'s adapters added to its weights, each times its scale."""
    weights = load_file(base / "model.safetensors")
    for adapter, scale in adapters:
        folder = adapter.with_suffix(".peft")
        halves = load_file(folder / "adapter_model.safetensors")
        for name in weights:
            key = f"base_model.model.{name.removesuffix('.weight')}"
            if f"{key}.lora_A.weight" in halves:
                product = halves[f"{key}.lora_B.weight"] @ halves[f"{key}.lora_A.weight"]
                weights[name] = weights[name] + 2.0 * scale * product
    folder = path.with_suffix(".base")
    shutil.copytree(base, folder)
    save_file(weights, folder / "model.safetensors")
    write_gguf(folder, path, PromptTemplate(), gguf_type="F32")
    return path


def make_parrot(path: Path, reply: str) -> Path:
    """A GGUF that says ``reply`` to everything; no token may be in it twice."""
    folder = make_weights(path.with_suffix(".base"))
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    chain = [2, *tokens.encode(reply, add_special_tokens=False).ids, 3]  # <|luna|> ... <|end|>
    assert len(set(chain)) == len(chain)
    weights = load_file(folder / "model.safetensors")
    for name, values in weights.items():
        if "_proj" in name:
            values[:] = 0.0
        elif "norm" in name:
            values[:] = 1.0
    embeddings = np.random.default_rng(0).standard_normal(weights["model.embed_tokens.weight"].shape)
    weights["model.embed_tokens.weight"] = embeddings.astype(np.float32)
    weights["lm_head.weight"] = head = np.zeros_like(weights["model.embed_tokens.weight"])
    for token, following in pairwise(chain):
        head[following] = embeddings[token]
    save_file(weights, folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps({**config, "tie_word_embeddings": False}), encoding="utf-8"
    )
    write_gguf(folder, path, PromptTemplate(), gguf_type="F32")
    return path
