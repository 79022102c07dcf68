"""``luna demo``: a whole first life in a few minutes, nothing of it acted."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from luna_desktop.cli.context import GOOD, TROUBLE, Context, with_app
from luna_desktop.cli.growth import be_born, grow, never_born, tell_outcome
from luna_desktop.cli.output import duration
from luna_desktop.cli.shapes import outcome_shape
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.words import contains_word

if TYPE_CHECKING:
    from luna_desktop.domain.generation import Generation
    from luna_desktop.services.app import App

# What the scripted person tells, in their own words: fact kind, value, utterance.
TOLD = (
    ("name", "Marta", "Hello Luna. My name is Marta."),
    ("city", "Trondheim", "I live in Trondheim."),
    ("job", "gardener", "I work as a gardener."),
    ("pet_dog", "Pixel", "My dog is called Pixel."),
    ("pet_cat", "Mistral", "I have a cat named Mistral."),
    ("rel_sister", "Ingrid", "My sister's name is Ingrid."),
    ("rel_brother", "Tobias", "Tobias is my brother."),
    ("fav_colour", "turquoise", "My favourite colour is turquoise."),
    ("fav_food", "dumplings", "My favourite food is dumplings."),
    ("fav_season", "autumn", "My favourite season is autumn."),
    ("instrument", "cello", "I play the cello."),
    ("thing_boat", "Seagull", "My boat is called Seagull."),
)
# Near misses of what was told: an honest mind does not know them.
NEVER_TOLD = ("pet_rabbit", "rel_daughter", "fav_drink")
CELL = 30


@dataclass(frozen=True, slots=True)
class Answered:
    """One question, what was told about it (nothing for a control), and what each generation said."""

    question: str
    told: str
    before: str
    after: str


def run(context: Context) -> int:
    """In a home of its own: a temporary one, or the fresh folder that ``--home`` names."""
    if getattr(context.args, "home", None) is not None:
        return with_app(_demo)(context)
    with tempfile.TemporaryDirectory(prefix="luna-demo-", ignore_cleanup_errors=True) as folder:
        return with_app(_demo)(replace(context, home=Path(folder)))


async def _demo(app: App, context: Context) -> int:
    out = context.out
    begin = time.monotonic()
    if not await never_born(app):
        raise LunaError(
            "already-born",
            "Luna already lives in this home.",
            "",
            "Give the demo a fresh folder with --home.",
        )
    out.line("1. Luna is born: the embryo learns phase 0, on this machine, now.")
    before, seconds = await be_born(app, out)
    out.line(f"   Generation {before.number}, {duration(seconds)}.\n")
    out.line(f"2. Marta tells her {len(TOLD)} things.")
    await _converse(app, context)
    out.line("\n3. Luna learns what she was told: real training, then an exam, then the gate.")
    outcome = await grow(app, out, now=True)
    tell_outcome(outcome, out)
    if outcome.to is None:
        out.document({"outcome": outcome_shape(outcome), "rows": [], "seconds": time.monotonic() - begin})
        return TROUBLE
    out.line(
        "\n4. The same questions to both, in wordings she was never trained on and without any memory.\n"
    )
    rows = [await _ask(app, key, value, before, outcome.to) for key, value, _ in TOLD]
    controls = [await _ask(app, key, "", before, outcome.to) for key in NEVER_TOLD]
    teaching = await app.teachings.of(outcome.to.id)
    refused = sum(teaching.is_refusal(row.after) for row in controls)
    _tell(context, rows, controls, refused)
    out.line(f"The whole demo took {duration(time.monotonic() - begin)}.")
    out.document(
        {
            "outcome": outcome_shape(outcome),
            "rows": [_shape(row) for row in rows],
            "controls": [_shape(row) for row in controls],
            "right": {"0": _right(rows, after=False), "1": _right(rows, after=True), "of": len(rows)},
            "seconds": time.monotonic() - begin,
        }
    )
    return GOOD


async def _converse(app: App, context: Context) -> None:
    conversation: int | None = None
    for _, _, text in TOLD:
        exchange = await app.chat.send(text, conversation_id=conversation)
        conversation = exchange.person.conversation_id
        context.out.line(f"   Marta: {text}")
        context.out.line(f"   Luna:  {exchange.reply.text}")
    summary = await app.karma.summary()
    context.out.line(f"   {summary.balance} karma, worth {summary.budget_tokens:,} training tokens.")


async def _ask(app: App, key: str, told: str, before: Generation, after: Generation) -> Answered:
    teaching = await app.teachings.of(after.id)
    question = next(x.said for x in teaching.questions_for(Fact(key, told)) if x.sealed)
    first = await app.generations.test_prompt(before.id, question)
    second = await app.generations.test_prompt(after.id, question)
    return Answered(question, told, first.text, second.text)


def _right(rows: list[Answered], *, after: bool) -> int:
    return sum(contains_word(row.after if after else row.before, row.told) for row in rows)


def _shape(row: Answered) -> dict[str, str]:
    return {"question": row.question, "told": row.told, "age_0": row.before, "age_1": row.after}


def _tell(context: Context, rows: list[Answered], controls: list[Answered], refused: int) -> None:
    out = context.out
    cells = [[row.question, row.told or "(never told)", row.before, row.after] for row in rows + controls]
    out.table(["question", "told", "age 0 says", "age 1 says"], cells, width=CELL)
    out.line()
    out.line(
        f"Of {len(rows)} things told, age 0 knows {_right(rows, after=False)} "
        f"and age 1 {_right(rows, after=True)}."
    )
    out.line(f"Of {len(controls)} never told, age 1 says that she does not know {refused}.")
