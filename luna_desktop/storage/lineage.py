"""The lineage: generations, which one is current, and their training runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from luna_desktop.domain.exam import ExamItem, ExamReport, items_sha256
from luna_desktop.domain.generation import Generation, GenerationStatus, Sealed, head_moved
from luna_desktop.domain.karma import Award, LedgerEntry
from luna_desktop.domain.lesson import lessons_changed
from luna_desktop.domain.plan import TrainingPlan, read_plan
from luna_desktop.domain.training import TrainingResult
from luna_desktop.storage import ledger, rows
from luna_desktop.storage.database import Database
from luna_desktop.storage.lessons import withdrawn


def _get(connection: sqlite3.Connection, generation_id: str) -> Generation | None:
    row = connection.execute("SELECT * FROM generations WHERE id = ?", (generation_id,)).fetchone()
    return rows.generation(row) if row else None


def _need(connection: sqlite3.Connection, generation_id: str) -> Generation:
    found = _get(connection, generation_id)
    if found is None:
        raise LookupError(f"no generation {generation_id}")
    return found


class LineageTable:
    """Rows of generations; the files are the generation store's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Generation]:
        """Every generation, in the order they were begun."""
        return await self._database.read(
            lambda c: [rows.generation(row) for row in c.execute("SELECT * FROM generations ORDER BY rowid")]
        )

    async def get(self, generation_id: str) -> Generation | None:
        """One generation."""
        return await self._database.read(lambda c: _get(c, generation_id))

    async def with_status(self, *statuses: GenerationStatus) -> list[Generation]:
        """Generations in any of these states."""
        places = ", ".join("?" * len(statuses))
        return await self._database.read(
            lambda c: [
                rows.generation(row)
                for row in c.execute(
                    f"SELECT * FROM generations WHERE status IN ({places}) ORDER BY rowid",
                    statuses,
                )
            ]
        )

    async def head(self) -> Generation | None:
        """The generation that answers."""

        def work(connection: sqlite3.Connection) -> Generation | None:
            row = connection.execute("SELECT head FROM lineage").fetchone()
            return _get(connection, row["head"]) if row and row["head"] else None

        return await self._database.read(work)

    async def line(self, generation_id: str) -> list[Generation]:
        """This generation and its ancestors, the nearest first."""

        def work(connection: sqlite3.Connection) -> list[Generation]:
            found = connection.execute(
                rows.LINE
                + "SELECT g.* FROM generations g JOIN line ON g.id = line.id ORDER BY g.number DESC",
                {"head": generation_id},
            )
            return [rows.generation(row) for row in found]

        return await self._database.read(work)

    async def move_head(self, generation_id: str, *, expected: str | None) -> None:
        """Let another generation answer, if the one that does is still the ``expected`` one.

        Raises:
            LunaError: ``head-moved``; nothing is changed.
        """
        await self._database.write(lambda c: need_head_moved(c, generation_id, expected))

    async def wanted(self) -> Generation | None:
        """The generation that the current one stands in for while its files are damaged or away."""

        def work(connection: sqlite3.Connection) -> Generation | None:
            row = connection.execute("SELECT wanted FROM fallen_back").fetchone()
            return _get(connection, row["wanted"]) if row else None

        return await self._database.read(work)

    async def stand_in(self, generation_id: str, *, for_: str, wanted: str) -> bool:
        """Let this one answer for the head ``for_``, until the files of ``wanted`` are whole again.

        False, and nothing changed, where another answers by now.
        """

        def work(connection: sqlite3.Connection) -> bool:
            moved = connection.execute(
                "UPDATE lineage SET head = ? WHERE head = ?", (generation_id, for_)
            ).rowcount
            if moved and generation_id != wanted:  # the move forgot who was wanted
                connection.execute("INSERT INTO fallen_back (one, wanted) VALUES (1, ?)", (wanted,))
            return moved > 0

        return await self._database.write(work)

    async def add_candidate(
        self,
        generation: Generation,
        items: Sequence[ExamItem],
        plan: TrainingPlan,
        lesson_ids: Iterable[int],
    ) -> Generation:
        """Write a candidate with its sealed exam and plan, before any training."""
        sealed = json.dumps([asdict(item) for item in items], ensure_ascii=False)

        def work(connection: sqlite3.Connection) -> Generation:
            connection.execute(
                "INSERT INTO generations (id, number, age, parent_id, status, created_at, base, lessons,"
                " items, items_sha256, plan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    generation.id,
                    generation.number,
                    generation.age,
                    generation.parent_id,
                    generation.status,
                    generation.created_at,
                    generation.base,
                    generation.lessons,
                    sealed,
                    items_sha256(items),
                    json.dumps(plan.to_data(), ensure_ascii=False),
                ),
            )
            connection.executemany(
                "INSERT INTO generation_lessons (generation_id, lesson_id) VALUES (?, ?)",
                [(generation.id, lesson_id) for lesson_id in lesson_ids],
            )
            return _need(connection, generation.id)

        return await self._database.write(work)

    async def sealed(self, generation_id: str) -> Sealed:
        """What was fixed before this generation was trained."""

        def work(connection: sqlite3.Connection) -> Sealed:
            row = connection.execute(
                "SELECT items, items_sha256, plan FROM generations WHERE id = ?", (generation_id,)
            ).fetchone()
            if row is None:
                raise LookupError(f"no generation {generation_id}")
            plan = read_plan(json.loads(row["plan"]))
            return Sealed(tuple(rows.items(row["items"])), str(row["items_sha256"]), plan)

        return await self._database.read(work)

    async def set_status(self, generation_id: str, status: GenerationStatus, reason: str = "") -> Generation:
        """A change that publishes nothing; what came to nothing keeps no questions, as they quote lessons."""

        def work(connection: sqlite3.Connection) -> Generation:
            if status in (GenerationStatus.FAILED, GenerationStatus.CANCELLED):
                unseal(connection, generation_id)
            connection.execute(
                "UPDATE generations SET status = ?, reason = ? WHERE id = ?", (status, reason, generation_id)
            )
            return _need(connection, generation_id)

        return await self._database.write(work)

    async def set_exam(self, generation_id: str, exam: ExamReport) -> Generation:
        """Keep an exam's report."""

        def work(connection: sqlite3.Connection) -> Generation:
            connection.execute(
                "UPDATE generations SET exam = ? WHERE id = ?", (rows.report_json(exam), generation_id)
            )
            return _need(connection, generation_id)

        return await self._database.write(work)

    async def conclude(
        self,
        generation_id: str,
        status: GenerationStatus,
        *,
        exam: ExamReport | None,
        reason: str,
        size: int,
        tokens: int,
        seconds: float,
        spend: Award | None = None,
        replacing: str | None = None,
    ) -> tuple[Generation, list[LedgerEntry]]:
        """The verdict. Publishing spends the karma and moves the head in the same transaction.

        The head moves only from the parent, or at a birth from ``replacing``, a head that is lost. If
        another answers by now, what is published is a branch.

        Raises:
            LunaError: ``lessons-changed`` where something it was to teach was withdrawn.
        """
        now = self._database.clock()
        published = status is GenerationStatus.PUBLISHED

        def work(connection: sqlite3.Connection) -> tuple[Generation, list[LedgerEntry]]:
            if withdrawn(connection, generation_id):
                raise lessons_changed()
            connection.execute(
                "UPDATE generations SET status = ?, exam = ?, reason = ?, bytes = ?, tokens = ?, seconds = ?,"
                " published_at = ? WHERE id = ?",
                (
                    status,
                    rows.report_json(exam),
                    reason,
                    size,
                    tokens,
                    seconds,
                    now if published else None,
                    generation_id,
                ),
            )
            entries: list[LedgerEntry] = []
            concluded = _need(connection, generation_id)
            if published:
                move_head(connection, generation_id, concluded.parent_id or replacing)
                entries = ledger.append(connection, [spend] if spend else [], generation_id, now)
            return concluded, entries

        return await self._database.write(work)

    async def publish_by_hand(
        self, generation_id: str, spend: Award | None, *, expected: str | None
    ) -> tuple[Generation, list[LedgerEntry]]:
        """Publish what the gate rejected, marked for ever; the head moves and karma is spent with it.

        Raises:
            LunaError: ``head-moved`` where another than the ``expected`` one answers; nothing is changed.
        """
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> tuple[Generation, list[LedgerEntry]]:
            changed = connection.execute(
                "UPDATE generations SET status = 'published', by_hand = 1, published_at = ?"
                " WHERE id = ? AND status = 'rejected'",
                (now, generation_id),
            ).rowcount
            need_head_moved(connection, generation_id, expected)
            # Asked twice while her file was loading, it is paid for once.
            entries = ledger.append(connection, [spend] if spend and changed else [], generation_id, now)
            return _need(connection, generation_id), entries

        return await self._database.write(work)

    async def begin_run(self, generation_id: str) -> int:
        """A training run starts."""
        now = self._database.clock()
        return await self._database.write(
            lambda c: int(
                c.execute(
                    "INSERT INTO training_runs (generation_id, started_at, status) VALUES (?, ?, 'running')",
                    (generation_id, now),
                ).lastrowid
                or 0
            )
        )

    async def end_run(
        self, run_id: int, status: str, result: TrainingResult | None = None, error: str = ""
    ) -> None:
        """A training run ended, as ``status`` says."""
        now = self._database.clock()

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE training_runs SET ended_at = ?, status = ?, error = ? WHERE id = ?",
                (now, status, error, run_id),
            )
            if result is not None:
                connection.execute(
                    "UPDATE training_runs SET steps = ?, tokens = ?, seconds = ?, loss_first = ?,"
                    " loss_last = ?, versions = ? WHERE id = ?",
                    (
                        result.steps,
                        result.tokens,
                        result.seconds,
                        result.loss_first,
                        result.loss_last,
                        json.dumps(result.versions),
                        run_id,
                    ),
                )

        await self._database.write(work)

    async def close_runs(self) -> None:
        """Runs that a crash cut short are over."""
        now = self._database.clock()
        await self._database.write(
            lambda c: c.execute(
                "UPDATE training_runs SET status = 'failed', ended_at = ?, error = 'cut short'"
                " WHERE status = 'running'",
                (now,),
            )
        )

    async def tokens_per_second(self, base: str, *, births: bool) -> float | None:
        """The speed of the last finished training on ``base``, of a birth or of an age-up."""

        def work(connection: sqlite3.Connection) -> float | None:
            row = connection.execute(
                "SELECT r.tokens / r.seconds AS speed FROM training_runs r"
                " JOIN generations g ON g.id = r.generation_id"
                " WHERE r.status = 'done' AND r.seconds > 0 AND r.tokens > 0"
                " AND g.base = ? AND (g.parent_id IS NULL) = ? ORDER BY r.id DESC LIMIT 1",
                (base, births),
            ).fetchone()
            return float(row["speed"]) if row else None

        return await self._database.read(work)


def move_head(connection: sqlite3.Connection, to: str, expected: str | None) -> bool:
    """Compare and swap: whether the head was the ``expected`` one, and is ``to`` now."""
    return connection.execute("UPDATE lineage SET head = ? WHERE head IS ?", (to, expected)).rowcount > 0


def need_head_moved(connection: sqlite3.Connection, to: str, expected: str | None) -> None:
    """Move the head from the ``expected`` one.

    Raises:
        LunaError: ``head-moved``, which undoes the transaction.
    """
    if not move_head(connection, to, expected):
        raise head_moved()


def unseal(connection: sqlite3.Connection, generation_id: str) -> None:
    """Drop the sealed exam of a generation that will take none: its questions quote lessons."""
    connection.execute(
        "UPDATE generations SET items = '[]', items_sha256 = ? WHERE id = ?",
        (items_sha256([]), generation_id),
    )
