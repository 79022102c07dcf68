"""Lets her forget something: first everything that would go is shown, then it is asked for once more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.message import spoken
from luna_desktop.services.wording import forgetting_cost, forgetting_parts
from luna_desktop.ui import formats
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.report import Report
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, announce, button, row

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.teaching import Teaching

REPORT_EVERY = 0.2  # seconds
PART_LINES = 1000  # of one kind; nobody reads more


class ForgetDialog(QDialog):
    """What is forgotten is always what was shown last: with another word it has to be looked for again."""

    def __init__(
        self, app: App, tasks: Tasks, theme: Theme, model: GrowthModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._model = model
        self._what: Forgetting | None = None
        self._told = 0.0  # when progress was shown last
        self._head = ""  # who answered when it was looked for
        self.setWindowTitle(self.tr("Forget something"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 540)
        self.sought = QLineEdit()
        self.sought.setPlaceholderText(self.tr("A name, a word or a sentence"))
        self.sought.setAccessibleName(self.tr("What she should forget"))
        self.sought.textChanged.connect(self._unsee)
        self.look_button = button(self.tr("Show what goes"), self._look)
        self.look_button.setDefault(True)
        self.forget_button = button(self.tr("Forget it"), self._forget, "danger")
        self.forget_button.setAutoDefault(False)  # Enter looks, and never forgets
        self.shown = Report(theme, self.tr("What would go"))
        cancel = button(self.tr("Cancel"), self.reject)
        lines = QVBoxLayout(self)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1.5))
        lines.addWidget(Label(theme, self.tr("What should she forget?"), "title"))
        about = self.tr(
            "Lessons and messages that hold it are erased. If she learned it already, she goes back to the "
            "time before and learns the rest again, until nobody can ask it out of her."
        )
        lines.addWidget(Label(theme, about, tone="dim"))
        lines.addWidget(row(self.sought, self.look_button))
        lines.addWidget(self.shown, 1)
        self._busy = Label(theme, "", tone="dim")
        lines.addWidget(self._busy)
        lines.addWidget(row(None, cancel, self.forget_button))
        model.changed.connect(self._follow)
        self._able()
        self.sought.setFocus()

    def _unsee(self) -> None:
        self._tasks.cancel(self)  # a look at another word may still be on its way
        self._what = None
        self.shown.show_parts([])
        self._able()

    def _follow(self) -> None:
        """Once she has grown, or is about to, what goes is another thing than what was shown."""
        busy = self._model.training is not None or self._model.starting
        head = self._model.head.id if self._model.head is not None else ""
        if self._what is not None and (busy or head != self._head):
            self._unsee()
        self._able()

    def _able(self) -> None:
        busy = self._model.training is not None or self._model.starting
        why = self.tr("She is learning. Look again after it.") if busy else ""
        self.look_button.setEnabled(bool(spoken(self.sought.text())) and not busy)
        self.forget_button.setEnabled(self._what is not None)
        self._busy.setText(why)
        self._busy.setVisible(busy)

    def _look(self) -> None:
        self._unsee()
        self._head = self._model.head.id if self._model.head is not None else ""
        self.shown.show_parts([("", [self.tr("Looking…")])])
        self._tasks.run(self, self._found(), done=self._show, failed=self._nothing, panel="growth")

    async def _found(self) -> tuple[Forgetting, Teaching]:
        what = await self._app.forgetting.look(
            self.sought.text(), numbers=False, on_progress=self._tell_progress
        )
        return what, await self._app.teachings.now()

    def _tell_progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told >= REPORT_EVERY:
            self._told = now
            line = self.tr("Looking… message {n} of {m}").format(
                n=formats.number(progress.step + 1), m=formats.number(progress.total)
            )
            self.shown.show_parts([("", [line])])

    def _show(self, found: tuple[Forgetting, Teaching]) -> None:
        what, teaching = found
        if what.sought != " ".join(self.sought.text().split()):
            return
        self._what = what
        parts = forgetting_parts(what, teaching)
        cost = [*forgetting_cost(what), self.tr("What you exported stays where it is.")]
        few = [(title, self._few(lines)) for title, lines in parts]
        self.shown.show_parts([("", cost), *few])  # the cost is what nobody should have to scroll to
        self._able()
        counts = [f"{title} {len(lines)}" for title, lines in parts]
        announce(self, " ".join([*counts, *cost]))

    def _few(self, lines: Sequence[str]) -> list[str]:
        more = self.tr("and {n} more").format(n=formats.number(len(lines) - PART_LINES))
        return [*lines[:PART_LINES], *([more] if len(lines) > PART_LINES else [])]

    def _nothing(self, error: BaseException) -> bool:
        known = isinstance(error, LunaError)
        words = [error.what] if known else []
        if known and error.code != "nothing-to-forget":  # whose next step is a command to type
            words += [part for part in (error.why, error.next_step) if part]
        self.shown.show_parts([("", words)])
        announce(self, " ".join(words))
        return known

    def _forget(self) -> None:
        if self._what is not None:
            self._model.forget(self._what)
            self.accept()
