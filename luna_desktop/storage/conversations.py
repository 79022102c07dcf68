"""Conversations and messages, and what an exchange leaves behind in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from luna_desktop.domain.karma import Award, KarmaKind, LedgerEntry
from luna_desktop.domain.lesson import Fact, LessonKind
from luna_desktop.domain.message import Conversation, Message, MessageState, Unjudged, fingerprint
from luna_desktop.storage import ears, ledger, rows, telling
from luna_desktop.storage.database import Database

MARK_START, MARK_END = "\x02", "\x03"
_UNJUDGED = (
    "FROM unjudged u JOIN messages m ON m.id = u.reply_id WHERE m.state <> 'partial' AND u.reply_id > ?"
)


def _message(connection: sqlite3.Connection, message_id: int) -> Message | None:
    row = connection.execute("SELECT * FROM messages WHERE id = ?", (message_id,)).fetchone()
    return rows.message(row) if row else None


def _conversation(connection: sqlite3.Connection, conversation_id: int) -> Conversation | None:
    row = connection.execute("SELECT * FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
    return rows.conversation(row) if row else None


def _need_message(connection: sqlite3.Connection, message_id: int) -> Message:
    found = _message(connection, message_id)
    if found is None:
        raise LookupError(f"no message {message_id}")
    return found


def _need_conversation(connection: sqlite3.Connection, conversation_id: int) -> Conversation:
    found = _conversation(connection, conversation_id)
    if found is None:
        raise LookupError(f"no conversation {conversation_id}")
    return found


def _add_conversation(
    connection: sqlite3.Connection, title: str, now: float, *, private: bool = False
) -> int:
    cursor = connection.execute(
        "INSERT INTO conversations (title, created_at, updated_at, private) VALUES (?, ?, ?, ?)",
        (title, now, now, int(private)),
    )
    return int(cursor.lastrowid or 0)


def _add_reply(connection: sqlite3.Connection, person: Message, generation_id: str, now: float) -> Message:
    cursor = connection.execute(
        "INSERT INTO messages (conversation_id, role, text, created_at, state, reply_to, generation_id)"
        " VALUES (?, 'luna', '', ?, 'partial', ?, ?)",
        (person.conversation_id, now, person.id, generation_id),
    )
    connection.execute("UPDATE conversations SET updated_at = ? WHERE id = ?", (now, person.conversation_id))
    return _need_message(connection, int(cursor.lastrowid or 0))


def _match(text: str) -> str:
    """An FTS5 query that finds all words of ``text``, the last ones as beginnings."""
    words = [word.replace('"', '""') for word in text.split()]
    return " ".join(f'"{word}"*' for word in words)


class ConversationTable:
    """Everything that was said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, title: str) -> Conversation:
        """An empty conversation."""
        now = self._database.clock()
        return await self._database.write(lambda c: _need_conversation(c, _add_conversation(c, title, now)))

    async def get(self, conversation_id: int) -> Conversation | None:
        """One conversation."""
        return await self._database.read(lambda c: _conversation(c, conversation_id))

    async def all(self, archived: bool) -> list[Conversation]:
        """Conversations, the latest first."""
        return await self._database.read(
            lambda c: [
                rows.conversation(row)
                for row in c.execute(
                    "SELECT * FROM conversations WHERE archived = ? ORDER BY updated_at DESC, id DESC",
                    (int(archived),),
                )
            ]
        )

    async def change(
        self,
        conversation_id: int,
        *,
        title: str | None = None,
        archived: bool | None = None,
        private: bool | None = None,
    ) -> Conversation | None:
        """Set what is not None."""

        def work(connection: sqlite3.Connection) -> Conversation | None:
            connection.execute(
                "UPDATE conversations SET title = coalesce(?, title), archived = coalesce(?, archived),"
                " private = coalesce(?, private) WHERE id = ?",
                (
                    title,
                    None if archived is None else int(archived),
                    None if private is None else int(private),
                    conversation_id,
                ),
            )
            return _conversation(connection, conversation_id)

        return await self._database.write(work)

    async def delete(self, conversation_id: int) -> None:
        """Remove it with its messages and the lessons that came from nowhere else."""
        await self._database.write(
            lambda c: c.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
        )

    async def messages(self, conversation_id: int, before: int | None, limit: int) -> list[Message]:
        """The last ``limit`` messages older than ``before``, oldest first."""

        def work(connection: sqlite3.Connection) -> list[Message]:
            found = connection.execute(
                "SELECT * FROM messages WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                (conversation_id, before if before is not None else 2**62, limit),
            ).fetchall()
            return [rows.message(row) for row in reversed(found)]

        return await self._database.read(work)

    async def count(self, conversation_id: int) -> int:
        """How many messages a conversation has."""
        return await self._database.read(
            lambda c: int(
                c.execute(
                    "SELECT count(*) FROM messages WHERE conversation_id = ?", (conversation_id,)
                ).fetchone()[0]
            )
        )

    async def message(self, message_id: int) -> Message | None:
        """One message."""
        return await self._database.read(lambda c: _message(c, message_id))

    async def said_before(self, message_id: int) -> bool:
        """Whether the person had said exactly this before, in any conversation."""
        return await self._database.read(
            lambda c: (
                c.execute(
                    "SELECT 1 FROM messages WHERE role = 'person' AND id < :id"
                    " AND fingerprint = (SELECT fingerprint FROM messages WHERE id = :id) LIMIT 1",
                    {"id": message_id},
                ).fetchone()
                is not None
            )
        )

    async def distance(self, older: int, newer: int) -> int:
        """How many messages lie between two, over all conversations that were held here."""
        return await self._database.read(
            lambda c: int(
                c.execute(
                    "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id"
                    " WHERE m.id > ? AND m.id < ? AND c.origin = 'luna'",
                    (older, newer),
                ).fetchone()[0]
            )
        )

    async def begin(
        self,
        conversation_id: int | None,
        title: str,
        text: str,
        generation_id: str,
        *,
        judged_for: str | None = None,
        private: bool = False,
    ) -> tuple[Conversation, Message, Message]:
        """Save what the person said, and an empty reply to it, noted as not judged yet for ``judged_for``.

        ``private`` is for a conversation begun so.
        """
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> tuple[Conversation, Message, Message]:
            place = conversation_id or _add_conversation(connection, title, now, private=private)
            connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND title = ''", (title, place)
            )
            cursor = connection.execute(
                "INSERT INTO messages (conversation_id, role, text, created_at, state, fingerprint)"
                " VALUES (?, 'person', ?, ?, 'complete', ?)",
                (place, text, now, fingerprint(text)),
            )
            person = _need_message(connection, int(cursor.lastrowid or 0))
            reply = _add_reply(connection, person, generation_id, now)
            if judged_for is not None:
                connection.execute(
                    "INSERT INTO unjudged (reply_id, head) VALUES (?, ?)", (reply.id, judged_for)
                )
            return _need_conversation(connection, place), person, reply

        return await self._database.write(work)

    async def begin_retry(self, person: Message, generation_id: str) -> Message:
        """Another empty reply to the same message."""
        now = self._database.clock()
        return await self._database.write(lambda c: _add_reply(c, person, generation_id, now))

    async def hold(self, person_id: int, reply_id: int, held: str) -> Message | None:
        """Note on both that nothing of this is learned, and that no generation says the reply.

        None where they were deleted meanwhile.
        """

        def work(connection: sqlite3.Connection) -> Message | None:
            connection.execute("UPDATE messages SET held = ? WHERE id IN (?, ?)", (held, person_id, reply_id))
            connection.execute("UPDATE messages SET generation_id = NULL WHERE id = ?", (reply_id,))
            return _message(connection, person_id)

        return await self._database.write(work)

    async def save_partial(self, reply_id: int, text: str) -> None:
        """Keep what has come so far."""
        await self._database.write(
            lambda c: c.execute(
                "UPDATE messages SET text = ? WHERE id = ? AND state = 'partial'", (text, reply_id)
            )
        )

    async def finish(
        self, reply_id: int, text: str, state: MessageState, *, inner: str = ""
    ) -> Message | None:
        """The last word of a reply that is still coming.

        One that was ended meanwhile, as by forgetting it, stays what it is; None where it was deleted.
        """

        def work(connection: sqlite3.Connection) -> Message | None:
            connection.execute(
                "UPDATE messages SET text = ?, inner = ?, state = ? WHERE id = ? AND state = 'partial'",
                (text, inner, state, reply_id),
            )
            return _message(connection, reply_id)

        return await self._database.write(work)

    async def judged(
        self,
        reply_id: int,
        facts: Sequence[Fact],
        awards: Sequence[Award],
        *,
        held: str = "",
        heard: str | None = None,
        ear: str = "",
    ) -> list[LedgerEntry]:
        """The lessons of an exchange, told when it was said, and its karma, all or nothing, and once."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> list[LedgerEntry]:
            row = connection.execute(
                "SELECT u.head, said.id, said.created_at FROM unjudged u JOIN messages m ON m.id = u.reply_id"
                " JOIN messages said ON said.id = m.reply_to WHERE u.reply_id = ?",
                (reply_id,),
            ).fetchone()
            if row is None:  # judged already, or deleted meanwhile
                return []
            connection.execute("DELETE FROM unjudged WHERE reply_id = ?", (reply_id,))
            head, told, person = str(row["head"]), float(row["created_at"]), int(row["id"])
            ears.note_heard(connection, ear, {person: heard})
            for fact in facts:
                telling.add_fact(connection, fact, head, [person], now=told, held=held)
            return ledger.append(connection, awards, head, now)

        return await self._database.write(work)

    async def unjudged(self, after: int = 0, limit: int = -1) -> list[Unjudged]:
        """Exchanges that are over and not judged, the oldest first, whose reply is newer than ``after``."""

        def work(connection: sqlite3.Connection) -> list[Unjudged]:
            left: list[Unjudged] = []
            for row in connection.execute(
                f"SELECT u.reply_id, u.head {_UNJUDGED} ORDER BY u.reply_id LIMIT ?", (after, limit)
            ).fetchall():
                reply = _need_message(connection, int(row["reply_id"]))
                person = _need_message(connection, reply.reply_to or 0)
                left.append(Unjudged(person, reply, str(row["head"])))
            return left

        return await self._database.read(work)

    async def count_unjudged(self, after: int = 0) -> int:
        """How many those are."""
        return await self._database.read(
            lambda c: int(c.execute(f"SELECT count(*) {_UNJUDGED}", (after,)).fetchone()[0])
        )

    async def rate(
        self,
        reply: Message,
        prompt: str,
        value: int,
        *,
        judge: Callable[[int], Award | None],
        head: str | None,
        held: str = "",
    ) -> tuple[Message, list[LedgerEntry]]:
        """Set a thumb; ``judge`` gets the points that thumbs on this exchange have given so far."""
        now, detail = self._database.clock(), f"exchange:{reply.reply_to}"

        def work(connection: sqlite3.Connection) -> tuple[Message, list[LedgerEntry]]:
            connection.execute("UPDATE messages SET thumbs = ? WHERE id = ?", (value, reply.id))
            if value > 0:
                sources = [s for s in (reply.reply_to, reply.id) if s is not None]
                telling.put_exchange(
                    connection,
                    LessonKind.LIKED,
                    sources,
                    prompt,
                    reply.text,
                    inner=reply.inner,
                    head=head,
                    now=now,
                    held=held,
                )
            else:
                telling.drop_exchange(connection, LessonKind.LIKED, reply.id)
            award = judge(ledger.earned_by_detail(connection, KarmaKind.THUMBS, detail))
            entries = ledger.append(connection, [award] if award else [], head, now)
            return _need_message(connection, reply.id), entries

        return await self._database.write(work)

    async def correct(
        self,
        reply: Message,
        prompt: str,
        text: str,
        *,
        inner: str = "",
        award: Award,
        head: str | None,
        held: str = "",
    ) -> list[LedgerEntry]:
        """Keep what she should have said, after ``inner``; an exchange's first correction earns ``award``."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> list[LedgerEntry]:
            sources = [s for s in (reply.reply_to, reply.id) if s is not None]
            telling.put_exchange(
                connection,
                LessonKind.CORRECTION,
                sources,
                prompt,
                text,
                inner=inner,
                head=head,
                now=now,
                held=held,
            )
            paid = ledger.earned_by_detail(connection, KarmaKind.CORRECTION, award.detail)
            return ledger.append(connection, [] if paid else [award], head, now)

        return await self._database.write(work)

    async def stop_partials(self) -> int:
        """Replies that a crash cut short become stopped ones; their text stays."""
        return await self._database.write(
            lambda c: c.execute("UPDATE messages SET state = 'stopped' WHERE state = 'partial'").rowcount
        )

    async def search(self, text: str, limit: int) -> list[tuple[Message, Conversation, str]]:
        """Messages with all words of ``text``, best first, with a marked snippet."""
        query = _match(text)
        if not query:
            return []

        def work(connection: sqlite3.Connection) -> list[tuple[Message, Conversation, str]]:
            found = connection.execute(
                "SELECT rowid, snippet(messages_fts, -1, ?, ?, '…', 12) AS snippet FROM messages_fts"
                " WHERE messages_fts MATCH ? ORDER BY rank LIMIT ?",
                (MARK_START, MARK_END, query, limit),
            ).fetchall()
            hits: list[tuple[Message, Conversation, str]] = []
            for row in found:
                message = _need_message(connection, int(row["rowid"]))
                place = _need_conversation(connection, message.conversation_id)
                hits.append((message, place, str(row["snippet"])))
            return hits

        return await self._database.read(work)
