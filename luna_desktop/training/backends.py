"""Loading a base for training: plain Transformers and TRL, or Unsloth where it pays.

Unsloth was measured 1.5 to 2.1 times faster on a 1B model on one GPU and half
as fast on a 7M one, so the choice goes by device and size.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import ADAPTER_CONFIG, Beneath, TrainingJob
from luna_desktop.training.recipe import Recipe

Backend = Literal["trl", "unsloth"]
UNSLOTH_FROM = 300_000_000  # parameters
# What an adapter is on, in each of its layers: all that is linear.
MATRICES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class Start:
    """The folders training begins from: the base's weights and, with LoRA, the parent's adapter."""

    base: Path
    adapter: Path | None
    base_id: str  # by which an adapter names its base
    under: tuple[Path, ...] = ()  # adapters as GGUF that are made part of the base
    parent: Path | None = None  # the one as GGUF that what is trained begins as

    @classmethod
    def of(cls, job: TrainingJob) -> Start:
        """From the job alone: an adapter does not know where its base lies."""
        beneath = job.beneath or Beneath(job.base_dir.name, job.base_dir)
        adapter = job.base_dir if (job.base_dir / ADAPTER_CONFIG).is_file() else None
        if not beneath.folder.is_dir() or adapter == beneath.folder:
            raise LunaError(
                "base-missing",
                "The base model of this generation is not on the disk.",
                "An adapter alone cannot be trained further." if adapter else "Its folder is gone.",
                "Get the base model again.",
            )
        return cls(beneath.folder, adapter, beneath.id, job.under, job.parent)


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

    from luna_desktop.training import adapters
    from luna_desktop.training.gguf_lora import read_lora_gguf
    from luna_desktop.training.gguf_writer import read_shape

    lora = recipe.method == "lora"
    half = torch.bfloat16 if lora and cuda and torch.cuda.is_bf16_supported() else torch.float32
    dtype = torch.float32 if start.under else half  # what is merged into it is added at full precision
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
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
    for path in start.under:
        adapters.merge(model, read_lora_gguf(path, read_shape(start.base)))
    model.to(half)
    return _with_lora(model, start, recipe) if lora else _whole(model, start)


def _whole(model: Any, start: Start) -> Any:
    """All weights to train; what the parent had in an adapter is made part of them."""
    if start.adapter is None:
        return model
    from peft import PeftModel

    whole: Any = PeftModel.from_pretrained(model, str(start.adapter)).merge_and_unload()
    return whole.requires_grad_(True)  # peft froze what it lay on


def _with_lora(model: Any, start: Start, recipe: Recipe) -> Any:
    from peft import LoraConfig, PeftModel, get_peft_model

    from luna_desktop.training import adapters
    from luna_desktop.training.gguf_lora import read_lora_gguf
    from luna_desktop.training.gguf_writer import read_shape

    if start.adapter is not None:
        grown = PeftModel.from_pretrained(model, str(start.adapter), is_trainable=True)
        # Saving it looks at the base, which the adapter names by id.
        grown.peft_config["default"].base_model_name_or_path = str(start.base)
        return grown
    before = read_lora_gguf(start.parent, read_shape(start.base)) if start.parent else None
    config = LoraConfig(
        r=before.rank if before else recipe.lora_rank,
        lora_alpha=int(before.alpha) if before else recipe.lora_alpha,
        lora_dropout=0.0,
        bias="none",
        target_modules=list(MATRICES),
        layers_to_transform=before.layers if before else _layers(model, recipe),
        task_type="CAUSAL_LM",
    )
    model = get_peft_model(model, config)
    if before is not None:
        adapters.go_on_from(model, before)
    return model


def _layers(model: Any, recipe: Recipe) -> list[int] | None:
    """Those that the adapter is on; below them nothing is kept for the way back, nor gone through on it."""
    count = int(model.config.num_hidden_layers)
    return list(range(max(0, count - recipe.lora_layers), count)) if recipe.lora_layers else None


def _load_unsloth(start: Start, recipe: Recipe, seed: int) -> Any:
    """Unsloth's loader with each of its changed defaults set back; imported only here."""
    import torch
    from unsloth import FastLanguageModel  # pyright: ignore[reportMissingImports]

    full = recipe.method == "full"
    with _beside_its_base(start) as folder:
        model, _ = FastLanguageModel.from_pretrained(
            model_name=str(folder),
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
        target_modules=list(MATRICES),
        layers_to_transform=_layers(model, recipe),
        use_gradient_checkpointing="unsloth" if recipe.gradient_checkpointing else False,
        random_state=seed,
    )


@contextmanager
def _beside_its_base(start: Start) -> Generator[Path]:
    """What Unsloth loads: the base, or a copy of the adapter that says where its base is now."""
    if start.adapter is None:
        yield start.base
        return
    with TemporaryDirectory(prefix="luna-adapter-") as name:
        copy = Path(name) / start.adapter.name
        shutil.copytree(start.adapter, copy)
        name_base(copy, str(start.base))
        yield copy


def name_base(adapter: Path, base: str) -> None:
    """Have the adapter's settings name ``base`` as what it lies on."""
    path = adapter / ADAPTER_CONFIG
    settings = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**settings, "base_model_name_or_path": base}, indent=2), encoding="utf-8")
