"""Gets a base from its hub once the person chose it; nothing else of Luna's ever asks for a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import Connection, HubOffer, Wanted, read_begun, read_connections
from luna_desktop.services import hub_bases
from luna_desktop.services.background import Background
from luna_desktop.services.bases import BaseRecipe, load_base, of_hubs, offered
from luna_desktop.services.ports import Downloader
from luna_desktop.services.recipes import HUB


class Downloads:
    """One download at a time. ``folder`` keeps what is known of them, for every home."""

    def __init__(self, downloader: Downloader, folder: Path, background: Background) -> None:
        self._downloader = downloader
        self._folder = folder
        self._background = background
        self._running: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._running is not None

    async def get(self, name: str, on_progress: Callable[[Progress], None] = lambda _: None) -> BaseRecipe:
        """See that the base ``name`` is here, whole, and return it; a paused download goes on.

        What is here is not asked for again, even where the hub has a newer commit by now.

        Raises:
            LunaError: ``base-not-of-a-hub``, ``base-not-ready``, ``base-unknown``, ``base-malformed``, what
                went wrong on the way, or ``download-paused`` and ``download-cancelled`` as wished.
        """
        wanted = await self._background.run(self._wanted, name)
        try:
            return await self._background.run(load_base, name)
        except LunaError as error:
            if error.code not in ("base-missing", "base-damaged"):
                raise
        if self._running is not None:
            raise LunaError(
                "download-busy", "A base is being fetched already.", "", "Wait for it to end, or pause it."
            )
        self._running = asyncio.ensure_future(self._fetch(wanted, on_progress))
        try:
            await self._running
        finally:
            self._running = None
        return await self._background.run(load_base, name)

    async def offers(self) -> list[HubOffer]:
        """What can be fetched and is not here, the smallest first.

        Raises:
            LunaError: ``base-malformed``.
        """
        return await self._background.run(self._offers)

    async def discard(self, name: str) -> None:
        """Take away what came of a paused download.

        Raises:
            LunaError: as ``get``.
        """
        await self._downloader.discard(await self._background.run(self._wanted, name))

    async def begun(self, name: str) -> bool:
        """Whether a download of the base ``name`` waits to go on."""
        return await self._background.run(read_begun, self._folder, name) is not None

    def pause(self) -> None:
        """End the one under way; what came is kept."""
        self._downloader.pause()

    def cancel(self) -> None:
        """End the one under way; what came is taken away."""
        self._downloader.cancel()

    async def connections(self) -> list[Connection]:
        """Every connection that was ever made, oldest first."""
        return await self._background.run(read_connections, self._folder)

    async def close(self) -> None:
        """Pause, and wait until that is done."""
        if self._running is not None:
            self._downloader.pause()
            await asyncio.wait([self._running])

    async def _fetch(self, wanted: Wanted, on_progress: Callable[[Progress], None]) -> None:
        await self._downloader.fetch(wanted, on_progress)

    def _offers(self) -> list[HubOffer]:
        found = [
            HubOffer(base, about, read_begun(self._folder, base.name) is not None)
            for base, about in of_hubs()
            if not self._is_here(base)
        ]
        return sorted(found, key=lambda offer: offer.base.download_bytes)

    def _is_here(self, base: Base) -> bool:
        try:
            hub_bases.sound(base)
        except LunaError as error:
            return error.code == "base-unsupported"  # to fetch it again would not help
        return True

    def _wanted(self, name: str) -> Wanted:
        base, ready = offered(name)
        if base.kind != HUB:
            raise LunaError(
                "base-not-of-a-hub",
                f"{base.title} is not fetched from a hub.",
                "It comes with Luna, or as a package.",
                "`luna bases` tells of each what to do.",
            )
        if not ready:
            raise hub_bases.not_ready(base)
        return Wanted(base.name, base.title, base.source, base.revision, self._folder)
