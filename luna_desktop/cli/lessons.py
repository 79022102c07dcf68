"""Verbs of what she is taught: lessons, forget."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from luna_desktop.cli import rehearing
from luna_desktop.cli.context import GOOD, TROUBLE, Context, with_app
from luna_desktop.cli.growth import follow, tell_outcome
from luna_desktop.cli.shapes import outcome_shape, timestamp
from luna_desktop.domain.lesson import Lesson, held_reason
from luna_desktop.domain.lesson_state import LessonState

if TYPE_CHECKING:
    from luna_desktop.domain.forgetting import Forgetting
    from luna_desktop.services.app import App
    from luna_desktop.services.results import Forgot
    from luna_desktop.services.teaching import Teaching

WIDTH = 60


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    lessons = verbs.add_parser(
        "lessons", parents=[shared], help="what she is to be taught: look, confirm, strike, mend, let in"
    )
    lessons.add_argument("--all", action="store_true", help="what she was taught already, too")
    lessons.set_defaults(run=with_app(_list, reads=True), all=False)
    actions = lessons.add_subparsers(metavar="ACTION", title="actions")
    for name, run, text in (
        ("confirm", _confirm, "it is right; it waits no longer"),
        ("strike", _strike, "never teach it"),
        ("let-in", _let_in, "teach it although it was struck or held back"),
        ("mend", _mend, "put VALUE in its place"),
    ):
        action = actions.add_parser(name, parents=[shared], help=text)
        action.add_argument("lesson", type=int, metavar="ID", help="as `luna lessons` lists it")
        if name == "mend":
            action.add_argument("value", metavar="VALUE", help="the right value, or the better reply")
        action.set_defaults(run=with_app(run))

    add = actions.add_parser(
        "add",
        parents=[shared],
        help="keep a fact by hand; it replaces what held, unless one can have several",
    )
    add.add_argument("key", metavar="KEY", help="what it is, as `luna lessons --json` has it under fact")
    add.add_argument("value", metavar="VALUE")
    add.add_argument("--message", type=int, metavar="ID", help="the message of yours that tells it")
    add.set_defaults(run=with_app(_add))

    rehearing.register(actions, shared)

    forget = verbs.add_parser("forget", parents=[shared], help="forget something, down to the weights")
    forget.add_argument("sought", metavar="TEXT|ID", help="words, or a lesson's number")
    forget.add_argument(
        "--yes", action="store_true", help="do it; without this it is only shown what would go"
    )
    forget.set_defaults(run=_look_or_forget)


def state(lesson: Lesson, states: Mapping[int, LessonState]) -> LessonState:
    """Where a lesson stands, also one of another line or a private conversation."""
    if lesson.id in states:
        return states[lesson.id]
    if lesson.struck:
        return LessonState.STRUCK
    return LessonState.HELD if lesson.held else LessonState.WAITING


def lesson_shape(lesson: Lesson, teaching: Teaching, states: Mapping[int, LessonState]) -> dict[str, Any]:
    """One lesson with its state, its sources and why it is held back."""
    from luna_desktop.services.wording import lesson_text

    fact = lesson.fact
    return {
        "id": lesson.id,
        "kind": str(lesson.kind),
        "state": str(state(lesson, states)),
        "text": lesson_text(lesson, teaching),
        "fact": fact.key if fact else None,
        "key": fact.key if fact else None,
        "value": fact.value if fact else None,
        "change": fact.change if fact else None,
        "source": fact.source if fact else None,
        "prompt": lesson.prompt,
        "reply": lesson.reply,
        "held": held_reason(lesson.held),
        "confirmed": lesson.confirmed,
        "messages": list(lesson.message_ids),
        "created_at": timestamp(lesson.created_at),
    }


async def _list(app: App, context: Context) -> int:
    from luna_desktop.services.wording import lesson_text

    out = context.out
    found = await (app.lessons.all() if context.args.all else app.lessons.pending())
    states, teaching = await app.lessons.states(), await app.teachings.now()
    out.document([lesson_shape(lesson, teaching, states) for lesson in found])
    if not found:
        out.line('Nothing waits to be taught. Tell her something: `luna chat "My dog is called Rex."`')
        return GOOD
    rows = [
        [
            str(lesson.id),
            state(lesson, states) + (", confirmed" if lesson.confirmed else ""),
            lesson_text(lesson, teaching),
            ", ".join(map(str, lesson.message_ids)) or "-",
            held_reason(lesson.held),
        ]
        for lesson in found
    ]
    out.table(["id", "state", "lesson", "messages", "waits because"], rows, WIDTH)
    return GOOD


async def _tell_one(app: App, context: Context, lesson_id: int) -> int:
    from luna_desktop.services.wording import lesson_text

    lesson, teaching = await app.lessons.get(lesson_id), await app.teachings.now()
    states = await app.lessons.states()
    context.out.document(lesson_shape(lesson, teaching, states))
    context.out.line(f"{lesson.id}: {lesson_text(lesson, teaching)} [{state(lesson, states)}]")
    return GOOD


async def _confirm(app: App, context: Context) -> int:
    await app.lessons.confirm(context.args.lesson)
    return await _tell_one(app, context, context.args.lesson)


async def _strike(app: App, context: Context) -> int:
    await app.lessons.strike(context.args.lesson)
    return await _tell_one(app, context, context.args.lesson)


async def _let_in(app: App, context: Context) -> int:
    await app.lessons.let_in(context.args.lesson)
    return await _tell_one(app, context, context.args.lesson)


async def _add(app: App, context: Context) -> int:
    added = await app.lessons.add(context.args.key, context.args.value, context.args.message)
    return await _tell_one(app, context, added.id)


async def _mend(app: App, context: Context) -> int:
    mended = await app.lessons.mend(context.args.lesson, context.args.value)
    return await _tell_one(app, context, mended.id)


def _look_or_forget(context: Context) -> int:
    verb = with_app(_forget) if context.args.yes else with_app(_look, reads=True)
    return verb(context)


async def _look(app: App, context: Context) -> int:
    out = context.out
    what = await app.forgetting.look(context.args.sought, on_progress=out.progress)
    teaching = await app.teachings.now()
    shape = forgetting_shape(what, teaching, await app.lessons.states())
    out.document({**shape, "forgotten": False})
    _tell_what_goes(what, teaching, context)
    out.line("Nothing is changed yet; `--yes` forgets it. What went out as an export stays where it is.")
    return GOOD


async def _forget(app: App, context: Context) -> int:
    out = context.out
    what = await app.forgetting.look(context.args.sought, on_progress=out.progress)
    teaching = await app.teachings.now()
    shape = forgetting_shape(what, teaching, await app.lessons.states())
    unsubscribe = follow(app, out)
    try:
        forgot = await app.forgetting.forget(what, out.progress)
    finally:
        unsubscribe()
    outcome = outcome_shape(forgot.outcome) if forgot.outcome else None
    out.document(
        {
            **shape,
            "forgotten": True,
            "asked": forgot.asked,
            "leaks": forgot.leaks,
            "guesses": forgot.guesses,
            "answers": [asdict(answer) for answer in forgot.answers],
            "relearnt": forgot.relearnt,
            "outcome": outcome,
            "reasons": list(forgot.reasons),
            "left": forgot.left.sentence if forgot.left else None,
        }
    )
    _tell_how_it_went(forgot, context)
    return GOOD if forgot.relearnt and forgot.left is None else TROUBLE


def forgetting_shape(
    what: Forgetting, teaching: Teaching, states: Mapping[int, LessonState]
) -> dict[str, Any]:
    """Everything that goes, for scripts."""
    return {
        "sought": what.sought,
        "lessons": [lesson_shape(lesson, teaching, states) for lesson in what.lessons],
        "along": [lesson_shape(lesson, teaching, states) for lesson in what.along],
        "struck": [lesson.id for lesson in what.outdated],
        "messages": [
            {
                "id": m.id,
                "conversation": m.conversation_id,
                "role": m.role,
                "text": m.text,
                "inner": m.inner,
            }
            for m in what.messages
        ],
        "titles": [{"conversation": c.id, "title": c.title} for c in what.titles],
        "generations": [{"id": g.id, "number": g.number, "status": str(g.status)} for g in what.generations],
        "back_to": what.back_to.id if what.back_to else None,
        "karma_returned": what.karma,
        "copies": what.copies,
    }


def _tell_what_goes(what: Forgetting, teaching: Teaching, context: Context) -> None:
    from luna_desktop.services.wording import forgetting_cost, forgetting_parts

    out = context.out
    for title, lines in forgetting_parts(what, teaching, numbered=True):
        out.line(title)
        for line in lines:
            out.line(f"  {line}")
    for line in forgetting_cost(what):
        out.line(line)


def _tell_how_it_went(forgot: Forgot, context: Context) -> None:
    from luna_desktop.services.wording import forgot_lines

    out = context.out
    tell = out.note if out.as_json else out.line
    for line in forgot_lines(forgot):
        tell(line)
    if forgot.outcome is not None and forgot.relearnt:
        tell_outcome(forgot.outcome, out)
