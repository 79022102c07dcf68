"""A life whose files are away: it is waited for, and nothing is one key from a new birth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.services.ports import Trainer
from luna_desktop.ui.app import Session
from luna_desktop.ui.opening import OpeningPage
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

AWAY = LunaError("generations-damaged", "Her files are away.", "No folder.", "Bring it back.")


class Away:
    """Her home, opened as often as it is asked for; her files are away until ``back``."""

    def __init__(self, stage: Stage) -> None:
        self.apps: list[fakes.FakeApp] = []
        self.back = False
        self._stage = stage
        self.session = stage.session = Session(stage._qapp, stage._home, self._make)
        self.session.theme.reduced_motion = True
        self.session.window.show()

    async def _make(self, trainer: Trainer) -> fakes.FakeApp:
        app = fakes.FakeApp()
        if not self.back:
            app.generations.lost = AWAY
            app.birth._needed = True

            async def find() -> None:
                app.bus.publish(ev.TroubleRaised(AWAY, "timeline"))

            app.open = find  # type: ignore[method-assign]
        self.apps.append(app)
        return app

    def open(self, then: Callable[[OpeningPage], Coroutine[Any, Any, None]]) -> bool:
        """Open her home; ``then`` happens while the window says what is wrong."""

        async def go() -> bool:
            opening = asyncio.ensure_future(self.session.open())
            await asyncio.sleep(0.2)
            await then(self.session.window.opening)
            opened = await opening
            await asyncio.sleep(0.2)
            return opened

        return self._stage._run(go())

    def question(self) -> QMessageBox:
        [box] = self.session.window.opening.findChildren(QMessageBox)
        return box


@pytest.fixture
def away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Away:
    made = Away(stage)
    monkeypatch.setattr(made.session.trainer, "warm", lambda: None)
    return made


def test_files_that_are_away_are_said_and_waited_for(away: Away) -> None:
    async def then(page: OpeningPage) -> None:
        window = away.session.window
        assert page_of(away.session) is page and window.chat is None
        assert page.what.text() == AWAY.what and page.why.text() == "No folder. Bring it back."
        assert page.again.hasFocus() and page.quit.isVisible() and page.anew.isVisible()
        assert page.anew.property("kind") == "quiet"
        assert not window.nav._buttons["chat"].isEnabled() and not window.notice.isVisible()
        assert [app.closed for app in away.apps] == [True], "her home is free meanwhile"
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        await asyncio.sleep(0.2)
        assert page.trouble.isVisible() and len(away.apps) == 2, "still away"
        away.back = True
        page.again.click()

    assert away.open(then) is True
    assert page_of(away.session) is away.session.window.chat
    assert [app.closed for app in away.apps] == [True, True, False]
    assert not any(app.birth.bases for app in away.apps)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_new_birth_is_asked_for_and_not_one_enter_away(away: Away, key: Qt.Key) -> None:
    async def then(page: OpeningPage) -> None:
        page.anew.click()
        await asyncio.sleep(0.1)
        assert "Your conversations and your karma are kept." in away.question().informativeText()
        QTest.keyClick(away.question(), key)
        await asyncio.sleep(0.1)
        assert page.trouble.isVisible() and len(away.apps) == 1
        page.quit.click()

    assert away.open(then) is False


def test_who_would_rather_have_a_newborn_gets_the_welcome(away: Away) -> None:
    async def then(page: OpeningPage) -> None:
        page.anew.click()
        await asyncio.sleep(0.1)
        box = away.question()
        next(b for b in box.buttons() if b.text() == "Let her be born again").click()

    assert away.open(then) is True
    welcome = page_of(away.session)
    assert type(welcome).__name__ == "WelcomePage"
    assert not away.session.window.notice.isVisible(), "it was read, and answered"
    assert not away.apps[-1].birth.bases


def test_who_is_back_says_so_once(stage: Stage) -> None:
    app = fakes.FakeApp()

    async def find() -> None:
        app.bus.publish(ev.GenerationReturned(app.generations.items[-1]))

    app.open = find  # type: ignore[method-assign]
    notice = stage.open(app).window.notice
    assert notice.isVisible()
    words = " ".join(label.text() for label in notice.findChildren(QLabel) if label.isVisible())
    assert words.strip() == "The files of generation 1 are whole again, so she answers again."


def test_a_home_that_cannot_be_opened_offers_no_birth(stage: Stage) -> None:
    stage.session = Session(stage._qapp, stage._home, fakes.made(fakes.FakeApp()))
    page = stage.session.window.opening
    page.show_error(AWAY, lambda: None)
    assert page.anew.isHidden() and not page.again.isHidden()
