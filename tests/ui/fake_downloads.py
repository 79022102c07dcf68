"""Stands in for what fetches bases from a hub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import Connection, HubOffer
from luna_desktop.domain.prospect import Prospect


class FakeDownloads:
    """Bases of a hub; one comes in ten steps, or as far as ``fail`` lets it."""

    def __init__(self, prospects: Any) -> None:
        self._prospects = prospects
        self.items: list[HubOffer] = []
        self.made: list[Connection] = []
        self.fail: LunaError | None = None
        self.running = False
        self.asked: list[str] = []
        self._wish = ""

    def add(self, name: str = "scholar", *, gated: bool = False, begun: bool = False) -> None:
        base = Base(name, name.title(), "hub", f"someone/{name}", "Some licence", gated=gated)
        base = replace(base, obliges="Say so." if gated else "", download_bytes=270_000_000)
        base = replace(base, chat_memory_bytes=10**9, memory_bytes=3 * 10**9, approximate=True)
        self.items.append(HubOffer(base, "Has read much.", begun))

    async def offers(self) -> list[HubOffer]:
        return list(self.items)

    async def connections(self) -> list[Connection]:
        return self.made

    async def get(self, name: str, on_progress: Callable[[Progress], None]) -> object:
        self.asked.append(name)
        self.running, self._wish = True, ""
        try:
            for step in range(1, 11):
                await asyncio.sleep(0.02)
                on_progress(Progress("download", step / 10, step * 27_000_000, 270_000_000, seconds_left=8.0))
                if self._wish:
                    raise LunaError(f"download-{self._wish}", "It is not here.")
                if self.fail and step == 5:
                    raise self.fail
        finally:
            self.running = False
        (offer,) = (one for one in self.items if one.base.name == name)
        self.items.remove(offer)
        here = replace(offer.base, bytes=offer.base.download_bytes)
        self._prospects.items.append(Prospect(here, offer.about, memory_bytes=here.memory_bytes))
        return None

    async def discard(self, name: str) -> None:
        self.asked.append(f"discard {name}")

    def pause(self) -> None:
        self._wish = "paused"

    def cancel(self) -> None:
        self._wish = "cancelled"
