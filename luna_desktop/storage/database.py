"""The one owner of ``luna.db``: a thread with the only connection, and its migrations."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import TypeVar

from luna_desktop.storage import trouble

T = TypeVar("T")
Clock = Callable[[], float]
Work = Callable[[sqlite3.Connection], T]

_BUSY_MS = 5000


def migrations() -> list[tuple[int, str]]:
    """The numbered scripts, in order, as (version, SQL)."""
    found: list[tuple[int, str]] = []
    for entry in (resources.files("luna_desktop.storage") / "migrations").iterdir():
        if match := re.fullmatch(r"(\d{4})_\w+\.sql", entry.name):
            found.append((int(match[1]), entry.read_text(encoding="utf-8")))
    return sorted(found)


class Database:
    """SQLite behind one thread; every call is one transaction.

    ``scripts`` replaces the shipped migrations (tests of future versions do so).
    """

    def __init__(self, path: Path, clock: Clock, scripts: list[tuple[int, str]] | None = None) -> None:
        self.path = path
        self.clock = clock
        self._scripts = migrations() if scripts is None else scripts
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="luna-database")
        self._connection: sqlite3.Connection | None = None
        self._copied: Path | None = None  # a folder with a copy that is only looked at

    async def open(self, *, migrate: bool = True) -> None:
        """Open or create the file and bring it to the newest version.

        Without ``migrate`` it is only looked at, also where nothing can be written; an older file is
        refused: whoever has it open knows only that version.

        Raises:
            LunaError: ``database-newer``, ``database-older``, ``database-damaged``, ``home-read-only``,
                ``disk-full``.
        """
        try:
            await self._on_thread(lambda: self._open(migrate))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the thread; the file is complete at any time anyway."""
        try:
            if self._connection is not None:
                connection, self._connection = self._connection, None
                await self._on_thread(connection.close)
        finally:
            self._thread.shutdown(wait=True)
            if self._copied is not None:
                shutil.rmtree(self._copied, ignore_errors=True)

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on one consistent state."""
        return await self._on_thread(lambda: self._transaction("BEGIN", work))

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` as one transaction: all of it is saved, or nothing."""
        return await self._on_thread(lambda: self._transaction("BEGIN IMMEDIATE", work))

    async def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""

        def work(connection: sqlite3.Connection) -> list[str]:
            rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            rows += [f"foreign key: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check")]
            return [row for row in rows if row != "ok"]

        return await self.read(work)

    async def scrub(self) -> None:
        """Leave no trace of deleted text: in free pages, in the index, in the log, in former copies."""
        await self._on_thread(self._scrub)

    def _scrub(self) -> None:
        connection = self._connection
        if connection is None:
            raise RuntimeError("the database is not open")
        with self._told():
            connection.execute("INSERT INTO messages_fts (messages_fts) VALUES ('optimize')")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
            for copy in self.copies():
                copy.unlink(missing_ok=True)

    def copies(self) -> list[Path]:
        """Copies of the file that were made before it was brought to a newer version."""
        return sorted((self.path.parent / "backups").glob("luna-v*.db"))

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._thread.submit(work))

    def _transaction(self, begin: str, work: Work[T]) -> T:
        connection = self._connection
        if connection is None:
            raise RuntimeError("the database is not open")
        with self._told():
            connection.execute(begin)
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return result

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            known = trouble.from_sqlite(error, self.path)
            if known is None:
                raise
            raise known from error
        except OSError as error:
            raise trouble.from_os(error, self.path.parent) from error

    def _open(self, migrate: bool) -> None:
        with self._told():
            if migrate:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._connected(str(self.path), migrate)
            except sqlite3.Error as error:
                if migrate or not trouble.is_of_place(error) or not self.path.is_file():
                    raise
                self._connection = self._connected(self._unwritten(), migrate)

    def _connected(self, name: str, migrate: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(name, isolation_level=None, timeout=_BUSY_MS / 1000, uri=True)
        try:
            self._prepare(connection, migrate)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the first look at its log
        except BaseException:
            connection.close()
            raise
        return connection

    def _unwritten(self) -> str:
        """How SQLite reads the file where it can make nothing beside it, as its log asks for.

        What stands in a log that a crash left is read from a copy of both, elsewhere.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        if not log.is_file() or not log.stat().st_size:
            return f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        self._copied = Path(tempfile.mkdtemp(prefix="luna-look-"))
        for file in (self.path, log):
            shutil.copyfile(file, self._copied / file.name)
        return str(self._copied / self.path.name)

    def _prepare(self, connection: sqlite3.Connection, migrate: bool) -> None:
        connection.row_factory = sqlite3.Row
        # The version is looked at before anything could write to a newer file.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        newest = self._scripts[-1][0]
        if version > newest:
            raise trouble.newer(self.path, version, newest)
        if version < newest and not migrate:
            raise trouble.older(self.path, version, newest)
        if not migrate:
            connection.execute("PRAGMA query_only = ON")
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted stands in no free page
        if version < newest:
            self._migrate(connection, version)
        connection.execute("PRAGMA foreign_keys = ON")

    def _migrate(self, connection: sqlite3.Connection, version: int) -> None:
        fresh = version == 0
        for number, script in self._scripts:
            if number <= version:
                continue
            if not fresh:
                self._copy(connection, version)
            try:
                connection.executescript(
                    f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
                )
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            version = number

    def _copy(self, connection: sqlite3.Connection, version: int) -> None:
        folder = self.path.parent / "backups"
        folder.mkdir(exist_ok=True)
        target = folder / f"luna-v{version}-{int(self.clock())}.db"
        with closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)
