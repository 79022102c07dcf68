"""What a forgetting has to know of messages is known from when they were heard, or is heard once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.services.app import App
from tests.services.conftest import Stage
from tests.services.test_forgetting import places_with
from tests.services.test_hearing import SHORT, Ears, ears, listening
from tests.services.test_imports import exchange, plain, written

__all__ = ["ears", "listening"]

OTHERS = [f"boat {n}'s colour = blue" for n in range(6)]


async def told(app: App, *texts: str) -> int:
    """The number of the lesson of the first of ``texts``, which are all said."""
    for text in texts:
        await app.chat.send(text)
    return (await app.lessons.usable())[0].id


async def test_nothing_is_heard_again(listening: Stage, ears: Ears) -> None:
    app = listening.app
    listening.factory.open[0].brain["answers"]["cat's colour?"] = "It is blue."
    number = await told(app, "cat's colour = blue", *OTHERS, "cat's colour?", "blue it is")
    again = await app.chat.send("dog's name = Rex and cat's colour = blue")
    ears.heard.clear()
    ears.error = SHORT
    what = await app.forgetting.look(str(number))
    assert [m.text for m in what.messages] == ["cat's colour = blue", "It is blue.", again.person.text]
    await app.forgetting.forget(what)
    assert ears.heard == []


async def test_what_was_heard_is_kept_over_a_start_and_goes_with_the_message(
    listening: Stage, ears: Ears
) -> None:
    number = await told(listening.app, "cat's colour = Zorblax", "cat 2's colour = Zorblax")
    app = await listening.reopen()
    ears.error = SHORT
    what = await app.forgetting.look(str(number))
    assert [m.text for m in what.messages] == ["cat's colour = Zorblax"]
    await app.forgetting.forget(what)
    await app.forgetting.forget(await app.forgetting.look("Zorblax"))
    await app.close()
    assert places_with(listening.home, "Zorblax") == []


async def test_of_an_import_no_more_is_heard_than_what_others_said(
    listening: Stage, ears: Ears, tmp_path: Path
) -> None:
    app = listening.app
    said = ("cat's name = Ada", "boat's name = Ada", "cat's name?")
    talks = [plain(f"c{n}", *exchange(text, "Ada is a name.")) for n, text in enumerate(said)]
    await app.imports.run(written(tmp_path / "a.json", *talks), let_in=True)
    number = next(x.id for x in await app.lessons.usable() if x.fact and x.fact.key == "cat's name")
    ears.heard.clear()
    what = await app.forgetting.look(str(number))
    assert [m.text for m in what.messages] == ["cat's name = Ada", "Ada is a name.", "Ada is a name."]
    assert ears.heard == ["Ada is a name."]


async def test_what_nobody_kept_is_heard_once_and_said_as_progress(listening: Stage, ears: Ears) -> None:
    app, ears.keeps = listening.app, False
    number = await told(app, "cat's colour = blue", *OTHERS)
    ears.heard.clear()
    seen = list[Progress]()
    what = await app.forgetting.look(str(number), on_progress=seen.append)
    assert sorted(ears.heard) == sorted(OTHERS)
    assert [(x.phase, x.step, x.total) for x in seen] == [("look", n, 6) for n in range(6)]
    assert [m.text for m in what.messages] == ["cat's colour = blue"]
    await app.forgetting.forget(what)
    assert len(ears.heard) == 6, "the second look knows it"
    other = (await app.lessons.usable())[0].id
    await app.forgetting.look(str(other))
    assert len(ears.heard) == 11, "nothing is kept of what was heard to forget"


async def test_what_she_could_not_hear_yet_is_heard_to_forget_it(listening: Stage, ears: Ears) -> None:
    app = listening.app
    number = await told(app, "cat's colour = blue")
    ears.error = SHORT
    await app.chat.send("dog's name = Rex and cat's colour = blue")
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(str(number))
    ears.error = None
    assert caught.value.code == "forgetting-unheard"
    what = await app.forgetting.look(str(number))
    assert len(what.messages) == 2


@pytest.mark.parametrize("error", [SHORT, LunaError("child-died", "Her ear broke off.")])
async def test_an_ear_that_fails_is_told_and_nothing_is_half_forgotten(
    listening: Stage, ears: Ears, error: LunaError
) -> None:
    app, ears.keeps = listening.app, False
    number = await told(app, "cat's colour = Zorblax", "dog's colour = Zorblax")
    what = await app.forgetting.look(str(number))
    app.forgetting._traces.let_go()  # as after a start
    ears.error = error
    for work in (app.forgetting.look(str(number)), app.forgetting.forget(what)):
        with pytest.raises(LunaError) as caught:
            await work
        assert caught.value.code == "forgetting-unheard" and caught.value.why == error.sentence
        assert caught.value.what and caught.value.next_step
    assert len(await app.lessons.usable()) == 2 and len(await app.chat.search("Zorblax")) == 2
    assert not app.forgetting.running
    by_words = await app.forgetting.look("Zorblax")
    assert len(by_words.messages) == 2, "its words need no ear"


@pytest.mark.parametrize("how", ["given up", "closed", "cancelled"])
async def test_a_long_look_ends_as_is_wished_and_nothing_is_forgotten(
    listening: Stage, ears: Ears, how: str
) -> None:
    app, ears.keeps = listening.app, False
    number = await told(app, "cat's colour = Zorblax", *(f"dog {n}'s colour = Zorblax" for n in range(5)))
    what = await app.forgetting.look(str(number))
    app.forgetting._traces.let_go()
    ears.heard.clear()
    ears.gate = asyncio.Event()
    forgetting = asyncio.create_task(app.forgetting.forget(what))
    async with asyncio.timeout(5):
        while not ears.heard:
            await asyncio.sleep(0)
    closing = asyncio.create_task(app.close()) if how == "closed" else None
    if how == "given up":
        app.forgetting.give_up()
    elif how == "cancelled":
        forgetting.cancel()
    await asyncio.sleep(0.05)
    ears.gate.set()
    with pytest.raises((LunaError, asyncio.CancelledError)):
        await forgetting
    assert len(ears.heard) == 1, "no other is heard"
    if closing is not None:
        await closing
        ears.gate = None
        app = await listening.reopen()
    assert len(await app.lessons.usable()) == 6 and len(await app.chat.search("Zorblax")) == 6
