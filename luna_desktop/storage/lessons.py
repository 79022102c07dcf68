"""Lessons: what a person taught, and from which messages it came."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Sequence

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, LessonKind, holding, undisputed
from luna_desktop.storage import rows, telling
from luna_desktop.storage.database import Database

# Imported lessons have no message; all others need one outside private conversations.
_PUBLIC = """
    (NOT EXISTS (SELECT 1 FROM lesson_sources s WHERE s.lesson_id = l.id)
     OR EXISTS (SELECT 1 FROM lesson_sources s JOIN messages m ON m.id = s.message_id
                JOIN conversations c ON c.id = m.conversation_id
                WHERE s.lesson_id = l.id AND c.private = 0))
"""

# Everything this line was told outside private conversations.
OF_LINE = rows.LINE + rows.LESSONS + " WHERE l.generation_id IN (SELECT id FROM line) AND" + _PUBLIC
_FACTS = (
    rows.LINE + "SELECT l.id, l.created_at, l.fact_key, l.fact_value, l.fact_change FROM lessons l"
    " WHERE l.generation_id IN (SELECT id FROM line) AND l.fact_key IS NOT NULL AND l.struck = 0 AND"
    + _PUBLIC
)
_OF_MESSAGES = (
    rows.LESSONS + " WHERE l.id IN (SELECT lesson_id FROM lesson_sources"
    " WHERE message_id IN (SELECT value FROM json_each(:ids)))"
)
# What a training was to teach and must not: gone, private, or struck other than by what replaced it.
_WITHDRAWN = (
    "SELECT g.lesson_id FROM generation_lessons g LEFT JOIN lessons l ON l.id = g.lesson_id"
    " WHERE g.generation_id = ? AND (l.id IS NULL OR (l.struck = 1 AND l.held <> ?) OR NOT" + _PUBLIC + ")"
)


def withdrawn(connection: sqlite3.Connection, generation_id: str) -> frozenset[int]:
    """Which of the lessons of this generation are gone, struck or private now."""
    found = connection.execute(_WITHDRAWN, (generation_id, REPLACED))
    return frozenset(int(row[0]) for row in found)


class LessonTable:
    """Reads of lessons, striking, and imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def usable(self, head: str) -> list[Lesson]:
        """Everything this line may be taught: not struck, not held, not only from private conversations.

        A value waits with a newer one that is held and would replace it or take it back.
        """
        return undisputed(await self._select(OF_LINE + " AND l.struck = 0 ORDER BY l.id", head))

    async def usable_of(self, head: str, keys: Collection[str]) -> list[Lesson]:
        """Of what is ``usable`` the facts of these keys."""
        of_keys = " AND l.struck = 0 AND l.fact_key IN (SELECT value FROM json_each(:keys)) ORDER BY l.id"
        return undisputed(await self._select(OF_LINE + of_keys, head, keys=json.dumps(sorted(keys))))

    async def known(self, head: str) -> list[Fact]:
        """The facts that hold on this line, also those that wait to be let in, without their sources.

        Each message is heard by them, so only what is told of a fact is read.
        """

        def work(connection: sqlite3.Connection) -> list[Fact]:
            told = (
                Lesson(number, LessonKind.FACT, at, (), Fact(key, value, change=change))
                for number, at, key, value, change in connection.execute(_FACTS, {"head": head})
            )
            held = (lesson.fact for of_key in holding(told).values() for lesson in of_key)
            return [fact for fact in held if fact is not None]

        return await self._database.read(work)

    async def ever_told(self, keys: Collection[str]) -> frozenset[tuple[str, str]]:
        """Each of these keys with each value that was told of it, on any line."""
        every = (
            "SELECT fact_key, fact_value FROM lessons WHERE kind = 'fact'"
            " AND fact_key IN (SELECT value FROM json_each(?))"
        )
        wanted = json.dumps(sorted(keys))
        return await self._database.read(
            lambda c: frozenset((str(row[0]), str(row[1])) for row in c.execute(every, (wanted,)))
        )

    async def pending(self, head: str) -> list[Lesson]:
        """What this line was told and the head was not taught, struck and held ones among it."""
        return await self._select(
            OF_LINE
            + " AND l.id NOT IN (SELECT lesson_id FROM generation_lessons WHERE generation_id = :head)"
            " ORDER BY l.id",
            head,
        )

    async def taught(self, generation_id: str) -> frozenset[int]:
        """Ids of the lessons this generation was trained on."""
        return await self._database.read(
            lambda c: frozenset(
                int(row[0])
                for row in c.execute(
                    "SELECT lesson_id FROM generation_lessons WHERE generation_id = ?", (generation_id,)
                )
            )
        )

    async def withdrawn(self, generation_id: str) -> frozenset[int]:
        """Which of the lessons of this generation are gone, struck or private now."""
        return await self._database.read(lambda c: withdrawn(c, generation_id))

    async def taken_away(self, generation_id: str) -> list[Lesson]:
        """The facts that this generation was taught and that are struck or private now."""
        return await self._select(
            rows.LESSONS + " WHERE l.fact_key IS NOT NULL"
            " AND l.id IN (SELECT lesson_id FROM generation_lessons WHERE generation_id = :head)"
            " AND (l.struck = 1 OR NOT" + _PUBLIC + ") ORDER BY l.id",
            generation_id,
        )

    async def get(self, lesson_id: int) -> Lesson | None:
        """One lesson."""
        found = await self._select(rows.LESSONS + f" WHERE l.id = {int(lesson_id)}")
        return found[0] if found else None

    async def all(self, head: str) -> list[Lesson]:
        """Everything this line was told outside private conversations, oldest first."""
        return await self._select(OF_LINE + " ORDER BY l.id", head)

    async def of_messages(self, message_ids: Collection[int], *, private: bool = False) -> list[Lesson]:
        """The lessons that these messages told, the oldest first; of ``private`` conversations if wished."""
        ids = json.dumps(sorted(message_ids))
        return await self._select(
            _OF_MESSAGES + ("" if private else " AND" + _PUBLIC) + " ORDER BY l.id", ids=ids
        )

    async def add(self, fact: Fact, head: str, message_ids: Sequence[int], *, held: str) -> int:
        """A fact of the person's own, also one that was struck before; returns its number."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            lesson_id = telling.add_fact(connection, fact, head, message_ids, now=now, held=held)
            telling.add_source(connection, lesson_id, message_ids)
            connection.execute(
                "UPDATE lessons SET struck = 0, confirmed = (held = '') WHERE id = ?", (lesson_id,)
            )
            return lesson_id

        return await self._database.write(work)

    async def strike(self, lesson_id: int) -> None:
        """Keep a lesson out of training, also one that was only replaced."""
        await self._database.write(
            lambda c: c.execute(
                "UPDATE lessons SET struck = 1, held = CASE held WHEN ? THEN '' ELSE held END WHERE id = ?",
                (REPLACED, lesson_id),
            )
        )

    async def hold(self, lesson_ids: Collection[int], reason: str) -> None:
        """Let those of ``lesson_ids`` wait that do not yet, because of ``reason``."""
        ids = json.dumps(sorted(lesson_ids))
        await self._database.write(
            lambda c: c.execute(
                "UPDATE lessons SET held = ? WHERE held = '' AND id IN (SELECT value FROM json_each(?))",
                (reason, ids),
            )
        )

    async def let_in(self, lesson_id: int, *, confirmed: bool = False) -> None:
        """Neither struck nor held any more; ``confirmed`` when the person said that it is right.

        An exchange that was replaced takes its place again; one of several values stands beside the other.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE lessons SET struck = 1, held = :replaced FROM lessons AS mine"
                " WHERE mine.id = :id AND mine.held = :replaced AND lessons.id <> mine.id"
                " AND mine.fact_key IS NULL AND lessons.struck = 0"
                " AND lessons.kind = mine.kind AND lessons.prompt = mine.prompt"
                " AND lessons.id IN (SELECT lesson_id FROM lesson_sources WHERE message_id IN"
                " (SELECT message_id FROM lesson_sources WHERE lesson_id = mine.id))",
                {"id": lesson_id, "replaced": REPLACED},
            )
            connection.execute(
                "UPDATE lessons SET struck = 0, held = '', confirmed = max(confirmed, ?) WHERE id = ?",
                (int(confirmed), lesson_id),
            )

        await self._database.write(work)

    async def let_in_imported(self, lesson_ids: Collection[int]) -> int:
        """Those of ``lesson_ids`` that are held for nothing but their import are held no more.

        Returns how many.
        """
        ids = json.dumps(sorted(lesson_ids))
        waiting = (
            "UPDATE lessons SET held = '' WHERE held = 'imported' AND NOT struck"
            " AND id IN (SELECT value FROM json_each(?))"
        )
        return await self._database.write(lambda c: c.execute(waiting, (ids,)).rowcount)

    async def mend(self, lesson: Lesson, value: str, head: str, *, inner: str = "") -> int:
        """A new lesson of the same sources with the person's own ``value``; returns its number.

        Of an exchange it is the reply, which follows ``inner``.

        A fact's newest value holds by itself; the reply of a former exchange is struck, and so is one of
        several values, whose place the new one takes.
        """
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            of_key = telling.told_of(connection, lesson.fact.key, head) if lesson.fact else []
            several = telling.beside(lesson, of_key)
            fact = None
            if lesson.fact is not None:
                fact = Fact(lesson.fact.key, value, change=lesson.fact.change if several else "set")
            at = lesson.created_at if several else telling.after(of_key, now)
            if several and fact is not None and fact.change == "set":
                # Of those that one message told at once it is the first, though its number is the last.
                at = math.nextafter(at, 0)
            mended = telling.insert(
                connection,
                lesson.kind,
                head,
                at,
                lesson.message_ids,
                fact=fact,
                prompt=lesson.prompt,
                reply="" if fact else value,
                inner="" if fact else inner,
            )
            connection.execute("UPDATE lessons SET confirmed = 1 WHERE id = ?", (mended,))
            if fact is None or several:
                connection.execute(telling.REPLACE + " WHERE id = ?", (REPLACED, lesson.id))
            return mended

        return await self._database.write(work)

    async def add_imported(
        self, head: str, facts: Sequence[tuple[Fact, str]], exchanges: Sequence[tuple[str, str, str]]
    ) -> int:
        """Keep imported lessons, each with the reason it waits for as its last part; returns how many."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            for fact, held in facts:
                at = telling.after(telling.told_of(connection, fact.key, head), now)
                telling.insert(connection, LessonKind.IMPORTED, head, at, (), fact=fact, held=held)
            for prompt, reply, held in exchanges:
                telling.insert(
                    connection, LessonKind.IMPORTED, head, now, (), prompt=prompt, reply=reply, held=held
                )
            return len(facts) + len(exchanges)

        return await self._database.write(work)

    async def _select(self, sql: str, head: str = "", **values: str) -> list[Lesson]:
        return await self._database.read(
            lambda c: [rows.lesson(row) for row in c.execute(sql, {"head": head, **values})]
        )
