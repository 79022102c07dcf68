"""Rows to domain values and back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any, cast

from luna_desktop.domain.exam import ExamItem, ExamReport, read_report
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import KarmaKind, LedgerEntry
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.domain.message import Conversation, Message, MessageState

# Lessons belong to a line: the head and its ancestors.
LINE = """
    WITH RECURSIVE line (id, parent_id) AS (
        SELECT id, parent_id FROM generations WHERE id = :head
        UNION ALL
        SELECT g.id, g.parent_id FROM generations g JOIN line ON g.id = line.parent_id
    )
"""

# With message ids joined by commas, and the newest words that told a fact; of those said in private, or that
# may give a secret away, nothing is taught.
LESSONS = """
    SELECT l.*, (SELECT group_concat(s.message_id) FROM lesson_sources s WHERE s.lesson_id = l.id) AS sources,
        (SELECT m.text FROM lesson_sources s JOIN messages m ON m.id = s.message_id
         JOIN conversations c ON c.id = m.conversation_id
         WHERE s.lesson_id = l.id AND l.fact_key IS NOT NULL AND c.private = 0 AND m.held = ''
         ORDER BY s.message_id DESC LIMIT 1) AS told_in
    FROM lessons l
"""


def conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        row["id"],
        row["title"],
        row["created_at"],
        row["updated_at"],
        bool(row["archived"]),
        bool(row["private"]),
        row["origin"],
    )


def message(row: sqlite3.Row) -> Message:
    return Message(
        row["id"],
        row["conversation_id"],
        row["role"],
        row["text"],
        row["created_at"],
        MessageState(row["state"]),
        row["reply_to"],
        row["generation_id"],
        row["thumbs"],
        row["held"],
        row["inner"],
        row["heard"],
    )


def entry(row: sqlite3.Row) -> LedgerEntry:
    return LedgerEntry(
        row["id"],
        row["created_at"],
        KarmaKind(row["kind"]),
        row["delta"],
        row["reason"],
        row["message_id"],
        row["generation_id"],
        row["detail"],
    )


def lesson(row: sqlite3.Row) -> Lesson:
    """Needs ``LESSONS`` for its query."""
    sources = tuple(sorted(int(part) for part in (row["sources"] or "").split(",") if part))
    fact = None
    if row["fact_key"] is not None:
        fact = Fact(
            row["fact_key"], row["fact_value"], source=row["told_in"] or "", change=row["fact_change"]
        )
    return Lesson(
        row["id"],
        LessonKind(row["kind"]),
        row["created_at"],
        sources,
        fact,
        row["prompt"],
        row["reply"],
        bool(row["struck"]),
        row["held"],
        bool(row["confirmed"]),
        row["inner"],
    )


def generation(row: sqlite3.Row) -> Generation:
    return Generation(
        row["id"],
        row["number"],
        row["age"],
        row["parent_id"],
        GenerationStatus(row["status"]),
        row["created_at"],
        row["base"],
        row["bytes"],
        row["lessons"],
        row["tokens"],
        row["seconds"],
        report(row["exam"]),
        row["reason"],
        row["name"],
        bool(row["by_hand"]),
    )


def report(text: str | None) -> ExamReport | None:
    """An exam report from its JSON."""
    if not text:
        return None
    return read_report(cast("dict[str, Any]", json.loads(text)))


def report_json(value: ExamReport | None) -> str | None:
    return None if value is None else json.dumps(asdict(value), ensure_ascii=False)


def items(text: str) -> list[ExamItem]:
    """Sealed exam items from their JSON."""
    data = cast("list[dict[str, Any]]", json.loads(text))
    return [
        ExamItem(i["id"], i["section"], i["kind"], i["prompt"], i["answer"], tuple(i["choices"]))
        for i in data
    ]
