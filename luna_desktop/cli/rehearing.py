"""The action that hears again what was said: ``luna lessons again``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, agreed, with_app
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.rehearing import Offer, Reading

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.rehearing import Reheard
    from luna_desktop.services.teaching import Teaching

TITLES = {
    Reading.NEW: "Would be new:",
    Reading.OTHERWISE: "Would read otherwise:",
    Reading.GONE: "Would go:",
}
SAID = 100  # characters of a message that is quoted


def register(actions: Any, shared: argparse.ArgumentParser) -> None:
    """Add the action to those of `lessons`."""
    again = actions.add_parser(
        "again",
        parents=[shared],
        help="listen again to what was said, and show what would be noted otherwise",
        description="Listens again to what another ear heard, or to everything where none did. Nothing is "
        "changed unless it is taken; what you added, put right, confirmed or struck is never touched.",
    )
    choice = again.add_mutually_exclusive_group()
    choice.add_argument("--yes", action="store_true", help="take all of it")
    choice.add_argument(
        "--take", action="append", metavar="KEY", help="take what is about KEY; may be given again"
    )
    again.set_defaults(run=with_app(_again))


async def _again(app: App, context: Context) -> int:
    out = context.out
    reheard, teaching = await app.rehearing.run(out.progress), await app.teachings.now()
    _show(reheard, teaching, context)
    chosen = await _chosen(reheard, context)
    taken = await app.rehearing.take(reheard, chosen) if chosen else None
    out.document(
        {
            **_shape(reheard, teaching),
            "taken": [list(offer.keys) for offer in taken.offers] if taken else [],
            "outdated": taken.outdated if taken else 0,
        }
    )
    if taken is not None:
        out.line(f"Taken: {len(taken.offers)} of {len(reheard.offers)}.")
        if taken.outdated:
            out.line(f"{taken.outdated} no longer fit what was changed meanwhile.")
    elif reheard.offers:
        out.line("Nothing is changed. `--yes` takes all of it, `--take KEY` what is about KEY.")
    return GOOD


async def _chosen(reheard: Reheard, context: Context) -> Sequence[Offer]:
    """What the person takes: who sits at a terminal and did not say is asked."""
    args = context.args
    if args.take:
        offered = {key: offer for offer in reheard.offers for key in offer.keys}
        unknown = [key for key in args.take if key not in offered]
        if unknown:
            raise LunaError(
                "offer-unknown",
                f"Nothing about {unknown[0]!r} would be otherwise, so nothing was changed.",
                "",
                "`luna lessons again` shows the keys that there are.",
            )
        return list(dict.fromkeys(offered[key] for key in args.take))
    if args.yes:
        return reheard.offers
    if reheard.offers and not context.out.as_json and sys.stdin.isatty():
        context.out.note("Shall all of it be taken? [y/N]")
        return reheard.offers if await agreed() else ()
    return ()


def _show(reheard: Reheard, teaching: Teaching, context: Context) -> None:
    from luna_desktop.services.wording import offer_words, reheard_line

    out = context.out
    out.line(reheard_line(reheard))
    if not reheard.offers:
        out.line("Nothing would be noted otherwise.")
    for reading, title in TITLES.items():
        some = [offer for offer in reheard.offers if offer.reading is reading]
        if some:
            out.line(title)
        for offer in some:
            words = offer_words(offer, teaching)
            change = " -> ".join(" ".join(part) for part in (words.before, words.after) if part)
            waits = f" (waits: {words.waits})" if words.waits else ""
            out.line(f"  {', '.join(offer.keys)}: {change}{waits}")
            if words.said:
                said = words.said if len(words.said) <= SAID else f"{words.said[: SAID - 3]}..."
                out.line(f'    you said: "{said}"')


def _shape(reheard: Reheard, teaching: Teaching) -> dict[str, Any]:
    """What is offered, for scripts."""
    from luna_desktop.services.wording import offer_words

    offers: list[dict[str, Any]] = []
    for offer in reheard.offers:
        words = offer_words(offer, teaching)
        values = [[x.fact.value for x in part if x.fact] for part in (offer.before, offer.after)]
        offers.append(
            {
                "reading": offer.reading.value,
                "keys": list(offer.keys),
                "values_before": values[0],
                "values_after": values[1],
                "before": list(words.before),
                "after": list(words.after),
                "messages": list(offer.message_ids),
                "said": words.said,
                "waits": words.waits,
            }
        )
    return {
        "messages": reheard.messages,
        "heard": len(reheard.heard),
        "unheard": reheard.deaf,
        "stopped": reheard.stopped,
        "offers": offers,
    }
