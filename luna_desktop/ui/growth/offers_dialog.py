"""What she would note otherwise since she listened again: taken as a whole, in part, or not at all."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from luna_desktop.domain.rehearing import Offer, Reading
from luna_desktop.services.rehearing import Reheard
from luna_desktop.services.teaching import Teaching
from luna_desktop.services.wording import offer_words, reheard_line
from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import ClickLabel, Label, button, column, row, scrolled

MOST = 100  # lines: each costs time to lay out
QUOTED = 240  # characters of a message


class OfferLine(QWidget):
    """A box beside what would be known, with the words that tell it below."""

    ticked = Signal()

    def __init__(self, theme: Theme, offer: Offer, teaching: Teaching) -> None:
        super().__init__()
        self.offer = offer
        words = offer_words(offer, teaching)
        before, after = " ".join(words.before), " ".join(words.after)
        text = self.tr("{before} → {after}") if before and after else self.tr("{before}{after}")
        text = text.format(before=before, after=after)
        self.box = QCheckBox()
        self.box.setChecked(True)
        self.box.setAccessibleName(text)
        self.box.toggled.connect(self.ticked)
        self._text = ClickLabel(theme, formats.breakable(text))
        self._text.clicked.connect(self.box.click)
        notes: list[str] = []
        if words.said:
            said = words.said if len(words.said) <= QUOTED else f"{words.said[:QUOTED].rstrip()}…"
            notes.append(self.tr("“{said}”").format(said=said))
        if words.waits:
            notes.append(self.tr("It waits for your word then: {why}.").format(why=words.waits))
        told = Label(theme, formats.breakable("\n".join(notes)), "caption", "faint")
        if not notes:
            told.hide()
        self.box.setAccessibleDescription(" ".join(notes))
        lines = QHBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        lines.addWidget(column(self._text, told, spacing=0.25), 1)
        theme.changed.connect(self._align)
        self._align()

    def _align(self) -> None:
        """The first line of the text stands beside the box."""
        spare = self.box.sizeHint().height() - QFontMetrics(self._text.font()).height()
        self._text.setContentsMargins(0, max(0, spare // 2), 0, 0)


class OffersDialog(QDialog):
    """Nothing is decided by closing it."""

    decided = Signal(list, list)  # the offers that are taken, and those that had no place here

    def __init__(self, theme: Theme, reheard: Reheard, teaching: Teaching, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown, self._hidden = reheard.offers[:MOST], reheard.offers[MOST:]
        self.setWindowTitle(self.tr("What she would note otherwise"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(600, 620)
        self.all_box = QCheckBox(self.tr("All of it"))
        self.all_box.clicked.connect(lambda *_: self._tick_all())
        self.take_button = button(self.tr("Take what is ticked"), self._take, "primary")
        self.take_button.setDefault(True)
        self.none_button = button(self.tr("Leave all as it is"), self._leave, "quiet")
        later = button(self.tr("Decide later"), self.reject)
        self.lines = [OfferLine(theme, offer, teaching) for offer in self._shown]
        for line in self.lines:
            line.ticked.connect(self._count)
        about = self.tr("Nothing is changed unless you take it. What you put right yourself stays as it is.")
        lines = QVBoxLayout(self)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1.5))
        lines.addWidget(Label(theme, self.tr("What she would note otherwise"), "title"))
        lines.addWidget(Label(theme, f"{reheard_line(reheard)} {about}", tone="dim"))
        lines.addWidget(self.all_box)
        lines.addWidget(scrolled(self._parts(theme)), 1)
        if self._hidden:
            more = self.tr("{n} more come when you have decided on these.")
            lines.addWidget(Label(theme, more.format(n=formats.number(len(self._hidden))), tone="dim"))
        lines.addWidget(row(None, self.none_button, later, self.take_button))
        self._count()
        self.take_button.setFocus()

    def _parts(self, theme: Theme) -> QWidget:
        titles = {
            Reading.NEW: self.tr("New"),
            Reading.OTHERWISE: self.tr("Heard otherwise"),
            Reading.GONE: self.tr("No longer noted"),
        }
        content = QWidget()
        parts = QVBoxLayout(content)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(Theme.space(1))
        for reading, title in titles.items():
            of_kind = [line for line in self.lines if line.offer.reading is reading]
            if of_kind:
                parts.addSpacing(Theme.space(1) if parts.count() else 0)
                parts.addWidget(Label(theme, title, "caption", "faint"))
            for line in of_kind:
                parts.addWidget(line)
        parts.addStretch(1)
        return content

    def _count(self) -> None:
        ticked = sum(line.box.isChecked() for line in self.lines)
        state = Qt.CheckState.PartiallyChecked
        if ticked in (0, len(self.lines)):
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        with QSignalBlocker(self.all_box):
            self.all_box.setCheckState(state)
        self.take_button.setEnabled(ticked > 0)

    def _tick_all(self) -> None:
        on = not all(line.box.isChecked() for line in self.lines)
        for line in self.lines:
            line.box.setChecked(on)
        self._count()

    def _take(self) -> None:
        self._decide([line.offer for line in self.lines if line.box.isChecked()])

    def _leave(self) -> None:
        self._decide([])

    def _decide(self, chosen: list[Offer]) -> None:
        self.decided.emit(chosen, list(self._hidden))
        self.accept()
