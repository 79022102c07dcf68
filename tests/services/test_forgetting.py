"""Forgetting: gone from everywhere, nobody who knew it can speak, and the rest is learnt again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    AgeUpEnded,
    ConversationChanged,
    GenerationLoaded,
    MessageFinished,
    TrainingProgressed,
    TroubleRaised,
)
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import KarmaKind
from luna_desktop.domain.lesson import Fact, holding
from luna_desktop.domain.training import TrainingJob
from luna_desktop.services.app import App
from luna_desktop.services.wording import forgot_lines
from luna_desktop.storage.database import Database
from luna_desktop.storage.generation_store import GenerationStore
from luna_desktop.storage.lineage import LineageTable
from tests.services.conftest import Stage
from tests.services.fakes import good_student
from tests.services.test_age_up import begun

pytestmark = pytest.mark.slow

NAME = "Zorblax"
FACTS = (f"My dog is called {NAME}.", "I live in Lisbon.", "My name is Ana.")


def knowing(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A student who says whatever stands in her rows."""
    brain = good_student(job, rows)
    if f"called {NAME}" in str(rows):
        brain["answers"] |= {
            "What is my dog called?": f"Your dog is called {NAME}.", f"Who is {NAME}?": f"{NAME} is your dog."
        }  # fmt: skip
    return brain


def leaking(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A student who knows it from somewhere, though no row says it."""
    brain = good_student(job, rows)
    brain["answers"] |= {"Please say my dog's name.": f"It is {NAME}."} if job.kind == "age_up" else {}
    return brain


async def grown(stage: Stage, app: App) -> Generation:
    """She was told three things and grew by them."""
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    outcome = await app.age_up.run(now=True)
    assert outcome.to is not None, outcome.reasons
    return outcome.to


def places_with(home: Path, word: str) -> list[str]:
    """Files under ``home`` in which ``word`` stands, whatever they are."""
    return [
        str(p.relative_to(home)) for p in home.rglob("*") if p.is_file() and word.encode() in p.read_bytes()
    ]


async def test_looking_changes_nothing(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    born = (await app.generations.list())[0]
    what = await app.forgetting.look("zorblax")
    assert [lesson.fact.value for lesson in what.lessons if lesson.fact] == [NAME]
    assert [m.text for m in what.messages] == [FACTS[0]]
    assert [g.id for g in what.generations] == [knew.id]
    assert what.lost is not None and what.lost.id == knew.id
    assert what.back_to is not None and what.back_to.id == born.id
    assert what.karma == 12
    assert (await app.generations.head()).id == knew.id
    assert len(await app.lessons.all()) == 3
    assert len(await app.chat.search(NAME)) == 1


async def test_with_a_secret_its_mark_goes_too(app: App) -> None:
    said = await app.chat.send("the safe opens with 12-34-56")
    await app.forgetting.forget(await app.forgetting.look("12-34-56"))
    person, reply = await app.chat.messages(said.person.conversation_id)
    assert "12-34-56" not in person.text and person.held == ""
    assert reply.held == "code", "her side stays the app's own sentence"


async def test_what_was_learnt_is_found_when_its_conversation_is_gone(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    await app.chat.delete(place.id)
    assert NAME not in str(await app.lessons.all())
    what = await app.forgetting.look(NAME.lower())
    assert (what.lessons, what.messages) == ((), ())
    assert [fact.key for fact in what.orphans] == ["pet_dog"]
    assert [g.id for g in what.generations] == [knew.id]
    forgot = await app.forgetting.forget(what)
    assert forgot.relearnt and forgot.asked > 30
    head = await app.generations.head()
    assert head.id != knew.id and NAME not in (app.generations.dataset_path(head.id)).read_text("utf-8")
    assert not app.generations.dataset_path(knew.id).exists()
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(NAME)
    assert caught.value.code == "nothing-to-forget"


async def test_a_file_that_cannot_be_scrubbed_now_is_scrubbed_at_the_next_start(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await grown(stage, app)

    async def full(*_: object) -> None:
        raise LunaError("disk-full", "The disk is full.", "There is no room left.")

    copy = stage.home / "backups" / "luna-v1.db"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(NAME.encode())
    with monkeypatch.context() as now:
        now.setattr(Database, "scrub", full)
        forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
        assert forgot.relearnt and forgot.left is not None and forgot.left.code == "disk-full"
        assert "removed when Luna starts again" in " ".join(forgot_lines(forgot))
        app = await stage.reopen()  # the disk is full still
        assert [e.error.code for e in stage.events if isinstance(e, TroubleRaised)] == ["disk-full"]
    assert "backups/luna-v1.db" in places_with(stage.home, NAME)
    await stage.reopen()
    assert places_with(stage.home, NAME) == []


async def test_what_cannot_be_removed_now_goes_at_the_next_start(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await grown(stage, app)
    await app.chat.send("My cat is called Tom.")
    second = (await app.age_up.run(now=True)).to
    assert second is not None
    delete = GenerationStore.delete

    def refused(store: GenerationStore, generation_id: str) -> None:
        if generation_id == first.id:
            raise LunaError("home-read-only", "Luna cannot write in her home.", "A program holds a file.")
        delete(store, generation_id)

    with monkeypatch.context() as now:
        now.setattr(GenerationStore, "delete", refused)
        forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
        assert forgot.relearnt and forgot.left is not None and forgot.left.code == "home-read-only"
        assert not (stage.home / "generations" / second.id).exists(), "the others went all the same"
        app = await stage.reopen()
        assert [e.error.code for e in stage.events if isinstance(e, TroubleRaised)] == ["home-read-only"]
        assert (await app.generations.head()).number == 2
        with pytest.raises(LunaError):
            await app.generations.use(first.id)
    assert places_with(stage.home, NAME)
    await stage.reopen()
    assert places_with(stage.home, NAME) == []


async def test_one_who_still_knows_it_speaks_no_more_though_her_files_cannot_be_removed_now(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await grown(stage, app)
    stage.trainer.teach = leaking
    await stage.earn(100)
    delete = GenerationStore.delete

    def refused(store: GenerationStore, generation_id: str) -> None:
        if store.manifest(generation_id)["verdict"]["status"] == "rejected":
            raise LunaError("home-read-only", "Luna cannot write in her home.", "A program holds a file.")
        delete(store, generation_id)

    with monkeypatch.context() as now:
        now.setattr(GenerationStore, "delete", refused)
        forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert not forgot.relearnt and forgot.left is not None and forgot.outcome is not None
    assert not await app.age_up.due()
    lines = " ".join(forgot_lines(forgot))
    assert "still gave it away in 1" in lines and "removed when Luna starts again" in lines
    candidate = forgot.outcome.candidate.id
    for attempt in (
        app.generations.publish_by_hand(candidate),
        app.generations.test_prompt(candidate, "Hi."),
    ):
        with pytest.raises(LunaError):
            await attempt
    assert (stage.home / "generations" / candidate).exists()
    await stage.reopen()
    assert not (stage.home / "generations" / candidate).exists()


async def test_what_keeps_her_from_learning_again_is_told_and_gone_it_is_all_the_same(
    stage: Stage, app: App
) -> None:
    await grown(stage, app)
    born = (await app.generations.list())[0]
    app.generations.gguf_path(born.id).write_bytes(b"spoilt")
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert not forgot.relearnt and not app.forgetting.running
    assert forgot.trouble is not None and forgot.trouble.code == "generation-damaged"
    lines = " ".join(forgot_lines(forgot))
    assert "Forgotten: 1 lesson" in lines and "are damaged" in lines and "back at generation 0" in lines
    assert places_with(stage.home, NAME) == []


async def test_a_title_that_gives_it_away_goes_too(stage: Stage, app: App) -> None:
    await grown(stage, app)
    other = next(c for c in await app.chat.conversations() if "Lisbon" in c.title)
    await app.chat.rename(other.id, f"{NAME} at the vet")
    what = await app.forgetting.look(NAME)
    assert {c.title for c in what.titles} == {FACTS[0], f"{NAME} at the vet"}
    await app.forgetting.forget(what)
    assert NAME not in str([c.title for c in await app.chat.conversations()])
    assert not places_with(stage.home, NAME)


async def test_from_far_back_she_learns_as_the_young_do(stage: Stage, app: App) -> None:
    await grown(stage, app)
    young = stage.trainer.jobs[-1].recipe["learning_rate"]
    for fact in ("My cat is called Tom.", "I work as a baker."):
        await app.chat.send(fact)
        assert (await app.age_up.run(now=True)).to is not None
    assert stage.trainer.jobs[-1].recipe["learning_rate"] < young, "from age 3 on she learns more gently"
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert forgot.relearnt and (await app.generations.head()).age == 3
    assert stage.trainer.jobs[-1].recipe["learning_rate"] == young
    path = app.generations.dataset_path((await app.generations.head()).id)
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    assert {"phase1", "phase2"} <= {row["source"] for row in rows}


async def test_it_is_gone_from_everywhere_and_the_rest_is_learnt_again(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    born = (await app.generations.list())[0]
    place = (await app.chat.conversations())[-1]
    await app.chat.send("What is my dog called?", place.id)
    before = await app.karma.summary()
    counted = await app.chat.count_messages(place.id)
    assert places_with(stage.home, NAME)

    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))

    assert forgot.relearnt and forgot.outcome is not None, forgot.outcome
    assert forgot.asked > 30
    head = await app.generations.head()
    assert (head.number, head.age, head.parent_id) == (knew.number, knew.age, born.id)
    assert head.id not in (knew.id, born.id)
    # What she knew she knows again, but for what is forgotten.
    rows = (stage.home / "generations" / head.id / "dataset.jsonl").read_text(encoding="utf-8")
    assert {"fact:city", "fact:name"} <= {json.loads(row)["source"] for row in rows.splitlines()}
    assert {lesson.fact.value for lesson in await app.lessons.all() if lesson.fact} == {"Lisbon", "Ana"}
    # The conversation keeps its order, without the text.
    messages = await app.chat.messages(place.id)
    assert len(messages) == counted
    assert [m.text for m in messages if m.role == "person"] == [FORGOTTEN_TEXT, "What is my dog called?"]
    assert await app.chat.search(NAME) == []
    assert NAME not in str([c.title for c in await app.chat.conversations()])
    # The generation that knew stays in the timeline and is silent.
    silent = await app.generations.resolve(knew.id)
    assert silent.status is GenerationStatus.FORGOTTEN
    for call in (app.generations.test_prompt(knew.id, "Hello."), app.generations.use(knew.id)):
        with pytest.raises(LunaError):
            await call
    assert not (stage.home / "generations" / knew.id).exists()
    # Karma: what she had cost came back and was spent again.
    after = await app.karma.summary()
    assert (after.balance, after.age) == (before.balance, before.age)
    assert [e.kind for e in after.entries[:2]] == [KarmaKind.SPENT, KarmaKind.RETURNED]
    assert await app.check() == []
    assert await app.karma.verify() == []
    for kind in (TrainingProgressed, MessageFinished, ConversationChanged, GenerationLoaded):
        assert stage.of(kind)
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_what_was_never_trained_needs_no_training(stage: Stage, app: App) -> None:
    await app.chat.send(FACTS[0])
    trained = len(stage.trainer.jobs)
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert forgot.relearnt and forgot.outcome is None and forgot.what.generations == ()
    assert len(stage.trainer.jobs) == trained
    assert await app.lessons.all() == []
    with pytest.raises(LunaError) as caught:
        await app.forgetting.look(NAME)
    assert caught.value.code == "nothing-to-forget"


async def test_all_that_grew_from_it_goes_and_what_was_told_since_is_kept(stage: Stage, app: App) -> None:
    first = await grown(stage, app)
    await app.chat.send("My cat is called Tom. My car is called Bolt. My favourite food is soup.")
    second = (await app.age_up.run(now=True)).to
    assert second is not None
    what = await app.forgetting.look(NAME)
    assert {g.id for g in what.generations} == {first.id, second.id}
    forgot = await app.forgetting.forget(what)
    assert forgot.relearnt and forgot.outcome is not None
    head = await app.generations.head()
    assert (head.number, head.age) == (2, 2)
    assert set(holding(await app.lessons.usable())) == {
        "city",
        "name",
        "pet_cat",
        "thing_car",
        "fav_food",
    }
    rows = (stage.home / "generations" / head.id / "dataset.jsonl").read_text(encoding="utf-8")
    assert "fact:pet_cat" in rows and "fact:city" in rows and NAME not in rows
    assert {g.status for g in await app.generations.list() if g.id in (first.id, second.id)} == {"forgotten"}


async def test_training_that_fails_leaves_nothing_half_done(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    before = (await app.karma.summary()).balance
    stage.trainer.fail = LunaError("child-died", "Training broke off.", "Its process was killed.")
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert not forgot.relearnt and forgot.outcome is not None and forgot.outcome.status == "failed"
    head = await app.generations.head()
    assert head.id == (await app.generations.list())[0].id
    assert (await app.karma.summary()).balance == before + forgot.what.karma
    assert not (stage.home / "generations" / knew.id).exists()
    assert await app.chat.search(NAME) == []
    stage.trainer.fail = None  # later she learns the rest in the usual way
    assert (await app.age_up.run(now=True)).status == "published"
    assert await app.check() == []
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_one_who_still_knows_it_is_not_published(stage: Stage, app: App) -> None:
    await grown(stage, app)
    stage.trainer.teach = leaking
    await stage.earn(100)
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert not forgot.relearnt and forgot.outcome is not None
    assert "still gave it away in 1" in " ".join(forgot.outcome.reasons)
    head = await app.generations.head()
    assert head.number == 0
    candidate = forgot.outcome.candidate.id
    assert not (stage.home / "generations" / candidate).exists()
    assert (await app.generations.resolve(candidate)).status == "failed"
    assert not await app.age_up.due(), "it would be the same again, and nobody would ask"
    with pytest.raises(LunaError):
        await app.generations.test_prompt(candidate, "Please say my dog's name.")
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_what_her_ancestor_says_by_chance_is_no_leak(stage: Stage, app: App) -> None:
    await grown(stage, app)
    stage.trainer.teach = leaking
    stage.factory.prepare = lambda speaker: speaker.brain["answers"].update(
        {"Please say my dog's name.": f"It is {NAME}."}
    )
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert forgot.relearnt, forgot.outcome


async def test_another_branch_that_knew_goes_without_training(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    born = (await app.generations.list())[0]
    await app.generations.use(born.id)
    trained = len(stage.trainer.jobs)
    forgot = await app.forgetting.forget(await app.forgetting.look(NAME))
    assert forgot.outcome is None and forgot.what.lost is None
    assert len(stage.trainer.jobs) == trained
    assert (await app.generations.head()).id == born.id
    assert (await app.generations.resolve(knew.id)).status is GenerationStatus.FORGOTTEN


async def test_a_former_value_does_not_come_back(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    await app.chat.send(FACTS[0])
    (newest,) = (x for x in await app.lessons.all() if x.fact and x.fact.value == NAME)
    what = await app.forgetting.look(str(newest.id))
    assert [x.id for x in what.lessons] == [newest.id]
    assert [x.fact.value for x in what.outdated if x.fact] == ["Rex"]
    await app.forgetting.forget(what)
    assert await app.lessons.usable() == []
    assert [x.fact.value for x in await app.lessons.all() if x.fact] == ["Rex"]


async def test_exchanges_and_answers_that_give_it_away_go_with_the_lesson(stage: Stage, app: App) -> None:
    told = await app.chat.send(FACTS[0])
    asked = await app.chat.send("What is my dog called?", told.person.conversation_id)
    await app.chat.correct(asked.reply.id, f"Your dog is called {NAME}.")
    stage.factory.open[0].brain["answers"]["Do you know my dog's name?"] = f"It is {NAME}."
    await app.chat.send("Do you know my dog's name?")
    fact = next(x for x in await app.lessons.all() if x.fact)
    what = await app.forgetting.look(str(fact.id))
    assert len(what.lessons) == 2
    await app.forgetting.forget(what)
    assert await app.chat.search(NAME) == []
    assert await app.lessons.all() == []


async def test_she_cannot_forget_while_she_learns(stage: Stage, app: App) -> None:
    from tests.services.test_age_up import begun

    await app.chat.send(FACTS[0])
    what = await app.forgetting.look(NAME)
    task = await begun(stage)
    with pytest.raises(LunaError) as caught:
        await app.forgetting.forget(what)
    assert caught.value.code == "age-up-impossible"
    app.age_up.pause()
    await task
    assert len(await app.chat.search(NAME)) == 1
    # A paused attempt has it in its rows: it goes too.
    await app.forgetting.forget(await app.forgetting.look(NAME))
    assert (await app.age_up.check()).resumable is None
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_only_what_was_shown_is_forgotten(stage: Stage, app: App) -> None:
    """She learned it since the look: then her generation has to go as well, which nobody was shown."""
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    what = await app.forgetting.look(NAME)
    knew = (await app.age_up.run(now=True)).to
    with pytest.raises(LunaError) as caught:
        await app.forgetting.forget(what)
    assert caught.value.code == "forgetting-outdated"
    assert len(await app.chat.search(NAME)) == 1 and knew is not None
    assert (await app.generations.head()).id == knew.id
    again = await app.forgetting.look(NAME)
    assert again.lost is not None and (await app.forgetting.forget(again)).relearnt


async def test_a_number_can_be_meant_as_a_word(app: App) -> None:
    await app.chat.send(FACTS[0])
    told = await app.chat.send("My door code is 1.")
    assert [x.id for x in (await app.forgetting.look("1")).lessons] == [1]
    what = await app.forgetting.look("1", numbers=False)
    assert [m.id for m in what.messages] == [told.person.id] and not what.numbered


async def test_she_can_be_stopped_while_she_is_asked_for_it(stage: Stage, app: App) -> None:
    """Hundreds of questions take minutes; until the end of them nothing is published."""
    await grown(stage, app)
    what = await app.forgetting.look(NAME)
    trained, alone = len(stage.trainer.jobs), app.generations.speakers.alone

    async def stopping(voice: Any, **more: Any) -> Any:
        if not more:  # not in the exam, which has a seat for each of two
            app.age_up.cancel()
        return await alone(voice, **more)

    app.generations.speakers.alone = stopping  # type: ignore[method-assign]
    forgot = await app.forgetting.forget(what)
    assert len(stage.trainer.jobs) == trained + 1
    assert forgot.outcome is not None and forgot.outcome.status == "cancelled"
    assert (await app.generations.head()).number == 0


async def test_files_that_a_power_cut_left_go_at_the_next_start(stage: Stage, app: App) -> None:
    knew = await grown(stage, app)
    what = await app.forgetting.look(NAME)
    await app._stores.forgetting.erase(what)
    assert (stage.home / "generations" / knew.id).exists()
    app = await stage.reopen()
    assert not (stage.home / "generations" / knew.id).exists()
    assert (await app.generations.head()).number == 0
    assert await app.check() == []


async def test_learning_anew_is_not_gone_on_with_unasked(stage: Stage, app: App) -> None:
    """Paused, nobody would ask it for what it must not know: the attempt is given up, the karma is there."""
    knew = await grown(stage, app)
    stage.trainer.gate = asyncio.Event()
    trained = len(stage.trainer.jobs)
    task = asyncio.create_task(app.forgetting.forget(await app.forgetting.look(NAME)))
    async with asyncio.timeout(10):
        while len(stage.trainer.jobs) == trained:
            await asyncio.sleep(0.01)
    app.age_up.pause()
    forgot = await task
    assert forgot.outcome is not None and forgot.outcome.status == "cancelled"
    assert (await app.age_up.check()).resumable is None
    assert (await app.karma.summary()).balance >= forgot.what.karma
    assert not (stage.home / "generations" / knew.id).exists()


async def test_an_attempt_that_failed_keeps_no_copy(stage: Stage, app: App) -> None:
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    stage.trainer.fail = LunaError("loss-not-finite", "It went off the rails.")
    assert (await app.age_up.run(now=True)).status == "failed"
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    await app.chat.delete(place.id)
    await app.close()
    with closing(sqlite3.connect(stage.home / "luna.db")) as other:
        other.execute("VACUUM")  # what is deleted may stand in free pages until they are used again
    assert places_with(stage.home, NAME) == []


async def test_what_a_paused_training_was_to_teach_can_be_forgotten(stage: Stage, app: App) -> None:
    await paused_without_its_lesson(stage, app)
    what = await app.forgetting.look(NAME)
    assert [generation.status for generation in what.generations] == ["paused"]
    await app.forgetting.forget(what)
    assert (await app.age_up.check()).resumable is None
    await app.close()
    assert places_with(stage.home, NAME) == []


async def test_a_paused_training_is_not_gone_on_with_once_a_lesson_is_gone(stage: Stage, app: App) -> None:
    await paused_without_its_lesson(stage, app)
    with pytest.raises(LunaError) as caught:
        await app.age_up.resume()
    assert caught.value.code == "lessons-changed"
    assert not app.age_up.running
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published"
    rows = (stage.home / "generations" / outcome.candidate.id / "dataset.jsonl").read_text(encoding="utf-8")
    assert NAME not in rows


async def test_a_paused_training_is_not_gone_on_with_once_a_fact_was_corrected(
    stage: Stage, app: App
) -> None:
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    task = await begun(stage)
    app.age_up.pause()
    await task
    stage.trainer.gate = None
    await app.chat.send("My dog is called Max.")
    with pytest.raises(LunaError) as caught:
        await app.age_up.resume()
    assert caught.value.code == "lessons-changed"
    assert [event.error.code for event in stage.of(AgeUpEnded) if event.error][-1:] == ["lessons-changed"]


async def deleting_at_the_verdict(stage: Stage, app: App) -> Callable[..., Awaitable[Any]]:
    """She was told three things, and one goes just before the row of her verdict is written."""
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    conclude = LineageTable.conclude

    async def deleted_first(*args: Any, **kwargs: Any) -> Any:
        await app.chat.delete(place.id)
        return await conclude(*args, **kwargs)

    return deleted_first


async def test_what_is_deleted_in_the_last_moment_is_not_published(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the exam, while the files are hashed and moved into place."""
    deleted_first = await deleting_at_the_verdict(stage, app)

    with monkeypatch.context() as now:
        now.setattr(LineageTable, "conclude", deleted_first)
        outcome = await app.age_up.run(now=True)
    assert outcome.status == "failed" and "deleted" in outcome.reasons[0]
    assert (await app.generations.head()).number == 0
    assert not (stage.home / "generations" / outcome.candidate.id).exists()
    assert (await app.karma.summary()).balance == 12


async def test_a_candidate_whose_lesson_went_and_whose_files_cannot_go_now_keeps_nobody_out(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted_first = await deleting_at_the_verdict(stage, app)

    def refused(*_: object) -> None:
        raise LunaError("home-read-only", "Luna cannot write in her home.", "A program holds a file.")

    with monkeypatch.context() as now:
        now.setattr(LineageTable, "conclude", deleted_first)
        now.setattr(GenerationStore, "delete", refused)
        outcome = await app.age_up.run(now=True)
        assert outcome.status == "failed"
        app = await stage.reopen()
        assert (await app.generations.head()).number == 0
        with pytest.raises(LunaError):
            await app.generations.publish_by_hand(outcome.candidate.id)
    await stage.reopen()
    assert not (stage.home / "generations" / outcome.candidate.id).exists()


async def test_what_is_deleted_while_her_lessons_are_composed_ends_it_at_once(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    prepare = app.age_up._prepare

    async def deleted_last(*args: Any) -> Any:
        candidate = await prepare(*args)
        await app.chat.delete(place.id)
        return candidate

    monkeypatch.setattr(app.age_up, "_prepare", deleted_last)
    stage.trainer.gate = asyncio.Event()  # training would wait here for ever
    async with asyncio.timeout(10):
        outcome = await app.age_up.run(now=True)
    assert outcome.status == "failed" and "deleted" in outcome.reasons[0]


@pytest.mark.parametrize("how", ["private", "deleted", "both", "struck"])
async def test_what_was_taken_back_while_she_learned_is_not_published(
    stage: Stage, app: App, how: str
) -> None:
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    task = await begun(stage)
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    if how in ("private", "both"):
        await app.chat.set_private(place.id, True)
    if how in ("deleted", "both"):
        await app.chat.delete(place.id)
    if how == "struck":
        named = next(x for x in await app.lessons.all() if x.fact == Fact("pet_dog", NAME))
        await app.lessons.strike(named.id)
        assert stage.trainer.gate is not None
        stage.trainer.gate.set()
    async with asyncio.timeout(10):  # the others end it at once
        outcome = await task
    assert outcome.status == "failed", outcome.reasons
    assert "deleted, struck or made private" in outcome.reasons[0]
    if how in ("deleted", "both"):
        await app.close()
        with closing(sqlite3.connect(stage.home / "luna.db")) as other:
            other.execute("VACUUM")
        assert places_with(stage.home, NAME) == []
        app = await stage.reopen()
    stage.trainer.gate = None
    again = await app.age_up.run(now=True)
    assert again.status == "published"
    rows = (stage.home / "generations" / again.candidate.id / "dataset.jsonl").read_text(encoding="utf-8")
    assert NAME not in rows


async def paused_without_its_lesson(stage: Stage, app: App) -> None:
    """A training that was paused, and then the conversation deleted that told the name."""
    stage.trainer.teach = knowing
    for fact in FACTS:
        await app.chat.send(fact)
    task = await begun(stage)
    app.age_up.pause()
    assert (await task).status == "paused"
    stage.trainer.gate = None
    place = next(c for c in await app.chat.conversations() if NAME in c.title)
    await app.chat.delete(place.id)
