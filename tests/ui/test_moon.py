"""The lit part of the moon is the karma, exactly."""

from __future__ import annotations

import math
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from luna_desktop.ui.growth.moon import MoonWidget, lit_fraction, lit_path, terminator_axis


@pytest.mark.parametrize(
    ("balance", "threshold", "lit"),
    [(0, 100, 0.0), (25, 100, 0.25), (100, 100, 1.0), (150, 100, 1.0), (-3, 100, 0.0), (5, 0, 1.0)],
)
def test_lit_fraction(balance: int, threshold: int, lit: float) -> None:
    assert lit_fraction(balance, threshold) == lit


def test_the_terminator_runs_from_new_over_half_to_full() -> None:
    assert [terminator_axis(f) for f in (0.0, 0.5, 1.0)] == [1.0, 0.0, -1.0]


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.25, 0.5, 0.62, 0.9, 1.0])
def test_the_lit_area_is_the_fraction(qapp: Any, fraction: float) -> None:
    radius, side = 100.0, 220
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.fillPath(lit_path(QPointF(110, 110), radius, fraction), Qt.GlobalColor.white)
    painter.end()
    lit = sum(image.pixelColor(x, y).red() > 127 for x in range(side) for y in range(side))
    assert lit / (math.pi * radius**2) == pytest.approx(fraction, abs=0.01)


def test_a_waxing_moon_is_lit_from_the_right(qapp: Any) -> None:
    path = lit_path(QPointF(0, 0), 100, 0.3)
    assert path.contains(QPointF(90, 0))
    assert not path.contains(QPointF(-90, 0))
    assert not path.contains(QPointF(0, 0))


def test_reduced_motion_shows_the_new_light_at_once(theme: Any, qtbot: Any) -> None:
    theme.reduced_motion = True
    moon = MoonWidget(theme)
    qtbot.addWidget(moon)
    moon.show()
    moon.set_fraction(0.7)
    assert moon.fraction == moon._shown == 0.7


def test_motion_ends_at_the_new_light(theme: Any, qtbot: Any) -> None:
    moon = MoonWidget(theme)
    qtbot.addWidget(moon)
    moon.show()
    moon.set_fraction(0.4)
    assert moon._shown < 0.4
    qtbot.waitUntil(lambda: moon._shown == pytest.approx(0.4), timeout=3000)
