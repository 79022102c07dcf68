"""F1: every key, by the place where it works."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from luna_desktop.ui.focus import arrive
from luna_desktop.ui.palette import keys_of
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, button, row, scrolled

AROUND = 64  # of the window, left free
LETTERS = 60  # a line of it has at least room for these


class ShortcutsDialog(QDialog):
    """Scrolls rather than grow beyond its window."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        content = QWidget()
        edge = Theme.space(3)
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(edge, edge, edge, Theme.space(1))
        self._grid.setHorizontalSpacing(Theme.space(4))
        self._grid.setVerticalSpacing(Theme.space(0.75))
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(Label(theme, self.tr("Everything works by keyboard"), "heading"), 0, 0, 1, 2)
        everywhere = [(action.text(), keys_of(action)) for action in actions if keys_of(action)]
        for place, rows in ((self.tr("Everywhere"), everywhere), *self._places()):
            self._add(theme, place, rows)
        self._area = scrolled(content)
        close = button(self.tr("Close"), self.accept, "primary")
        close.setDefault(True)
        foot = row(None, close)
        foot.setContentsMargins(edge, Theme.space(1), edge, Theme.space(2))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._area, 1)
        lines.addWidget(foot)
        least = LETTERS * QFontMetrics(theme.font("body")).averageCharWidth()
        wide = min(parent.width() - AROUND, max(least, content.sizeHint().width() + AROUND))
        high = content.heightForWidth(wide) + foot.sizeHint().height() + 4
        self.resize(wide, min(parent.height() - AROUND, high))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        arrive(self, self.windowTitle())

    def _places(self) -> tuple[tuple[str, list[tuple[str, str]]], ...]:
        tr = self.tr
        return (
            (
                tr("While you write"),
                [
                    (tr("Send"), tr("Enter")),
                    (tr("New line"), tr("Shift+Enter")),
                    (tr("Take up your last message again"), tr("Up")),
                ],
            ),
            (
                tr("On a message"),
                [
                    (tr("From message to message"), tr("Up, Down")),
                    (tr("Good reply"), tr("+")),
                    (tr("Poor reply"), tr("-")),
                    (tr("Write what she should have said"), tr("E")),
                    (tr("Let her answer again"), tr("R")),
                    (tr("What she noted: undo, correct, add"), tr("N")),
                    (tr("Teach her what she did not note"), tr("T")),
                    (tr("Previous or next version"), tr("Left, Right")),
                    (tr("All that can be done with it"), tr("Menu, Enter")),
                    (tr("Copy"), tr("Ctrl+C")),
                    (tr("Back to writing"), tr("Esc")),
                ],
            ),
            (
                tr("Among the conversations"),
                [
                    (tr("From the search to the list"), tr("Down")),
                    (tr("Open"), tr("Enter")),
                    (tr("Rename"), tr("F2")),
                    (tr("Delete"), tr("Del")),
                    (tr("All that can be done with it"), tr("Menu")),
                ],
            ),
            (
                tr("On the timeline"),
                [
                    (tr("Walk along it"), tr("Arrow keys")),
                    (tr("To its first or last age"), tr("Home, End")),
                    (tr("Nearer or farther"), tr("+, -")),
                    (tr("All of it"), tr("0")),
                ],
            ),
        )

    def _add(self, theme: Theme, place: str, rows: Sequence[tuple[str, str]]) -> None:
        head = Label(theme, place, "title")
        head.setContentsMargins(0, Theme.space(1.5), 0, 0)
        self._grid.addWidget(head, self._grid.rowCount(), 0, 1, 2)
        for text, keys in rows:
            label = Label(theme, keys, "strong", wrap=False)
            label.setAccessibleName(f"{text}: {keys}")
            line = self._grid.rowCount()
            self._grid.addWidget(Label(theme, text, tone="dim"), line, 0)
            self._grid.addWidget(label, line, 1, Qt.AlignmentFlag.AlignTop)
