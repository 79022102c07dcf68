"""The whole window on the stand-in app: pages, keys, growing, closing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.app import Session
from luna_desktop.ui.palette import CommandPalette, matches
from luna_desktop.ui.shortcuts import ShortcutsDialog
from luna_desktop.ui.timeline.canvas import TimelineCanvas
from tests.ui import fakes
from tests.ui.stage import Stage, page_of


def test_the_born_are_greeted_by_the_chat_with_the_cursor_in_it(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp())
    window = session.window
    assert window.chat is not None and page_of(session) is window.chat
    assert window.chat.pane.composer.editor.hasFocus()
    assert window.model is not None and window.model.summary is not None
    assert window.chat.growth.portrait.moon.fraction == pytest.approx(62 / 250)


def test_the_unborn_are_born_with_enter(stage: Stage) -> None:
    app = fakes.FakeApp(born=False, balance=0, entries=0)
    session = stage.open(app)
    welcome = page_of(session)
    assert type(welcome).__name__ == "WelcomePage"
    assert not session.window.nav._buttons["growth"].isEnabled()
    stage.do(lambda: QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return), 0.8)
    assert page_of(session) is session.window.chat
    assert session.window.chat is not None and session.window.chat.pane.composer.editor.hasFocus()
    assert session.window.nav._buttons["timeline"].isEnabled()


def test_she_is_born_from_a_folder_of_ones_own(stage: Stage, tmp_path: Path) -> None:
    app = fakes.FakeApp(born=False, balance=0, entries=0)
    session = stage.open(app)
    welcome: Any = page_of(session)
    welcome.bases.folder.radio.click()
    assert not welcome.bases.embedded.radio.isChecked()
    stage.do(welcome.begin_button.click, 0.1)
    [chooser] = welcome.findChildren(QFileDialog)  # which one is asked before anything begins
    assert chooser.isVisible() and not app.birth.bases
    chooser.fileSelected.emit(str(tmp_path))
    chooser.close()
    assert str(tmp_path) in welcome.bases.folder.place.text().replace("\N{ZERO WIDTH SPACE}", "")
    stage.do(lambda: QTest.keyClick(welcome.begin_button, Qt.Key.Key_Return), 0.8)
    assert app.birth.bases == [str(tmp_path)]


def test_the_unborn_find_back_from_the_settings(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp(born=False, balance=0, entries=0))
    window, welcome = session.window, page_of(session)
    stage.do(window.nav._buttons["settings"].click, 0.1)
    assert type(page_of(session)).__name__ == "SettingsPage"
    stage.do(window.nav._buttons["chat"].click, 0.1)
    assert page_of(session) is welcome
    stage.do(lambda: QTest.keySequence(window, "Ctrl+,"), 0.1)
    assert page_of(session) is not welcome
    stage.do(lambda: QTest.keySequence(window, "Ctrl+1"), 0.1)
    assert page_of(session) is welcome


def test_a_birth_that_fails_says_why_and_can_be_tried_again(stage: Stage) -> None:
    app = fakes.FakeApp(born=False, balance=0, entries=0)
    app.birth.fail = LunaError("disk-full", "The disk is full.", "It needs 300 MB.", "Free some space.")
    session = stage.open(app)
    stage.do(lambda: page_of(session).begin())  # type: ignore[attr-defined]
    assert page_of(session)._notice.isVisible()  # type: ignore[attr-defined]
    app.birth.fail = None
    stage.do(lambda: page_of(session).begin(), 0.8)  # type: ignore[attr-defined]
    assert page_of(session) is session.window.chat


@pytest.mark.parametrize("page", ["chat", "growth", "timeline", "settings"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_page_draws_in_every_theme_and_size(stage: Stage, page: str, theme: Any) -> None:
    session = stage.open(fakes.FakeApp(), (900, 600))
    stage.do(lambda: session.window.show_page(page))
    session.theme.set_preference(theme)
    for size in ((760, 520), (1600, 1000)):
        session.window.resize(*size)
        stage.do(seconds=0.05)
        picture = session.window.grab().toImage()
        assert not picture.isNull()
        # nothing but the window's own colour would mean that nothing was drawn
        colours = {picture.pixel(x, y) for x in range(0, size[0], 7) for y in range(0, size[1], 7)}
        assert len(colours) > 12
    assert session.window.width() == 1600


CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, TimelineCanvas)


def _controls(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and widget.isEnabled()
        # a clear button inside a field repeats what the keyboard does there
        and not isinstance(widget.parent(), QLineEdit)
    ]


@pytest.mark.parametrize("page", ["chat", "growth", "timeline", "settings", "welcome"])
def test_everything_is_reached_by_tab_and_has_a_name(stage: Stage, page: str) -> None:
    app = fakes.FakeApp(balance=263) if page != "welcome" else fakes.FakeApp(born=False, balance=0)
    session = stage.open(app)
    window = session.window
    stage.do(lambda: window.show_page(page))
    controls = _controls(window)
    assert len(controls) >= 3
    nameless = [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())]
    assert [type(w).__name__ for w in nameless] == []
    reached: set[QWidget] = set()
    for _ in range(120):
        focus = QApplication.focusWidget()
        if focus is None or focus in reached:
            break
        reached.add(focus)
        window.focusNextChild()
    missed = [
        f"{type(w).__name__} {w.accessibleName()}"
        for w in controls
        # of buttons that exclude each other one is in the chain, the arrow keys reach the rest
        if w not in reached and not (isinstance(w, QAbstractButton) and (w.group() or w.autoExclusive()))
    ]
    assert missed == []


def test_no_part_flashes_up_as_a_window_of_its_own(stage: Stage, qapp: Any) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    app = fakes.FakeApp(balance=263)
    session = stage.open(app)
    for page in ("growth", "timeline", "settings", "welcome", "chat"):
        stage.do(lambda page=page: session.window.show_page(page), 0.1)
    stage.do(app.age_up.start, 0.3)
    qapp.removeEventFilter(watch)
    assert shown == ["MainWindow"]


def test_keys_change_pages_and_open_dialogs(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp())
    window = session.window
    for name, key in (("growth", "2"), ("timeline", "3"), ("chat", "1")):
        stage.do(lambda key=key: QTest.keySequence(window, f"Ctrl+{key}"), 0.1)
        assert page_of(session) is window._pages[name]
    stage.do(lambda: QTest.keySequence(window, "Ctrl+F"), 0.1)
    assert window.chat is not None and window.chat.conversations.search.hasFocus()
    stage.do(lambda: QTest.keySequence(window, "Ctrl+N"), 0.1)
    assert window.chat.pane.composer.editor.hasFocus()
    stage.do(lambda: QTest.keySequence(window, "F1"), 0.1)
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None and dialog.isVisible()
    stage.do(dialog.reject, 0.05)


def test_the_palette_finds_and_does(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp())
    window = session.window
    stage.do(lambda: QTest.keySequence(window, "Ctrl+K"), 0.1)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette._field.setText("timel")
    assert palette._list.count() == 1
    stage.do(lambda: QTest.keyClick(palette._field, Qt.Key.Key_Return), 0.2)
    assert page_of(session) is window._pages["timeline"]


def test_matches_want_every_word() -> None:
    assert matches("", "New conversation")
    assert matches("conv new", "New conversation")
    assert not matches("newt", "New conversation")
    assert matches("set", "Settings") > matches("set", "Reset")


def test_a_full_bar_counts_down_and_can_be_declined(stage: Stage) -> None:
    app = fakes.FakeApp(balance=263)
    session = stage.open(app)
    model = session.window.model
    assert model is not None and model.countdown is not None
    stage.do(model.decline)
    assert model.countdown is None and app.age_up.calls == []
    stage.do(lambda: app.karma.give(2, "You talked."))
    assert model.countdown is None


def test_the_countdown_runs_out_into_an_age_up(stage: Stage) -> None:
    app = fakes.FakeApp(balance=263)
    session = stage.open(app)
    model = session.window.model
    assert model is not None
    model.countdown = 1
    stage.do(seconds=1.3)
    assert app.age_up.calls == ["run now=True"]
    assert model.training is not None
    app.age_up.release.set()
    stage.do()


@pytest.mark.parametrize("mode", ["ask", "manual"])
def test_no_countdown_where_the_person_decides(stage: Stage, mode: str) -> None:
    app = fakes.FakeApp(balance=263)
    app.settings.values["age_up"] = mode
    session = stage.open(app)
    model = session.window.model
    assert model is not None and model.countdown is None
    assert model.offered is (mode == "ask")


def test_an_age_up_from_the_key_to_the_good_word(stage: Stage) -> None:
    app = fakes.FakeApp(balance=263)
    session = stage.open(app)
    window = session.window
    stage.do(lambda: QTest.keySequence(window, "Ctrl+Shift+A"))
    assert app.age_up.calls == ["run now=True"]
    assert window.chat is not None and window.model is not None and window.model.training is not None
    card = window.chat.growth._training
    assert card.isVisible() and not window.chat.growth._age_up.isVisible()
    candidate = window.model.training.candidate.id
    for step in range(1, 40):
        progress = ev.Progress("train", step / 100, step, 100, 3.0 / step, 1100.0, 60.0, 10**9, sample="da")
        app.bus.publish(ev.TrainingProgressed(candidate, progress))
    stage.do(seconds=0.4)
    assert "39" in card._left.text()
    stage.do(card._pause.click, 0.05)
    assert "pause" in app.age_up.calls
    app.age_up.release.set()
    stage.do(seconds=0.5)
    assert window.model.training is None
    assert window.notice.isVisible() and "grown" in window.notice._what.text()
    assert not card.isVisible()


def test_why_she_cannot_age_up_is_said(stage: Stage) -> None:
    app = fakes.FakeApp(balance=5)
    app.age_up.why_not = "An age-up is paused; resume it or discard it first."
    session = stage.open(app)
    assert session.window.chat is not None
    card = session.window.chat.growth._age_up
    assert not card._go.isEnabled()
    assert app.age_up.why_not in card._text.text()
    assert card._go.accessibleDescription() == app.age_up.why_not


def test_trouble_becomes_a_banner_and_a_bug_a_dialog(stage: Stage) -> None:
    session = stage.open(fakes.FakeApp())
    session.reporter.report(LunaError("disk-full", "The disk is full."), "growth")
    assert session.window.notice.isVisible()
    stage.do(lambda: session.reporter.report(KeyError("x"), "growth"), 0.1)
    dialogs = [d for d in session.window.findChildren(QDialog) if d.isVisible()]
    assert len(dialogs) == 1
    stage.do(dialogs[0].reject, 0.05)


def test_a_home_that_cannot_be_opened_is_said_and_tried_again(stage: Stage) -> None:
    app = fakes.FakeApp()
    tries: list[int] = []

    async def refuse() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise LunaError("home-in-use", "Luna's folder is in use.", "", "Close the other one.")

    app.open = refuse  # type: ignore[method-assign]
    session = stage.session = Session(stage._qapp, stage._home, fakes.made(app))
    session.window.show()

    async def go() -> bool:
        opening = asyncio.ensure_future(session.open())
        await asyncio.sleep(0.1)
        page = session.window.opening
        assert session.window.stack.currentWidget() is page and page.trouble.isVisible()
        assert not page._wait.isVisible() and not session.window.notice.isVisible()
        assert page.what.text() == "Luna's folder is in use."
        assert page.why.text() == "Close the other one."
        assert page.again.hasFocus()
        page.again.click()
        assert page._wait.isVisible() and not page.trouble.isVisible()
        return await opening

    assert stage._run(go()) is True
    assert len(tries) == 2


def test_a_home_that_cannot_be_opened_can_be_left(stage: Stage) -> None:
    app = fakes.FakeApp()

    async def refuse() -> None:
        raise LunaError("home-in-use", "Luna's folder is in use.")

    app.open = refuse  # type: ignore[method-assign]
    session = stage.session = Session(stage._qapp, stage._home, fakes.made(app))
    session.window.show()

    async def go() -> bool:
        opening = asyncio.ensure_future(session.open())
        await asyncio.sleep(0.1)
        session.window.opening.quit.click()
        return await opening

    assert stage._run(go()) is False


@pytest.mark.parametrize("born", [True, False])
def test_only_a_birth_is_prepared(stage: Stage, monkeypatch: pytest.MonkeyPatch, born: bool) -> None:
    session = stage.session = Session(stage._qapp, stage._home, fakes.made(fakes.FakeApp(born=born)))
    warmed: list[int] = []
    monkeypatch.setattr(session.trainer, "warm", lambda: warmed.append(1))
    assert stage._run(session.open()) is True
    assert len(warmed) == (0 if born else 1)


def test_deleting_the_open_conversation_leaves_it_at_once(stage: Stage) -> None:
    chat = stage.open(fakes.FakeApp()).window.chat
    assert chat is not None
    view = chat.conversations.list
    view.setCurrentIndex(chat.conversations.model.index(1))
    stage.do(lambda: QTest.keyClick(view, Qt.Key.Key_Return))
    assert chat.pane.conversation_id == 2
    stage.do(lambda: chat.conversations.delete(0))
    assert chat.pane.conversation_id == 2
    stage.do(lambda: QTest.keyClick(view, Qt.Key.Key_Delete))
    assert chat.pane.conversation_id is None and chat.conversations.model.current_id is None


def test_talking_to_an_older_self_begins_a_conversation_with_her(stage: Stage) -> None:
    life, head = fakes.branched_life()
    session = stage.open(fakes.FakeApp(generations=life, head=head))
    window = session.window
    stage.do(lambda: window.show_page("timeline"))
    page: Any = page_of(session)
    stage.do(lambda: page.choose(life[0].id))
    stage.do(page.details._talk.click)
    assert window.chat is not None and page_of(session) is window.chat
    assert window.chat.pane._pinned is not None and window.chat.pane._pinned.id == life[0].id
    stage.do(lambda: QTest.keySequence(window, "Ctrl+N"))
    assert window.chat.pane._pinned is None


def test_going_back_to_an_older_self(stage: Stage) -> None:
    life, head = fakes.branched_life()
    app = fakes.FakeApp(generations=life, head=head)
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    stage.do(lambda: page.choose(life[1].id))
    assert page.details._use.isEnabled()
    stage.do(page.details._use.click)
    assert app.generations.head_id == life[1].id
    assert not page.details._use.isEnabled()


def test_the_timeline_is_walked_by_arrows(stage: Stage) -> None:
    life, head = fakes.branched_life()
    session = stage.open(fakes.FakeApp(generations=life, head=head))
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    canvas = page.canvas
    assert canvas.hasFocus()
    assert canvas.chosen is not None and canvas.chosen.id == head
    stage.do(lambda: QTest.keyClick(canvas, Qt.Key.Key_Home), 0.05)
    assert canvas.chosen.id == life[0].id
    stage.do(lambda: QTest.keyClick(canvas, Qt.Key.Key_Right), 0.05)
    assert canvas.chosen.id == life[1].id
    stage.do(lambda: QTest.keyClick(canvas, Qt.Key.Key_Down), 0.05)
    assert canvas._layout.places[canvas.chosen.id].lane > 0
    assert "Generation" in canvas.accessibleDescription()


def test_three_hundred_generations_are_drawn_quickly(stage: Stage) -> None:
    import time

    life, head = fakes.long_life(300)
    session = stage.open(fakes.FakeApp(generations=life, head=head))
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    begin = time.perf_counter()
    for _ in range(5):
        page.canvas.viewport().repaint()
    assert (time.perf_counter() - begin) / 5 < 0.1


def test_closing_while_she_learns_asks_once(stage: Stage) -> None:
    app = fakes.FakeApp(balance=263)
    session = stage.open(app)
    window = session.window
    left: list[bool] = []
    window.close_asked.connect(lambda: left.append(True))
    stage.do(app.age_up.start, 0.2)
    stage.do(window.close, 0.1)
    box = window.findChild(QMessageBox)
    assert box is not None and box.isVisible() and left == []
    stage.do(box.defaultButton().click, 0.1)
    assert left == [True]


def test_geometry_and_choices_are_remembered(stage: Stage, qapp: Any, tmp_path: Path, aio: Any) -> None:
    session = stage.open(fakes.FakeApp(), (1111, 707))
    stage.do(lambda: session.window.show_page("settings"))
    page: Any = page_of(session)
    page._set_theme("light")
    page._set_scale(0.2)
    assert session.window.chat is not None
    session.window.chat.toggle_growth()
    session.window.leave()
    stage.close()
    assert (tmp_path / "window.ini").is_file()
    again = stage.open(fakes.FakeApp(), (1111, 707))
    assert again.theme.name == "light"
    assert again.theme.scale == pytest.approx(1.2)
    assert again.window.chat is not None and not again.window.chat.growth.isVisible()
    again.theme.set_scale(1.0)
