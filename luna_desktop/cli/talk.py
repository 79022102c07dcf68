"""Verbs of talking: chat, test-checkpoint."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, agreed, with_app
from luna_desktop.cli.growth import born_unasked, grow, tell_outcome
from luna_desktop.cli.output import Output
from luna_desktop.cli.shapes import chat_shape, outcome_shape, refused_shape
from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import secret_names
from luna_desktop.domain.message import MessageState, writable

if TYPE_CHECKING:
    from luna_desktop.domain.generation import Generation
    from luna_desktop.services.app import App
    from luna_desktop.services.results import AgeUpOutcome


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    chat = verbs.add_parser("chat", parents=[shared], help="say something to her")
    chat.add_argument("text", metavar="TEXT", help="what you say")
    chat.add_argument("--generation", metavar="N", help="who answers: an id or a number (the current one)")
    chat.add_argument(
        "--conversation", type=int, metavar="ID", help="go on in this one (else a new one starts)"
    )
    chat.set_defaults(run=with_app(_chat))

    test = verbs.add_parser(
        "test-checkpoint", parents=[shared], help="try a generation: no memory, no karma, nothing stored"
    )
    test.add_argument("--generation", required=True, metavar="N", help="its id or number")
    test.add_argument("--prompt", required=True, metavar="TEXT", help="what to ask")
    test.set_defaults(run=with_app(_test_checkpoint))


async def _chat(app: App, context: Context) -> int:
    out = context.out
    await born_unasked(app, out)
    wanted = context.args.generation
    head = await app.generations.head()
    speaker = head if wanted is None else await app.generations.resolve(wanted)
    exchange = await app.chat.send(
        context.args.text,
        conversation_id=context.args.conversation,
        generation_id=speaker.id if wanted is not None else None,
    )
    _tell_reply(exchange.reply.text, out)
    if exchange.reply.held:
        out.note(f"[not learned: looks like {secret_names(exchange.reply.held)}; see `luna lessons`]")
    bar = f"+{exchange.karma_earned} karma: {exchange.balance}/{exchange.threshold}"
    out.note(f"[generation {speaker.number}, {bar}]")
    stopped = exchange.reply.state is MessageState.STOPPED  # by Ctrl+C, after which nothing new begins
    age_up = await _age_up_told(app, out, head) if exchange.age_up_due and not stopped else None
    out.document(chat_shape(exchange, speaker.number, age_up))
    return GOOD


def _tell_reply(text: str, out: Output) -> None:
    out.line(text)
    if not text:
        out.note("[she said nothing]")


async def _age_up_told(app: App, out: Output, head: Generation) -> dict[str, Any] | None:
    """The shape of the age-up, also of one that could not begin: the reply before it was given and paid."""
    try:
        outcome = await _age_up_when_due(app, out)
    except LunaError as error:
        out.note(f"The bar is full, but she cannot age up now. {error.sentence}")
        return refused_shape(head.number, error.sentence)
    return outcome_shape(outcome) if outcome else None


async def _age_up_when_due(app: App, out: Output) -> AgeUpOutcome | None:
    """Carry the age-up out, unless the person set that she asks first or waits to be told."""
    preview = await app.age_up.check()
    if not preview.possible:
        out.note(f"The bar is full, but she cannot age up now. {preview.why_not}".strip())
        return None
    mode = await app.settings.get("age_up", "auto")
    if mode == "ask" and sys.stdin.isatty():
        out.note("The bar is full. Shall she age up now? [y/N]")
        mode = "auto" if await agreed() else "manual"
    if mode != "auto":
        out.note("The bar is full. `luna age-up` lets her grow.")
        return None
    outcome = await grow(app, out)
    tell_outcome(outcome, out)
    return outcome


async def _test_checkpoint(app: App, context: Context) -> int:
    generation = await app.generations.resolve(context.args.generation)
    reply = await app.generations.test_prompt(generation.id, writable(context.args.prompt))
    about = list(inner_speech.about(reply.inner))
    context.out.document({"reply": reply.text, "generation": generation.number, "about": about})
    _tell_reply(reply.text, context.out)
    return GOOD
