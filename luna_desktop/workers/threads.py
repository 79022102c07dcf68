"""Between threads and an event loop, for any loop: asyncio's own or qasync's."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def post(loop: asyncio.AbstractEventLoop, callback: Callable[[], object]) -> None:
    """Run ``callback`` on the loop's thread; dropped when the loop is closed."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)


async def in_thread(name: str, work: Callable[[], T]) -> T:
    """Run blocking ``work`` in a thread of its own and await it.

    Unlike the loop's executor it leaves no idle thread behind. Cancelling the
    awaiting task does not end ``work``.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def done(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # pyright: ignore[reportArgumentType]
        else:
            future.set_exception(error)

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            failure = error
            post(loop, lambda: done(None, failure))
        else:
            post(loop, lambda: done(result, None))

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


async def in_thread_to_its_end(name: str, work: Callable[[], T], end: Callable[[], object]) -> T:
    """The same for ``work`` that must not outlast who awaits it: cancelled, they ask it to ``end`` first."""
    run = asyncio.ensure_future(in_thread(name, work))
    try:
        return await asyncio.shield(run)
    except asyncio.CancelledError:
        end()
        await asyncio.wait([run])
        if not run.cancelled():
            run.exception()  # seen: who asked for it has gone
        raise
