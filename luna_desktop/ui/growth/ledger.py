"""What earned karma, one line a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from luna_desktop.domain.karma import KarmaKind, LedgerEntry
from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, clear


class LedgerList(QWidget):
    """The newest entries; equal neighbours are folded into one line."""

    def __init__(self, theme: Theme, *, most: int, dated: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._most = most
        self._dated = dated
        self._shown: tuple[int, int] | None = None
        self._points: list[Label] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Theme.space(1))
        theme.changed.connect(self._align)

    def show_entries(self, entries: Sequence[LedgerEntry]) -> None:
        """Show ``entries``, newest first."""
        key = (entries[0].id, len(entries)) if entries else (0, 0)
        if key == self._shown:
            return
        self._shown = key
        clear(self._rows)
        self._points = []
        folded = fold(entries)[: self._most]
        for entry, times in folded:
            self._rows.addWidget(self._row(entry, times))
        self._align()
        if not folded:
            hint = self.tr("Nothing yet. Karma comes from talking: new things said, facts told, corrections.")
            self._rows.addWidget(Label(self._theme, hint, tone="dim"))

    def _row(self, entry: LedgerEntry, times: int) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Theme.space(1))
        total = entry.delta * times
        spent = entry.kind is KarmaKind.SPENT
        tone = "dim" if spent else "good" if total > 0 else "bad" if total < 0 else "faint"
        points = Label(self._theme, formats.signed(total), "strong", tone, wrap=False)
        self._points.append(points)
        line.addWidget(points, 0, Qt.AlignmentFlag.AlignTop)
        text = (
            entry.reason
            if times == 1
            else self.tr("{reason} ({n} times)").format(reason=entry.reason, n=times)
        )
        line.addWidget(Label(self._theme, formats.breakable(text)), 1)
        if self._dated:
            when = Label(self._theme, formats.moment(entry.created_at), "caption", "faint", wrap=False)
            line.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        box.setAccessibleName(self.tr("{points} karma: {reason}").format(points=total, reason=text))
        return box

    def _align(self) -> None:
        """The reasons begin below each other, in every size of text."""
        width = QFontMetrics(self._theme.font("strong")).horizontalAdvance("+000")
        for points in self._points:
            points.setMinimumWidth(width)


def fold(entries: Sequence[LedgerEntry]) -> list[tuple[LedgerEntry, int]]:
    """Runs of the same reason and points as one entry and how often."""
    out: list[tuple[LedgerEntry, int]] = []
    for entry in entries:
        if out and (out[-1][0].reason, out[-1][0].delta) == (entry.reason, entry.delta):
            out[-1] = (out[-1][0], out[-1][1] + 1)
        else:
            out.append((entry, 1))
    return out
