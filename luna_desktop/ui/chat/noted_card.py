"""What was noted of one message: each fact to undo or put right, and a line to add what was not heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import held_reason
from luna_desktop.domain.lesson_state import LessonState
from luna_desktop.services.noted import Choice, Standing
from luna_desktop.ui import formats
from luna_desktop.ui.chat.teach_form import TeachForm
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, announce, button, clear, hairline

LEAST_WIDTH = 300
LETTERS = 46  # of a line in the card
APART = 8  # from what it belongs to


class FactLine(QWidget):
    """One fact, what becomes of it, and what can be done about it."""

    struck = Signal(int, bool)
    let_in = Signal(int)
    mended = Signal(int, str)
    grew = Signal()

    def __init__(self, theme: Theme, lesson_id: int) -> None:
        super().__init__()
        self._lesson_id = lesson_id
        self._value = ""
        self.words = Label(theme, "", selectable=True)
        self.state = Label(theme, "", "caption", "dim")
        kept = self.state.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that the buttons stay at its side
        self.state.setSizePolicy(kept)
        self.edit = QLineEdit()
        self.edit.returnPressed.connect(self._save)
        self.correct = button(self.tr("Correct"), self.begin, "quiet")
        self.undo = button("", self._undo, "quiet")
        self.save = button(self.tr("Save"), self._save)
        self.cancel = button(self.tr("Cancel"), self.end, "quiet")
        for one in (self.correct, self.undo, self.save, self.cancel):
            one.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(Theme.space(0.5))
        foot.addWidget(self.state, 1)
        for one in (self.correct, self.undo, self.cancel, self.save):
            foot.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Theme.space(0.5))
        lines.addWidget(self.words)
        lines.addWidget(self.edit)
        lines.addLayout(foot)
        self._waits = self._off = self._fixed = False
        self._edit(False)

    @property
    def editing(self) -> bool:
        """Whether its value is being put right."""
        return not self.edit.isHidden()

    def show_fact(self, standing: Standing, *, learning: bool) -> None:
        """Show how it stands now; while she is ``learning`` it, it cannot be undone."""
        noted, off = standing.noted, standing.noted.lesson.struck
        self._value, self._waits, self._off = noted.value, noted.waits, off
        said = noted.words[:1].upper() + noted.words[1:]
        self.words.setText(formats.breakable(said))
        self.words.set_tone("dim" if off or noted.waits else "")
        self.state.setText(self._becomes(standing, learning=learning))
        self.undo.setText(
            self.tr("Redo") if off else self.tr("Let it in") if noted.waits else self.tr("Undo")
        )
        named = self.tr("{act}: {fact}")
        self.undo.setAccessibleName(named.format(act=self.undo.text(), fact=noted.words))
        self.undo.setAccessibleDescription(self.state.text())
        self.correct.setAccessibleName(named.format(act=self.correct.text(), fact=noted.words))
        self.edit.setAccessibleName(self.tr("What is right instead of: {fact}").format(fact=noted.words))
        self._fixed = learning
        self._edit(self.editing)

    def begin(self) -> None:
        """Put its value right."""
        self._edit(True)
        self.edit.setText(self._value)
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Leave its value as it is."""
        if self.editing:
            self._edit(False)
            self.correct.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit(self, on: bool) -> None:
        for one in (self.edit, self.save, self.cancel):
            one.setVisible(on)
        self.state.setVisible(not on)
        self.correct.setVisible(not on and bool(self._value) and not self._off)
        self.undo.setVisible(not on and not self._fixed)
        self.grew.emit()

    def _save(self) -> None:
        value = " ".join(self.edit.text().split())
        if value and value != self._value:
            self.mended.emit(self._lesson_id, value)
        self.end()

    def _undo(self) -> None:
        if self._waits:
            self.let_in.emit(self._lesson_id)
        else:
            self.struck.emit(self._lesson_id, not self._off)

    def _becomes(self, standing: Standing, *, learning: bool) -> str:
        lesson = standing.noted.lesson
        if lesson.struck and standing.taught:
            return self.tr("Undone. She has learned it already: “Forget something…” takes it from her.")
        if lesson.struck:
            return self.tr("Undone: she will not learn it.")
        if learning:
            return self.tr("She is learning it now.")
        if lesson.held:
            return self.tr("Waits for you: {why}.").format(why=held_reason(lesson.held))
        return {
            LessonState.TAUGHT: self.tr("She has learned it."),
            LessonState.REPLACED: self.tr("You told it otherwise since."),
            LessonState.TAKEN_BACK: self.tr("You took it back since."),
            LessonState.DONE: self.tr("She knows nothing of it any more."),
        }.get(standing.state, self.tr("Not learned yet."))


class NotedCard(QDialog):
    """Pops up beside the message; a click outside of it or Escape puts it away.

    ``learning`` tells by a lesson's number whether a training has it.
    """

    struck = Signal(int, bool)
    let_in = Signal(int)
    mended = Signal(int, str)
    added = Signal(str, str)

    def __init__(
        self, theme: Theme, message_id: int, learning: Callable[[int], bool], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.message_id = message_id
        self._theme = theme
        self._learning = learning
        self._lines: dict[int, FactLine] = {}
        self._parent = parent
        self._around = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "palette")
        self._title = Label(theme, "", "strong")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(Theme.space(1))
        self._trouble = Label(theme, "", tone="bad")
        self._trouble.hide()
        self.more = button(self.tr("Add something…"), self._open_form, "quiet")
        self.more.setAutoDefault(False)
        self.form = TeachForm(theme)
        self.form.taught.connect(self._teach)
        lines = self._body = QVBoxLayout(self)
        edge = Theme.space(2)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1.5))
        lines.addWidget(self._title)
        lines.addLayout(self._facts)
        lines.addWidget(self._trouble)
        lines.addWidget(self.more, 0, Qt.AlignmentFlag.AlignRight)
        lines.addWidget(self.form)

    @property
    def lines(self) -> list[FactLine]:
        """The facts on show."""
        return list(self._lines.values())

    def show_facts(self, standing: Sequence[Standing]) -> None:
        """Show these; where there are none, what was not heard can be added at once."""
        self._trouble.hide()
        ids = [one.noted.lesson.id for one in standing]
        if ids != list(self._lines):
            self._rebuild(ids)
        for one in standing:
            self._lines[one.noted.lesson.id].show_fact(one, learning=self._learning(one.noted.lesson.id))
        title = self.tr("What she noted") if ids else self.tr("She noted nothing here")
        self._title.setText(title)
        self.setWindowTitle(title)
        if not ids:
            self._open_form()
        elif not self.isVisible():
            self.lines[0].undo.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """What can be added by hand."""
        self.form.set_choices(choices)

    def show_trouble(self, error: LunaError) -> None:
        """Say why it could not be done."""
        unknown = error.code == "key-unknown"  # whose next step is a command to type
        parts = (
            (error.what, self.tr("Choose one of the sentences in the list."))
            if unknown
            else (error.what, error.why, error.next_step)
        )
        self._trouble.setText(" ".join(part for part in parts if part))
        self._trouble.show()
        announce(self, self._trouble.text())
        self._fit()

    def pop_up(self, around: QRect) -> None:
        """Show it under ``around`` (on the screen), at its right edge; above it where there is more room."""
        self._around = around
        self._fit()
        self.show()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = next((line for line in self.lines if line.editing), None)
        if event.key() == Qt.Key.Key_Escape and editing is not None:
            editing.end()
        else:
            super().keyPressEvent(event)

    def _rebuild(self, ids: Sequence[int]) -> None:
        at = self.focusWidget()
        kept = any(line.isAncestorOf(at) for line in self.lines)
        clear(self._facts)
        self._lines = {}
        for number in ids:
            line = self._lines[number] = FactLine(self._theme, number)
            line.struck.connect(self.struck)
            line.let_in.connect(self.let_in)
            line.mended.connect(self.mended)
            line.grew.connect(self._fit)
            if self._facts.count():
                self._facts.addWidget(hairline())
            self._facts.addWidget(line)
        if kept and ids:
            self._lines[ids[-1]].undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_form(self) -> None:
        self.more.hide()
        self.form.open()
        self._fit()

    def _teach(self, key: str, value: str) -> None:
        self._trouble.hide()
        self.added.emit(key, value)

    def taught(self) -> None:
        """What was added is kept: room for the next."""
        self.form.close_up()
        self.more.show()
        self._fit()

    def _fit(self) -> None:
        """As wide as a line of words, as high as it needs, inside the window."""
        if self._around.isNull():
            return
        window = self._parent.window()
        room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).adjusted(8, 8, -8, -8)
        wide = QFontMetrics(self._theme.font("body")).averageCharWidth() * LETTERS
        wide = min(max(LEAST_WIDTH, wide, self.minimumSizeHint().width()), room.width())
        self._body.activate()
        high = max(self._body.totalHeightForWidth(wide), self._body.totalMinimumSize().height())
        high = min(high, room.height())
        below = room.bottom() - self._around.bottom() >= high + APART
        y = self._around.bottom() + APART if below else self._around.top() - high - APART
        x = self._around.right() - wide
        self.setGeometry(
            max(room.left(), min(x, room.right() - wide)),
            max(room.top(), min(y, room.bottom() - high)),
            wide,
            high,
        )
