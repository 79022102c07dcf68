"""What messages were heard to say, and which ear heard them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def note_heard(connection: sqlite3.Connection, ear: str, heard: Mapping[int, str | None]) -> None:
    """Keep what each message says, as ``Message.heard`` has it, as the ``ear`` of this name heard it."""
    if ear:
        connection.execute("INSERT OR IGNORE INTO ears (name) VALUES (?)", (ear,))
    connection.executemany(
        "UPDATE messages SET heard = ?, ear = (SELECT id FROM ears WHERE name = ?) WHERE id = ?",
        [(said, ear, message_id) for message_id, said in heard.items()],
    )
