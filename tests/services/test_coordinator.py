"""Who may work beside whom: the table cell by cell, and that every service asks for its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.services.app import App
from luna_desktop.services.coordinator import CLOSING, RULES, Coordinator, Rule, Work
from tests.services.conftest import Stage

CELLS = list(product(Work, Work))
SECONDS = {Work.LESSON, Work.FORGETTING, Work.USE, Work.PUBLISH, Work.DELETE, Work.HEARING}  # over in so many


async def held(coordinator: Coordinator, work: Work, begun: asyncio.Event, end: asyncio.Event) -> None:
    async with coordinator.work(work):
        begun.set()
        await end.wait()


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_the_table_has_every_cell() -> None:
    assert set(RULES) == set(Work)
    assert all(set(row) == set(Work) for row in RULES.values())


def test_nobody_waits_for_what_can_take_long() -> None:
    assert {row for row, asked in CELLS if RULES[row][asked] is Rule.WAIT} <= SECONDS


@pytest.mark.parametrize(
    "other", [Work.REPLY, Work.IMPORT, Work.AGE_UP, Work.USE, Work.PUBLISH, Work.HEARING, Work.REHEARING]
)
def test_forgetting_excludes_what_could_bring_it_back(other: Work) -> None:
    assert RULES[Work.FORGETTING][other] is not Rule.BESIDE
    assert RULES[other][Work.FORGETTING] is not Rule.BESIDE


@pytest.mark.parametrize(("under_way", "asked"), CELLS)
async def test_each_cell_is_kept(under_way: Work, asked: Work) -> None:
    coordinator, begun, second = Coordinator(), asyncio.Event(), asyncio.Event()
    first_ends, second_ends = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(held(coordinator, under_way, begun, first_ends))
    await begun.wait()
    rule, why_not = RULES[under_way][asked], coordinator.why_not(asked)
    assert bool(why_not) is (rule is Rule.REFUSE)
    task = asyncio.create_task(held(coordinator, asked, second, second_ends))
    await settle()
    assert second.is_set() is (rule is Rule.BESIDE)
    if rule is Rule.REFUSE:
        with pytest.raises(LunaError) as caught:
            await task
        assert caught.value.what and caught.value.next_step
        assert caught.value.why == why_not
    first_ends.set()
    second_ends.set()
    await first
    with suppress(LunaError):
        await task
    assert second.is_set() is (rule is not Rule.REFUSE)
    assert not coordinator.running() and not coordinator.why_not(Work.FORGETTING)


async def test_first_come_first_served() -> None:
    """Who asks later does not slip in beside what is under way before one that waits and excludes it."""
    coordinator, order = Coordinator(), list[str]()
    rated, ends = asyncio.Event(), asyncio.Event()
    rating = asyncio.create_task(held(coordinator, Work.LESSON, rated, ends))
    await rated.wait()

    async def note(work: Work) -> None:
        async with coordinator.work(work):
            order.append(work.value)

    forgetting = asyncio.create_task(note(Work.FORGETTING))
    await settle()
    reply = asyncio.create_task(note(Work.REPLY))
    await settle()
    with pytest.raises(LunaError, match="She is forgetting"):
        await note(Work.AGE_UP)
    assert order == []
    ends.set()
    await asyncio.gather(rating, forgetting, reply)
    assert order == ["forgetting", "reply"]


async def test_who_gives_up_waiting_is_waited_for_no_longer() -> None:
    coordinator, begun, ends, last = Coordinator(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(held(coordinator, Work.LESSON, begun, ends))
    await begun.wait()
    waiting = asyncio.create_task(held(coordinator, Work.FORGETTING, asyncio.Event(), ends))
    await settle()
    third = asyncio.create_task(held(coordinator, Work.REPLY, last, ends))
    await settle()
    assert not last.is_set()
    waiting.cancel()
    await last.wait()
    ends.set()
    await asyncio.gather(first, third)
    assert waiting.cancelled()


async def test_a_forgetting_that_goes_on_as_learning_lets_who_waits_for_it_begin() -> None:
    coordinator, spoke = Coordinator(), asyncio.Event()
    ends = asyncio.Event()
    ends.set()
    async with coordinator.work(Work.FORGETTING) as turn:
        reply = asyncio.create_task(held(coordinator, Work.REPLY, spoke, ends))
        await settle()
        assert not spoke.is_set()
        turn.become(Work.RELEARNING)
        await spoke.wait()
        assert coordinator.running(Work.RELEARNING) and not coordinator.running(Work.FORGETTING)
        await reply
        with pytest.raises(LunaError, match="learning again"):
            async with coordinator.work(Work.USE):
                raise AssertionError("it began")


async def test_nothing_begins_while_she_closes() -> None:
    coordinator, begun, ends, later = Coordinator(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(held(coordinator, Work.LESSON, begun, ends))
    await begun.wait()
    waiting = asyncio.create_task(held(coordinator, Work.FORGETTING, later, ends))
    await settle()
    coordinator.close()
    for work in Work:
        with pytest.raises(LunaError) as caught:
            await held(coordinator, work, later, ends)
        assert caught.value.code == CLOSING
    with pytest.raises(LunaError):
        await waiting
    ends.set()
    await coordinator.idle()
    await first
    assert not later.is_set()


# -- the real services ------------------------------------------------------------


def works(app: App, folder: Path) -> dict[Work, Coroutine[Any, Any, Any]]:
    """Each kind of work as the window asks for it."""

    async def forget() -> None:
        await app.forgetting.forget(await app.forgetting.look("Rex"))

    return {
        Work.REPLY: app.chat.send("Hello."),
        Work.LESSON: app.chat.thumbs(2, 1),
        Work.EXAM: app.exam.run("0"),
        Work.IMPORT: app.imports.run(folder),
        Work.AGE_UP: app.age_up.run(now=True),
        Work.BIRTH: app.birth.be_born(),
        Work.FORGETTING: forget(),
        Work.USE: app.generations.use("0"),
        Work.PUBLISH: app.generations.publish_by_hand("0"),
        Work.DELETE: app.generations.delete("0"),
        Work.REHEARING: app.rehearing.run(),
    }


@pytest.mark.parametrize("under_way", list(Work))
async def test_the_services_ask_for_their_turns(
    stage: Stage, app: App, tmp_path: Path, under_way: Work
) -> None:
    """Whatever is under way, each service heeds the cell: it refuses in so many words, or waits."""
    await app.chat.send("My dog is called Rex.")
    begun, ends = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(held(app.coordinator, under_way, begun, ends))
    await begun.wait()
    tasks = list[asyncio.Task[Any]]()
    for asked, work in works(app, tmp_path).items():
        rule = RULES[under_way][asked]
        if rule is Rule.REFUSE:
            with pytest.raises(LunaError) as caught:
                await work
            assert caught.value.why == app.coordinator.why_not(asked), asked
        elif rule is Rule.WAIT and not tasks:
            task = asyncio.create_task(work)
            while not any(turn.work is asked for turn in app.coordinator._turns):
                await asyncio.sleep(0)
            tasks.append(task)
        else:
            work.close()
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    ends.set()
    await first
