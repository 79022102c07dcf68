"""A request of its own to a training child: only there is what reads, writes and tries weights."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.workers import protocol
from luna_desktop.workers.protocol import Message
from luna_desktop.workers.threads import in_thread_to_its_end, post
from luna_desktop.workers.trainer import ChildOptions, TrainingChild, TrainingControl

Ask = Callable[[TrainingChild], None]


async def errand(ask: Ask, on_progress: Callable[[Progress], None], options: ChildOptions) -> Message:
    """Start a child, ``ask`` it, and return its result; cancelling the awaiting task ends the child first.

    Raises:
        LunaError: the child's own error, ``child-died``, ``child-silent`` or ``child-failed``.
    """
    control, loop = TrainingControl(), asyncio.get_running_loop()

    def tell(progress: Progress) -> None:
        post(loop, lambda: on_progress(progress))

    return await in_thread_to_its_end(
        "luna-errand", lambda: _run(ask, tell, control, options), control.cancel
    )


def _run(
    ask: Ask, tell: Callable[[Progress], None], control: TrainingControl, options: ChildOptions
) -> Message:
    child = TrainingChild(control, **options)
    try:
        ask(child)
        while (message := control.next()) is not None:
            if message["type"] == "result":
                return message
            if message["type"] == "error":
                raise protocol.read_error(message)
            if message["type"] == "progress":
                tell(protocol.read_progress(message))
        raise control.reason or LunaError("child-failed", "A helper process ended without a result.")
    finally:
        child.stop()
