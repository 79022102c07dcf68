"""A life whose children can become real: llama.cpp speaks, and a process of its own learns."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from luna_desktop.domain.events import MessageStreamed
from luna_desktop.domain.speech import Adapter
from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from luna_desktop.services.app import App
from luna_desktop.workers.trainer import ThreadTrainer
from tests.services.conftest import Stage
from tests.services.fakes import ScriptedFactory
from tests.workers.support import command


class Voices(ScriptedFactory):
    """Scripted speakers, and from ``real`` on children that load that file, whoever speaks."""

    def __init__(self, real: Path | None = None) -> None:
        super().__init__()
        self.real = real
        self.children: list[ChildSpeaker] = []

    async def load(
        self,
        gguf: Path,
        *,
        adapters: Sequence[Adapter] = (),
        context: int = 1024,
        sharing: int = 1,
        bursts: bool = False,
        inward: bool = False,
    ) -> Any:
        if self.real is None:
            return await super().load(gguf, adapters=adapters, context=context, sharing=sharing)
        child = await ChildSpeakerFactory().load(self.real, context=context, threads=1)
        self.children.append(child)
        return child


async def become_real(stage: Stage, gguf: Path) -> None:
    """From here on she speaks from a child, and learns in one that goes on until it is ended."""
    head = await stage.app.generations.head()
    await stage.app.generations.speakers.drop(head.id)
    assert isinstance(stage.factory, Voices)
    stage.factory.real = gguf
    stage.app.age_up._workshop.trainer = ThreadTrainer(command=command("train_saves"))


async def streaming(app: App, text: str) -> asyncio.Task[Any]:
    """A reply in the middle of its text."""
    said = asyncio.Event()
    leave = app.bus.subscribe(MessageStreamed, lambda _: said.set())
    task = asyncio.create_task(app.chat.send(text))
    await asyncio.wait([task, asyncio.create_task(said.wait())], return_when=asyncio.FIRST_COMPLETED)
    leave()
    assert said.is_set() and not task.done()
    return task
