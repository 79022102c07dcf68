"""What a verb gets, and how it is run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luna_desktop.cli.output import Output
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.services.app import App

GOOD, TROUBLE, USAGE, INTERRUPTED = 0, 1, 2, 130
WRONG_USAGE = "usage"
WIND_DOWN = 20.0  # seconds that a pause or a stop gets after Ctrl+C: the promised 3 s, and slow disks
TICK = 0.25


@dataclass(frozen=True, slots=True)
class Context:
    """One call of the command line."""

    args: Namespace
    out: Output
    parts: Parts
    home: Path


Verb = Callable[[Context], int]
AppVerb = Callable[["App", Context], Awaitable[int]]


def wrong_usage(verb: str, what: str) -> LunaError:
    """What cannot be carried out as it was written."""
    return LunaError(WRONG_USAGE, f"{verb}: {what}.", "", f"`{verb} --help` tells how it is used.")


def path_of(text: str) -> Path:
    """The path that a person wrote, wherever the verb is carried out."""
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:  # the home of nobody, or a current folder that is gone
        raise wrong_usage("luna", f"{text!r} leads nowhere") from error


@contextmanager
def writing(path: Path) -> Generator[None]:
    """Make room for a file; what keeps it from being written is told in a sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise LunaError(
            "file-unwritable",
            f"The file {path} cannot be written.",
            f"{error.strerror or type(error).__name__}.",
            "Choose a folder you may write to.",
        ) from error


def with_app(verb: AppVerb, *, reads: bool = False, whole: bool = False) -> Verb:
    """A verb that needs her home open: it opens it, and closes it whatever happens.

    One that only ``reads`` also looks into a home that a window has open. One that is ``whole`` must
    not be cut short in the middle.
    """

    def run(context: Context) -> int:
        import asyncio  # slow to load, and --help does without

        return asyncio.run(_guarded(verb, context, reads, whole))

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


async def _guarded(verb: AppVerb, context: Context, reads: bool = False, whole: bool = False) -> int:
    """Ctrl+C lets a reply stop and a training save its checkpoint before the home is closed."""
    import asyncio

    app = await _opened(context, reads)
    try:
        task = asyncio.ensure_future(verb(app, context))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            context.out.note("Pausing." if app.age_up.running else "Stopping.")
            for _ in range(round(WIND_DOWN / TICK)):
                if task.done() or not (_winds_down(app) or whole):
                    break
                await asyncio.wait([task], timeout=TICK)
            if not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=WIND_DOWN)
            if task.done() and not task.cancelled():
                task.exception()  # seen: Ctrl+C outweighs what the verb thought of it
            raise
    finally:
        await app.close()


def _winds_down(app: App) -> bool:
    """Ask what is under way to end in order; whether there is anything that does."""
    app.age_up.pause()
    app.birth.cancel()
    app.imports.cancel()
    app.chat.stop()
    return app.age_up.running or app.birth.running or app.imports.running or app.chat.running
