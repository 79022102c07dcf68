"""The file: migrations with a copy before each, and every kind of trouble a sentence."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import MessageState
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database, migrations
from tests.storage.conftest import Clock


async def opened(path: Path, scripts: list[tuple[int, str]] | None = None) -> Database:
    database = Database(path, Clock(), scripts)
    await database.open()
    return database


async def code_of_opening(path: Path) -> LunaError:
    with pytest.raises(LunaError) as caught:
        await opened(path)
    return caught.value


async def test_a_fresh_file(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> tuple[object, ...]:
        return tuple(
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("user_version", "journal_mode", "foreign_keys", "synchronous")
        )

    assert await database.read(work) == (migrations()[-1][0], "wal", 1, 2)
    assert await database.check() == []
    assert not (database.path.parent / "backups").exists()


async def test_all_tables_are_strict(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> list[str]:
        found = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0")
        return [row[0] for row in found if not row[0].startswith(("sqlite_", "messages_fts"))]

    assert await database.read(work) == []


async def test_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


async def test_a_migration_copies_the_file_first_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    first = await opened(path)
    await ConversationTable(first).create("kept")
    await first.close()
    newest = migrations()[-1][0]
    more = [*migrations(), (newest + 1, "ALTER TABLE conversations ADD COLUMN colour TEXT;")]
    second = await opened(path, more)
    assert [c.title for c in await ConversationTable(second).all(False)] == ["kept"]
    await second.close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.startswith(f"luna-v{newest}-")
    restored = await opened(copy)
    assert [c.title for c in await ConversationTable(restored).all(False)] == ["kept"]
    await restored.close()


@pytest.mark.parametrize("version", [7, 8])
async def test_what_was_said_before_inner_speech_was_is_found_by_its_words(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "luna.db"
    old = await opened(path, migrations()[:version])
    await ConversationTable(old).create("")
    await old.write(
        lambda c: c.execute(
            "INSERT INTO messages (conversation_id, role, text, created_at, state) VALUES"
            " (1, 'person', 'My dog is Rex.', 1, 'complete'), (1, 'luna', 'Good.', 1, 'partial')"
        )
    )
    await old.close()
    database = await opened(path)
    table = ConversationTable(database)
    assert [hit[0].text for hit in await table.search("rex", 9)] == ["My dog is Rex."]
    await table.finish(2, "Good.", MessageState.COMPLETE, inner="[dog's name = Rex]")
    assert {hit[0].id for hit in await table.search("rex", 9)} == {1, 2}
    await table.delete(1)
    assert await table.search("rex", 9) == await database.check() == []
    await database.write(
        lambda c: c.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)")
    )
    await database.close()


async def test_who_only_looks_migrates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    await (await opened(path)).close()
    before = path.read_bytes()
    more = [*migrations(), (migrations()[-1][0] + 1, "ALTER TABLE conversations ADD COLUMN colour TEXT;")]
    with pytest.raises(LunaError) as caught:
        await Database(path, time.time, more).open(migrate=False)
    assert caught.value.code == "database-older"
    assert path.read_bytes() == before
    same = Database(path, time.time)
    await same.open(migrate=False)
    assert await ConversationTable(same).all(False) == []
    await same.close()


async def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    await (await opened(path)).close()
    newest = migrations()[-1][0]
    bad = [*migrations(), (newest + 1, "CREATE TABLE half (x); CREATE TABLE half (x);")]
    with pytest.raises(sqlite3.OperationalError):
        await opened(path, bad)
    again = await opened(path)
    assert await again.check() == []
    tables = await again.read(lambda c: [r[0] for r in c.execute("SELECT name FROM sqlite_master")])
    assert "half" not in tables
    await again.close()


async def test_a_file_from_the_future_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    error = await code_of_opening(path)
    assert error.code == "database-newer"
    assert "999" in error.why and "Update" in error.next_step
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["luna.db"]


@pytest.mark.parametrize(
    "content", [b"no database at all, only some text " * 200, b"SQLite format 3\0" + b"\xff" * 4096]
)
async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "luna.db"
    path.write_bytes(content)
    error = await code_of_opening(path)
    assert error.code == "database-damaged"
    assert str(path) in error.what
    assert path.read_bytes() == content


async def test_a_truncated_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "luna.db"
    database = await opened(path)
    table = ConversationTable(database)
    for index in range(50):
        await table.begin(None, "t", f"message {index} " * 50, None)  # type: ignore[arg-type]
    await database.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LunaError) as caught:
        database = await opened(path)
        try:
            await ConversationTable(database).all(False)
        finally:
            await database.close()
    assert caught.value.code == "database-damaged"


async def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luna_desktop.storage.database._BUSY_MS", 50)
    path = tmp_path / "luna.db"
    database = await opened(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LunaError) as caught:
            await ConversationTable(database).create("x")
        assert caught.value.code == "database-busy"
        other.execute("ROLLBACK")
    await ConversationTable(database).create("x")
    await database.close()


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO settings VALUES ('a', 'b')")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await database.write(work)
    assert await database.read(lambda c: c.execute("SELECT count(*) FROM settings").fetchone()[0]) == 0


async def test_one_thread_does_all_the_work(database: Database) -> None:
    names = {await database.read(lambda _: threading.current_thread().name) for _ in range(5)}
    assert len(names) == 1 and names != {threading.current_thread().name}


async def test_a_hundred_thousand_messages_page_quickly(database: Database) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO conversations (title, created_at, updated_at) VALUES ('x', 0, 0)")
        connection.execute("DROP TRIGGER messages_fts_insert")  # filling the index is not what is measured
        connection.executemany(
            "INSERT INTO messages (conversation_id, role, text, created_at, state)"
            " VALUES (1, 'person', ?, 0, 'complete')",
            ((f"message {index}",) for index in range(100_000)),
        )

    await database.write(fill)
    table = ConversationTable(database)
    seconds: list[float] = []
    for _ in range(5):
        begin = time.perf_counter()
        page = await table.messages(1, 50_000, 200)
        seconds.append(time.perf_counter() - begin)
        assert [m.id for m in page] == list(range(49_800, 50_000))
    assert await table.count(1) == 100_000
    assert min(seconds) < 0.05
    plan = await database.read(
        lambda c: c.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE conversation_id = 1 AND id < 5"
            " ORDER BY id DESC LIMIT 3"
        ).fetchall()
    )
    assert "messages_page" in plan[0]["detail"] and len(plan) == 1
