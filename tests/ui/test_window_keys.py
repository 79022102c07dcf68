"""The window by keyboard: where the focus is, what scrolls, what tells the keys and commands."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget

from luna_desktop.ui.palette import CommandPalette, why_not
from luna_desktop.ui.shortcuts import ShortcutsDialog
from tests.ui import fakes
from tests.ui.stage import Stage, page_of


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.mark.parametrize(("page", "name"), [("growth", "Growth"), ("settings", "Settings")])
def test_on_arrival_the_keys_scroll_the_page(stage: Stage, page: str, name: str) -> None:
    window = stage.open(fakes.FakeApp(), (900, 600)).window
    stage.do(lambda: window.show_page(page))
    area = focus()
    assert isinstance(area, QScrollArea) and area.accessibleName() == name
    assert area.frameWidth() == 2  # room for its ring
    stage.do(lambda: QTest.keyClick(area, Qt.Key.Key_PageDown), 0.05)
    assert area.verticalScrollBar().value() > 0


def test_a_control_that_gets_the_focus_is_wholly_in_sight(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(), (900, 520)).window
    stage.do(lambda: window.show_page("settings"))
    area = focus()
    assert isinstance(area, QScrollArea)
    last = page_of(stage.session).findChildren(QPushButton)[-1]  # type: ignore[arg-type]
    assert last.visibleRegion().isEmpty()
    stage.do(lambda: last.setFocus(Qt.FocusReason.TabFocusReason), 0.05)
    assert last.visibleRegion().boundingRect() == last.rect()


def test_tab_into_the_rail_lands_on_the_page_one_is_on(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp()).window
    for page in ("timeline", "settings", "growth"):
        stage.do(lambda page=page: window.show_page(page))
        buttons = window.nav._buttons
        tabbed = [name for name, made in buttons.items() if made.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert tabbed == [page]


def test_tab_into_a_row_of_choices_lands_on_the_chosen_one(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(), (900, 600)).window
    stage.do(lambda: window.show_page("settings"))
    page: Any = page_of(stage.session)  # type: ignore[arg-type]
    for value in ("dark", "light", "system"):
        stage.do(page._theme_choice._buttons[value].click, 0.05)
        window.stack.currentWidget().findChild(QScrollArea).setFocus()
        window.focusNextChild()
        assert focus() is page._theme_choice._buttons[value]


def test_the_settings_lead_to_keys_and_commands(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp()).window
    stage.do(lambda: window.show_page("settings"))
    named = {made.text(): made for made in page_of(stage.session).findChildren(QPushButton)}  # type: ignore[arg-type]
    stage.do(named["Keyboard shortcuts (F1)"].click, 0.05)
    keys = window.findChild(ShortcutsDialog)
    assert keys is not None and keys.isVisible()
    stage.do(keys.reject, 0.05)
    stage.do(named["All commands (Ctrl+K)"].click, 0.05)
    commands = window.findChild(CommandPalette)
    assert commands is not None and commands.isVisible()
    stage.do(commands.reject, 0.05)


@pytest.mark.parametrize("size", [(760, 520), (1280, 800)])
def test_every_key_is_listed_and_fits_the_window(stage: Stage, size: tuple[int, int]) -> None:
    window = stage.open(fakes.FakeApp(), size).window
    stage.do(lambda: QTest.keySequence(window, "F1"), 0.1)
    dialog: Any = window.findChild(ShortcutsDialog)
    assert dialog.width() <= window.width() and dialog.height() <= window.height()
    told = {label.accessibleName() for label in dialog.findChildren(QLabel)}
    for line in (
        "New conversation: Ctrl+N",
        "Take up your last message again: Up",
        "Write what she should have said: E",
        "Let her answer again: R",
        "Good reply: +",
        "Poor reply: -",
        "Previous or next version: Left, Right",
        "Rename: F2",
        "Delete: Del",
        "From the search to the list: Down",
    ):
        assert line in told
    assert isinstance(focus(), QScrollArea)
    before = dialog._area.verticalScrollBar().value()
    QTest.keyClick(focus(), Qt.Key.Key_PageDown)
    assert dialog._area.verticalScrollBar().value() > before
    stage.do(dialog.reject, 0.05)


def test_a_command_that_cannot_be_done_says_why(stage: Stage) -> None:
    app = fakes.FakeApp(balance=5)
    app.age_up.why_not = "An age-up is paused; resume it or discard it first."
    window = stage.open(app).window
    stage.do(lambda: QTest.keySequence(window, "Ctrl+K"), 0.1)
    palette: Any = window.findChild(CommandPalette)
    assert palette._why.isHidden()
    palette._field.setText("age up")
    assert palette._why.isVisible() and palette._why.text() == app.age_up.why_not
    assert app.age_up.why_not in palette._list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    stage.do(lambda: QTest.keyClick(palette._field, Qt.Key.Key_Return), 0.05)
    assert palette.isVisible() and app.age_up.calls == []
    stage.do(palette.reject, 0.05)


def test_a_command_that_cannot_be_done_is_faint(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp(balance=5))
    window = session.window
    stage.do(lambda: QTest.keySequence(window, "Ctrl+K"), 0.1)
    palette: Any = window.findChild(CommandPalette)
    listed = palette._list
    picture = listed.viewport().grab().toImage()

    def inks(text: str) -> set[str]:
        item = listed.findItems(text, Qt.MatchFlag.MatchExactly)[0]
        place: QRect = listed.visualItemRect(item)
        across, down = range(place.left(), place.right()), range(place.top(), place.bottom())
        return {picture.pixelColor(x, y).name() for x in across for y in down}

    text = session.theme.colours.text
    assert text in inks("Bring conversations")
    assert text not in inks("Age up now")
    stage.do(palette.reject, 0.05)


def test_before_her_birth_the_commands_say_what_they_wait_for(stage: Stage) -> None:
    window = stage.open(fakes.FakeApp(born=False, balance=0, entries=0)).window
    assert why_not(window.actions_["new"]) == "Luna is not there yet."
    assert why_not(window.actions_["quit"]) == ""
    assert all(not why_not(one) or not one.isEnabled() for one in window.actions_.all())


def test_a_birth_is_not_cancelled_by_the_enter_that_began_it(stage: Stage) -> None:
    app = fakes.FakeApp(born=False, balance=0, entries=0)
    app.birth.delay = 0.2
    cancelled: list[bool] = []
    app.birth.cancel = lambda: cancelled.append(True)  # type: ignore[method-assign]
    session = stage.open(app, (900, 600))
    welcome: Any = page_of(session)
    stage.do(lambda: QTest.keyClick(focus(), Qt.Key.Key_Return), 0.3)
    assert focus() is welcome._progress_card and focus().accessibleName() == "Luna is being born"
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    QTest.keyClick(focus(), Qt.Key.Key_Space)
    assert cancelled == []
    assert welcome.findChild(QScrollArea).verticalScrollBar().maximum() == 0
    window = session.window
    window.focusNextChild()
    assert focus() is welcome._cancel
    assert welcome._phase_words("exam") == "Checking that she speaks"
    stage.do(seconds=2.2)
