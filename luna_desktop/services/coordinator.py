"""Who may work beside whom: the one owner of all work that excludes other work.

Everything that takes a while, and could write back what other work has just taken away, asks for a
turn here first. What is under way decides by one table: beside it, after it, or not now, in a sentence
that names it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from luna_desktop.domain.errors import LunaError

T = TypeVar("T")


class Work(StrEnum):
    """The kinds of work; a fork of the line and ``luna grow`` are age-ups."""

    REPLY = "reply"
    LESSON = "lesson"  # a thumb, a better answer, a mended lesson: written from what was just read
    EXAM = "exam"
    IMPORT = "import"
    AGE_UP = "age-up"  # begun or gone on with
    RELEARNING = "relearning"  # what a forgetting becomes once the texts are gone
    BIRTH = "birth"
    FORGETTING = "forgetting"
    USE = "use"
    PUBLISH = "publish"  # by hand
    DELETE = "delete"  # the files of a rejected generation
    HEARING = "hearing"  # one message that was left unheard
    REHEARING = "rehearing"  # of all that was said


class Rule(StrEnum):
    """What is under way says to what is asked for."""

    BESIDE = "."
    WAIT = "w"
    REFUSE = "x"


# A row: what is under way. A column: what is asked for, in the same order.
# Waits only what is over in seconds: texts that go, a generation being loaded, a lesson being written, one
# message being heard.
_TABLE = """
            reply  lesson exam  import age-up relearning birth forgetting use publish delete hearing rehearing
 reply      .      .      .     .      .      .          x     x          .   .       .      .       .
 lesson     .      .      .     .      .      .          x     w          .   .       .      .       .
 exam       .      .      .     .      .      .          x     x          .   .       x      .       .
 import     .      .      .     x      .      .          x     x          .   .       .      .       x
 age-up     .      .      .     .      x      x          x     x          .   x       .      .       .
 relearning .      .      .     .      x      x          x     x          x   x       .      .       .
 birth      x      x      x     x      x      x          x     x          x   x       x      .       x
 forgetting w      w      x     x      x      x          x     x          x   x       x      w       x
 use        .      .      .     .      w      x          x     w          w   w       w      .       w
 publish    .      .      .     .      w      x          x     w          w   w       w      .       w
 delete     .      .      x     .      .      .          x     w          w   w       w      .       .
 hearing    .      .      .     .      .      .          .     w          .   .       .      .       .
 rehearing  .      .      .     x      .      .          x     x          .   .       .      .       x
"""


def _read(table: str) -> Mapping[Work, Mapping[Work, Rule]]:
    asked, *lines = table.strip().splitlines()
    order = [Work(name) for name in asked.split()]
    rows = {Work(name): [Rule(mark) for mark in marks] for name, *marks in map(str.split, lines)}
    return {under_way: dict(zip(order, rules, strict=True)) for under_way, rules in rows.items()}


RULES = _read(_TABLE)


@dataclass(frozen=True, slots=True)
class _Words:
    cannot: str  # said when it is asked for
    doing: str  # said of it while it is under way
    then: str  # what to do about it


_WORDS: Mapping[Work, _Words] = {
    Work.REPLY: _Words(
        "She cannot answer now.", "She is answering you.", "Wait until she has, or stop her answer."
    ),
    Work.LESSON: _Words(
        "This cannot be kept as a lesson now.", "A lesson is being written down.", "Try again in a moment."
    ),
    Work.EXAM: _Words(
        "She cannot take an exam now.", "She is taking an exam.", "Try again when it has ended."
    ),
    Work.IMPORT: _Words(
        "Nothing can be imported now.", "An import is under way.", "Wait until it has ended, or stop it."
    ),
    Work.AGE_UP: _Words(
        "She cannot age up now.", "She is learning.", "Wait until she has learned, or pause her learning."
    ),
    Work.RELEARNING: _Words(
        "She cannot learn again now.",
        "She is learning again what was not to be forgotten.",
        "Wait until she has learned it, or cancel her learning.",
    ),
    Work.BIRTH: _Words("She cannot be born now.", "She is being born.", "Wait until she is there."),
    Work.FORGETTING: _Words("She cannot forget now.", "She is forgetting.", "Try again when she has."),
    Work.USE: _Words(
        "Another generation cannot be made the current one now.",
        "Another generation is being made the current one.",
        "Try again in a moment.",
    ),
    Work.PUBLISH: _Words(
        "A generation cannot be published by hand now.",
        "A generation is being published by hand.",
        "Try again in a moment.",
    ),
    Work.DELETE: _Words(
        "The files of a generation cannot be deleted now.",
        "The files of a generation are being deleted.",
        "Try again in a moment.",
    ),
    Work.HEARING: _Words(
        "What you said before cannot be heard now.",
        "She is hearing what you said before.",
        "Try again in a moment.",
    ),
    Work.REHEARING: _Words(
        "She cannot listen again to what was said now.",
        "She is listening again to what was said.",
        "Wait until she has, or stop it.",
    ),
}
# Codes that scripts know from before there was this table.
_CODES = {Work.FORGETTING: "age-up-impossible", Work.RELEARNING: "age-up-impossible"}
CLOSING = "luna-closing"


@dataclass(eq=False, slots=True)
class Turn:
    """The right to do ``work`` until its block is left."""

    work: Work
    _become: Callable[[Turn, Work], None]
    _task: asyncio.Task[object] | None = field(default_factory=asyncio.current_task)
    under_way: bool = False

    def become(self, work: Work) -> None:
        """Go on as ``work``: who waited and may run beside that begins.

        Raises:
            LunaError: where it may not begin.
        """
        self._become(self, work)

    def cut_short(self) -> None:
        """Cancel its task."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()


class Coordinator:
    """Gives turns, first come, first served. Lives on the loop's thread."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []  # under way or waiting, in the order they were asked for
        self._changed = asyncio.Event()
        self._closing = False

    @asynccontextmanager
    async def work(self, work: Work) -> AsyncGenerator[Turn]:
        """Do ``work`` in this block, once what it has to wait for is over.

        Raises:
            LunaError: what is under way and excludes it, or ``luna-closing``.
        """
        self._must_not_be_refused(work, self._turns)
        turn = Turn(work, self._become)
        self._turns.append(turn)
        try:
            while self._said_by(self._before(turn), work, Rule.WAIT):
                await self._changed.wait()
                self._must_not_be_refused(work, self._before(turn))
            turn.under_way = True
            yield turn
        finally:
            turn.under_way = False
            self._turns.remove(turn)
            self._tell()

    def running(self, *works: Work) -> bool:
        """Whether any of these, or anything at all, is under way."""
        return bool(self.under_way(*works))

    def under_way(self, *works: Work) -> tuple[Turn, ...]:
        """The turns of these, or of anything at all."""
        return tuple(turn for turn in self._turns if turn.under_way and (not works or turn.work in works))

    def why_not(self, work: Work) -> str:
        """What excludes ``work`` now, in a sentence; empty when it may begin or has only to wait."""
        excluding = self._said_by(self._turns, work, Rule.REFUSE)
        return _doing(excluding, work) if excluding else ""

    def close(self) -> None:
        """Let nothing begin any more."""
        self._closing = True
        self._tell()

    async def idle(self, *works: Work) -> None:
        """Wait until none of these, or nothing at all, is under way or waits."""
        while any(not works or turn.work in works for turn in self._turns):
            await self._changed.wait()

    def cut_short(self) -> None:
        """Cancel whatever is under way: for what cannot be asked to end."""
        for turn in self._turns:
            turn.cut_short()

    def _become(self, turn: Turn, work: Work) -> None:
        others = [other for other in self._turns if other.under_way and other is not turn]
        self._must_not_be_refused(work, others)
        turn.work = work
        self._tell()

    def _before(self, turn: Turn) -> list[Turn]:
        return self._turns[: self._turns.index(turn)]

    def _must_not_be_refused(self, work: Work, turns: list[Turn]) -> None:
        if self._closing:
            raise LunaError(CLOSING, _WORDS[work].cannot, "Luna is closing.", "Open her again first.")
        excluding = self._said_by(turns, work, Rule.REFUSE)
        if excluding is not None:
            code = _CODES.get(work, f"{work}-impossible")
            code = "import-running" if excluding is work is Work.IMPORT else code
            raise LunaError(code, _WORDS[work].cannot, _doing(excluding, work), _WORDS[excluding].then)

    def _said_by(self, turns: list[Turn], work: Work, rule: Rule) -> Work | None:
        """The first of ``turns`` that has ``rule`` for ``work``."""
        return next((turn.work for turn in turns if RULES[turn.work][work] is rule), None)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _doing(excluding: Work, work: Work) -> str:
    doing = _WORDS[excluding].doing
    return f"{doing.removesuffix('.')} already." if excluding is work else doing


async def to_its_end(work: Coroutine[object, object, T]) -> T:
    """Await ``work`` to its end even when cancelled meanwhile, and only then be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # seen: the cancellation outweighs it
        raise
