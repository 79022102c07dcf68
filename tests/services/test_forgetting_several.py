"""Forgetting one of several values, and what was taken back: nothing of it comes back to life."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from luna_desktop.domain.lesson import Change, Fact, holding
from luna_desktop.services.app import App
from luna_desktop.services.probe import naming, questions
from luna_desktop.services.wording import forgetting_parts
from luna_desktop.storage.telling import add_fact
from tests.services.conftest import Stage
from tests.services.test_forgetting import NAME, knowing, places_with

KEY = "allergy"
SIGNS: dict[str, Change] = {"+": "add", "-": "remove"}


def fact(text: str, key: str = KEY) -> Fact:
    """ "eggs" replaces, "+eggs" adds, "-eggs" takes back, "-" takes all back."""
    return Fact(key, text.lstrip("+-"), change=SIGNS.get(text[:1], "set"))


async def tell(stage: Stage, said: str, *facts: Fact) -> None:
    """Say it, and let a teaching that understands more have heard ``facts``."""
    person = (await stage.app.chat.send(said)).person
    head = (await stage.app.generations.head()).id
    with closing(sqlite3.connect(stage.home / "luna.db")) as connection, connection:
        connection.row_factory = sqlite3.Row
        for one in facts:
            add_fact(connection, one, head, [person.id], now=stage.now)


async def values(app: App, key: str = KEY) -> list[str]:
    now = holding(await app.lessons.usable())
    return [lesson.fact.value for lesson in now.get(key, ()) if lesson.fact]


@pytest.mark.parametrize(
    ("told", "sought", "gone", "outdated", "left"),
    [
        (["eggs", "+nuts"], "nuts", [2], [], ["eggs"]),
        (["eggs", "+nuts", "+soy"], "eggs", [1], [], ["nuts", "soy"]),
        (["milk", "eggs", "+nuts"], "eggs", [2], [1], ["nuts"]),
        (["milk", "eggs", "+nuts"], "nuts", [3], [], ["eggs"]),
        (["eggs", "+nuts", "-nuts"], "nuts", [2, 3], [], ["eggs"]),
        (["eggs", "+nuts", "-eggs"], "nuts", [2], [], []),
        (["eggs", "-"], "2", [2], [1], []),
        (["milk", "eggs", "-"], "3", [3], [1, 2], []),
        (["eggs", "-", "nuts"], "2", [2], [1], ["nuts"]),
        (["eggs", "-", "+nuts"], "2", [2], [1], ["nuts"]),
        (["milk", "eggs", "-eggs"], "3", [2, 3], [1], []),
        (["eggs", "-", "nuts"], "nuts", [3], [1], []),
    ],
)
async def test_what_was_over_stays_over(
    stage: Stage,
    app: App,
    told: list[str],
    sought: str,
    gone: list[int],
    outdated: list[int],
    left: list[str],
) -> None:
    for one in told:
        await tell(stage, f"About {one.lstrip('+-') or 'all of it'}.", fact(one))
    what = await app.forgetting.look(sought)
    assert [lesson.id for lesson in what.lessons] == gone
    assert [lesson.id for lesson in what.outdated] == outdated
    await app.forgetting.forget(what)
    assert await values(app) == left
    assert not {x.id for x in await app.lessons.all()} & set(gone)


async def test_what_goes_along_brings_nothing_back(stage: Stage, app: App) -> None:
    await tell(stage, "Eggs make me swell up.", fact("eggs"))
    await tell(stage, "Eggs are fine since I am in Lisbon.", fact("-eggs"), fact("Lisbon", "city"))
    what = await app.forgetting.look("Lisbon")
    assert [x.id for x in what.along] == [2] and [x.id for x in what.outdated] == [1]
    teaching = await app.teachings.now()
    parts = dict(forgetting_parts(what, teaching))
    assert parts["Lessons of other things that go along, told only by messages that go:"] == [
        "Taken back: You are allergic to eggs."
    ]
    await app.forgetting.forget(what)
    assert await values(app) == []


async def test_nobody_is_asked_for_what_has_no_value(stage: Stage, app: App) -> None:
    await tell(stage, "Eggs make me swell up.", fact("eggs"))
    await tell(stage, "Forget my allergies.", fact("-"))
    what, teaching = await app.forgetting.look("2"), await app.teachings.now()
    assert [x.fact for x in what.lessons] == [fact("-")]
    assert questions(what, teaching) == [] and naming(what, teaching) == []


async def test_what_she_was_taught_to_know_no_more(stage: Stage, app: App) -> None:
    stage.trainer.teach = knowing
    await tell(stage, f"My dog is called {NAME}. I live in Lisbon. My name is Ana.")
    first = (await app.age_up.run(now=True)).to
    await tell(stage, "The dog has died.", fact("-", "pet_dog"))
    assert [(x.fact and x.fact.change) for x in await app.lessons.pending()] == ["remove"]
    check = await app.age_up.check()
    assert (check.lessons, check.unlearnt) == (0, 1) and check.possible, "that alone is reason enough"
    await app.chat.send("My cat is called Tom. My car is called Bolt. My favourite food is soup.")
    second = (await app.age_up.run(now=True)).to
    assert first is not None and second is not None
    assert await app.lessons.pending() == [] and (await app.age_up.check()).unlearnt == 0
    rows = (stage.home / "generations" / second.id / "dataset.jsonl").read_text(encoding="utf-8")
    assert NAME not in rows and "Lisbon" in rows
    what = await app.forgetting.look(NAME)
    assert {g.id for g in what.generations} == {first.id, second.id}
    forgot = await app.forgetting.forget(what)
    assert forgot.relearnt and forgot.leaks == 0
    assert await values(app, "pet_dog") == [] and "pet_cat" in holding(await app.lessons.usable())
    await app.close()
    assert places_with(stage.home, NAME) == []
