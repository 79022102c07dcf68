"""Facts that the person adds by hand, with and without the message that tells them."""

from __future__ import annotations

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.services.app import App
from tests.services.conftest import Stage


async def values(app: App) -> dict[str, str]:
    return {x.fact.key: x.fact.value for x in await app.lessons.usable() if x.fact}


async def test_a_fact_of_ones_own_holds_and_is_taught(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    added = await app.lessons.add(" pet_dog ", "  Max  ")
    assert (added.kind, added.message_ids, added.confirmed, added.held) == ("fact", (), True, "")
    assert added.fact is not None and added.fact.value == "Max"
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["Max"]
    outcome = await app.age_up.run(now=True)
    assert added.id in {x.id for x in await app.lessons.taught_to(outcome.candidate.id)}
    (lesson,) = (await app.forgetting.look("Max")).lessons
    assert lesson.id == added.id


async def test_a_fact_of_a_message_goes_with_it(app: App) -> None:
    said = (await app.chat.send("We are a house of five, and one of us barks at Milo.")).person
    added = await app.lessons.add("pet_dog", "Milo", said.id)
    assert added.message_ids == (said.id,)
    assert await app.lessons.of_messages([said.id]) == [added]
    await app.lessons.strike(added.id)
    assert await values(app) == {}
    again = await app.lessons.add("pet_dog", "Milo", said.id)
    assert (again.id, again.struck) == (added.id, False), "it was the person's own no"
    mended = await app.lessons.mend(added.id, "Max")
    assert await values(app) == {"pet_dog": "Max"} and mended.message_ids == (said.id,)
    await app.chat.delete(said.conversation_id)
    assert await app.lessons.all() == []


@pytest.mark.parametrize("private", [False, True])
async def test_told_again_it_does_not_go_with_what_told_it(app: App, private: bool) -> None:
    added = await app.lessons.add("pet_dog", "Rex")
    told = await app.chat.send("My dog is called Rex.", private=private)
    assert await values(app) == {"pet_dog": "Rex"}
    await app.chat.delete(told.person.conversation_id)
    assert [x.id for x in await app.lessons.usable()] == [added.id]


async def test_what_may_give_a_secret_away_waits_also_by_hand(app: App) -> None:
    added = await app.lessons.add("city", "10115 Berlin")
    assert (added.held, added.confirmed) == ("address", False)
    assert await values(app) == {}
    await app.lessons.let_in(added.id)
    assert await values(app) == {"city": "10115 Berlin"}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("pet_dog", " \n", "value-empty"),
        ("pet_dog", "\u200b", "value-empty"),
        ("no such kind", "Rex", "key-unknown"),
        ("", "Rex", "key-unknown"),
        ("pet_dog", "Rex " * 500, "lesson-too-long"),
    ],
)
async def test_what_is_no_fact_is_refused(app: App, key: str, value: str, code: str) -> None:
    with pytest.raises(LunaError) as caught:
        await app.lessons.add(key, value)
    assert caught.value.code == code
    assert await app.lessons.all() == []


async def test_only_of_a_message_that_she_may_learn_from(stage: Stage, app: App) -> None:
    private = await app.chat.send("Hello.", private=True)
    open_one = await app.chat.send("Zorblax is a name.")
    await app.forgetting.forget(await app.forgetting.look("Zorblax"))
    refused = {
        private.person.id: "message-private",
        open_one.person.id: "message-forgotten",
        open_one.reply.id: "message-unknown",
        999: "message-unknown",
        -1: "message-unknown",
        2**70: "message-unknown",
    }
    for number, code in refused.items():
        with pytest.raises(LunaError) as caught:
            await app.lessons.add("pet_dog", "Rex", number)
        assert caught.value.code == code
    assert await app.lessons.all() == []
