"""From a trained model to the files of a generation: weights or adapter, and the GGUF."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from luna_desktop.domain.training import TrainingJob
from luna_desktop.training.backends import Start, name_base
from luna_desktop.training.files import sha256, sync_file, sync_folder
from luna_desktop.training.gguf_lora import write_lora_gguf
from luna_desktop.training.gguf_writer import read_shape, write_gguf


def export(
    model: Any, job: TrainingJob, start: Start, *, lora: bool, stopped: Callable[[], bool]
) -> tuple[Path, Path, dict[str, str]]:
    """Write the weights and the GGUF; returns both paths and every file's sha256.

    Weights are kept in half precision and the GGUF is written from them, so what
    trains on is exactly what spoke. With LoRA only the adapter stays; the merged
    weights live as long as the GGUF is being written. Where the output is an adapter, nothing is merged.
    """
    output = job.output_dir
    if job.output == "adapter":
        return _adapter(model, job, start)
    weights = output / ("adapter" if lora else "weights")
    merged = output / "merged.tmp" if lora else weights
    for folder in {weights, merged}:
        shutil.rmtree(folder, ignore_errors=True)
    if lora:
        model.save_pretrained(str(weights))
        whole = all(parameter.dtype is torch.float32 for parameter in model.parameters())
        model = model.merge_and_unload() if whole else _merged(start.base, weights)
    model.to(torch.float16).save_pretrained(str(merged))
    shutil.copyfile(start.base / "tokenizer.json", merged / "tokenizer.json")
    if lora:
        name_base(weights, start.base_id)
    gguf = output / job.gguf_name
    try:
        write_gguf(merged, gguf, job.template, gguf_type=job.gguf_type, name=gguf.stem, stopped=stopped)
    finally:
        if lora:
            shutil.rmtree(merged, ignore_errors=True)
    files = {
        path.relative_to(output).as_posix(): path for path in sorted(weights.rglob("*")) if path.is_file()
    }
    for path in files.values():
        sync_file(path)
    sync_folder(weights)
    files[gguf.name] = gguf
    return gguf, weights, {name: sha256(path) for name, path in files.items()}


def _adapter(model: Any, job: TrainingJob, start: Start) -> tuple[Path, Path, dict[str, str]]:
    """Its GGUF alone, which is also what another training can go on from."""
    gguf = job.output_dir / job.gguf_name
    job.output_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=job.output_dir, prefix="adapter.") as saved:
        model.save_pretrained(saved)
        write_lora_gguf(Path(saved), gguf, read_shape(start.base), name=gguf.stem)
    return gguf, gguf, {gguf.name: sha256(gguf)}


def _merged(base: Path, adapter: Path) -> Any:
    """The base with what the adapter learned, both at full precision, where the card held less."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    whole = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, local_files_only=True)
    return PeftModel.from_pretrained(whole, str(adapter)).merge_and_unload()
