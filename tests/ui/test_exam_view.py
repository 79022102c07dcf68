"""An exam in the window, and its history as a picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import Headline, SectionScore
from luna_desktop.services.exam_history import Curve, Point
from luna_desktop.services.exam_plot import svg
from luna_desktop.ui.exam_view import ExamView
from luna_desktop.ui.widgets import Fold
from tests.domain.reports import anchor, report


def words(view: ExamView) -> str:
    from PySide6.QtWidgets import QLabel

    return " | ".join(label.text() for label in view.findChildren(QLabel))


def test_what_is_no_share_is_said_in_words(theme: Any, qtbot: Any) -> None:
    few = SectionScore("style", 3, 7, {f"s{i}": float(i < 3) for i in range(7)}, 0.25)
    now = report(teach_back=12)
    now = replace(
        now,
        sections=(*now.sections, few),
        anchor=anchor(0.9),
        headline=Headline(0.61, 0.55, 0.66),
        known=32,
        wrongly_refused=2,
    )
    view = ExamView(theme)
    qtbot.addWidget(view)
    view.show_report(now, report())
    said = words(view)
    assert "1.00 → 0.90" in said
    assert "Wrongly said that she does not know: 2 of 32 things she was taught" in said
    assert "Says so when she does not know" in said
    assert "61" in said and "55" in said and "66" in said
    assert "Too few to judge: Your style" in said
    plain = ExamView(theme)
    qtbot.addWidget(plain)
    plain.show_report(report())
    assert "Too few" not in words(plain) and "Wrongly said" not in words(plain)


def curve(section: str) -> Curve:
    points = [Point(n, n, 0.2 + n / 20, 0.1 + n / 20, 0.3 + n / 20) for n in range(10)]
    return Curve(section, tuple(points), 0.25)


def test_a_drawing_becomes_a_picture_with_bands_and_labels(tmp_path: Path, qapp: Any) -> None:
    from PySide6.QtGui import QImage

    from luna_desktop.ui.drawing import SCALE, save

    path = tmp_path / "exams.png"
    save(svg([curve("grammar"), curve("anchor")], "All of them"), path)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (900 * SCALE, 236 * SCALE)
    colours = {image.pixelColor(x, y).name() for x in range(0, 1200, 3) for y in range(0, 400, 3)}
    assert "#8a5a00" in colours, "the line"
    assert "#fbfaf7" in colours, "the paper"
    assert any(c not in ("#8a5a00", "#fbfaf7") and c.startswith("#e2d") for c in colours), "the band"
    with pytest.raises(LunaError) as caught:
        save(svg([curve("grammar")], "x"), tmp_path / "nowhere" / "exams.png")
    assert caught.value.code == "screenshot-failed"


def test_the_words_of_the_trade_are_folded_away_and_not_gone(theme: Any, qtbot: Any) -> None:
    view = ExamView(theme)
    qtbot.addWidget(view)
    view.show_report(replace(report(), headline=Headline(0.61, 0.55, 0.66)), report())
    view.show()

    def seen() -> str:
        from PySide6.QtWidgets import QLabel

        return " | ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())

    assert "All in all, beyond guessing: 61%" in seen()
    assert not any(word in seen() for word in ("95%", "chance", "Bits", "interval"))
    fold = view.findChild(Fold)
    assert isinstance(fold, Fold)
    fold.head.click()
    for words in ("95% interval", "chance taken out: 61% (55 to 66%)", "Bits a letter"):
        assert words in seen()
    fold.head.click()
    assert "95%" not in seen()
