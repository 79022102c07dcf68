"""A way of teaching is imported and made once it is asked for, beside the loop, and brings only its own."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import bootstrap
from luna_desktop.domain.lesson import Fact
from luna_desktop.language.frames import Frames
from luna_desktop.language.wordings import bank, keys
from luna_desktop.services.background import Background
from luna_desktop.services.teaching import Teachings
from luna_desktop.storage.database import Database
from luna_desktop.storage.lineage import LineageTable
from tests.services.fakes import ScriptedFactory
from tests.teaching import at_once

FRAMES = ("frames", "corrections", "dataset", "exam_items", "finder", "personality")
INNER = ("inner", "skills", "wordings")


class Noting(Frames):
    """Notes that it was made, in which thread, and how often it was closed."""

    def __init__(self, notes: list[Noting]) -> None:
        super().__init__(at_once)
        self.thread = threading.current_thread()
        self.closed = 0
        notes.append(self)

    async def close(self) -> None:
        self.closed += 1


class Known(Teachings):
    """Two ways of teaching, and what was made of each."""

    def __init__(self, folder: Path, background: Background) -> None:
        self.one: list[Noting] = []
        self.other: list[Noting] = []
        self.troubles: list[Exception] = []
        known = {"one": self._make_one, "other": lambda: Noting(self.other)}
        super().__init__(known, LineageTable(Database(folder / "luna.db", lambda: 0.0)), background)

    def _make_one(self) -> Noting:
        if self.troubles:
            raise self.troubles.pop()
        return Noting(self.one)


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def known(tmp_path: Path, background: Background) -> Known:
    return Known(tmp_path, background)


async def test_it_is_made_once_and_not_in_the_thread_of_the_loop(known: Known) -> None:
    found = await asyncio.gather(*(known.named("one") for _ in range(5)))
    assert [*found, await known.named("one")] == known.one * 6
    assert known.one[0].thread is not threading.current_thread()
    assert not known.other


async def test_only_what_was_made_is_closed(known: Known) -> None:
    await known.named("other")
    await known.close()
    assert not known.one
    assert [one.closed for one in known.other] == [1]


async def test_one_that_cannot_be_made_is_tried_again(known: Known) -> None:
    known.troubles = [OSError("its files are away")]
    with pytest.raises(OSError, match="away"):
        await known.named("one")
    assert not known.one
    assert await known.named("one") is known.one[0]


@pytest.mark.parametrize(("name", "own", "others"), [("frames", FRAMES, INNER), ("inner", INNER, FRAMES)])
def test_it_brings_nothing_that_only_another_needs(
    name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    code = (
        "import sys\n"
        "from luna_desktop import bootstrap\n"
        "from luna_desktop.services.background import Background\n"
        "from tests.services.fakes import ScriptedFactory\n"
        f"names = {own + others!r}\n"
        "there = lambda: [name for name in names if 'luna_desktop.language.' + name in sys.modules]\n"
        "background = Background()\n"
        "known = bootstrap.teachings(background, ScriptedFactory())\n"
        "print(there())\n"
        f"known[{name!r}]()\n"
        "print(there())\n"
        "background.close()\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["[]", str(list(own))], done.stderr


@pytest.mark.parametrize("name", ["frames", "inner"])
def test_what_was_made_reads_no_more_files(
    name: str, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is quick on any thread may be asked on the window's."""
    bank.cache_clear()
    keys.cache_clear()
    made = bootstrap.teachings(background, ScriptedFactory())[name]()
    read: list[str] = []
    really = io.open

    def opened(file: Any, *rest: Any, **named: Any) -> Any:  # what Path opens with
        read.append(str(file))
        return really(file, *rest, **named)

    monkeypatch.setattr(io, "open", opened)
    fact = Fact("dog", "Rex")
    for ask in (made.title, made.statement, made.answer, made.sayings, made.longest, made.questions_for):
        ask(fact)
    for look in (made.is_key, made.key_of, made.is_many, made.is_refusal):
        look("dog")
    made.suggested_keys()
    assert read == []
