"""The list of messages: a view that keeps its own geometry, so that 100,000 rows scroll like ten.

Qt's own list asks every row for its size on each change. Here a Fenwick tree holds
the heights, a row is measured when it comes into sight, and what is in sight stays
where it is while anything around it changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from luna_desktop.ui.chat.delegate import Look, RowDelegate, RowLayout
from luna_desktop.ui.chat.document import MessageDocument, text_style
from luna_desktop.ui.chat.documents import DocumentCache
from luna_desktop.ui.chat.heights import Heights
from luna_desktop.ui.chat.model import MessageModel, Row
from luna_desktop.ui.theme import Theme

PAD = 12
PULSE_MS = 420
_ROUNDS = 6


@dataclass(slots=True)
class Selected:
    """Text chosen in one message, by document positions."""

    message_id: int
    anchor: int
    position: int

    @property
    def span(self) -> tuple[int, int]:
        """Both ends in order."""
        return min(self.anchor, self.position), max(self.anchor, self.position)


class GeometryView(QListView):
    """Geometry, scrolling and painting; ``MessageView`` adds what a person does with it."""

    older_wanted = Signal()
    stuck_changed = Signal(bool)

    def __init__(self, model: MessageModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = Heights()
        self._model = model
        self._theme = theme
        self._style = text_style(theme)
        self._documents = DocumentCache(self._style, self)
        self.delegate = RowDelegate(theme, model)
        self._stuck = True
        self._anchor = (0, 0)
        self._laid_width = -1
        self._settling = False
        self.hover_row = -1
        self.hover_action = ""
        self.selected: Selected | None = None
        self.keyboard_used = False
        self._marked: int | None = None
        self._pulse_step = 0
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._beat)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView, QListView:focus { border: none; border-radius: 0; }")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setModel(model)
        model.heights_changed.connect(self._measure_anew)
        theme.changed.connect(self._theme_changed)

    # what others ask

    @property
    def stuck(self) -> bool:
        """Whether the view follows the newest message."""
        return self._stuck

    def stick(self) -> None:
        """Follow the newest message from now on."""
        self._set_stuck(True)
        self._settle()

    def mark(self, message_id: int | None) -> None:
        """Set the reply apart that is being corrected."""
        self._marked = message_id
        self.viewport().update()

    def row_top(self, row: int) -> int:
        """Where ``row`` begins in the viewport."""
        return PAD + self._heights.top(row) - self.verticalOffset()

    def row_height(self, row: int) -> int:
        """The height ``row`` takes now."""
        return self._heights.height(row)

    def visible_rows(self) -> range:
        """Rows of which anything is in sight."""
        if not len(self._heights):
            return range(0)
        offset = self.verticalOffset() - PAD
        last = self._heights.row_at(offset + self.viewport().height() - 1)
        return range(self._heights.row_at(offset), last + 1)

    def document(self, row: Row) -> MessageDocument:
        """The row's document, made or brought up to date."""
        return self._documents.of(row).document

    def row_layout(self, row: int) -> RowLayout:
        """Everything of ``row`` in its place."""
        item = self._model.row(row)
        newest = row >= len(self._heights) - 2 and row == self._model.newest_reply()
        cached = self._documents.of(item)
        if cached.layout is None or cached.layout_for != (self._width(), newest):
            cached.layout = self.delegate.layout(item, self._width(), cached.document, newest=newest)
            cached.layout_for = (self._width(), newest)
        return cached.layout

    # geometry

    def _width(self) -> int:
        """The scroll bar's width is always left free, so that nothing moves when it appears."""
        return max(120, self.width() - self.verticalScrollBar().sizeHint().width())

    def _extent(self) -> int:
        return self._heights.total + 2 * PAD

    def _measure(self, row: int) -> bool:
        """Measure ``row`` if it is only an estimate; whether its height changed."""
        if self._heights.seen(row):
            return False
        return self._heights.measure(row, self.row_layout(row).height) != 0

    def _settle(self) -> None:
        """Measure what is in sight and keep the anchor, or the end, where it is."""
        if self._settling or self._laid_width < 0:
            return
        self._settling = True
        before = (self.verticalOffset(), self._extent(), self._laid_width)
        try:
            if self._laid_width != self._width():
                self._new_width()
            for _ in range(_ROUNDS):
                if not self._settle_once():
                    break
            self._keep_anchor()
        finally:
            self._settling = False
        if before != (self.verticalOffset(), self._extent(), self._laid_width):
            self.viewport().update()
        if self.verticalOffset() < 2 * self.viewport().height():
            self.older_wanted.emit()

    def _settle_once(self) -> bool:
        """One round: measure around the anchor, then scroll to it; whether anything moved."""
        count, high = len(self._heights), self.viewport().height()
        if count == 0:
            self._scroll_to(0)
            return False
        row, at = (count, high - PAD) if self._stuck else self._anchor
        moved = False
        y = at
        for below in range(row, count):
            if y >= high:
                break
            moved |= self._measure(below)
            y += self._heights.height(below)
        above, y = row, at
        while above > 0 and y > 0:
            above -= 1
            moved |= self._measure(above)
            y -= self._heights.height(above)
        before = self.verticalOffset()
        wanted = PAD + self._heights.top(row) - at
        self._scroll_to(wanted)
        clamped = self.verticalOffset() != wanted
        if clamped and not self._stuck:
            self._keep_anchor()
        return moved or self.verticalOffset() != before

    def _scroll_to(self, value: int) -> None:
        bar = self.verticalScrollBar()
        high = self.viewport().height()
        bar.setRange(0, max(0, self._extent() - high))
        bar.setPageStep(high)
        bar.setSingleStep(24)
        bar.setValue(value)

    def _keep_anchor(self) -> None:
        """Remember the first row in sight, a measured one if there is any."""
        seen = self.visible_rows()
        if not seen:
            self._anchor = (0, PAD)
            return
        row = next((row for row in seen if self._heights.seen(row)), seen.start)
        self._anchor = (row, self.row_top(row))

    def _new_width(self) -> None:
        """All heights become estimates; the anchor keeps its share above the edge."""
        row, at = self._anchor
        share = 0.0
        if at < 0 and row < len(self._heights):
            share = at / max(1, self._heights.height(row))
        self._laid_width = self._width()
        self._heights.forget_all()
        if share and not self._stuck:
            self._measure(row)
            self._anchor = (row, round(share * self._heights.height(row)))

    def _set_stuck(self, stuck: bool) -> None:
        if stuck != self._stuck:
            self._stuck = stuck
            self.stuck_changed.emit(stuck)

    # Qt's geometry, answered from the tree

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        if self._laid_width < 0 and self.isVisible():
            self._laid_width = self._width()
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._laid_width < 0:
            self._laid_width = self._width()
        self._settle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._settling:
            return
        bar = self.verticalScrollBar()
        self._set_stuck(bar.value() >= bar.maximum() - 2)
        self._keep_anchor()
        if bar.value() == 0:
            self._anchor = (0, PAD)  # who drags to the top wants the top, whatever is measured there
        self._settle()
        self.viewport().update()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: QModelIndex) -> QRect:
        if not index.isValid() or not 0 <= index.row() < len(self._heights):
            return QRect()
        row = index.row()
        return QRect(0, self.row_top(row), self._width(), self._heights.height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset() - PAD
        if not 0 <= y < self._heights.total:
            return QModelIndex()
        return self._model.index(self._heights.row_at(y))

    def isIndexHidden(self, index: QModelIndex) -> bool:
        return False

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion()

    def setSelection(self, rect: QRect, command: object) -> None:
        """Rows are never selected; text is."""

    def scrollTo(
        self,
        index: QModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid() or not 0 <= index.row() < len(self._heights):
            return
        row, high = index.row(), self.viewport().height()
        self._measure(row)
        top, tall = self.row_top(row), self._heights.height(row)
        hints = QAbstractItemView.ScrollHint
        if hint is hints.EnsureVisible and top >= 0 and top + tall <= high:
            return
        at = 0
        if hint is hints.PositionAtCenter:
            at = max(0, (high - tall) // 2)
        elif hint is hints.PositionAtBottom or (hint is hints.EnsureVisible and top > 0):
            at = max(0, high - tall)
        self._set_stuck(False)
        self._anchor = (row, at)
        self._settle()
        bar = self.verticalScrollBar()
        self._set_stuck(bar.value() >= bar.maximum() - 2)

    # changes of the model

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        width = self._width()
        self._heights.reset(self.delegate.estimates(self._model.rows(), width))
        self._documents.clear(self._style)
        self.selected = None
        self.hover_row = -1
        self._anchor = (0, PAD)
        self._set_stuck(True)
        self._settle()
        self.viewport().update()

    def rowsInserted(self, parent: QModelIndex, start: int, end: int) -> None:
        width = self._width()
        rows = self._model.rows()[start : end + 1]
        self._heights.insert(start, self.delegate.estimates(rows, width))
        row, at = self._anchor
        if start <= row and len(self._heights) > end - start + 1:
            self._anchor = (row + end - start + 1, at)
        self.hover_row = -1
        self._settle()

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: object = ()) -> None:
        if first.row() != last.row():
            self._documents.forget_layouts()
            self.viewport().update()
            return
        row = first.row()
        self._heights.forget(row)
        self._documents.forget_layouts(self._model.row(row).message.id)
        self._pulse_if(self._model.row(row))
        if row in self.visible_rows() or self._stuck:
            self._settle()
            self.viewport().update(self.visualRect(first))

    def _pulse_if(self, row: Row) -> None:
        if row.streaming and not row.message.text and not self._theme.reduced_motion:
            self._pulse.start()

    def _beat(self) -> None:
        waiting = [row for row in self._model.rows()[-2:] if row.streaming and not row.message.text]
        if not waiting or not self.isVisible():
            self._pulse.stop()
        self._pulse_step += 1
        self.viewport().update()

    def _theme_changed(self) -> None:
        self._style = text_style(self._theme)
        self.delegate.refresh()
        self._documents.clear(self._style)
        self._measure_anew()

    def _measure_anew(self) -> None:
        self._documents.forget_layouts()
        self._heights.forget_all()
        self._settle()
        self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        focused = self.currentIndex().row() if self.hasFocus() and self.keyboard_used else -1
        dirty = event.rect()
        for row in self.visible_rows():
            top = self.row_top(row)
            if top > dirty.bottom() or top + self._heights.height(row) < dirty.top():
                continue
            item = self._model.row(row)
            place = self.row_layout(row)
            painter.save()
            painter.translate(0, top)
            self.delegate.paint(
                painter, item, place, self.document(item), self._look(row, item, row == focused)
            )
            painter.restore()
        painter.end()

    def _look(self, number: int, row: Row, focused: bool) -> Look:
        chosen = self.selected
        span = chosen.span if chosen is not None and chosen.message_id == row.message.id else None
        hovered = number == self.hover_row
        return Look(
            hovered,
            focused,
            self.hover_action if hovered else "",
            span,
            self._pulse_step,
            row.message.id == self._marked,
        )

    def text_position(self, row: int, point: QPointF, *, exact: bool) -> int:
        """The place in the row's text under ``point`` (viewport), or -1."""
        place = self.row_layout(row)
        inside = point - QPointF(0, self.row_top(row)) - place.text.topLeft()
        accuracy = Qt.HitTestAccuracy.ExactHit if exact else Qt.HitTestAccuracy.FuzzyHit
        return self.document(self._model.row(row)).documentLayout().hitTest(inside, accuracy)
