"""Lessons: what a person taught, and from which messages it came."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, LessonKind, newest_facts
from luna_desktop.storage import rows
from luna_desktop.storage.database import Database

# Imported lessons have no message; all others need one outside private conversations.
_PUBLIC = """
    (NOT EXISTS (SELECT 1 FROM lesson_sources s WHERE s.lesson_id = l.id)
     OR EXISTS (SELECT 1 FROM lesson_sources s JOIN messages m ON m.id = s.message_id
                JOIN conversations c ON c.id = m.conversation_id
                WHERE s.lesson_id = l.id AND c.private = 0))
"""

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


def _add_source(connection: sqlite3.Connection, lesson_id: int, message_ids: Iterable[int]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO lesson_sources (lesson_id, message_id) VALUES (?, ?)",
        [(lesson_id, message_id) for message_id in message_ids],
    )


def _insert(
    connection: sqlite3.Connection,
    kind: LessonKind,
    head: str | None,
    now: float,
    sources: Iterable[int],
    *,
    fact: Fact | None = None,
    prompt: str = "",
    reply: str = "",
    held: str = "",
) -> int:
    cursor = connection.execute(
        "INSERT INTO lessons (kind, created_at, generation_id, fact_key, fact_value, fact_change,"
        " prompt, reply, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kind,
            now,
            head,
            fact and fact.key,
            fact and fact.value,
            fact.change if fact else "set",
            prompt,
            reply,
            held,
        ),
    )
    lesson_id = int(cursor.lastrowid or 0)
    _add_source(connection, lesson_id, sources)
    return lesson_id


def add_fact(
    connection: sqlite3.Connection,
    fact: Fact,
    head: str | None,
    message_id: int,
    *,
    now: float,
    held: str = "",
) -> None:
    """Keep a fact: told again it gains a source, told differently it is a new lesson.

    Told again without the secret that held it back, it waits no longer. What is told now is the
    newest, also where the clock was set back since.
    """
    row = _newest(connection, fact.key, head)
    now = _after(row, now)
    if row is not None and row["fact_value"] == fact.value:
        _add_source(connection, int(row["id"]), [message_id])
        if not held:
            connection.execute("UPDATE lessons SET held = '', created_at = ? WHERE id = ?", (now, row["id"]))
    else:
        _insert(connection, LessonKind.FACT, head, now, [message_id], fact=fact, held=held)


def _newest(connection: sqlite3.Connection, key: str, head: str | None) -> sqlite3.Row | None:
    """The lesson that holds of this kind of fact."""
    return connection.execute(
        rows.LINE + "SELECT id, fact_value, created_at FROM lessons"
        " WHERE fact_key = :key AND (generation_id IS :head OR generation_id IN (SELECT id FROM line))"
        " ORDER BY created_at DESC, id DESC LIMIT 1",
        {"head": head, "key": key},
    ).fetchone()


def _after(row: sqlite3.Row | None, now: float) -> float:
    return now if row is None else max(now, float(row["created_at"]))


def add_old_fact(
    connection: sqlite3.Connection, fact: Fact, head: str, message_id: int, *, at: float, held: str
) -> bool:
    """Keep a fact that was told elsewhere, in whatever order conversations come; returns whether it is new.

    Each value is one lesson, as old as its last telling.
    """
    row = connection.execute(
        rows.LINE + "SELECT id FROM lessons WHERE fact_key = :key AND fact_value = :value"
        " AND generation_id IN (SELECT id FROM line) ORDER BY id DESC LIMIT 1",
        {"head": head, "key": fact.key, "value": fact.value},
    ).fetchone()
    if row is None:
        _insert(connection, LessonKind.FACT, head, at, [message_id], fact=fact, held=held)
        return True
    _add_source(connection, int(row["id"]), [message_id])
    connection.execute(
        "UPDATE lessons SET created_at = max(created_at, ?), held = CASE ? WHEN '' THEN '' ELSE held END"
        " WHERE id = ?",
        (at, held, row["id"]),
    )
    return False


def put_exchange(
    connection: sqlite3.Connection,
    kind: LessonKind,
    sources: Sequence[int],
    prompt: str,
    reply: str,
    *,
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
            " AND (l.generation_id IS :head OR l.generation_id IN (SELECT id FROM line)) LIMIT 1",
            {"source": sources[-1], "kind": kind, "prompt": prompt, "reply": reply, "head": head},
        ).fetchone()
    )
    if same:
        connection.execute("UPDATE lessons SET struck = 0, held = ? WHERE id = ?", (held, same["id"]))
    else:
        _insert(connection, kind, head, now, sources, prompt=prompt, reply=reply, held=held)


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

        A value waits with the newer one that is held: it was corrected already, unless both are the same.
        """
        found = await self._select(
            rows.LINE + rows.LESSONS + " WHERE l.generation_id IN (SELECT id FROM line)"
            " AND l.struck = 0 AND" + _PUBLIC + " ORDER BY l.id",
            head,
        )
        waiting = newest_facts(lesson for lesson in found if lesson.held)
        return [
            lesson
            for lesson in found
            if not lesson.held
            and (
                lesson.fact is None
                or lesson.fact.key not in waiting
                or lesson.fact == waiting[lesson.fact.key].fact
                or lesson.told > waiting[lesson.fact.key].told
            )
        ]

    async def pending(self, head: str) -> list[Lesson]:
        """What this line was told and the head was not taught, struck and held ones among it."""
        return await self._select(
            rows.LINE + rows.LESSONS + " WHERE l.generation_id IN (SELECT id FROM line)"
            " AND l.id NOT IN (SELECT lesson_id FROM generation_lessons WHERE generation_id = :head)"
            " AND" + _PUBLIC + " ORDER BY l.id",
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

    async def facts(self) -> list[Lesson]:
        """Every fact ever told, on any line, oldest first."""
        return await self._select(rows.LESSONS + " WHERE l.kind = 'fact' ORDER BY l.id", "")

    async def get(self, lesson_id: int) -> Lesson | None:
        """One lesson."""
        found = await self._select(rows.LESSONS + f" WHERE l.id = {int(lesson_id)}", "")
        return found[0] if found else None

    async def all(self, head: str) -> list[Lesson]:
        """Everything this line was told outside private conversations, oldest first."""
        return await self._select(
            rows.LINE + rows.LESSONS + " WHERE l.generation_id IN (SELECT id FROM line)"
            " AND" + _PUBLIC + " ORDER BY l.id",
            head,
        )

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

        One that was replaced takes its place again.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE lessons SET struck = 1, held = :replaced FROM lessons AS mine"
                " WHERE mine.id = :id AND mine.held = :replaced AND lessons.id <> mine.id"
                " AND lessons.struck = 0 AND lessons.kind = mine.kind AND lessons.prompt = mine.prompt"
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

    async def mend(self, lesson: Lesson, value: str, head: str) -> int:
        """A new lesson of the same sources with the person's own ``value``; returns its number.

        A fact's newest value holds by itself; the reply of a former exchange is struck.
        """
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> int:
            fact = Fact(lesson.fact.key, value) if lesson.fact else None
            reply = "" if fact else value
            mended = _insert(
                connection,
                lesson.kind,
                head,
                _after(_newest(connection, fact.key, head) if fact else None, now),
                lesson.message_ids,
                fact=fact,
                prompt=lesson.prompt,
                reply=reply,
            )
            connection.execute("UPDATE lessons SET confirmed = 1 WHERE id = ?", (mended,))
            if fact is None:
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
                at = _after(_newest(connection, fact.key, head), now)
                _insert(connection, LessonKind.IMPORTED, head, at, (), fact=fact, held=held)
            for prompt, reply, held in exchanges:
                _insert(connection, LessonKind.IMPORTED, head, now, (), prompt=prompt, reply=reply, held=held)
            return len(facts) + len(exchanges)

        return await self._database.write(work)

    async def _select(self, sql: str, head: str) -> list[Lesson]:
        return await self._database.read(
            lambda c: [rows.lesson(row) for row in c.execute(sql, {"head": head})]
        )
