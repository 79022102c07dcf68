"""What the shapes on the timeline mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui.chat.flow import FlowLayout
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.timeline.marks import paint_mark, status_word
from luna_desktop.ui.widgets import Label, clear, row

Draw = Callable[[QPainter, QPointF, float], None]


class Legend(QWidget):
    """Only the shapes that are there are explained."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._present: set[GenerationStatus] = set()
        self._branch = False
        self._flow = FlowLayout(self, spacing=Theme.space(1.5))
        theme.changed.connect(self._rebuild)
        self._rebuild()

    def explain(self, present: set[GenerationStatus], *, branch: bool) -> None:
        """Explain these; ``branch``: there are exams beside the curve."""
        if (present, branch) != (self._present, self._branch):
            self._present, self._branch = present, branch
            self._rebuild()

    def words(self) -> list[str]:
        """What is explained."""
        return [words for words, _ in self._parts()]

    def _parts(self) -> list[tuple[str, Draw]]:
        published = GenerationStatus.PUBLISHED
        parts: list[tuple[str, Draw]] = [(self.tr("current"), partial(self._mark, published, True))]
        for status in (published, *(s for s in GenerationStatus if s is not published)):
            if status in self._present:
                parts.append((status_word(status), partial(self._mark, status, False)))
        if self._branch:
            parts.append((self.tr("exam on a branch"), self._dot))
        return parts

    def _rebuild(self) -> None:
        clear(self._flow)
        side = max(20, QFontMetrics(self._theme.font("caption")).height())
        for words, draw in self._parts():
            icon = Label(self._theme, "", wrap=False)
            icon.setPixmap(self._picture(draw, side))
            self._flow.addWidget(
                row(icon, Label(self._theme, words, "caption", "dim", wrap=False), spacing=0.5)
            )

    def _picture(self, draw: Draw, side: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, QPointF(side / 2, side / 2), side * 0.35)
        painter.end()
        return pixmap

    def _mark(
        self, status: GenerationStatus, current: bool, painter: QPainter, centre: QPointF, radius: float
    ) -> None:
        node = Generation("", 0, 2, None, status, 0.0, "")
        # the ring around the current one needs room, too
        paint_mark(painter, self._theme, centre, radius - 2.5 if current else radius, node, current=current)

    def _dot(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        painter.setBrush(self._theme.colour("window"))
        painter.setPen(QPen(self._theme.colour("text_dim"), 1.5))
        painter.drawEllipse(centre, radius / 2, radius / 2)
