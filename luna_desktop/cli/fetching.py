"""``luna bases --get`` and its like: a base comes from its hub, and which connections that ever took."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, TICK, Context
from luna_desktop.cli.output import size
from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.domain.base import Base
    from luna_desktop.domain.hub import Connection

PAUSED = "download-paused"
HEADINGS = ("when", "host", "what for", "came back")


def get(context: Context) -> int:
    """Fetch what was named; Ctrl+C pauses it."""
    return asyncio.run(_get(context, context.args.get))


def discard(context: Context) -> int:
    """Take away what came of a paused download."""
    return asyncio.run(_discard(context, context.args.discard))


def connections(context: Context) -> int:
    """Show every connection that was ever made."""
    return asyncio.run(_connections(context))


async def _get(context: Context, name: str) -> int:
    from luna_desktop.services.bases import offered

    out = context.out
    base, ready = offered(name)
    if ready and base.kind == "hub":
        out.note(_about(base))
    async with context.parts.downloads() as downloads:
        task = asyncio.ensure_future(downloads.get(name, out.progress))
        try:
            found = await asyncio.shield(task)
        except asyncio.CancelledError:
            out.note("Pausing. The same command goes on from there.")
            while not task.done():  # what has only begun does not hear it
                downloads.pause()
                await asyncio.wait([task], timeout=TICK)
            with contextlib.suppress(LunaError, asyncio.CancelledError):
                task.result()
            raise
    base = found.base
    out.line(f"{base.title} is here: {size(base.bytes)} in {found.folder}.")
    out.line(f"Let Luna be born from it with `luna birth --base {base.name}`.")
    out.document(
        {
            "name": base.name,
            "source": base.source,
            "revision": base.revision,
            "path": str(found.folder),
            "bytes": base.bytes,
            "sha256": base.sha256,
        }
    )
    return GOOD


def _about(base: Base) -> str:
    """What the person agrees to by it."""
    parts = [f"{base.title} comes from {base.source}, some {size(base.download_bytes)}."]
    parts.append(f"Licence: {base.licence}.")
    if base.obliges:
        parts.append(base.obliges)
    if base.gated:
        parts.append("It is given only to who accepted the licence there, known by a token.")
    return " ".join(parts)


async def _discard(context: Context, name: str) -> int:
    async with context.parts.downloads() as downloads:
        begun = await downloads.begun(name)
        if begun:
            await downloads.discard(name)
    told = "was taken away" if begun else "was nothing to take away"
    context.out.line(f"What came of {name} {told}.")
    context.out.document({"name": name, "discarded": begun})
    return GOOD


async def _connections(context: Context) -> int:
    out = context.out
    async with context.parts.downloads() as downloads:
        made = await downloads.connections()
    if made:
        out.table(HEADINGS, [_row(one) for one in made])
    else:
        out.line("Luna has never opened a connection.")
    out.document([_entry(one) for one in made])
    return GOOD


def _row(one: Connection) -> list[str]:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.time))
    return [when, one.host, one.purpose, size(one.bytes)]


def _entry(one: Connection) -> dict[str, Any]:
    return {"time": one.time, "host": one.host, "purpose": one.purpose, "bytes": one.bytes}
