"""Widgets in rows that wrap like words."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then the next row; ``centred`` rows."""

    def __init__(self, parent: QWidget, *, spacing: int = 8, centred: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(high for _, _, high in rows) + self.spacing() * max(0, len(rows) - 1)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.y()
        for items, wide, high in self._rows(rect.width()):
            x = rect.x() + (max(0, rect.width() - wide) // 2 if self._centred else 0)
            for item in items:
                hint = item.sizeHint()
                size = QSize(min(hint.width(), rect.width()), hint.height())
                item.setGeometry(QRect(QPoint(x, y), size))
                x += size.width() + self.spacing()
            y += high + self.spacing()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        wide = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(min(wide, 120), max((item.sizeHint().height() for item in self._items), default=0))

    def _rows(self, width: int) -> list[tuple[list[QLayoutItem], int, int]]:
        rows: list[tuple[list[QLayoutItem], int, int]] = []
        for item in self._items:
            hint = item.sizeHint()
            if rows and rows[-1][1] + self.spacing() + hint.width() <= width:
                items, wide, high = rows[-1]
                rows[-1] = ([*items, item], wide + self.spacing() + hint.width(), max(high, hint.height()))
            else:
                rows.append(([item], hint.width(), hint.height()))
        return rows
