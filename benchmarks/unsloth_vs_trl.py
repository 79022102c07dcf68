"""The training child's two backends side by side on one NVIDIA GPU.

A model of Llama 3.2 1B's shape with random weights is made on the spot, so
nothing is downloaded. Each variant runs the app's own job code in a process of
its own; speed is taken between steps 10 and the last one::

    python -m benchmarks.unsloth_vs_trl --work /tmp/compare --json compare.json

``--export`` also trains one step with the chosen variants to the end, merging
the adapter and writing the GGUF.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.training import TrainingJob
from luna_desktop.resources import models_path

STEPS, WARM = 40, 10
LENGTH = 1024
SHAPE: dict[str, Any] = {
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "vocab_size": 128256,
    "max_position_embeddings": 131072,
    "tie_word_embeddings": True,
    "rope_parameters": {
        "rope_type": "llama3",
        "rope_theta": 500000.0,
        "factor": 32.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    },
}
LORA: dict[str, float | int | str] = {
    "method": "lora",
    "lora_rank": 16,
    "lora_alpha": 16,
    "max_length": LENGTH,
}
VARIANTS: dict[str, dict[str, float | int | str]] = {
    f"{backend}, batch {batch}{', checkpointing' * checkpointing}": {
        **LORA,
        "backend": backend,
        "tokens_per_step": batch * LENGTH,
        "gradient_checkpointing": checkpointing,
    }
    for batch, checkpointing in ((8, 0), (8, 1), (2, 1))
    for backend in ("trl", "unsloth")
}


@dataclass
class Bench:
    """Stands in for the pipe to the app: notes when steps end and stops after the last."""

    last: int
    stopping: threading.Event = field(default_factory=threading.Event)
    save_on_stop: bool = False
    times: dict[int, float] = field(default_factory=dict[int, float])

    def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "progress" and message["phase"] == "train" and message["step"]:
            self.times[message["step"]] = time.perf_counter()
            if message["step"] >= self.last:
                self.stopping.set()


def make_base(folder: Path) -> None:
    """Random weights of the 1B shape in bfloat16, with the embedded base's tokenizer."""
    if (folder / "done").is_file():
        return
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device("cuda"):
        model = LlamaForCausalLM(LlamaConfig(**SHAPE, bos_token_id=None, eos_token_id=3, pad_token_id=0))
    model.save_pretrained(folder)
    shutil.copyfile(models_path() / "embryo" / "tokenizer.json", folder / "tokenizer.json")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|end|>", "pad_token": "<|pad|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "done").touch()


def make_data(path: Path) -> str:
    """Lessons of nearly ``LENGTH`` tokens, of words that the tokenizer knows; returns the sha256."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(models_path() / "embryo" / "tokenizer.json"))
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(400):
            ids = [rng.randrange(300, 4000) for _ in range(LENGTH)]
            text = tokenizer.decode(tokenizer.encode(tokenizer.decode(ids)).ids[: LENGTH - 24])
            turns = [{"role": "person", "text": "Go on."}, {"role": "luna", "text": text}]
            file.write(json.dumps({"turns": turns, "source": "episode", "weight": 1}) + "\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def child(name: str, work: Path, *, export: bool) -> dict[str, Any]:
    """One variant, in this process."""
    from luna_desktop.training import progress
    from luna_desktop.training.worker import run_job

    progress.REPORT_SECONDS = 0.0  # every step is timed
    place = work / hashlib.sha256(name.encode()).hexdigest()[:8]
    recipe = {**VARIANTS[name], "samples": 0, "checkpoint_seconds": 1e9, "epochs": 0}
    steps = 2 if export else STEPS
    job = TrainingJob(
        "age_up",
        work / "base",
        work / "lessons.jsonl",
        hashlib.sha256((work / "lessons.jsonl").read_bytes()).hexdigest(),
        place,
        place / "checkpoints",
        PromptTemplate(),
        recipe,
        max_tokens=int(recipe["tokens_per_step"]) * (steps + 2),
        gguf_name="model.gguf",
    )
    place.mkdir(parents=True, exist_ok=True)
    bench = Bench(10**9 if export else STEPS)
    try:
        result = run_job(job, bench)
        return {"variant": name, "gguf_bytes": result.gguf.stat().st_size, "timings": result.timings}
    except LunaError as error:
        if error.code != "training-paused":
            raise
    import torch

    seconds = bench.times[STEPS] - bench.times[max(s for s in bench.times if s <= WARM)]
    counted = STEPS - max(s for s in bench.times if s <= WARM)
    return {
        "variant": name,
        "tokens_per_s": round(counted * int(recipe["tokens_per_step"]) / seconds),
        "peak_gib": round(torch.cuda.max_memory_allocated() / 2**30, 2),
        "gpu": torch.cuda.get_device_name(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--variant", action="append", choices=sorted(VARIANTS))
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--child", choices=sorted(VARIANTS))
    options = parser.parse_args()
    if options.child:
        print("RESULT " + json.dumps(child(options.child, options.work, export=options.export)))
        return
    options.work.mkdir(parents=True, exist_ok=True)
    make_base(options.work / "base")
    make_data(options.work / "lessons.jsonl")
    found: list[dict[str, Any]] = []
    for name in options.variant or VARIANTS:
        command = [sys.executable, "-m", "benchmarks.unsloth_vs_trl", "--work", str(options.work)]
        command += ["--child", name, *(["--export"] if options.export else [])]
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        lines = [line for line in run.stdout.splitlines() if line.startswith("RESULT ")]
        failed = {"variant": name, "failed": run.stderr[-2000:]}
        found.append(json.loads(lines[-1][7:]) if lines else failed)
        print(json.dumps(found[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
