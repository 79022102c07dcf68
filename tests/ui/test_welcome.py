"""The welcome page with more than one base: what is said of each, and which one is chosen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.hub import Connection
from luna_desktop.ui.app import Session
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

READER = "smollm2-135m"


def unborn() -> fakes.FakeApp:
    return fakes.FakeApp(born=False, balance=0, entries=0)


def bases_of(session: Session) -> Any:
    page: Any = page_of(session)
    return page.bases


def marked(bases: Any) -> list[str]:
    return [name for name, card in bases.cards.items() if card.recommended]


def test_one_base_alone_is_not_recommended_over_nothing(stage: Stage) -> None:
    app = unborn()
    bases = bases_of(stage.open(app))
    assert list(bases.cards) == ["embryo"] and bases.base == "embryo" and marked(bases) == []
    assert "50 facts in about 3" in bases.embedded.figures.text()
    assert app.prospects.measured == []


@pytest.mark.parametrize(("minutes", "chosen"), [(5.2, READER), (34.0, "embryo")])
def test_the_one_that_learns_quickly_enough_is_chosen_and_marked(
    stage: Stage, minutes: float, chosen: str
) -> None:
    app = unborn()
    app.prospects.add_reader(minutes)
    bases = bases_of(stage.open(app))
    assert marked(bases) == [chosen] and bases.base == chosen
    card = bases.cards[READER]
    assert f"in about {round(minutes)}" in card.figures.text()
    assert "Has read English" in card.radio.accessibleDescription()
    assert ("Recommended" in card.radio.accessibleDescription()) == (chosen == READER)
    stage.do(lambda: QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return), 0.5)
    assert app.birth.bases == [chosen]


def test_meanwhile_the_other_can_be_chosen_and_stays_so(stage: Stage) -> None:
    app = unborn()
    app.prospects.add_reader()
    app.prospects.release.clear()
    bases = bases_of(stage.open(app))
    assert "Trying" in bases.cards[READER].figures.text() and marked(bases) == []
    bases.cards[READER].radio.click()
    bases.embedded.radio.click()
    stage.do(app.prospects.release.set)
    assert marked(bases) == [READER] and bases.base == "embryo"


def test_who_does_not_wait_stops_the_trying(stage: Stage) -> None:
    """And what was left is tried when the birth came to nothing."""
    app = unborn()
    app.prospects.add_reader()
    app.prospects.release.clear()
    app.birth.fail = LunaError("disk-full", "The disk is full.", "", "Free some space.")
    session = stage.open(app)
    bases, page = bases_of(session), page_of(session)
    looking = bases._looking
    stage.do(page.begin)  # type: ignore[attr-defined]
    assert looking.cancelled() and app.birth.bases == ["embryo"]
    assert app.prospects.measured == [READER, READER]
    stage.do(app.prospects.release.set)
    assert marked(bases) == [READER] and bases.base == READER


def test_what_cannot_be_tried_says_why_and_can_be_chosen_all_the_same(stage: Stage) -> None:
    app = unborn()
    app.prospects.add_reader(error=LunaError("disk-full", "The disk is full.", "It needs 270 MB."))
    bases = bases_of(stage.open(app))
    assert "The disk is full." in bases.cards[READER].figures.text()
    assert marked(bases) == ["embryo"]
    bases.cards[READER].radio.click()
    assert bases.base == READER


@pytest.mark.parametrize("size", [(760, 520), (760, 760), (900, 600), (1100, 760)])
def test_the_button_stays_in_sight(stage: Stage, size: tuple[int, int]) -> None:
    app = unborn()
    app.prospects.add_reader()
    session = stage.open(app, size)
    page: Any = page_of(session)
    area = page.findChild(QScrollArea)
    button = page.begin_button
    top = button.mapTo(area.viewport(), button.rect().topLeft()).y()
    assert button.hasFocus() and top >= 0
    assert top + button.height() <= area.viewport().height()


def test_bases_of_a_hub_are_folded_away_until_they_are_asked_for(stage: Stage) -> None:
    bases = bases_of(stage.open(unborn()))
    assert bases.hub.isHidden(), "nothing is offered"
    app = unborn()
    app.downloads.add("scholar")
    app.downloads.add("sage", gated=True)
    app.downloads.add("savant", gated=True)
    bases = bases_of(stage.open(app))
    assert not bases.hub.isHidden() and bases.hub.fold.content.isHidden()
    assert "scholar" not in bases.cards and app.downloads.asked == []
    scholar = bases.hub.cards["scholar"]
    assert "270 MB to fetch from someone/scholar" in scholar.figures.text().replace("\u00a0", " ")
    told = [label.text() for label in bases.hub.findChildren(QLabel)]
    [duty] = [text for text in told if "HF_TOKEN" in text]
    assert duty.startswith("Some licence: ") and duty.endswith("Say so."), "once for all that it is of"
    assert scholar.get.accessibleName() == "Get: Scholar"


def test_one_that_was_fetched_is_chosen(stage: Stage) -> None:
    app = unborn()
    app.downloads.add()
    session = stage.open(app)
    bases, page = bases_of(session), page_of(session)
    bases.hub.fold.head.click()
    card = bases.hub.cards["scholar"]
    stage.do(card.get.click, 0.12)
    assert not card.bar.isHidden() and " of 270" in card.state.text() and card.get.isHidden()
    stage.do(seconds=0.5)
    assert bases.base == "scholar" and bases.hub.isHidden()
    stage.do(page.begin, 0.5)  # type: ignore[attr-defined]
    assert app.birth.bases == ["scholar"]


@pytest.mark.parametrize(("button", "then"), [("pause", "Go on"), ("cancel", "Get")])
def test_it_can_be_left(stage: Stage, button: str, then: str) -> None:
    app = unborn()
    app.downloads.add()
    bases = bases_of(stage.open(app))
    bases.hub.fold.head.click()
    card = bases.hub.cards["scholar"]
    stage.do(card.get.click, 0.1)
    stage.do(getattr(card, button).click, 0.3)
    assert card.get.text() == then and card.bar.isHidden() and card.cancel.isHidden() == (then == "Get")
    assert bases.base == "embryo"
    stage.do(card.get.click, 0.6)
    assert bases.base == "scholar"


def test_one_that_was_paused_before_can_be_thrown_away(stage: Stage) -> None:
    app = unborn()
    app.downloads.add(begun=True)
    bases = bases_of(stage.open(app))
    bases.hub.fold.head.click()
    card = bases.hub.cards["scholar"]
    assert card.get.text() == "Go on" and card.state.text() == "Paused."
    stage.do(card.cancel.click)
    assert app.downloads.asked == ["discard scholar"] and card.get.text() == "Get"


def test_what_went_wrong_is_said_where_it_was_asked_for(stage: Stage) -> None:
    app = unborn()
    app.downloads.add()
    app.downloads.fail = LunaError("hub-gated", "It could not be fetched.", "", "Accept its licence.")
    bases = bases_of(stage.open(app))
    bases.hub.fold.head.click()
    card = bases.hub.cards["scholar"]
    stage.do(card.get.click, 0.4)
    assert card.state.text() == "It could not be fetched. Accept its licence."
    assert card.get.text() == "Go on" and not card.get.isHidden()


def test_the_settings_page_tells_of_every_connection(stage: Stage) -> None:
    app = fakes.FakeApp()
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("settings"))
    page: Any = page_of(session)
    assert page.connections.text() == "Luna has never opened a connection."
    app.downloads.made = [Connection(str(n), 1.7e9 + n, "hub.example", f"File {n}", 12) for n in range(25)]
    stage.do(lambda: session.window.show_page("chat"))
    stage.do(lambda: session.window.show_page("settings"))
    lines = page.connections.text().splitlines()
    assert len(lines) == 22 and "hub.example · File 24 · 12 bytes" in lines[1] and "All 25" in lines[-1]
