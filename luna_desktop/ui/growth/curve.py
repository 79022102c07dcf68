"""The loss as a line, drawn while she learns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from luna_desktop.ui.theme import Theme

MOST_POINTS = 600


def thin(points: Sequence[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """At most ``most`` points by averaging neighbours, so that noise does not hide the trend."""
    if len(points) <= most:
        return list(points)
    out: list[tuple[int, float]] = []
    for index in range(most):
        part = points[index * len(points) // most : (index + 1) * len(points) // most]
        out.append((part[-1][0], sum(loss for _, loss in part) / len(part)))
    return out


class LossCurve(QWidget):
    """Falling is good. Shows the first and the last value; the axis starts at zero."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: list[tuple[int, float]] = []
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(88)
        self.setAccessibleName(self.tr("Loss curve"))
        theme.changed.connect(self.update)

    def set_points(self, points: Sequence[tuple[int, float]], total: int) -> None:
        """Show ``points`` (step, loss) of ``total`` steps."""
        self._points = thin(points, MOST_POINTS)
        self._total = total
        if points:
            text = self.tr("Loss {last:.2f} at step {step}, began at {first:.2f}").format(
                last=points[-1][1], step=points[-1][0], first=points[0][1]
            )
            self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 88)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("caption"))
        text_height = painter.fontMetrics().height()
        area = QRectF(1, text_height + 4, self.width() - 2, self.height() - text_height - 8)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._points:
            painter.setPen(self._theme.colour("text_faint"))
            painter.drawText(
                area, Qt.AlignmentFlag.AlignCenter, self.tr("The curve begins with the first step.")
            )
        else:
            self._paint_curve(painter, area)
        painter.end()

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        top = max(loss for _, loss in self._points) * 1.05 or 1.0
        last_step = max(self._total, self._points[-1][0], 1)

        def at(step: int, loss: float) -> QPointF:
            return QPointF(
                area.left() + step / last_step * area.width(), area.bottom() - loss / top * area.height()
            )

        line = QPainterPath(at(*self._points[0]))
        for point in self._points[1:]:
            line.lineTo(at(*point))
        end = at(*self._points[-1])
        fill = QPainterPath(line)
        fill.lineTo(end.x(), area.bottom())
        fill.lineTo(at(*self._points[0]).x(), area.bottom())
        wash = QLinearGradient(0, area.top(), 0, area.bottom())
        wash.setColorAt(0, self._theme.colour("accent", 70))
        wash.setColorAt(1, self._theme.colour("accent", 0))
        painter.fillPath(fill, wash)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawPath(line)
        painter.setBrush(self._theme.colour("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(end, 3.5, 3.5)
        painter.setPen(self._theme.colour("text_dim"))
        head = QRectF(0, 0, self.width(), area.top())
        first, last = self._points[0][1], self._points[-1][1]
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, self.tr("Loss {value:.2f}").format(value=first))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight, self.tr("now {value:.2f}").format(value=last))
