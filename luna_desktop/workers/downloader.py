"""Runs a download in its child, which alone may open connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import HubCopy, Wanted, read_copy
from luna_desktop.workers import protocol
from luna_desktop.workers.process import ChildProcess, child_environment, worker_command
from luna_desktop.workers.threads import in_thread_to_its_end, post
from luna_desktop.workers.trainer import STOP_GRACE, TrainingControl

HEARTBEAT_TIMEOUT = 60.0
PAUSED, CANCELLED = "download-paused", "download-cancelled"

Tell = Callable[[Progress], None]
Request = Literal["fetch", "discard"]


class ChildDownloader:
    """Implements ``services.ports.Downloader`` with a child for each download, one at a time."""

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self._command = command
        self._env = env
        self._log = log
        self._control: TrainingControl | None = None

    async def fetch(self, wanted: Wanted, on_progress: Tell) -> HubCopy:
        """Get ``wanted``; cancelling the awaiting task pauses it first.

        Raises:
            LunaError: ``download-paused`` and ``download-cancelled`` as wished, ``download-busy``, the
                child's own error, ``child-died``, ``child-silent``.
        """
        await self._run("fetch", wanted, on_progress)
        found = read_copy(wanted.folder, wanted.base)
        if found is None:
            raise LunaError("child-failed", f"{wanted.title} could not be fetched.", "", "Try again.")
        return found

    async def discard(self, wanted: Wanted) -> None:
        """Take away what came of a paused download.

        Raises:
            LunaError: as ``fetch``.
        """
        await self._run("discard", wanted, lambda _: None)

    def pause(self) -> None:
        """End it within 3 s; what came is kept."""
        if self._control is not None:
            self._control.pause()

    def cancel(self) -> None:
        """End it within 3 s; what came is taken away."""
        if self._control is not None:
            self._control.cancel()

    async def _run(self, request: Request, wanted: Wanted, on_progress: Tell) -> None:
        if self._control is not None:
            raise LunaError(
                "download-busy", "A base is being fetched already.", "", "Wait for it to end, or pause it."
            )
        control = self._control = TrainingControl()
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            post(loop, lambda: on_progress(progress))

        try:
            await in_thread_to_its_end(
                "luna-download", lambda: self._follow(request, wanted, tell, control), control.pause
            )
        finally:
            self._control = None

    def _follow(self, request: Request, wanted: Wanted, tell: Tell, control: TrainingControl) -> None:
        """Blocks until the child is gone."""
        child = ChildProcess(
            self._command or worker_command("hub"),
            env=self._env or child_environment(hub=True),
            name="download",
            on_message=control.put,
            on_exit=control.end,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            log=self._log,
        )
        try:
            child.send({"type": request, "id": 1, "wanted": wanted.to_json()})
            while (message := control.next()) is not None:
                if message["type"] == "result":
                    return
                if message["type"] == "error":
                    raise protocol.read_error(message)
                if message["type"] == "progress":
                    tell(protocol.read_progress(message))
        finally:
            child.stop(STOP_GRACE, save=control.wish != "cancel")
        _end(wanted, control)


def _end(wanted: Wanted, control: TrainingControl) -> None:
    """The child is gone without a word of its own: as wished, or by itself."""
    while (message := control.rest()) is not None:
        if message["type"] == "result":  # it had just ended: nothing is left to wish
            return
    if control.wish == "pause":
        raise LunaError(
            PAUSED, f"Getting {wanted.title} is paused.", "What came is kept.", "It goes on when you say so."
        )
    if control.wish == "cancel":
        raise LunaError(CANCELLED, f"{wanted.title} is not fetched.", "What came was taken away again.")
    raise control.reason or LunaError(
        "child-failed", f"{wanted.title} could not be fetched.", "", "Try again; what came is kept."
    )
