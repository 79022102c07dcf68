"""TRL's trainer as Luna needs it."""

from __future__ import annotations

import math
from typing import Any

from trl import SFTTrainer

from luna_desktop.domain.errors import LunaError
from luna_desktop.training.embeddings import MetRows
from luna_desktop.training.losses import summed_loss


class LunaTrainer(SFTTrainer):
    """TRL's trainer without its per-token statistics and needless logits, and with a check of each loss."""

    lean = True
    step_loss = 0.0
    rows: MetRows | None = None

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        if self.rows is not None:
            self.rows.begin(self.state.global_step)
        if self.lean:
            # TRL's own adds entropy and accuracy over the whole vocabulary, 4% of a small model's step.
            ids, labels = inputs["input_ids"], inputs["labels"]
            found, tokens = summed_loss(model, ids, labels, bf16=bool(self.args.bf16))
            found = found / (tokens if num_items_in_batch is None else num_items_in_batch)
        else:
            found = super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        total: Any = found[0] if return_outputs else found
        loss = float(total.detach())
        if not math.isfinite(loss):
            raise LunaError(
                "loss-not-finite",
                "The training went off the rails.",
                "The loss is no longer a number, so the weights are worthless; nothing was changed.",
                "Try again with a smaller learning rate.",
            )
        self.step_loss += loss
        return found

    def save_now(self) -> None:
        """Save the state of the last finished step."""
        model: Any = self.model
        self._save_checkpoint(model, None)

    def _send_telemetry(self) -> None:
        """Nothing is sent anywhere."""

    def create_model_card(self, *args: Any, **kwargs: Any) -> None:
        """No card in a checkpoint: it is ours alone."""
