"""Lets her forget something: first everything that would go is shown, then it is asked for once more."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.services.wording import forgetting_cost, forgetting_parts
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, announce, button, clear, row, scrolled

PART_LINES = 200  # of one kind; nobody reads more, and each costs time to lay out


class ForgetDialog(QDialog):
    """What is forgotten is always what was shown last: with another word it has to be looked for again."""

    def __init__(
        self, app: Any, tasks: Tasks, theme: Theme, model: GrowthModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._model = model
        self._what: Forgetting | None = None
        self.setWindowTitle(self.tr("Forget something"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 480)
        self.sought = QLineEdit()
        self.sought.setPlaceholderText(self.tr("A name, a word or a sentence"))
        self.sought.setAccessibleName(self.tr("What she should forget"))
        self.sought.textChanged.connect(self._unsee)
        self.sought.returnPressed.connect(self._look)
        self.look_button = button(self.tr("Show what goes"), self._look)
        self.forget_button = button(self.tr("Forget it"), self._forget, "danger")
        for made in (self.look_button, self.forget_button):
            made.setAutoDefault(False)  # Enter looks, and never forgets
        self._shown = QVBoxLayout()
        self._shown.setSpacing(Theme.space(0.5))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, Theme.space(1), 0)
        inside.addLayout(self._shown)
        inside.addStretch(1)
        cancel = button(self.tr("Cancel"), self.reject)
        cancel.setAutoDefault(False)
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
        lines.addWidget(scrolled(content), 1)
        lines.addWidget(row(None, cancel, self.forget_button))
        model.changed.connect(self._able)
        self._able()
        self.sought.setFocus()

    def _unsee(self) -> None:
        self._what = None
        clear(self._shown)
        self._able()

    def _able(self) -> None:
        busy = self._model.training is not None or self._model.starting
        self.look_button.setEnabled(bool(self.sought.text().strip()))
        self.forget_button.setEnabled(self._what is not None and not busy)
        why = self.tr("She is learning. Try again after it.") if busy else ""
        self.forget_button.setToolTip(why)
        self.forget_button.setAccessibleDescription(why)

    def _look(self) -> None:
        sought = self.sought.text().strip()
        if not sought:
            return
        self._tasks.cancel(self)  # an earlier look may come later
        self._unsee()
        work = self._app.forgetting.look(sought)
        self._tasks.run(self, work, done=self._show, failed=self._nothing, panel="growth")

    def _show(self, what: Forgetting) -> None:
        self._what = what
        for title, lines in forgetting_parts(what):
            self._say(title, "strong")
            for line in lines[:PART_LINES]:
                self._say(line, tone="dim")
            if len(lines) > PART_LINES:
                more = self.tr("and {n} more").format(n=len(lines) - PART_LINES)
                self._say(more, tone="dim")
        for line in (*forgetting_cost(what), self.tr("What you exported stays where it is.")):
            self._say(line)
        self._able()
        announce(self, self.tr("This would go. Forget it, or cancel."))

    def _nothing(self, error: BaseException) -> bool:
        if not isinstance(error, LunaError):
            return False
        self._say(error.what, "strong")
        if error.code != "nothing-to-forget":  # whose next step is a command to type
            self._say(" ".join(part for part in (error.why, error.next_step) if part), tone="dim")
        announce(self, error.what)
        return True

    def _say(self, text: str, role: Any = "body", *, tone: Any = "") -> None:
        self._shown.addWidget(Label(self._theme, text, role, tone, selectable=True))

    def _forget(self) -> None:
        if self._what is not None:
            self._model.forget(self._what)
            self.accept()
