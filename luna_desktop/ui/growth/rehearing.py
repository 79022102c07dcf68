"""Listening again to what was said: the quiet action that begins it, how far it is, and what it found."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from luna_desktop.domain.events import Progress
from luna_desktop.domain.rehearing import Offer
from luna_desktop.services.rehearing import Reheard, Taken
from luna_desktop.services.teaching import Teaching
from luna_desktop.services.wording import reheard_line
from luna_desktop.ui import formats
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.offers_dialog import OffersDialog
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, announce, button, row

if TYPE_CHECKING:
    from luna_desktop.services.app import App

STEPS = 1000
REPORT_EVERY = 0.2  # seconds


class Rehearing(QWidget):
    """What there is to say of it, if anything; ``listen_button`` stands where the page puts it."""

    def __init__(self, app: App, tasks: Tasks, theme: Theme, model: GrowthModel) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._model = model
        self._running = False
        self._stopping = False
        self._shown_at = 0.0  # when progress was shown last
        self._told = ""  # how the last time ended
        self._found: tuple[Reheard, Teaching] | None = None
        self._words = Label(theme, "", tone="dim")
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("How much was heard again"))
        self.listen_button = button(self.tr("Listen again to what was said"), self._listen, "quiet")
        self.stop_button = button(self.tr("Stop"), self._stop, name=self.tr("Stop listening again"))
        self.look_button = button(self.tr("Look at what she heard…"), self.look)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Theme.space(1))
        for part in (self._words, self._bar, row(self.stop_button, self.look_button, None)):
            lines.addWidget(part)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where it stands; while she listens ``_progress`` says so."""
        self._bar.setVisible(self._running)
        self.stop_button.setVisible(self._running)
        self.stop_button.setEnabled(not self._stopping)
        self.look_button.setVisible(self._found is not None)
        self.listen_button.setEnabled(not self._running and self._found is None)
        if not self._running:
            self._words.setText(self._idle_words())
        self.setVisible(bool(self._words.text()))

    def look(self) -> OffersDialog | None:
        """Show what would be noted otherwise, to be taken or not."""
        if self._found is None:
            return None
        dialog = OffersDialog(self._theme, *self._found, self)
        self._model.hold(dialog)
        dialog.decided.connect(self._decided)
        dialog.open()
        return dialog

    def _idle_words(self) -> str:
        if self._found is not None:
            one = self.tr("Listening again, she would note {n} thing otherwise. You decide.")
            many = self.tr("Listening again, she would note {n} things otherwise. You decide.")
            return formats.count(len(self._found[0].offers), one, many)
        if self._told:
            return self._told
        if due := self._model.rehearing_due:
            text = self.tr("Her ear is newer than the one that heard {n} of your messages.")
            return text.format(n=formats.number(due))
        return ""

    def _listen(self) -> None:
        self._running, self._stopping, self._told, self._shown_at = True, False, "", 0.0
        self._bar.setValue(0)
        self._words.setText(self.tr("She begins to listen…"))
        self.refresh()
        self.stop_button.setFocus()
        self._tasks.run(self, self._heard(), done=self._ended, failed=self._failed, panel="growth")

    async def _heard(self) -> tuple[Reheard, Teaching]:
        return await self._app.rehearing.run(self._progress), await self._app.teachings.now()

    def _stop(self) -> None:
        self._stopping = True
        self._app.rehearing.cancel()
        self.refresh()

    def _progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._shown_at < REPORT_EVERY and progress.step < progress.total:
            return
        self._shown_at = now
        self._bar.setValue(round(STEPS * progress.fraction))
        words = [
            self.tr("She listens again: message {n} of {m}").format(
                n=formats.number(progress.step), m=formats.number(progress.total)
            )
        ]
        if progress.seconds_left:
            words.append(self.tr("about {time} left").format(time=formats.duration(progress.seconds_left)))
        self._words.setText(" · ".join(words))

    def _ended(self, found: tuple[Reheard, Teaching]) -> None:
        self._running = False
        reheard, _ = found
        self._found = found if reheard.offers else None
        if not reheard.offers:
            self._told = " ".join([reheard_line(reheard), self.tr("Nothing would be noted otherwise.")])
            self._model.refresh()
        self._show_end()

    def _failed(self, _error: BaseException) -> bool:
        self._running = False
        self._show_end()
        return False

    def _show_end(self) -> None:
        had_keyboard = self.stop_button.hasFocus()
        self.refresh()
        if had_keyboard:
            (self.look_button if self._found is not None else self.listen_button).setFocus()
        announce(self, self._words.text())

    def _decided(self, chosen: list[Offer], hidden: list[Offer]) -> None:
        if self._found is None:
            return
        reheard, teaching = self._found
        self._found = (replace(reheard, offers=tuple(hidden)), teaching) if hidden else None
        work = self._app.rehearing.take(reheard, chosen)
        self._tasks.run(self, work, done=self._taken, panel="growth")

    def _taken(self, taken: Taken) -> None:
        one, many = self.tr("{n} change was taken."), self.tr("{n} changes were taken.")
        self._told = formats.count(len(taken.offers), one, many) if taken.offers else ""
        if taken.outdated:
            one = self.tr("{n} no longer fits what was changed meanwhile.")
            many = self.tr("{n} no longer fit what was changed meanwhile.")
            self._told = " ".join([self._told, formats.count(taken.outdated, one, many)]).strip()
        self._model.refresh()
        self._show_end()
