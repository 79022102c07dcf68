"""What she noted, on the real services and their database: what other pages do, and what is loaded again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat_page import ChatPage
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.preferences import Preferences
from luna_desktop.ui.tasks import Tasks
from tests.services.conftest import Stage, fake_base  # noqa: F401  a fixture

Run = Callable[..., Any]


class Page:
    """The window's first page on an app in which she is born."""

    def __init__(self, home: Path, theme: Any, reports: Any, run: Run) -> None:
        self.run = run
        self.stage = Stage(home)
        run(self.stage.app.open())
        self.app = run(self.stage.born())
        self.tasks, self.bridge = Tasks(reports), Bridge(self.app.bus)

        async def build() -> None:
            self.growth = GrowthModel(self.app, self.tasks, self.bridge)
            self.page = ChatPage(
                self.app,
                self.tasks,
                self.bridge,
                theme=theme,
                model=self.growth,
                preferences=Preferences(home),
            )
            self.page.resize(1000, 700)
            self.page.show()
            self.growth.set_mode("manual")
            await asyncio.sleep(0.1)

        run(build())
        self.do(self.growth.refresh)

    def do(self, act: Callable[[], object]) -> None:
        """Call ``act`` inside the loop, and stay in it until nothing runs any more."""

        async def go() -> None:
            act()
            quiet = 0
            while quiet < 6:
                await asyncio.sleep(0.03)
                quiet = 0 if self.tasks.busy else quiet + 1

        self.run(go())

    def send(self, text: str) -> int:
        """Say it; the row where it stands."""
        self.page.pane.composer.set_text(text)
        self.do(self.page.pane.composer.send.click)
        return self.page.pane.model.rowCount() - 2

    def line(self, row: int) -> str:
        place = self.page.pane.view.row_layout(row).noted
        return place.words.replace("\u00a0", " ") if place is not None else ""

    def close(self) -> None:
        self.bridge.detach()
        self.run(self.tasks.close())
        self.run(self.app.close())


@pytest.fixture
def page(
    tmp_path: Path,
    fake_base: None,  # noqa: F811
    theme: Any,
    reports: Any,
    aio: Run,
    qtbot: Any,
) -> Iterator[Page]:
    made = Page(tmp_path / "home", theme, reports, aio)
    qtbot.addWidget(made.page)
    yield made
    made.close()
    assert not reports.seen, reports.seen


def test_what_the_lessons_page_strikes_is_struck_under_the_message(page: Page) -> None:
    row = page.send("My dog is called Rex.")
    assert page.line(row) == "Noted: your dog is called Rex"
    (lesson,) = page.growth.lessons
    page.do(lambda: page.growth.strike(lesson.id, True))
    assert page.line(row) == "Noted: nothing (undone)"
    page.do(lambda: page.growth.strike(lesson.id, False))
    assert page.line(row) == "Noted: your dog is called Rex"


def test_what_the_card_undoes_is_struck_on_the_lessons_page(page: Page) -> None:
    row = page.send("My dog is called Rex.")
    page.do(lambda: page.page.pane.view.act(row, "noted"))
    card = page.page.pane.noting.card
    assert card is not None and card.lines[0].state.text() == "Not learned yet."
    page.do(card.lines[0].undo.click)
    assert [x.struck for x in page.growth.lessons] == [True]
    page.do(lambda: card.added.emit("pet_cat", "Tom"))
    assert page.line(row) == "Noted: your cat is called Tom"
    assert {x.fact.key: x.struck for x in page.growth.lessons} == {"pet_dog": True, "pet_cat": False}


def test_a_retry_and_a_telling_again_note_nothing_twice(page: Page) -> None:
    row = page.send("My dog is called Rex.")
    page.do(lambda: page.page.pane.view.act(row + 1, "retry"))
    again = page.send("My dog is called Rex.")
    assert page.line(row) == page.line(again) == "Noted: your dog is called Rex"


def test_a_conversation_that_is_opened_again_has_its_lines_at_once(page: Page) -> None:
    row = page.send("My dog is called Rex. I live in Oslo.")
    place = page.page.pane.conversation_id
    page.do(page.page.new)
    seen: list[str] = []
    page.page.pane.model.modelReset.connect(lambda: seen.append(page.line(row) if len(rows()) else ""))

    def rows() -> Any:
        return page.page.pane.model.rows()

    page.do(lambda: page.page.pane.open_conversation(place))
    assert seen[-1] == "Noted: your dog is called Rex · you live in Oslo", "with its row, not after it"


def test_what_is_forgotten_leaves_no_line(page: Page) -> None:
    row = page.send("My dog is called Rex.")
    other = page.send("I live in Oslo.")
    what = page.run(page.app.forgetting.look("Rex"))
    page.do(lambda: page.growth.forget(what))
    assert page.line(row) == "" and page.line(other) == "Noted: you live in Oslo"
    offered = [action.name for action in page.page.pane.view.actions_of(row)]
    assert "noted" not in offered and "teach" not in offered


def test_what_may_give_a_secret_away_says_so_as_it_did_until_it_is_let_in(page: Page) -> None:
    row = page.send("I live in 10115 Berlin.")
    model = page.page.pane.model
    assert page.line(row) == "" and model.held_text(model.row(row)).startswith("Not learned")
    (lesson,) = page.growth.lessons
    page.do(lambda: page.growth.strike(lesson.id, False))
    assert model.held_text(model.row(row)) == ""
    assert page.line(row).startswith("Noted: you live in")


def test_what_waits_leads_to_the_lessons_also_where_it_is_told_again(page: Page) -> None:
    first = page.send("I live in 10115 Berlin.")
    again = page.send("I live in 10115 Berlin.")
    model = page.page.pane.model
    for row in (first, again):
        assert model.held_text(model.row(row)).endswith("Let it in…")
