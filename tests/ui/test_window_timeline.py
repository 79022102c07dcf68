"""The timeline in the window: what comes, what is followed, and what each generation learned."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.ui.timeline.details import LESSONS_SHOWN
from tests.ui import fakes
from tests.ui.stage import Stage, page_of


def facts(count: int) -> list[Lesson]:
    return [Lesson(n, LessonKind.FACT, fakes.NOW - n, (n,), Fact("pet_dog", f"Rex{n}")) for n in range(count)]


def newborn() -> Generation:
    return replace(fakes.first_life(1)[0], exam=None, lessons=0)


def timeline(stage: Stage, app: fakes.FakeApp) -> Any:
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("timeline"))
    return page_of(session)


# what comes


def test_while_she_learns_one_future_is_drawn_and_told(stage: Stage) -> None:
    app = fakes.FakeApp(generations=[newborn()])
    _, candidate = app.age_up.start()
    app.generations.items.append(candidate)
    page = timeline(stage, app)
    assert page.canvas._layout.coming == candidate.id
    assert page._legend.words() == ["current", "published", "learning"]
    assert page._subtitle.text() == "1 generation, 1 published. The curve begins with her first exam."


def test_exams_on_branches_are_in_the_legend_where_there_are_some(stage: Stage) -> None:
    life, head = fakes.branched_life()
    page = timeline(stage, fakes.FakeApp(generations=life, head=head))
    assert page._legend.words()[-2:] == ["paused", "exam on a branch"]
    assert page._subtitle.text().startswith("10 generations, 7 published. The curve is")


def test_without_branches_their_exams_are_not_explained(stage: Stage) -> None:
    assert timeline(stage, fakes.FakeApp())._legend.words() == ["current", "published"]


def test_a_birth_that_failed_is_no_generation_of_her_life(stage: Stage) -> None:
    failed = replace(newborn(), id="failed", status=GenerationStatus.FAILED)
    page = timeline(stage, fakes.FakeApp(generations=[failed, newborn()]))
    assert list(page.canvas._layout.places) == [newborn().id]
    assert "failed" not in page._legend.words()
    assert page._subtitle.text().startswith("1 generation, 1 published.")


# what is followed


def test_who_looked_at_the_head_looks_at_the_new_one_when_she_has_grown(stage: Stage) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    grown = replace(app.generations.items[-1], id="grown", number=2, parent_id=app.generations.head_id)
    app.generations.items.append(grown)
    stage.do(lambda: app.generations.use("grown"))
    assert page.canvas.chosen.id == "grown" and page.details._title.text() == "Generation 2"


def test_who_looked_at_another_one_goes_on_looking_at_it(stage: Stage) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    first = app.generations.items[0]
    stage.do(lambda: page.choose(first.id))
    grown = replace(app.generations.items[-1], id="grown", number=2, parent_id=app.generations.head_id)
    app.generations.items.append(grown)
    stage.do(lambda: app.generations.use("grown"))
    assert page.canvas.chosen.id == first.id


# what she learned


def test_what_she_learned_is_looked_up_when_it_is_opened(stage: Stage) -> None:
    app = fakes.FakeApp()
    head = app.generations.items[-1]
    app.lessons.of[head.id] = facts(head.lessons)
    page = timeline(stage, app)
    fold = page.details.lessons
    assert app.lessons.asked == [] and not page.details._taught.isVisible()
    stage.do(fold.head.click)
    assert app.lessons.asked == [head.id] and page.details._taught.isVisible()
    lines = page.details._taught.text().splitlines()
    assert lines[0] == "• Your dog is called Rex0." and len(lines) == head.lessons
    stage.do(page.refresh)
    assert page.details._taught.isVisible(), "a refresh closes nothing"
    stage.do(lambda: page.choose(app.generations.items[0].id))
    assert not page.details._taught.isVisible(), "another one's lessons are not hers"


def test_of_very_many_lessons_the_rest_is_counted(stage: Stage) -> None:
    app = fakes.FakeApp()
    head = app.generations.items[-1] = replace(app.generations.items[-1], lessons=LESSONS_SHOWN + 55)
    app.lessons.of[head.id] = facts(LESSONS_SHOWN + 50)
    page = timeline(stage, app)
    stage.do(page.details.lessons.head.click)
    *shown, more, gone = page.details._taught.text().splitlines()
    assert len(shown) == LESSONS_SHOWN and more == "and 50 more"
    why = "forgotten, deleted or taken back since, or from a conversation that is private now."
    assert gone == f"5 of her lessons are not shown: {why}"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (newborn(), "born with a grammar"),
        (replace(newborn(), status=GenerationStatus.FORGOTTEN, lessons=7), "It was forgotten"),
    ],
)
def test_who_has_no_lessons_says_so_and_asks_for_none(stage: Stage, node: Generation, words: str) -> None:
    born = replace(fakes.first_life(1)[0], id="other", created_at=1.0)
    app = fakes.FakeApp(generations=[born, node], head="other")
    page = timeline(stage, app)
    stage.do(lambda: page.choose(node.id))
    stage.do(page.details.lessons.head.click)
    assert words in page.details._taught.text() and app.lessons.asked == []


def test_lessons_that_come_late_are_not_shown_as_another_one_s(stage: Stage) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    first, head = app.generations.items
    stage.do(lambda: page.choose(first.id))
    page.details.show_lessons(head, facts(3), fakes.FRAMES)
    assert "Rex" not in page.details._taught.text()


def test_an_open_fold_is_looked_up_anew_when_she_was_forgotten(stage: Stage) -> None:
    app = fakes.FakeApp()
    born, head = app.generations.items
    app.lessons.of[head.id] = facts(head.lessons)
    page = timeline(stage, app)
    stage.do(page.details.lessons.head.click)
    assert "Rex0" in page.details._taught.text()
    app.generations.items = [born, replace(head, status=GenerationStatus.FORGOTTEN)]
    stage.do(page.refresh)
    assert page.canvas.chosen.id == head.id and page.details._taught.isVisible()
    assert page.details._taught.text() == "It was forgotten, and her weights with it."
    page.details.show_lessons(head, facts(3), fakes.FRAMES)  # asked for before
    assert "Rex" not in page.details._taught.text()


def test_generations_stand_in_the_order_they_were_made_whatever_the_clock_said(stage: Stage) -> None:
    born, grown = fakes.first_life(2)
    app = fakes.FakeApp(generations=[born, replace(grown, created_at=born.created_at - fakes.DAY)])
    page = timeline(stage, app)
    stage.do(lambda: QTest.keyClick(page.canvas, Qt.Key.Key_Home))
    assert page.canvas.chosen.id == born.id
    places = page.canvas._layout.places
    assert [places[g.id].column for g in (born, grown)] == [0, 1]


# words


def test_a_reason_that_names_a_file_does_not_widen_the_details(stage: Stage) -> None:
    app = fakes.FakeApp()
    path = "Documents/mara/" + "deeper" * 40
    app.generations.items[0] = replace(app.generations.items[0], reason=f"No room at {path}.", base=path)
    page = timeline(stage, app)
    before = page.details.minimumSizeHint().width()
    stage.do(lambda: page.choose(app.generations.items[0].id))
    assert page.details.minimumSizeHint().width() < before + 60
    assert page.details._reason.text().replace("\N{ZERO WIDTH SPACE}", "") == f"No room at {path}."
    reason = page.details._reason
    reason.setFocus()
    stage.do(lambda: QTest.keySequence(reason, "Ctrl+A"), 0.05)
    assert "\N{ZERO WIDTH SPACE}" in reason.selectedText()
    stage.do(lambda: QTest.keySequence(reason, "Ctrl+C"), 0.05)
    assert QGuiApplication.clipboard().text() == f"No room at {path}.", "the path is copied as it is"


def test_what_one_can_do_is_named_without_the_words_of_the_trade(stage: Stage) -> None:
    page = timeline(stage, fakes.FakeApp())
    words = [page.details._export.text(), page.details._manifest.text()]
    assert words == ["Export as a file…", "All details…"]


def test_an_export_tells_how_far_it_is_and_its_button_stops_it(stage: Stage, tmp_path: Path) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    app.generations.export_gate = asyncio.Event()
    button, said = page.details._export, list[str]()
    page.said.connect(said.append)
    before = button.geometry()
    stage.do(lambda: page.exporting.write(app.generations.items[0], tmp_path / "luna.gguf"))
    assert button.text() == "Stop · 42%" and button.isEnabled()
    assert button.geometry() == before, "nothing moves"
    stage.do(lambda: page.choose(app.generations.items[-1].id))
    assert button.text() == "Stop · 42%" and button.isEnabled(), "whoever is looked at"
    stage.do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))
    assert said == ["Stopped. Nothing was written."] and not list(tmp_path.glob("luna.gguf*"))
    assert button.text() == "Export as a file…"
    app.generations.export_gate.set()
    stage.do(lambda: page.exporting.write(app.generations.items[0], tmp_path / "luna.gguf"))
    assert said[1:] == [f"Written to {tmp_path / 'luna.gguf'}"] and button.text() == "Export as a file…"


def test_the_button_asks_where_to_write(stage: Stage, tmp_path: Path) -> None:
    page = timeline(stage, fakes.FakeApp())
    stage.do(lambda: QTest.mouseClick(page.details._export, Qt.MouseButton.LeftButton))
    [dialog] = page.findChildren(QFileDialog)
    stage.do(lambda: dialog.fileSelected.emit(str(tmp_path / "luna.gguf")))
    dialog.close()
    assert (tmp_path / "luna.gguf").read_bytes() == b"GGUF"


def test_a_file_the_dialog_did_not_ask_about_is_kept(stage: Stage, tmp_path: Path) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    mine = tmp_path / "luna.gguf"
    mine.write_text("mine")
    stage.do(lambda: page.exporting.write(app.generations.items[0], tmp_path / "luna"))
    assert mine.read_text() == "mine", "the ending came after the question"
    stage.do(lambda: page.exporting.write(app.generations.items[0], mine))
    assert mine.read_bytes() == b"GGUF", "the dialog asked"
    stage.do(lambda: page.exporting.write(app.generations.items[0], tmp_path / "other"))
    assert (tmp_path / "other.gguf").read_bytes() == b"GGUF"


def test_the_window_closes_over_an_export(stage: Stage, tmp_path: Path) -> None:
    app = fakes.FakeApp()
    page = timeline(stage, app)
    app.generations.export_gate = asyncio.Event()
    stage.do(lambda: page.exporting.write(app.generations.items[0], tmp_path / "luna.gguf"))
    assert stage.session is not None
    stage.do(stage.session.tasks.close)
    assert not list(tmp_path.glob("luna.gguf*"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "A newborn takes no exam of her own. Her first is taken beside the one who grows from her."),
        ({"status": GenerationStatus.TRAINING, "parent_id": "p"}, "Her exam comes when she has learned."),
        ({"status": GenerationStatus.FAILED, "parent_id": "p"}, "No exam was taken."),
    ],
)
def test_why_there_is_no_exam(change: dict[str, Any], words: str) -> None:
    from luna_desktop.ui.exam_view import why_no_exam

    assert why_no_exam(replace(newborn(), **change)) == words
