"""``luna bases``: what Luna can be born from here, and what is missing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context
from luna_desktop.cli.output import size
from luna_desktop.domain.base import SHELF

if TYPE_CHECKING:
    from luna_desktop.services.bases import Choice

HEADINGS = ("base", "title", "licence", "size", "memory", "here", "she can be born from it")


def run(context: Context) -> int:
    """List the recipes and the folders on the shelf of the home; what is not here is no trouble."""
    from luna_desktop.services.bases import choices

    found = choices(context.home / SHELF)
    context.out.table(HEADINGS, [_row(choice) for choice in found])
    for choice in found:
        if choice.trouble is not None:
            context.out.line()
            context.out.line(choice.trouble.sentence)
    context.out.document([_entry(choice) for choice in found])
    return GOOD


def _row(choice: Choice) -> list[str]:
    base = choice.base
    return [
        base.name,
        base.title,
        base.licence,
        size(base.bytes) if base.bytes else "",
        size(base.memory_bytes) if base.memory_bytes else "",
        "yes" if _here(choice) else "no",
        "yes" if choice.usable else "not yet" if not choice.ready else "no",
    ]


def _here(choice: Choice) -> bool:
    return choice.trouble is None or choice.trouble.code != "base-missing"


def _entry(choice: Choice) -> dict[str, Any]:
    base, trouble = choice.base, choice.trouble
    told = ("name", "title", "kind", "source", "licence", "context", "bytes", "memory_bytes", "sha256")
    return {
        **{key: getattr(base, key) for key in told},
        "present": _here(choice),
        "ready": choice.ready,
        "trouble": trouble
        and {"code": trouble.code, "what": trouble.what, "why": trouble.why, "next_step": trouble.next_step},
    }
