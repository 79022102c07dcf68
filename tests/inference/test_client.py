"""What the window's process pays for speaking."""

from __future__ import annotations

import subprocess
import sys

from luna_desktop.inference.worker import TokenStream

HEAVY = ("llama_cpp", "numpy", "torch", "jinja2", "PySide6", "sqlite3")


def test_the_client_imports_nothing_heavy() -> None:
    code = (
        "import sys, luna_desktop.__main__, luna_desktop.inference.client, luna_desktop.workers.trainer;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_worker_is_wrong_usage() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "luna_desktop", "--worker", "nobody"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "no such worker" in done.stderr


def test_tokens_are_joined_without_losing_any() -> None:
    now = [0.0]
    sent: list[str] = []
    stream = TokenStream(sent.append, lambda: now[0])
    for number in range(100):
        stream.add(f"{number},")
        now[0] += 0.005
    stream.flush()
    stream.flush()
    assert "".join(sent) == "".join(f"{number}," for number in range(100))
    assert sent[0] == "0,"
    assert len(sent) < 20
