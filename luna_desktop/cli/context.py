"""What a verb gets, and how it is run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luna_desktop.cli.output import Output
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.services.app import App

GOOD, TROUBLE, USAGE, INTERRUPTED = 0, 1, 2, 130
WIND_DOWN = 20.0  # seconds that a pause or a stop gets after Ctrl+C: the promised 3 s, and slow disks


@dataclass(frozen=True, slots=True)
class Context:
    """One call of the command line."""

    args: Namespace
    out: Output
    parts: Parts
    home: Path


Verb = Callable[[Context], int]
AppVerb = Callable[["App", Context], Awaitable[int]]


def with_app(verb: AppVerb, *, reads: bool = False) -> Verb:
    """A verb that needs her home open: it opens it, and closes it whatever happens.

    One that only ``reads`` also looks into a home that a window has open.
    """

    def run(context: Context) -> int:
        import asyncio  # slow to load, and --help does without

        return asyncio.run(_guarded(verb, context, reads))

    return run


async def _opened(context: Context, reads: bool) -> App:
    from luna_desktop.domain.events import TroubleRaised

    def made() -> App:
        app = context.parts.open_app(context.home)
        app.bus.subscribe(TroubleRaised, lambda event: context.out.note(event.error.sentence))
        return app

    app = made()
    try:
        await app.open()
    except LunaError as error:
        if not reads or error.code != "home-in-use":
            raise
        app = made()
        await app.look()
    return app


async def _guarded(verb: AppVerb, context: Context, reads: bool = False) -> int:
    """Ctrl+C lets a reply stop and a training save its checkpoint before the home is closed."""
    import asyncio

    app = await _opened(context, reads)
    try:
        task = asyncio.ensure_future(verb(app, context))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if app.age_up.running:
                context.out.note("Pausing.")
                app.age_up.pause()
            app.birth.cancel()
            app.imports.cancel()
            app.chat.stop()
            await asyncio.wait([task], timeout=WIND_DOWN)
            if not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=WIND_DOWN)
            if task.done() and not task.cancelled():
                task.exception()  # seen: Ctrl+C outweighs what the verb thought of it
            raise
    finally:
        await app.close()
