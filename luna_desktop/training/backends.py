"""Loading a base for training: plain Transformers and TRL, or Unsloth where it pays.

Unsloth was measured 1.5 to 2.1 times faster on a 1B model on one GPU and half
as fast on a 7M one, so the choice goes by device and size.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from luna_desktop.domain.errors import LunaError
from luna_desktop.training.recipe import Recipe

Backend = Literal["trl", "unsloth"]
UNSLOTH_FROM = 300_000_000  # parameters
ADAPTER_CONFIG = "adapter_config.json"


@dataclass(frozen=True, slots=True)
class Start:
    """The folders training begins from: the base's weights and, with LoRA, the parent's adapter."""

    base: Path
    adapter: Path | None

    @classmethod
    def read(cls, folder: Path) -> Start:
        """``folder`` holds either whole weights or an adapter that names its base."""
        config = folder / ADAPTER_CONFIG
        if not config.is_file():
            return cls(folder, None)
        try:
            base = Path(str(json.loads(config.read_text("utf-8"))["base_model_name_or_path"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LunaError(
                "weights-unreadable",
                "The parent generation's adapter cannot be read.",
                "Its settings are damaged.",
            ) from error
        if not base.is_dir():
            raise LunaError(
                "base-missing",
                "The base model of this generation is not on the disk.",
                "An adapter alone cannot be trained further.",
                "Get the base model again.",
            )
        return cls(base, folder)


def choose(
    wanted: str, *, cuda: bool, parameters: int, importable: Callable[[], bool] | None = None
) -> Backend:
    """The backend for this device and size.

    Raises:
        LunaError: ``unsloth-missing`` when it was asked for and cannot be used.
    """
    present = importable or (lambda: find_spec("unsloth") is not None)
    if wanted == "trl":
        return "trl"
    if wanted == "unsloth":
        if cuda and present():
            return "unsloth"
        raise LunaError(
            "unsloth-missing",
            "Unsloth cannot be used here.",
            "It needs an NVIDIA GPU and the optional unsloth package.",
            "Install the extra with `pip install luna-desktop[unsloth]`, or choose the plain trainer.",
        )
    return "unsloth" if cuda and parameters >= UNSLOTH_FROM and present() else "trl"


def count_parameters(folder: Path) -> int:
    """Parameters of the weights in ``folder``, from their headers alone."""
    from luna_desktop.training.safetensors_reader import read_index

    total = 0
    for tensor in read_index(folder).values():
        size = 1
        for n in tensor.shape:
            size *= n
        total += size
    return total


def positions(folder: Path) -> int:
    """How many tokens the base in ``folder`` can read at once.

    Raises:
        LunaError: ``weights-unreadable``.
    """
    try:
        return int(json.loads((folder / "config.json").read_text("utf-8"))["max_position_embeddings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LunaError(
            "weights-unreadable",
            "The weights to start from cannot be loaded.",
            "Their config.json is missing or damaged.",
            "Check the base model, or go back to another generation.",
        ) from error


def load_model(start: Start, recipe: Recipe, backend: Backend, seed: int, *, cuda: bool) -> Any:
    """The model ready to train: all weights in float32, or frozen with LoRA adapters."""
    if backend == "unsloth":
        return _load_unsloth(start, recipe, seed)
    import torch
    from transformers import AutoModelForCausalLM

    lora = recipe.method == "lora"
    dtype = torch.bfloat16 if lora and cuda and torch.cuda.is_bf16_supported() else torch.float32
    try:
        model = AutoModelForCausalLM.from_pretrained(
            start.base,
            dtype=dtype,
            attn_implementation="sdpa",
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise LunaError(
            "weights-unreadable",
            "The weights to start from cannot be loaded.",
            f"Loading them ended with {type(error).__name__}.",
            "Check the base model, or go back to another generation.",
        ) from error
    return _with_lora(model, start, recipe) if lora else model


def _with_lora(model: Any, start: Start, recipe: Recipe) -> Any:
    from peft import LoraConfig, PeftModel, get_peft_model

    if start.adapter is not None:
        return PeftModel.from_pretrained(model, str(start.adapter), is_trainable=True)
    config = LoraConfig(
        r=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_dropout=0.0,
        bias="none",
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def _load_unsloth(start: Start, recipe: Recipe, seed: int) -> Any:
    """Unsloth's loader with each of its changed defaults set back; imported only here."""
    import torch
    from unsloth import FastLanguageModel  # pyright: ignore[reportMissingImports]

    full = recipe.method == "full"
    model, _ = FastLanguageModel.from_pretrained(
        model_name=str(start.adapter or start.base),
        max_seq_length=recipe.max_length,
        dtype=torch.float32 if full else None,
        load_in_4bit=bool(recipe.load_in_4bit),
        full_finetuning=full,
        local_files_only=True,
    )
    if full or start.adapter is not None:
        return model
    return FastLanguageModel.get_peft_model(
        model,
        r=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_dropout=0.0,
        bias="none",
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
        use_gradient_checkpointing="unsloth" if recipe.gradient_checkpointing else False,
        random_state=seed,
    )
