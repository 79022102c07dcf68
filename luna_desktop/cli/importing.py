"""The verb that brings what was said elsewhere: import."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, with_app
from luna_desktop.cli.output import Output, duration
from luna_desktop.domain.transcript import ORIGIN_NAMES

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.results import ImportReport

SHOWN = 10  # files that could not be read, by name; the JSON has all of them


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verb of this file."""
    bring = verbs.add_parser(
        "import",
        parents=[shared],
        help="bring conversations you had elsewhere, or a file of lessons",
        description="Bring conversations: the export of ChatGPT or Claude (the zip or its "
        "conversations.json), ShareGPT files, plain files, or a folder of them. Or lessons: JSON Lines of "
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


def path_of(text: str) -> Path:
    """The path that a person wrote, wherever the verb is carried out."""
    return Path(text).expanduser().absolute()


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
        "known": report.known,
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
    if report.lessons:
        when = "her next age-up learns from them" if report.let_in else "they wait until they are let in"
        out.line(f"{report.lessons} lessons are imported; {when}.")
        return
    added = report.added
    for origin, count in report.conversations.items():
        out.line(
            f"{_many(count, 'conversation')} from {ORIGIN_NAMES[origin]} {'is' if count == 1 else 'are'} new."
        )
    if report.known:
        out.line(f"{_many(report.known, 'conversation')} had been brought before; nothing of that was added.")
    if not report.conversations:
        out.line("Nothing was added.")
    else:
        out.line(f"{_many(added.messages, 'message')} in {duration(report.seconds)}.")
        when = "Her next age-up may learn from them." if report.let_in else "They wait until you let them in."
        out.line(f"{_many(added.facts, 'fact')} and {_many(added.pairs, 'exchange')} can be lessons. {when}")
    for reason, count in sorted(report.dropped.items(), key=lambda item: -item[1]):
        out.line(f"  left out, {reason}: {count:,}")
    for name, why in report.unread[:SHOWN]:
        out.line(f"  {name}: {why}")
    if len(report.unread) > SHOWN:
        out.line(f"  and {len(report.unread) - SHOWN} more files could not be imported.")
    for entry in report.karma:
        out.line(f"{entry.delta:+d} karma: {entry.reason}")
    if report.cancelled:
        out.line("It was stopped; the same command goes on from here.")


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
