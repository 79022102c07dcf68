"""The lessons that wait, each with a tick, and those she is learning, which keep theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from luna_desktop.domain.lesson import REPLACED, WAITS_IMPORTED, Lesson, LessonKind, held_reason
from luna_desktop.services.wording import taken_back
from luna_desktop.ui import formats
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import ClickLabel, Label, announce, button, drop, take_out, wrapping

if TYPE_CHECKING:
    from luna_desktop.services.teaching import Teaching

LESSON_BOXES = 100


def as_told(lesson: Lesson, teaching: Teaching) -> str:
    """A lesson as the person said it; `wording.lesson_text` has it as she would."""
    if lesson.fact is not None:
        return taken_back(lesson.fact, teaching) or teaching.statement(lesson.fact)
    return f"{lesson.prompt} → {lesson.reply}"


class LessonLine(QWidget):
    """A box beside the whole text, which wraps: the text of a check box would not.

    While it is ``fixed`` it keeps its tick and the keyboard, which a disabled box would lose.
    """

    def __init__(self, theme: Theme, lesson: Lesson, model: GrowthModel) -> None:
        super().__init__()
        self._lesson_id = lesson.id
        self._model = model
        self.fixed = False
        self.box = QCheckBox()
        self.box.toggled.connect(self._strike)  # not clicked: a screen reader may tick without a click
        self.text = ClickLabel(theme)
        self.text.clicked.connect(self.box.click)
        lines = QHBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        lines.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._align)
        self._align()

    def show_lesson(self, lesson: Lesson, *, frozen: bool, able: bool) -> None:
        """Show ``lesson``; a ``frozen`` one cannot be taken out any more, and none while not ``able``."""
        self.fixed = frozen or not able
        assert self._model.teaching is not None
        text = " ".join(as_told(lesson, self._model.teaching).split())
        if lesson.held and not frozen:
            reason = held_reason(lesson.held)
            text = self.tr("{lesson} (held back: {reason}; tick to let it in)").format(
                lesson=text, reason=reason
            )
        self.text.setText(formats.breakable(text))
        self.text.set_tone("dim" if self.fixed or lesson.struck or lesson.held else "")
        self.box.setAccessibleName(text)
        if frozen:
            words = self.tr("It is part of what she has begun to learn.")
        elif not able:
            words = self.tr("She is gathering her lessons: none can be changed just now.")
        else:
            words = self.tr("Ticked lessons are part of the next age-up.")
        self.box.setAccessibleDescription(words)
        self.setToolTip(words if self.fixed else "")
        self._show_tick(frozen or (not lesson.struck and not lesson.held))

    def _show_tick(self, on: bool) -> None:
        with QSignalBlocker(self.box):  # only the person strikes a lesson
            self.box.setChecked(on)

    def _align(self) -> None:
        """The first line of the text stands beside the box."""
        spare = self.box.sizeHint().height() - QFontMetrics(self.text.font()).height()
        self.text.setContentsMargins(0, max(0, spare // 2), 0, 0)

    def _strike(self, on: bool) -> None:
        if self.fixed:
            self._show_tick(not on)
            announce(self.box, self.box.accessibleDescription())
        else:
            self._model.strike(self._lesson_id, not on)


class LessonList(QWidget):
    """What the next age-up trains on; a lesson with its tick taken away is left out."""

    def __init__(self, theme: Theme, model: GrowthModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._shown: object = None
        self._lines: dict[int, LessonLine] = {}
        self._grouped: object = ()
        hint = self.tr("None yet. Tell her something about yourself: “My dog is called Rex.”")
        self._hint = Label(theme, hint, tone="dim")
        self._frozen = Label(theme, "", tone="accent")
        self._more = Label(theme, "", tone="dim", selectable=True)
        self._more.hide()
        self.let_in_button = button("", model.let_in_imported)
        self._waiting = wrapping(self.let_in_button)
        self._rows = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for lines in (self._rows, whole):
            lines.setSpacing(Theme.space(1))
        whole.addWidget(self._hint)
        whole.addWidget(self._frozen)
        whole.addWidget(self._waiting)
        whole.addLayout(self._rows)
        whole.addWidget(self._more)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the lessons that wait; of very many the newest, since each box costs time to lay out."""
        lessons, frozen = self._model.lessons, self._model.frozen
        composing = self._model.composing
        paused = self._model.training is None and not composing
        if (lessons, frozen, paused, composing) == self._shown:
            return
        self._shown = (list(lessons), frozen, paused, composing)
        # What waits for a word about each stands among them, however old the conversation it came from.
        settled = ("", WAITS_IMPORTED, REPLACED)
        newest = sorted(lessons, key=lambda x: (x.held not in settled, x.told))[-LESSON_BOXES:]
        now = frozenset(lesson.id for lesson in newest) & frozen
        at, replaced = self._keyboard(), list[QWidget]()
        if (set(self._lines), now) != ({lesson.id for lesson in newest}, self._grouped):
            replaced = self._rebuild(newest, now)
        for lesson in newest:
            self._lines[lesson.id].show_lesson(lesson, frozen=lesson.id in now, able=not composing)
        if at in self._lines:  # while the old lines stand: hiding them would send the keyboard down the list
            self._lines[at].box.setFocus()
        drop(replaced)
        self._frozen.setText(self._words_for_frozen(paused))
        self._frozen.setVisible(bool(now) or (composing and bool(lessons)))
        self._more.setText(
            self.tr("and {n} more: `luna lessons` lists them all").format(n=len(lessons) - len(newest))
        )
        self._more.setVisible(len(lessons) > len(newest))
        self._hint.setVisible(not lessons)
        waiting = sum(lesson.held == WAITS_IMPORTED and not lesson.struck for lesson in lessons)
        one, many = self.tr("Let the imported lesson in"), self.tr("Let all {n} imported lessons in")
        self.let_in_button.setText(formats.count(waiting, one, many))
        self.let_in_button.setAccessibleName(self.let_in_button.text())
        self.let_in_button.setEnabled(not composing)
        self._waiting.setVisible(waiting > 0)

    def _words_for_frozen(self, paused: bool) -> str:
        if paused:
            return self.tr(
                "She has begun to learn these. To take one back, discard what she has begun, "
                "or use Forget something… when she has learned it."
            )
        return self.tr("She is learning these now. To take one back afterwards, use Forget something…")

    def _keyboard(self) -> int | None:
        """The lesson that the keyboard is at, also while another window has it."""
        focused = self.window().focusWidget()
        return next((lesson_id for lesson_id, line in self._lines.items() if line.box is focused), None)

    def _rebuild(self, lessons: list[Lesson], now: frozenset[int]) -> list[QWidget]:
        """New lines for all; returns what they replace, which still stands."""
        replaced = take_out(self._rows)
        self._lines = {}
        self._grouped = now
        self._add_kinds([lesson for lesson in lessons if lesson.id in now])
        later = [lesson for lesson in lessons if lesson.id not in now]
        if now and later:
            self._rows.addWidget(Label(self._theme, self.tr("For the next time"), "strong"))
        self._add_kinds(later)
        return replaced

    def _add_kinds(self, lessons: list[Lesson]) -> None:
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
                self._lines[lesson.id] = LessonLine(self._theme, lesson, self._model)
                self._rows.addWidget(self._lines[lesson.id])
