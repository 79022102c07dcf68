"""A child that publishes a generation and dies at the step it is told: python publisher.py HOME STEP."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.karma import Award, KarmaKind
from luna_desktop.domain.plan import read_plan
from luna_desktop.storage.database import Database
from luna_desktop.storage.generation_store import GenerationStore, Step
from luna_desktop.storage.lineage import LineageTable
from tests.storage.conftest import Clock, generation

MANIFEST: dict[str, Any] = {
    "gguf": "luna_age_1_vocabulary.gguf",
    "weights": ".",
    "tokens": 10,
    "seconds": 1.0,
    "exam": None,
    "template": {},
    "context": 1024,
    "verdict": {"status": "published", "reason": "Better.", "spend": 100},
}


async def publish(home: Path, ident: str, number: int, parent: str | None, die_at: str) -> None:
    """Everything that an age-up writes at its end, in its order."""

    def on_step(step: Step) -> None:
        if step == die_at:
            os._exit(9)

    database = Database(home / "luna.db", Clock())
    store = GenerationStore(home / "generations", on_step)
    await database.open()
    lineage = LineageTable(database)
    await lineage.add_candidate(generation(ident, number, parent), (), read_plan({"balance": 150}), ())
    partial = store.begin(ident)
    for name in ("model.safetensors", "config.json", "tokenizer.json", MANIFEST["gguf"]):
        (partial / name).write_bytes(name.encode() * 1000)
    if die_at == "trained":
        os._exit(9)
    spend = int(MANIFEST["verdict"]["spend"]) if parent else 0
    verdict = {**MANIFEST["verdict"], "spend": spend}
    size = store.publish(ident, {**MANIFEST, "verdict": verdict})
    award = Award(KarmaKind.SPENT, -spend, "Grown.") if spend else None
    if die_at == "in-transaction":
        await database.write(lambda c: (c.execute("UPDATE lineage SET head = ?", (ident,)), os._exit(9)))
    await lineage.conclude(
        ident,
        GenerationStatus.PUBLISHED,
        exam=None,
        reason="Better.",
        size=size,
        tokens=10,
        seconds=1.0,
        spend=award,
    )
    if die_at == "concluded":
        os._exit(9)
    store.drop_checkpoints(ident)
    await database.close()


if __name__ == "__main__":
    asyncio.run(publish(Path(sys.argv[1]), "g1", 1, "g0", sys.argv[2]))
