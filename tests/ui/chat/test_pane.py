"""The pane carries what a person does to the services, and shows what comes back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.chat.link_dialog import LinkDialog
from tests.ui.chat.double import generation


def send(world: Any, text: str, seconds: float = 0.3) -> None:
    world.pane.composer.set_text(text)
    world.do(world.pane.composer.send.click, seconds)
    if world.chat.hold.is_set():
        world.until(lambda: not world.pane.feed.replying)


def test_the_first_message_begins_a_conversation(world: Any) -> None:
    started: list[int] = []
    world.pane.conversation_started.connect(started.append)
    assert world.pane._pages.currentWidget() is world.pane.empty
    send(world, "My dog is called Rex.")
    assert started == [1]
    assert world.pane.conversation_id == 1
    assert world.texts() == ["My dog is called Rex.", "Your dog is called **Rex**."]
    assert world.pane.header.title.accessibleName() == "My dog is called Rex."
    assert world.pane._pages.currentWidget() is world.pane.view
    assert world.pane.view.row_layout(1).karma is not None


def test_she_gets_ready_while_the_first_words_are_written(world: Any, qtbot: Any) -> None:
    assert world.chat.ready == 0
    for key in (Qt.Key.Key_H, Qt.Key.Key_I):
        world.do(lambda key=key: qtbot.keyClick(world.pane.composer.editor, key))
    assert world.chat.ready == 1


def test_two_messages_in_a_row_are_one_conversation(world: Any) -> None:
    world.chat.hold.clear()

    def both() -> None:
        for text in ("one", "two"):
            world.pane.composer.set_text(text)
            world.pane.composer.send.click()

    world.do(both)
    world.do(world.chat.hold.set)
    world.until(lambda: len(world.chat.calls) == 2 and not world.pane.feed.replying)
    assert len(world.chat.places) == 1
    assert [call[1:3] for call in world.chat.calls] == [("one", None), ("two", 1)]


def test_a_reply_streams_and_stop_stops_it(world: Any, qtbot: Any) -> None:
    world.chat.hold.clear()
    send(world, "Hello", 0.1)
    row = world.pane.model.row(1)
    assert row.streaming and row.message.text == ""
    assert world.pane.composer.stop.isVisible()
    world.do(lambda: qtbot.keyClick(world.pane.composer.editor, Qt.Key.Key_Escape))
    assert ("stop",) in world.chat.calls
    assert not world.pane.composer.stop.isVisible()
    assert world.pane.model.state_text(world.pane.model.row(1)) == "Stopped by you."


def test_retry_makes_a_second_version(world: Any) -> None:
    send(world, "Hello")
    world.do(lambda: world.pane.view.act(1, "retry"))
    world.until(lambda: not world.pane.feed.replying)
    assert ("retry", 2, None) in world.chat.calls
    assert world.pane.model.rowCount() == 2
    assert len(world.pane.model.row(1).versions) == 2


def test_thumbs_are_given_taken_back_and_undone_on_failure(world: Any) -> None:
    send(world, "Hello")
    world.do(lambda: world.pane.view.act(1, "up"))
    assert world.pane.model.row(1).message.thumbs == 1
    world.do(lambda: world.pane.view.act(1, "up"))
    world.do(lambda: world.pane.view.act(1, "down"))
    assert [call for call in world.chat.calls if call[0] == "thumbs"] == [
        ("thumbs", 2, 1),
        ("thumbs", 2, 0),
        ("thumbs", 2, -1),
    ]
    world.chat.error = LunaError("disk-full", "The disk is full.")
    world.do(lambda: world.pane.view.act(1, "up"))
    assert world.pane.model.row(1).message.thumbs == -1
    assert world.pane.banner.what.text() == "The disk is full."


def test_correcting_teaches_and_gives_the_draft_back(world: Any, qtbot: Any) -> None:
    send(world, "Hello")
    world.pane.composer.set_text("half a thought")
    world.do(lambda: world.pane.view.act(1, "correct"))
    assert world.pane.composer.text() == "Your dog is called **Rex**."
    world.pane.composer.set_text("Hello Mara.")
    world.do(lambda: qtbot.keyClick(world.pane.composer.editor, Qt.Key.Key_Return))
    assert ("correct", 2, "Hello Mara.") in world.chat.calls
    assert world.pane.composer.text() == "half a thought"
    world.do(lambda: world.pane.view.act(1, "correct"))
    world.do(lambda: qtbot.keyClick(world.pane.composer.editor, Qt.Key.Key_Escape))
    assert world.pane.composer.text() == "half a thought"


def test_trouble_is_said_with_a_way_on(world: Any) -> None:
    world.chat.error = LunaError("child-died", "Luna stopped speaking.", "Her process ended.", "Try again.")
    send(world, "Hello")
    banner = world.pane.banner
    assert banner.isVisible()
    assert banner.what.text() == "Luna stopped speaking."
    assert banner.why.text() == "Her process ended. Try again."
    assert "failed" in world.pane.model.state_text(world.pane.model.row(1))
    world.chat.error = None
    world.do(banner.action.click)
    world.until(lambda: not world.pane.feed.replying)
    assert ("retry", 2, None) in world.chat.calls
    assert not banner.isVisible()


def test_words_that_were_not_saved_come_back(world: Any) -> None:
    world.chat.error = LunaError("not-born", "Luna is not born yet.")
    send(world, "Hello")
    assert world.pane.composer.text() == "Hello"
    world.chat.error = None
    send(world, "Hello")
    assert world.texts()[0] == "Hello"


def test_before_her_birth_sending_waits_and_says_why(world: Any, qtbot: Any) -> None:
    world.app.birth.is_needed = True
    world.do(world.pane.refresh)
    world.pane.composer.set_text("Hello")
    assert not world.pane.composer.send.isEnabled()
    assert "not born" in world.pane.composer.why.text()
    world.do(lambda: qtbot.keyClick(world.pane.composer.editor, Qt.Key.Key_Return))
    assert world.chat.calls == []
    assert world.pane.composer.text() == "Hello"


def test_tips_fill_the_composer(world: Any) -> None:
    world.do(lambda: world.pane.empty.tip_chosen.emit("My name is "))
    assert world.pane.composer.text() == "My name is "
    assert world.chat.calls == []


def test_up_recalls_what_was_said(world: Any, qtbot: Any) -> None:
    send(world, "Hello there")
    world.do(lambda: qtbot.keyClick(world.pane.composer.editor, Qt.Key.Key_Up))
    assert world.pane.composer.text() == "Hello there"


def test_a_long_conversation_comes_page_by_page(world: Any) -> None:
    place = world.chat.make("Long")
    world.chat.fill(place.id, 900)
    world.do(lambda: world.pane.open_conversation(place.id))
    world.until(world.pane.model.rowCount)
    assert 0 < world.pane.model.rowCount() < 400
    assert world.texts()[-1] == "Answer 449."
    for _ in range(200):
        bar = world.pane.view.verticalScrollBar()
        world.do(lambda bar=bar: bar.setValue(0), 0.05)
        if world.pane.feed.complete and world.pane.view.verticalScrollBar().value() == 0:
            break
    assert world.pane.model.rowCount() == 900
    assert world.texts()[0].startswith("Question 0?")
    assert [row.message.id for row in world.pane.model.rows()] == list(range(1, 901))


def test_a_found_message_is_scrolled_to(world: Any) -> None:
    place = world.chat.make("Long")
    world.chat.fill(place.id, 900)
    world.do(lambda: world.pane.open_conversation(place.id, 101))
    world.until(lambda: world.pane.view.currentIndex().isValid())
    row = world.pane.model.find(101)
    assert world.pane.view.currentIndex().row() == row
    assert row in world.pane.view.visible_rows()


def test_switching_while_she_answers_loses_nothing(world: Any) -> None:
    other = world.chat.make("Other")
    world.chat.fill(other.id, 10)
    world.chat.hold.clear()
    send(world, "Hello", 0.1)
    mine = world.pane.conversation_id
    world.do(lambda: world.pane.open_conversation(other.id))
    world.until(world.pane.model.rowCount)
    assert len(world.texts()) == 10
    assert not world.pane.composer.stop.isVisible()
    world.do(lambda: world.pane.open_conversation(mine))
    world.until(lambda: world.pane.model.rowCount() == 2)
    assert world.pane.composer.stop.isVisible()
    assert world.pane.model.row(1).streaming
    world.do(world.chat.hold.set)
    world.until(lambda: not world.pane.feed.replying)
    assert world.texts() == ["Hello", "Your dog is called **Rex**."]
    assert not world.pane.model.row(1).streaming


def test_a_chosen_generation_answers(world: Any) -> None:
    world.do(world.pane.header.menu.aboutToShow.emit)
    texts = [action.text() for action in world.pane.header.menu.actions() if action.text()]
    assert texts == [
        "Whichever is current (age 1 · generation 1)",
        "age 1 · generation 1",
        "age 0 · generation 0",
    ]
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    send(world, "Hello")
    assert world.chat.calls[0] == ("send", "Hello", None, "g0")
    assert world.pane.model.tag(world.pane.model.row(1)) == "age 0 · generation 0"
    world.do(lambda: world.pane.set_generation(None))
    send(world, "Again")
    assert world.chat.calls[1] == ("send", "Again", 1, None)


def test_a_chosen_generation_answers_again_until_another_conversation_is_opened(world: Any) -> None:
    other = world.chat.make("Other")
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    send(world, "Hello")
    world.do(lambda: world.pane.view.act(1, "retry"))
    world.until(lambda: not world.pane.feed.replying)
    assert ("retry", 2, "g0") in world.chat.calls
    assert world.pane.model.tag(world.pane.model.row(1)) == "age 0 · generation 0"
    world.do(lambda: world.pane.open_conversation(other.id))
    send(world, "And you?")
    assert world.chat.calls[-1] == ("send", "And you?", other.id, None)


def test_a_new_conversation_is_with_whoever_is_current(world: Any) -> None:
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    world.do(lambda: world.pane.open_conversation(None))
    send(world, "Hello")
    assert world.chat.calls[-1] == ("send", "Hello", None, None)


def test_who_becomes_current_answers_where_nothing_was_said(world: Any) -> None:
    loaded = ev.GenerationLoaded(generation(1))
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    world.do(lambda: world.app.bus.publish(loaded))
    send(world, "Hello")
    assert world.chat.calls[-1] == ("send", "Hello", None, None)
    world.do(lambda: world.pane.header.generation_chosen.emit("g0"))
    world.do(lambda: world.app.bus.publish(loaded))
    send(world, "Again")
    assert world.chat.calls[-1] == ("send", "Again", 1, "g0")


def test_a_conversation_is_made_private(world: Any) -> None:
    send(world, "Hello")
    world.do(world.pane.header.private.click)
    assert ("private", 1, True) in world.chat.calls
    assert world.pane.header.private.text() == "Private"


def test_a_deleted_conversation_leaves_the_pane(world: Any) -> None:
    send(world, "Hello")
    world.do(lambda: world.tasks.run(None, world.chat.delete(1)))
    assert world.pane.conversation_id is None
    assert world.pane._pages.currentWidget() is world.pane.empty


def test_a_conversation_that_waits_for_its_deletion_takes_no_more_words(world: Any) -> None:
    send(world, "Hello")
    world.do(lambda: world.pane.leave_conversation(7))
    assert world.pane.conversation_id == 1
    world.do(lambda: world.pane.leave_conversation(1))
    send(world, "Something new")
    assert world.chat.calls[-1] == ("send", "Something new", None, None)


def test_a_link_shows_its_address_before_it_opens(world: Any) -> None:
    opened: list[str] = []
    world.pane.open_address = opened.append
    world.do(lambda: world.pane.view.link_wanted.emit("https://a.example/b?c=d"))
    dialog = world.pane.findChild(LinkDialog)
    assert dialog is not None and opened == []
    assert dialog.shown.text().replace("\u200b", "") == "https://a.example/b?c=d"
    world.do(dialog.open_button.click)
    assert opened == ["https://a.example/b?c=d"]


def test_a_forbidden_address_cannot_be_opened(world: Any, theme: Any) -> None:
    opened: list[str] = []
    dialog = LinkDialog(theme, "file:///etc/passwd", opened.append, world.pane)
    assert not dialog.open_button.isEnabled()
    dialog._open()
    assert opened == []
    dialog.deleteLater()
