"""The growth panel beside the chat: Luna, her karma, and how she grows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from luna_desktop.domain import age as ages
from luna_desktop.ui import formats
from luna_desktop.ui.exam_view import ExamView, why_no_exam
from luna_desktop.ui.growth.age_up_card import AgeUpCard
from luna_desktop.ui.growth.ledger import LedgerList
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.moon import MoonWidget, lit_fraction
from luna_desktop.ui.growth.training_card import TrainingCard
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button, hairline, scrolled


def age_title(number: int) -> str:
    """An age's name for a person."""
    return {
        "mechanical": formats.tr("mechanical"),
        "vocabulary": formats.tr("vocabulary"),
        "patterns": formats.tr("patterns"),
        "personality": formats.tr("personality"),
    }.get(ages.age(number).name, formats.tr("grown"))


def age_words(number: int) -> str:
    """What one can expect of her at an age."""
    return {
        "mechanical": formats.tr("she speaks in pure grammar"),
        "vocabulary": formats.tr("her words have neighbours"),
        "patterns": formats.tr("she sees what follows from what"),
        "personality": formats.tr("she learns what you talk about"),
    }.get(ages.age(number).name, formats.tr("she learns from your conversations alone"))


LEAST = 244
LOW = 640  # a window lower than this has no room for the large moon and what one came for
SMALL_MOON = 72


class Portrait(QWidget):
    """The moon with her age and the number one counts, below it or beside it."""

    def __init__(self, theme: Theme, model: GrowthModel, *, least: int) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._least = least
        self.moon = MoonWidget(theme, least=least)
        self._age = Label(theme, "", "heading")
        self._name = Label(theme, "", tone="dim")
        self._number = Label(theme, "", "display", "accent")
        self._of = Label(theme, "", tone="dim")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for label in (self._number, self._of):
            words.addWidget(label)
        words.addSpacing(Theme.space(1))
        for label in (self._age, self._name):
            words.addWidget(label)
        words.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addWidget(self.moon)
        self._parts.addLayout(words, 1)
        self.fit(10_000)
        model.changed.connect(self.refresh)
        model.progressed.connect(self._ring)
        self.refresh()

    def fit(self, height: int, *, narrow: bool = False) -> None:
        """In a page so high: the large moon, or a small one beside the words."""
        beside = narrow or height < LOW * self._theme.scale
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(way)
        self._parts.setSpacing(Theme.space(1) if beside else 2)
        self.moon.set_least(SMALL_MOON if beside else self._least, wide=not beside)
        side = Qt.AlignmentFlag.AlignLeft if beside else Qt.AlignmentFlag.AlignHCenter
        for label in (self._number, self._of, self._age, self._name):
            label.setAlignment(side)

    def refresh(self) -> None:
        """Show the model as it is."""
        summary, head = self._model.summary, self._model.head
        if summary is None or head is None:
            return
        self.moon.set_fraction(lit_fraction(summary.balance, summary.threshold))
        self._number.setText(formats.number(summary.balance))
        self._of.setText(self.tr("of {n} karma").format(n=formats.number(summary.threshold)))
        self._age.setText(self.tr("Age {n}").format(n=head.age))
        name = f"{age_title(head.age)}: {age_words(head.age)}"
        self._name.setText(f"{formats.breakable(head.name)} · {name}" if head.name else name)
        self.moon.setAccessibleName(
            self.tr("Luna, age {age}. {balance} of {threshold} karma.").format(
                age=head.age, balance=summary.balance, threshold=summary.threshold
            )
        )
        self._ring()

    def _ring(self) -> None:
        training = self._model.training
        self.moon.set_ring(None if training is None else training.progress.fraction)


class GrowthPanel(Surface):
    """One column: portrait, age-up or training, what earned karma, what she can do."""

    more_asked = Signal()

    def __init__(self, theme: Theme, model: GrowthModel) -> None:
        super().__init__("panel", margin=0)
        self._model = model
        content = QWidget()
        lines = QVBoxLayout(content)
        lines.setContentsMargins(Theme.space(2), Theme.space(1), Theme.space(2), Theme.space(3))
        lines.setSpacing(Theme.space(2))
        self.portrait = Portrait(theme, model, least=150)
        self._age_up = AgeUpCard(theme, model)
        self._training = TrainingCard(theme, model)
        self._ledger = LedgerList(theme, most=6)
        self._exam = ExamView(theme)
        self._exam_of: object = ()
        lines.addWidget(self.portrait)
        lines.addWidget(self._age_up)
        lines.addWidget(self._training)
        lines.addWidget(Label(theme, self.tr("What earned it"), "title"))
        lines.addWidget(self._ledger)
        more = button(self.tr("All about her growth"), self.more_asked.emit)
        lines.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(hairline())
        lines.addWidget(Label(theme, self.tr("What she can do, as measured"), "title"))
        lines.addWidget(self._exam)
        lines.addStretch(1)
        self.body.addWidget(scrolled(content, LEAST))
        theme.changed.connect(self._fit)
        model.changed.connect(self.refresh)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.portrait.fit(self.height())

    def refresh(self) -> None:
        """Show the model as it is."""
        learning = self._model.training is not None
        self._training.setVisible(learning)
        self._age_up.setVisible(not learning and self._model.preview is not None)
        if self._model.summary is not None:
            self._ledger.show_entries(self._model.summary.entries)
        head = self._model.head
        key = None if head is None else (head.id, head.exam)
        if head is not None and key != self._exam_of:
            self._exam_of = key
            self._exam.show_report(head.exam, why_not=why_no_exam(head))
