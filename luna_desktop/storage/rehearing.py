"""What was said and can be heard again, which ear heard it, and what another ear changes once it is taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence

from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.lesson import REPLACED, Lesson, LessonKind
from luna_desktop.domain.rehearing import Offer, Spoken
from luna_desktop.storage import ears, lessons, rows, telling
from luna_desktop.storage.database import Database

# Told to this line: by a fact of it, or else by who answered. What nobody of hers answered was brought; what
# somebody did who is forgotten by now was told to this line anew. What is not judged yet is not heard yet.
_SPOKEN = f"""{rows.LINE}
    SELECT m.id, m.conversation_id, m.created_at, e.name AS ear,
        c.origin <> 'luna' AND (count(r.id) = 0 OR sum(r.generation_id IS NULL) > 0) AS brought
    FROM messages m JOIN conversations c ON c.id = m.conversation_id
    LEFT JOIN ears e ON e.id = m.ear
    LEFT JOIN messages r ON r.reply_to = m.id
    LEFT JOIN generations g ON g.id = r.generation_id
    LEFT JOIN unjudged u ON u.reply_id = r.id
    WHERE m.role = 'person' AND c.private = 0 AND m.held = '' AND m.text <> '{FORGOTTEN_TEXT}'
    GROUP BY m.id
    HAVING count(u.reply_id) = 0 AND coalesce(
        (SELECT max(l.generation_id IN (SELECT id FROM line))
         FROM lesson_sources s JOIN lessons l ON l.id = s.lesson_id
         WHERE s.message_id = m.id AND l.fact_key IS NOT NULL),
        count(g.id) = 0 OR sum(g.status = 'forgotten' OR g.id IN (SELECT id FROM line)) > 0)
    ORDER BY m.created_at, m.id
"""


class RehearingTable:
    """Messages by the ear that heard them, and what is taken of what another one hears."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spoken(self, head: str) -> list[Spoken]:
        """What this line was told and may be heard again, the oldest first.

        Not what is private, forgotten, withheld or not judged yet.
        """
        return await self._database.read(lambda c: _spoken(c, head))

    async def take(
        self,
        head: str,
        ear: str,
        heard: Mapping[int, str | None],
        choose: Callable[[Sequence[Lesson], Collection[int]], Sequence[Offer]],
    ) -> list[Offer]:
        """Write what ``choose`` takes, all or nothing.

        It is given the lessons of this line, and the messages that may be heard still of those whose brackets
        are ``heard`` by this ``ear``, which is noted, whatever is taken.
        """

        def work(connection: sqlite3.Connection) -> list[Offer]:
            every = connection.execute(lessons.OF_LINE + " ORDER BY l.id", {"head": head})
            told = [rows.lesson(row) for row in every]
            still = {one.id for one in _spoken(connection, head)}.intersection(heard)
            chosen = list(choose(told, still))
            for offer in chosen:
                _take(connection, offer, head)
            ears.note_heard(connection, ear, {one: heard[one] for one in still})
            return chosen

        return await self._database.write(work)


def _spoken(connection: sqlite3.Connection, head: str) -> list[Spoken]:
    return [
        Spoken(row["id"], row["conversation_id"], row["created_at"], bool(row["brought"]), row["ear"] or "")
        for row in connection.execute(_SPOKEN, {"head": head})
    ]


def _take(connection: sqlite3.Connection, offer: Offer, head: str) -> None:
    connection.executemany(
        "UPDATE lessons SET struck = 1, held = ? WHERE id = ?", [(REPLACED, one) for one in offer.struck]
    )
    for lesson_id, message_id in offer.linked:
        telling.add_source(connection, lesson_id, [message_id])
    for one in offer.added:
        telling.insert(
            connection,
            LessonKind.FACT,
            head,
            one.created_at,
            one.message_ids,
            fact=one.fact,
            held=one.held,
        )
