"""Work that once undid other work: beside a forgetting, and beside an age-up."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    GenerationLoaded,
    GenerationPublished,
    TrainingProgressed,
    TroubleRaised,
)
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import MessageState
from luna_desktop.domain.plan import read_plan
from luna_desktop.services import replying
from luna_desktop.services.app import App
from luna_desktop.storage.database import Database
from luna_desktop.storage.lineage import LineageTable
from tests.services.conftest import Stage
from tests.services.fakes import student
from tests.services.test_age_up import teach
from tests.services.test_closing import importing, long_winded, real
from tests.services.test_forgetting import NAME, places_with
from tests.services.test_imports import exchange, plain, written
from tests.services.together import streaming

__all__ = ["long_winded", "real"]

TOLD = f"My dog is called {NAME}."


# -- forgetting -----------------------------------------------------------------------


async def test_a_reply_that_streams_keeps_forgetting_waiting_and_brings_nothing_back(
    real: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a real child in the middle of its text, which is saved again and again."""
    monkeypatch.setattr(replying, "SAVE_EVERY", 0.005)
    app = real.app
    task = await streaming(app, TOLD)
    what = await app.forgetting.look(NAME)
    with pytest.raises(LunaError) as caught:
        await app.forgetting.forget(what)
    assert caught.value.sentence.startswith("She cannot forget now. She is answering you.")
    assert (await app.chat.search(NAME))[0].message.text == TOLD
    app.chat.stop()
    await task
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert forgot.left is None
    await app.close()
    assert places_with(real.home, NAME) == []


@pytest.mark.parametrize("late", ["save_partial", "finish", "finish and judge"])
async def test_a_row_that_was_forgotten_is_never_filled_again(stage: Stage, app: App, late: str) -> None:
    """Whoever gets past the table: what comes too late changes nothing."""
    store, head = app._stores.conversations, await app.generations.head()
    _, person, row = await store.begin(None, "t", TOLD, head.id, judged_for=head.id)
    await store.save_partial(row.id, f"{NAME} is a good dog.")
    await app._stores.forgetting.erase(await app.forgetting.look(NAME))
    said = f"{NAME} is a good dog. {NAME}!"
    if late == "save_partial":
        await store.save_partial(row.id, said)
    else:
        await store.finish(row.id, said, MessageState.COMPLETE)
        if late == "finish and judge":
            await store.judged(row.id, [Fact("pet_dog", NAME)], ())
    assert await store.unjudged() == [] and await app.lessons.all() == []
    for message in (await store.message(person.id), await store.message(row.id)):
        assert message is not None and message.text == FORGOTTEN_TEXT
        assert message.state is not MessageState.PARTIAL


async def test_an_import_under_way_keeps_forgetting_waiting(stage: Stage, app: App, tmp_path: Path) -> None:
    """What it has read and not saved yet stands in no look."""
    await app.chat.send(TOLD)
    what = await app.forgetting.look(NAME)
    task = await importing(app, tmp_path / "in")
    with pytest.raises(LunaError, match="An import is under way"):
        await app.forgetting.forget(what)
    app.imports.cancel()
    await task
    await app.forgetting.forget(await app.forgetting.look(NAME))
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_no_import_begins_while_she_forgets(
    stage: Stage, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.chat.send(TOLD)
    path = written(tmp_path / "in.json", plain("c", *exchange(TOLD)))
    refused = list[LunaError]()
    erase = app._stores.forgetting.erase

    async def beside(what: Any) -> Any:
        for work in (app.imports.run(path), app.age_up.run(now=True), app.generations.use("0")):
            with pytest.raises(LunaError) as caught:
                await work
            refused.append(caught.value)
        return await erase(what)

    monkeypatch.setattr(app._stores.forgetting, "erase", beside)
    await app.forgetting.forget(await app.forgetting.look(NAME))
    assert {error.why for error in refused} == {"She is forgetting."}
    assert [error.code for error in refused] == ["import-impossible", "age-up-impossible", "use-impossible"]
    assert await app.chat.search(NAME) == []


@pytest.mark.parametrize("verb", ["like", "correct", "mend"])
async def test_a_lesson_made_of_what_goes_is_not_kept_after_it(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The text was read before it was forgotten, and would be written after it."""
    stage.factory.open[0].brain = {"answers": {}, "default": f"{NAME} is a good dog."}
    told = await app.chat.send(TOLD)
    what = await app.forgetting.look(NAME)
    (lesson,) = await app.lessons.usable()
    erasing, late = asyncio.Event(), list[asyncio.Task[Any]]()
    erase = app._stores.forgetting.erase

    async def after(what: Any) -> Any:
        work = {
            "like": lambda: app.chat.thumbs(told.reply.id, 1),
            "correct": lambda: app.chat.correct(told.reply.id, "I like him."),
            "mend": lambda: app.lessons.mend(lesson.id, f"{NAME} the Second"),
        }[verb]()
        late.append(asyncio.create_task(work))
        await asyncio.sleep(0)
        erasing.set()
        return await erase(what)

    monkeypatch.setattr(app._stores.forgetting, "erase", after)
    await app.forgetting.forget(what)
    await asyncio.wait(late)
    late[0].exception()
    assert NAME not in str(await app.lessons.all())
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_what_is_said_while_she_forgets_is_answered_after_it(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.chat.send(TOLD)
    erase, saying = app._stores.forgetting.erase, list[asyncio.Task[Any]]()

    async def beside(what: Any) -> Any:
        saying.append(asyncio.create_task(app.chat.send("Are you there?")))
        await asyncio.sleep(0)
        return await erase(what)

    monkeypatch.setattr(app._stores.forgetting, "erase", beside)
    await app.forgetting.forget(await app.forgetting.look(NAME))
    assert (await saying[0]).reply.state is MessageState.COMPLETE
    assert [hit.message.text for hit in await app.chat.search("there")] == ["Are you there?"]


# -- who answers ------------------------------------------------------------------------


async def two_generations(stage: Stage, app: App) -> tuple[Generation, Generation]:
    await teach(app)
    grown = await app.age_up.run(now=True)
    assert grown.to is not None, grown.reasons
    await app.chat.send("My cat is called Tom.")
    return grown.from_, grown.to


@pytest.mark.parametrize("phase", ["prepare", "train", "exam", "publish"])
async def test_who_is_made_current_while_she_learns_stays_so(stage: Stage, app: App, phase: str) -> None:
    first, second = await two_generations(stage, app)
    choosing = list[asyncio.Task[Generation]]()

    def choose(event: TrainingProgressed) -> None:
        if not choosing and (event.progress.phase == phase or phase == "prepare"):
            choosing.append(asyncio.create_task(app.generations.use(first.id)))

    app.bus.subscribe(TrainingProgressed, choose)
    stage.events.clear()
    outcome = await app.age_up.run(now=True)
    await choosing[0]
    assert (await app.generations.head()).id == first.id
    # with the last word of the training on its way, either may be first; never is the choice overridden
    assert outcome.to is not None and outcome.candidate.parent_id == second.id
    if outcome.status == "published":
        assert phase == "publish"
        return
    assert outcome.status == "branched"
    assert (await app.generations.resolve(outcome.to.id)).status is GenerationStatus.PUBLISHED
    assert outcome.to.id not in {e.generation.id for e in stage.of(GenerationLoaded)}  # type: ignore[attr-defined]
    assert outcome.to.id in {e.generation.id for e in stage.of(GenerationPublished)}  # type: ignore[attr-defined]
    assert "branch" in outcome.reasons[0] and "stays so" in outcome.reasons[0]
    assert await app.karma.verify() == []
    assert (await app.chat.send("Who are you?")).reply.generation_id == first.id
    assert (await app.generations.use(outcome.to.id)).id == outcome.to.id
    assert (await app.chat.send("And now?")).reply.generation_id == outcome.to.id


async def test_an_age_up_that_ends_while_another_is_being_loaded_keeps_the_choice_from_overriding_it(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head moved since the choice was made: the person chooses again, knowing it."""
    first, second = await two_generations(stage, app)
    swap = app.generations.speakers.swap

    async def slow(old: str | None, new: str, *more: Any) -> None:
        await swap(old, new, *more)
        if new == first.id:
            await app._stores.lineage.move_head(first.id, expected=second.id)

    monkeypatch.setattr(app.generations.speakers, "swap", slow)
    with pytest.raises(LunaError) as caught:
        await app.generations.use(first.id)
    assert caught.value.code == "head-moved"


async def test_one_published_by_hand_moves_only_the_head_it_was_looked_at_with(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await two_generations(stage, app)
    stage.trainer.teach = student("grammar")
    rejected = (await app.age_up.run(now=True)).candidate
    assert rejected.status is GenerationStatus.REJECTED
    balance = (await app.karma.summary()).balance
    publish = app._stores.lineage.publish_by_hand

    async def moved(*given: Any, **named: Any) -> Any:
        await app._stores.lineage.move_head(first.id, expected=second.id)
        return await publish(*given, **named)

    monkeypatch.setattr(app._stores.lineage, "publish_by_hand", moved)
    with pytest.raises(LunaError) as caught:
        await app.generations.publish_by_hand(rejected.id)
    assert caught.value.code == "head-moved"
    # all or nothing: neither published nor paid for
    assert (await app.generations.resolve(rejected.id)).status is GenerationStatus.REJECTED
    assert (await app.karma.summary()).balance == balance
    assert (await app.generations.head()).id == first.id


async def test_forgetting_goes_back_only_from_the_head_it_was_looked_at_with(stage: Stage, app: App) -> None:
    first, second = await two_generations(stage, app)
    what = await app.forgetting.look("Rex")
    assert what.lost is not None and what.lost.id == second.id
    await app._stores.lineage.move_head(first.id, expected=second.id)
    with pytest.raises(LunaError) as caught:
        await app._stores.forgetting.erase(what)
    assert caught.value.code == "head-moved"
    assert len(await app.chat.search("Rex")) == 1 and len(await app.lessons.usable()) == 3


async def test_a_verdict_that_a_crash_kept_from_its_row_is_a_branch_if_another_answers_by_now(
    stage: Stage, app: App
) -> None:
    first, second = await two_generations(stage, app)
    third = (await app.age_up.run(now=True)).to
    assert third is not None
    await app.close()
    with closing(sqlite3.connect(stage.home / "luna.db")) as rows, rows:
        rows.execute("UPDATE lineage SET head = ?", (first.id,))
        rows.execute("UPDATE generations SET status = 'training' WHERE id = ?", (third.id,))
    app = await stage.reopen()
    ready = await app.generations.resolve(third.id)
    assert (ready.parent_id, ready.status) == (second.id, GenerationStatus.PUBLISHED)
    assert (await app.generations.head()).id == first.id
    assert [e.error.code for e in stage.of(TroubleRaised)] == ["published-as-branch"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("now", [None, "g0", "g1", "g2"])
@pytest.mark.parametrize("expected", [None, "g0", "g1", "g2"])
async def test_the_head_is_compared_and_swapped(
    tmp_path: Path, now: str | None, expected: str | None
) -> None:
    database = Database(tmp_path / "luna.db", lambda: 1.0)
    await database.open()
    lineage = LineageTable(database)
    try:
        for ident in ("g0", "g1", "g2", "g3"):
            await lineage.add_candidate(
                Generation(ident, 0, 0, None, GenerationStatus.PUBLISHED, 1.0, "embryo"),
                (),
                read_plan({}),
                (),
            )
        if now is not None:
            await lineage.move_head(now, expected=None)
        if now == expected:
            await lineage.move_head("g3", expected=expected)
        else:
            with pytest.raises(LunaError, match="made the current one"):
                await lineage.move_head("g3", expected=expected)
        head = await lineage.head()
        assert (head.id if head else None) == ("g3" if now == expected else now)
    finally:
        await database.close()
