"""The first run: one page, one click, and Luna is born."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.generation import Generation
from luna_desktop.ui import formats
from luna_desktop.ui.centred import centred
from luna_desktop.ui.growth.moon import MoonWidget
from luna_desktop.ui.notice import Notice
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.welcome.bases import Bases
from luna_desktop.ui.widgets import Label, Surface, announce, button, scrolled

if TYPE_CHECKING:
    from luna_desktop.services.app import App

NARROW = 820
LOW = 940  # what all of it takes in a narrow window
WIDEST = 1160


class WelcomePage(QWidget):
    """Choose, be born, and begin to talk. ``born`` carries the first generation."""

    born = Signal(object)

    def __init__(self, app: App, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._progress: Progress | None = None
        self.moon = MoonWidget(theme, least=220)
        self.moon.setAccessibleName(self.tr("A new moon"))
        self._choice = self._choosing()
        self._growth = self._growing()
        content = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        edge = Theme.space(5)
        self._sides.setContentsMargins(edge, Theme.space(3), edge, Theme.space(3))
        self._sides.setSpacing(Theme.space(5))
        self._sides.addLayout(self._greeting(), 5)
        self._sides.addWidget(self._choice, 6)
        self._sides.addWidget(self._growth, 6)
        self._growth.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(centred(content, WIDEST))
        self._area.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)
        lines.addWidget(self._area)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(150)
        self._redraw.timeout.connect(self._show_progress)
        self.bases.look()

    def focus_start(self) -> None:
        """Enter begins."""
        self.begin_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Let her be born from the chosen base."""
        if not self._growth.isHidden():
            return
        base = self.bases.base
        if not base:
            self.bases.folder.ask()
            return
        self.bases.rest()
        self._notice.hide()
        self._show_growing(True)
        self._progress_card.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.tr("Luna is being born."))
        work = self._app.birth.be_born(base, on_progress=self.take)
        self._tasks.run(self, work, done=self._done, failed=self._failed, panel="welcome")

    def take(self, progress: Progress) -> None:
        """A report of the running birth."""
        sample = progress.sample or (self._progress.sample if self._progress else "")
        self._progress = progress
        if sample:
            self._sample.setText(self.tr("“{text}”").format(text=sample))
            self._sample_head.show()
        if not self._redraw.isActive():
            self._redraw.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        """In a narrow window one below the other; where that is low too, the choice goes before the moon."""
        narrow = self.width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() != way:
            self._sides.setDirection(way)
        self.moon.setVisible(not narrow or self.height() >= LOW or self._choice.isHidden())

    def _keep_in_sight(self) -> None:
        """Other cards come while bases are looked for: what Enter presses is not pushed out of sight."""
        if self.begin_button.hasFocus():
            self._area.ensureWidgetVisible(self.begin_button)

    def _greeting(self) -> QVBoxLayout:
        centre = Qt.AlignmentFlag.AlignHCenter
        title = Label(self._theme, self.tr("Luna"), "display")
        title.setAlignment(centre)
        words = Label(
            self._theme,
            self.tr("She starts knowing nothing. What you tell her is what she learns, on this computer."),
            tone="dim",
        )
        words.setAlignment(centre)
        lines = QVBoxLayout()
        lines.setSpacing(Theme.space(1))
        lines.addStretch(1)
        lines.addWidget(self.moon)
        lines.addWidget(title)
        lines.addWidget(words)
        lines.addStretch(2)
        return lines

    def _choosing(self) -> QWidget:
        self.bases = Bases(self._app, self._tasks, self._theme)
        self.bases.picked.connect(self.focus_start)
        self._notice = Notice(self._theme)
        self.begin_button = button(self.tr("Let Luna be born"), self.begin, "primary")
        self.begin_button.setDefault(True)
        self.begin_button.setAutoDefault(True)
        self.begin_button.setProperty("big", "true")
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Theme.space(1.25))
        lines.addStretch(1)
        lines.addWidget(Label(self._theme, self.tr("How shall she begin?"), "heading"))
        lines.addWidget(self.bases)
        lines.addWidget(self._notice)
        lines.addWidget(self.begin_button)
        quiet = self.tr("Nothing leaves this computer. You can talk with her as soon as she is born.")
        lines.addWidget(Label(self._theme, quiet, "caption", "faint"))
        lines.addStretch(1)
        return box

    def _growing(self) -> QWidget:
        self._title = Label(self._theme, self.tr("Luna is being born"), "heading")
        self._phase = Label(self._theme, self.tr("Preparing"), tone="dim")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of her birth"))
        self._left = Label(self._theme, "", "strong")
        self._sample_head = Label(self._theme, self.tr("She babbles:"), "caption", "faint")
        self._sample_head.hide()
        self._sample = Label(self._theme, "", "title", "accent")
        self._cancel = button(self.tr("Cancel"), self._app.birth.cancel, "quiet")
        self._progress_card = card = Surface("card", margin=3, spacing=1.5)
        card.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # where the keyboard waits: Enter must not cancel
        card.setAccessibleName(self.tr("Luna is being born"))
        for part in (self._title, self._phase, self._bar, self._left, self._sample_head, self._sample):
            card.body.addWidget(part)
        card.body.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addStretch(1)
        lines.addWidget(card)
        lines.addStretch(1)
        return box

    def _show_growing(self, growing: bool) -> None:
        """Choosing or growing; what is hidden asks for no room, as it would in a stack."""
        self._choice.setVisible(not growing)
        self._growth.setVisible(growing)
        self._arrange()

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is None:
            return
        self._phase.setText(self._phase_words(progress.phase))
        self._bar.setValue(round(1000 * progress.fraction))
        self.moon.set_ring(progress.fraction)
        parts: list[str] = []
        if progress.total:
            parts.append(self.tr("Step {n} of {m}").format(n=progress.step, m=progress.total))
        if progress.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=formats.duration(progress.seconds_left)))
        self._left.setText(" · ".join(parts))

    def _phase_words(self, phase: str) -> str:
        return {
            "prepare": self.tr("Preparing her first lessons"),
            "train": self.tr("Learning how sentences are built"),
            "export": self.tr("Writing her down"),
            "exam": self.tr("Checking that she speaks"),
            "publish": self.tr("Keeping her safe"),
            "swap": self.tr("Waking up"),
        }.get(phase, self.tr("Learning"))

    def _done(self, generation: Generation) -> None:
        self.moon.set_ring(None)
        announce(self, self.tr("Luna is born."))
        self.born.emit(generation)

    def _failed(self, error: BaseException) -> bool:
        self.moon.set_ring(None)
        self._progress = None
        self._show_growing(False)
        self.bases.look()
        self.focus_start()
        if isinstance(error, LunaError):
            if error.code != "training-cancelled":
                self._notice.show_error(error, self.tr("Try again"), self.begin)
            return True
        return False
