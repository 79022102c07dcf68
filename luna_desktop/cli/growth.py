"""Verbs of growing: birth, age-up, karma."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from luna_desktop.cli import examining
from luna_desktop.cli.context import GOOD, TROUBLE, Context, with_app
from luna_desktop.cli.output import Output, duration
from luna_desktop.cli.shapes import entry_shape, generation_shape, outcome_shape
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prospect import FACTS

if TYPE_CHECKING:
    from luna_desktop.domain.generation import Generation
    from luna_desktop.domain.prospect import Prospect
    from luna_desktop.services.app import App
    from luna_desktop.services.results import AgeUpOutcome

RECENT = 10
EMBRYO = "embryo"


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    birth = verbs.add_parser("birth", parents=[shared], help="let Luna be born in a fresh home")
    birth.add_argument(
        "--base",
        metavar="NAME|DIR",
        help="what she is born from (embryo; on a terminal, the one that is recommended here)",
    )
    birth.set_defaults(run=with_app(_birth))

    age_up = verbs.add_parser("age-up", parents=[shared], help="let her learn and become the next generation")
    age_up.add_argument("--now", action="store_true", help="with the karma there is, before the bar is full")
    age_up.set_defaults(run=with_app(_age_up))

    examining.register(verbs, shared)

    karma = verbs.add_parser("karma", parents=[shared], help="how full the bar is, and what filled it")
    karma.add_argument("--verify", action="store_true", help="fold the whole ledger anew: does it add up?")
    karma.set_defaults(run=with_app(_karma, reads=True))


async def be_born(app: App, out: Output, base: str = EMBRYO) -> tuple[Generation, float]:
    """Birth with its progress; returns the first generation and the seconds it took."""
    begin = time.monotonic()
    generation = await app.birth.be_born(base, on_progress=out.progress)
    return generation, time.monotonic() - begin


async def never_born(app: App) -> bool:
    """Whether there was no life here yet; one whose files are away is not begun anew unasked.

    Raises:
        LunaError: ``generations-damaged``.
    """
    if app.generations.lost is not None:
        raise app.generations.lost
    return await app.birth.needed()


async def born_unasked(app: App, out: Output) -> None:
    """Birth by itself where she never was.

    Raises:
        LunaError: ``generations-damaged``, and what a birth may say.
    """
    if not await never_born(app):
        return
    out.note("Luna is being born first; this happens once in a home.")
    generation, seconds = await be_born(app, out)
    out.note(f"Luna is born: generation {generation.number}, {duration(seconds)}.")


async def _birth(app: App, context: Context) -> int:
    if not await app.birth.needed():
        raise LunaError(
            "already-born", "Luna is already born in this home.", "", "Talk to her with `luna chat`."
        )
    base = context.args.base if context.args.base is not None else await _unnamed(app, context.out)
    generation, seconds = await be_born(app, context.out, base)
    context.out.document({**generation_shape(generation, generation.id), "wall_seconds": seconds})
    context.out.line(f"Luna is born: generation {generation.number}, {duration(seconds)}.")
    return GOOD


async def _unnamed(app: App, out: Output) -> str:
    """The base that nobody named: a person gets the one that is recommended here and is told which.

    A script gets the embryo: the same command does the same on every machine.
    """
    if out.as_json or not sys.stdin.isatty():
        return EMBRYO
    usable = await app.prospects.usable()
    if app.prospects.to_measure(usable):
        out.note("Trying how fast she learns here; this happens once on a machine.")
    best = await app.prospects.best(out.progress)
    if best is None or len(usable) == 1:
        return EMBRYO
    others = ", ".join(one.base.name for one in usable if one.base.name != best.base.name)
    out.note(f"She is born from {best.base.title}. {best.about} {learns(best)} Others, by --base: {others}.")
    return best.base.name


def learns(prospect: Prospect) -> str:
    """How long she learns on a base, in a sentence."""
    if prospect.minutes is None:
        return "Nobody tried yet how fast she learns on it."
    return f"She learns {FACTS} facts on it in about {about_minutes(prospect.minutes)}."


def about_minutes(minutes: float) -> str:
    """Whole minutes, one at least."""
    return f"{max(1, round(minutes))} min"


async def grow(app: App, out: Output, now: bool = False) -> AgeUpOutcome:
    """Announce an age-up and carry it out; one that was paused is taken up again."""
    head = await app.generations.head()
    announcement = f"AGE-UP INITIATED: Generation {head.number} -> {head.number + 1}"
    (out.note if out.as_json else out.line)(announcement)
    preview = await app.age_up.check()
    unsubscribe = follow(app, out)
    try:
        if preview.resumable is not None:
            out.note("Going on where the training was paused.")
            return await app.age_up.resume()
        return await app.age_up.run(now=now)
    finally:
        unsubscribe()


def follow(app: App, out: Output) -> Any:
    """Show the training's progress until the returned function is called."""
    from luna_desktop.domain.events import TrainingProgressed

    def show(event: TrainingProgressed) -> None:
        out.progress(event.progress)

    return app.bus.subscribe(TrainingProgressed, show)


ENDINGS = {
    "rejected": "She tried, and did not get better. Nothing was changed. Your karma is kept.",
    "paused": "Her learning is paused; `luna age-up` goes on from here.",
    "cancelled": "Her learning was cancelled. Nothing was changed. Your karma is kept.",
    "failed": "Her learning failed. Nothing was changed. Your karma is kept.",
}


def tell_outcome(outcome: AgeUpOutcome, out: Output) -> None:
    """How an age-up ended, in a person's words; beside a JSON document it goes to stderr."""
    tell = out.note if out.as_json else out.line
    if outcome.status == "branched":
        headline = "She has learned, and does not answer yet."
    elif outcome.to is not None:
        took = duration(outcome.seconds)
        headline = f"Luna is now generation {outcome.to.number} ({took}, {outcome.tokens:,} training tokens)."
    else:
        headline = ENDINGS[outcome.status]
    tell(headline)
    for reason in outcome.reasons:
        if reason != headline:
            tell(f"  {reason}")


async def _age_up(app: App, context: Context) -> int:
    preview = await app.age_up.check()
    possible = preview.possible and (preview.due or context.args.now)
    if preview.resumable is None and not possible:
        why = preview.why_not or f"The bar holds {preview.balance} of {preview.threshold} karma."
        raise LunaError(
            "age-up-not-due",
            "She cannot age up now.",
            why,
            "`luna age-up --now` does not wait." if preview.possible else "",
        )
    outcome = await grow(app, context.out, now=context.args.now)
    context.out.document(outcome_shape(outcome))
    tell_outcome(outcome, context.out)
    return TROUBLE if outcome.to is None else GOOD


async def _karma(app: App, context: Context) -> int:
    if context.args.verify:
        return await _verify(app, context)
    summary = await app.karma.summary()
    context.out.document(
        {
            "karma": summary.balance,
            "threshold": summary.threshold,
            "age": summary.age,
            "budget_tokens": summary.budget_tokens,
            "entries": [entry_shape(entry) for entry in summary.entries],
        }
    )
    context.out.line(f"{summary.balance} of {summary.threshold} karma at age {summary.age}.")
    context.out.line(f"It would buy {summary.budget_tokens:,} training tokens.")
    for entry in summary.entries[:RECENT]:
        context.out.line(f"  {entry.delta:+d}  {entry.reason}")
    return GOOD


async def _verify(app: App, context: Context) -> int:
    faults = await app.karma.verify()
    context.out.document({"ok": not faults, "faults": faults})
    for fault in faults:
        context.out.line(fault)
    context.out.line("The ledger does not add up." if faults else "Every line of the ledger adds up.")
    return TROUBLE if faults else GOOD
