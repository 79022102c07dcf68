"""Bases of a hub: what each takes and obliges to, and a button that fetches it. Without that nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import HubOffer
from luna_desktop.ui import formats
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Fold, Kind, Label, Surface, announce, button, clear, row

if TYPE_CHECKING:
    from luna_desktop.services.app import App

WISHED = ("download-paused", "download-cancelled")


class HubCard(Surface):
    """One base that is not here: what it is, and how far it came."""

    def __init__(self, theme: Theme, offer: HubOffer) -> None:
        super().__init__("card", margin=1.5, spacing=0.5)
        base = offer.base
        self.name, self.title = base.name, base.title
        self.get = self._button(self.tr("Get"))
        self.pause = self._button(self.tr("Pause"))
        self.cancel = self._button(self.tr("Cancel"), "quiet")
        title = Label(theme, base.title, "strong")
        title.setWordWrap(False)  # beside a stretch it would wrap at once
        self.body.addWidget(row(title, None, self.cancel, self.pause, self.get))
        self.body.addWidget(Label(theme, offer.about, tone="dim"))
        self.figures = Label(theme, _figures(offer), "caption", "faint")
        self.body.addWidget(self.figures)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of {title}").format(title=base.title))
        self.state = Label(theme, "", "caption")
        self.body.addWidget(self.bar)
        self.body.addWidget(self.state)
        self.rest(begun=offer.begun)

    def _button(self, text: str, kind: Kind = "") -> QPushButton:
        return button(text, None, kind, name=f"{text}: {self.title}")

    def rest(self, words: str = "", *, begun: bool) -> None:
        """Nothing is under way; ``begun`` something of it is kept."""
        self.get.setText(self.tr("Go on") if begun else self.tr("Get"))
        self.get.show()
        self.pause.hide()
        self.bar.hide()
        self.cancel.setVisible(begun)
        self._say(words or (self.tr("Paused.") if begun else ""))

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self.get.hide()
        for part in (self.pause, self.cancel, self.bar):
            part.show()
        self.bar.setValue(round(1000 * progress.fraction))
        if not progress.total:
            self._say(self.tr("Asking the hub…"))
            return
        words = self.tr("{done} of {total}") if progress.phase == "download" else self.tr("Checking {total}")
        done, total = formats.size(progress.step), formats.size(progress.total)
        parts = [words.format(done=done, total=total)]
        if progress.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=formats.duration(progress.seconds_left)))
        self._say(" · ".join(parts))

    def _say(self, words: str) -> None:
        self.state.setText(words)
        self.state.setVisible(bool(words))


def _figures(offer: HubOffer) -> str:
    base = offer.base
    parts = [
        formats.tr("About {size} to fetch from {source}").format(
            size=formats.size(base.download_bytes), source=base.source
        ),
        formats.tr("about {size} of memory to talk").format(size=formats.size(base.chat_memory_bytes)),
        formats.tr("about {size} to learn").format(size=formats.size(base.memory_bytes)),
        base.licence,
    ]
    return " · ".join(parts)


def _duty(base: Base) -> str:
    """What its licence asks of who takes it; of most nothing that has to be said here."""
    asked = ""
    if base.gated:
        asked = formats.tr("Given only to who accepted it there, known by a token (HF_TOKEN).")
    duties = " ".join(part for part in (asked, base.obliges) if part)
    return f"{base.licence}: {duties}" if duties else ""


class HubBases(QWidget):
    """A fold with a card for each; closed, it takes a line. ``arrived`` names one that is here now."""

    arrived = Signal(str)

    def __init__(self, app: App, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self.cards: dict[str, HubCard] = {}
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Theme.space(1))
        self.fold = Fold(self.tr("More, from the Hugging Face hub"), content)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.fold)
        self.hide()

    async def look(self) -> None:
        """See what is offered; what is under way stays as it is."""
        offers = await self._app.downloads.offers()
        if self._app.downloads.running:
            return
        clear(self._lines)
        self.cards = {offer.base.name: HubCard(self._theme, offer) for offer in offers}
        for card in self.cards.values():
            card.get.clicked.connect(lambda *_, card=card: self._get(card))
            card.pause.clicked.connect(lambda *_: self._app.downloads.pause())
            card.cancel.clicked.connect(lambda *_, card=card: self._cancel(card))
            self._lines.addWidget(card)
        for duty in dict.fromkeys(_duty(offer.base) for offer in offers):
            if duty:
                self._lines.addWidget(Label(self._theme, duty, "caption", "faint"))
        self.setVisible(bool(offers))

    def _get(self, card: HubCard) -> None:
        card.show_progress(Progress("download"))
        card.pause.setFocus()
        announce(self, self.tr("Getting {title}.").format(title=card.title))

        def done(_: object) -> None:
            announce(self, self.tr("{title} is here.").format(title=card.title))
            self.arrived.emit(card.name)

        def failed(error: BaseException) -> bool:
            if not isinstance(error, LunaError):
                card.rest(begun=True)
                return False
            card.rest(
                "" if error.code in WISHED else error.sentence, begun=error.code != "download-cancelled"
            )
            card.get.setFocus()
            return True

        work = self._app.downloads.get(card.name, card.show_progress)
        self._tasks.run(self, work, done=done, failed=failed, panel="welcome")

    def _cancel(self, card: HubCard) -> None:
        if self._app.downloads.running:
            self._app.downloads.cancel()
            return
        work = self._app.downloads.discard(card.name)
        self._tasks.run(self, work, done=lambda _: card.rest(begun=False), panel="welcome")
