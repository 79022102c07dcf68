"""The moon: its lit part is the karma towards the next age."""

from __future__ import annotations

import math
import random

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRadialGradient,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from luna_desktop.ui.theme import Theme

_LEAST_STEP = 0.5  # pixels; a smaller move of the shadow's edge cannot be seen and costs a whole picture
# The dark plains one sees with bare eyes, as overlapping soft spots: x, y, width, height in radii.
_MARIA = (
    (-0.40, -0.34, 0.34, 0.30),
    (-0.18, -0.46, 0.24, 0.16),
    (0.16, -0.36, 0.20, 0.18),
    (0.34, -0.16, 0.24, 0.20),
    (0.56, -0.20, 0.13, 0.15),
    (-0.56, -0.02, 0.28, 0.34),
    (-0.42, 0.26, 0.22, 0.20),
    (-0.16, 0.34, 0.18, 0.15),
    (0.48, 0.08, 0.16, 0.17),
    (0.30, 0.04, 0.15, 0.13),
)


def lit_fraction(balance: int, threshold: int) -> float:
    """Lit share of the disc, 0 to 1."""
    if threshold <= 0:
        return 1.0
    return min(1.0, max(0.0, balance / threshold))


def terminator_axis(fraction: float) -> float:
    """Semi-axis of the shadow's edge in radii: 1 new, 0 half, -1 full.

    The edge of the shadow is half an ellipse; the lit area is
    ``pi/2 - axis * pi/2``, so an axis of ``1 - 2 f`` lights exactly ``f``.
    """
    return 1.0 - 2.0 * min(1.0, max(0.0, fraction))


def lit_path(centre: QPointF, radius: float, fraction: float) -> QPainterPath:
    """The lit part of a waxing moon, lit from the right."""
    path = QPainterPath()
    if fraction <= 0:
        return path
    disc = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    axis = terminator_axis(fraction)
    edge = abs(axis) * radius
    inner = QRectF(centre.x() - edge, centre.y() - radius, 2 * edge, 2 * radius)
    path.arcMoveTo(disc, 90)
    path.arcTo(disc, 90, -180)
    path.arcTo(inner, -90, 180 if axis > 0 else -180)
    path.closeSubpath()
    return path


def paint_moon(
    painter: QPainter,
    theme: Theme,
    centre: QPointF,
    radius: float,
    fraction: float,
    *,
    glow: bool = True,
    maria: bool = True,
) -> None:
    """Draw a moon of any size; small ones leave out the plains."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if glow:
        _paint_glow(painter, theme, centre, radius, fraction)
    shade = theme.colour("moon_shade")
    dark = QRadialGradient(centre + QPointF(radius * 0.3, -radius * 0.3), radius * 1.5)
    dark.setColorAt(0, shade.lighter(118))
    dark.setColorAt(1, shade)
    painter.setBrush(QBrush(dark))
    painter.drawEllipse(centre, radius, radius)

    lit_colour = theme.colour("moon_lit")
    lit = QRadialGradient(centre + QPointF(radius * 0.35, -radius * 0.25), radius * 1.5)
    lit.setColorAt(0, lit_colour.lighter(104))
    lit.setColorAt(0.65, lit_colour)
    lit.setColorAt(1, lit_colour.darker(118))
    painter.setBrush(QBrush(lit))
    painter.drawPath(lit_path(centre, radius, fraction))
    if maria:
        _paint_maria(painter, centre, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("moon_edge"), max(1.0, radius / 60)))
    painter.drawEllipse(centre, radius, radius)
    painter.restore()


def _paint_glow(painter: QPainter, theme: Theme, centre: QPointF, radius: float, fraction: float) -> None:
    strength = round((26 + 60 * fraction) * (1.0 if theme.name == "dark" else 0.7))
    halo = QRadialGradient(centre, radius * 1.55)
    halo.setColorAt(0.6, theme.colour("moon_glow", strength))
    halo.setColorAt(0.75, theme.colour("moon_glow", strength // 3))
    halo.setColorAt(1.0, theme.colour("moon_glow", 0))
    painter.setBrush(QBrush(halo))
    painter.drawEllipse(centre, radius * 1.55, radius * 1.55)


def _paint_maria(painter: QPainter, centre: QPointF, radius: float) -> None:
    clip = QPainterPath()
    clip.addEllipse(centre, radius, radius)
    painter.setClipPath(clip)
    soft = QRadialGradient(QPointF(0, 0), 1)
    soft.setColorAt(0.0, QColor(70, 66, 84, 36))
    soft.setColorAt(0.5, QColor(70, 66, 84, 26))
    soft.setColorAt(1.0, QColor(70, 66, 84, 0))
    painter.setBrush(QBrush(soft))
    for x, y, width, height in _MARIA:
        painter.save()
        painter.translate(centre + QPointF(x * radius, y * radius))
        painter.scale(width * radius * 1.25, height * radius * 1.25)
        painter.drawEllipse(QPointF(0, 0), 1, 1)
        painter.restore()
    painter.setClipping(False)


class MoonWidget(QWidget):
    """A moon among a few stars; during training a ring around it fills."""

    def __init__(self, theme: Theme, *, least: int = 120, stars: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._stars = stars
        self._shown = 0.0
        self._fraction = 0.0
        self._ring: float | None = None
        self._sky: tuple[object, QPixmap] | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(700)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._step)
        self.set_least(least)
        theme.changed.connect(self.update)

    def set_least(self, least: int, *, wide: bool = True) -> None:
        """Be this large; ``wide`` spreads the stars over the whole width."""
        self._least = least
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(least * 1.5))

    @property
    def fraction(self) -> float:
        """The lit share that is shown, or being moved to."""
        return self._fraction

    def set_fraction(self, fraction: float, *, animate: bool = True) -> None:
        """Light ``fraction`` of the disc."""
        fraction = min(1.0, max(0.0, fraction))
        if fraction == self._fraction:
            return
        self._fraction = fraction
        self._animation.stop()
        if animate and not self._theme.reduced_motion and self.isVisible():
            self._animation.setStartValue(self._shown)
            self._animation.setEndValue(fraction)
            self._animation.start()
        else:
            self._shown = fraction
            self.update()

    def set_ring(self, fraction: float | None) -> None:
        """Progress of a running age-up around the moon; None when none runs."""
        if fraction != self._ring:
            self._ring = fraction
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._least * 1.6), round(self._least * 1.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, round(self._least * 1.5))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture())
        if self._ring is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ring(painter, self._centre(), self._radius() * 1.18, self._ring)
        painter.end()

    def _picture(self) -> QPixmap:
        """Stars and moon, painted once for each light: a ring that fills around them costs little then."""
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, self._theme.name, self._shown)
        if self._sky is None or self._sky[0] != key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._stars:
                self._paint_stars(painter, self._centre(), self._radius())
            paint_moon(painter, self._theme, self._centre(), self._radius(), self._shown)
            painter.end()
            self._sky = (key, picture)
        return self._sky[1]

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _radius(self) -> float:
        return min(self.width(), self.height()) / 3.15

    def _paint_stars(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        rng = random.Random(7)
        painter.setPen(Qt.PenStyle.NoPen)
        for _ in range(34):
            spot = QPointF(rng.uniform(0.02, 0.98) * self.width(), rng.uniform(0.03, 0.97) * self.height())
            bright, dot = rng.randint(50, 190), rng.uniform(0.6, 1.5)
            away = spot - centre
            if math.hypot(away.x(), away.y()) > radius * 1.35:
                painter.setBrush(self._theme.colour("star", bright))
                painter.drawEllipse(spot, dot, dot)

    def _paint_ring(self, painter: QPainter, centre: QPointF, radius: float, fraction: float) -> None:
        rect = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("line"), 4))
        painter.drawEllipse(rect)
        pen = QPen(self._theme.colour("accent"), 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(rect, 90 * 16, -round(360 * 16 * min(1.0, max(0.0, fraction))))

    def _step(self, value: object) -> None:
        if not isinstance(value, float):
            return
        moved = abs(value - self._shown) * 2 * self._radius() * self.devicePixelRatioF()
        if moved >= _LEAST_STEP or value == self._fraction:
            self._shown = value
            self.update()
