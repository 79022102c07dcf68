"""The bases one below the other: how fast she learns on each is tried meanwhile, and one is recommended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prospect import Prospect
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.welcome.choices import EMBEDDED, BaseCard, ChoiceCard, FolderCard
from luna_desktop.ui.welcome.hub import HubBases

if TYPE_CHECKING:
    from luna_desktop.services.app import App


class Bases(QWidget):
    """Cards to choose from. The embedded base's is there at once; ``picked`` tells of a folder."""

    picked = Signal()

    def __init__(self, app: App, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._known: dict[str, Prospect] = {}
        self._looking: asyncio.Task[None] | None = None
        self._chosen = False  # by the person, who keeps what they chose
        self._either = QButtonGroup(self)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Theme.space(1.25))
        self.embedded = BaseCard(
            theme,
            self.tr("The embryo"),
            self.tr("Knows how sentences are built, and nothing else."),
            EMBEDDED,
        )
        self.cards = {EMBEDDED: self.embedded}
        self.folder = FolderCard(theme)
        self.folder.picked.connect(self.picked)
        self._add(self.embedded)
        self._add(self.folder)
        self.hub = HubBases(app, tasks, theme)
        self.hub.arrived.connect(self._take)
        self._lines.addWidget(self.hub)
        self.embedded.tell(self.tr("Comes with Luna: no download, no account, no graphics card"))
        self.embedded.radio.setChecked(True)
        self._either.buttonToggled.connect(self._choose)

    @property
    def base(self) -> str:
        """The name or the folder of the chosen one; empty while no folder was shown."""
        return next(card for card in self._every() if card.radio.isChecked()).base

    def look(self) -> None:
        """See which bases there are, and try how fast she learns on those that nobody knows it of."""
        if self._looking is None or self._looking.done():
            self._looking = self._tasks.run(self, self._look(), panel="welcome")

    def rest(self) -> None:
        """Try no more: she is being born, and needs the machine."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        found = await self._app.prospects.usable()
        for one in found:
            self._show(one)
        await self.hub.look()
        for name in self._app.prospects.to_measure(found):
            self.cards[name].tell(self.tr("Trying how fast she learns here…"))
            try:
                self._show(await self._app.prospects.measure(name))
            except LunaError as error:
                self.cards[name].tell(self.tr("Could not be tried here: {why}").format(why=error.what))
            except asyncio.CancelledError:
                self.cards[name].show_prospect(self._known[name])
                raise
        self._recommend(list(self._known.values()))

    def _show(self, found: Prospect) -> None:
        base = found.base
        if base.kind == "local":  # it is chosen by its folder
            return
        self._known[base.name] = found
        if base.name not in self.cards:
            card = self.cards[base.name] = BaseCard(self._theme, base.title, found.about, base.name)
            self._add(card, self._lines.indexOf(self.folder))
        self.cards[base.name].show_prospect(found)

    def _recommend(self, found: Sequence[Prospect]) -> None:
        """Of one alone that would say nothing."""
        best = self._app.prospects.recommended(found) if len(found) > 1 else None
        for name, card in self.cards.items():
            card.recommend(best is not None and best.base.name == name)
        if best is not None and not self._chosen:
            self.cards[best.base.name].radio.setChecked(True)
            self._chosen = False

    def _add(self, card: ChoiceCard, place: int = -1) -> None:
        self._lines.insertWidget(place, card)
        self._either.addButton(card.radio)

    def _every(self) -> list[ChoiceCard]:
        return [*self.cards.values(), self.folder]

    def _take(self, name: str) -> None:
        """What was just fetched is what the person wants."""
        self._tasks.run(self, self._take_when_known(name), panel="welcome")

    async def _take_when_known(self, name: str) -> None:
        for one in await self._app.prospects.usable():
            self._show(one)
        await self.hub.look()
        if name in self.cards:
            self.cards[name].radio.setChecked(True)

    def _choose(self) -> None:
        self._chosen = True
