"""Larger text makes room for itself: nothing is cut at a side, no line is painted over another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QScrollArea, QWidget

from luna_desktop.domain import events as ev
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.lesson import Lesson, LessonKind
from luna_desktop.ui import formats
from luna_desktop.ui.app import Session
from luna_desktop.ui.growth.ledger import LedgerList
from luna_desktop.ui.timeline.marks import status_word
from luna_desktop.ui.timeline.measures import measure
from luna_desktop.ui.widgets import Label, scrolled
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

SCALES = (1.0, 1.3, 2.0)
LONG = (
    "Could you tell me once more what we said about the garden behind my grandmother's old house? "
    "I have it from https://example.org/" + "a-very-long-path" * 20
)


@pytest.fixture
def opened(stage: Stage) -> Iterator[Any]:
    """Opens a window with larger text; the application has its own size back afterwards."""
    seen: list[Session] = []

    def go(app: fakes.FakeApp, page: str, scale: float, size: tuple[int, int] = (1280, 800)) -> Session:
        session = stage.open(app, size)
        seen.append(session)
        session.theme.set_scale(scale)
        stage.do(lambda: session.window.show_page(page))
        return session

    yield go
    for session in seen:
        session.theme.set_scale(1.0)


def cut(window: QWidget) -> list[str]:
    """What is wider than the view it is seen through."""
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible() and area.widget()]
    wide = [(area, area.widget().width(), area.viewport().width()) for area in areas]
    return [
        f"{type(area.parent()).__name__}: {inner} in {outer}" for area, inner, outer in wide if inner > outer
    ]


def squeezed(page: QWidget) -> list[str]:
    """Buttons that have not the width of their words."""
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    return [b.text() for b in buttons if b.width() < b.minimumSizeHint().width()]


def cropped(page: QWidget) -> list[str]:
    """Words whose last lines are not seen."""
    labels = [label for label in page.findChildren(Label) if label.isVisible() and label.wordWrap()]
    return [label.text() for label in labels if label.height() < label.heightForWidth(label.width())]


def app_with_a_long_lesson() -> fakes.FakeApp:
    app = fakes.FakeApp(balance=68)
    app.age_up.possible = True
    app.lessons.items.append(Lesson(9, LessonKind.CORRECTION, fakes.NOW, (9,), None, LONG, "More water."))
    return app


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("page", ["chat", "growth", "timeline"])
@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_nothing_is_cut_at_a_side(opened: Any, page: str, scale: float, size: tuple[int, int]) -> None:
    window = opened(app_with_a_long_lesson(), page, scale, size).window
    assert cut(window) == []
    seen = window.chat.growth if page == "chat" else window.stack.currentWidget()
    assert squeezed(seen) == [] and cropped(seen) == []


def test_text_that_grows_while_it_is_seen_gets_its_room(opened: Any, stage: Stage) -> None:
    session = opened(app_with_a_long_lesson(), "chat", 1.0)
    for page in ("chat", "growth", "timeline"):
        stage.do(lambda page=page: session.window.show_page(page))
        stage.do(lambda: session.theme.set_scale(2.0))
        assert cut(session.window) == [], page
        session.theme.set_scale(1.0)


@pytest.mark.parametrize("scale", SCALES)
def test_a_paused_and_a_learning_card_have_room_beside_the_chat(
    opened: Any, stage: Stage, scale: float
) -> None:
    app = app_with_a_long_lesson()
    session = opened(app, "chat", scale)
    app.age_up.resumable = replace(fakes.first_life(1)[0], id="paused")
    stage.do(session.window.model.refresh)
    panel = session.window.chat.growth
    assert panel._age_up._drop.isVisible()
    assert cut(session.window) == [] and squeezed(panel) == []
    stage.do(session.window.model.resume)
    stage.do(lambda: app.bus.publish(progress()))
    assert panel._training._pause.isVisible()
    assert cut(session.window) == [] and squeezed(panel) == []


def progress() -> ev.TrainingProgressed:
    return ev.TrainingProgressed(
        "77aa77aa77aa77",
        ev.Progress("train", 0.5, 200, 400, 1.2, 1100.0, 150.0, 612_000_000, sample="w" * 300),
    )


def test_a_scrolled_column_asks_for_the_width_of_its_content(theme: Any, qtbot: Any) -> None:
    area = scrolled(Label(theme, "unbreakable" * 9), 100)
    qtbot.addWidget(area)
    content = area.widget().minimumSizeHint().width()
    assert area.minimumSizeHint().width() > content > 100
    narrow = scrolled(Label(theme, "a b"), 100)
    qtbot.addWidget(narrow)
    assert narrow.minimumSizeHint().width() == 100


@pytest.mark.parametrize("scale", SCALES)
def test_the_timeline_s_labels_and_percents_have_room(opened: Any, scale: float) -> None:
    session = opened(fakes.FakeApp(), "timeline", scale)
    page: Any = page_of(session)
    font = session.theme.font("caption")
    sizes, metrics = page.canvas._sizes, QFontMetrics(font)
    assert sizes == measure(font)
    assert sizes.line >= metrics.height()
    assert sizes.left - 22 >= metrics.horizontalAdvance("100%")
    assert all(sizes.label_step > metrics.horizontalAdvance(status_word(s)) for s in GenerationStatus)
    assert sizes.lane >= 17 + 11 + 2 * metrics.height() + 31


def test_points_are_aligned_in_the_size_of_the_text(opened: Any, stage: Stage) -> None:
    session = opened(fakes.FakeApp(), "growth", 1.0)
    session.theme.set_scale(2.0)
    stage.do()
    ledger = page_of(session).findChild(LedgerList)
    width = QFontMetrics(session.theme.font("strong")).horizontalAdvance("+000")
    assert ledger._points and all(points.width() >= width for points in ledger._points)


def test_labels_show_where_the_longest_status_fits_in_another_tongue(
    theme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luna_desktop.ui.timeline import measures

    before = measure(theme.font("caption")).label_step
    monkeypatch.setattr(measures, "status_word", lambda status: f"{status_word(status)} abgeschlossen")
    assert measure(theme.font("caption")).label_step > 1.5 * before


def test_what_is_copied_from_a_label_has_no_breaks_but_its_own(theme: Any, qtbot: Any) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    text = "• No room at /home/mara/" + "deeper" * 9 + ".\n• It took 48\N{NO-BREAK SPACE}s."
    label = Label(theme, formats.breakable(text), selectable=True)
    qtbot.addWidget(label)
    clipboard = QGuiApplication.clipboard()
    label.show()
    label.setFocus()
    QTest.keySequence(label, "Ctrl+A")
    QTest.keySequence(label, "Ctrl+C")
    assert clipboard.text().split() == text.split()
    clipboard.setText("else\N{ZERO WIDTH SPACE}where")
    assert clipboard.text() == "else\N{ZERO WIDTH SPACE}where", "only what was copied here"


# a long lesson


@pytest.mark.parametrize("size", [(900, 600), (1000, 700), (1280, 800)])
def test_a_long_lesson_is_read_to_its_end(opened: Any, size: tuple[int, int]) -> None:
    session = opened(app_with_a_long_lesson(), "growth", 1.0, size)
    assert cut(session.window) == []
    line = page_of(session)._lessons._lines[9]  # type: ignore[attr-defined]
    whole = f"{LONG} → More water."
    assert line.box.accessibleName() == whole
    assert line.text.text().replace("\N{ZERO WIDTH SPACE}", "") == whole
    assert line.text.height() >= line.text.heightForWidth(line.text.width())


def test_the_words_of_a_lesson_are_clicked_as_its_box(opened: Any, stage: Stage) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    app = app_with_a_long_lesson()
    session = opened(app, "growth", 1.0)
    line = page_of(session)._lessons._lines[1]  # type: ignore[attr-defined]
    stage.do(lambda: QTest.mouseClick(line.text, Qt.MouseButton.LeftButton))
    assert app.lessons.items[0].struck and not line.box.isChecked()
    assert len(page_of(session).findChildren(QCheckBox)) == 4
