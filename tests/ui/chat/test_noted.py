"""What she noted, under the message that told it: shown at once, undone, put right and added to by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.lesson import Fact
from luna_desktop.ui.chat.noted_card import NotedCard

REX, OSLO = Fact("pet_dog", "Rex"), Fact("city", "Oslo")


def line(world: Any, number: int) -> str:
    """What is drawn under the row, as a person reads it."""
    place = world.pane.view.row_layout(number).noted
    return place.words.replace("\u00a0", " ") if place is not None else ""


def talk(world: Any, *told: Fact, text: str = "My dog is called Rex.") -> int:
    """One exchange, judged as the real ones are; the row of the person's message."""
    world.chat.told = told
    world.pane.composer.set_text(text)
    world.do(world.pane.composer.send.click)
    world.until(lambda: not world.pane.feed.replying)
    place = world.pane.conversation_id
    person = [m for m in world.chat.said if m.conversation_id == place and m.role == "person"][-1]
    if not world.chat.places[place].private:
        made = tuple(world.app.lessons.tell(person.id, fact) for fact in told)
        world.do(lambda: world.app.bus.publish(ev.FactsHeard(person.id, place, made)))
    return int(world.pane.model.find(person.id))


def opened(world: Any, number: int, name: str = "noted") -> NotedCard:
    world.do(lambda: world.pane.view.act(number, name))
    world.until(lambda: world.pane.noting.card is not None and world.pane.noting.card.isVisible())
    card = world.pane.noting.card
    assert isinstance(card, NotedCard)
    return card


def test_the_line_comes_before_her_reply_and_stays_as_it_is(world: Any) -> None:
    world.chat.hold.clear()
    world.chat.told = (REX, OSLO)
    world.pane.composer.set_text("My dog is called Rex. I live in Oslo.")
    world.do(world.pane.composer.send.click)
    assert world.pane.model.row(1).message.text == "" and world.pane.model.row(1).streaming
    assert line(world, 0) == "Noted: your dog is called Rex · you live in Oslo"
    assert [x.name for x in world.pane.view.actions_of(0)] == ["copy"], "nothing is a lesson yet"
    high = world.pane.view.row_height(0)
    world.do(world.chat.hold.set)
    world.until(lambda: not world.pane.feed.replying)
    for fact in (REX, OSLO):
        world.app.lessons.tell(1, fact)
    world.settle()
    assert line(world, 0) == "Noted: your dog is called Rex · you live in Oslo"
    assert world.pane.view.row_height(0) == high
    assert world.pane.model.spoken(world.pane.model.row(0)).endswith("· you live in Oslo")
    assert "noted" in [x.name for x in world.pane.view.actions_of(0)]


def test_the_line_ends_with_whatever_kept_it_from_being_learned(world: Any) -> None:
    world.chat.hold.clear()
    world.chat.told = (REX, OSLO)
    world.pane.composer.set_text("My dog is called Rex. I live in Oslo.")
    world.do(world.pane.composer.send.click)
    assert line(world, 0).startswith("Noted: ")
    world.do(world.chat.hold.set)
    world.until(lambda: not world.pane.feed.replying)
    place = world.pane.conversation_id
    world.do(lambda: world.app.bus.publish(ev.NotLearned(1, place)))
    world.until(lambda: line(world, 0) == "")
    assert "Noted" not in world.pane.model.spoken(world.pane.model.row(0))
    made = (world.app.lessons.tell(1, REX),)
    world.do(lambda: world.app.bus.publish(ev.FactsHeard(1, place, made)))
    world.until(lambda: line(world, 0) == "Noted: your dog is called Rex")


def test_notes_that_could_not_be_read_once_are_read_when_they_change_again(world: Any) -> None:
    number = talk(world, REX)
    noted, failing = world.app.lessons.noted, [True]

    async def broken(asked: Any) -> Any:
        if failing:
            failing.clear()
            world.pane.noting._changed([world.pane.model.row(number).message.id])
            raise LunaError("disk-error", "The disk cannot be read.")
        return await noted(asked)

    world.app.lessons.noted = broken
    world.app.lessons.items.clear()
    world.do(world.pane.noting.reload)
    world.until(lambda: line(world, number) == "")


def test_the_line_stands_below_the_bubble_and_opens_by_mouse_and_keyboard(world: Any, qtbot: Any) -> None:
    number = talk(world, REX)
    view = world.pane.view
    place = view.row_layout(number)
    assert place.noted.rect.top() >= place.bubble.bottom()
    assert place.noted.rect.right() == place.text.right(), "its words end where those in the bubble do"
    assert place.height >= place.noted.rect.bottom()
    middle = place.noted.rect.center() + QPointF(0, view.row_top(number))
    assert view.tip_at(middle) == "See, undo or correct what she noted (N)"
    world.do(lambda: QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint()))
    card = world.pane.noting.card
    assert card.isVisible() and card.windowTitle() == "What she noted"
    world.do(lambda: qtbot.keyClick(card, Qt.Key.Key_Escape))
    assert world.pane.noting.card is None and view.hasFocus()
    view.setCurrentIndex(world.pane.model.index(number))
    world.do(lambda: qtbot.keyClick(view, Qt.Key.Key_N))
    world.until(lambda: world.pane.noting.card is not None and world.pane.noting.card.isVisible())
    assert world.pane.noting.card.lines[0].undo.hasFocus()


def test_undone_it_says_so_and_can_be_done_again(world: Any) -> None:
    number = talk(world, REX)
    card = opened(world, number)
    undo = card.lines[0].undo
    assert undo.accessibleName() == "Undo: your dog is called Rex"
    world.do(undo.click)
    assert world.app.lessons.items[0].struck and line(world, number) == "Noted: nothing (undone)"
    assert card.lines[0].undo.text() == "Redo" and card.lines[0].correct.isHidden()
    assert card.lines[0].undo is undo, "the keyboard stays where it was"
    world.do(undo.click)
    assert line(world, number) == "Noted: your dog is called Rex"


def test_a_value_is_put_right_in_its_place(world: Any, qtbot: Any) -> None:
    number = talk(world, REX, OSLO)
    card = opened(world, number)
    world.do(card.lines[0].correct.click)
    edit = card.lines[0].edit
    assert edit.isVisible() and edit.text() == "Rex" and edit.hasFocus()
    world.do(lambda: qtbot.keyClick(edit, Qt.Key.Key_Escape))
    assert card.isVisible() and not edit.isVisible(), "the first Escape leaves the value as it is"
    world.do(card.lines[0].correct.click)
    edit.setText("Max")
    world.do(lambda: qtbot.keyClick(edit, Qt.Key.Key_Return))
    assert line(world, number) == "Noted: you live in Oslo · your dog is called Max"
    assert [one.words.text() for one in card.lines] == ["You live in Oslo", "Your dog is called Max"]


def test_what_was_not_heard_is_taught_by_hand(world: Any, qtbot: Any) -> None:
    number = talk(world, text="I am always up at the crack of dawn.")
    assert line(world, number) == "Nothing noted · Teach…", "who told something sees that she missed it"
    card = opened(world, number, "teach")
    assert card.form.key.hasFocus() and card.lines == []
    assert not card.form.teach.isEnabled()
    card.form.key.setText("dawn")
    card.form.value.setText("five")
    world.do(card.form.teach.click)
    assert card._trouble.text() == "She cannot learn what 'dawn' is. Choose one of the sentences in the list."
    card.form.key.setText("You get up at …")
    world.do(lambda: qtbot.keyClick(card.form.value, Qt.Key.Key_Return))
    assert world.app.lessons.items[-1].fact == Fact("wakes", "five")
    assert line(world, number) == "Noted: you get up at five"
    assert card.form.isHidden() and card.lines[0].words.text() == "You get up at five"


def test_small_talk_is_not_nagged(world: Any) -> None:
    number = talk(world, text="Hello there!")
    place = world.pane.view.row_layout(number)
    assert place.noted is None
    assert place.untold.words == "Nothing noted · Teach…", "only while the mouse or the keyboard is there"
    first = talk(world, text="I like it here.")
    assert line(world, first) == "Nothing noted · Teach…"
    talk(world, text="Good night.")
    assert line(world, first) == "", "what was missed is marked until the next message"


def test_a_private_conversation_notes_nothing(world: Any) -> None:
    number = talk(world, REX)
    world.do(lambda: world.tasks.run(None, world.chat.set_private(1, True)))
    assert line(world, number) == ""
    assert [x.name for x in world.pane.view.actions_of(number)] == ["copy"]
    world.do(lambda: world.tasks.run(None, world.chat.set_private(1, False)))
    assert line(world, number) == "Noted: your dog is called Rex"


def test_struck_on_another_page_or_forgotten_the_line_follows(world: Any) -> None:
    number = talk(world, REX)
    world.do(lambda: world.tasks.run(None, world.app.lessons.strike(1)))
    assert line(world, number) == "Noted: nothing (undone)"
    person = world.pane.model.row(number).message
    world.app.lessons.items.clear()
    world.chat.said[person.id - 1] = replace(person, text=FORGOTTEN_TEXT)
    world.do(lambda: world.app.bus.publish(ev.MessageFinished(world.chat.said[person.id - 1])))
    assert line(world, number) == "" and world.pane.view.row_layout(number).untold is None


def test_a_retry_leaves_the_line_as_it_is(world: Any) -> None:
    number = talk(world, REX)
    world.do(lambda: world.pane.view.act(number + 1, "retry"))
    world.until(lambda: not world.pane.feed.replying)
    assert line(world, number) == "Noted: your dog is called Rex"


def test_what_waits_says_so_and_is_let_in(world: Any) -> None:
    number = talk(world, text="Hello there!")
    person = world.pane.model.row(number).message.id
    world.do(lambda: world.app.lessons.tell(person, REX, held="imported"))
    assert line(world, number) == "Waits until you let it in: your dog is called Rex"
    card = opened(world, number)
    assert card.lines[0].undo.text() == "Let it in"
    assert card.lines[0].state.text() == "Waits for you: it was imported."
    world.do(card.lines[0].undo.click)
    assert line(world, number) == "Noted: your dog is called Rex"


def test_what_she_is_learning_cannot_be_undone(world: Any) -> None:
    number = talk(world, REX)
    world.pane.noting.learning = lambda lesson_id: lesson_id == 1
    card = opened(world, number)
    assert card.lines[0].undo.isHidden() and card.lines[0].state.text() == "She is learning it now."


def test_five_thousand_messages_are_asked_for_by_the_page(world: Any) -> None:
    place = world.chat.make("Long")
    world.chat.fill(place.id, 5000)
    for number in range(1, 5000, 10):
        world.app.lessons.tell(number, REX)
    world.do(lambda: world.pane.open_conversation(place.id))
    world.until(world.pane.model.rowCount)
    view = world.pane.view
    for _ in range(60):
        if world.pane.feed.complete and view.verticalScrollBar().value() == 0:
            break
        world.do(lambda: view.verticalScrollBar().setValue(0), 0.05)
    assert world.pane.model.rowCount() == 5000
    pages = len(world.app.lessons.reads)
    assert pages < 12 and sum(world.app.lessons.reads) <= 2500 + 60, world.app.lessons.reads
    for value in range(0, view.verticalScrollBar().maximum(), 4000):
        view.verticalScrollBar().setValue(value)
        world.pane.view.viewport().repaint()
    world.settle()
    assert len(world.app.lessons.reads) == pages, "no row asks for itself"
    assert line(world, 0) == "Noted: your dog is called Rex" and line(world, 2) == ""


def test_a_late_line_above_what_is_read_moves_nothing(world: Any) -> None:
    place = world.chat.make("Long")
    world.chat.fill(place.id, 50)
    world.do(lambda: world.pane.open_conversation(place.id))
    world.until(world.pane.model.rowCount)
    view = world.pane.view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    world.settle()
    reading = view.visible_rows().start + 1
    top = view.row_top(reading)
    above = next(n for n in range(reading - 2, -1, -1) if world.pane.model.row(n).from_person)
    world.do(lambda: world.app.lessons.tell(world.pane.model.row(above).message.id, REX))
    assert line(world, above) and view.row_top(reading) == top


def test_a_line_of_many_facts_breaks_between_them_and_stays_in_a_narrow_window(world: Any) -> None:
    number = talk(world, REX, OSLO, Fact("name", "Mara"), Fact("age", "34"), Fact("job", "baker"))
    place = world.pane.view.row_layout(number).noted
    assert place.words.replace("\u00a0", " ").endswith("you are 34 years old · 1 more")
    world.pane.resize(340, 600)
    world.settle()
    narrow = world.pane.view.row_layout(number)
    assert narrow.noted.rect.left() >= narrow.column.left()
    assert narrow.noted.rect.height() > place.rect.height()


def test_with_large_text_the_card_stays_in_its_window_and_cuts_no_word(world: Any, theme: Any) -> None:
    number = talk(world, REX, OSLO)
    theme.set_scale(1.5)
    try:
        world.pane.resize(420, 600)
        world.settle()
        card = opened(world, number)
        window = world.pane.window().frameGeometry()
        assert window.contains(card.geometry()), (window, card.geometry())
        world.do(card.lines[0].correct.click)
        world.do(card.more.click)
        assert window.contains(card.geometry()), (window, card.geometry())
        shown = [x for x in (*card.findChildren(QPushButton), *card.findChildren(QLabel)) if x.isVisible()]
        assert shown
        for one in shown:
            assert one.height() >= one.minimumSizeHint().height(), one.text()
            assert one.width() >= one.minimumSizeHint().width(), one.text()
            assert isinstance(one, QLabel) or one.accessibleName()
    finally:
        theme.set_scale(1.0)
