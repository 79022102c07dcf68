"""What the trained weights recite is what the written file says, computed by the other engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from luna_desktop.training.parity import ROWS
from luna_desktop.training.worker import run_job
from tests.training.jobs import PAIRS, KeptLink, make_job, recited_and_said, row


async def test_recited_rows_are_as_likely_to_the_file(tmp_path: Path) -> None:
    rows = [
        row(*(PAIRS[(n + k) % len(PAIRS)] for k in range(1 + n % 3))) | {"weight": 1 + n % 2}
        for n in range(230)
    ]
    rows[0] = row(("A very long question. " * 60, "Yes."))  # too long to be tried
    job = make_job(tmp_path, rows=rows, max_tokens=600)
    result = run_job(job, KeptLink())
    assert len(result.parity) == ROWS
    assert "0" not in result.parity
    assert max(map(int, result.parity)) > 80, "spread over the training set"

    for recited, score in await recited_and_said(job, result):
        assert score.logprob == pytest.approx(recited, abs=0.002 * score.tokens)
