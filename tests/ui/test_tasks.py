"""No coroutine is lost and no exception is silent."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

from PySide6.QtCore import QObject

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.errors import ErrorReporter, bug_report
from luna_desktop.ui.tasks import Tasks


async def _fail(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


def test_a_result_reaches_done(aio: Any, reports: Any) -> None:
    async def go() -> list[int]:
        seen: list[int] = []

        async def work() -> int:
            gc.collect()
            return 42

        Tasks(reports).run(None, work(), done=seen.append)
        await asyncio.sleep(0.05)
        return seen

    assert aio(go()) == [42]


def test_an_exception_reaches_the_reporter_unless_it_was_handled(aio: Any, reports: Any) -> None:
    async def go() -> None:
        tasks = Tasks(reports)
        known = LunaError("disk-full", "The disk is full.")
        tasks.run(None, _fail(known), panel="chat")
        tasks.run(None, _fail(ValueError()), failed=lambda error: True)
        tasks.run(None, _fail(KeyError()), failed=lambda error: False, panel="growth")
        await asyncio.sleep(0.05)
        assert not tasks.busy

    aio(go())
    assert [(type(error), panel) for error, panel in reports.seen] == [
        (LunaError, "chat"),
        (KeyError, "growth"),
    ]


def test_a_bug_in_done_is_reported(aio: Any, reports: Any) -> None:
    async def go() -> None:
        async def work() -> int:
            return 1

        Tasks(reports).run(None, work(), done=lambda value: value / 0)
        await asyncio.sleep(0.05)

    aio(go())
    assert isinstance(reports.seen[0][0], ZeroDivisionError)


def test_work_ends_with_its_owner(aio: Any, reports: Any) -> None:
    async def go() -> tuple[bool, bool]:
        tasks, owner, other = Tasks(reports), QObject(), QObject()
        mine = tasks.run(owner, asyncio.sleep(30))
        theirs = tasks.run(other, asyncio.sleep(30))
        owner.deleteLater()
        await asyncio.sleep(0.1)
        assert mine is not None and theirs is not None
        ended = mine.cancelled(), theirs.done()
        await tasks.close()
        return ended

    assert aio(go()) == (True, False)
    assert reports.seen == []


def test_closing_finishes_what_has_no_owner_and_refuses_the_rest(aio: Any, reports: Any) -> None:
    async def go() -> tuple[list[str], Any]:
        tasks, owner, done = Tasks(reports), QObject(), list[str]()

        async def work(name: str, seconds: float = 0.1) -> None:
            await asyncio.sleep(seconds)
            done.append(name)

        tasks.run(None, work("loose"))
        tasks.run(owner, work("owned", 30))
        await tasks.close()
        return done, tasks.run(owner, work("late"))

    assert aio(go()) == (["loose"], None)


def test_a_bug_is_told_once_a_kind_and_without_words_of_a_chat(qapp: Any) -> None:
    reporter = ErrorReporter()
    told: list[str] = []
    reporter.bug.connect(told.append)
    for secret in ("my password is moon", "another secret"):
        try:
            raise ValueError(secret)
        except ValueError as error:
            reporter.report(error, "chat")
            assert secret not in bug_report(error)
    assert len(told) == 1
    assert "ValueError" in told[0]
    assert "password" not in told[0]
