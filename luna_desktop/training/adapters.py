"""Adapters as GGUF, laid on a base that is loaded for training."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from peft import set_peft_model_state_dict

from luna_desktop.training.gguf_lora import Lora


def merge(model: Any, lora: Lora) -> None:
    """Make ``lora`` part of the weights of ``model``, which are float32."""
    with torch.no_grad():
        for module, (a, b) in lora.pairs.items():
            product = _tensor(b) @ _tensor(a)
            model.get_submodule(module).weight.add_(product, alpha=lora.alpha / lora.rank)


def go_on_from(model: Any, lora: Lora) -> None:
    """Let the adapter that ``model`` trains begin as ``lora``, which is of its rank."""
    halves = {
        f"base_model.model.{module}.lora_{half}.weight": _tensor(values)
        for module, pair in lora.pairs.items()
        for half, values in zip("AB", pair, strict=True)
    }
    set_peft_model_state_dict(model, halves)


def _tensor(values: npt.NDArray[np.float32]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))
