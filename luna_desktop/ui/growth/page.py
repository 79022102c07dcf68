"""The growth page: the panel's parts with room, the lessons to come and the whole ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.ui.exam_view import ExamView, why_no_exam
from luna_desktop.ui.growth.age_up_card import AgeUpCard
from luna_desktop.ui.growth.forget_dialog import ForgetDialog
from luna_desktop.ui.growth.import_dialog import ImportDialog
from luna_desktop.ui.growth.ledger import LedgerList
from luna_desktop.ui.growth.lessons import LessonList
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.panel import Portrait
from luna_desktop.ui.growth.rehearing import Rehearing
from luna_desktop.ui.growth.training_card import TrainingCard
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button, column, scrolled, wrapping

if TYPE_CHECKING:
    from luna_desktop.services.app import App

NARROW = 860
LEDGER_LINES = 60


class GrowthPage(QWidget):
    """Two columns, or one where there is no room."""

    brought = Signal()  # conversations from elsewhere

    def __init__(self, app: App, tasks: Tasks, theme: Theme, model: GrowthModel) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._model = model
        self._exam = ExamView(theme)
        self._exam_of: object = ()
        self._ledger = LedgerList(theme, most=LEDGER_LINES, dated=True)
        self._ledger_key: object = ()
        self._lessons = LessonList(theme, model)
        self.rehearing = Rehearing(app, tasks, theme, model)
        self._portrait = Portrait(theme, model, least=210)
        self._training = TrainingCard(theme, model)
        self._age_up = AgeUpCard(theme, model)
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        edge = Theme.space(3)
        self._columns.setContentsMargins(edge, edge, edge, edge)
        self._columns.setSpacing(Theme.space(3))
        self._columns.addLayout(self._left(theme), 5)
        self._columns.addLayout(self._right(theme), 6)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(scrolled(content))
        theme.changed.connect(self._fit)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the model as it is; the ledger is fetched when it grew."""
        learning = self._model.training is not None
        self._training.setVisible(learning)
        self._age_up.setVisible(not learning and self._model.preview is not None)
        head, summary = self._model.head, self._model.summary
        if head is not None and (head.id, head.exam) != self._exam_of:
            self._exam_of = (head.id, head.exam)
            self._exam.show_report(head.exam, why_not=why_no_exam(head))
        newest = summary.entries[0].id if summary is not None and summary.entries else 0
        if summary is not None and newest != self._ledger_key:
            self._ledger_key = newest
            work = self._app.karma.ledger(limit=LEDGER_LINES * 3)
            self._tasks.run(self, work, done=self._show_ledger, panel="growth")

    def bring(self) -> ImportDialog:
        """Ask for conversations that were held elsewhere."""
        dialog = ImportDialog(self._app, self._tasks, self._theme, self)
        self._model.hold(dialog)
        dialog.brought.connect(self._model.refresh)
        dialog.brought.connect(self.brought)
        dialog.open()
        return dialog

    def forget(self) -> ForgetDialog:
        """Ask what she should forget."""
        dialog = ForgetDialog(self._app, self._tasks, self._theme, self._model, self)
        self._model.hold(dialog)
        dialog.open()
        return dialog

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < NARROW * self._theme.scale
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != way:
            self._columns.setDirection(way)
        self._portrait.fit(self.height(), narrow=narrow)

    def _show_ledger(self, entries: list[LedgerEntry]) -> None:
        self._ledger.show_entries(entries)

    def _left(self, theme: Theme) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(Theme.space(2))
        lines.addWidget(self._portrait)
        lines.addWidget(self._age_up)
        lines.addWidget(self._training)
        lines.addWidget(
            _section(theme, self.tr("What she can do, as measured"), self._exam, self._why_measured())
        )
        lines.addStretch(1)
        return lines

    def _right(self, theme: Theme) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(Theme.space(2))
        lessons = self.tr("Exactly this is what her next age-up trains on, beside her curriculum.")
        bring = button(self.tr("Bring conversations…"), self.bring)
        forget = button(self.tr("Forget something…"), self.forget)
        actions = wrapping(bring, forget, self.rehearing.listen_button)
        told = column(actions, self.rehearing, self._lessons, spacing=1.5)
        lines.addWidget(_section(theme, self.tr("Before she learns"), told, lessons))
        ledger = self.tr("Every point and why. Karma is effort, not ability; it buys training time.")
        lines.addWidget(_section(theme, self.tr("Karma"), self._ledger, ledger))
        lines.addStretch(1)
        return lines

    def _why_measured(self) -> str:
        return self.tr("Sealed questions, answered without memory of your talks.")


def _section(theme: Theme, title: str, content: QWidget, words: str) -> Surface:
    card = Surface("card", spacing=1.5)
    card.body.addWidget(Label(theme, title, "title"))
    card.body.addWidget(Label(theme, words, tone="dim"))
    card.body.addWidget(content)
    return card
