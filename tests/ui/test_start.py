"""What the window's process imports, when, and in which thread: nothing before it is needed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.bootstrap import open_app
from tests.services.fakes import ScriptedFactory, ScriptedTrainer

ROOT = Path(__file__).resolve().parents[2]
# Of which nothing is needed to draw an empty window, and to be closed again.
FOR_A_HOME = ("bootstrap", "storage", "language", "transcripts", "inference", "training", "services.app")
# Of which a home whose base is taught by frames needs nothing, and no other one before a text comes.
FOR_OTHERS = ("language.inner", "language.skills", "language.wordings", "language.secrets.matching")
PROGRAM = """
import asyncio, json, sys, threading
from pathlib import Path
from luna_desktop import __main__
from luna_desktop.ui import app as window
from PySide6.QtCore import QTimer

seen, late = {}, []

def loaded():
    return [name for name in sys.modules if name.startswith("luna_desktop.")]

def hear(event, arguments):
    if event == "import" and seen and threading.current_thread() is threading.main_thread():
        late.append(arguments[0])

class Watched(window.Session):
    async def open_once(self):
        seen["shown"] = loaded()
        app = await super().open_once()
        while self.tasks.busy:
            await asyncio.sleep(0.01)
        seen["filled"] = loaded()
        await self.app.lessons.add(*ADDED)
        seen["used"] = loaded()
        QTimer.singleShot(0, self.window.close)
        return app

sys.addaudithook(hear)
window.Session = Watched
code = __main__.main(["--home", HOME])
print("SEEN", json.dumps({**seen, "late": late, "code": code}))
"""


def _rooms(modules: list[str], rooms: tuple[str, ...]) -> set[str]:
    """Which of ``rooms`` some of ``modules`` is of."""
    return {room for room in rooms for name in modules if f"{name}.".startswith(f"luna_desktop.{room}.")}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A born home of the embryo, opened in the real window, in which a fact is taught by hand."""
    home = tmp_path_factory.mktemp("start") / "home"

    async def born() -> str:
        async with open_app(home, ScriptedTrainer(), ScriptedFactory()) as app:
            await app.birth.be_born()
            return (await app.teachings.now()).suggested_keys()[0]

    program = PROGRAM.replace("HOME", repr(str(home))).replace("ADDED", repr((asyncio.run(born()), "Rex")))
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        cwd=ROOT,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("SEEN ")]
    assert lines, done.stderr
    return json.loads(lines[0][5:])


def test_an_empty_window_needs_nothing_of_a_home(started: dict[str, Any]) -> None:
    assert started["code"] == 0
    assert _rooms(started["shown"], FOR_A_HOME) == set()


def test_a_home_needs_nothing_that_only_others_do(started: dict[str, Any]) -> None:
    assert _rooms(started["filled"], FOR_OTHERS) == set()
    assert _rooms(started["filled"], FOR_A_HOME) >= {"bootstrap", "storage", "services.app"}


def test_what_a_text_needs_is_imported_when_one_comes(started: dict[str, Any]) -> None:
    assert _rooms(started["used"], FOR_OTHERS) == {"language.secrets.matching"}


def test_once_it_is_shown_its_thread_imports_only_pages(started: dict[str, Any]) -> None:
    ours = [name for name in started["late"] if name.startswith("luna_desktop.")]
    assert ours
    assert [name for name in ours if not name.startswith("luna_desktop.ui.")] == []
