"""The list of conversations: find, begin, rename, put away, delete with a way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from luna_desktop.ui.chat.entries import more_place, snippet_pieces
from luna_desktop.ui.chat.times import ago


def titles(world: Any) -> list[str]:
    model = world.list.model
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.fixture
def filled(world: Any) -> Any:
    for title in ("Gardens", "The moon", ""):
        place = world.chat.make(title)
        world.chat.fill(place.id, 4)
    world.list.resize(260, 500)
    world.list.show()
    world.do(world.list.reload)
    return world


def test_newest_first_and_never_without_a_name(filled: Any) -> None:
    assert titles(filled) == ["New conversation", "The moon", "Gardens"]


def test_enter_and_click_open(filled: Any, qtbot: Any) -> None:
    opened: list[int] = []
    filled.list.opened.connect(opened.append)
    view = filled.list.list
    view.setCurrentIndex(filled.list.model.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    spot = view.visualRect(filled.list.model.index(2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [2, 1]


def test_renaming(filled: Any) -> None:
    model = filled.list.model
    filled.do(lambda: model.setData(model.index(2), "  Gardens   in spring "))
    assert ("rename", 1, "Gardens in spring") in filled.chat.calls
    assert "Gardens in spring" in titles(filled)
    assert not model.setData(model.index(0), "   ")


def test_f2_edits_the_name_in_place(filled: Any, qtbot: Any) -> None:
    view = filled.list.list
    view.setFocus()
    view.setCurrentIndex(filled.list.model.index(2))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "Tre")
    filled.do(lambda: filled.list.set_current(2))  # a change elsewhere leaves the editor alone
    qtbot.keyClicks(editor, "es")
    opened: list[int] = []
    filled.list.opened.connect(opened.append)
    filled.do(lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert ("rename", 1, "Trees") in filled.chat.calls
    assert opened == []


def test_deleting_can_be_undone(filled: Any, qtbot: Any) -> None:
    view = filled.list.list
    view.setCurrentIndex(filled.list.model.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert titles(filled) == ["New conversation", "Gardens"]
    assert filled.list.undo_bar.isVisible()
    filled.do(filled.list.undo.click)
    assert titles(filled) == ["New conversation", "The moon", "Gardens"]
    assert not any(call[0] == "delete" for call in filled.chat.calls)


def test_deleting_happens_when_the_time_is_over(filled: Any) -> None:
    filled.list._undoing.setInterval(10)
    filled.do(lambda: filled.list.delete(1))
    filled.until(lambda: filled.chat.calls)
    assert ("delete", 2) in filled.chat.calls
    assert not filled.list.undo_bar.isVisible()


def test_one_undo_brings_back_all_that_still_wait(filled: Any) -> None:
    gone: list[int] = []
    filled.list.deleted.connect(gone.append)

    def both() -> None:
        filled.list.delete(0)
        filled.list.delete(0)

    filled.do(both)
    assert gone == [3, 2] and titles(filled) == ["Gardens"]
    assert "2" in filled.list._undo_words.text()
    filled.do(filled.list.undo_deletion)
    assert titles(filled) == ["New conversation", "The moon", "Gardens"]
    assert not any(call[0] == "delete" for call in filled.chat.calls)


def test_all_that_wait_are_deleted_when_the_time_is_over(filled: Any) -> None:
    def both() -> None:
        filled.list.delete(0)
        filled.list.delete(0)
        filled.list.flush_deletion()

    filled.do(both)
    assert [call for call in filled.chat.calls if call[0] == "delete"] == [("delete", 3), ("delete", 2)]


def test_delete_held_down_deletes_one(filled: Any) -> None:
    view = filled.list.list
    view.setCurrentIndex(filled.list.model.index(0))
    for repeated in (False, True, True):
        press = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", repeated
        )
        filled.do(lambda press=press: QApplication.sendEvent(view, press), 0.02)
    assert titles(filled) == ["The moon", "Gardens"]


def test_a_search_does_not_find_what_waits_for_its_deletion(filled: Any) -> None:
    filled.do(lambda: filled.list.delete(0))
    filled.do(lambda: filled.list.search.setText("Answer 1"))
    filled.until(lambda: filled.list.model.rowCount() and filled.list.model.entry(0).hit is not None)
    assert filled.list.model.rowCount() == 2


def test_archiving_moves_it_to_the_shelf(filled: Any) -> None:
    menu = filled.list.menu_for(1)
    archive = next(action for action in menu.actions() if action.text() == "Archive")
    filled.do(archive.trigger)
    assert titles(filled) == ["New conversation", "Gardens"]
    filled.do(filled.list.shelf.click)
    assert titles(filled) == ["The moon"]
    menu.deleteLater()


def test_search_finds_messages_and_opens_at_them(filled: Any, qtbot: Any) -> None:
    opened: list[tuple[int, int]] = []
    filled.list.hit_opened.connect(lambda place, message: opened.append((place, message)))
    filled.do(lambda: filled.list.search.setText("Answer 1"))
    filled.until(lambda: filled.list.model.entry(0).hit is not None)
    assert filled.list.model.rowCount() == 3
    entry = filled.list.model.entry(0)
    assert ("Answer 1", True) in snippet_pieces(entry.hit.snippet)
    qtbot.keyClick(filled.list.search, Qt.Key.Key_Return)
    assert opened == [(1, 4)]
    filled.do(lambda: qtbot.keyClick(filled.list.search, Qt.Key.Key_Escape))
    filled.until(lambda: filled.list.model.entry(0).hit is None)
    assert len(titles(filled)) == 3


def test_nothing_found_is_said(filled: Any) -> None:
    filled.do(lambda: filled.list.search.setText("zorbit"))
    filled.until(lambda: filled.list.model.rowCount() == 0)
    assert filled.list._nothing.isVisible()
    assert "Nothing found" in filled.list._nothing.text()


def test_new(filled: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(filled.list.new_wanted, timeout=1000):
        filled.list.new.click()


def test_talking_moves_a_conversation_to_the_top(filled: Any) -> None:
    from dataclasses import replace

    from luna_desktop.domain import events as ev

    place = replace(filled.chat.places[1], updated_at=2e9)
    filled.do(lambda: filled.app.bus.publish(ev.ConversationChanged(place)))
    assert titles(filled)[0] == "Gardens"


def test_entries_speak(filled: Any) -> None:
    spoken = filled.list.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("The moon, ")


@given(st.text(alphabet="ab [\x02\x03\n", max_size=30))
def test_snippets_lose_nothing_but_their_marks(text: str) -> None:
    shown = "".join(piece for piece, _ in snippet_pieces(text))
    assert shown == text.replace("\x02", "").replace("\x03", "").replace("\n", " ")


def test_snippets_tell_hits_from_brackets() -> None:
    assert snippet_pieces("my \x02dog\x03 [Rex]") == [("my ", False), ("dog", True), (" [Rex]", False)]


def test_times_as_one_says_them() -> None:
    now = datetime(2026, 11, 23, 15, 0).timestamp()
    assert ago(now - 5, now) == "now"
    assert ago(now + 50, now) == "now"
    assert ago(now - 300, now) == "5 min"
    assert ago(now - 3 * 3600, now) == "3 h"
    assert ago(now - 86_400, now) == "yesterday"
    assert ago(now - 16 * 3600, now) == "yesterday"
    assert ago(now - 3 * 86_400, now) == "Fri"
    assert ago(now - 30 * 86_400, now) == "24 Oct"
    assert ago(now - 400 * 86_400, now) == "Oct 2025"


def test_three_dots_open_what_can_be_done(filled: Any, qtbot: Any) -> None:
    opened: list[int] = []
    filled.list.opened.connect(opened.append)
    view = filled.list.list
    spot = more_place(view.visualRect(filled.list.model.index(1))).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and opened == []
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts == ["Open", "Rename", "Private: never learned from", "Archive", "Delete"]
    menu.close()


def test_the_dots_are_shown_where_one_is(filled: Any, theme: Any) -> None:
    view = filled.list.list

    def dotted(row: int) -> bool:
        """Whether anything there is brighter than the time would be."""
        place = more_place(view.visualRect(filled.list.model.index(row)))
        place.moveTopLeft(view.viewport().mapTo(filled.list, place.topLeft()))
        picture = filled.list.grab(place).toImage()
        spots = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        brightest = max(picture.pixelColor(x, y).lightness() for x, y in spots)
        return brightest > theme.colour("text_faint").lightness() + 8

    filled.do(lambda: filled.list.set_current(3))
    assert [dotted(row) for row in range(3)] == [True, False, False]
    filled.do(lambda: (view.setFocus(), view.setCurrentIndex(filled.list.model.index(2))))
    assert [dotted(row) for row in range(3)] == [True, False, True]


def test_a_found_message_has_no_dots(filled: Any, qtbot: Any) -> None:
    hits: list[tuple[int, int]] = []
    filled.list.hit_opened.connect(lambda *found: hits.append(found))
    filled.do(lambda: filled.list.search.setText("Answer"), 0.4)
    view = filled.list.list
    spot = more_place(view.visualRect(filled.list.model.index(0))).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert len(hits) == 1 and QApplication.activePopupWidget() is None


def test_the_words_of_the_search_are_not_cut(filled: Any) -> None:
    filled.list.resize(200, 500)
    search = filled.list.search
    words = QFontMetrics(search.font()).horizontalAdvance(search.placeholderText())
    assert words <= search.width() - 48  # its glass and edges
    assert search.accessibleName() == "Search all messages"
