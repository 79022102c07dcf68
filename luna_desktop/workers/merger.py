"""Merges adapters into their base in a training child: only there is what reads and writes weights."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Unpack

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Merge
from luna_desktop.workers import protocol
from luna_desktop.workers.threads import in_thread, post
from luna_desktop.workers.trainer import ChildOptions, TrainingChild, TrainingControl


class ChildMerger:
    """Implements ``services.ports.Merger`` with a child for each merge."""

    def __init__(self, **options: Unpack[ChildOptions]) -> None:
        self._options = options

    async def merge(self, wanted: Merge, on_progress: Callable[[Progress], None]) -> None:
        """Write the file; cancelling the awaiting task ends the child first.

        Raises:
            LunaError: the child's own error, ``child-died`` or ``child-silent``.
        """
        control, loop = TrainingControl(), asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            post(loop, lambda: on_progress(progress))

        run = asyncio.ensure_future(in_thread("luna-merger", lambda: self._run(wanted, tell, control)))
        try:
            await asyncio.shield(run)
        except asyncio.CancelledError:
            control.cancel()
            await asyncio.wait([run])
            if not run.cancelled():
                run.exception()
            raise

    def _run(self, wanted: Merge, tell: Callable[[Progress], None], control: TrainingControl) -> None:
        child = TrainingChild(control, **self._options)
        try:
            child.merge(wanted)
            while (message := control.next()) is not None:
                if message["type"] == "result":
                    return
                if message["type"] == "error":
                    raise protocol.read_error(message)
                if message["type"] == "progress":
                    tell(protocol.read_progress(message))
            raise control.reason or LunaError("merge-cancelled", "Nothing was written.")
        finally:
            child.stop()
