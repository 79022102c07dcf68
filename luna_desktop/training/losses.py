"""The loss of language modelling, with logits only where it is taken.

With a large vocabulary the logits of a prompt, whose loss nobody takes, cost as much as some layers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from luna_desktop.training.rows import IGNORED


def summed_loss(
    model: Any, ids: torch.Tensor, labels: torch.Tensor, *, bf16: bool = False
) -> tuple[torch.Tensor, int]:
    """The loss in nats, summed over the labelled tokens, and how many of them there are.

    Args:
        model: a causal model of transformers, with or without PEFT's layers.
        ids: (rows, length), padded on the right: causal attention never looks there.
        labels: the same shape, ``IGNORED`` where no loss is taken, not shifted.
        bf16: whether to multiply in bfloat16; the loss itself is taken in float32.
    """
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    wanted = labels[:, 1:] != IGNORED
    with torch.autocast(ids.device.type, torch.bfloat16, enabled=bf16):
        hidden = causal.get_decoder()(input_ids=ids, use_cache=False).last_hidden_state
        logits = causal.get_output_embeddings()(hidden[:, :-1][wanted])
    loss = functional.cross_entropy(logits.float(), labels[:, 1:][wanted], reduction="sum")
    return loss, int(wanted.sum())
