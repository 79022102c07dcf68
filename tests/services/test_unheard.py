"""What was left unheard is heard beside her talk: in its order, ended by closing, and before she ages up."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import FactsHeard, KarmaGiven, Progress, TrainingProgressed
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import MessageState
from luna_desktop.services.app import App
from luna_desktop.services.coordinator import Work
from tests.services.conftest import Stage
from tests.services.test_hearing import SHORT, WHOLE, Ears, begun, ears, listening

__all__ = ["ears", "listening"]


async def left(stage: Stage, ears: Ears, *texts: str) -> App:
    """She could not hear ``texts``, and is opened again with an ear that hears nothing yet."""
    ears.error = SHORT
    for text in texts:
        await stage.app.chat.send(text)
    ears.error, ears.gate = None, asyncio.Event()
    ears.heard.clear()
    async with asyncio.timeout(5):
        return await stage.reopen(checked=False)


async def one_is_heard(ears: Ears, count: int = 1) -> None:
    async with asyncio.timeout(5):
        while len(ears.heard) < count:
            await asyncio.sleep(0)


def let_hear(ears: Ears) -> None:
    assert ears.gate is not None
    ears.gate.set()


async def now(app: App) -> set[str]:
    """The values that hold."""
    return {lesson.fact.value for lesson in await app.lessons.pending() if lesson.fact}


def told(stage: Stage) -> list[str]:
    facts = [x.fact.value for e in stage.events if isinstance(e, FactsHeard) for x in e.lessons if x.fact]
    stage.events.clear()
    return facts


MANY = [f"boat {n}'s name = Gull{n}" for n in range(40)]


async def test_a_start_waits_for_nothing_that_was_left_and_it_is_heard_in_its_order(
    listening: Stage, ears: Ears
) -> None:
    app = await left(listening, ears, *MANY)
    await one_is_heard(ears)
    assert await now(app) == set()
    told(listening)
    let_hear(ears)
    await app.unheard.ended()
    assert ears.heard == MANY and told(listening) == [f"Gull{n}" for n in range(40)]
    assert len(await app.lessons.usable()) == 40


async def test_what_was_earned_late_is_told(listening: Stage, ears: Ears) -> None:
    app = await left(listening, ears, *MANY[:3])
    listening.events.clear()
    let_hear(ears)
    await app.unheard.ended()
    balances = [e.balance for e in listening.of(KarmaGiven)]  # type: ignore[attr-defined]
    assert len(balances) == 3 and balances[-1] == (await app.karma.summary()).balance


async def test_a_new_message_waits_for_one_of_those_that_were_left_and_they_for_it(
    listening: Stage, ears: Ears
) -> None:
    app = await left(listening, ears, *MANY[:4])
    await one_is_heard(ears)
    new = asyncio.create_task(app.chat.send("dog's name = Rex"))
    await asyncio.sleep(0.05)
    assert ears.heard == MANY[:1]
    let_hear(ears)
    assert (await new).reply.text == WHOLE
    await app.unheard.ended()
    assert ears.heard == [MANY[0], "dog's name = Rex", *MANY[1:4]]
    assert await now(app) == {"Rex", "Gull0", "Gull1", "Gull2", "Gull3"}


@pytest.mark.parametrize("often", [1, 3])
async def test_closing_ends_it_at_once_and_the_next_start_goes_on(
    listening: Stage, ears: Ears, often: int
) -> None:
    app = await left(listening, ears, *MANY[:6])
    for number in range(often):
        let_hear(ears)
        await one_is_heard(ears, 2 * number + 2)
        ears.gate = asyncio.Event()
        async with asyncio.timeout(5):
            while len(ears.heard) == ears.ended - 6:  # the ended ones of those six before
                await asyncio.sleep(0)
            app = await listening.reopen(checked=False)
    let_hear(ears)
    await app.unheard.ended()
    assert await now(app) == {f"Gull{n}" for n in range(6)}
    firsts = list(dict.fromkeys(ears.heard))
    assert firsts == MANY[:6], "whatever is heard again, none before another that was said before it"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["cat's name = Loki", "cat's name = Mia"], [], {"Mia"}),
        (["cat's name = Loki"], ["cat's name = Mia"], {"Mia"}),
        (["cat's name = Loki", "cat's name = Mia"], ["dog's name = Rex"], {"Mia", "Rex"}),
        (["cat's name = Loki", "cat's name = Mia", "cat's name = Tom"], ["cat's name = Zoe"], {"Zoe"}),
    ],
)
async def test_what_was_said_last_holds_whatever_is_heard_first(
    listening: Stage, ears: Ears, before: list[str], after: list[str], expected: set[str]
) -> None:
    app = await left(listening, ears, *before)
    await one_is_heard(ears)
    saying = [asyncio.create_task(app.chat.send(text)) for text in after]
    await asyncio.sleep(0.05)
    let_hear(ears)
    await asyncio.gather(*saying)
    await app.unheard.ended()
    assert await now(app) == expected


async def test_what_is_told_by_hand_meanwhile_outweighs_what_was_left(listening: Stage, ears: Ears) -> None:
    app = await left(listening, ears, "cat's name = Loki", "cat's name = Mia")
    await one_is_heard(ears)
    await app.lessons.add("cat's name", "Tom")
    let_hear(ears)
    await app.unheard.ended()
    assert await now(app) == {"Tom"}


async def test_what_a_crash_cut_short_before_she_had_spoken_is_heard(listening: Stage, ears: Ears) -> None:
    """The process is gone while the message was being heard: nothing but its rows is there."""
    task = await begun(listening, ears, "cat's name = Loki")
    with closing(sqlite3.connect(listening.home / "luna.db")) as rows:
        crashed = [tuple(x) for x in rows.execute("SELECT reply_id, head FROM unjudged")]
    task.cancel()
    await asyncio.wait([task])
    await listening.app.close()
    with closing(sqlite3.connect(listening.home / "luna.db")) as rows, rows:
        rows.execute("DELETE FROM unjudged")
        rows.executemany("INSERT INTO unjudged VALUES (?, ?)", crashed)
        rows.execute("UPDATE messages SET state = 'partial' WHERE role = 'luna'")
    ears.gate = None
    app = await listening.reopen()
    assert await now(app) == {"Loki"}
    (place,) = await app.chat.conversations()
    assert (await app.chat.messages(place.id))[-1].state is MessageState.STOPPED


# -- beside other work ----------------------------------------------------------------


def trained(stage: Stage) -> bool:
    return any(job.kind == "age_up" for job in stage.trainer.jobs)


def progress(stage: Stage) -> list[Progress]:
    """What was told of hearing, before anything else of an age-up was."""
    reports = [e.progress for e in stage.events if isinstance(e, TrainingProgressed)]
    return [one for one in reports if one.phase == "hear"]


async def test_an_age_up_hears_all_that_was_left_and_says_so(listening: Stage, ears: Ears) -> None:
    app = await left(listening, ears, *MANY[:5])
    await one_is_heard(ears)
    listening.events.clear()
    growing = asyncio.create_task(app.age_up.run(now=True))
    await asyncio.sleep(0.05)
    assert not growing.done() and not trained(listening)
    let_hear(ears)
    outcome = await growing
    taught = {x.fact for x in await app.lessons.taught_to(outcome.candidate.id)}
    assert taught == {Fact(f"boat {n}'s name", f"Gull{n}") for n in range(5)}
    reports = progress(listening)
    assert (reports[0].step, reports[0].total) == (0, 5)
    assert [x.fraction for x in reports] == sorted(x.fraction for x in reports)
    assert len(ears.heard) == 5, "none was heard twice"


async def test_an_age_up_hears_what_failed_since_the_start(listening: Stage, ears: Ears) -> None:
    ears.error = SHORT
    await listening.app.chat.send("cat's name = Loki")
    ears.error = None
    outcome = await listening.app.age_up.run(now=True)
    assert [x.fact for x in await listening.app.lessons.taught_to(outcome.candidate.id)] == [
        Fact("cat's name", "Loki")
    ]


async def test_an_age_up_goes_on_without_what_cannot_be_heard(listening: Stage, ears: Ears) -> None:
    await listening.app.chat.send("dog's name = Rex")
    ears.error = SHORT
    for text in MANY[:3]:
        await listening.app.chat.send(text)
    ears.heard.clear()
    outcome = await listening.app.age_up.run(now=True)
    assert len(ears.heard) == 1, "it is asked once"
    assert [x.fact for x in await listening.app.lessons.taught_to(outcome.candidate.id)] == [
        Fact("dog's name", "Rex")
    ]


@pytest.mark.parametrize("wish", ["pause", "cancel"])
async def test_an_age_up_that_still_hears_ends_as_is_wished(listening: Stage, ears: Ears, wish: str) -> None:
    app = await left(listening, ears, *MANY[:5])
    growing = asyncio.create_task(app.age_up.run(now=True))
    await one_is_heard(ears)
    getattr(app.age_up, wish)()
    let_hear(ears)
    with pytest.raises(LunaError) as caught:
        await growing
    assert caught.value.code == {"pause": "training-paused", "cancel": "training-cancelled"}[wish]
    assert not trained(listening)
    await app.unheard.ended()
    assert len(await now(app)) == 5, "they are heard all the same"


async def test_closing_ends_an_age_up_that_still_hears(listening: Stage, ears: Ears) -> None:
    app = await left(listening, ears, *MANY[:5])
    growing = asyncio.create_task(app.age_up.run(now=True))
    await one_is_heard(ears)
    async with asyncio.timeout(5):
        await app.close()
    with pytest.raises(LunaError):
        await growing
    ears.gate = None
    assert len(await now(await listening.reopen())) == 5


async def test_forgetting_waits_for_one_message_and_nothing_of_it_comes_back(
    listening: Stage, ears: Ears
) -> None:
    app = await left(listening, ears, "cat's name = Loki", "dog's name = Loki", "boat's name = Gull")
    await one_is_heard(ears)
    look = app.forgetting.look
    gate, ears.gate = ears.gate, None  # the words that are sought are heard too
    what = await look("Loki")
    ears.gate = gate
    forgetting = asyncio.create_task(app.forgetting.forget(what))
    await asyncio.sleep(0.05)
    assert app.coordinator.running(Work.HEARING) and not app.coordinator.running(Work.FORGETTING)
    let_hear(ears)
    with pytest.raises(LunaError, match="Look again"):  # one of its lessons is there by now
        await forgetting
    await app.unheard.ended()
    await app.forgetting.forget(await look("Loki"))
    assert await now(app) == {"Gull"}
    assert await app.chat.search("Loki") == []


async def test_hearing_waits_until_she_has_forgotten(
    listening: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await left(listening, ears, "cat's name = Loki", "boat's name = Gull")
    let_hear(ears)
    await app.unheard.ended()
    ears.error = SHORT
    await app.chat.send("dog's name = Loki")
    await app.chat.send("ship's name = Argo")
    ears.error = None
    erase: Callable[..., Coroutine[Any, Any, Any]] = app._stores.forgetting.erase
    heard = len(ears.heard)
    beside = list[asyncio.Task[None]]()

    async def hearing(what: Any) -> Any:
        beside.append(asyncio.create_task(app.unheard.hear()))
        await asyncio.sleep(0.05)
        assert not beside[0].done() and len(ears.heard) == heard + 2  # two looks heard what is sought
        return await erase(what)

    monkeypatch.setattr(app._stores.forgetting, "erase", hearing)
    await app.forgetting.forget(await app.forgetting.look("Loki"))
    await beside[0]
    assert await now(app) == {"Gull", "Argo"}
