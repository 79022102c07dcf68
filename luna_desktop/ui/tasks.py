"""The one way a slot starts a coroutine, so that none is lost and no exception is silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T")

CLOSE_WAIT_S = 3.0


class Reporter(Protocol):
    """Where failures go: known trouble to a banner of ``panel``, a bug to its dialog."""

    def report(self, error: BaseException, panel: str) -> None: ...


class Tasks:
    """Keeps a strong reference to every running coroutine and cancels it with its owner."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._running: set[asyncio.Task[Any]] = set()
        self._by_owner: dict[int, set[asyncio.Task[Any]]] = {}
        self._closed = False

    def run(
        self,
        owner: QObject | None,
        work: Coroutine[Any, Any, T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], bool] | None = None,
        panel: str = "window",
    ) -> asyncio.Task[T] | None:
        """Start ``work``; ``done`` gets its value on the window's thread.

        ``failed`` may handle an exception itself by returning True; every other
        one reaches the reporter. Cancellation is silent. None after ``close``.
        """
        if self._closed:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        key = self._watch(owner, task) if owner is not None else None
        task.add_done_callback(lambda ended: self._ended(ended, key, done, failed, panel))
        return task

    def cancel(self, owner: QObject) -> None:
        """Cancel what ``owner`` has started."""
        self._cancel_key(id(owner))

    @property
    def closed(self) -> bool:
        """Whether the window is going."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._running)

    async def close(self) -> None:
        """Let what has no owner finish, cancel the rest; later calls of ``run`` do nothing."""
        self._closed = True
        current = asyncio.current_task()
        owned = {task for tasks in self._by_owner.values() for task in tasks}
        loose = [task for task in self._running if task not in owned and task is not current]
        if loose:
            await asyncio.wait(loose, timeout=CLOSE_WAIT_S)
        running = [task for task in self._running if task is not current]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _watch(self, owner: QObject, task: asyncio.Task[Any]) -> int:
        key = id(owner)
        if key not in self._by_owner:
            self._by_owner[key] = set()
            owner.destroyed.connect(lambda: self._forget(key))
        self._by_owner[key].add(task)
        return key

    def _forget(self, key: int) -> None:
        self._cancel_key(key)
        self._by_owner.pop(key, None)

    def _cancel_key(self, key: int) -> None:
        for task in list(self._by_owner.get(key, ())):
            task.cancel()

    def _ended(
        self,
        task: asyncio.Task[Any],
        key: int | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[BaseException], bool] | None,
        panel: str,
    ) -> None:
        self._running.discard(task)
        if key is not None:
            self._by_owner.get(key, set[Any]()).discard(task)
        if task.cancelled():
            return
        error = task.exception()
        try:
            if error is None:
                if done is not None:
                    done(task.result())
            elif failed is None or not failed(error):
                self._reporter.report(error, panel)
        except Exception as trouble:  # a bug in a callback is a bug like any other
            self._reporter.report(trouble, panel)
