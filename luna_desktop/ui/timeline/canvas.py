"""The line of time, drawn: branches below, the exam's curve above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.timeline.layout import Layout, lay_out, share_of
from luna_desktop.ui.timeline.marks import paint_mark, status_word
from luna_desktop.ui.timeline.measures import LABEL_GAP, RADIUS, branch_path, hanging_path, measure
from luna_desktop.ui.widgets import announce

LANES_GAP = 64  # from the curve's floor to the first lane
MARGIN_RIGHT = 56
STEP_LEAST, STEP_MOST = 10.0, 160.0


class TimelineCanvas(QAbstractScrollArea):
    """Arrow keys walk along time and between lanes; + and - zoom, 0 fits."""

    selected = Signal(object)  # Generation | None
    activated = Signal(object)  # Generation

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._nodes: list[Generation] = []
        self._by_id: dict[str, Generation] = {}
        self._layout: Layout = lay_out([], "")
        self._sizes = measure(theme.font("caption"))
        self._head = ""
        self._chosen = ""
        self._curve_height = 132
        self._step = 112.0
        self._fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline of generations"))
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self._restyle)

    @property
    def chosen(self) -> Generation | None:
        """The selected generation."""
        return self._by_id.get(self._chosen)

    def show_life(self, generations: Sequence[Generation], head_id: str) -> None:
        """Show ``generations``; a selection that was the head's follows the head, another one is kept."""
        before = self._chosen
        if self._chosen == self._head or self._chosen not in {g.id for g in generations}:
            self._chosen = head_id
        self._nodes = list(generations)
        self._by_id = {g.id: g for g in self._nodes}
        self._head = head_id
        self._layout = lay_out(self._nodes, head_id)
        if self._fitted:
            self.fit()
        self._extent()
        if self._chosen != before:
            self._reveal()
        self.viewport().update()
        self.selected.emit(self.chosen)

    def choose(self, generation_id: str) -> None:
        """Select and bring into view."""
        if generation_id not in self._by_id:
            return
        self._chosen = generation_id
        self._reveal()
        self.viewport().update()
        node = self._by_id[generation_id]
        self.setAccessibleDescription(self.describe(node))
        announce(self, self.describe(node))
        self.selected.emit(node)

    def describe(self, node: Generation) -> str:
        """One generation in a sentence, for screen readers and tooltips."""
        word = self.tr("current") if node.id == self._head else status_word(node.status)
        text = self.tr("Generation {n}, age {age}, {status}, {day}").format(
            n=node.number, age=node.age, status=word, day=formats.moment(node.created_at)
        )
        share = share_of(node.exam)
        if share is not None:
            text += self.tr(", exam {share} ({interval})").format(
                share=formats.percent(share[0]), interval=formats.interval(share[1], share[2])
            )
        return text

    def zoom(self, factor: float) -> None:
        """Wider or narrower steps; the selected one stays where it is."""
        place = self._layout.places.get(self._chosen)
        before = self._x(place.column) if place else 0.0
        self._fitted = False
        self._step = min(STEP_MOST, max(STEP_LEAST, self._step * factor))
        self._extent()
        if place is not None:
            bar = self.horizontalScrollBar()
            bar.setValue(round(bar.value() + self._x(place.column) - before))
        self.viewport().update()

    def fit(self) -> None:
        """The widest step with which the whole life is seen, within reason."""
        self._fitted = True
        room = self.viewport().width() - self._sizes.left - MARGIN_RIGHT
        self._step = min(128.0, max(STEP_LEAST, room / max(1, self._layout.columns)))
        if self._step < 30:  # moons too small to tell apart: rather scroll, and begin at the present
            self._step = 44.0
        self._extent()
        self._reveal()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(720, 420)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self._at(QPointF(event.pos()))
            if node is not None:
                QToolTip.showText(event.globalPos(), self.describe(node), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        node = self._at(event.position())
        if node is not None:
            self.choose(node.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self._at(event.position())
        if node is not None:
            self.activated.emit(node)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.0015 ** event.angleDelta().y())
            event.accept()
        elif event.angleDelta().x() == 0 and self.verticalScrollBar().maximum() == 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        walks = {keys.Key_Left: (-1, 0), keys.Key_Right: (1, 0), keys.Key_Up: (0, -1), keys.Key_Down: (0, 1)}
        if key in walks:
            self._walk(*walks[keys(key)])
        elif key in (keys.Key_Home, keys.Key_End) and self._nodes:
            self.choose(self._nodes[0 if key == keys.Key_Home else -1].id)
        elif key in (keys.Key_Plus, keys.Key_Equal, keys.Key_Minus):
            self.zoom(0.8 if key == keys.Key_Minus else 1.25)
        elif key == keys.Key_0:
            self.fit()
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space) and self.chosen is not None:
            self.activated.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._curve_height = min(240, max(132, round(event.size().height() * 0.32)))
        if self._fitted:
            self.fit()
        self._extent()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self._visible_columns()
        self._paint_grid(painter)
        self._paint_curve(painter, first, last)
        self._paint_edges(painter, first, last)
        self._paint_next(painter)
        for node in self._nodes[first : last + 1]:
            self._paint_node(painter, node)
        painter.end()

    def _restyle(self) -> None:
        self._sizes = measure(self._theme.font("caption"))
        if self._fitted:
            self.fit()
        self._extent()
        self.viewport().update()

    def _walk(self, along: int, across: int) -> None:
        place = self._layout.places.get(self._chosen)
        if place is None:
            return
        others = [(i, p) for i, p in self._layout.places.items() if i != self._chosen]
        if along:
            ahead = [(i, p) for i, p in others if (p.column - place.column) * along > 0]
            nearest = min(ahead, key=lambda ip: abs(ip[1].column - place.column), default=None)
        else:
            ahead = [(i, p) for i, p in others if (p.lane - place.lane) * across > 0]
            nearest = min(
                ahead,
                key=lambda ip: (abs(ip[1].lane - place.lane), abs(ip[1].column - place.column)),
                default=None,
            )
        if nearest is not None:
            self.choose(nearest[0])

    def _x(self, column: float) -> float:
        return self._sizes.left + column * self._step - self.horizontalScrollBar().value()

    def _y(self, lane: float) -> float:
        return self._curve_height + LANES_GAP + lane * self._sizes.lane - self.verticalScrollBar().value()

    def _radius(self) -> float:
        return min(RADIUS, max(5.0, self._step * 0.26))

    def _at(self, where: QPointF) -> Generation | None:
        reach = max(12.0, self._radius() + 6)
        best: tuple[float, Generation | None] = (reach * reach, None)
        for node in self._nodes:
            place = self._layout.places[node.id]
            dx, dy = self._x(place.column) - where.x(), self._y(place.lane) - where.y()
            if dx * dx + dy * dy < best[0]:
                best = (dx * dx + dy * dy, node)
        return best[1]

    def _visible_columns(self) -> tuple[int, int]:
        scroll = self.horizontalScrollBar().value()
        first = int((scroll - self._sizes.left - 80) / self._step)
        last = int((scroll + self.viewport().width()) / self._step) + 1
        return max(0, first), min(len(self._nodes) - 1, last)

    def _extent(self) -> None:
        width = self._sizes.left + MARGIN_RIGHT + self._layout.columns * self._step
        height = self._curve_height + LANES_GAP + (self._layout.lanes - 1) * self._sizes.lane
        height += self._sizes.below
        view = self.viewport().size()
        for bar, whole, page in (
            (self.horizontalScrollBar(), width, view.width()),
            (self.verticalScrollBar(), height, view.height()),
        ):
            bar.setRange(0, max(0, round(whole - page)))
            bar.setPageStep(page)
            bar.setSingleStep(40)

    def _reveal(self) -> None:
        place = self._layout.places.get(self._chosen)
        if place is None:
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        x, y = self._x(place.column), self._y(place.lane)
        if not self._sizes.left <= x <= self.viewport().width() - MARGIN_RIGHT:
            across.setValue(round(across.value() + x - self.viewport().width() * 0.7))
        if not self._curve_height <= y <= self.viewport().height() - 40:
            down.setValue(round(down.value() + y - self.viewport().height() / 2))

    def _curve_y(self, share: float) -> float:
        return 34 + (1 - share) * (self._curve_height - 44) - self.verticalScrollBar().value()

    def _paint_grid(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font("caption"))
        for share in (0.0, 0.5, 1.0):
            y = self._curve_y(share)
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(self._sizes.left - 16, y), QPointF(self.viewport().width(), y))
            painter.setPen(self._theme.colour("text_faint"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            high = self._sizes.line
            box = QRectF(0, y - high / 2, self._sizes.left - 22, high)
            painter.drawText(box, flags, formats.percent(share))

    def _paint_curve(self, painter: QPainter, first: int, last: int) -> None:
        band, line, dots, loose = QPolygonF(), QPolygonF(), list[QPointF](), list[QPointF]()
        low_side: list[QPointF] = []
        for column in range(max(0, first - 1), min(len(self._nodes), last + 2)):
            node = self._nodes[column]
            share = share_of(node.exam)
            if share is None:
                continue
            x = self._x(column)
            if node.id in self._layout.line:
                line.append(QPointF(x, self._curve_y(share[0])))
                band.append(QPointF(x, self._curve_y(share[2])))
                low_side.append(QPointF(x, self._curve_y(share[1])))
                dots.append(QPointF(x, self._curve_y(share[0])))
            elif node.status is GenerationStatus.PUBLISHED:
                loose.append(QPointF(x, self._curve_y(share[0])))
        for point in reversed(low_side):
            band.append(point)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent", 44))
        painter.drawPolygon(band)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawPolyline(line)
        dot = min(3.5, self._radius() / 2)
        if len(dots) == 1:  # a single exam has no band to draw: show its interval as a line
            painter.drawLine(band.at(0), band.at(1))
        painter.setBrush(self._theme.colour("accent"))
        for point in dots:
            painter.drawEllipse(point, dot, dot)
        painter.setBrush(self._theme.colour("window"))
        painter.setPen(QPen(self._theme.colour("text_dim"), 1.5))
        for point in loose:
            painter.drawEllipse(point, dot, dot)

    def _paint_edges(self, painter: QPainter, first: int, last: int) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for above, below in self._layout.edges:
            start, end = self._layout.places[above], self._layout.places[below]
            if end.column < first - 1 or start.column > last + 1:
                continue
            a = QPointF(self._x(start.column), self._y(start.lane))
            b = QPointF(self._x(end.column), self._y(end.lane))
            current = below in self._layout.line
            pen = QPen(self._theme.colour("accent" if current else "line_strong"), 2.5 if current else 1.6)
            if self._by_id[below].status is not GenerationStatus.PUBLISHED:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            draw = hanging_path if below in self._layout.tries else branch_path
            painter.drawPath(draw(a, b, self._step))

    def _paint_next(self, painter: QPainter) -> None:
        """The age to come, as a ghost at the end of the line, unless she is learning to be it already."""
        head, place = self._by_id.get(self._head), self._layout.places.get(self._head)
        if head is None or place is None or self._layout.coming:
            return
        centre, radius = QPointF(self._x(self._layout.columns), self._y(place.lane)), self._radius()
        painter.setPen(QPen(self._theme.colour("line_strong"), 1.6, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(self._x(place.column), centre.y()), centre - QPointF(radius + 5, 0))
        painter.setBrush(self._theme.colour("window"))
        painter.drawEllipse(centre, radius, radius)
        if self._step >= self._sizes.label_step:
            title = self.tr("Age {n}").format(n=head.age + 1)
            self._paint_words(painter, centre, title, self.tr("to come"), "text_faint")

    def _paint_node(self, painter: QPainter, node: Generation) -> None:
        place = self._layout.places[node.id]
        centre, radius = QPointF(self._x(place.column), self._y(place.lane)), self._radius()
        current, chosen = node.id == self._head, node.id == self._chosen
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("window"))
        painter.drawEllipse(centre, radius + 4, radius + 4)
        if chosen:
            painter.setBrush(self._theme.colour("overlay"))
            focus = self.hasFocus()
            painter.setPen(QPen(self._theme.colour("accent" if focus else "line_strong"), 2 if focus else 1))
            half = radius + 10
            painter.drawRoundedRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), 10, 10)
        paint_mark(painter, self._theme, centre, radius, node, current=current)
        if self._step >= self._sizes.label_step or current or chosen:
            self._paint_label(painter, node, centre, current)

    def _paint_label(self, painter: QPainter, node: Generation, centre: QPointF, current: bool) -> None:
        if node.id == self._layout.coming:
            top = self.tr("Age {n}").format(n=self._by_id[self._head].age + 1)
            self._paint_words(painter, centre, top, status_word(node.status), "text_faint")
            return
        top = self.tr("Age {n}").format(n=node.age)
        if node.status is not GenerationStatus.PUBLISHED:
            top = status_word(node.status)
        under = self.tr("current") if current else node.name or formats.day(node.created_at)
        self._paint_words(painter, centre, top, under, "accent" if current else "text_faint")

    def _paint_words(self, painter: QPainter, centre: QPointF, top: str, under: str, ink: str) -> None:
        """Two short lines below a mark, on the background's colour so that no line runs through them."""
        painter.setFont(self._theme.font("caption"))
        metrics = painter.fontMetrics()
        width = round(max(self._step, self._sizes.label_step + 10))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        y = centre.y() + self._radius() + LABEL_GAP
        for text, token in ((top, "text"), (under, ink)):
            words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            half = metrics.horizontalAdvance(words) / 2 + 3
            box = QRectF(centre.x() - half, y, 2 * half, self._sizes.line)
            painter.fillRect(box, self._theme.colour("window"))
            painter.setPen(self._theme.colour(token))
            painter.drawText(box, flags, words)
            y += self._sizes.line
