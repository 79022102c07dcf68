"""What the window's process pays for speaking, and the client on the window's own loop."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.inference.worker import TokenStream

PROMPT = PromptTemplate().render([Turn("person", "Hello")])
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


def test_speaking_on_the_windows_loop(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PySide6")
    monkeypatch.setitem(os.environ, "QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from luna_desktop.ui.loop import make_loop

    app: Any = QApplication.instance() or QApplication([])
    loop = make_loop(app)

    async def talk() -> tuple[str, list[str]]:
        speaker = await ChildSpeakerFactory().load(tiny, threads=1)
        seen: list[str] = []
        try:
            reply = await speaker.generate(PROMPT, max_tokens=40, on_text=seen.append)
        finally:
            await speaker.close()
        return reply.text, seen

    try:
        text, seen = loop.run_until_complete(asyncio.wait_for(talk(), 30))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    assert seen[-1] == text
