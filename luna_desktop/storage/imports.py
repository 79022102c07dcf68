"""Conversations from elsewhere, written many at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from luna_desktop.domain.karma import Award, LedgerEntry
from luna_desktop.domain.lesson import LessonKind
from luna_desktop.domain.message import fingerprint
from luna_desktop.domain.transcript import Added, Lessons, Origin, Transcript
from luna_desktop.storage import ledger, lessons
from luna_desktop.storage.database import Database


class ImportTable:
    """Writes transcripts with their lessons, and pays for them once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, transcripts: Sequence[Transcript]) -> frozenset[tuple[Origin, str]]:
        """Which of these conversations are here already."""
        wanted = [(t.origin, t.source_id) for t in transcripts]
        return await self._database.read(
            lambda c: frozenset(
                key
                for key in wanted
                if c.execute("SELECT 1 FROM conversations WHERE origin = ? AND source_id = ?", key).fetchone()
            )
        )

    async def add(self, transcripts: Sequence[tuple[Transcript, Lessons]], head: str) -> Added:
        """Save them all in one transaction. They are dated, and none of them is here yet."""

        def work(connection: sqlite3.Connection) -> Added:
            messages = exchanges = facts = pairs = 0
            for transcript, taught in transcripts:
                ids = _add_messages(connection, transcript)
                exchanges += _bring(connection, transcript, ids[0])
                facts += _add_facts(connection, transcript, ids, taught, head)
                _add_pairs(connection, transcript, ids, taught, head)
                messages, pairs = messages + len(ids), pairs + len(taught.pairs)
            return Added(messages, exchanges, facts, pairs)

        return await self._database.write(work)

    async def pay(
        self, judge: Callable[[Mapping[Origin, int]], Award | None], head: str
    ) -> list[LedgerEntry]:
        """Write one line for everything that was brought and not paid, of this run or one that broke off."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> list[LedgerEntry]:
            found = connection.execute(
                "SELECT origin, sum(exchanges) FROM brought WHERE paid = 0 GROUP BY origin ORDER BY 2 DESC"
            )
            award = judge({Origin(origin): int(count) for origin, count in found})
            connection.execute("UPDATE brought SET paid = 1 WHERE paid = 0")
            return ledger.append(connection, [award] if award else [], head, now)

        return await self._database.write(work)


def _add_messages(connection: sqlite3.Connection, transcript: Transcript) -> range:
    """The conversation and its messages; returns the messages' ids."""
    conversation = connection.execute(
        "INSERT INTO conversations (title, created_at, updated_at, origin, source_id) VALUES (?, ?, ?, ?, ?)",
        (
            transcript.title,
            transcript.created_at,
            transcript.updated_at,
            transcript.origin,
            transcript.source_id,
        ),
    ).lastrowid
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()
    first = int(row[0]) + 1 if row else 1
    connection.executemany(
        "INSERT INTO messages (id, conversation_id, role, text, created_at, state, reply_to, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, 'complete', ?, ?)",
        (
            (
                ident,
                conversation,
                said.role,
                said.text,
                said.at,
                *((None, fingerprint(said.text)) if said.role == "person" else (ident - 1, "")),
            )
            for ident, said in enumerate(transcript.said, first)
        ),
    )
    return range(first, first + len(transcript.said))


def _bring(connection: sqlite3.Connection, transcript: Transcript, first: int) -> int:
    """Note that it was brought; returns how many exchanges are new, none of those that were brought once."""
    known = connection.execute(
        "SELECT 1 FROM brought WHERE origin = ? AND source_id = ?", (transcript.origin, transcript.source_id)
    ).fetchone()
    if known:
        return 0
    new = int(
        connection.execute(
            "SELECT count(*) FROM messages p JOIN messages r ON r.reply_to = p.id WHERE p.id >= ?"
            " AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.role = 'person'"
            " AND e.fingerprint = p.fingerprint AND e.id < p.id)",
            (first,),
        ).fetchone()[0]
    )
    connection.execute(
        "INSERT INTO brought (origin, source_id, exchanges) VALUES (?, ?, ?)",
        (transcript.origin, transcript.source_id, new),
    )
    return new


def _add_facts(
    connection: sqlite3.Connection, transcript: Transcript, ids: range, taught: Lessons, head: str
) -> int:
    return sum(
        lessons.add_old_fact(connection, fact, head, ids[place], at=_at(transcript, place), held=held)
        for place, fact, held in taught.facts
    )


def _add_pairs(
    connection: sqlite3.Connection, transcript: Transcript, ids: range, taught: Lessons, head: str
) -> None:
    for place, held in taught.pairs:
        lessons.put_exchange(
            connection,
            LessonKind.IMPORTED,
            (ids[place], ids[place + 1]),
            transcript.said[place].text,
            transcript.said[place + 1].text,
            head=head,
            now=_at(transcript, place),
            held=held,
        )


def _at(transcript: Transcript, place: int) -> float:
    at = transcript.said[place].at
    assert at is not None, "an import is dated before it is saved"
    return at
