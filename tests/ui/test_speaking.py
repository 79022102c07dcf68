"""The inference client on the window's own loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.inference.client import ChildSpeakerFactory
from tests.inference.tiny import make_gguf


def test_speaking_on_the_windows_loop(tmp_path: Path, aio: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
    model = make_gguf(tmp_path / "tiny.gguf")
    prompt = PromptTemplate().render([Turn("person", "Hello")])

    async def talk() -> tuple[str, list[str]]:
        speaker = await ChildSpeakerFactory().load(model, threads=1)
        seen: list[str] = []
        try:
            reply = await speaker.generate(prompt, max_tokens=40, on_text=seen.append)
        finally:
            await speaker.close()
        return reply.text, seen

    text, seen = aio(talk())
    assert seen[-1] == text
