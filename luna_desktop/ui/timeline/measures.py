"""What on the timeline follows the size of the text, and the paths between generations."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetrics, QPainterPath

from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.ui.timeline.marks import status_word

RADIUS = 17.0  # of the largest mark
LABEL_GAP = 11  # from a mark to its label
RAIL = 31  # above a mark: the line that attempts hang from
TURN = 14.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Heights and widths in pixels."""

    line: int  # of a label's two lines each
    left: int  # beside the curve, for its percents
    lane: int  # from one lane to the next
    below: int  # from the last lane to the end
    label_step: float  # columns narrower than this show no labels


def measure(font: QFont) -> Measures:
    """Room for labels in ``font``."""
    metrics = QFontMetrics(font)
    line = metrics.height() + 1
    label = round(RADIUS) + LABEL_GAP + 2 * line
    left = max(64, metrics.horizontalAdvance("100%") + 30)
    widest = max(metrics.horizontalAdvance(status_word(status)) for status in GenerationStatus)
    return Measures(line, left, label + 5 + RAIL, label + 8, widest + 8.0)


def branch_path(a: QPointF, b: QPointF, step: float) -> QPainterPath:
    """Out along the parent's lane, down between two columns (clear of labels), and along to the child."""
    path = QPainterPath(a)
    if a.y() != b.y():
        turn = min(TURN, step / 3)
        knee = a.x() + step / 2
        _turn_down(path, a, knee, turn)
        path.lineTo(knee, b.y() - turn)
        path.quadTo(knee, b.y(), knee + turn, b.y())
    path.lineTo(b)
    return path


def hanging_path(a: QPointF, b: QPointF, step: float) -> QPainterPath:
    """To an attempt, from a rail above it: several of one parent hang side by side, none from another."""
    path = QPainterPath(a)
    turn = min(TURN, step / 4)
    knee, rail = a.x() + step / 2, b.y() - RAIL
    _turn_down(path, a, knee, turn)
    path.lineTo(knee, rail - turn)
    path.quadTo(knee, rail, knee + turn, rail)
    path.lineTo(b.x() - turn, rail)
    path.quadTo(b.x(), rail, b.x(), rail + turn)
    path.lineTo(b)
    return path


def _turn_down(path: QPainterPath, a: QPointF, knee: float, turn: float) -> None:
    path.lineTo(knee - turn, a.y())
    path.quadTo(knee, a.y(), knee, a.y() + turn)
