"""How a generation looks on the timeline: its shape says its status before its colour does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui.growth.moon import paint_moon
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Tone

_PHASE_BY_AGE = (0.12, 0.32, 0.52, 0.76, 1.0)


def moon_phase(age: int) -> float:
    """The moon waxes with age: a sliver at birth, full from age 4."""
    return _PHASE_BY_AGE[min(max(age, 0), len(_PHASE_BY_AGE) - 1)]


def status_word(status: GenerationStatus) -> str:
    """The status for a person."""
    return {
        GenerationStatus.TRAINING: QCoreApplication.translate("Timeline", "learning"),
        GenerationStatus.PUBLISHED: QCoreApplication.translate("Timeline", "published"),
        GenerationStatus.REJECTED: QCoreApplication.translate("Timeline", "rejected"),
        GenerationStatus.FAILED: QCoreApplication.translate("Timeline", "failed"),
        GenerationStatus.CANCELLED: QCoreApplication.translate("Timeline", "cancelled"),
        GenerationStatus.PAUSED: QCoreApplication.translate("Timeline", "paused"),
        GenerationStatus.FORGOTTEN: QCoreApplication.translate("Timeline", "forgotten"),
    }[status]


def status_tone(status: GenerationStatus, current: bool) -> Tone:
    """The colour that goes with the word."""
    if current:
        return "accent"
    if status is GenerationStatus.PUBLISHED:
        return "good"
    return "bad" if status is GenerationStatus.FAILED else "warn"


def paint_mark(
    painter: QPainter, theme: Theme, centre: QPointF, radius: float, node: Generation, *, current: bool
) -> None:
    """Published: a moon. Current: a moon in a ring. The rest: hollow shapes with a sign inside."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if node.status is GenerationStatus.PUBLISHED:
        paint_moon(painter, theme, centre, radius, moon_phase(node.age), glow=current, maria=radius > 20)
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawEllipse(centre, radius + 4.5, radius + 4.5)
    else:
        _paint_unpublished(painter, theme, centre, radius * 0.86, node.status)
    painter.restore()


def _paint_unpublished(
    painter: QPainter, theme: Theme, centre: QPointF, r: float, status: GenerationStatus
) -> None:
    ink = theme.colour("bad" if status is GenerationStatus.FAILED else "warn")
    width = max(1.4, r / 7)
    painter.setBrush(theme.colour("window"))
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y, s = centre.x(), centre.y(), r * 0.38
    if status is GenerationStatus.REJECTED:  # a diamond with a cross
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.drawLine(QPointF(x - s, y - s), QPointF(x + s, y + s))
        painter.drawLine(QPointF(x - s, y + s), QPointF(x + s, y - s))
    elif status is GenerationStatus.FAILED:  # a triangle with a stroke
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - r), QPointF(x + r, y + r * 0.8), QPointF(x - r, y + r * 0.8)])
        )
        painter.drawLine(QPointF(x, y - r * 0.3), QPointF(x, y + r * 0.25))
        painter.drawPoint(QPointF(x, y + r * 0.55))
    elif status is GenerationStatus.CANCELLED:  # a square with a bar
        painter.drawRect(QRectF(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6))
        painter.drawLine(QPointF(x - s, y), QPointF(x + s, y))
    elif status is GenerationStatus.PAUSED:  # a circle with two bars
        painter.drawEllipse(centre, r, r)
        for side in (-0.28, 0.28):
            painter.drawLine(QPointF(x + side * r, y - s), QPointF(x + side * r, y + s))
    elif status is GenerationStatus.FORGOTTEN:  # an empty circle with a bar below
        painter.drawEllipse(QPointF(x, y - r * 0.2), r * 0.8, r * 0.8)
        painter.drawLine(QPointF(x - s, y + r), QPointF(x + s, y + r))
    else:  # learning: an open ring
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawEllipse(centre, r, r)
