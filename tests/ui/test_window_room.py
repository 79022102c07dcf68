"""Room: a narrow window, a wide one, and larger text."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton, QScrollArea, QWidget

from luna_desktop.ui.palette import CommandPalette
from luna_desktop.ui.shortcuts import ShortcutsDialog
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

SCALES = [1.0, 1.3, 2.0]


def too_wide(root: QWidget) -> list[str]:
    """What is wider than where it is shown."""
    areas = [area for area in root.findChildren(QScrollArea) if area.isVisible()]
    found = [
        f"{type(area.widget()).__name__} {area.widget().width()} in {area.viewport().width()}"
        for area in areas
        if area.widget().width() > area.viewport().width()
    ]
    pressed = [made for made in root.findChildren(QPushButton) if made.isVisible()]
    return found + [made.text() for made in pressed if made.width() < made.sizeHint().width()]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
@pytest.mark.parametrize("page", ["chat", "settings", "welcome"])
def test_larger_text_is_nowhere_cut(stage: Stage, scale: float, page: str, size: tuple[int, int]) -> None:
    app = fakes.FakeApp() if page != "welcome" else fakes.FakeApp(born=False, balance=0, entries=0)
    session = stage.open(app, size)
    window = session.window
    stage.do(lambda: window.show_page(page))
    stage.do(lambda: session.theme.set_scale(scale))
    assert too_wide(page_of(session)) == []
    caption = QFontMetrics(session.theme.font("caption"))
    for made in window.nav._buttons.values():
        assert made.width() >= caption.horizontalAdvance(made.text()) + 6
        assert made.height() >= caption.height() + made.iconSize().height() + 12
        assert made.geometry().right() < window.nav.width()
    if page == "welcome":
        strong = session.theme.font("strong").pointSizeF()
        assert {made.font().pointSizeF() for made in window.findChildren(QRadioButton)} == {strong}
    if window.chat is not None and page == "chat":
        header, editor = window.chat.pane.header, window.chat.pane.composer.editor
        for made in (header.who, header.private, header.side):
            assert made.height() >= made.sizeHint().height()
        assert window.chat.conversations.shelf.height() >= window.chat.conversations.shelf.sizeHint().height()
        body = QFontMetrics(session.theme.font("body"))
        words = body.boundingRect(
            0, 0, editor.viewport().width(), 900, Qt.TextFlag.TextWordWrap, editor.placeholderText()
        )
        assert editor.height() >= words.height()


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
def test_larger_text_fits_the_dialogs(stage: Stage, scale: float, size: tuple[int, int]) -> None:
    session = stage.open(fakes.FakeApp(), size)
    window = session.window
    stage.do(lambda: session.theme.set_scale(scale))
    stage.do(window.actions_["keys"].trigger, 0.1)
    keys: Any = window.findChild(ShortcutsDialog)
    assert keys.width() <= window.width() and keys.height() <= window.height()
    assert too_wide(keys) == []
    stage.do(keys.reject, 0.05)
    stage.do(window.actions_["palette"].trigger, 0.1)
    commands: Any = window.findChild(CommandPalette)
    assert commands._list.sizeHintForColumn(0) <= commands._list.viewport().width()
    stage.do(commands.reject, 0.05)


def test_a_tip_below_the_fold_can_be_scrolled_to(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp(), (760, 520))
    stage.do(lambda: session.theme.set_scale(2.0))
    assert session.window.chat is not None
    empty = session.window.chat.pane.empty
    last = empty.findChildren(QPushButton)[-1]
    stage.do(lambda: last.setFocus(Qt.FocusReason.TabFocusReason), 0.05)
    assert last.visibleRegion().boundingRect() == last.rect()


def test_in_a_narrow_window_the_conversations_are_one_click_away(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(), (760, 520)).window
    chat = window.chat
    assert chat is not None
    header = chat.pane.header
    assert not chat.conversations.isVisible() and chat.growth.isVisible()
    assert header.side.isVisible() and header.side.accessibleName() == "Show conversations (Ctrl+B)"
    assert header.new.isVisible() and header.new.accessibleName() == "New conversation (Ctrl+N)"
    for made in (header.side, header.new):
        assert made.toolTip() and made.focusPolicy() & Qt.FocusPolicy.TabFocus
    stage.do(header.side.click, 0.1)
    # there is no room for all three: the list takes the place of her growth
    assert chat.conversations.isVisible() and not chat.growth.isVisible()
    assert header.side.accessibleName() == "Hide conversations (Ctrl+B)" and not header.new.isVisible()
    stage.do(header.side.click, 0.1)
    assert not chat.conversations.isVisible() and chat.growth.isVisible()


def test_what_a_narrow_window_hides_comes_back_with_room(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(), (760, 520)).window
    chat = window.chat
    assert chat is not None
    stage.do(lambda: chat.pane.open_conversation(1))
    stage.do(chat.pane.header.new.click, 0.1)
    assert chat.pane.conversation_id is None and chat.pane.composer.editor.hasFocus()
    stage.do(chat.pane.header.side.click, 0.1)
    window.resize(1280, 800)
    stage.do(seconds=0.1)
    assert chat.conversations.isVisible() and chat.growth.isVisible()
    stage.do(chat.pane.header.side.click, 0.1)
    window.resize(760, 520)
    stage.do(seconds=0.1)
    window.resize(1280, 800)
    stage.do(seconds=0.1)
    assert not chat.conversations.isVisible()  # as it was last wished where there was room


def test_where_a_wide_window_is_too_small_for_all_what_is_asked_for_comes(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp()).window
    chat = window.chat
    assert chat is not None and chat._roomy
    chat.growth.setMinimumWidth(chat.width() - chat.pane.minimumWidth() - 100)  # as with very large text
    stage.do(chat._arrange)

    def shown() -> tuple[bool, bool]:
        return chat.conversations.isVisible(), chat.growth.isVisible()

    assert shown() == (True, False)
    for keys, expected in (
        ("Ctrl+G", (False, True)),
        ("Ctrl+B", (True, False)),
        ("Ctrl+G", (False, True)),
        ("Ctrl+G", (True, False)),  # the list was hidden for now only
        ("Ctrl+G", (False, True)),
    ):
        stage.do(lambda keys=keys: QTest.keySequence(window, keys), 0.1)
        assert shown() == expected, keys
    chat.growth.setMinimumWidth(0)
    stage.do(chat._arrange)
    assert shown() == (True, True), "with room both are there"


def test_where_her_growth_has_no_room_beside_the_chat_its_page_is_shown(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp(), (760, 520))
    chat = session.window.chat
    assert chat is not None
    chat.growth.setMinimumWidth(chat.width())
    stage.do(chat._arrange)
    assert not chat.growth.isVisible()
    stage.do(lambda: QTest.keySequence(session.window, "Ctrl+G"), 0.1)
    assert page_of(session) is session.window._pages["growth"]


@pytest.mark.parametrize("page", ["settings", "welcome"])
def test_in_a_wide_window_a_page_stands_in_the_middle(stage: Stage, page: str) -> None:
    app = fakes.FakeApp() if page != "welcome" else fakes.FakeApp(born=False, balance=0, entries=0)
    session = stage.open(app, (1920, 1200))
    stage.do(lambda: session.window.show_page(page))
    area = page_of(session).findChild(QScrollArea)
    assert area is not None
    content = area.widget().findChild(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert content.width() < 1200
    assert abs(content.geometry().center().x() - area.viewport().rect().center().x()) <= 1


def test_the_moon_of_an_empty_chat_is_the_one_beside_it(stage: Stage) -> None:
    app = fakes.FakeApp(balance=62)
    chat = stage.open(app).window.chat
    assert chat is not None
    assert chat.pane.empty.moon.fraction == chat.growth.portrait.moon.fraction == pytest.approx(62 / 250)
    assert "Ask her something you taught her" in chat.pane.empty._words.text()
    stage.do(lambda: app.karma.give(63, "You talked."), 0.4)
    assert chat.pane.empty.moon.fraction == pytest.approx(125 / 250)


def test_she_begins_without_knowing_anything_only_at_first(stage: Stage) -> None:
    chat = stage.open(fakes.FakeApp(generations=fakes.first_life(1), balance=0)).window.chat
    assert chat is not None
    assert "without knowing anything" in chat.pane.empty._words.text()
    assert QApplication.focusWidget() is chat.pane.composer.editor
