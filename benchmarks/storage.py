"""What a large life costs: opening, searching, listing and writing at 1x, 10x and 100x.

    python -m benchmarks.storage

Real SQLite through the real services. Conversations of 1,000 to 100,000 messages,
half as many lines in the karma ledger, a tenth as many facts, and timelines of 10 to 1,000 generations.
Each figure is the median of many calls; the ratio compares it with 1x.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.common import Report, arguments
from luna_desktop.bootstrap import open_app
from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.message import MessageState
from luna_desktop.domain.plan import TrainingPlan
from luna_desktop.domain.teaching import REMEMBERED
from luna_desktop.services.app import App
from luna_desktop.services.bases import EMBEDDED, load_base
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.lessons import LessonTable

MESSAGES = (1_000, 10_000, 100_000)
GENERATIONS = (10, 100, 1_000)
FIRST_PAGE = 60  # what the window asks for
CALLS = 30
WRITES = 100
WORDS = "garden rain stone river paper lamp bread cloud music winter".split()  # noqa: SIM905  shorter so


def text_of(number: int) -> str:
    """A message of a dozen words; one in a hundred has the word that is searched for."""
    words = [WORDS[(number * step) % len(WORDS)] for step in range(1, 12)]
    return " ".join([f"Message {number}", *words, *(["comet"] if number % 100 == 0 else [])])


def fill(home: Path, messages: int, generations: int) -> None:
    """Write a long life with SQL of this benchmark's own, in the app's tables."""
    database = sqlite3.connect(home / "luna.db", timeout=60)
    exam = json.dumps({"generation_id": "g0", "items_sha256": "", "sections": [], "seconds": 1.0})
    items = json.dumps([asdict(ExamItem(f"i{n}", "controls", "refusal", text_of(n), "")) for n in range(60)])
    plan = json.dumps(TrainingPlan("age_up", load_base(EMBEDDED).base, {}).to_data())
    with database:
        database.execute(
            "INSERT INTO conversations (id, title, created_at, updated_at) VALUES (1, 'Long', 0, 0)"
        )
        database.executemany(
            "INSERT INTO generations (id, number, age, parent_id, status, created_at, base, exam, items,"
            " plan) VALUES (?, ?, ?, ?, 'published', ?, 'embryo', ?, ?, ?)",
            (
                (f"g{n}", n, n, f"g{n - 1}" if n else None, float(n), exam, items, plan)
                for n in range(generations)
            ),
        )
        database.executemany(
            "INSERT INTO messages (id, conversation_id, role, text, created_at, state, reply_to,"
            " generation_id) VALUES (?, 1, ?, ?, ?, 'complete', ?, ?)",
            (
                (
                    n,
                    "person" if n % 2 else "luna",
                    text_of(n),
                    float(n),
                    *((None, None) if n % 2 else (n - 1, "g0")),
                )
                for n in range(1, messages + 1)
            ),
        )
        facts = range(1, messages // 10 + 1)
        database.executemany(
            "INSERT INTO lessons (id, kind, created_at, generation_id, fact_key, fact_value)"
            " VALUES (?, 'fact', ?, ?, ?, ?)",
            ((n, float(n), f"g{n % generations}", f"aunt's thing {n}", f"value {n}") for n in facts),
        )
        database.executemany("INSERT INTO lesson_sources VALUES (?, ?)", ((n, 2 * n - 1) for n in facts))
        database.executemany(
            "INSERT INTO karma_ledger (created_at, kind, delta, balance, reason, message_id, generation_id)"
            " VALUES (?, 'exchange', 1, ?, 'An exchange.', ?, 'g0')",
            ((float(n), n, 2 * n - 1) for n in range(1, messages // 2 + 1)),
        )
    database.close()


async def median_ms(act: Callable[[], Awaitable[object]], calls: int = CALLS) -> float:
    """Median milliseconds of a call; the first one, which warms up, does not count."""
    await act()
    times: list[float] = []
    for _ in range(calls):
        begin = time.perf_counter()
        await act()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


async def heard_ms(home: Path, messages: int, generations: int) -> float:
    """What is read of the lessons before each message is heard."""
    database = Database(home / "luna.db", time.time)
    await database.open()
    table, head = LessonTable(database), f"g{generations - 1}"

    async def read() -> None:
        await table.of_messages(range(messages - REMEMBERED, messages), private=True)
        await table.known(head)

    found = await median_ms(read)
    await database.close()
    return found


async def written_per_second(home: Path) -> float:
    """Messages written a second: what a person says with her empty reply, then the reply's last state."""
    database = Database(home / "luna.db", time.time)
    await database.open()
    table = ConversationTable(database)
    begin = time.perf_counter()
    for number in range(WRITES):
        _, _, reply = await table.begin(1, "Long", text_of(number), "g0")
        await table.finish(reply.id, text_of(number + 1), MessageState.COMPLETE)
    seconds = time.perf_counter() - begin
    await database.close()
    return 2 * WRITES / seconds


async def figures(app: App) -> dict[str, float]:
    """Milliseconds of everything that the window asks for when it opens, and of a search."""
    middle = itertools.cycle([(await app.chat.count_messages(1)) // 2])
    return {
        "open: newest page": await median_ms(lambda: app.chat.messages(1, None, FIRST_PAGE)),
        "a page from the middle": await median_ms(lambda: app.chat.messages(1, next(middle), 200)),
        "count of messages": await median_ms(lambda: app.chat.count_messages(1)),
        "list of conversations": await median_ms(app.chat.conversations),
        "search, 1 in 100 matches": await median_ms(lambda: app.chat.search("comet"), 10),
        "search, every message matches": await median_ms(lambda: app.chat.search("message"), 5),
        "karma: bar and recent lines": await median_ms(app.karma.summary),
        "karma: ledger page": await median_ms(lambda: app.karma.ledger(200)),
        "age-up: what it would do": await median_ms(app.age_up.check),
        "generations: list": await median_ms(app.generations.list),
    }


async def measure(messages: int, generations: int) -> dict[str, float]:
    """All figures of one size, in a home of its own."""
    with tempfile.TemporaryDirectory(prefix="luna-benchmark-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        async with open_app(home):
            pass
        await asyncio.to_thread(fill, home, messages, generations)
        begin = time.perf_counter()
        async with open_app(home) as app:
            opened = 1000 * (time.perf_counter() - begin)
            await asyncio.to_thread(point_head, home, generations)
            found = {"open the home": opened, **await figures(app)}
        size = (home / "luna.db").stat().st_size / 2**20
        found["lessons read to hear a message"] = await heard_ms(home, messages, generations)
        return {**found, "messages written/s": await written_per_second(home), "file, MiB": size}


def point_head(home: Path, generations: int) -> None:
    """Make the last generation the current one; no files of it exist, so only after the home is open."""
    database = sqlite3.connect(home / "luna.db", timeout=60)
    with database:
        database.execute("UPDATE lineage SET head = ?", (f"g{generations - 1}",))
    database.close()


async def run(report: Report) -> None:
    """Every size, smallest first."""
    sizes = [await measure(*size) for size in zip(MESSAGES, GENERATIONS, strict=True)]
    for name, first in sizes[0].items():
        later = [size[name] for size in sizes[1:]]
        unit = "" if name in ("messages written/s", "file, MiB") else ", ms"
        report.add(name + unit, first, *later, *(round(value / first, 2) for value in later))


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    chosen = parser.parse_args()
    report = Report("storage", ("figure", "1x", "10x", "100x", "10x / 1x", "100x / 1x"), chosen.json)
    asyncio.run(run(report))
    report.show(messages=MESSAGES, generations=GENERATIONS)


if __name__ == "__main__":
    main()
