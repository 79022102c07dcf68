"""The growth page: the panel's parts with room, the lessons to come and the whole ledger."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import WAITS_IMPORTED, Lesson, LessonKind, held_reason
from luna_desktop.ui import formats
from luna_desktop.ui.exam_view import ExamView
from luna_desktop.ui.growth.age_up_card import AgeUpCard
from luna_desktop.ui.growth.forget_dialog import ForgetDialog
from luna_desktop.ui.growth.import_dialog import ImportDialog
from luna_desktop.ui.growth.ledger import LedgerList
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.panel import Portrait
from luna_desktop.ui.growth.training_card import TrainingCard
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button, clear, column, row, scrolled

NARROW = 860
LEDGER_LINES = 60
LESSON_BOXES = 100


def as_told(lesson: Lesson) -> str:
    """A lesson as the person said it; `wording.lesson_text` has it as she would."""
    if lesson.fact is not None:
        from luna_desktop.language.kinds import is_kind, kind_of

        if is_kind(lesson.fact.key):
            return kind_of(lesson.fact.key).statements[0].replace("{v}", lesson.fact.value)
        return f"{lesson.fact.key}: {lesson.fact.value}"
    return f"{lesson.prompt} → {lesson.reply}"


class LessonList(QWidget):
    """What the next age-up trains on; a lesson with its tick taken away is left out."""

    def __init__(self, theme: Theme, model: GrowthModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._shown: list[Lesson] | None = None
        self._boxes: dict[int, QCheckBox] = {}
        hint = self.tr("None yet. Tell her something about yourself: “My dog is called Rex.”")
        self._hint = Label(theme, hint, tone="dim")
        self._more = Label(theme, "", tone="dim", selectable=True)
        self._more.hide()
        self.let_in_button = button("", model.let_in_imported)
        self._waiting = row(self.let_in_button, None)
        self._rows = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for lines in (self._rows, whole):
            lines.setSpacing(Theme.space(1))
        whole.addWidget(self._hint)
        whole.addWidget(self._waiting)
        whole.addLayout(self._rows)
        whole.addWidget(self._more)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the lessons that wait; of very many the newest, since each box costs time to lay out."""
        lessons = self._model.lessons
        if lessons == self._shown:
            return
        self._shown = list(lessons)
        # What waits for a word about each stands among them, however old the conversation it came from.
        newest = sorted(lessons, key=lambda x: (x.held not in ("", WAITS_IMPORTED), x.told))[-LESSON_BOXES:]
        if {lesson.id for lesson in newest} != set(self._boxes):
            self._rebuild(newest)
        for lesson in newest:
            self._show(lesson)
        self._more.setText(
            self.tr("and {n} more: `luna lessons` lists them all").format(n=len(lessons) - len(newest))
        )
        self._more.setVisible(len(lessons) > len(newest))
        self._hint.setVisible(not lessons)
        waiting = sum(lesson.held == WAITS_IMPORTED and not lesson.struck for lesson in lessons)
        one, many = self.tr("Let the imported lesson in"), self.tr("Let all {n} imported lessons in")
        self.let_in_button.setText(formats.count(waiting, one, many))
        self.let_in_button.setAccessibleName(self.let_in_button.text())
        self._waiting.setVisible(waiting > 0)

    def _rebuild(self, lessons: list[Lesson]) -> None:
        clear(self._rows)
        self._boxes = {}
        titles = {
            LessonKind.FACT: self.tr("Facts you told"),
            LessonKind.CORRECTION: self.tr("Your corrections"),
            LessonKind.LIKED: self.tr("Replies you liked"),
            LessonKind.IMPORTED: self.tr("Imported"),
        }
        for kind, title in titles.items():
            of_kind = [lesson for lesson in lessons if lesson.kind is kind]
            if of_kind:
                self._rows.addWidget(Label(self._theme, title, "caption", "faint"))
            for lesson in of_kind:
                self._boxes[lesson.id] = self._box(lesson.id)
                self._rows.addWidget(self._boxes[lesson.id])

    def _box(self, lesson_id: int) -> QCheckBox:
        box = QCheckBox()
        box.setToolTip("")
        box.setAccessibleDescription(self.tr("Ticked lessons are part of the next age-up."))
        # clicked, not toggled: only the person strikes a lesson, never the showing of what is so already
        box.clicked.connect(lambda on: self._model.strike(lesson_id, not on))
        return box

    def _show(self, lesson: Lesson) -> None:
        text = as_told(lesson)
        if lesson.held:
            text = f"{text} ({held_reason(lesson.held)})"
        box = self._boxes[lesson.id]
        box.setText(_on_one_line(text))
        box.setAccessibleName(text)
        box.setChecked(not lesson.struck and not lesson.held)


def _on_one_line(text: str, most: int = 90) -> str:
    flat = " ".join(text.split()).replace("&", "&&")
    return flat if len(flat) <= most else flat[: most - 1] + "…"


class GrowthPage(QWidget):
    """Two columns, or one where there is no room."""

    brought = Signal()  # conversations from elsewhere

    def __init__(self, app: Any, tasks: Tasks, theme: Theme, model: GrowthModel) -> None:
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
            self._exam.show_report(head.exam)
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
        narrow = event.size().width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != way:
            self._columns.setDirection(way)
        super().resizeEvent(event)

    def _show_ledger(self, entries: list[LedgerEntry]) -> None:
        self._ledger.show_entries(entries)

    def _left(self, theme: Theme) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(Theme.space(2))
        lines.addWidget(Portrait(theme, self._model, least=210))
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
        actions = row(bring, button(self.tr("Forget something…"), self.forget), None)
        told = column(actions, self._lessons, spacing=1.5)
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
    card.body.setAlignment(Qt.AlignmentFlag.AlignTop)
    return card
