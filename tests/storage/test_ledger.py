"""The ledger: append-only, never below zero, its balance a pure fold."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luna_desktop.domain.karma import Award, KarmaKind, LedgerEntry, balance
from luna_desktop.storage import ledger
from luna_desktop.storage.database import Database
from luna_desktop.storage.ledger import LedgerTable
from tests.storage.conftest import Clock

AWARDS = st.lists(
    st.builds(Award, st.sampled_from(KarmaKind), st.integers(-300, 300), st.just("A reason.")), max_size=40
)


@settings(deadline=None, max_examples=25)
@given(AWARDS)
def test_the_written_balance_is_the_fold(awards: list[Award]) -> None:
    async def run() -> tuple[list[LedgerEntry], int]:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder) / "luna.db", Clock())
            await database.open()
            try:
                await database.write(lambda c: ledger.append(c, awards, None, 1.0))
                table = LedgerTable(database)
                return list(reversed(await table.entries(1000))), await table.balance()
            finally:
                await database.close()

    entries, total = asyncio.run(run())
    assert len(entries) == len(awards)
    assert total == balance(entries) == sum(entry.delta for entry in entries)
    assert total >= 0
    assert all(balance(entries[:k]) == sum(e.delta for e in entries[:k]) >= 0 for k in range(len(entries)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE karma_ledger SET delta = 1000",
        "UPDATE karma_ledger SET reason = 'x'",
        "DELETE FROM karma_ledger",
        "INSERT INTO karma_ledger VALUES (NULL, 0, 'exchange', 9, 9, 'x', NULL, NULL, '')",
        "INSERT OR REPLACE INTO karma_ledger VALUES (1, 0, 'exchange', 9, 9, 'x', NULL, NULL, '')",
    ],
)
async def test_what_is_written_stays(database: Database, statement: str) -> None:
    await database.write(lambda c: ledger.append(c, [Award(KarmaKind.EXCHANGE, 2, "You talked.")], None, 1.0))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await database.write(lambda c: c.execute(statement))
    assert await LedgerTable(database).balance() == 2


async def test_pages_of_the_ledger(database: Database) -> None:
    awards = [Award(KarmaKind.EXCHANGE, 1, f"Entry {index}.") for index in range(10)]
    await database.write(lambda c: ledger.append(c, awards, None, 1.0))
    table = LedgerTable(database)
    newest = await table.entries(3)
    assert [e.reason for e in newest] == ["Entry 9.", "Entry 8.", "Entry 7."]
    assert [e.reason for e in await table.entries(3, newest[-1].id)] == ["Entry 6.", "Entry 5.", "Entry 4."]
