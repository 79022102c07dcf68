"""Heard again by another ear: what would hold otherwise is offered, and changed once it is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import bootstrap
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import LessonsChanged, Progress
from luna_desktop.domain.lesson import REPLACED, Fact, Lesson
from luna_desktop.domain.rehearing import Offer
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.language.inner.teaching import Inner
from luna_desktop.services.app import App
from luna_desktop.services.coordinator import Work
from luna_desktop.services.ear import Ear
from luna_desktop.services.rehearing import Reheard
from luna_desktop.services.teaching import MakeTeaching
from tests.inference.tiny import make_parrot
from tests.services.conftest import Stage
from tests.services.test_ear import found
from tests.services.test_hearing import SHORT, Ears, ears, elsewhere, listening
from tests.services.test_teaching import named
from tests.teaching import at_once, frames

__all__ = ["ears", "listening"]

LOKI, REX, MISHEARD = "cat's name = Loki", "dog's name = Rex", "secret talent = banjo"


async def say(app: App, *texts: str) -> None:
    for text in texts:
        await app.chat.send(text)


def words(lessons: Sequence[Lesson]) -> list[str]:
    return [f"{x.fact.key}: {x.fact.value}" for x in lessons if x.fact is not None]


def offered(reheard: Reheard) -> list[tuple[str, list[str], list[str]]]:
    return [(x.reading.value, words(x.before), words(x.after)) for x in reheard.offers]


async def now(app: App) -> set[str]:
    return set(words(await app.lessons.usable()))


async def rows(app: App) -> list[Lesson]:
    return await app.lessons.all()


async def grow(app: App) -> str:
    """She ages up, whatever the exam thinks of so few facts."""
    outcome = await app.age_up.run(now=True)
    if outcome.to is None:
        await app.generations.publish_by_hand(outcome.candidate.id)
    head = await app.generations.head()
    assert head.id == outcome.candidate.id
    return head.id


@pytest.fixture
async def lived(listening: Stage, ears: Ears) -> App:
    """Three messages of which the first ear heard one rightly, one wrongly, and one not at all."""
    ears.replies = {"I play the banjo": MISHEARD, "Rex is my dog": "Hello."}
    await say(listening.app, LOKI, "I play the banjo", "Rex is my dog")
    ears.replies = {"I play the banjo": "instrument = banjo", "Rex is my dog": REX}
    ears.heard.clear()
    return listening.app


async def test_nothing_is_changed_before_it_is_taken_and_what_is_taken_stays(
    listening: Stage, lived: App, ears: Ears
) -> None:
    before = await rows(lived)
    reheard = await lived.rehearing.run()
    assert ears.heard == [LOKI, "I play the banjo", "Rex is my dog"]
    assert offered(reheard) == [
        ("new", [], ["dog's name: Rex"]),
        ("otherwise", ["secret talent: banjo"], ["instrument: banjo"]),
    ]
    assert (reheard.messages, reheard.deaf, reheard.stopped) == (3, 0, False)
    assert await rows(lived) == before and not listening.of(LessonsChanged)
    taken = await lived.rehearing.take(reheard, reheard.offers[1:])
    assert (taken.offers, taken.outdated) == (reheard.offers[1:], 0)
    assert listening.of(LessonsChanged) == [LessonsChanged((3,))]
    app = await listening.reopen()
    assert await now(app) == {"cat's name: Loki", "instrument: banjo"}
    (noted,) = (await app.lessons.noted([3]))[3]
    assert noted.words == "your instrument is banjo"
    assert offered(await app.rehearing.run()) == [("new", [], ["dog's name: Rex"])]


async def test_all_or_none_can_be_taken(lived: App) -> None:
    reheard = await lived.rehearing.run()
    assert (await lived.rehearing.take(reheard, ())).offers == ()
    assert await now(lived) == {"cat's name: Loki", "secret talent: banjo"}
    await lived.rehearing.take(reheard, reheard.offers)
    assert await now(lived) == {"cat's name: Loki", "dog's name: Rex", "instrument: banjo"}
    assert (await lived.rehearing.run()).offers == ()
    told = {x.fact: x.created_at for x in await lived.lessons.usable()}
    assert sorted(told, key=lambda fact: told[fact]) == [
        Fact("cat's name", "Loki"), Fact("instrument", "banjo"), Fact("dog's name", "Rex"),
    ]  # fmt: skip


async def test_it_is_heard_as_at_first_after_what_was_said_and_with_what_held_then(
    listening: Stage, ears: Ears
) -> None:
    app = listening.app
    ears.replies = {"He is Max": "Hello."}
    first = await app.chat.send(REX)
    await app.chat.send("He is Max", first.person.conversation_id)
    await app.chat.send("cat's name = Loki")
    ears.replies, ears.known = {"He is Max": "dog's name = Max"}, []
    reheard = await app.rehearing.run()
    assert offered(reheard) == [("otherwise", ["dog's name: Rex"], ["dog's name: Max"])]
    assert [{fact.value for fact in known} for known in ears.known] == [set(), {"Rex"}, {"Max"}]
    assert [fact.value for said in ears.before[-2] for fact in said.facts] == ["Rex"]


async def test_private_forgotten_and_withheld_messages_are_not_heard(listening: Stage, ears: Ears) -> None:
    app = listening.app
    await app.chat.send("boat's name = Gull", private=True)
    later = await app.chat.send("horse's name = Bay")
    gone = await app.chat.send("cow's name = Elsie")
    await say(app, "where I live = 10115 Berlin", LOKI, "sheep's name = Dolly")
    await app.chat.set_private(later.person.conversation_id)
    await app.chat.delete(gone.person.conversation_id)
    await app.forgetting.forget(await app.forgetting.look("Dolly"))
    ears.heard.clear()
    before = await rows(app)
    assert (await app.rehearing.run()).offers == ()
    assert ears.heard == [LOKI]
    assert await rows(app) == before


async def test_what_became_private_forgotten_or_settled_by_hand_meanwhile_is_not_taken(
    listening: Stage, ears: Ears
) -> None:
    app = listening.app
    said = ["cat's name = Loki", "dog's name = Rex", "cow's name = Elsie", "boat's name = Gull"]
    ears.replies = dict.fromkeys(said, "Hello.")
    private, _, _, mine = [await app.chat.send(text) for text in said]
    ears.replies = {}
    reheard = await app.rehearing.run()
    assert len(reheard.offers) == 4
    await app.chat.set_private(private.person.conversation_id)
    await app.forgetting.forget(await app.forgetting.look("Rex"))
    await app.lessons.add("boat's name", "Gulliver", mine.person.id)
    taken = await app.rehearing.take(reheard, reheard.offers)
    assert [words(x.after) for x in taken.offers] == [["cow's name: Elsie"]] and taken.outdated == 3
    assert await now(app) == {"cow's name: Elsie", "boat's name: Gulliver"}


async def test_what_was_put_right_added_confirmed_or_taken_out_by_hand_stays(
    listening: Stage, ears: Ears
) -> None:
    app = listening.app
    said = ["cat's name = Loky", "dog's name = Max", "sister's name = Bea", "city of birth = Oslo"]
    await say(app, *said)
    cat, dog, sister, city = await app.lessons.usable()
    await app.lessons.mend(cat.id, "Loki")
    await app.lessons.strike(dog.id)
    await app.lessons.confirm(city.id)
    await app.lessons.mend(sister.id, "Beate")
    await app.lessons.add("boat's name", "Gull")
    await app.chat.send("boat's name = Gul")
    boat = (await app.lessons.usable())[-1]
    await app.lessons.strike(boat.id)
    before = await rows(app)
    for heard in (
        {},
        dict.fromkeys(said, "Hello."),
        {said[0]: "cat's name = Locky", said[1]: "dog's name = max", said[3]: "city of birth = Olso"},
    ):
        ears.replies = heard
        reheard = await app.rehearing.run()
        assert reheard.offers == (), heard
        await app.rehearing.take(reheard, reheard.offers)
        assert await rows(app) == before


async def test_what_may_give_a_secret_away_waits_though_it_was_taken(listening: Stage, ears: Ears) -> None:
    app = listening.app
    ears.replies = {"I moved to the old street": "Hello."}
    await say(app, "I moved to the old street")
    ears.replies = {"I moved to the old street": "where I live = 10115 Berlin"}
    reheard = await app.rehearing.run()
    await app.rehearing.take(reheard, reheard.offers)
    assert await now(app) == set()
    (waits,) = await app.lessons.pending()
    assert (words([waits]), waits.held) == (["where I live: 10115 Berlin"], "address")


async def test_what_was_brought_is_heard_by_itself_and_in_its_time(
    listening: Stage, ears: Ears, tmp_path: Path
) -> None:
    app = listening.app
    await app.imports.run(elsewhere(tmp_path / "a.json", "Ada", "Bo"))
    await say(app, "cat Ada's name = Ida")
    ears.replies = {
        "cat Bo's name = Bo": "cat Bo's name = Beau",
        "cat Ada's name = Ada": "cat Ada's name = Aada",
    }
    reheard = await app.rehearing.run()
    assert offered(reheard) == [("otherwise", ["cat Bo's name: Bo"], ["cat Bo's name: Beau"])]
    await app.rehearing.take(reheard, reheard.offers)
    assert await now(app) == {"cat Ada's name: Ida", "cat Bo's name: Beau"}


async def test_what_another_line_was_told_is_not_heard(listening: Stage, ears: Ears) -> None:
    app = listening.app
    first = await app.generations.head()
    await say(app, LOKI)
    grown = await grow(app)
    ears.replies = {"Rex is my dog": "Hello."}
    await say(app, "boat's name = Gull", "Rex is my dog")
    await app.generations.use(first.id)
    await say(app, "cow's name = Elsie")
    ears.heard.clear()
    await app.rehearing.run()
    assert ears.heard == [LOKI, "cow's name = Elsie"]
    await app.generations.use(grown)
    ears.heard.clear()
    await app.rehearing.run()
    assert ears.heard == [LOKI, "boat's name = Gull", "Rex is my dog", "cow's name = Elsie"]


async def test_what_is_offered_still_stands_once_she_has_grown(lived: App) -> None:
    reheard = await lived.rehearing.run()
    await grow(lived)
    assert len((await lived.rehearing.take(reheard, reheard.offers)).offers) == 2
    (misheard,) = [x for x in await rows(lived) if x.struck]
    assert (words([misheard]), misheard.held) == (["secret talent: banjo"], REPLACED)
    assert misheard.id in await lived.lessons.taught(), "forgetting has to find it"
    assert set(words(await lived.lessons.pending())) >= {"dog's name: Rex", "instrument: banjo"}


# -- on its way ---------------------------------------------------------------------


async def under_way(app: App, ears: Ears, count: int, **more: Any) -> asyncio.Task[Reheard]:
    """It is just hearing the message of this number."""
    ears.gate = asyncio.Event() if count == 1 else None

    def shut(progress: Progress) -> None:
        if progress.step == count - 1:
            ears.gate = asyncio.Event()

    task = asyncio.create_task(app.rehearing.run(**{"on_progress": shut, **more}))
    async with asyncio.timeout(5):
        while len(ears.heard) < count:
            await asyncio.sleep(0)
    return task


async def test_progress_is_told_with_what_is_left(lived: App) -> None:
    told: list[Progress] = []
    await lived.rehearing.run(told.append)
    assert [(x.phase, x.step, x.total) for x in told] == [
        ("rehear", 1, 3),
        ("rehear", 2, 3),
        ("rehear", 3, 3),
    ]
    assert told[-1].fraction == 1 and told[-1].seconds_left == 0


async def test_stopped_it_offers_what_was_heard_and_leaves_the_rest_as_it_was(lived: App, ears: Ears) -> None:
    task = await under_way(lived, ears, 2)
    lived.rehearing.cancel()
    reheard = await task
    assert (reheard.stopped, set(reheard.heard), reheard.offers) == (True, {1}, ())
    assert not lived.coordinator.running()
    ears.gate = None
    await lived.rehearing.take(reheard, ())
    assert await now(lived) == {"cat's name: Loki", "secret talent: banjo"}


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_closing_ends_it_and_leaves_nothing(listening: Stage, lived: App, ears: Ears, how: str) -> None:
    before, task = await rows(lived), await under_way(lived, ears, 1)
    async with asyncio.timeout(2):
        if how == "cancelled":
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            await lived.close()
            assert (await task).stopped
    ears.gate = None
    app = await listening.reopen()
    assert await rows(app) == before


async def test_she_answers_first_and_is_not_kept_waiting(lived: App, ears: Ears) -> None:
    task = await under_way(lived, ears, 1)
    talk = asyncio.create_task(lived.chat.send("horse's name = Bay"))
    await asyncio.sleep(0.05)
    assert ears.gate is not None
    ears.gate.set()
    await talk
    reheard = await task
    assert "horse's name: Bay" in await now(lived) and len(reheard.offers) == 2
    assert ears.heard.index("horse's name = Bay") < ears.heard.index("I play the banjo")


async def test_a_message_the_ear_dies_of_stays_as_it_was(lived: App, ears: Ears) -> None:
    ears.errors = {"I play the banjo": LunaError("child-died", "Her ear broke off.")}
    reheard = await lived.rehearing.run()
    assert offered(reheard) == [("new", [], ["dog's name: Rex"])] and reheard.deaf == 1


async def test_where_no_ear_can_be_had_it_is_told_and_nothing_is_offered(lived: App, ears: Ears) -> None:
    ears.error = SHORT
    with pytest.raises(LunaError) as caught:
        await lived.rehearing.run()
    assert caught.value is SHORT and not lived.coordinator.running(Work.REHEARING)


async def test_what_was_not_judged_yet_is_not_heard_again(listening: Stage, ears: Ears) -> None:
    await say(listening.app, LOKI)
    ears.error = SHORT
    await say(listening.app, REX)
    ears.error = None
    ears.heard.clear()
    assert (await listening.app.rehearing.run()).messages == 1


# -- by which ear -------------------------------------------------------------------


async def test_it_is_due_once_another_ear_is_there_and_no_longer_once_it_has_heard(
    listening: Stage, lived: App, ears: Ears
) -> None:
    assert await lived.rehearing.due() == 0, "an ear without a name is always the same"
    ears.name = "better"
    app = await listening.reopen()
    assert await app.rehearing.due() == 3
    reheard = await app.rehearing.run()
    await app.rehearing.take(reheard, ())
    assert await app.rehearing.due() == 0
    ears.heard.clear()
    assert (await app.rehearing.run()).messages == 3, "asked for, all of it is heard again"


async def test_what_the_ear_heard_itself_is_not_due(listening: Stage, ears: Ears, tmp_path: Path) -> None:
    ears.name = "first"
    await say(listening.app, LOKI, "Hello.")
    await listening.app.imports.run(elsewhere(tmp_path / "a.json", "Ada", "Bo"))
    assert await listening.app.rehearing.due() == 0
    ears.name = "better"
    app = await listening.reopen()
    await say(app, REX)
    assert await app.rehearing.due() == 4
    ears.name = "first"
    app = await listening.reopen()
    assert await app.rehearing.due() == 1
    reheard = await app.rehearing.run()
    assert reheard.messages == 1 and (await app.rehearing.take(reheard, ())).outdated == 0


async def test_what_was_left_unheard_is_known_by_the_ear_that_heard_it_later(
    listening: Stage, ears: Ears
) -> None:
    ears.name, ears.error = "first", SHORT
    await say(listening.app, LOKI)
    ears.name, ears.error = "better", None
    app = await listening.reopen()
    await app.unheard.ended()
    assert await now(app) == {"cat's name: Loki"} and await app.rehearing.due() == 0


async def test_only_what_another_ear_heard_is_heard_again(lived: App, ears: Ears) -> None:
    ears.name = "better"
    task = await under_way(lived, ears, 3)
    lived.rehearing.cancel()
    reheard = await task
    ears.gate = None
    await lived.rehearing.take(reheard, reheard.offers)
    assert await now(lived) == {"cat's name: Loki", "instrument: banjo"}
    ears.heard.clear()
    assert offered(await lived.rehearing.run()) == [("new", [], ["dog's name: Rex"])]
    assert ears.heard == ["Rex is my dog"]


# -- the real child -----------------------------------------------------------------


async def test_with_the_ear_in_a_child_of_its_own(
    tmp_path: Path, fake_base: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = {"first": "[dog = Rex] I live.", "better": "[dog's name = Rex] I live."}
    parrots = {name: make_parrot(tmp_path / f"{name}.gguf", reply) for name, reply in heard.items()}
    which = "first"

    async def name() -> str:
        return which

    def inner() -> Inner:
        return Inner(at_once, Ear(ChildSpeakerFactory(), found(parrots[which]), name))

    known: dict[str, MakeTeaching] = {"frames": frames, "keys": inner}
    monkeypatch.setattr(bootstrap, "teachings", lambda *_: known)
    named("keys")
    stage = Stage(tmp_path / "home")
    await stage.app.open()
    try:
        await stage.born()
        await say(stage.app, "My dog is called Rex.")
        assert await now(stage.app) == {"dog: Rex"}
        which = "better"
        app = await stage.reopen()
        assert await app.rehearing.due() == 1
        reheard = await app.rehearing.run()
        assert offered(reheard) == [("otherwise", ["dog: Rex"], ["dog's name: Rex"])]
        taken: Sequence[Offer] = (await app.rehearing.take(reheard, reheard.offers)).offers
        assert len(taken) == 1 and await now(app) == {"dog's name: Rex"}
        assert await app.rehearing.due() == 0
    finally:
        await stage.app.close()
