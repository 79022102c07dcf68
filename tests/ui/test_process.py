"""The window's process as a whole: what it imports, how it starts, ends, and meets a second one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HEAVY = ("torch", "transformers", "datasets", "trl", "peft", "accelerate", "llama_cpp", "numpy", "pyqtgraph")
HEAVY += ("huggingface_hub", "httpx")

PROGRAM = """
import sys, time
begin = time.perf_counter()
from pathlib import Path
from luna_desktop.ui import app as window_app
from PySide6.QtCore import QTimer
sys.path.insert(0, {root!r})
shown = []

async def make(trainer):
    {make}

class Watched(window_app.Session):
    def __init__(self, *args):
        super().__init__(*args)
        QTimer.singleShot(0, lambda: shown.append(time.perf_counter() - begin))
        QTimer.singleShot(300, lambda: print("READY", flush=True))
        QTimer.singleShot({wait}, self.window.close)

window_app.Session = Watched
code = window_app.run_window(Path({home!r}), make)
heavy = sorted(set({heavy!r}) & set(sys.modules))
print("CODE", code, "HEAVY", heavy, "SHOWN", shown[0] < 5)
"""

FAKE = "from tests.ui.fakes import FakeApp; return FakeApp(Path({home!r}))"
REAL = "from luna_desktop.window import make_app; return await make_app(Path({home!r}), trainer)"


def _program(home: Path, make: str, wait: int = 1200) -> str:
    root = str(Path(__file__).resolve().parents[2])
    return textwrap.dedent(PROGRAM).format(
        root=root, home=str(home), wait=wait, heavy=HEAVY, make=make.format(home=str(home))
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=90,
        env=_environment(),
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )


def _start(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
        cwd=Path(__file__).resolve().parents[2],
    )


def _noise(stderr: str) -> str:
    """What is left of stderr without the offscreen plug-in's own remark."""
    return "\n".join(line for line in stderr.splitlines() if "propagateSizeHints" not in line)


def test_the_window_opens_and_closes_cleanly_without_heavy_imports(tmp_path: Path) -> None:
    done = _run(_program(tmp_path, FAKE))
    assert done.stdout.split() == ["READY", "CODE", "0", "HEAVY", "[]", "SHOWN", "True"], done.stderr
    assert _noise(done.stderr) == ""


def test_the_real_services_bring_nothing_heavy_either(tmp_path: Path) -> None:
    done = _run(_program(tmp_path, REAL))
    assert done.stdout.split() == ["READY", "CODE", "0", "HEAVY", "[]", "SHOWN", "True"], done.stderr
    assert _noise(done.stderr) == ""


def test_a_second_window_raises_the_first_and_ends(tmp_path: Path) -> None:
    first = _program(tmp_path, REAL.replace("trainer)", "trainer, owner='the window')"), wait=8000)
    watch = first.replace(
        "window_app.Session = Watched",
        "raised = []\n"
        "window_app.MainWindow.bring_to_front = lambda self: (raised.append(1), self.close())\n"
        "window_app.Session = Watched",
    ).replace('print("CODE"', 'print("RAISED", len(raised), "CODE"')
    process = _start(watch)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "READY"
        second = _run(
            "from pathlib import Path\n"
            "from luna_desktop.ui.app import run_window\n"
            f"print(run_window(Path({str(tmp_path)!r}), None))"
        )
        assert second.stdout.strip() == "0", second.stderr
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert out.startswith("RAISED 1 CODE 0"), err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
def test_terminating_the_process_closes_it_properly(tmp_path: Path) -> None:
    process = _start(_program(tmp_path, FAKE, wait=20000))
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "READY"
        process.terminate()
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert out.startswith("CODE 0"), err
    assert process.returncode == 0
