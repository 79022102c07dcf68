"""The verb of exams: of one generation, of two beside each other, and the history of all."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, add_force, may_write, path_of, with_app, wrong_usage
from luna_desktop.cli.output import Output
from luna_desktop.cli.shapes import comparison_shape, exam_shape
from luna_desktop.domain.comparison import judged
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ANCHOR
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.exporting import exported, unwritable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luna_desktop.domain.exam import Comparison, ExamReport
    from luna_desktop.services.app import App
    from luna_desktop.services.exam import Sitting


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verb of this file."""
    exam = verbs.add_parser("exam", parents=[shared], help="examine a generation, or look back on all exams")
    what = exam.add_mutually_exclusive_group(required=True)
    what.add_argument("--generation", metavar="N", help="its id or number")
    what.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help="put the same items to two, and say how B did against A",
    )
    what.add_argument("--history", action="store_true", help="every exam of the current line")
    exam.add_argument("--svg", type=path_of, metavar="PATH", help="with --history: draw it")
    exam.add_argument("--png", type=path_of, metavar="PATH", help="with --history: draw it as a picture")
    exam.add_argument(
        "--csv",
        type=path_of,
        metavar="PATH",
        help="with --history: every generation there ever was, as a table",
    )
    add_force(exam)
    exam.set_defaults(run=_exam)


def _exam(context: Context) -> int:
    args = context.args
    if not args.history and (args.svg or args.png or args.csv):
        raise wrong_usage("luna exam", "--svg, --png and --csv need --history")
    verb = _history if args.history else _compare if args.compare else _one
    return with_app(verb)(context)


async def _one(app: App, context: Context) -> int:
    generation = await app.generations.resolve(context.args.generation)
    report = await app.exam.run(generation.id, context.out.progress)
    context.out.document(exam_shape(report) or {})
    tell_exam(report, context.out)
    return GOOD


async def _compare(app: App, context: Context) -> int:
    first, second = context.args.compare
    found = await app.exam.compare(first, second, context.out.progress)
    context.out.document(
        {
            "first": exam_shape(found.first),
            "second": exam_shape(found.second),
            "sections": [comparison_shape(row) for row in found.rows],
        }
    )
    rows = [_compared(row, found.first, found.second) for row in found.rows]
    headings = ["section", f"{first}", f"{second}", "gained", "lost", "p better", "Holm", "p worse", "Holm"]
    context.out.table(headings, rows)
    return GOOD


def _compared(row: Comparison, first: ExamReport, second: ExamReport) -> list[str]:
    before, after = first.section(row.section), second.section(row.section)
    if before is not None and after is not None:
        shown = [f"{before.correct:g}/{before.n}", f"{after.correct:g}/{after.n}"]
    else:
        shown = [f"{first.anchor.mean:.3f} bits/B", f"{second.anchor.mean:.3f} bits/B"]
    chances = (row.p_better, row.holm_better, row.p_worse, row.holm_worse)
    return [_name(row.section), *shown, str(row.gained), str(row.lost), *(f"{p:.2g}" for p in chances)]


async def _history(app: App, context: Context) -> int:
    from luna_desktop.services.exam_history import curves, ledger
    from luna_desktop.services.exam_plot import svg

    args, out = context.args, context.out
    replace = await may_write(context, args.svg, args.png, args.csv)
    await _examine_missing(app, out)
    line = await app.exam.history()
    rows = ledger(line)
    numbers = [sitting.generation.number for sitting in line if sitting.report is not None]
    drawing = (
        svg(curves(line), f"Luna's exams, generation {min(numbers)} to {max(numbers)}") if numbers else ""
    )
    if (args.svg or args.png) and not drawing:
        raise LunaError("exam-none", "There is no exam to draw yet.", "", "Let her age up first.")
    if args.svg:
        with exported(args.svg, context.home, replace=replace) as beside, unwritable(args.svg):
            beside.write_text(drawing, encoding="utf-8", newline="\n")
    if args.png:
        with exported(args.png, context.home, replace=replace) as beside:
            context.parts.draw(drawing, beside)
    if args.csv:
        everyone = ledger(await app.exam.history(everyone=True))
        with exported(args.csv, context.home, replace=replace) as beside, unwritable(args.csv):
            _write_csv(beside, everyone)
    out.document({"generations": [_shape(sitting) for sitting in line], "rows": rows})
    shown = [
        [str(row["number"]), str(row["age"]), _name(str(row["section"])), *_figures(row)]
        for row in rows
        if row["section"]
    ]
    out.table(["generation", "age", "section", "score", "95% interval", "p"], shown)
    return GOOD


async def _examine_missing(app: App, out: Output) -> None:
    """A birth takes no exam; looking back begins with it, so it takes one now."""
    for sitting in await app.exam.history():
        generation = sitting.generation
        if sitting.report is None and generation.status is GenerationStatus.PUBLISHED:
            out.note(f"Generation {generation.number} was never examined; she is now.")
            await app.exam.run(generation.id, out.progress)


def _shape(sitting: Sitting) -> dict[str, Any]:
    node = sitting.generation
    return {
        "id": node.id,
        "number": node.number,
        "age": node.age,
        "seed": sitting.seed,
        "dataset_sha256": sitting.dataset_sha256,
        "karma_spent": sitting.karma,
        "by_hand": node.by_hand,
        "exam": exam_shape(sitting.report),
    }


def _write_csv(path: Path, rows: Sequence[dict[str, object]]) -> None:
    from luna_desktop.services.exam_history import COLUMNS

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def tell_exam(report: ExamReport, out: Output) -> None:
    """The sections with their intervals, as a table, and what else the exam found."""
    rows: list[list[str]] = []
    for score in report.sections:
        versus = report.against(score.section)
        rows.append(
            [
                _name(score.section),
                f"{score.correct:g}/{score.n}",
                f"{score.share:.0%}" if score.n else "-",
                f"{score.interval[0]:.0%} to {score.interval[1]:.0%}" if score.n else "-",
                f"{score.chance:.0%}" if score.chance else "-",
                f"{versus.p_better:.2g}" if versus else "-",
                "" if judged(score) else "too few to judge",
            ]
        )
    out.table(["section", "right", "share", "95% interval", "chance", "p", ""], rows)
    text = report.anchor
    if text.chunks:
        phases = ", ".join(f"{text.of(phase).mean:.3f} on phase {phase}" for phase in text.phases)
        out.line(f"Fixed text: {text.mean:.3f} bits a byte, median {text.median:.3f} ({phases}).")
    if report.headline is not None:
        head = report.headline
        out.line(f"Chance taken out, all sections: {head.value:.0%} ({head.low:.0%} to {head.high:.0%}).")
    if report.known:
        out.line(
            f"Known facts wrongly answered with not knowing: {report.wrongly_refused} of {report.known}."
        )
    for name, count in report.dropped.items():
        out.line(f"{count} items on {_name(name)} stood in her lessons and were left out.")
    for score in report.sections:
        if score.at_chance:
            out.line(f"Mind: {_name(score.section)} sits at exactly what guessing gives.")
    for test in report.tests:
        if not test.passed:
            out.line(f"The exam's own test failed: {test.name} ({test.figure:.3g}, limit {test.limit:.3g}).")


def _name(section: str) -> str:
    return "small talk" if section == "talk" else section.replace("_", " ")


def _figures(row: dict[str, Any]) -> list[str]:
    """Score, interval and p of a ledger's row, in the section's unit."""
    unit = "{:.3f}" if row["section"] == ANCHOR else "{:.0%}"
    score, low, high = (unit.format(row[name]) for name in ("score", "low", "high"))
    p = row["p"]
    told = "-" if p == "" else f"{p:.2g}"
    return [f"{score} bits/B" if row["section"] == ANCHOR else score, f"{low} to {high}", told]
