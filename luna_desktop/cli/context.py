"""What a verb gets, and how it is run."""

from __future__ import annotations

import errno
import os
import secrets
import sys
import types
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.output import Output
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.disk import NO_ROOM
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import spoken
from luna_desktop.exporting import must_be_free, unwritable

if TYPE_CHECKING:
    from luna_desktop.services.app import App

GOOD, TROUBLE, USAGE, INTERRUPTED = 0, 1, 2, 130
WRONG_USAGE = "usage"
WIND_DOWN = 20.0  # seconds that a pause or a stop gets after Ctrl+C: the promised 3 s, and slow disks
TICK = 0.25
# Where a home cannot be written to, it can be read all the same.
UNWRITABLE = NO_ROOM | {"home-in-use", "home-read-only", "home-unwritable", "home-unlockable", "disk-error"}


@dataclass(frozen=True, slots=True)
class Context:
    """One call of the command line."""

    args: Namespace
    out: Output
    parts: Parts
    home: Path


Verb = Callable[[Context], int]
AppVerb = Callable[["App", Context], Coroutine[Any, Any, int]]


def wrong_usage(verb: str, what: str) -> LunaError:
    """What cannot be carried out as it was written."""
    return LunaError(WRONG_USAGE, f"{verb}: {what}.", "", f"`{verb} --help` tells how it is used.")


def path_of(text: str) -> Path:
    """The path that a person wrote, wherever the verb is carried out.

    An empty one is what a script writes whose variable is not set: the current folder is not meant.
    """
    if not spoken(text):
        raise wrong_usage("luna", "an empty path leads nowhere")
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:  # the home of nobody, or a current folder that is gone
        raise wrong_usage("luna", f"{text!r} leads nowhere") from error


def home_of(path: Path) -> Path:
    """``path`` as her home: a folder, or a place where one can be made."""
    for place in (path, *path.parents):
        try:
            place.stat()
        except (FileNotFoundError, NotADirectoryError):
            if place.is_symlink():
                raise wrong_usage("luna", f"the home {path} leads over a link to nothing") from None
            continue
        except PermissionError:  # it may be a folder; who wants to enter it tells
            return path
        except (OSError, ValueError) as error:  # too long a name, a ring of links
            why = getattr(error, "strerror", None) or str(error)
            raise wrong_usage("luna", f"the home {path} leads nowhere: {why}") from error
        if not place.is_dir():
            raise wrong_usage("luna", f"the home {path} cannot be a folder: {place} is a file")
        return path
    return path


def add_force(parser: ArgumentParser) -> None:
    """The option without which nothing is replaced."""
    parser.add_argument(
        "--force", action="store_true", help="replace a file that is there, without a question"
    )


async def may_write(context: Context, *paths: Path | None) -> bool:
    """Whether what stands at ``paths`` may be replaced; who sits at a terminal is asked about each.

    Raises:
        LunaError: what stands there, when it may not.
    """
    replace = bool(context.args.force)
    agreed_to = False
    for path in (path for path in paths if path is not None):
        try:
            must_be_free(path, context.home, replace=replace)
        except LunaError as error:
            if error.code != "file-exists" or path.is_dir():
                raise
            if not await _may_replace(context, error.what):
                do = "Choose another name, or replace it with --force."
                raise LunaError(error.code, error.what, error.why, do) from error
            agreed_to = True
    return replace or agreed_to


async def _may_replace(context: Context, what: str) -> bool:
    if context.out.as_json or not sys.stdin.isatty():
        return False
    context.out.note(f"{what} Shall it be replaced? [y/N]")
    return await agreed()


async def agreed() -> bool:
    """Whether the person at the terminal says yes; Ctrl+C is heard meanwhile.

    Read without ``sys.stdin``, whose lock a thread that still waits would hold when the program ends.
    """
    from luna_desktop.workers.threads import in_thread

    answer = await in_thread("luna-question", lambda: os.read(sys.stdin.fileno(), 1024))
    return answer.strip().lower() in (b"y", b"yes")


def must_be_writable(path: Path) -> None:
    """Tell now what would keep a file from being written after a long work.

    Raises:
        LunaError: ``file-unwritable``.
    """
    with unwritable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "A folder has that name")
        # Not by tempfile: on Windows it tries 2 ** 31 names where none may be made (CPython issue 66305).
        probe = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with probe.open("xb", buffering=0) as file:
                file.write(b"?")  # a full disk takes the name alone
        finally:
            probe.unlink(missing_ok=True)


def with_app(verb: AppVerb, *, reads: bool = False) -> Verb:
    """A verb that needs her home open: it opens it, and closes it whatever happens.

    One that only ``reads`` also looks into a home that a window has open, or that cannot be written to.
    """

    def run(context: Context) -> int:
        import asyncio  # slow to load, and --help does without

        return asyncio.run(_guarded(verb, context, reads))

    return run


async def _opened(context: Context, reads: bool) -> App:
    from luna_desktop.domain.events import GenerationReturned, TroubleRaised
    from luna_desktop.services.wording import returned_line

    def made() -> App:
        app = context.parts.open_app(context.home)
        app.bus.subscribe(TroubleRaised, lambda event: context.out.note(event.error.sentence))
        app.bus.subscribe(GenerationReturned, lambda event: context.out.note(returned_line(event.generation)))
        return app

    app = made()
    try:
        await app.open()
    except LunaError as error:
        if not reads or error.code not in UNWRITABLE:
            raise
        app = made()
        await app.look()
        if error.code != "home-in-use":
            context.out.note(f"{error.what} She can only be looked at.")
    return app


async def _guarded(verb: AppVerb, context: Context, reads: bool = False) -> int:
    """Ctrl+C lets a reply stop, a training save its checkpoint and a forgetting end; then the home is closed.

    Nothing new begins after that: the verb is cancelled as soon as what Ctrl+C found under way has ended.
    """
    import asyncio

    from luna_desktop.services.coordinator import Turn, Work

    app = await _opened(context, reads)
    # What can be asked to end; anything else is cut short.
    asked = (
        Work.AGE_UP,
        Work.RELEARNING,
        Work.BIRTH,
        Work.IMPORT,
        Work.REHEARING,
        Work.REPLY,
        Work.FORGETTING,
    )
    ending: tuple[Turn, ...] | None = None

    def cancel_when_ended() -> None:
        nonlocal ending
        if ending is not None and not any(turn.under_way for turn in ending):
            ending = None  # once: a verb may have to tidy up
            task.cancel()

    try:
        task = asyncio.ensure_future(_watched(verb(app, context), cancel_when_ended))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            context.out.note("Pausing." if app.age_up.running else "Stopping.")
            ending = app.coordinator.under_way(*asked)
            cancel_when_ended()
            for _ in range(round(WIND_DOWN / TICK)):
                _ask_to_end(app)  # again and again: what is still being prepared does not hear it
                await asyncio.wait([task], timeout=TICK)
                if task.done():
                    break
            else:
                task.cancel()
                await asyncio.wait([task], timeout=WIND_DOWN)
            if task.done() and not task.cancelled():
                task.exception()  # seen: Ctrl+C outweighs what the verb thought of it
            raise
    finally:
        await app.close()


@types.coroutine
def _watched(verb: Coroutine[Any, Any, int], on_wait: Callable[[], None]) -> Generator[Any, Any, int]:
    """Carry ``verb`` out, and call ``on_wait`` each time it is about to wait.

    Looked at from outside now and then, it could have begun something new in between. Here it cannot:
    nothing begins without a look at the database, for which it waits.
    """
    step: Callable[[], Any] = partial(verb.send, None)
    while True:
        try:
            awaited = step()
        except StopIteration as end:
            return end.value
        on_wait()
        try:
            yield awaited
            step = partial(verb.send, None)
        except BaseException as error:  # a cancellation too is for the verb
            step = partial(verb.throw, error)


def _ask_to_end(app: App) -> None:
    """Let what is under way end in order."""
    app.age_up.pause()
    app.birth.cancel()
    app.imports.cancel()
    app.rehearing.cancel()
    app.forgetting.give_up()
    app.chat.stop()
