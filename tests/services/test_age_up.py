"""The age-up: published or not, nothing is lost, and karma is spent only by a publication."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    AgeUpEnded,
    AgeUpStarted,
    ExamTaken,
    GenerationLoaded,
    GenerationPublished,
    GenerationRejected,
    TrainingProgressed,
)
from luna_desktop.domain.gate import NO_BETTER
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.karma import KarmaKind, budget_tokens
from luna_desktop.language.phases import load_phase
from luna_desktop.services.age_up import NO_ROOM_FOR_TWO
from luna_desktop.services.app import App
from luna_desktop.services.bases import load_base
from luna_desktop.services.results import AgeUpOutcome
from tests.services.conftest import Stage
from tests.services.fakes import ScriptedSpeaker, student

FACTS = ("My dog is called Rex.", "I live in Lisbon.", "My name is Ana.")


async def teach(app: App) -> None:
    for fact in FACTS:
        await app.chat.send(fact)


async def begun(stage: Stage) -> asyncio.Task[AgeUpOutcome]:
    """An age-up that has come to its training and waits there."""
    stage.trainer.gate = asyncio.Event()
    trained = len(stage.trainer.jobs)
    task = asyncio.create_task(stage.app.age_up.run(now=True))
    async with asyncio.timeout(10):
        while len(stage.trainer.jobs) == trained:
            await asyncio.sleep(0.01)
            assert not task.done(), task.result()
    return task


def folders(stage: Stage) -> list[str]:
    return sorted(path.name for path in (stage.home / "generations").iterdir())


async def test_she_grows(stage: Stage, app: App) -> None:
    await teach(app)
    await stage.earn(103)
    preview = await app.age_up.check()
    assert (preview.due, preview.possible, preview.why_not) == (True, True, "")
    assert (preview.budget_tokens, preview.lessons, preview.facts) == (200_000, 3, 3)
    parent = await app.generations.head()

    outcome = await app.age_up.run()

    assert outcome.status == "published", outcome.reasons
    assert outcome.to is not None
    assert (outcome.from_.id, outcome.to.number, outcome.to.age) == (parent.id, 1, 1)
    assert outcome.to.parent_id == parent.id
    assert (await app.generations.head()).id == outcome.to.id
    assert "What you taught her came back" in outcome.reasons[0]
    # Karma: the threshold is spent, what was above it stays.
    summary = await app.karma.summary()
    assert (summary.balance, summary.threshold, summary.age) == (preview.balance - 100, 250, 1)
    assert (summary.entries[0].kind, summary.entries[0].delta) == (KarmaKind.SPENT, -100)
    # The new generation answers, the old one is unloaded.
    assert [s.path.name for s in stage.factory.open] == ["luna_age_1_vocabulary.gguf"]
    answer = await app.chat.send("Do you still know my name?")
    assert answer.reply.generation_id == outcome.to.id
    # Lessons are taught now.
    assert await app.lessons.pending() == []
    assert folders(stage) == sorted([parent.id, outcome.to.id])


async def test_the_order_of_things(stage: Stage, app: App) -> None:
    await teach(app)
    stage.events.clear()
    await app.age_up.run(now=True)
    told = (AgeUpStarted, ExamTaken, GenerationPublished, GenerationRejected, GenerationLoaded, AgeUpEnded)
    assert [type(e) for e in stage.events if isinstance(e, told)] == [
        AgeUpStarted,
        ExamTaken,
        GenerationPublished,
        GenerationLoaded,
    ]
    progress = [e.progress for e in stage.events if isinstance(e, TrainingProgressed)]
    assert [p.fraction for p in progress] == sorted(p.fraction for p in progress)
    assert [*dict.fromkeys(p.phase for p in progress)] == ["train", "exam", "publish", "swap"]


async def test_the_job_and_the_manifest(stage: Stage, app: App) -> None:
    await teach(app)
    birth = stage.trainer.jobs[0]
    outcome = await app.age_up.run(now=True)
    job = stage.trainer.jobs[1]
    assert (birth.kind, birth.gguf_name) == ("birth", "luna_age_0_mechanical.gguf")
    assert (job.kind, job.gguf_name, job.max_tokens) == ("age_up", "luna_age_1_vocabulary.gguf", 12 * 2000)
    head = await app.generations.head()
    parent = outcome.from_
    assert job.base_dir == stage.home.resolve() / "generations" / parent.id
    manifest = await app.generations.manifest(head.id)
    assert manifest["dataset_sha256"] == job.dataset_sha256
    assert manifest["parent"] == parent.id
    assert manifest["verdict"]["status"] == "published"
    assert set(manifest["files"]) >= {
        "model.safetensors",
        "config.json",
        "tokenizer.json",
        "dataset.jsonl",
        "luna_age_1_vocabulary.gguf",
    }
    assert manifest["exam"]["items_sha256"] == manifest["items_sha256"]
    assert head.exam is not None and head.exam.items_sha256 == manifest["items_sha256"]


async def test_training_starts_from_the_parent_with_all_lessons(stage: Stage, app: App) -> None:
    await teach(app)
    first = await app.age_up.run(now=True)
    await app.chat.send("My cat is called Tom. My favourite food is pizza. My car is called Bolt.")
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    job = stage.trainer.jobs[-1]
    assert job.base_dir.name == first.candidate.id
    rows = [json.loads(line) for line in _dataset(stage, outcome).splitlines()]
    assert {row["source"] for row in rows} >= {"fact:pet_dog", "fact:pet_cat", "fact:city", "fact:name"}
    assert outcome.exam is not None
    assert outcome.exam.section("old_teach_back") is not None


def _dataset(stage: Stage, outcome: AgeUpOutcome) -> str:
    folder = stage.home / "generations" / outcome.candidate.id
    return (folder / "dataset.jsonl").read_text(encoding="utf-8")


async def test_what_is_struck_private_or_deleted_is_never_trained_on(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    secret = await app.chat.send("My cat is called Tom.")
    gone = await app.chat.send("I live in Lisbon.")
    await app.chat.send("My name is Ana.")
    await app.chat.set_private(secret.person.conversation_id, True)
    await app.chat.delete(gone.person.conversation_id)
    dog = next(x for x in await app.lessons.pending() if x.fact and x.fact.key == "pet_dog")
    await app.lessons.strike(dog.id, True)
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["Rex", "Ana"]
    outcome = await app.age_up.run(now=True)
    rows = [json.loads(line) for line in _dataset(stage, outcome).splitlines()]
    assert {row["source"] for row in rows if row["source"].startswith("fact")} == {"fact:name"}
    assert outcome.candidate.lessons == 1
    # Let in later, it is taught with the next age-up.
    await app.chat.set_private(secret.person.conversation_id, False)
    assert [x.fact.value for x in await app.lessons.pending() if x.fact and not x.struck] == ["Tom"]


async def test_a_fact_told_anew_no_longer_waits_in_its_old_form(app: App) -> None:
    for told in ("My dog is called Rex.", "My cat is called Tom.", "My dog is called Bello."):
        await app.chat.send(told)
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["Tom", "Bello"]
    assert (await app.age_up.check()).facts == 2
    newest = (await app.lessons.pending())[1]
    await app.lessons.strike(newest.id)
    told = [(x.fact.value, x.struck) for x in await app.lessons.pending() if x.fact]
    assert told == [("Rex", False), ("Tom", False), ("Bello", True)], "the old one holds again"


async def test_the_newest_value_of_a_fact_is_taught(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    again = await app.chat.send("My dog is called Max.")
    assert again.karma_earned == 4
    back = await app.chat.send("My dog is called Rex. Really.")
    assert back.karma_earned == 2  # a value that was known before
    outcome = await app.age_up.run(now=True)
    facts = [
        r for r in map(json.loads, _dataset(stage, outcome).splitlines()) if r["source"].startswith("fact")
    ]
    assert facts and all("Max" not in str(row) for row in facts)


async def test_a_candidate_that_is_no_better_changes_nothing(stage: Stage, app: App) -> None:
    await teach(app)
    await stage.earn(100)
    stage.trainer.teach = student("grammar")
    before = (await app.karma.summary()).balance
    parent = await app.generations.head()
    outcome = await app.age_up.run()
    assert (outcome.status, outcome.to) == ("rejected", None)
    assert outcome.reasons[0] == NO_BETTER
    assert (await app.generations.head()).id == parent.id
    assert (await app.karma.summary()).balance == before
    assert stage.of(GenerationRejected)
    assert len(stage.factory.open) == 1
    rejected = await app.generations.resolve(outcome.candidate.id)
    assert rejected.status is GenerationStatus.REJECTED
    assert rejected.exam is not None
    # She can be looked at and talked to, but not made the current one.
    assert (await app.generations.test_prompt(rejected.id, "Hello.")).text
    with pytest.raises(LunaError) as caught:
        await app.generations.use(rejected.id)
    assert caught.value.code == "generation-unpublished"


async def test_after_a_rejection_she_waits_for_more_karma(stage: Stage, app: App) -> None:
    await stage.earn(100)
    stage.trainer.teach = student("grammar")
    await app.age_up.run()
    exchange = await app.chat.send("And now?")
    assert not exchange.age_up_due
    preview = await app.age_up.check()
    assert preview.possible and not preview.due
    assert "at 110 karma she tries again" in preview.why_not
    with pytest.raises(LunaError) as caught:
        await app.age_up.run()
    assert caught.value.code == "age-up-not-due"
    await stage.earn(110)
    assert (await app.age_up.check()).due


async def test_training_that_changes_no_weights_is_rejected(stage: Stage, app: App) -> None:
    await teach(app)
    stage.trainer.same_weights = True
    await app.age_up.run(now=True)  # differs from her birth's weights
    await app.chat.send("My cat is called Tom.")
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "rejected"
    assert any("weights are the same" in reason for reason in outcome.reasons)


async def test_a_loss_that_is_no_number_is_rejected(stage: Stage, app: App) -> None:
    await teach(app)
    stage.trainer.loss_last = float("nan")
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "rejected"


async def test_training_that_fails_keeps_everything(stage: Stage, app: App) -> None:
    await teach(app)
    stage.trainer.fail = LunaError("loss-not-finite", "Training broke off.", "It went off the rails.")
    before = (await app.karma.summary()).balance
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "failed"
    assert outcome.reasons == ("Training broke off. It went off the rails.",)
    assert (await app.karma.summary()).balance == before
    assert len(folders(stage)) == 1
    assert stage.of(AgeUpEnded)
    assert not app.age_up.running


@pytest.mark.parametrize(
    "said", ["unliked", "unliked and liked", "corrected anew", "corrected the same", "mended"]
)
async def test_what_is_said_anew_while_she_learns_is_no_reason_to_end(
    stage: Stage, app: App, said: str
) -> None:
    await teach(app)
    exchange = await app.chat.send("How are you today?")
    reply = exchange.reply.id
    await app.chat.thumbs(reply, 1)
    await app.chat.correct(reply, "I am well.")
    task = await begun(stage)
    frozen = await app.age_up._lessons.taught((await app.generations.list())[-1].id)
    assert len(frozen) == 5
    if said.startswith("unliked"):
        await app.chat.thumbs(reply, 0)
    if said == "unliked and liked":
        await app.chat.thumbs(reply, 1)
    if said.startswith("corrected"):
        await app.chat.correct(reply, "I am well." if said.endswith("the same") else "Quite well.")
    if said == "mended":
        await app.lessons.mend(max(frozen), "Very well.")
    assert stage.trainer.gate is not None
    stage.trainer.gate.set()
    outcome = await task
    assert outcome.status == "published", outcome.reasons
    new = {"corrected anew": ["Quite well."], "mended": ["Very well."]}.get(said, [])
    assert [x.reply for x in await app.lessons.pending()] == new
    # Forgetting finds what she was taught, though something else stands in its place.
    what = await app.forgetting.look(
        "I am well." if said in ("corrected anew", "mended") else exchange.reply.text
    )
    assert [g.number for g in what.generations] == [1]


async def test_a_pause_is_heard_that_comes_just_before_the_trainer(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teach(app)
    begin_run = app.age_up._lineage.begin_run

    async def paused(generation_id: str) -> int:
        app.age_up.pause()
        return await begin_run(generation_id)

    monkeypatch.setattr(app.age_up._lineage, "begin_run", paused)
    trained = len(stage.trainer.jobs)
    outcome = await app.age_up.run(now=True)
    assert (outcome.status, len(stage.trainer.jobs)) == ("paused", trained)
    monkeypatch.undo()
    assert (await app.age_up.resume()).status == "published"


async def test_training_whose_child_is_killed_can_go_on(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    stage.trainer.fail = LunaError("child-died", "Training broke off.", "Its process was killed.")
    assert stage.trainer.gate is not None
    stage.trainer.gate.set()
    outcome = await task
    assert (outcome.status, outcome.reasons) == ("paused", ("Training broke off. Its process was killed.",))
    assert (await app.generations.resolve(outcome.candidate.id)).reason == outcome.reasons[0]
    stage.trainer.fail = stage.trainer.gate = None
    assert (await app.age_up.resume()).status == "published"


async def test_training_whose_child_is_killed_before_its_first_checkpoint_can_go_on(
    stage: Stage, app: App
) -> None:
    await teach(app)
    stage.trainer.fail = LunaError("child-died", "Training broke off.", "Its process was killed.")
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "paused"
    stage.trainer.fail = None
    app = await stage.reopen()
    assert (await app.age_up.check()).resumable is not None
    assert (await app.age_up.resume()).status == "published"


async def test_a_broken_curriculum_ends_in_a_sentence(
    stage: Stage, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teach(app)
    (tmp_path / "phase_0_mechanical_FULL.json").write_text('{"phase": 0, "examples": [')
    from luna_desktop import resources

    monkeypatch.setattr(resources, "curriculum_path", lambda: tmp_path)
    with pytest.raises(LunaError) as caught:
        await app.age_up.run(now=True)
    assert caught.value.code == "curriculum-malformed"
    assert not app.age_up.running


async def test_pause_and_resume(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    assert app.age_up.running
    assert "learning already" in (await app.age_up.check()).why_not
    with pytest.raises(LunaError):
        await app.age_up.run(now=True)
    app.age_up.pause()
    outcome = await task
    assert outcome.status == "paused"
    preview = await app.age_up.check()
    assert preview.resumable is not None and preview.resumable.id == outcome.candidate.id
    assert not preview.possible
    with pytest.raises(LunaError) as caught:
        await app.age_up.run(now=True)
    assert caught.value.code == "age-up-impossible"
    stage.trainer.gate = None
    resumed = await app.age_up.resume()
    assert resumed.status == "published", resumed.reasons
    assert resumed.candidate.id == outcome.candidate.id
    assert stage.trainer.jobs[-1].resume
    assert folders(stage) == sorted([outcome.from_.id, outcome.candidate.id])


async def test_a_paused_age_up_survives_a_restart(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    await app.close()
    assert (await task).status == "paused"
    app = await stage.reopen()
    assert (await app.age_up.check()).resumable is not None
    stage.trainer.gate = None
    assert (await app.age_up.resume()).status == "published"


async def test_a_paused_age_up_can_be_given_up(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    app.age_up.pause()
    await task
    await app.age_up.discard_paused()
    assert (await app.age_up.check()).possible
    assert len(folders(stage)) == 1
    with pytest.raises(LunaError) as caught:
        await app.age_up.resume()
    assert caught.value.code == "age-up-not-paused"


async def test_cancel_changes_nothing(stage: Stage, app: App) -> None:
    await teach(app)
    before = (await app.karma.summary()).balance
    task = await begun(stage)
    app.age_up.cancel()
    outcome = await task
    assert outcome.status == "cancelled"
    assert (await app.karma.summary()).balance == before
    assert len(folders(stage)) == 1


async def test_cancel_during_the_exam(stage: Stage, app: App) -> None:
    await teach(app)
    app.bus.subscribe(TrainingProgressed, lambda e: e.progress.phase == "exam" and app.age_up.cancel())
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "cancelled"
    assert len(stage.factory.open) == 1
    assert len(folders(stage)) == 1


async def test_a_cancelled_task_leaves_a_resumable_candidate(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await app.age_up.check()).resumable is not None
    assert not app.age_up.running


async def test_chat_goes_on_while_she_learns(stage: Stage, app: App) -> None:
    await teach(app)
    task = await begun(stage)
    exchange = await app.chat.send("Are you busy?")
    assert exchange.reply.generation_id == (await app.generations.head()).id
    assert not exchange.age_up_due
    assert stage.trainer.gate is not None
    stage.trainer.gate.set()
    assert (await task).status == "published"


async def test_a_swap_lets_the_running_reply_end(stage: Stage, app: App) -> None:
    await teach(app)
    old = stage.factory.open[0]
    old.gate = asyncio.Event()
    sending = asyncio.create_task(app.chat.send("Tell me something."))
    while len(old.seen) < 5:
        await asyncio.sleep(0.01)
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published"
    assert not old.closed
    old.gate.set()
    exchange = await sending
    assert exchange.reply.generation_id == outcome.from_.id
    assert old.closed
    assert len(stage.factory.open) == 1


async def test_a_swap_without_room_for_two_ends_the_old_one_first(stage: Stage, app: App) -> None:
    await teach(app)
    old = stage.factory.open[0]
    old.gate = asyncio.Event()
    notes: list[str] = []
    app.bus.subscribe(TrainingProgressed, lambda event: notes.append(event.progress.note))
    speaking = asyncio.create_task(app.chat.send("Tell me something."))
    while len(old.seen) < 5:
        await asyncio.sleep(0.01)

    def short(speaker: ScriptedSpeaker) -> None:
        if ".partial" not in str(speaker.path) and speaker.path != old.path and stage.factory.open:
            raise LunaError("memory-short", "There is too little memory to load her.")

    stage.factory.prepare = short
    growing = asyncio.create_task(app.age_up.run(now=True))
    while NO_ROOM_FOR_TWO not in notes:
        await asyncio.sleep(0.01)
    waiting = asyncio.create_task(app.chat.send("Are you there?"))
    await asyncio.sleep(0.05)
    assert not old.closed, "her running reply ends first"
    old.gate.set()
    outcome = await growing
    assert (await speaking).reply.text
    assert (await waiting).reply.generation_id in (outcome.from_.id, outcome.to and outcome.to.id)
    assert [str(speaker.path).count(outcome.to.id) for speaker in stage.factory.open if outcome.to] == [1]


async def test_an_exam_without_room_for_two_ends_who_is_loaded(stage: Stage, app: App) -> None:
    await teach(app)

    def short(_: ScriptedSpeaker) -> None:
        if stage.factory.open:
            raise LunaError("memory-short", "There is too little memory to load her.")

    stage.factory.prepare = short
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    assert outcome.to is not None
    assert (await app.chat.send("What is my dog called?")).reply.generation_id == outcome.to.id
    assert len(stage.factory.open) == 1


async def test_candidate_and_parent_sit_the_exam_at_once(stage: Stage, app: App) -> None:
    await teach(app)
    beside: list[int] = []
    stage.factory.prepare = lambda _: beside.append(len(stage.factory.open))
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    assert max(beside) == 2, "who answers, the candidate, and the parent joining them"
    assert len(stage.factory.open) == 1


@pytest.mark.parametrize(("always", "status"), [(False, "published"), (True, "paused")])
async def test_where_two_cannot_sit_at_once_they_sit_one_after_the_other(
    stage: Stage, app: App, always: bool, status: str
) -> None:
    await teach(app)
    before = list(stage.factory.speakers)

    def fragile(speaker: ScriptedSpeaker) -> None:
        beside = [other for other in stage.factory.open if other not in before]
        if beside or (always and len(stage.factory.speakers) > len(before)):
            speaker.die_after = 0  # as when memory gets short once both are at work

    stage.factory.prepare = fragile
    outcome = await app.age_up.run(now=True)
    assert outcome.status in (status, "failed" if always else status), outcome.reasons
    left = [speaker for speaker in stage.factory.open if speaker not in before]
    assert len(left) == (0 if always else 1), "the new one answers, and nobody else is left behind"


async def test_what_is_published_stays_so_however_its_task_ends(stage: Stage, app: App) -> None:
    await teach(app)
    swap = app.generations.speakers.swap

    async def cut_short(*_: object) -> None:
        app.generations.speakers.swap = swap
        raise asyncio.CancelledError

    app.generations.speakers.swap = cut_short  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await app.age_up.run(now=True)
    head = await app.generations.head()
    assert (head.number, head.status) == (1, GenerationStatus.PUBLISHED)
    app = await stage.reopen()
    assert (await app.generations.head()).id == head.id
    assert (await app.chat.send("What is my dog called?")).reply.generation_id == head.id
    assert await app.karma.verify() == []


async def test_what_one_age_up_cannot_teach_waits_for_the_next(stage: Stage, app: App) -> None:
    recipe = resources.models_path() / "embryo.toml"
    recipe.write_text(recipe.read_text("utf-8").replace("most_facts = 60", "most_facts = 2"), "utf-8")
    await teach(app)
    first = await app.age_up.run(now=True)
    assert first.status == "published", first.reasons
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["Ana"], "told last"
    assert first.candidate.lessons == 2
    await app.chat.send("How are you?")
    second = await app.age_up.run(now=True)
    assert second.status == "published", second.reasons
    assert await app.lessons.pending() == []


async def test_from_age_3_on_her_own_phase_lies_beside_what_she_was_taught(stage: Stage, app: App) -> None:
    told = (
        FACTS,
        ("My cat is called Tom.", "I work as a baker."),
        ("My car is called Bob.", "I am 34 years old."),
    )
    found: list[Path] = []
    for facts in told:
        for fact in facts:
            await app.chat.send(fact)
        outcome = await app.age_up.run(now=True)
        assert outcome.status == "published", outcome.reasons
        found = list((stage.home / "generations" / outcome.candidate.id).glob("phase_3_*.json"))
        assert bool(found) == (outcome.candidate.age >= 3)
    phase = load_phase(found[0])
    assert (phase.number, len(phase.examples)) == (3, 7)
    assert phase == await app.lessons.personality(phase.seed)


async def test_a_value_that_was_told_anew_does_not_wait(app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("My dog is called Max.")
    preview = await app.age_up.check()
    assert (preview.lessons, preview.facts) == (1, 1)


async def test_what_was_told_gets_its_training_whatever_the_karma(stage: Stage, app: App) -> None:
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("I live in Lisbon.")
    karma, mixture = (await app.karma.summary()).balance, load_base("embryo").mixture
    preview, needed = await app.age_up.check(), mixture.needed(2, 0, 0, 1)
    assert preview.possible and not preview.due
    assert preview.budget_tokens == max(needed, budget_tokens(karma))
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    assert stage.trainer.jobs[-1].max_tokens == preview.budget_tokens
    spent = [x for x in await app.karma.ledger() if x.kind is KarmaKind.SPENT]
    assert [x.delta for x in spent] == [-karma], "no more is spent than there was"


async def test_with_too_little_to_learn_the_button_says_so_before(stage: Stage, app: App) -> None:
    await stage.earn(6)
    preview = await app.age_up.check()
    assert not preview.possible
    least = load_base("embryo").mixture.alone_karma
    assert preview.why_not.endswith(f"tell her something, or talk until there are {least} karma.")
    await app.chat.send("My dog is called Rex.")
    assert (await app.age_up.check()).possible, "one fact is enough"
    await app.lessons.strike((await app.lessons.pending())[0].id)
    assert not (await app.age_up.check()).possible
    await stage.earn(least)
    assert (await app.age_up.check()).possible


async def test_no_karma_no_age_up(app: App) -> None:
    with pytest.raises(LunaError) as caught:
        await app.age_up.run(now=True)
    assert caught.value.code == "age-up-impossible"


async def test_going_back_and_growing_again_makes_a_branch(stage: Stage, app: App) -> None:
    await teach(app)
    first = await app.age_up.run(now=True)
    assert first.to is not None
    await app.chat.send("My cat is called Tom.")
    await app.generations.use(first.from_.id)
    # Told to the other branch: not on this line.
    assert [x.fact.value for x in await app.lessons.pending() if x.fact] == ["Rex", "Lisbon", "Ana"]
    second = await app.age_up.run(now=True)
    assert second.to is not None
    assert (second.to.number, second.to.parent_id) == (1, first.from_.id)
    assert (await app.generations.resolve("1")).id == second.to.id
    assert (await app.generations.resolve(first.to.id)).id == first.to.id
