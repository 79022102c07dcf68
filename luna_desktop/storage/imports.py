"""Conversations from elsewhere, written many at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.growth import Kept, News, news_of
from luna_desktop.domain.karma import Award, LedgerEntry
from luna_desktop.domain.lesson import LessonKind
from luna_desktop.domain.message import fingerprint
from luna_desktop.domain.transcript import Added, Arrival, Lessons, Origin, Transcript
from luna_desktop.storage import ears, ledger, telling
from luna_desktop.storage.database import Database

# Where these come from a name is given once; elsewhere two conversations can bear the same.
_NAMED_ONCE = (Origin.CHATGPT, Origin.CLAUDE)
_SAME_WORDS = 50  # conversations that hold the same words, of which one may be the one that is looked for


class ImportTable:
    """Writes transcripts with their lessons, and pays for them once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def news(self, transcripts: Sequence[Transcript]) -> list[News]:
        """What of each of these dated conversations is not here yet."""
        return await self._database.read(lambda c: [_held(c, transcript)[2] for transcript in transcripts])

    async def add(
        self, transcripts: Sequence[tuple[Transcript, Lessons]], head: str, ear: str = ""
    ) -> list[tuple[Arrival, Added]]:
        """Save what is not here of each of these dated conversations, which ``ear`` heard; all or nothing."""
        return await self._database.write(
            lambda c: [_add(c, transcript, taught, head, ear) for transcript, taught in transcripts]
        )

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


def _held(connection: sqlite3.Connection, transcript: Transcript) -> tuple[str, int | None, News]:
    """What it is called here, which conversation it is, and what is new in it."""
    names = [transcript.source_id] if transcript.named else [*transcript.beginnings()][::-1]
    for name in names:
        row = connection.execute(
            "SELECT id FROM conversations WHERE origin = ? AND source_id = ?", (transcript.origin, name)
        ).fetchone()
        if row is None:
            continue
        kept = _kept(connection, int(row[0]))
        news = news_of(kept, transcript.said)
        if not transcript.named:
            if _begin_alike(kept, transcript):
                return name, int(row[0]), news
            continue
        if transcript.origin in _NAMED_ONCE or news.known:
            return name, int(row[0]), news
        other = f"{name} {next(transcript.beginnings())}"
        return _held(connection, replace(transcript, source_id=other))
    longer = None if transcript.named else _longer(connection, transcript)
    news = news_of(() if longer is None else _kept(connection, longer), transcript.said)
    return transcript.source_id, longer, news


def _longer(connection: sqlite3.Connection, transcript: Transcript) -> int | None:
    """The conversation that begins with all of ``transcript``, which has no name."""
    place = (len(transcript.said) - 1) // 2 * 2
    found = connection.execute(
        "SELECT m.conversation_id FROM messages m JOIN conversations c ON c.id = m.conversation_id"
        " WHERE m.role = 'person' AND m.fingerprint = ? AND c.origin = ? LIMIT ?",
        (fingerprint(transcript.said[place].whole), transcript.origin, _SAME_WORDS),
    ).fetchall()
    for row in found:
        kept = _kept(connection, int(row[0]))
        if len(kept) >= len(transcript.said) and _begin_alike(kept, transcript):
            return int(row[0])
    return None


def _begin_alike(kept: Sequence[Kept], transcript: Transcript) -> bool:
    return all(
        held.forgotten or held.text == said.whole for held, said in zip(kept, transcript.said, strict=False)
    )


def _kept(connection: sqlite3.Connection, conversation: int) -> list[Kept]:
    """What was brought of a conversation; what was said here since is none of it."""
    found = connection.execute(
        "SELECT id, role, text, created_at, reply_to, generation_id, fingerprint FROM messages"
        " WHERE conversation_id = ? ORDER BY id",
        (conversation,),
    ).fetchall()
    here = {row["reply_to"] for row in found if row["generation_id"]}
    if here:  # what was brought and answered here once more is still brought
        here -= {row["reply_to"] for row in found if not row["generation_id"]}
    return [
        Kept(ident, role, text, at, to, text == FORGOTTEN_TEXT and (role == "luna" or not mark))
        for ident, role, text, at, to, generation, mark in found
        if not generation and ident not in here
    ]


def _add(
    connection: sqlite3.Connection, transcript: Transcript, taught: Lessons, head: str, ear: str
) -> tuple[Arrival, Added]:
    name, conversation, news = _held(connection, transcript)
    if not news.places:
        return news.arrival, Added(forgotten=news.forgotten)
    fresh = conversation is None
    if conversation is None:
        conversation = _add_conversation(connection, replace(transcript, source_id=name))
    else:
        connection.execute(
            "UPDATE conversations SET updated_at = max(updated_at, ?) WHERE id = ?",
            (transcript.updated_at, conversation),
        )
    new = _add_messages(connection, transcript, conversation, news)
    ids = {**news.known, **new}
    ears.note_heard(connection, ear, {new[place]: heard for place, heard in taught.heard if place in new})
    exchanges = _bring(connection, transcript.origin, name, [*new.values()], fresh)
    facts = sum(
        telling.add_old_fact(connection, fact, head, new[place], at=_at(transcript, place), held=held)
        for place, fact, held in taught.facts
        if place in new
    )
    pairs = [(place, held) for place, held in taught.pairs if place + 1 in new]
    for place, held in pairs:
        telling.put_exchange(
            connection,
            LessonKind.IMPORTED,
            (ids[place], ids[place + 1]),
            transcript.said[place].whole,
            transcript.said[place + 1].whole,
            head=head,
            now=_at(transcript, place),
            held=held,
        )
    return news.arrival, Added(len(new), exchanges, facts, len(pairs), news.forgotten)


def _add_conversation(connection: sqlite3.Connection, transcript: Transcript) -> int:
    cursor = connection.execute(
        "INSERT INTO conversations (title, created_at, updated_at, origin, source_id) VALUES (?, ?, ?, ?, ?)",
        (
            transcript.title,
            transcript.created_at,
            transcript.updated_at,
            transcript.origin,
            transcript.source_id,
        ),
    )
    return int(cursor.lastrowid or 0)


def _add_messages(
    connection: sqlite3.Connection, transcript: Transcript, conversation: int, news: News
) -> dict[int, int]:
    """The messages of the places that are new; returns their ids by place."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()
    ids = dict(zip(news.places, count(int(row[0]) + 1 if row else 1), strict=False))
    said = transcript.said
    connection.executemany(
        "INSERT INTO messages (id, conversation_id, role, text, created_at, state, reply_to, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, 'complete', ?, ?)",
        (
            (
                ident,
                conversation,
                said[place].role,
                said[place].whole,
                said[place].at,
                *(
                    (None, fingerprint(said[place].whole))
                    if said[place].role == "person"
                    else (ids[place - 1] if place - 1 in ids else news.known[place - 1], "")
                ),
            )
            for place, ident in ids.items()
        ),
    )
    return ids


def _bring(
    connection: sqlite3.Connection, origin: Origin, name: str, messages: Sequence[int], fresh: bool
) -> int:
    """Note what was brought; returns how many exchanges are new. One is new whose question was never said
    before, and had no answer; those of a conversation that was brought once and deleted are not."""
    known = connection.execute(
        "SELECT 1 FROM brought WHERE origin = ? AND source_id = ?", (origin, name)
    ).fetchone()
    if known and fresh:
        return 0
    new = int(
        connection.execute(
            "SELECT count(*) FROM messages r JOIN messages p ON p.id = r.reply_to"
            " WHERE r.id BETWEEN ? AND ? AND p.fingerprint <> ''"
            " AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.reply_to = p.id AND o.id < r.id)"
            " AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.role = 'person'"
            " AND e.fingerprint = p.fingerprint AND e.id < p.id)",
            (messages[0], messages[-1]),
        ).fetchone()[0]
    )
    connection.execute(
        "INSERT INTO brought (origin, source_id, exchanges) VALUES (?, ?, ?)"
        " ON CONFLICT (origin, source_id) DO UPDATE"
        " SET exchanges = excluded.exchanges + CASE paid WHEN 0 THEN exchanges ELSE 0 END, paid = 0",
        (origin, name, new),
    )
    return new


def _at(transcript: Transcript, place: int) -> float:
    at = transcript.said[place].at
    assert at is not None, "an import is dated before it is saved"
    return at
