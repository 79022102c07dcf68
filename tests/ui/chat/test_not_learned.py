"""The mark beside a message of which nothing is learned: what it says, where it leads, and when it goes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from luna_desktop.domain.lesson import Fact, Lesson, LessonKind, not_learned
from luna_desktop.domain.message import Message
from luna_desktop.ui.chat.actions import row_actions


def exchange(number: int, text: str, held: str, *, waits: bool) -> list[Message]:
    answer = not_learned(held, waits=waits)
    return [
        Message(number, 1, "person", text, 0.0, held=held),
        Message(number + 1, 1, "luna", answer, 0.0, reply_to=number, held=held),
    ]


def lesson(message_id: int, held: str, **more: Any) -> Lesson:
    return Lesson(1, LessonKind.FACT, 0.0, (message_id,), Fact("city", "10115 Berlin"), held=held, **more)


def test_the_mark_stands_under_the_message(view: Any, model: Any) -> None:
    model.reset_to(
        [
            Message(9, 1, "person", "Hello there, you.", 0.0),
            *exchange(1, "my pw is hunter2", "password", waits=False),
        ]
    )
    plain, place = view.row_layout(0), view.row_layout(1)
    assert plain.held is None and model.held_text(model.row(0)) == ""
    assert model.held_text(model.row(1)) == "Not learned: looks like a password"
    assert place.held.top() >= place.bubble.bottom() and place.height > plain.height
    assert place.held.left() >= place.column.left()
    assert model.spoken(model.row(1)) == "You: my pw is hunter2. Not learned: looks like a password"
    assert [action.name for action in view.actions_of(1)] == ["copy"], "nothing waits, so nowhere to go"
    assert model.held_text(model.row(2)) == "", "her side has its sentence"


def test_what_waits_leads_to_the_lessons(view: Any, model: Any) -> None:
    model.reset_to(exchange(1, "I live in 10115 Berlin.", "address", waits=True))
    model.set_lessons([lesson(1, "address")])
    assert model.held_text(model.row(0)).endswith("looks like an address. Let it in…")
    wanted: list[tuple[str, int]] = []
    view.action_wanted.connect(lambda name, message_id: wanted.append((name, message_id)))
    middle = view.row_layout(0).held.center() + QPointF(0, view.row_top(0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert wanted == [("lessons", 1)]
    assert view.act(0, "lessons"), "by the keyboard and the menu as well"


def test_the_mark_goes_when_it_was_let_in_and_stays_when_it_was_struck(view: Any, model: Any) -> None:
    model.reset_to(exchange(1, "I live in 10115 Berlin.", "address", waits=True))
    model.set_lessons([lesson(1, "address")])
    high = view.row_height(0)
    model.set_lessons([lesson(1, "", struck=True)])
    assert model.held_text(model.row(0)) == "Not learned: looks like an address"
    model.set_lessons([lesson(1, "")])
    assert model.held_text(model.row(0)) == "" and view.row_layout(0).height < high


def test_the_apps_own_sentence_cannot_be_rated(model: Any) -> None:
    model.reset_to(exchange(1, "my pw is hunter2", "password", waits=False))
    offered = [x.name for x in row_actions(model.row(1), newest_reply=True, taught=False)]
    assert offered == ["copy", "correct", "retry"]
    assert model.tag(model.row(1)) == "", "no generation said it"


def test_a_narrow_window_wraps_the_mark(view: Any, model: Any) -> None:
    held = "card,code,email,phone"
    model.reset_to(exchange(1, "my cvv is 123, mail bob at example dot com", held, waits=False))
    once = view.row_layout(0).held.height()
    view.resize(330, 500)
    place = view.row_layout(0)
    assert place.held.height() > once and place.held.left() >= place.column.left()
