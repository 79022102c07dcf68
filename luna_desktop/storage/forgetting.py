"""Forgetting: what holds a text, and its removal in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from functools import partial

from luna_desktop.domain.forgetting import FORGOTTEN_TEXT, Forgetting
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.judge import returned_award
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import Lesson
from luna_desktop.domain.message import Message
from luna_desktop.domain.spelling import Phrase, any_stands_in
from luna_desktop.storage import ledger, rows
from luna_desktop.storage.database import Database
from luna_desktop.storage.lineage import need_head_moved, unseal

SCRUB_DUE = "scrub_due"
PAGE = 1000  # messages
REASON = "It knew what you wanted forgotten."


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


class ForgettingTable:
    """Finds and removes; what is decided is the service's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lessons(self) -> list[Lesson]:
        """Every lesson of every line, private ones too."""
        return await self._database.read(
            lambda c: [rows.lesson(row) for row in c.execute(rows.LESSONS + " ORDER BY l.id")]
        )

    async def holding(self, sought: Collection[Phrase]) -> list[Message]:
        """Messages in which one of ``sought`` stands, however it is written.

        The full-text index splits and folds words in its own way, so each text is read; others have
        their turn after every page.
        """
        found: list[Message] = []
        after: int | None = 0
        while after is not None:
            page, after = await self._database.read(partial(_page, sought=sought, after=after))
            found += page
        return found

    async def messages(self, message_ids: Collection[int]) -> list[Message]:
        """These messages and the replies to them."""
        marks, ids = _marks(message_ids), tuple(message_ids)
        return await self._database.read(
            lambda c: [
                rows.message(row)
                for row in c.execute(
                    f"SELECT * FROM messages WHERE id IN ({marks}) OR reply_to IN ({marks}) ORDER BY id",
                    ids + ids,
                )
            ]
        )

    async def knowing(self, lesson_ids: Collection[int]) -> list[Generation]:
        """Generations that were trained on one of these lessons, and all that grew from them."""
        return await self._database.read(
            lambda c: [
                rows.generation(row)
                for row in c.execute(
                    "WITH RECURSIVE known (id) AS ("
                    f" SELECT generation_id FROM generation_lessons WHERE lesson_id IN ({_marks(lesson_ids)})"
                    " UNION SELECT g.id FROM generations g JOIN known ON g.parent_id = known.id)"
                    " SELECT * FROM generations WHERE id IN (SELECT id FROM known)"
                    " ORDER BY rowid",
                    tuple(lesson_ids),
                )
            ]
        )

    async def spent(self, generation_ids: Collection[str]) -> int:
        """The karma that these generations took."""
        return await self._database.read(
            lambda c: int(
                c.execute(
                    "SELECT coalesce(-sum(delta), 0) FROM karma_ledger WHERE kind = 'spent'"
                    f" AND generation_id IN ({_marks(generation_ids)})",
                    tuple(generation_ids),
                ).fetchone()[0]
            )
        )

    async def copies(self) -> int:
        """How many former copies of the database there are."""
        return len(self._database.copies())

    async def scrub(self) -> None:
        """Leave nothing of it in the file's free pages, its index and its copies."""
        await self._database.scrub()
        await self._database.write(lambda c: c.execute("DELETE FROM settings WHERE key = ?", (SCRUB_DUE,)))

    async def scrub_due(self) -> bool:
        """Whether something was erased and the file not scrubbed since."""
        sql = "SELECT 1 FROM settings WHERE key = ?"
        return await self._database.read(lambda c: c.execute(sql, (SCRUB_DUE,)).fetchone() is not None)

    async def erase(self, what: Forgetting) -> list[LedgerEntry]:
        """Remove the lessons and the messages' text, and go back to the clean ancestor, all or nothing."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> list[LedgerEntry]:
            connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, '1')", (SCRUB_DUE,))
            _erase_texts(connection, what)
            _erase_lessons(connection, what)
            return _go_back(connection, what, now)

        return await self._database.write(work)


def _page(
    connection: sqlite3.Connection, *, sought: Collection[Phrase], after: int
) -> tuple[list[Message], int | None]:
    """Those of the next messages that hold one of ``sought``, and the last number where more can follow."""
    texts = connection.execute(
        "SELECT id, inner || ' ' || text AS whole FROM messages WHERE id > ? AND text <> ?"
        " ORDER BY id LIMIT ?",
        (after, FORGOTTEN_TEXT, PAGE),
    ).fetchall()
    ids = [int(row["id"]) for row in texts if any_stands_in(sought, row["whole"])]
    found = connection.execute(f"SELECT * FROM messages WHERE id IN ({_marks(ids)}) ORDER BY id", ids)
    return [rows.message(row) for row in found], int(texts[-1]["id"]) if len(texts) == PAGE else None


def _each(connection: sqlite3.Connection, sql: str, ids: Sequence[object]) -> None:
    connection.executemany(sql, [(one,) for one in ids])


def _erase_texts(connection: sqlite3.Connection, what: Forgetting) -> None:
    places = sorted({message.conversation_id for message in what.messages})
    ids = [message.id for message in what.messages]
    # The first thing said names a conversation.
    for place in places:
        first = connection.execute(
            "SELECT min(id) FROM messages WHERE conversation_id = ? AND role = 'person'", (place,)
        ).fetchone()[0]
        if first in ids:
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (FORGOTTEN_TEXT, place))
    connection.executemany(
        "UPDATE conversations SET title = ? WHERE id = ?",
        [(FORGOTTEN_TEXT, conversation.id) for conversation in what.titles],
    )
    _each(
        connection,
        "DELETE FROM unjudged WHERE reply_id IN (SELECT id FROM messages WHERE reply_to = ?)",
        ids,
    )
    # A reply that is still coming is over: nobody may write into its row any more.
    connection.executemany(
        "UPDATE messages SET text = ?, inner = '', heard = NULL, fingerprint = '', held = '',"
        " state = CASE state WHEN 'partial' THEN 'stopped' ELSE state END WHERE id = ?",
        [(FORGOTTEN_TEXT, one) for one in ids],
    )


def _erase_lessons(connection: sqlite3.Connection, what: Forgetting) -> None:
    gone = [lesson.id for lesson in (*what.lessons, *what.along)]
    _each(connection, "DELETE FROM lessons WHERE id = ?", gone)
    # A lesson that others told too comes from those alone now, and goes with their last one.
    forgotten = [message.id for message in what.messages]
    _each(connection, "DELETE FROM lesson_sources WHERE message_id = ?", forgotten)
    _each(connection, "UPDATE lessons SET struck = 1 WHERE id = ?", [lesson.id for lesson in what.outdated])


def _go_back(connection: sqlite3.Connection, what: Forgetting, now: float) -> list[LedgerEntry]:
    entries: list[LedgerEntry] = []
    ids = [generation.id for generation in what.generations]
    if what.lost is not None and what.back_to is not None:
        # What was told on the way is told to the ancestor now: it is to be learnt again.
        named = {f"g{n}": one for n, one in enumerate(ids)}
        for table, column in (("lessons", "generation_id"), ("unjudged", "head")):
            connection.execute(
                f"{rows.LINE} UPDATE {table} SET {column} = :back WHERE {column} IN (SELECT id FROM line)"
                f" AND {column} IN ({', '.join(f':{name}' for name in named)})",
                {"head": what.lost.id, "back": what.back_to.id, **named},
            )
        need_head_moved(connection, what.back_to.id, what.lost.id)
        if what.karma:
            award = returned_award(what.karma, what.lost.number)
            entries = ledger.append(connection, [award], what.back_to.id, now)
    for one in ids:
        unseal(connection, one)
        connection.execute(
            "UPDATE generations SET status = ?, reason = ?, bytes = 0 WHERE id = ?"
            " AND status IN ('published', 'rejected')",
            (GenerationStatus.FORGOTTEN, REASON, one),
        )
    return entries
