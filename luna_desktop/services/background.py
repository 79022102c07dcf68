"""Blocking work off the loop, in two lanes: what is short never waits for what is long on the disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from luna_desktop.services.ports import Pulse

P = ParamSpec("P")
T = TypeVar("T")

SHORT = 4  # composing takes seconds: what is said meanwhile is judged beside it
REPORT_EVERY = 0.1  # seconds between reports of progress


class Ended(Exception):  # noqa: N818  no error: raised in work that is to end
    """Whoever asked for the work wants it no longer."""


class Background:
    """Threads that end with the app, so that nothing outlives it."""

    def __init__(self) -> None:
        self._short = ThreadPoolExecutor(SHORT, thread_name_prefix="luna-background")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="luna-disk")
        self._closing = threading.Event()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` beside the loop: reading, finding, composing."""
        return await asyncio.wrap_future(self._short.submit(work, *args, **kwargs))

    async def long(self, work: Callable[[Pulse], T], on_progress: Callable[[int], None] | None = None) -> T:
        """Run ``work`` alone in the disk's lane: hashing, copying and removing of big files.

        It calls its pulse with the bytes it did since the last call; ``on_progress`` gets their sum on
        the loop. Once this is cancelled, or the app ends, the pulse raises ``Ended`` in it; what was
        cancelled is waited for, so that it has tidied up when this returns.
        """
        ended = threading.Event()
        loop = asyncio.get_running_loop()
        done, told = 0, 0.0

        def pulse(step: int) -> None:
            nonlocal done, told
            if ended.is_set() or self._closing.is_set():
                raise Ended
            done += step
            if on_progress is not None and time.monotonic() - told >= REPORT_EVERY:
                told = time.monotonic()
                loop.call_soon_threadsafe(on_progress, done)

        job = self._long.submit(work, pulse)
        waited = asyncio.wrap_future(job)
        try:
            return await asyncio.shield(waited)
        except Ended as error:
            raise asyncio.CancelledError from error
        except asyncio.CancelledError:
            ended.set()
            if not job.cancel():
                await asyncio.wait([waited])
                waited.exception()  # seen: nobody waits for what it thought of its end
            raise

    def close(self) -> None:
        """End the threads: short work after what it is doing, long work at its next pulse."""
        self._closing.set()
        for lane in (self._long, self._short):
            lane.shutdown(wait=True, cancel_futures=True)
