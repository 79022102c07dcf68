"""A real database in a temporary home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.plan import read_plan
from luna_desktop.storage.database import Database
from luna_desktop.storage.lineage import LineageTable


class Clock:
    """Seconds that pass when they are looked at."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def generation(ident: str, number: int = 0, parent: str | None = None) -> Generation:
    return Generation(ident, number, number, parent, GenerationStatus.TRAINING, 1.0, "embryo")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "luna.db", Clock())
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def born(database: Database) -> str:
    """The id of a published generation 0."""
    lineage = LineageTable(database)
    await lineage.add_candidate(generation("g0"), (), read_plan({}), ())
    await lineage.conclude(
        "g0", GenerationStatus.PUBLISHED, exam=None, reason="", size=1, tokens=1, seconds=1.0
    )
    return "g0"
