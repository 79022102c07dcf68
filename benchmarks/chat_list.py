"""How the chat list behaves with very many messages: opening, a streamed token, a new width.

    python -m benchmarks.chat_list [--home DIR]

The first table is the view alone; the second opens a conversation of 100,000
messages through the real services and SQLite. Times are wall-clock milliseconds;
the processor time stands beside them, because other work on the machine does not add to it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from luna_desktop.domain.message import Message
from luna_desktop.ui.chat.model import MessageModel
from luna_desktop.ui.chat.view import MessageView
from luna_desktop.ui.theme import Theme

TOKENS = 200
WIDTHS = range(560, 960, 20)


def messages(count: int) -> list[Message]:
    """``count`` messages of mixed length, the person and Luna in turn."""
    made: list[Message] = []
    for number in range(1, count + 1):
        luna = number % 2 == 0
        text = f"Message {number}. " + "Some **words** about `things`. " * (number * 7 % 13)
        made.append(
            Message(number, 1, "luna" if luna else "person", text, 0.0, reply_to=number - 1 if luna else None)
        )
    return made


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor milliseconds of ``act`` with all painting it causes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    QApplication.processEvents()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def middle_and_worst(samples: list[tuple[float, float]]) -> str:
    """Median and 99th percentile of wall time, and the median processor time."""
    wall = sorted(sample[0] for sample in samples)
    cpu = statistics.median(sample[1] for sample in samples)
    return f"{statistics.median(wall):8.1f} {wall[int(len(wall) * 0.99) - 1]:8.1f} {cpu:8.1f}"


def the_view_alone(theme: Theme, count: int) -> None:
    """Open ``count`` messages, stream a reply, change the width."""
    model = MessageModel()
    view = MessageView(model, theme)
    view.resize(760, 900)
    view.show()
    QApplication.processEvents()
    rows = messages(count)
    wall, cpu = timed(lambda: model.reset_to(rows))
    print(f"{count:>9,}  open           {wall:8.1f} {'':8} {cpu:8.1f}")
    reply = replace(rows[-1], id=count + 2, text="", role="luna", reply_to=count + 1)
    model.add(reply, streaming=True)
    text, samples = "", []
    for token in range(TOKENS):
        text += f"word{token} " + ("\n\n" if token % 40 == 39 else "")
        samples.append(timed(partial(model.stream, reply.id, text)))
    print(f"{count:>9,}  streamed token {middle_and_worst(samples)}")
    samples = [timed(partial(view.resize, width, 900)) for width in WIDTHS]
    print(f"{count:>9,}  new width      {middle_and_worst(samples)}")
    bar = view.verticalScrollBar()
    samples = [timed(lambda: bar.setValue(bar.value() - 300)) for _ in range(100)]
    print(f"{count:>9,}  scroll 300 px  {middle_and_worst(samples)}")
    view.close()


def through_the_services(app: QApplication, theme: Theme, home: Path, count: int) -> None:
    """Fill a real home with one long conversation and open it in the real pane."""
    from luna_desktop.bootstrap import open_app
    from luna_desktop.ui.bridge import Bridge
    from luna_desktop.ui.chat.pane import ChatPane
    from luna_desktop.ui.loop import make_loop
    from luna_desktop.ui.tasks import Tasks

    class Raise:
        def report(self, error: BaseException, panel: str) -> None:
            raise error

    async def go() -> None:
        async with open_app(home) as luna:
            place = await luna.chat.new_conversation("Long")
            await asyncio.to_thread(fill, home, place.id, count)
            tasks = Tasks(Raise())
            bus: Any = luna.bus
            pane = ChatPane(luna, tasks, Bridge(bus), theme)
            pane.resize(760, 900)
            pane.show()
            await asyncio.sleep(0.5)
            opened = asyncio.Event()
            pane.feed.opened.connect(opened.set)
            wall, cpu = time.perf_counter(), time.process_time()
            pane.open_conversation(place.id)
            await opened.wait()
            pane.view.viewport().repaint()
            wall, cpu = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
            print(f"{count:>9,}  open, SQLite   {wall:8.1f} {'':8} {cpu:8.1f}")
            wall, newest = time.perf_counter(), pane.model.row(pane.model.rowCount() - 1).message.id
            await pane.feed.reach(newest - count + 1)
            print(f"{count:>9,}  to the first   {1000 * (time.perf_counter() - wall):8.1f}")
            pane.close()
            await tasks.close()

    loop = make_loop(app)
    try:
        loop.run_until_complete(go())
    finally:
        loop.close()


def fill(home: Path, place: int, count: int) -> None:
    """Write ``count`` messages with SQL of this benchmark's own."""
    import sqlite3

    database = sqlite3.connect(home / "luna.db", timeout=60)
    first = (database.execute("SELECT max(id) FROM messages").fetchone()[0] or 0) + 1
    columns = "id, conversation_id, role, text, created_at, state, reply_to"
    rows = [
        (
            first + message.id - 1,
            place,
            message.role,
            message.text,
            0.0,
            "complete",
            first + message.id - 2 if message.reply_to else None,
        )
        for message in messages(count)
    ]
    with database:
        database.executemany(f"INSERT INTO messages ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    database.close()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="fill this home instead of a temporary one")
    chosen = parser.parse_args()
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    theme = Theme(app, "dark")
    theme.apply()
    print(f"{'messages':>9}  {'what':<14} {'median':>8} {'p99':>8} {'cpu':>8}   (ms)")
    for count in (1_000, 10_000, 100_000):
        the_view_alone(theme, count)
    with tempfile.TemporaryDirectory() as folder:
        through_the_services(app, theme, chosen.home or Path(folder), 100_000)


if __name__ == "__main__":
    main()
