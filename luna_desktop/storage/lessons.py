"""Lessons: what a person taught, and from which messages it came."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, LessonKind, holding, takes_back, undisputed
from luna_desktop.domain.words import bare
from luna_desktop.storage import rows
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
_REPLACE = "UPDATE lessons SET struck = 1, held = CASE struck WHEN 1 THEN held ELSE ? END"
# What a training was to teach and must not: gone, private, or struck other than by what replaced it.
_WITHDRAWN = (
    "SELECT g.lesson_id FROM generation_lessons g LEFT JOIN lessons l ON l.id = g.lesson_id"
    " WHERE g.generation_id = ? AND (l.id IS NULL OR (l.struck = 1 AND l.held <> ?) OR NOT" + _PUBLIC + ")"
)


def withdrawn(connection: sqlite3.Connection, generation_id: str) -> frozenset[int]:
    """Which of the lessons of this generation are gone, struck or private now."""
    found = connection.execute(_WITHDRAWN, (generation_id, REPLACED))
    return frozenset(int(row[0]) for row in found)


def add_source(connection: sqlite3.Connection, lesson_id: int, message_ids: Iterable[int]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO lesson_sources (lesson_id, message_id) VALUES (?, ?)",
        [(lesson_id, message_id) for message_id in message_ids],
    )


def _has_source(connection: sqlite3.Connection, lesson_id: int) -> bool:
    found = connection.execute("SELECT 1 FROM lesson_sources WHERE lesson_id = ?", (lesson_id,))
    return found.fetchone() is not None


def insert(
    connection: sqlite3.Connection,
    kind: LessonKind,
    head: str | None,
    now: float,
    sources: Iterable[int],
    *,
    fact: Fact | None = None,
    prompt: str = "",
    reply: str = "",
    inner: str = "",
    held: str = "",
) -> int:
    cursor = connection.execute(
        "INSERT INTO lessons (kind, created_at, generation_id, fact_key, fact_value, fact_change,"
        " prompt, reply, inner, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kind,
            now,
            head,
            fact and fact.key,
            fact and fact.value,
            fact.change if fact else "set",
            prompt,
            reply,
            inner,
            held,
        ),
    )
    lesson_id = int(cursor.lastrowid or 0)
    add_source(connection, lesson_id, sources)
    return lesson_id


def add_fact(
    connection: sqlite3.Connection,
    fact: Fact,
    head: str | None,
    message_ids: Sequence[int],
    *,
    now: float,
    held: str = "",
) -> int:
    """Keep a fact: told again it gains a source, told differently it is a new lesson. Returns its number.

    Told again without the secret that held it back, it waits no longer. What is told now is the
    newest, also where the clock was set back since.
    """
    of_key = _of_key(connection, fact.key, head)
    now = _after(of_key, now)
    same = _told_before(fact, of_key)
    if same is None:
        return insert(connection, LessonKind.FACT, head, now, message_ids, fact=fact, held=held)
    if _has_source(connection, same.id):  # what came from no message does not go with one
        add_source(connection, same.id, message_ids)
    if not held:
        connection.execute("UPDATE lessons SET held = '' WHERE id = ?", (same.id,))
        if same.id == of_key[-1].id:  # one that is not the last of several keeps its place among them
            connection.execute("UPDATE lessons SET created_at = ? WHERE id = ?", (now, same.id))
    return same.id


def _told_before(fact: Fact, of_key: Sequence[Lesson]) -> Lesson | None:
    """The lesson by which all is already as ``fact`` tells it."""
    last, now = of_key[-1] if of_key else None, holding(of_key).get(fact.key, ())
    if fact.change == "remove":
        return last if last is not None and last.fact == fact else None
    # As one more of many any spelling of it is the same; said to be all there is, it is put right.
    told = bare if fact.change == "add" else str
    same = next((x for x in now if x.fact is not None and told(x.fact.value) == told(fact.value)), None)
    replaces = fact.change == "set" and any(not (x.held or x.struck) for x in now if x is not same)
    return None if replaces else same


def _of_key(connection: sqlite3.Connection, key: str, head: str | None) -> list[Lesson]:
    """What this line was told about ``key``, the oldest first, without its sources.

    What took something back and was struck did not take it back.
    """
    found = connection.execute(
        rows.LINE + "SELECT l.*, '' AS sources, '' AS told_in FROM lessons l WHERE l.fact_key = :key"
        " AND (l.generation_id IS :head OR l.generation_id IN (SELECT id FROM line))"
        " ORDER BY l.created_at, l.id",
        {"head": head, "key": key},
    )
    return [lesson for lesson in map(rows.lesson, found) if not (lesson.struck and takes_back(lesson))]


def _after(of_key: Sequence[Lesson], now: float) -> float:
    return max([now, *(lesson.created_at for lesson in of_key)])


def add_old_fact(
    connection: sqlite3.Connection, fact: Fact, head: str, message_id: int, *, at: float, held: str
) -> bool:
    """Keep a fact that was told elsewhere, in whatever order conversations come; returns whether it is new.

    Each value is one lesson, as old as its last telling; one more of many is as old as its first.
    """
    of_key = _of_key(connection, fact.key, head)
    if fact.change == "add":
        same = _told_before(fact, [lesson for lesson in of_key if lesson.created_at <= at])
    else:
        same = max((x for x in of_key if x.fact == fact), key=lambda x: x.id, default=None)
    if same is None:
        insert(connection, LessonKind.FACT, head, at, [message_id], fact=fact, held=held)
        return True
    add_source(connection, same.id, [message_id])
    connection.execute(
        "UPDATE lessons SET created_at = max(created_at, ?), held = CASE ? WHEN '' THEN '' ELSE held END"
        " WHERE id = ?",
        (same.created_at if fact.change == "add" else at, held, same.id),
    )
    return False


def _beside(lesson: Lesson, of_key: Sequence[Lesson]) -> bool:
    """Whether it is one of several values that hold."""
    told = [x.id for held in holding(x for x in of_key if not x.struck).values() for x in held]
    return lesson.id in told and len(told) > 1


def put_exchange(
    connection: sqlite3.Connection,
    kind: LessonKind,
    sources: Sequence[int],
    prompt: str,
    reply: str,
    *,
    inner: str = "",
    head: str | None,
    now: float,
    held: str = "",
) -> None:
    """Keep one exchange lesson of ``kind`` for these messages; a former one that differs is replaced."""
    kept = drop_exchange(connection, kind, sources[-1])
    same = (
        kept
        and connection.execute(
            rows.LINE + "SELECT l.id FROM lessons l JOIN lesson_sources s ON s.lesson_id = l.id"
            " WHERE s.message_id = :source AND l.kind = :kind AND l.prompt = :prompt AND l.reply = :reply"
            " AND l.inner = :inner AND (l.generation_id IS :head OR l.generation_id IN (SELECT id FROM line))"
            " LIMIT 1",
            {
                "source": sources[-1],
                "kind": kind,
                "prompt": prompt,
                "reply": reply,
                "inner": inner,
                "head": head,
            },
        ).fetchone()
    )
    if same:
        connection.execute("UPDATE lessons SET struck = 0, held = ? WHERE id = ?", (held, same["id"]))
    else:
        insert(connection, kind, head, now, sources, prompt=prompt, reply=reply, inner=inner, held=held)


def drop_exchange(connection: sqlite3.Connection, kind: LessonKind, reply_id: int) -> int:
    """Take the lesson of ``kind`` back that was made of this reply.

    One that a generation was taught, or is being taught, stays as a replaced one: forgetting finds it.
    Returns how many stay.
    """
    mine = " WHERE kind = ? AND id IN (SELECT lesson_id FROM lesson_sources WHERE message_id = ?) AND id "
    taught = "IN (SELECT lesson_id FROM generation_lessons)"
    connection.execute("DELETE FROM lessons" + mine + "NOT " + taught, (kind, reply_id))
    return connection.execute(_REPLACE + mine + taught, (REPLACED, kind, reply_id)).rowcount


class LessonTable:
    """Reads of lessons, striking, and imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def usable(self, head: str) -> list[Lesson]:
        """Everything this line may be taught: not struck, not held, not only from private conversations.

        A value waits with a newer one that is held and would replace it or take it back.
        """
        found = await self._select(
            OF_LINE + " AND l.struck = 0 ORDER BY l.id",
            head,
        )
        return undisputed(found)

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

    async def facts(self) -> list[Lesson]:
        """Every fact ever told, on any line, oldest first."""
        return await self._select(rows.LESSONS + " WHERE l.kind = 'fact' ORDER BY l.id", "")

    async def get(self, lesson_id: int) -> Lesson | None:
        """One lesson."""
        found = await self._select(rows.LESSONS + f" WHERE l.id = {int(lesson_id)}", "")
        return found[0] if found else None

    async def all(self, head: str) -> list[Lesson]:
        """Everything this line was told outside private conversations, oldest first."""
        return await self._select(OF_LINE + " ORDER BY l.id", head)

    async def of_messages(self, message_ids: Collection[int]) -> list[Lesson]:
        """The lessons that these messages told, none of a private conversation, oldest first."""
        ids = json.dumps(sorted(message_ids))
        return await self._database.read(
            lambda c: [
                rows.lesson(row)
                for row in c.execute(
                    rows.LESSONS + " WHERE l.id IN (SELECT lesson_id FROM lesson_sources"
                    " WHERE message_id IN (SELECT value FROM json_each(?)))"
                    " AND" + _PUBLIC + " ORDER BY l.id",
                    (ids,),
                )
            ]
        )

    async def add(self, fact: Fact, head: str, message_ids: Sequence[int], *, held: str) -> int:
        """A fact of the person's own, also one that was struck before; returns its number."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            lesson_id = add_fact(connection, fact, head, message_ids, now=now, held=held)
            add_source(connection, lesson_id, message_ids)
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
            of_key = _of_key(connection, lesson.fact.key, head) if lesson.fact else []
            several = _beside(lesson, of_key)
            fact = None
            if lesson.fact is not None:
                fact = Fact(lesson.fact.key, value, change=lesson.fact.change if several else "set")
            at = lesson.created_at if several else _after(of_key, now)
            if several and fact is not None and fact.change == "set":
                # Of those that one message told at once it is the first, though its number is the last.
                at = math.nextafter(at, 0)
            mended = insert(
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
                connection.execute(_REPLACE + " WHERE id = ?", (REPLACED, lesson.id))
            return mended

        return await self._database.write(work)

    async def add_imported(
        self, head: str, facts: Sequence[tuple[Fact, str]], exchanges: Sequence[tuple[str, str, str]]
    ) -> int:
        """Keep imported lessons, each with the reason it waits for as its last part; returns how many."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            for fact, held in facts:
                at = _after(_of_key(connection, fact.key, head), now)
                insert(connection, LessonKind.IMPORTED, head, at, (), fact=fact, held=held)
            for prompt, reply, held in exchanges:
                insert(connection, LessonKind.IMPORTED, head, now, (), prompt=prompt, reply=reply, held=held)
            return len(facts) + len(exchanges)

        return await self._database.write(work)

    async def _select(self, sql: str, head: str) -> list[Lesson]:
        return await self._database.read(
            lambda c: [rows.lesson(row) for row in c.execute(sql, {"head": head})]
        )
