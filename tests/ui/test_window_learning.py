"""What is said and can be done while she is about to learn, and while she does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from luna_desktop.domain import events as ev
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.services.results import AgeUpPreview
from luna_desktop.ui import formats
from luna_desktop.ui.growth.lessons import LessonLine
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

NBSP = "\N{NO-BREAK SPACE}"


# a countdown


def test_a_countdown_that_was_in_sight_is_said_when_one_leaves_it(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(balance=263)).window
    assert not window.notice.isVisible()
    stage.do(lambda: window.show_page("settings"), 1.2)
    assert window.notice.isVisible() and window.notice._action.text() == "Not now"
    stage.do(lambda: window.show_page("growth"), 1.2)
    assert not window.notice.isVisible(), "here the card says it"


def test_the_notice_counts_down_and_its_unit_stays_with_its_number(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(balance=263)).window
    stage.do(lambda: window.show_page("settings"), 1.2)
    before = window.notice._what.text()
    stage.do(seconds=1.1)
    now = window.notice._what.text()
    assert window.model is not None and before != now
    assert f" {window.model.countdown}{NBSP}s." in now
    assert window.chat is not None
    assert f"{NBSP}s." in window.chat.growth._age_up._text.text()


def test_to_send_the_countdown_away_is_to_decline(stage: Stage) -> None:
    app = fakes.FakeApp(balance=263)
    window = stage.open(app).window
    stage.do(lambda: window.show_page("settings"), 1.2)
    stage.do(window.notice._close, 1.2)
    assert window.model is not None and window.model.declined and window.model.countdown is None
    assert not window.notice.isVisible() and app.age_up.calls == []


def test_another_word_has_its_time_before_the_countdown_is_said_again(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(balance=263)).window
    stage.do(lambda: window.show_page("settings"), 1.2)
    stage.do(lambda: window.notice.say("Id copied.", ms=1500), 1.2)
    assert window.notice._what.text() == "Id copied."
    stage.do(seconds=1.6)
    assert "begins by itself" in window.notice._what.text()


# lessons that are frozen


def learning(stage: Stage) -> tuple[fakes.FakeApp, Any]:
    """A window where two of three lessons are being learned."""
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.lessons.of["77aa77aa77aa77"] = app.lessons.items[:2]
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    assert session.window.model is not None
    stage.do(session.window.model.age_up)
    return app, page_of(session)


def fixed(page: Any) -> list[bool]:
    """Of each lesson in sight, whether it keeps its tick."""
    return [line.fixed for line in page._lessons._lines.values()]


def focused() -> str:
    held = QApplication.focusWidget()
    return "" if held is None else held.accessibleName()


def test_what_she_learns_now_cannot_be_ticked_and_the_rest_is_for_the_next_time(stage: Stage) -> None:
    app, page = learning(stage)
    boxes = page.findChildren(QCheckBox)
    assert fixed(page) == [True, True, False]
    told = page._lessons._frozen
    assert told.isVisible()
    assert told.text() == "She is learning these now. To take one back afterwards, use Forget something…"
    texts = [label.text() for label in page._lessons.findChildren(type(told)) if label.isVisible()]
    assert texts.index("For the next time") < texts.index("And my cat? → You have no cat.")
    stage.do(boxes[0].click)
    stage.do(boxes[2].click)
    assert [lesson.struck for lesson in app.lessons.items] == [False, False, True]
    assert [box.isChecked() for box in boxes] == [True, True, False]
    stage.do(app.age_up.release.set, 0.4)
    assert not any(fixed(page)) and not told.isVisible()


@pytest.mark.parametrize("which", [0, 2])
def test_the_keyboard_stays_at_its_lesson_whether_that_is_learned_or_not(stage: Stage, which: int) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.prepared.clear()
    app.lessons.of["77aa77aa77aa77"] = app.lessons.items[1:]
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    assert session.window.model is not None
    page: Any = page_of(session)
    page.findChildren(QCheckBox)[which].setFocus()
    place = focused()
    seen: set[str] = set()
    qt: Any = QApplication.instance()
    listening = qt.focusChanged.connect(lambda *_: seen.add(focused()))
    stage.do(session.window.model.age_up)
    assert session.window.model.starting and all(fixed(page)) and focused() == place
    stage.do(app.age_up.prepared.set)
    assert fixed(page) == [True, True, False] and focused() == place
    stage.do(app.age_up.release.set, 0.4)
    assert not any(fixed(page)) and focused() == place
    qt.disconnect(listening)
    assert seen == {place}, "not even on the way it was elsewhere"


@pytest.mark.parametrize("way", ["space", "words", "screen reader"])
def test_a_tick_that_cannot_change_stays_in_every_way_and_says_why(stage: Stage, way: str) -> None:
    app, page = learning(stage)
    frozen, free = page._lessons._lines[1], page._lessons._lines[3]

    def turn(line: LessonLine) -> None:
        if way == "space":
            QTest.keyClick(line.box, Qt.Key.Key_Space)
        elif way == "words":
            QTest.mouseClick(line.text, Qt.MouseButton.LeftButton)
        else:
            QAccessible.queryAccessibleInterface(line.box).actionInterface().doAction("Toggle")

    stage.do(lambda: turn(frozen))
    assert frozen.box.isChecked()
    stage.do(lambda: turn(free))
    assert frozen.box.isChecked() and not free.box.isChecked()
    assert [lesson.struck for lesson in app.lessons.items] == [False, False, True]
    why = "It is part of what she has begun to learn."
    assert frozen.box.accessibleDescription() == frozen.toolTip() == why
    assert free.box.accessibleDescription().startswith("Ticked lessons") and not free.toolTip()


def test_while_her_lessons_are_chosen_none_is_taken_out(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.prepared.clear()
    app.lessons.of["77aa77aa77aa77"] = app.lessons.items[:2]
    app.lessons.items[2] = replace(app.lessons.items[2], struck=True)
    app.lessons.items.append(
        Lesson(9, LessonKind.FACT, fakes.NOW, (9,), Fact("name", "Ana"), held="imported")
    )
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    let_in = page._lessons.let_in_button
    assert not any(fixed(page)) and let_in.isEnabled()
    assert session.window.model is not None
    stage.do(session.window.model.age_up)
    assert session.window.model.starting
    boxes = page.findChildren(QCheckBox)
    assert all(fixed(page)) and not let_in.isEnabled()
    stage.do(boxes[0].click)
    assert "none can be changed just now" in boxes[0].accessibleDescription()
    assert sorted(box.isChecked() for box in boxes) == [False, False, True, True], "ticks stay as they are"
    told = page._lessons._frozen
    assert told.isVisible() and told.text().startswith("She is learning these now.")
    app.age_up.prepared.set()
    known = app.lessons.taught_to
    slow = asyncio.Event()

    async def late(generation_id: str) -> list[Lesson]:
        await slow.wait()
        return await known(generation_id)

    app.lessons.taught_to = late  # type: ignore[method-assign]
    stage.do()
    assert session.window.model.training is not None and not session.window.model.starting
    assert all(fixed(page)), "not known yet what is frozen"
    stage.do(slow.set)
    lines = page._lessons._lines
    assert lines[1].fixed and not lines[3].fixed
    assert let_in.isEnabled()


def test_what_she_paused_in_is_frozen_too(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.resumable = replace(fakes.first_life(1)[0], id="paused")
    app.lessons.of["paused"] = app.lessons.items[:1]
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    assert fixed(page) == [True, False, False]
    assert page._lessons._frozen.text().startswith("She has begun to learn these.")
    assert not page._age_up._detail.isVisible(), "what a new one would take is not asked"


def test_what_she_learns_stays_in_sight_when_another_value_is_told(stage: Stage) -> None:
    app, page = learning(stage)
    old = Lesson(20, LessonKind.FACT, fakes.NOW, (20,), Fact("home", "Graz"))
    app.lessons.of["77aa77aa77aa77"] = [*app.lessons.items[:2], old]  # with what her parent knows
    app.lessons.known = frozenset({old.id})
    bella = Lesson(9, LessonKind.FACT, fakes.NOW + 9, (9,), Fact("pet_dog", "Bella"))
    app.lessons.items = [*app.lessons.items[1:], bella]  # Rex waits no longer
    stage.do(lambda: app.karma.give(2, "You told her about your dog."))
    lines = page._lessons._lines
    assert {number: line.fixed for number, line in lines.items()} == {1: True, 2: True, 3: False, 9: False}
    assert lines[1].box.isChecked() and "Rex" in lines[1].text.text()
    stage.do(app.age_up.release.set, 0.4)
    assert sorted(page._lessons._lines) == [2, 3, 9]


def test_who_is_paused_says_how_far_she_got(stage: Stage) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    app.age_up.verdict = GenerationStatus.PAUSED
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    model = session.window.model
    assert model is not None
    stage.do(model.age_up)
    assert model.training is not None
    app.age_up.resumable = model.training.candidate
    for progress in (ev.Progress("train", 0.4321, 200, 400), ev.Progress("prepare", 0.01)):
        stage.do(lambda now=progress: app.bus.publish(ev.TrainingProgressed("77aa77aa77aa77", now)), 0.1)
    stage.do(app.age_up.release.set, 0.4)
    assert page._age_up._title.text() == "Learning is paused"
    assert page._age_up._text.text().startswith("She got about 43% of the way. What she learned")
    app.age_up.resumable = replace(fakes.first_life(1)[0], id="another")
    stage.do(model.refresh)
    assert page._age_up._text.text().startswith("What she learned so far is kept.")


# lessons whose conversation goes


def test_lessons_go_and_come_with_their_conversation(stage: Stage) -> None:
    app = fakes.FakeApp()
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    all_, (place, other, *_) = list(app.lessons.items), app.chat.items

    def change(waiting: list[Lesson], event: ev.Event) -> list[int]:
        app.lessons.items = waiting
        stage.do(lambda: app.bus.publish(event))
        return sorted(page._lessons._lines)

    assert change(all_[1:], ev.ConversationChanged(replace(place, private=True))) == [2, 3]
    assert change(all_, ev.ConversationChanged(place)) == [1, 2, 3]
    assert change(all_[:2], ev.ConversationDeleted(other.id)) == [1, 2]


def test_messages_alone_do_not_fetch_the_lessons_again(stage: Stage) -> None:
    app = fakes.FakeApp()
    stage.open(app)
    place, pending, asked = app.chat.items[0], app.lessons.pending, list[int]()

    async def counted() -> list[Lesson]:
        asked.append(1)
        return await pending()

    stage.do(lambda: app.bus.publish(ev.ConversationChanged(place)))
    app.lessons.pending = counted  # type: ignore[method-assign]
    for _ in range(3):
        stage.do(lambda: app.bus.publish(ev.ConversationChanged(place)), 0.1)
    assert asked == []


def test_a_lesson_that_is_held_back_says_what_its_tick_does(stage: Stage) -> None:
    app = fakes.FakeApp()
    phone = Lesson(8, LessonKind.FACT, fakes.NOW, (8,), Fact("name", "+43 660 1234567"), held="phone")
    app.lessons.items = [phone]
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    (box,) = page_of(session).findChildren(QCheckBox)
    expected = "(held back: it may give away a phone number; tick to let it in)"
    assert box.accessibleName().endswith(expected) and not box.isChecked()


# the first screen


@pytest.mark.parametrize("place", ["growth", "chat"])
@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
def test_pause_cancel_and_the_time_left_are_seen_without_scrolling(
    stage: Stage, size: tuple[int, int], place: str
) -> None:
    app = fakes.FakeApp(balance=120)
    app.age_up.possible = True
    window = stage.open(app, size).window
    assert window.model is not None and window.chat is not None
    stage.do(window.model.age_up)
    progress = ev.Progress("train", 0.5, 200, 400, 1.2, 1100.0, 150.0, 612_000_000, sample="Rex.")
    stage.do(lambda: app.bus.publish(ev.TrainingProgressed("77aa77aa77aa77", progress)), 0.4)
    stage.do(lambda: window.show_page(place), 0.4)
    card = window.chat.growth._training if place == "chat" else page_of_window(window)._training
    for part in (card._left, card._pause, card._cancel):
        assert part.isVisible()
        assert part.mapTo(window, QPoint(0, part.height())).y() < window.height(), part
    assert "2" in card._left.text()


def page_of_window(window: Any) -> Any:
    return window.stack.currentWidget()


@pytest.mark.parametrize(("size", "beside"), [((900, 600), True), ((1280, 800), False)])
def test_where_there_is_little_room_the_moon_is_small(
    stage: Stage, size: tuple[int, int], beside: bool
) -> None:
    session = stage.open(fakes.FakeApp(), size)
    stage.do(lambda: session.window.show_page("growth"))
    portrait = page_of_window(session.window)._portrait
    assert (portrait.moon.height() < 150) is beside
    assert (portrait._number.x() > portrait.moon.geometry().right()) is beside
    card = page_of_window(session.window)._age_up
    assert card._go.mapTo(session.window, QPoint(0, card._go.height())).y() < session.window.height()


# words


@pytest.mark.parametrize(
    ("lessons", "facts", "words"),
    [
        (16, 16, "Waiting to be learned: 16 facts."),
        (23, 12, "Waiting to be learned: 12 facts and 11 exchanges."),
        (1, 0, "Waiting to be learned: 1 exchange."),
        (0, 0, "Nothing new to teach her yet."),
    ],
)
def test_an_age_up_says_what_it_takes_and_what_waits(
    stage: Stage, lessons: int, facts: int, words: str
) -> None:
    app = fakes.FakeApp(balance=68)
    check = app.age_up.check

    async def changed() -> AgeUpPreview:
        return replace(await check(), lessons=lessons, facts=facts, minutes=12.0)

    app.age_up.check = changed  # type: ignore[method-assign]
    window = stage.open(app).window
    assert window.chat is not None
    detail = window.chat.growth._age_up._detail
    assert detail.text() == f"About 12{NBSP}min here. {words}"
    assert detail.toolTip().startswith(f"{formats.number(136_000)} training tokens. What you told her")


def test_an_age_is_explained_and_a_newborn_s_exam_is_to_come(stage: Stage) -> None:
    born = replace(fakes.first_life(1)[0], exam=None)
    window = stage.open(fakes.FakeApp(generations=[born])).window
    assert window.chat is not None
    assert window.chat.growth.portrait._name.text() == "mechanical: she speaks in pure grammar"
    texts = [label.text() for label in window.chat.growth._exam.findChildren(type(window.notice._what))]
    assert texts == [
        "A newborn takes no exam of her own. Her first is taken beside the one who grows from her."
    ]
