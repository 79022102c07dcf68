"""The verb that takes her from age to age in one go: grow."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, TROUBLE, Context, path_of, with_app
from luna_desktop.cli.examining import tell_exam
from luna_desktop.cli.growth import born_unasked, grow, tell_outcome
from luna_desktop.cli.importing import bring_in, report_shape, tell_report
from luna_desktop.cli.output import Output, duration
from luna_desktop.cli.shapes import outcome_shape
from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.results import AgeUpOutcome

AGE = 3


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verb of this file."""
    verb = verbs.add_parser(
        "grow",
        parents=[shared],
        help="age up again and again, with an exam after each, until an age is reached",
    )
    verb.add_argument("--to-age", type=_age, default=AGE, metavar="N", help=f"where to stop ({AGE})")
    verb.add_argument(
        "--import", type=path_of, dest="bring", metavar="PATH", help="bring conversations first"
    )
    verb.add_argument("--let-in", action="store_true", help="with --import: she may learn from them")
    verb.set_defaults(run=with_app(_grow))


def _age(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not an age")
    return int(text)


async def _grow(app: App, context: Context) -> int:
    out, wanted = context.out, context.args.to_age
    await born_unasked(app, out)
    brought = None
    if context.args.bring is not None:
        brought = await bring_in(app, out, context.args.bring, context.args.let_in or None)
        tell_report(brought, out)
    reached, outcomes, why = await _age_by_age(app, out, wanted)
    out.document(
        {
            "reached": reached >= wanted,
            "age": reached,
            "why": why,
            "import": report_shape(brought) if brought else None,
            "age_ups": [outcome_shape(outcome) for outcome in outcomes],
        }
    )
    _tell_ages(outcomes, out)
    if reached < wanted:
        out.note(f"She is at age {reached} and did not reach {wanted}. {why}")
        return TROUBLE
    out.line(f"Luna is at age {reached}.")
    return GOOD


async def _age_by_age(app: App, out: Output, wanted: int) -> tuple[int, list[AgeUpOutcome], str]:
    """Age-ups until the age is reached or one does not succeed: her age, they, and why there are no more."""
    outcomes: list[AgeUpOutcome] = []
    while (age := (await app.generations.head()).age) < wanted:
        try:
            preview = await app.age_up.check()
            if preview.resumable is None and not preview.possible:
                return age, outcomes, preview.why_not
            if preview.balance < preview.threshold:
                out.note(
                    f"The bar holds {preview.balance} of {preview.threshold} karma; "
                    "she tries with what there is."
                )
            outcome = await grow(app, out, now=True)
        except LunaError as error:  # what was brought, and the ages before, are to be told
            return age, outcomes, error.sentence
        outcomes.append(outcome)
        tell_outcome(outcome, out)
        if outcome.exam is not None:
            tell_exam(outcome.exam, out)
        if outcome.status != "published":
            why = f"Generation {outcome.candidate.number} was not published ({outcome.status})."
            if outcome.status == "branched":
                why = " ".join(outcome.reasons)
            return age, outcomes, why
    return age, outcomes, ""


def _tell_ages(outcomes: list[AgeUpOutcome], out: Output) -> None:
    """Age by age, with every section of the exam that was asked."""
    if not outcomes:
        return
    named = [s.section for o in outcomes if o.exam for s in o.exam.sections if s.n]
    sections = list(dict.fromkeys(named))
    rows: list[list[str]] = []
    for outcome in outcomes:
        shares = {s.section: f"{s.share:.0%}" for s in outcome.exam.sections if s.n} if outcome.exam else {}
        told = [str(outcome.candidate.age), str(outcome.candidate.number), outcome.status]
        rows.append(
            [*told, duration(outcome.seconds), f"{outcome.tokens:,}", *(shares.get(s, "-") for s in sections)]
        )
    out.table(["age", "no", "ended", "took", "tokens", *(s.replace("_", " ") for s in sections)], rows)
