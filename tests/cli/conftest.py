"""Calls the command line as a script does: in a process of its own, with a home of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest


@dataclass(frozen=True, slots=True)
class Call:
    """How one call ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Stdout as the one JSON document that ``--json`` promises."""
        return json.loads(self.out)


# With the recipes of another folder, which it is told first.
_ON_OTHER_RECIPES = """
import sys
from pathlib import Path
from luna_desktop import __main__, resources
models = Path(sys.argv.pop(1))
resources.models_path = lambda: models
sys.exit(__main__.main(sys.argv[1:]))
"""


def _command(arguments: Sequence[str], models: Path | None) -> list[str]:
    if models is None:
        return [sys.executable, "-m", "luna_desktop", *arguments]
    return [sys.executable, "-c", _ON_OTHER_RECIPES, str(models), *arguments]


@dataclass(frozen=True, slots=True)
class Luna:
    """``luna`` on one home, and on the recipes in ``models``."""

    home: Path
    models: Path | None = None

    def __call__(self, *arguments: str, code: int | None = 0, timeout: float = 280) -> Call:
        done = subprocess.run(
            _command(arguments, self.models),
            env={**os.environ, "LUNA_HOME": str(self.home), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        call = Call(done.returncode, done.stdout, done.stderr)
        assert code is None or call.code == code, (
            f"{arguments} ended with {call.code}:\n{call.out}\n{call.err}"
        )
        assert "Traceback" not in call.out
        return call


def begun(*arguments: str, models: Path | None = None) -> subprocess.Popen[str]:
    """A call that goes on while the test looks at it."""
    return subprocess.Popen(
        _command(arguments, models),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def left_of(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Which of ``processes`` still run after at most so many seconds."""
    end = time.monotonic() + seconds
    while (left := [process for process in processes if _runs(process)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        # Where nobody collects orphans, as in a container, one that has ended stays as a zombie.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl+C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def luna(tmp_path: Path) -> Luna:
    return Luna(tmp_path / "home")


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Luna:
    """A home in which Luna was really born, by the first thing said to her."""
    luna = Luna(tmp_path_factory.mktemp("born") / "home")
    call = luna("chat", "My dog is called Rex.", "--json")
    assert "being born" in call.err
    return luna
