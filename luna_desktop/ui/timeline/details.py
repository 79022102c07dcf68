"""One generation on a card: what it learned, how it did, and what one can do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import Lesson
from luna_desktop.services.wording import lesson_text
from luna_desktop.ui import formats
from luna_desktop.ui.exam_view import ExamView, why_no_exam
from luna_desktop.ui.growth.panel import age_title, age_words
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.timeline.marks import paint_mark, status_tone, status_word
from luna_desktop.ui.widgets import (
    Fold,
    IconButton,
    Label,
    Surface,
    button,
    hairline,
    row,
    scrolled,
    wrapping,
)

if TYPE_CHECKING:
    from luna_desktop.services.teaching import Teaching

LEAST = 264
LESSONS_SHOWN = 200


def can_speak(node: Generation) -> bool:
    """Whether there are weights to talk to."""
    rejected = node.status is GenerationStatus.REJECTED
    return node.status is GenerationStatus.PUBLISHED or (rejected and node.bytes > 0)


class Mark(QWidget):
    """The generation's own shape, as on the line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._node: Generation | None = None
        self._current = False
        self.setFixedSize(56, 56)
        theme.changed.connect(self.update)

    def show_node(self, node: Generation, current: bool) -> None:
        """Draw ``node``."""
        self._node, self._current = node, current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._node is not None:
            painter = QPainter(self)
            paint_mark(painter, self._theme, QPointF(28, 28), 20, self._node, current=self._current)
            painter.end()


class Details(Surface):
    """Emits what the person wants; the page does it."""

    talk_asked = Signal(object)
    use_asked = Signal(object)
    publish_asked = Signal(object)
    export_asked = Signal(object)
    copy_asked = Signal(object)
    manifest_asked = Signal(object)
    lessons_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__("panel", margin=0)
        self._theme = theme
        self._node: Generation | None = None
        self._mark = Mark(theme)
        self._title = Label(theme, "", "heading")
        self._status = Label(theme, "", "strong")
        self._reason = Label(theme, "", tone="dim", selectable=True)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(Theme.space(2))
        self._form.setVerticalSpacing(Theme.space(0.75))
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._values: dict[str, Label] = {}
        self._fields: dict[str, QWidget] = {}
        self._copy = IconButton(theme, "copy", self.tr("Copy id"), self._emit(self.copy_asked))
        self._exam = ExamView(theme)
        self._exam_of: object = ()
        self._taught = Label(theme, "", tone="dim")
        self.lessons = Fold(self.tr("What she learned"), self._taught)
        self.lessons.opened.connect(self._look_up_lessons)
        content = QWidget()
        lines = QVBoxLayout(content)
        edge = Theme.space(2)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(2))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._title)
        titles.addWidget(self._status)
        head = row(self._mark, spacing=1.5)
        head.layout().addLayout(titles, 1)  # pyright: ignore[reportAttributeAccessIssue,reportOptionalMemberAccess]
        lines.addWidget(head)
        lines.addWidget(self._reason)
        lines.addWidget(self._actions())
        lines.addWidget(hairline())
        lines.addLayout(self._form)
        lines.addWidget(self.lessons)
        lines.addWidget(hairline())
        lines.addWidget(Label(theme, self.tr("Her exam"), "title"))
        lines.addWidget(self._exam)
        lines.addStretch(1)
        self._content = content
        self._exporting = False
        self.body.addWidget(scrolled(content, LEAST))

    def show_node(self, node: Generation | None, parent: Generation | None, current: bool) -> None:
        """Show ``node`` beside its parent."""
        before, self._node = self._node, node
        if node is None or before is None or node.id != before.id:
            self.lessons.close_up()
        elif node.status is not before.status and self.lessons.head.isChecked():
            self._look_up_lessons()  # what was forgotten meanwhile must not stay
        self._content.setVisible(node is not None)
        if node is None:
            return
        self._mark.show_node(node, current)
        published = node.status is GenerationStatus.PUBLISHED
        name = node.name or self.tr("Generation {n}").format(n=node.number)
        self._title.setText(formats.breakable(name))
        word = self.tr("current") if current else status_word(node.status)
        self._status.setText(
            self.tr("Age {n}, {name} · {status}").format(n=node.age, name=age_title(node.age), status=word)
            if published
            else word.capitalize()
        )
        self._status.setToolTip(age_words(node.age) if published else "")
        self._status.set_tone(status_tone(node.status, current))
        by_hand = self.tr("Published by your own decision; the exam had said no.") if node.by_hand else ""
        reason = " ".join(part for part in (by_hand, node.reason) if part)
        self._reason.setText(formats.breakable(reason))  # it may name a file
        self._reason.setVisible(bool(self._reason.text()))
        self._fill(node, parent)
        exam = (node.id, node.status, node.exam, parent)
        if exam != self._exam_of:
            self._exam_of = exam
            before = parent.exam if parent is not None else None
            self._exam.show_report(node.exam, before, why_not=why_no_exam(node))
        speaks = can_speak(node)
        self._able(self._talk, speaks, self.tr("She left no file to load."))
        never = self.tr("Only published ones can be current.")
        reason = self.tr("She is the current one.") if current else never
        self._able(self._use, published and not current, reason)
        # What the gate rejected waits for the person's last word; the timeline will say whose it was.
        rejected = node.status is GenerationStatus.REJECTED
        self._use.setHidden(rejected)
        self._publish.setHidden(not rejected)
        self._able(self._publish, speaks, self.tr("She left no file to load."))
        self._able(self._export, speaks or self._exporting, self.tr("She left no file to export."))

    def show_export(self, fraction: float | None) -> None:
        """Let the button stop what is exported, ``fraction`` of it done; None: it has ended."""
        self._exporting = fraction is not None
        if fraction is None:
            self._export.setText(self.tr("Export as a file…"))
            self._export.setMinimumWidth(0)
            self._export.setAccessibleName("")
            speaks = self._node is not None and can_speak(self._node)
            self._able(self._export, speaks, self.tr("She left no file to export."))
            return
        self._export.setMinimumWidth(max(self._export.width(), self._export.minimumWidth()))  # nothing moves
        self._export.setText(self.tr("Stop · {n}").format(n=formats.percent(fraction)))
        self._able(self._export, True, "")
        self._export.setToolTip(self.tr("Stop exporting"))
        self._export.setAccessibleName(self.tr("Stop exporting"))  # read aloud once, and not at every step

    def show_lessons(self, node: Generation, lessons: Sequence[Lesson], teaching: Teaching) -> None:
        """Show what ``node`` was taught by ``teaching``, while it is still the one that is looked at."""
        if self._node is None or (node.id, node.status) != (self._node.id, self._node.status):
            return
        texts = [lesson_text(lesson, teaching) for lesson in lessons[:LESSONS_SHOWN]]
        lines = [f"• {formats.breakable(text)}" for text in texts]
        if len(lessons) > LESSONS_SHOWN:
            lines.append(self.tr("and {n} more").format(n=formats.number(len(lessons) - LESSONS_SHOWN)))
        if (gone := node.lessons - len(lessons)) > 0:
            one = self.tr(
                "{n} of her lessons is not shown: forgotten, deleted or taken back since, "
                "or from a conversation that is private now."
            )
            many = self.tr(
                "{n} of her lessons are not shown: forgotten, deleted or taken back since, "
                "or from a conversation that is private now."
            )
            lines.append(formats.count(gone, one, many))
        self._taught.setText("\n".join(lines))

    def _look_up_lessons(self) -> None:
        node = self._node
        if node is None:
            return
        if node.status is GenerationStatus.FORGOTTEN:
            self._taught.setText(self.tr("It was forgotten, and her weights with it."))
        elif not node.lessons:
            newborn = self.tr("Nothing of yours yet: she was born with a grammar and no knowledge.")
            self._taught.setText(newborn if node.parent_id is None else self.tr("Nothing of yours."))
        else:
            self._taught.setText(self.tr("Looking…"))
            self.lessons_asked.emit(node)

    def _actions(self) -> QWidget:
        self._talk = button(self.tr("Talk to her"), self._emit(self.talk_asked), "primary")
        self._use = button(self.tr("Make current"), self._emit(self.use_asked))
        self._publish = button(self.tr("Publish anyway…"), self._emit(self.publish_asked))
        self._export = button(self.tr("Export as a file…"), self._emit(self.export_asked))
        self._manifest = button(self.tr("All details…"), self._emit(self.manifest_asked))
        # One of the two is shown at a time: together they are one place in the row.
        self._publish.hide()
        second = row(self._use, self._publish)
        return wrapping(self._talk, second, self._export, self._manifest)

    def _emit(self, signal: Any) -> Callable[[], None]:
        def emit() -> None:
            if self._node is not None:
                signal.emit(self._node)

        return emit

    def _able(self, control: QPushButton, able: bool, why_not: str) -> None:
        control.setEnabled(able)
        control.setToolTip("" if able else why_not)
        control.setAccessibleDescription("" if able else why_not)

    def _fill(self, node: Generation, parent: Generation | None) -> None:
        values = {
            self.tr("Created"): formats.moment(node.created_at),
            self.tr("Parent"): self._parent_words(parent),
            self.tr("Lessons"): formats.number(node.lessons) if node.lessons else "",
            self.tr("Training"): self._training_words(node),
            self.tr("Size"): formats.size(node.bytes) if node.bytes else "",
            self.tr("Base"): formats.breakable(node.base),
            self.tr("Id"): node.id,
        }
        for name, value in values.items():
            if name not in self._values:
                label = Label(self._theme, "", selectable=name == self.tr("Id"))
                field = row(label, self._copy, None) if name == self.tr("Id") else label
                self._values[name], self._fields[name] = label, field
                self._form.addRow(Label(self._theme, name, tone="dim", wrap=False), field)
            self._values[name].setText(value)
            self._form.setRowVisible(self._fields[name], bool(value))

    def _parent_words(self, parent: Generation | None) -> str:
        if parent is None:
            return self.tr("none: she was born")
        return parent.name or self.tr("Generation {n}, age {age}").format(n=parent.number, age=parent.age)

    def _training_words(self, node: Generation) -> str:
        if not node.tokens:
            return ""
        return self.tr("{n} tokens in {time}").format(
            n=formats.number(node.tokens), time=formats.duration(node.seconds)
        )
