"""What is told becomes a lesson, inside the transaction of whatever told it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from luna_desktop.domain.lesson import REPLACED, Fact, Lesson, LessonKind, holding, takes_back
from luna_desktop.domain.words import bare
from luna_desktop.storage import rows

REPLACE = "UPDATE lessons SET struck = 1, held = CASE struck WHEN 1 THEN held ELSE ? END"


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
    of_key = told_of(connection, fact.key, head)
    now = after(of_key, now)
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


def told_of(connection: sqlite3.Connection, key: str, head: str | None) -> list[Lesson]:
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


def after(of_key: Sequence[Lesson], now: float) -> float:
    return max([now, *(lesson.created_at for lesson in of_key)])


def add_old_fact(
    connection: sqlite3.Connection, fact: Fact, head: str, message_id: int, *, at: float, held: str
) -> bool:
    """Keep a fact that was told elsewhere, in whatever order conversations come; returns whether it is new.

    Each value is one lesson, as old as its last telling; one more of many is as old as its first.
    """
    of_key = told_of(connection, fact.key, head)
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


def beside(lesson: Lesson, of_key: Sequence[Lesson]) -> bool:
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
    return connection.execute(REPLACE + mine + taught, (REPLACED, kind, reply_id)).rowcount
