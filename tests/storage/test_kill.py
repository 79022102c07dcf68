"""Killed at every step of publishing: the old state or the new one, never between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.karma import Award, KarmaKind
from luna_desktop.storage import ledger
from luna_desktop.storage.database import Database
from luna_desktop.storage.generation_store import STEPS
from tests.storage.conftest import Clock
from tests.storage.publisher import publish

pytestmark = pytest.mark.slow

OLD = ("trained", "begin", "hashed", "manifest", "files-synced", "folder-synced")
NEW = ("renamed", "parent-synced", "in-transaction", "concluded", "never")


def test_every_step_is_tried() -> None:
    assert set(STEPS) <= {*OLD, *NEW}


@pytest.mark.parametrize("step", [*OLD, *NEW])
async def test_killed_while_publishing(tmp_path: Path, step: str) -> None:
    await publish(tmp_path, "g0", 0, None, "never")
    database = Database(tmp_path / "luna.db", Clock())
    await database.open()
    await database.write(lambda c: ledger.append(c, [Award(KarmaKind.EXCHANGE, 150, "Talked.")], "g0", 1.0))
    await database.close()

    root = Path(__file__).parent.parent.parent
    child = subprocess.run(
        [sys.executable, "-m", "tests.storage.publisher", str(tmp_path), step], cwd=root, check=False
    )
    assert child.returncode == (0 if step == "never" else 9)

    async with open_app(tmp_path) as app:
        head = await app.generations.head()
        karma = await app.karma.summary()
        new = await app.generations.resolve("g1")
        folders = sorted(path.name for path in (tmp_path / "generations").iterdir())
        if step in OLD:
            assert (head.id, karma.balance, folders) == ("g0", 150, ["g0"])
            assert new.status is GenerationStatus.FAILED
        else:
            assert (head.id, karma.balance, folders) == ("g1", 50, ["g0", "g1"])
            assert new.status is GenerationStatus.PUBLISHED
            assert karma.entries[0].delta == -100
        assert await app.check() == []
    # A second look changes nothing.
    async with open_app(tmp_path) as app:
        assert ((await app.generations.head()).id, (await app.karma.summary()).balance) == (
            head.id,
            karma.balance,
        )
