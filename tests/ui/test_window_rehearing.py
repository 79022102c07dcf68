"""Listening again in the window: begun quietly, watched, stopped, and taken as far as the person ticks it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.domain.rehearing import Offer, Telling, offers
from luna_desktop.services.rehearing import Reheard
from luna_desktop.ui.growth import offers_dialog
from luna_desktop.ui.growth.offers_dialog import OffersDialog
from tests.ui import fakes
from tests.ui.stage import Stage, page_of


def found(secret: str = "") -> tuple[Offer, ...]:
    """One fact more, one heard otherwise, one that was none."""
    heard = "Rex is a good boy"
    before = [
        Lesson(n, LessonKind.FACT, float(n), (n,), Fact(key, value, source=heard))
        for n, (key, value) in enumerate((("city", "Lisbon"), ("pet_dog", "Max")), 1)
    ]
    now = [
        Telling(1, 1.0, Fact("city", "Porto", source="so  Porto\nit is")),
        Telling(3, 3.0, Fact("pet_cat", "Loki", source="loki again"), secret),
    ]
    return tuple(offers(before, now, range(9)))


def offering(secret: str = "") -> fakes.FakeApp:
    app = fakes.FakeApp()
    app.rehearing.found = Reheard("ear", found(secret), (), dict.fromkeys(range(40)), 40)
    return app


def opened(stage: Stage, app: fakes.FakeApp) -> Any:
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    return page.rehearing


def looked(stage: Stage, strip: Any) -> OffersDialog:
    stage.do(strip.look_button.click)
    dialog = strip.findChild(OffersDialog)
    assert dialog is not None and dialog.isVisible()
    return dialog


def texts(dialog: OffersDialog) -> list[str]:
    return [line.box.accessibleName() for line in dialog.lines]


def test_it_says_nothing_by_itself_unless_another_ear_heard_what_was_said(stage: Stage) -> None:
    strip = opened(stage, fakes.FakeApp())
    assert strip.listen_button.isVisible() and not strip.isVisible()


def test_that_a_newer_ear_is_there_is_said_and_it_listens_only_when_asked(stage: Stage) -> None:
    app = offering()
    app.rehearing.messages = 412
    strip = opened(stage, app)
    assert "412 of your messages" in strip._words.text() and not strip.look_button.isVisible()
    assert app.rehearing.runs == 0
    stage.do(strip.listen_button.click)
    assert app.rehearing.runs == 1 and not strip.listen_button.isEnabled()
    assert strip._bar.isVisible() and strip._bar.value() == 500
    words = strip._words.text().replace("\xa0", " ")
    assert words == "She listens again: message 20 of 40 · about 12 s left"
    stage.do(app.rehearing.release.set)
    assert not strip._bar.isVisible() and "3 things otherwise" in strip._words.text()
    assert not app.rehearing.taken


def test_what_is_ticked_is_taken(stage: Stage) -> None:
    app = offering()
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    dialog = looked(stage, strip)
    assert texts(dialog) == [
        "Your cat is called Loki.", "You live in Lisbon. → You live in Porto.", "Your dog is called Max.",
    ]  # fmt: skip
    assert dialog.lines[1].box.accessibleDescription() == "“so Porto it is”"
    assert dialog.all_box.checkState() is Qt.CheckState.Checked
    stage.do(dialog.lines[2].box.click)
    assert dialog.all_box.checkState() is Qt.CheckState.PartiallyChecked
    stage.do(dialog.take_button.click)
    assert app.rehearing.taken == [list(app.rehearing.found.offers[:2])]
    assert strip._words.text() == "2 changes were taken."
    assert strip.listen_button.isEnabled() and not strip.look_button.isVisible()


def test_all_can_be_ticked_and_none_left(stage: Stage) -> None:
    app = offering()
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    dialog = looked(stage, strip)
    stage.do(dialog.all_box.click)
    assert not any(line.box.isChecked() for line in dialog.lines) and not dialog.take_button.isEnabled()
    stage.do(dialog.lines[0].box.click)
    stage.do(dialog.all_box.click)
    assert all(line.box.isChecked() for line in dialog.lines)
    stage.do(dialog.none_button.click)
    assert app.rehearing.taken == [[]]
    assert not strip.isVisible()


def test_closing_the_list_decides_nothing(stage: Stage) -> None:
    app = offering()
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    stage.do(looked(stage, strip).close)
    assert app.rehearing.taken == [] and strip.look_button.isVisible()
    assert len(looked(stage, strip).lines) == 3


def test_of_very_many_those_that_had_no_place_come_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers_dialog, "MOST", 2)
    app = offering()
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    stage.do(looked(stage, strip).take_button.click)
    assert app.rehearing.taken == [list(app.rehearing.found.offers[:2])]
    assert "1 thing otherwise" in strip._words.text()
    assert texts(looked(stage, strip)) == ["Your dog is called Max."]


def test_stopped_it_shows_what_was_found_until_then(stage: Stage) -> None:
    app = offering()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    assert strip.stop_button.isVisible() and not strip.look_button.isVisible()
    stage.do(strip.stop_button.click)
    assert not strip.stop_button.isVisible() and strip.look_button.isVisible()


def test_where_nothing_is_heard_otherwise_that_is_said(stage: Stage) -> None:
    app = fakes.FakeApp()
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    assert strip._words.text() == "40 messages heard again. Nothing would be noted otherwise."
    assert strip.listen_button.isEnabled()


def test_what_keeps_her_from_listening_is_said_and_it_can_be_tried_anew(stage: Stage) -> None:
    app = offering()
    app.rehearing.fail = LunaError(
        "rehearing-impossible", "She cannot listen now.", "An import is under way."
    )
    app.rehearing.release.set()
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    assert stage.session is not None
    assert stage.session.window.notice._what.text() == "She cannot listen now."
    assert strip.listen_button.isEnabled() and not strip._bar.isVisible()
    app.rehearing.fail = None
    stage.do(strip.listen_button.click)
    assert strip.look_button.isVisible()


def test_what_would_wait_and_what_no_longer_fits_is_said(stage: Stage) -> None:
    app = offering("address")
    app.rehearing.release.set()
    app.rehearing.outdated = 1
    strip = opened(stage, app)
    stage.do(strip.listen_button.click)
    dialog = looked(stage, strip)
    assert "It waits for your word then: it may give away an address." in (
        dialog.lines[0].box.accessibleDescription()
    )
    stage.do(dialog.take_button.click)
    assert strip._words.text() == "2 changes were taken. 1 no longer fits what was changed meanwhile."
