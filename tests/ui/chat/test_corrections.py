"""A correction is seen: while it is written, after it, and after a restart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from luna_desktop.domain import events as ev
from luna_desktop.domain.lesson import Lesson, LessonKind
from tests.ui.chat.double import NOW
from tests.ui.chat.test_pane import send

WORDS = "She should have said: “Hello Mara.”"


def correct(world: Any, text: str = "Hello Mara.") -> None:
    world.do(lambda: world.pane.view.act(1, "correct"))
    world.pane.composer.set_text(text)
    world.do(world.pane.composer.send.click)


def behind(world: Any, row: int) -> str:
    """The colour at the edge of a row's column, where no text is."""
    view = world.pane.view
    picture: QImage = view.viewport().grab().toImage()
    place = view.row_layout(row)
    at = QPointF(place.column.right() + 2, view.row_top(row) + place.height / 2).toPoint()
    return picture.pixelColor(at).name()


def test_the_reply_is_set_apart_while_it_is_corrected(world: Any, theme: Any) -> None:
    send(world, "Hello")
    before = behind(world, 1)
    world.do(lambda: world.pane.view.act(1, "correct"))
    assert behind(world, 1) == theme.colours.accent_soft != before
    world.do(world.pane.composer.editor.escaped.emit)
    assert behind(world, 1) == before
    world.do(lambda: world.pane.view.act(1, "correct"))
    world.do(lambda: world.pane.open_conversation(None))
    assert world.pane.view._marked is None


def test_what_was_taught_stands_under_the_reply(world: Any) -> None:
    send(world, "Hello")
    model, view = world.pane.model, world.pane.view
    before = view.row_height(1)
    assert view.row_layout(1).taught is None
    correct(world)
    assert model.taught_text(model.row(1)) == WORDS and WORDS in model.spoken(model.row(1))
    place = view.row_layout(1)
    assert place.taught is not None and place.taught.top() >= place.text.bottom()
    assert view.row_height(1) == place.height > before
    pencil = next(action for action, _ in place.actions if action.name == "correct")
    assert pencil.on
    world.do(lambda: view.act(1, "correct"))
    assert world.pane.composer.text() == "Hello Mara."


def test_it_is_there_after_a_restart_too(world: Any) -> None:
    place = world.chat.make("Old")
    world.chat.fill(place.id, 2)
    world.do(lambda: world.pane.open_conversation(place.id))
    world.app.lessons.items = [
        Lesson(1, LessonKind.CORRECTION, NOW, (1, 2), None, "Question 0?", "Hello Mara."),
        Lesson(2, LessonKind.LIKED, NOW, (1, 2), None, "Question 0?", "Answer 0."),
    ]
    world.do(world.pane.refresh)
    model = world.pane.model
    assert model.taught_text(model.row(1)) == WORDS
    place_of_row = world.pane.view.row_layout(1)
    assert world.pane.view.row_height(1) == place_of_row.height
    world.app.lessons.items = []  # forgotten
    world.do(world.pane.refresh)
    assert model.taught_text(model.row(1)) == ""


def test_what_was_forgotten_goes_with_the_reply_that_changed(world: Any) -> None:
    send(world, "Hello")
    reply = world.chat.said[1]
    taught = Lesson(1, LessonKind.CORRECTION, NOW, (1, reply.id), None, "Hello", "Hello Mara.")
    world.app.lessons.items = [taught]
    world.do(world.pane.refresh)
    model = world.pane.model
    assert model.taught_text(model.row(1)) == WORDS
    world.app.lessons.items = []
    changed = replace(reply, text="(forgotten)")
    world.do(lambda: world.app.bus.publish(ev.MessageFinished(changed)), 0.3)
    assert model.taught_text(model.row(1)) == "" and WORDS not in model.spoken(model.row(1))


def test_in_a_private_conversation_nothing_is_said_to_be_learned(world: Any, monkeypatch: Any) -> None:
    from luna_desktop.ui.chat import pane

    told: list[str] = []
    monkeypatch.setattr(pane, "announce", lambda _widget, text: told.append(text))
    send(world, "Hello")
    correct(world)
    assert told[-1] == "She will learn that."
    world.do(world.pane.header.private.click)
    correct(world, "Hello Ana.")
    assert told[-1] == "Kept here. She learns nothing from a private conversation."


BUTTONS = ["copy", "up", "down", "correct", "retry"]


def test_every_button_keeps_its_place(world: Any) -> None:
    send(world, "Hello")
    view = world.pane.view

    def places() -> dict[str, tuple[float, float]]:
        found = {action.name: (place.left(), place.width()) for action, place in view.row_layout(1).actions}
        return {name: found[name] for name in BUTTONS if name in found}

    row, before = view.row_layout(1), places()
    assert row.tag is not None and 0 < before["copy"][0] - row.tag.right() < 16
    assert sorted(before, key=lambda name: before[name]) == BUTTONS
    for name in ("down", "up"):
        world.do(lambda name=name: view.act(1, name))
        assert places() == before
    correct(world)
    assert places() == before
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    world.do(lambda: view.act(1, "retry"))
    world.until(lambda: not world.pane.feed.replying)
    assert places() == before
    steps = [place for action, place in view.row_layout(1).actions if action.name == "older"]
    assert steps and steps[0].left() >= before["retry"][0] + before["retry"][1]
    world.do(lambda: view.act(1, "older"))
    assert places() == before


def test_where_there_is_little_room_no_button_covers_another(world: Any) -> None:
    send(world, "Hello")
    world.do(lambda: world.pane.view.act(1, "retry"))
    world.until(lambda: not world.pane.feed.replying)
    world.do(lambda: world.pane.resize(320, 600))
    row = world.pane.view.row_layout(1)
    rects = sorted((place for _, place in row.actions), key=lambda place: place.left())
    assert all(one.right() <= next_.left() for one, next_ in pairwise(rects))
    assert row.count is not None and rects[-1].right() <= row.column.right() + 4
    assert row.tag_text == "age 1" and set(BUTTONS) < {action.name for action, _ in row.actions}


def test_the_way_to_the_newest_lies_beside_the_messages(world: Any) -> None:
    place = world.chat.make("Long")
    world.chat.fill(place.id, 60)
    world.do(lambda: world.pane.open_conversation(place.id))
    view = world.pane.view
    world.do(lambda: view.verticalScrollBar().setValue(0))
    assert view._newest.isVisible()
    covered = view._newest.geometry().left() - view.row_layout(0).column.right()
    assert covered > -14  # of a line of text not more than a letter
    assert view._newest.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert "End" in view._newest.toolTip()
