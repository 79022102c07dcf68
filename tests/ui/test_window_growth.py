"""What the window says of her growth, and of trouble, wherever the person is looking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.services.results import AgeUpPreview
from luna_desktop.ui.growth.lessons import LESSON_BOXES
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

DAMAGED = LunaError("generation-damaged", "Generation 3 is damaged, so generation 2 answers.", "A hash.")


def lessons(count: int) -> list[Lesson]:
    return [Lesson(n, LessonKind.FACT, fakes.NOW + n, (n,), Fact("pet_dog", f"Rex{n}")) for n in range(count)]


# trouble


def test_trouble_found_while_her_home_opens_is_shown(stage: Stage) -> None:
    app = fakes.FakeApp()

    async def find_damage() -> None:
        app.bus.publish(ev.TroubleRaised(DAMAGED, "timeline"))

    app.open = find_damage  # type: ignore[method-assign]
    notice = stage.open(app).window.notice
    assert notice.isVisible() and notice._what.text() == DAMAGED.what


@pytest.mark.parametrize(("panel", "in_window"), [("growth", True), ("timeline", True), ("chat", False)])
def test_trouble_of_every_panel_is_shown_once(stage: Stage, panel: str, in_window: bool) -> None:
    app = fakes.FakeApp()
    window = stage.open(app).window
    stage.do(lambda: app.bus.publish(ev.TroubleRaised(DAMAGED, panel)), 0.05)
    assert window.chat is not None
    assert window.notice.isVisible() is in_window
    assert window.chat.pane.banner.isVisible() is not in_window


def test_a_good_word_covers_trouble_only_for_its_own_time(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp()).window
    window.show_trouble(DAMAGED, "growth")
    stage.do(lambda: window.notice.say("Id copied.", ms=400), 0.05)
    assert window.notice._what.text() == "Id copied."
    stage.do(seconds=0.6)
    assert window.notice.isVisible() and window.notice._what.text() == DAMAGED.what
    window.notice.end()
    assert not window.notice.isVisible()


# lessons


def test_ticking_a_lesson_keeps_its_box_and_the_focus(stage: Stage) -> None:
    app = fakes.FakeApp()
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    boxes = page_of(session).findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [True, True, True]
    boxes[1].setFocus()
    stage.do(lambda: QTest.keyClick(boxes[1], Qt.Key.Key_Space))
    assert [lesson.struck for lesson in app.lessons.items] == [False, True, False]
    assert page_of(session).findChildren(QCheckBox) == boxes
    assert QApplication.focusWidget() is boxes[1] and not boxes[1].isChecked()


def test_a_lesson_struck_elsewhere_loses_its_tick(stage: Stage) -> None:
    app = fakes.FakeApp()
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    boxes = page_of(session).findChildren(QCheckBox)
    app.lessons.items[0] = replace(app.lessons.items[0], struck=True)
    stage.do(lambda: app.karma.give(2, "You talked."))
    assert [box.isChecked() for box in boxes] == [False, True, True]


def test_of_very_many_lessons_the_newest_are_shown_and_the_rest_counted(stage: Stage) -> None:
    app = fakes.FakeApp()
    app.lessons.items = lessons(LESSON_BOXES + 250)
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    boxes = page.findChildren(QCheckBox)
    assert len(boxes) == LESSON_BOXES
    assert f"Rex{LESSON_BOXES + 249}" in boxes[-1].accessibleName()
    assert page._lessons._more.isVisible()
    assert page._lessons._more.text() == "and 250 more: `luna lessons` lists them all"


# how an age-up begins and ends


def test_between_the_click_and_the_start_she_is_preparing(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.prepared.clear()
    session = stage.open(app)
    window = session.window
    assert window.chat is not None and window.model is not None
    card = window.chat.growth._age_up
    stage.do(card._go.click)
    stage.do(window.model.age_up)
    stage.do(window.model.resume)
    assert app.age_up.calls == ["run now=True"]
    assert "preparing" in card._title.text() and not card._go.isEnabled()
    assert not window.actions_["age_up"].isEnabled()
    stage.do(app.age_up.prepared.set)
    assert window.model.training is not None and not window.model.starting


def test_what_was_left_unheard_is_told_while_she_hears_it_and_can_be_given_up(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.prepared.clear()
    window = stage.open(app).window
    assert window.chat is not None and window.model is not None
    card = window.chat.growth._age_up
    stage.do(card._go.click)
    assert not card._no.isVisible()
    head = app.generations.head_id
    stage.do(lambda: app.bus.publish(ev.TrainingProgressed(head, ev.Progress("hear", 0.25, 50, 200))))
    assert card._text.text() == "She hears what you told her before: message 51 of 200."
    stage.do(card._no.click)
    assert app.age_up.calls == ["run now=True", "cancel"]
    stage.do(app.age_up.prepared.set)
    assert window.model.training is not None
    stage.do(lambda: app.bus.publish(ev.TrainingProgressed(head, ev.Progress("hear", 0.5, 100, 200))))
    assert window.model.training.progress.phase != "hear"


@pytest.mark.parametrize(
    ("unlearnt", "lessons", "says"),
    [
        (0, 0, "Nothing new to teach her yet."),
        (1, 0, "1 fact is to be unlearnt or put right."),
        (3, 0, "3 facts are to be unlearnt or put right."),
        (2, 23, "2 facts are to be unlearnt or put right. Waiting to be learned: 12 facts and 11 exchanges."),
    ],
)
def test_what_is_to_be_unlearnt_is_said(stage: Stage, unlearnt: int, lessons: int, says: str) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    check = app.age_up.check

    async def unlearning() -> AgeUpPreview:
        return replace(await check(), unlearnt=unlearnt, lessons=lessons, facts=min(lessons, 12))

    app.age_up.check = unlearning  # type: ignore[method-assign]
    window = stage.open(app).window
    assert window.chat is not None
    assert window.chat.growth._age_up._detail.text().endswith(says)


def test_the_last_result_makes_way_for_being_ready_and_for_karma(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.settings.values["age_up"] = "ask"
    app.age_up.possible = True
    app.age_up.verdict = GenerationStatus.REJECTED
    app.age_up.release.set()
    window = stage.open(app).window
    assert window.chat is not None and window.model is not None
    card = window.chat.growth._age_up
    stage.do(card._go.click, 0.4)
    assert "did not get better" in card._title.text() and card._reasons.isVisible()
    app.karma.balance = 260
    stage.do(window.model.refresh)
    assert "ready" in card._title.text() and not card._reasons.isVisible()
    app.karma.balance = 130
    stage.do(lambda: app.karma.give(2, "You talked."))
    assert window.model.outcome is None and "more karma" in card._text.text()


def test_one_that_was_overtaken_is_said_to_stand_on_a_branch(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = app.age_up.overtaken = True
    app.age_up.release.set()
    app.settings.values["age_up"] = "manual"
    window = stage.open(app).window
    assert window.chat is not None
    card = window.chat.growth._age_up
    app.karma.balance = 20
    stage.do(card._go.click, 0.4)
    assert "branch" in card._title.text() and "stays so" in card._text.text()
    assert not card._reasons.isVisible()
    assert "branch in the timeline" in window.notice._what.text()


@pytest.mark.parametrize("end", [GenerationStatus.FAILED, GenerationStatus.CANCELLED])
def test_an_age_up_that_nobody_ended_is_said_with_its_reason(stage: Stage, end: GenerationStatus) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.verdict = end
    app.age_up.release.set()
    window = stage.open(app).window
    assert window.model is not None and window.chat is not None
    stage.do(window.model.age_up, 0.4)
    assert window.notice.isVisible() and "ended early" in window.notice._what.text()
    assert "process was killed" in window.notice._why.text()
    assert window.chat.growth._age_up._title.text() == "Learning ended early"


def test_who_cancelled_an_age_up_knows_of_it(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.verdict = GenerationStatus.CANCELLED
    window = stage.open(app).window
    assert window.model is not None and window.chat is not None
    stage.do(window.model.age_up)
    stage.do(window.model.cancel)
    stage.do(app.age_up.release.set, 0.4)
    assert not window.notice.isVisible()
    assert window.chat.growth._age_up._title.text() == "Learning was cancelled"


def test_what_was_refused_is_not_begun_again_by_itself(stage: Stage) -> None:
    app = fakes.FakeApp(balance=300)
    app.age_up.possible = True
    begun: list[bool] = []

    async def refuse(now: bool = False) -> None:
        begun.append(now)
        raise DAMAGED

    app.age_up.run = refuse  # type: ignore[assignment,method-assign]
    window = stage.open(app).window
    model = window.model
    assert model is not None and model.countdown is not None
    model.countdown = 1
    stage.do(seconds=1.3)
    assert len(begun) == 1 and window.notice._what.text() == DAMAGED.what
    assert model.countdown is None and model.preview is not None and model.preview.due
    stage.do(lambda: app.karma.give(2, "You talked."))
    assert model.countdown is None
    assert window.chat is not None
    stage.do(window.chat.growth._age_up._go.click)  # who looked after the disk can try again
    assert len(begun) == 2 and model.countdown is None
    stage.do(lambda: app.generations.use(app.generations.items[0].id))
    assert model.countdown is not None, "another one may grow"


def test_an_age_up_that_was_interrupted_says_why_and_can_go_on(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.verdict = GenerationStatus.PAUSED
    window = stage.open(app).window
    assert window.model is not None
    stage.do(window.model.age_up, 0.2)
    stage.do(window.model.pause)
    stage.do(app.age_up.release.set, 0.4)
    assert not window.notice.isVisible(), "who asked for a pause knows of it"
    stage.do(window.model.age_up, 0.4)
    assert window.notice.isVisible() and "process was killed" in window.notice._what.text()
    assert window.notice._action.text() == "Go on"
    stage.do(window.notice._action.click, 0.2)
    assert "resume" in app.age_up.calls


def test_a_countdown_out_of_sight_is_said_and_can_be_declined(stage: Stage) -> None:
    app = fakes.FakeApp(balance=240)
    window = stage.open(app).window
    stage.do(lambda: window.show_page("settings"))
    stage.do(lambda: app.karma.give(20, "You talked."))
    assert window.model is not None and window.model.countdown is not None
    assert window.notice.isVisible() and window.notice._action.text() == "Not now"
    stage.do(window.notice._action.click)
    assert window.model.declined and window.model.countdown is None and app.age_up.calls == []
    assert not window.notice.isVisible()


def test_a_countdown_in_sight_needs_no_notice(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(balance=263)).window
    assert window.model is not None and window.model.countdown is not None
    assert not window.notice.isVisible()


# the timeline


@pytest.mark.parametrize("status", [GenerationStatus.FAILED, GenerationStatus.REJECTED])
def test_who_left_no_file_is_not_talked_to(stage: Stage, status: GenerationStatus) -> None:
    life, head = fakes.branched_life()
    session = stage.open(fakes.FakeApp(generations=life, head=head))
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    mute = next(node for node in life if node.status is status)
    stage.do(lambda: page.choose(mute.id))
    stage.do(lambda: QTest.keyClick(page.canvas, Qt.Key.Key_Return))
    assert page_of(session) is page
    assert "no file" in session.window.notice._what.text()


def test_the_line_has_room_in_the_least_window(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp(), (760, 520))
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    assert page.canvas.height() >= 200
    assert session.window.height() == 520
