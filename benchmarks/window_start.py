"""How long the real command takes until its window can be used; the first part of ``benchmarks.window``.

    python -m benchmarks.window_start HOME [SPAWNED]

With SPAWNED, seconds since the epoch, it is the process that is measured: the
real command with a stopwatch in it. Imports only what the command imports.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luna_desktop.services.app import App

HEAVY = (
    *("torch", "transformers", "trl", "peft", "unsloth", "datasets", "accelerate", "tokenizers"),
    *("safetensors", "gguf", "llama_cpp", "numpy", "pyqtgraph"),
)


def measure_starts(home: Path, count: int) -> list[dict[str, Any]]:
    """``count`` starts, one after another; Python's bytecode is there, as for an app in use."""
    found: list[dict[str, Any]] = []
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(count + 1):
        command = [sys.executable, "-m", "benchmarks.window_start", str(home), repr(time.time())]
        done = subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("STARTED ")]
        if not lines:
            raise SystemExit(f"The window did not start: {done.stderr[-2000:]}")
        found.append(json.loads(lines[-1][8:]))
    return found[1:]  # the first wrote it


def started(home: str, spawned: float) -> None:
    """Run the command; note when its modules, its window and its chat are there."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from luna_desktop import __main__
    from luna_desktop.ui import app as window

    seen: dict[str, Any] = {}

    def note(name: str) -> None:
        seen.setdefault(name, time.time() - spawned)

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: note("window usable"))
            return False

    class Watched(window.Session):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.filter = FirstPaint()
            self.window.installEventFilter(self.filter)

        async def open_once(self) -> App:
            app = await super().open_once()
            note("home opened")
            while self.tasks.busy:  # noqa: ASYNC110  the window's own tasks end without a sign
                await asyncio.sleep(0.002)
            note("chat filled")
            seen["heavy"] = sorted(set(HEAVY) & set(sys.modules))
            QTimer.singleShot(50, self.window.close)
            return app

    note("modules imported")
    window.Session = Watched
    code = __main__.main(["--home", home])
    print("STARTED " + json.dumps({**seen, "code": code}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        started(sys.argv[1], float(sys.argv[2]))
    else:
        for start in measure_starts(Path(sys.argv[1]), 1):
            print(start)
