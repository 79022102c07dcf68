"""Run llama.cpp in a process of its own: logits and token ids of a GGUF, as an .npz file.

``python llama_child.py GGUF REQUEST.json OUT.npz`` with
``{"sequences": [[id, ...]], "texts": ["..."], "chats": [[{"role": ..., "content": ...}]]}``,
and ``"adapters": ["path", ...]`` to lay over the model.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp.llama_chat_format import Jinja2ChatFormatter


def main(gguf: str, request: str, out: str) -> None:
    llama = llama_cpp.Llama(
        gguf,
        n_ctx=256,
        n_threads=1,
        n_threads_batch=1,
        logits_all=True,
        flash_attn=False,
        type_k=llama_cpp.GGML_TYPE_F32,
        type_v=llama_cpp.GGML_TYPE_F32,
        verbose=False,
    )
    wanted = json.loads(Path(request).read_text("utf-8"))
    paths = wanted.get("adapters", [])
    loras = [llama_cpp.llama_adapter_lora_init(llama.model, path.encode()) for path in paths]
    if loras:
        handles = (llama_cpp.llama_adapter_lora_p_ctypes * len(loras))(*loras)
        scales = (ctypes.c_float * len(loras))(*([1.0] * len(loras)))
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, handles, len(loras), scales) == 0
    arrays: dict[str, object] = {}
    for index, ids in enumerate(wanted.get("sequences", [])):
        llama.reset()
        llama.eval(ids)
        arrays[f"logits{index}"] = llama.scores[: len(ids)].copy()
    for index, text in enumerate(wanted.get("texts", [])):
        arrays[f"plain{index}"] = llama.tokenize(text.encode(), add_bos=False, special=False)
        arrays[f"begun{index}"] = llama.tokenize(text.encode(), add_bos=True, special=False)
        arrays[f"parsed{index}"] = llama.tokenize(text.encode(), add_bos=False, special=True)
    for index, messages in enumerate(wanted.get("chats", [])):
        chat = Jinja2ChatFormatter(
            template=llama.metadata["tokenizer.chat_template"],
            eos_token=llama.detokenize([llama.token_eos()], special=True).decode(),
            bos_token=llama.detokenize([llama.token_bos()], special=True).decode(),
        )(messages=messages)
        # As llama-cpp-python's create_chat_completion does.
        arrays[f"chat{index}"] = llama.tokenize(
            chat.prompt.encode(), add_bos=not chat.added_special, special=True
        )
    arrays["eos"] = llama.token_eos()
    arrays["template"] = llama.metadata.get("tokenizer.chat_template", "")
    llama.close()
    with Path(out).open("wb") as file:
        np.savez(file, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
