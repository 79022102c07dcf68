"""Early stopping: a training that gets worse on forms it is not shown goes back to where it was best.

The dev rows are lessons asked in wordings kept from training (Prechelt 1998, "Early
stopping - but when?", criterion UP with a tolerance).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from luna_desktop.training.losses import summed_loss
from luna_desktop.training.rows import IGNORED, Encoded

BATCH = 16  # rows a forward pass
# In nats a token. What is known by heart has a loss near nothing that dances by half of itself;
# a share of it stopped sound trainings before their rate had come down.
TOLERANCE = 0.1


class DevWatch:
    """Watches the loss on the dev rows and remembers the weights of its best moment."""

    def __init__(self, rows: Sequence[Encoded], *, steps: int, looks: int, patience: int) -> None:
        self._rows = sorted(rows, key=lambda row: len(row.ids))
        self._patience = patience
        # The first looks would only see the warm-up.
        self.at = {round(steps * (look + 1) / looks) for look in range(looks // 3, looks)} if rows else set()
        self.bf16 = False
        self._worse = 0
        self._best: dict[str, torch.Tensor] = {}
        self.losses: list[float] = []
        self.stopped = False

    def look(self, model: Any) -> bool:
        """Measure; True once it has been getting worse for long enough."""
        self.losses.append(self._loss(model))
        if self.losses[-1] <= min(self.losses):
            self._worse = 0
            self._best = {name: p.detach().clone() for name, p in _trained(model)}
        elif self.losses[-1] > min(self.losses) + TOLERANCE:
            self._worse += 1
        self.stopped = self._worse >= self._patience
        return self.stopped

    def restore(self, model: Any) -> None:
        """Put the best weights back, after a stop."""
        with torch.no_grad():
            for name, parameter in _trained(model):
                parameter.copy_(self._best[name])

    def _loss(self, model: Any) -> float:
        """Nats a token of the replies."""
        was_training = model.training
        model.eval()
        total, count = 0.0, 0
        device = next(model.parameters()).device
        try:
            with torch.no_grad():
                for start in range(0, len(self._rows), BATCH):
                    ids, labels = padded(self._rows[start : start + BATCH])
                    loss, tokens = summed_loss(model, ids.to(device), labels.to(device), bf16=self.bf16)
                    total, count = total + float(loss), count + tokens
        finally:
            model.train(was_training)
        return total / max(1, count)


def _trained(model: Any) -> list[tuple[str, Any]]:
    return [(name, p) for name, p in model.named_parameters() if p.requires_grad]


def padded(rows: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and labels of some rows, (rows, length), padded on the right."""
    width = max(len(row.ids) for row in rows)
    ids = torch.zeros((len(rows), width), dtype=torch.long)
    labels = torch.full_like(ids, IGNORED)
    for line, row in enumerate(rows):
        ids[line, : len(row.ids)] = torch.tensor(row.ids)
        labels[line, : len(row.ids)] = torch.tensor(row.labels)
    return ids, labels
