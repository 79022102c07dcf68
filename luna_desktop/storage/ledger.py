"""The karma ledger: lines are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from luna_desktop.domain.karma import Award, KarmaKind, LedgerEntry, folded
from luna_desktop.storage import rows
from luna_desktop.storage.database import Database


def balance(connection: sqlite3.Connection) -> int:
    """The balance after the last line."""
    row = connection.execute("SELECT balance FROM karma_ledger ORDER BY id DESC LIMIT 1").fetchone()
    return int(row["balance"]) if row else 0


def append(
    connection: sqlite3.Connection, awards: Iterable[Award], generation_id: str | None, now: float
) -> list[LedgerEntry]:
    """Write ``awards``; one that would take more than there is takes what there is."""
    total = balance(connection)
    written: list[LedgerEntry] = []
    for award in awards:
        delta = max(award.delta, -total)
        total += delta
        cursor = connection.execute(
            "INSERT INTO karma_ledger"
            " (created_at, kind, delta, balance, reason, message_id, generation_id, detail)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (now, award.kind, delta, total, award.reason, award.message_id, generation_id, award.detail),
        )
        written.append(
            LedgerEntry(
                int(cursor.lastrowid or 0),
                now,
                award.kind,
                delta,
                award.reason,
                award.message_id,
                generation_id,
                award.detail,
            )
        )
    return written


def earned_by_detail(connection: sqlite3.Connection, kind: KarmaKind, detail: str) -> int:
    """The sum of all lines of ``kind`` about the same thing."""
    row = connection.execute(
        "SELECT coalesce(sum(delta), 0) FROM karma_ledger WHERE detail = ? AND kind = ?", (detail, kind)
    ).fetchone()
    return int(row[0])


class LedgerTable:
    """Reads of the ledger; it is written only together with what earned or spent it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def balance(self) -> int:
        """Karma at hand."""
        return await self._database.read(balance)

    async def entries(self, limit: int, before: int | None = None) -> list[LedgerEntry]:
        """Lines, newest first, those older than ``before``."""

        def work(connection: sqlite3.Connection) -> list[LedgerEntry]:
            found = connection.execute(
                "SELECT * FROM karma_ledger WHERE (:before IS NULL OR id < :before)"
                " ORDER BY id DESC LIMIT :limit",
                {"before": before, "limit": limit},
            )
            return [rows.entry(row) for row in found]

        return await self._database.read(work)

    async def faults(self) -> list[str]:
        """Lines whose balance is not the fold of all lines up to them, or that have no readable reason."""

        def work(connection: sqlite3.Connection) -> list[str]:
            faults: list[str] = []
            total = 0
            for row in connection.execute("SELECT * FROM karma_ledger ORDER BY id"):
                total = folded(total, int(row["delta"]))
                if total != row["balance"]:
                    faults.append(f"line {row['id']} says {row['balance']}, its lines add up to {total}")
                if not str(row["reason"]).strip() or row["kind"] not in set(KarmaKind):
                    faults.append(f"line {row['id']} does not say why")
            return faults

        return await self._database.read(work)

    async def earned(self, kind: KarmaKind, detail: str, generation_id: str | None) -> int:
        """What was earned for ``detail`` while ``generation_id`` was current."""
        return await self._database.read(
            lambda c: int(
                c.execute(
                    "SELECT coalesce(sum(delta), 0) FROM karma_ledger"
                    " WHERE detail = ? AND kind = ? AND generation_id IS ?",
                    (detail, kind, generation_id),
                ).fetchone()[0]
            )
        )
