"""How likely the trained weights find rows of their training set: what the written file must agree with."""

from __future__ import annotations

from typing import Any

import torch

from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.training import TrainingJob
from luna_desktop.training.rows import Encoder, read_rows

ROWS = 50
MAX_TOKENS = 256  # of a row, so that it also fits where the file is tried


def recite(model: Any, encoder: Encoder, job: TrainingJob) -> dict[str, float]:
    """By number, the log-probability of the last reply of ``ROWS`` rows spread over the dataset."""
    model.eval()
    rows = read_rows(job.dataset, job.dataset_sha256)
    device = next(model.parameters()).device
    found: dict[str, float] = {}
    step = max(1, len(rows) // (2 * ROWS))  # twice as many as needed: some may be too long
    for number in range(0, len(rows), step):
        row = rows[number]
        asked = encoder.segment_ids(encoder.template.render(row.turns[:-1]))
        said = encoder.segment_ids((Segment(row.turns[-1].text, False),))
        if len(found) == ROWS or not said or len(asked) + len(said) > MAX_TOKENS:
            continue
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([asked + said], device=device)).logits[0].float()
        places = torch.arange(len(asked) - 1, len(asked) + len(said) - 1)
        picked = torch.log_softmax(logits, dim=-1).cpu()[places, torch.tensor(said)]
        found[str(number)] = float(picked.double().sum())
    return found
