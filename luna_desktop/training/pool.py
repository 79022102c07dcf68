"""Work that is done ahead by children, in the order it is needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

AHEAD = 3  # jobs a child that are under way, or done and not yet taken


def in_order(work: Callable[[Job], Result], jobs: Iterable[Job], processes: int) -> Iterator[Result]:
    """``work`` of each job, in their order; with one process in this one, else in so many children.

    Args:
        work: a function of a module, as a child has to find it.
        jobs: small, so that they travel to a child.
    """
    if processes <= 1:
        yield from map(work, jobs)
        return
    waiting = iter(jobs)
    with get_context("spawn").Pool(processes, _end_with_parent) as pool:
        pending = [pool.apply_async(work, (job,)) for job in islice(waiting, AHEAD * processes)]
        while pending:
            done = pending.pop(0).get()
            pending += [pool.apply_async(work, (job,)) for job in islice(waiting, 1)]
            yield done


def _end_with_parent() -> None:
    """A job may take minutes, and whoever was killed cannot call for it any more."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=watch, name="luna-parent", daemon=True).start()
