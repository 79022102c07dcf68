"""LoRA adapters laid over a loaded model. Runs inside the inference child only."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp.llama_cpp as llama

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.speech import Adapter

_TRY = "Go back to another generation, or import this one again."


@dataclass(frozen=True, slots=True)
class Worn:
    """An adapter in memory; it ends with its model at the latest."""

    handle: llama.llama_adapter_lora_p
    scale: float


def load_adapters(model: llama.llama_model_p, adapters: Sequence[Adapter]) -> tuple[Worn, ...]:
    """All of them, or none. Contexts made before do not have the room to use them.

    Raises:
        LunaError: ``adapter-missing``, ``adapter-unreadable`` or ``adapter-foreign``.
    """
    worn: list[Worn] = []
    try:
        for adapter in adapters:
            worn.append(Worn(_load(model, adapter.path), adapter.scale))
            _check_numbers(adapter.path)
    except BaseException:
        free(worn)
        raise
    return tuple(worn)


def lay_over(context: llama.llama_context_p, worn: Sequence[Worn]) -> None:
    """Have ``context`` compute with these adapters."""
    handles = (llama.llama_adapter_lora_p_ctypes * len(worn))(*(one.handle for one in worn))
    scales = (ctypes.c_float * len(worn))(*(one.scale for one in worn))
    code = llama.llama_set_adapters_lora(context, handles, len(worn), scales)
    if code != 0:
        raise LunaError(
            "inference-failed", "The adapters could not be applied.", f"llama.cpp reports code {code}."
        )


def free(worn: Sequence[Worn]) -> None:
    """Give their memory back; no context may use them any more."""
    for one in worn:
        llama.llama_adapter_lora_free(one.handle)


def _load(model: llama.llama_model_p, path: Path) -> llama.llama_adapter_lora_p:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise LunaError(
            "adapter-missing",
            f"The file {path.name}, a part of this generation, cannot be opened.",
            f"The system says: {error.strerror or error}.",
            _TRY,
        ) from error
    handle = llama.llama_adapter_lora_init(model, str(path).encode("utf-8", "surrogateescape"))
    if handle:
        return handle
    if _is_whole(path):
        raise LunaError(
            "adapter-foreign",
            f"The file {path.name} does not belong to this base model.",
            "It was trained on another one.",
            _TRY,
        )
    raise _unreadable(path, "It is not a complete adapter.")


def _is_whole(path: Path) -> bool:
    """Whether it is a complete adapter, of whatever base."""
    from gguf import GGUFReader, Keys

    try:
        kind = GGUFReader(path).get_field(Keys.General.TYPE)
        return kind is not None and kind.contents() == "adapter"
    except (OSError, ValueError, IndexError, OverflowError, MemoryError):
        return False


def _check_numbers(path: Path) -> None:
    """llama.cpp checks a model's weights for it, but not an adapter's."""
    import numpy as np
    from gguf import GGUFReader

    if not all(bool(np.isfinite(tensor.data).all()) for tensor in GGUFReader(path).tensors):
        raise _unreadable(path, "It holds values that are not numbers.")


def _unreadable(path: Path, why: str) -> LunaError:
    return LunaError(
        "adapter-unreadable", f"The file {path.name}, a part of this generation, is damaged.", why, _TRY
    )
