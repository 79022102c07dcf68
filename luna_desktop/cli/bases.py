"""``luna bases``: what Luna can be born from here, how fast she learns on it, and what is missing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context
from luna_desktop.cli.growth import about_minutes, learns
from luna_desktop.cli.output import Output, size
from luna_desktop.domain.base import SHELF
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prospect import FACTS

if TYPE_CHECKING:
    from luna_desktop.domain.base import Base
    from luna_desktop.domain.prospect import Prospect
    from luna_desktop.services.bases import Choice
    from luna_desktop.services.prospects import Prospects

HEADINGS = (
    *("base", "title", "licence", "size", "memory"),
    *(f"{FACTS} facts in", "here", "she can be born from it"),
)


def run(context: Context) -> int:
    """List the recipes and the folders on the shelf of the home; what is not here is no trouble."""
    import asyncio  # slow to load, and --help does without

    return asyncio.run(_list(context))


async def _list(context: Context) -> int:
    from luna_desktop.services.bases import LOCAL, choices

    out = context.out
    found = choices(context.home / SHELF)
    async with context.parts.prospects(context.home) as prospects:
        usable = await prospects.usable()
        if context.args.measure:
            names = [one.base.name for one in usable if one.base.kind != LOCAL]
            await _measure(names, prospects, out)
            usable = await prospects.usable()
        best = prospects.recommended(usable)
        untried = prospects.to_measure(usable)
    promised = {one.base.source: one for one in usable}
    out.table(HEADINGS, [_row(choice, promised.get(choice.base.source)) for choice in found])
    for choice in found:
        if choice.trouble is not None and not _to_get(choice):
            out.line()
            out.line(choice.trouble.sentence)
    if any(_to_get(choice) and choice.ready for choice in found):
        out.line()
        out.line(
            "`luna bases --get NAME` fetches one that is not here from its hub, once and only then; what is "
            "about is reckoned, not measured."
        )
    for told in dict.fromkeys(f"{c.base.licence}: {c.base.obliges}" for c in found if c.base.obliges):
        out.line()
        out.line(told)
    if best is not None and len(usable) > 1:
        out.line()
        out.line(f"Recommended here is {best.base.name}. {best.about} {learns(best)}")
    if untried:
        out.line(f"`luna bases --measure` tries how fast she learns on {', '.join(untried)}.")
    out.document([_entry(choice, promised.get(choice.base.source), best) for choice in found])
    return GOOD


async def _measure(names: list[str], prospects: Prospects, out: Output) -> None:
    """Try each; one that cannot be tried is told, and is no trouble of the others."""
    for name in names:
        out.note(f"Trying how fast she learns on {name}.")
        try:
            await prospects.measure(name, out.progress)
        except LunaError as error:
            out.note(error.sentence)


def _row(choice: Choice, promised: Prospect | None) -> list[str]:
    base = choice.base
    memory = promised.memory_bytes if promised else base.memory_bytes
    return [
        base.name,
        base.title,
        f"{base.licence} (to be accepted)" if base.gated else base.licence,
        size(base.disk_bytes) if base.bytes else _about(base.download_bytes, base),
        _about(memory, base),
        about_minutes(promised.minutes) if promised and promised.minutes else "",
        "yes" if _here(choice) else "no",
        "yes" if choice.usable else "not yet" if not choice.ready else "no",
    ]


def _about(count: int, base: Base) -> str:
    return "" if not count else f"about {size(count)}" if base.approximate else size(count)


def _to_get(choice: Choice) -> bool:
    """Whether it is one of a hub that was not fetched."""
    return choice.base.kind == "hub" and not _here(choice)


def _here(choice: Choice) -> bool:
    return choice.trouble is None or choice.trouble.code != "base-missing"


def _entry(choice: Choice, promised: Prospect | None, best: Prospect | None) -> dict[str, Any]:
    from luna_desktop.services.bases import speaks_from

    base, trouble = choice.base, choice.trouble
    spoken = speaks_from(choice.recipe) if choice.recipe is not None else None
    told = ("name", "title", "kind", "source", "revision", "licence", "obliges", "gated", "context", "bytes")
    told += ("download_bytes", "memory_bytes", "chat_memory_bytes", "approximate", "sha256")
    return {
        **{key: getattr(base, key) for key in told},
        "about": promised.about if promised else "",
        "minutes": promised.minutes if promised else None,
        "measured": promised is not None and promised.measured,
        "recommended": best is not None and promised is best,
        "present": _here(choice),
        "ready": choice.ready,
        "speaks_from": str(spoken) if spoken is not None else None,
        "trouble": trouble
        and {"code": trouble.code, "what": trouble.what, "why": trouble.why, "next_step": trouble.next_step},
    }
