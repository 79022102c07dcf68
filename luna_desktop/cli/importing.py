"""The verb that brings what was said elsewhere: import."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, path_of, with_app
from luna_desktop.cli.output import Output, duration

if TYPE_CHECKING:
    from pathlib import Path

    from luna_desktop.services.app import App
    from luna_desktop.services.results import ImportReport


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verb of this file."""
    bring = verbs.add_parser(
        "import",
        parents=[shared],
        help="bring conversations you had elsewhere, or a file of lessons",
        description="Bring conversations: the export of ChatGPT or Claude (the zip or its "
        "conversations.json), exports of Open WebUI, LibreChat and others, ShareGPT files, plain lists of "
        "messages, or a folder of them. Or lessons: JSON Lines of "
        '{"prompt", "reply"} or {"fact", "value"}.',
    )
    bring.add_argument("file", type=path_of, metavar="FILE", help="a file, a zip or a folder")
    choice = bring.add_mutually_exclusive_group()
    choice.add_argument(
        "--let-in", action="store_true", help="she may learn from the conversations without being asked again"
    )
    choice.add_argument(
        "--hold-back", action="store_true", help="lessons of a file wait until they are let in"
    )
    bring.set_defaults(run=with_app(_import))


async def bring_in(app: App, out: Output, path: Path, let_in: bool | None) -> ImportReport:
    """Import with its progress."""
    return await app.imports.run(path, let_in=let_in, on_progress=out.progress)


async def _import(app: App, context: Context) -> int:
    args = context.args
    let_in = True if args.let_in else False if args.hold_back else None
    report = await bring_in(app, context.out, args.file, let_in)
    context.out.document(report_shape(report))
    tell_report(report, context.out)
    return GOOD


def report_shape(report: ImportReport) -> dict[str, Any]:
    """An import for scripts; ``imported`` counts the lessons of a file of lessons."""
    return {
        "imported": report.lessons,
        "let_in": report.let_in,
        "conversations": {str(origin): count for origin, count in report.conversations.items()},
        "grown": report.grown,
        "known": report.known,
        "older": report.older,
        "messages": report.added.messages,
        "exchanges": report.added.exchanges,
        "facts": report.added.facts,
        "pairs": report.added.pairs,
        "dropped": {str(reason): count for reason, count in report.dropped.items()},
        "unread": [{"file": name, "why": why} for name, why in report.unread],
        "karma_earned": sum(entry.delta for entry in report.karma),
        "karma": report.balance,
        "threshold": report.threshold,
        "cancelled": report.cancelled,
        "seconds": report.seconds,
    }


def tell_report(report: ImportReport, out: Output) -> None:
    """An import in a person's words; beside a JSON document it is left to that."""
    from luna_desktop.services.wording import import_lines

    for line in import_lines(report):
        out.line(line)
    if report.added.messages:
        out.line(f"It took {duration(report.seconds)}.")
