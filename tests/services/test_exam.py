"""Exams before, during and after an age-up: sealed, reused, compared, kept, and tested themselves."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationPublished
from luna_desktop.domain.exam import FIXED, VERSION, ExamItem, ItemKind, items_sha256
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import KarmaKind
from luna_desktop.domain.lesson import Lesson, LessonKind, kept_for_exam
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.language.speech import is_refusal
from luna_desktop.services import age_up
from luna_desktop.services.app import App
from luna_desktop.services.background import Background
from luna_desktop.services.exam_history import COLUMNS, curves, ledger
from luna_desktop.services.exam_plot import svg
from luna_desktop.services.examine import Earlier, Examiner, Recital
from tests.services.conftest import Stage
from tests.services.fakes import BABBLE, ScriptedSpeaker, loglikes, student
from tests.services.test_age_up import begun, teach

PLAN = "SELECT plan, items, items_sha256 FROM generations WHERE id = ?"


def row(stage: Stage, generation_id: str) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    with closing(sqlite3.connect(stage.home / "luna.db")) as connection:
        plan, items, seal = connection.execute(PLAN, (generation_id,)).fetchone()
    return json.loads(plan), json.loads(items), seal


async def test_the_exam_is_sealed_with_seed_and_rules_before_training(
    stage: Stage, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age_up, "new_seed", lambda: 7)  # one seed in many lets a lesson show a question
    await teach(app)
    seen: list[tuple[dict[str, Any], str]] = []
    good = stage.trainer.teach

    def look(job: Any, rows: Any) -> dict[str, Any]:
        plan, _, seal = row(stage, job.output_dir.name.removesuffix(".partial"))
        seen.append((plan, seal))
        return good(job, rows)

    stage.trainer.teach = look
    outcome = await app.age_up.run(now=True)
    [(plan, seal)] = seen
    assert plan["exam"] == {"version": VERSION, "dropped": {}}
    assert plan["seed"] == 7
    assert outcome.exam is not None
    assert outcome.exam.items_sha256 == seal and outcome.exam.version == VERSION


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("plan = json_remove(plan, '$.exam')", "other rules"),
        ("items = replace(items, 'Rex', 'dog')", "sealed before training"),
        ("items = '[]'", "sealed before training"),
    ],
)
async def test_what_is_changed_while_she_pauses_is_rejected(
    stage: Stage, app: App, change: str, reason: str
) -> None:
    await teach(app)
    task = await begun(stage)
    app.age_up.pause()
    await task
    with closing(sqlite3.connect(stage.home / "luna.db")) as connection, connection:
        connection.execute(f"UPDATE generations SET {change} WHERE age = 1")
    stage.trainer.gate = None
    outcome = await app.age_up.resume()
    assert outcome.status == "rejected"
    assert reason in " ".join(outcome.reasons)


async def test_a_file_that_says_something_else_than_its_weights_is_rejected(stage: Stage, app: App) -> None:
    await teach(app)
    stage.trainer.apart = 20.0
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "rejected"
    assert any("parity" in reason for reason in outcome.reasons)


async def test_the_parent_answers_the_fixed_questions_only_once(stage: Stage, app: App) -> None:
    await teach(app)
    first = await app.age_up.run(now=True)
    await app.chat.send("My cat is called Tom. My favourite food is pizza. My car is called Bolt.")
    stage.factory.speakers.clear()
    second = await app.age_up.run(now=True)
    assert first.exam is not None and second.exam is not None
    asked = {
        text for s in stage.factory.speakers if s.path.parent.name == first.candidate.id for [text] in s.seen
    }
    _, items, _ = row(stage, second.candidate.id)
    exact = {item["prompt"] for item in items if item["kind"] == "exact"}
    slots = {item["prompt"] for item in items if item["kind"] == "slot"}
    assert len(exact) > 30 and not asked & exact
    assert slots and slots <= asked
    mine = second.exam.section("reasoning")
    theirs = first.exam.section("reasoning")
    assert mine is not None and theirs is not None and mine.marks.keys() == theirs.marks.keys()


async def test_the_report_compares_with_the_parent(stage: Stage, app: App) -> None:
    await teach(app)
    outcome = await app.age_up.run(now=True)
    report = outcome.exam
    assert report is not None and outcome.to is not None
    versus = report.against("teach_back")
    assert versus is not None
    assert (versus.gained, versus.lost, versus.before) == (versus.n, 0, 0.0)
    assert versus.p_better == 2.0**-versus.n < versus.holm_better
    assert report.wrongly_refused == 0 and report.known == versus.n
    assert report.headline is not None and report.headline.low <= report.headline.value
    again = await app.exam.run(outcome.to.id)
    assert (again.sections, again.anchor, again.versus, again.headline) == (
        report.sections,
        report.anchor,
        report.versus,
        report.headline,
    )
    assert again.test("parity") == report.test("parity")
    assert (await app.generations.resolve(outcome.to.id)).exam == again
    born = await app.exam.run("0")
    assert born.versus == () and born.test("parity") is not None


async def test_two_generations_side_by_side(stage: Stage, app: App) -> None:
    await teach(app)
    await app.age_up.run(now=True)
    before = [(await app.generations.resolve(n)).exam for n in ("0", "1")]
    found = await app.exam.compare("0", "1")
    back = await app.exam.compare("1", "0")
    assert found.first.items_sha256 == found.second.items_sha256 == back.first.items_sha256
    there = {r.section: r for r in found.rows}
    again = {r.section: r for r in back.rows}
    assert there["teach_back"].gained > 5 and there["teach_back"].holm_better < 0.05
    assert again["teach_back"].lost == there["teach_back"].gained
    assert again["teach_back"].holm_worse == there["teach_back"].holm_better
    assert [(await app.generations.resolve(n)).exam for n in ("0", "1")] == before
    assert len(stage.factory.open) == 1


async def test_the_history_is_a_plot_and_a_ledger(stage: Stage, app: App) -> None:
    await teach(app)
    await app.exam.run("0")
    first = await app.age_up.run(now=True)
    stage.trainer.teach = student("grammar")
    await app.chat.send("My cat is called Tom.")
    rejected = await app.age_up.run(now=True)
    assert (first.status, rejected.status) == ("published", "rejected")
    line = await app.exam.history()
    assert [s.generation.number for s in line] == [0, 1]
    everyone = await app.exam.history(everyone=True)
    assert {s.generation.id for s in everyone} == {s.generation.id for s in line} | {rejected.candidate.id}

    rows = ledger(everyone)
    assert all(set(r) == set(COLUMNS) for r in rows)
    mine = {r["section"]: r for r in rows if r["id"] == first.candidate.id}
    assert set(mine) >= {"grammar", "vocabulary", "reasoning", "teach_back", "controls", "anchor"}
    plan, _, seal = row(stage, first.candidate.id)
    told = mine["teach_back"]
    assert (told["seed"], told["dataset_sha256"], told["items_sha256"]) == (
        plan["seed"],
        plan["dataset_sha256"],
        seal,
    )
    assert told["karma_spent"] == plan["spend"] > 0
    assert isinstance(told["p"], float) and 0 < told["p"] < 0.05
    assert all(r["karma_spent"] == 0 for r in rows if r["status"] == "rejected")

    drawn = curves(line)
    assert drawn[0].section == "headline" and drawn[-1].section == "anchor"
    root = ElementTree.fromstring(svg(drawn, "Hers & mine"))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Hers & mine" in texts and texts.count("generation") == len(drawn)
    assert texts.count("share") == len(drawn) - 1 and texts.count("bits per byte") == 1
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polygon"))) == len(drawn)


async def test_who_publishes_twice_by_hand_pays_once(stage: Stage, app: App) -> None:
    """Her file takes seconds to load, and a button can be pressed again meanwhile."""
    await teach(app)
    stage.trainer.teach = student("grammar")
    rejected = (await app.age_up.run(now=True)).candidate
    both = [app.generations.publish_by_hand(rejected.id) for _ in range(2)]
    published = await asyncio.gather(*both, return_exceptions=True)
    assert any(isinstance(one, Generation) and one.by_hand for one in published)
    entries = (await app.karma.summary()).entries
    assert [entry.kind for entry in entries].count(KarmaKind.SPENT) == 1
    assert await app.karma.verify() == []


async def test_what_was_rejected_can_be_published_by_hand_and_stays_marked(stage: Stage, app: App) -> None:
    await teach(app)
    stage.trainer.teach = student("grammar")
    rejected = (await app.age_up.run(now=True)).candidate
    balance = (await app.karma.summary()).balance
    published = await app.generations.publish_by_hand(rejected.id)
    assert (published.status, published.by_hand, published.reason) == (
        GenerationStatus.PUBLISHED,
        True,
        rejected.reason,
    )
    assert (await app.generations.head()).id == rejected.id
    summary = await app.karma.summary()
    assert summary.balance < balance and summary.entries[0].kind is KarmaKind.SPENT
    assert stage.of(GenerationPublished)[-1] == GenerationPublished(published)
    assert (await app.chat.send("Who are you now?")).reply.generation_id == rejected.id
    with pytest.raises(LunaError) as caught:
        await app.generations.publish_by_hand(rejected.id)
    assert caught.value.code == "generation-not-rejected"
    with (
        closing(sqlite3.connect(stage.home / "luna.db")) as connection,
        pytest.raises(sqlite3.IntegrityError),
    ):
        connection.execute("UPDATE generations SET by_hand = 0 WHERE id = ?", (rejected.id,))
    app = await stage.reopen()
    assert (await app.generations.head()).by_hand


def test_a_third_of_the_liked_replies_is_kept_for_the_exam() -> None:
    liked = [Lesson(n, LessonKind.LIKED, 0.0, (), None, f"Question {n}?", "Yes.") for n in range(600)]
    kept = [lesson for lesson in liked if kept_for_exam(lesson)]
    assert 150 < len(kept) < 250
    assert [kept_for_exam(replace(lesson, id=0)) for lesson in liked] == [x in kept for x in liked]
    assert not any(kept_for_exam(replace(x, kind=LessonKind.CORRECTION)) for x in kept)


async def test_kept_replies_are_asked_and_never_trained(stage: Stage, app: App) -> None:
    await teach(app)
    for number in range(40):
        exchange = await app.chat.send(f"Thing number {number}, please.")
        await app.chat.thumbs(exchange.reply.id, 1)
    outcome = await app.age_up.run(now=True)
    _, items, _ = row(stage, outcome.candidate.id)
    asked = {item["prompt"] for item in items if item["section"] == "style"}
    assert len(asked) >= 5
    folder = stage.home / "generations" / outcome.candidate.id
    trained = (folder / "dataset.jsonl").read_text(encoding="utf-8")
    assert "Thing number" in trained
    assert not [prompt for prompt in asked if json.dumps(prompt) in trained]


# -- the exam's tests of itself ------------------------------------------------


def pair(number: int) -> ExamItem:
    return ExamItem(f"g{number}", "grammar", "pair", f"Say {number}.", "a b", ("a b", "b a"))


def speaker(**brain: Any) -> ScriptedSpeaker:
    return ScriptedSpeaker({**BABBLE, **brain}, Path("a.gguf"))


def examiner(speaker: ScriptedSpeaker, background: Background) -> Examiner:
    return Examiner(speaker, PromptTemplate(), is_refusal=is_refusal, background=background)


@pytest.fixture
def background() -> Generator[Background]:
    with closing(Background()) as own:
        yield own


async def test_scores_that_tell_nothing_apart_are_noticed(background: Background) -> None:
    class Constant(ScriptedSpeaker):
        async def score(self, items: Any) -> Any:
            return [replace(score, logprob=-1.0) for score in await super().score(items)]

    asking = examiner(Constant(BABBLE, Path("a.gguf")), background)
    report = await asking.examine([pair(n) for n in range(20)], "g")
    assert {test.name: test.passed for test in report.tests} == {"certainty": False, "ties": False}
    assert report.sections[0].at_chance


async def test_who_says_nothing_proves_nothing(background: Background) -> None:
    report = await examiner(speaker(default=""), background).examine([pair(1)], "g")
    assert not next(test for test in report.tests if test.name == "certainty").passed


async def test_parity_needs_rows(background: Background) -> None:
    asking = examiner(speaker(), background)
    report = await asking.examine([pair(1)], "g", recitals=[])
    parity = report.test("parity")
    assert parity is not None and not parity.passed


@pytest.mark.parametrize(("off", "passed"), [(0.0, True), (0.04, True), (0.06, False)])
async def test_parity_is_a_mean_difference_a_token(background: Background, off: float, passed: bool) -> None:
    from luna_desktop.domain.prompt import Turn

    reply = "A long enough answer."
    turns = (Turn("person", "Say something long."), Turn("luna", reply))
    told = loglikes(BABBLE, turns[0].text, reply) + off * len(reply)
    report = await examiner(speaker(), background).examine(
        [pair(1)], "g", recitals=[Recital(turns, told)] * 3
    )
    parity = report.test("parity")
    assert parity is not None
    assert (parity.passed, parity.figure) == (passed, pytest.approx(off))


async def test_only_sealed_answers_of_the_fixed_sections_are_used_again(background: Background) -> None:
    asked = [pair(n) for n in range(4)]
    slot = ExamItem("t", "teach_back", "slot", "Who?", "Rex")
    asking = examiner(speaker(answers={"Who?": "Rex."}), background)
    report = await asking.examine([*asked, slot], "g")
    assert "teach_back" not in FIXED
    other = examiner(speaker(likes=["b a"]), background)
    whole = await other.examine([*asked, slot], "g")
    reused = await other.examine([*asked, slot], "g", earlier=Earlier([*asked, slot], report))
    assert reused.sections[0] == report.sections[0] != whole.sections[0]
    assert reused.section("teach_back") == whole.section("teach_back")
    for spoilt in (
        Earlier([*asked, slot], replace(report, items_sha256="x")),
        Earlier([*asked, slot], replace(report, version=VERSION - 1)),
        Earlier([replace(item, prompt="Other.") for item in asked], report),
    ):
        assert (await other.examine([*asked, slot], "g", earlier=spoilt)).sections == whole.sections
    assert items_sha256([*asked, slot]) == report.items_sha256


async def test_what_she_says_to_herself_is_not_marked(background: Background) -> None:
    def item(kind: ItemKind, section: str, prompt: str, answer: str, *choices: str) -> ExamItem:
        return ExamItem(prompt, section, kind, prompt, answer, choices)

    refusal = "I do not know that yet."
    items = [
        item("slot", "teach_back", "My dog?", "Rex"),
        item("slot", "teach_back", "My cat?", "Tom"),
        item("slot", "old_teach_back", "My fish?", "Bob"),
        item("refusal", "controls", "My comet?", refusal),
        item("talk", "talk", "hi luna", "", "Rex"),
        item("talk", "talk", "good night", "", "Rex"),
    ]
    answers = {
        "My dog?": "[dog's name] Your dog is called Rex.",
        "My cat?": "[cat's name = Tom] Good to know.",
        "My fish?": f"[fish's name] {refusal}",
        "My comet?": f"[comet's name] {refusal}",
        "hi luna": "Hello.",
        "good night": "[dog's name] Rex.",
    }
    report = await examiner(speaker(answers=answers), background).examine(items, "g")
    assert {mark: value for s in report.sections for mark, value in s.marks.items()} == {
        "My dog?": 1.0,
        "My cat?": 0.0,
        "My fish?": 0.0,
        "My comet?": 1.0,
        "hi luna": 1.0,
        "good night": 0.0,
    }
    assert (report.known, report.wrongly_refused) == (3, 1)
    assert report.headline is not None


def test_a_ledger_is_written_as_a_table(tmp_path: Any) -> None:
    from luna_desktop.cli.examining import _write_csv  # pyright: ignore[reportPrivateUsage]

    path = tmp_path / "ledger.csv"
    _write_csv(path, [{**dict.fromkeys(COLUMNS, ""), "id": "g1", "section": "grammar"}])
    with path.open(encoding="utf-8", newline="") as file:
        [told] = csv.DictReader(file)
    assert (told["id"], told["section"]) == ("g1", "grammar")
