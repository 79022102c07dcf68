"""The list keeps its geometry and its place, whatever happens around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from luna_desktop.domain.karma import KarmaKind, LedgerEntry
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.ui.chat.documents import DOCUMENTS
from luna_desktop.ui.chat.geometry import PAD
from luna_desktop.ui.chat.model import MessageModel
from luna_desktop.ui.chat.view import MessageView
from tests.ui.chat.double import generation


def message(number: int, text: str | None = None, **more: Any) -> Message:
    luna = number % 2 == 0
    words = f"Message {number}. " + "and some more words " * (number * 7 % 23) if text is None else text
    return Message(
        number,
        1,
        "luna" if luna else "person",
        words,
        0.0,
        reply_to=number - 1 if luna else None,
        generation_id="g1" if luna else None,
        **more,
    )


def pages(first: int, last: int) -> list[Message]:
    return [message(n) for n in range(first, last + 1)]


def settle() -> None:
    QApplication.processEvents()


def top(view: MessageView, message_id: int) -> int:
    return view.row_top(view.model().find(message_id))


def true_heights(view: MessageView) -> list[int]:
    """Each row measured by itself."""
    return [view.row_layout(row).height for row in range(view.model().rowCount())]


def check_geometry(view: MessageView) -> None:
    """What the view answers equals what adding up its rows gives, and what is in sight is measured."""
    model = view.model()
    count = model.rowCount()
    heights = [view.row_height(row) for row in range(count)]
    bar = view.verticalScrollBar()
    assert bar.maximum() == max(0, sum(heights) + 2 * PAD - view.viewport().height())
    y = PAD - bar.value()
    for row in range(count):
        assert view.visualRect(model.index(row)).top() == y
        seen = y < view.viewport().height() and y + heights[row] > 0
        assert (row in view.visible_rows()) == seen or heights[row] == 0
        if seen:
            assert heights[row] == view.row_layout(row).height
            inside = QPoint(20, max(0, y))
            assert view.indexAt(inside).row() == row
        y += heights[row]


changes = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 3)),
        st.tuples(st.just("prepend"), st.integers(1, 30)),
        st.tuples(st.just("width"), st.integers(180, 900)),
        st.tuples(st.just("height"), st.integers(120, 900)),
        st.tuples(st.just("scroll"), st.integers(-2000, 2000)),
        st.tuples(st.just("stream"), st.integers(0, 60)),
        st.tuples(st.just("jump"), st.integers(0, 10_000)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 40), todo=changes)
def test_geometry_equals_brute_force(theme: Any, start: int, todo: list[tuple[str, int]]) -> None:
    model = MessageModel()
    view = MessageView(model, theme)
    view.resize(600, 400)
    view.show()
    first, last = 5001, 5000 + start
    model.reset_to(pages(first, last))
    for name, value in todo:
        if name == "append":
            for number in range(last + 1, last + 1 + value):
                model.add(message(number))
            last += value
        elif name == "prepend":
            model.prepend(pages(first - value, first - 1))
            first -= value
        elif name == "width":
            view.resize(value, view.height())
        elif name == "height":
            view.resize(view.width(), value)
        elif name == "scroll":
            view.verticalScrollBar().setValue(view.verticalScrollBar().value() + value)
        elif name == "stream" and last >= first:
            model.stream(last, "streamed words " * value)
        elif name == "jump" and model.rowCount():
            view.scrollTo(model.index(value % model.rowCount()))
        settle()
        check_geometry(view)
    assert model.rowCount() == last - first + 1
    bar = view.verticalScrollBar()
    for _ in range(3):  # rows that grow at the end may push unseen ones over the upper edge
        bar.setValue(0)
        while bar.value() < bar.maximum():
            bar.setValue(bar.value() + view.viewport().height())
    heights = [view.row_height(row) for row in range(model.rowCount())]
    assert heights == true_heights(view)
    view.close()
    view.deleteLater()


def test_opening_shows_the_newest_message(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 300))
    settle()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert model.rowCount() - 1 in view.visible_rows()
    assert view.stuck


def test_streaming_sticks_to_the_end(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 41))
    model.add(message(42, ""), streaming=True)
    for words in range(1, 120, 7):
        model.stream(42, "word " * words)
        settle()
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
        bottom = view.row_top(41) + view.row_height(41)
        assert abs(bottom + PAD - view.viewport().height()) <= 1


def test_streaming_leaves_a_person_who_scrolled_up_where_they_are(
    view: MessageView, model: MessageModel
) -> None:
    model.reset_to(pages(1, 81))
    model.add(message(82, ""), streaming=True)
    settle()
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 700)
    settle()
    held = view.visible_rows().start + 1
    where = view.row_top(held)
    for words in range(1, 200, 11):
        model.stream(82, "word " * words)
        settle()
        assert view.row_top(held) == where
    assert not view.stuck
    assert bar.maximum() > bar.value()


def test_a_reply_that_streams_above_the_edge_moves_nothing(view: MessageView, model: MessageModel) -> None:
    model.reset_to([*pages(1, 2), *pages(3, 60)])
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    settle()
    held = view.visible_rows().start + 1
    where = view.row_top(held)
    model.replace(replace(message(2), text="a much longer text " * 60))
    settle()
    assert view.row_top(held) == where


def test_older_pages_do_not_move_what_is_in_sight(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(401, 500))
    settle()
    view.verticalScrollBar().setValue(3)
    settle()
    held = 402
    where = top(view, held)
    for last in (400, 200):
        model.prepend(pages(last - 199, last))
        settle()
        assert top(view, held) == where


def test_scrolling_up_through_unseen_rows_does_not_jump(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 400))
    settle()
    bar = view.verticalScrollBar()
    for _ in range(60):
        held = view.visible_rows().start + 1
        before = view.row_top(held)
        value = bar.value()
        bar.setValue(value - 60)
        settle()
        if value >= 60:
            assert view.row_top(held) == before + 60


def test_a_new_width_keeps_the_first_row_in_sight(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 200))
    settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 3)
    settle()
    row = view.visible_rows().start
    for width in (420, 300, 860, 700):
        view.resize(width, 500)
        settle()
        assert abs(view.visible_rows().start - row) <= 1


def test_older_pages_are_asked_for_near_the_top(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 300))
    settle()
    asked: list[int] = []
    view.older_wanted.connect(lambda: asked.append(1))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    settle()
    assert not asked
    view.verticalScrollBar().setValue(100)
    settle()
    assert asked


def test_documents_are_kept_within_bounds(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 900))
    bar = view.verticalScrollBar()
    for step in range(40):
        bar.setValue(bar.maximum() * step // 40)
        settle()
    assert len(view._documents) <= DOCUMENTS


def test_a_changed_theme_redraws(view: MessageView, model: MessageModel, theme: Any) -> None:
    model.reset_to(pages(1, 20))
    settle()
    before = view.viewport().grab().toImage()
    theme.set_preference("light")
    settle()
    after: QImage = view.viewport().grab().toImage()
    assert before != after
    check_geometry(view)


# what a person does


def press(qtbot: Any, view: MessageView, point: QPointF) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())


def action_point(view: MessageView, row: int, name: str) -> QPointF:
    place = view.row_layout(row)
    rect = next(rect for action, rect in place.actions if action.name == name)
    return rect.center() + QPointF(0, view.row_top(row))


@pytest.mark.parametrize("name", ["up", "down", "retry", "correct"])
def test_buttons_tell_what_is_wanted(qtbot: Any, view: MessageView, model: MessageModel, name: str) -> None:
    model.reset_to(pages(1, 4))
    settle()
    wanted: list[tuple[str, int]] = []
    view.action_wanted.connect(lambda what, which: wanted.append((what, which)))
    press(qtbot, view, action_point(view, 3, name))
    assert wanted == [(name, 4)]


@pytest.mark.parametrize(("key", "name"), [("+", "up"), ("-", "down"), ("r", "retry"), ("e", "correct")])
def test_keys_do_the_same(qtbot: Any, view: MessageView, model: MessageModel, key: str, name: str) -> None:
    model.reset_to(pages(1, 4))
    view.setCurrentIndex(model.index(3))
    wanted: list[tuple[str, int]] = []
    view.action_wanted.connect(lambda what, which: wanted.append((what, which)))
    qtbot.keyClicks(view, key)
    assert wanted == [(name, 4)]


def test_only_the_newest_reply_can_be_retried(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 4))
    assert "retry" in [action.name for action in view.actions_of(3)]
    assert "retry" not in [action.name for action in view.actions_of(1)]
    assert [action.name for action in view.actions_of(0)] == ["copy", "teach"]


def test_copy_gives_the_whole_message_as_it_was_written(
    qtbot: Any, view: MessageView, model: MessageModel
) -> None:
    model.reset_to([message(1), message(2, "Your dog is **Rex**.")])
    settle()
    press(qtbot, view, action_point(view, 1, "copy"))
    assert QGuiApplication.clipboard().text() == "Your dog is **Rex**."


def test_dragging_selects_text_and_ctrl_c_copies_it(
    qtbot: Any, view: MessageView, model: MessageModel
) -> None:
    model.reset_to([message(1), message(2, "Your dog is called Rex.\n\nSecond line.")])
    settle()
    place = view.row_layout(1)
    start = place.text.topLeft().toPoint() + QPoint(0, view.row_top(1) + 6)
    end = place.text.bottomRight().toPoint() + QPoint(-2, view.row_top(1) - 4)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(view, end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.selected_text() == "Your dog is called Rex.\nSecond line."
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Your dog is called Rex.\nSecond line."
    settle()
    press(qtbot, view, QPointF(5, 5))
    assert view.selected_text() == ""


def move(view: MessageView, to: QPoint) -> None:
    """A mouse move with the button down; qtbot's has no buttons."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    where = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, view.viewport().mapToGlobal(where), Qt.MouseButton.NoButton, left, none
    )
    QApplication.sendEvent(view.viewport(), event)


def test_double_click_selects_a_word(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    model.reset_to([message(1), message(2, "Rexington barks.")])
    settle()
    point = view.row_layout(1).text.topLeft().toPoint() + QPoint(10, view.row_top(1) + 6)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_text() == "Rexington"


def test_a_link_is_told_not_opened(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    model.reset_to([message(1), message(2, "https://a.example/b")])
    settle()
    wanted: list[str] = []
    view.link_wanted.connect(wanted.append)
    point = view.row_layout(1).text.topLeft() + QPointF(20, view.row_top(1) + 7)
    assert view.tip_at(point) == "https://a.example/b"
    press(qtbot, view, point)
    assert wanted == ["https://a.example/b"]
    menu = view.menu_for(1)
    assert any("https://a.example/b" in action.text() for action in menu.actions())
    menu.deleteLater()


def test_versions_are_one_row_with_arrows(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    first = message(2, "one")
    model.reset_to([message(1), first])
    model.add(replace(first, id=3, text=""), streaming=True)
    model.stream(3, "two")
    model.replace(replace(first, id=3, text="two"))
    settle()
    assert model.rowCount() == 2
    assert model.row(1).message.text == "two"
    view.setCurrentIndex(model.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert model.row(1).message.text == "one"
    press(qtbot, view, action_point(view, 1, "newer"))
    assert model.row(1).message.text == "two"
    check_geometry(view)


def test_versions_meet_over_the_edge_of_a_page(model: MessageModel) -> None:
    replies = [replace(message(2, f"v{n}"), id=n) for n in range(2, 6)]
    model.reset_to(replies[2:])
    model.prepend([message(1), *replies[:2]])
    assert model.rowCount() == 2
    assert [version.id for version in model.row(1).versions] == [2, 3, 4, 5]
    assert model.row(1).message.id == 5


def test_karma_is_told_with_its_reasons(view: MessageView, model: MessageModel) -> None:
    model.reset_to(pages(1, 4))
    model.add_karma(
        [
            LedgerEntry(1, 0, KarmaKind.EXCHANGE, 2, "Something new was said.", 3),
            LedgerEntry(2, 0, KarmaKind.FACT, 2, "You told her about <b>Rex</b>.", 4),
        ]
    )
    settle()
    place = view.row_layout(3)
    assert place.karma is not None
    tip = view.tip_at(place.karma.center() + QPointF(0, view.row_top(3)))
    assert tip.splitlines()[0] == "+4 karma"
    assert "+2 You told her about <b>Rex</b>." in tip
    assert view.row_layout(1).karma is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MessageState.STOPPED, "Stopped by you."),
        (MessageState.FAILED, "This reply failed."),
        (MessageState.PARTIAL, "This reply was interrupted."),
    ],
)
def test_a_reply_that_did_not_end_says_so(model: MessageModel, state: MessageState, words: str) -> None:
    model.reset_to([message(1), message(2, "half", state=state)])
    assert words in model.state_text(model.row(1))
    assert words in model.spoken(model.row(1))


def test_a_reply_of_nothing_says_so(model: MessageModel) -> None:
    model.reset_to([message(1), message(2, "")])
    assert model.state_text(model.row(1)) == "She said nothing. You can retry it."
    model.reset_to([message(1), message(2, "Hello.")])
    assert model.state_text(model.row(1)) == ""


def test_rows_speak(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    model.reset_to([message(1, "Hello"), message(2, "Hello Mara.")])
    settle()
    index = model.index(1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Luna: Hello Mara.. age 1 · generation 1"
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface is not None
    assert interface.role() == QAccessible.Role.List
    assert interface.child(1).text(QAccessible.Text.Name).startswith("Luna: Hello Mara.")
    assert interface.child(1).rect().height() == view.row_height(1)


def test_every_row_is_reached_by_keyboard(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    model.reset_to([*pages(1, 9), message(10, "tall " * 1500), *pages(11, 20)])
    settle()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_End)
    visited = {view.currentIndex().row()}
    for _ in range(400):
        qtbot.keyClick(view, Qt.Key.Key_Up)
        settle()
        row = view.currentIndex().row()
        visited.add(row)
        assert row in view.visible_rows()
        if row == 0:
            break
    assert visited == set(range(20))


def test_escape_leaves_the_list(qtbot: Any, view: MessageView, model: MessageModel) -> None:
    with qtbot.waitSignal(view.left, timeout=1000):
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_hostile_text_in_tooltips_stays_text(view: MessageView, model: MessageModel) -> None:
    model.reset_to([message(1), message(2, "<img src=file:///etc/passwd> [x](https://e.example/?<b>)")])
    model.set_generations([generation(1)])
    settle()
    assert view.grab().isNull() is False


def test_many_rows_stay_quick(view: MessageView, model: MessageModel) -> None:
    import time

    messages = [message(n, f"Message {n}") for n in range(1, 100_001)]
    began = time.process_time()
    model.reset_to(messages)
    settle()
    opened = time.process_time() - began
    model.add(replace(message(100_002, ""), reply_to=100_000), streaming=True)
    began = time.process_time()
    for words in range(50):
        model.stream(100_002, "word " * words)
        settle()
    token = (time.process_time() - began) / 50
    assert opened < 1.0  # 0.13 s on a quiet machine; benchmarks/chat_list.py tells the truth
    assert token < 0.05
