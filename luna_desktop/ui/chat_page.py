"""The window's first page in three parts: conversations, the chat, and Luna's growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from luna_desktop.domain.generation import Generation
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat.conversations import ConversationList
from luna_desktop.ui.chat.pane import ChatPane
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.growth.moon import lit_fraction
from luna_desktop.ui.growth.panel import GrowthPanel
from luna_desktop.ui.preferences import Preferences
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Surface

if TYPE_CHECKING:
    from luna_desktop.services.app import App

ROOM_FOR_LIST = 920  # with less, the list makes way for the chat until it is asked for
LEAST_CHAT = 320
LIST_WIDTH, GROWTH_WIDTH = 248, 288


class ChatPage(QWidget):
    """Both side parts can be hidden; sizes are remembered."""

    more_asked = Signal()
    lessons_asked = Signal()

    def __init__(
        self,
        app: App,
        tasks: Tasks,
        bridge: Bridge,
        *,
        theme: Theme,
        model: GrowthModel,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self.conversations = ConversationList(app, tasks, bridge, theme)
        self.pane = ChatPane(app, tasks, bridge, theme)
        self.growth = GrowthPanel(theme, model)
        self._list = Surface("panel", margin=0)
        self._list.body.addWidget(self.conversations)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for part in (self._list, self.pane, self.growth):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([LIST_WIDTH, 700, GROWTH_WIDTH])
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._splitter)
        self._splitter.restoreState(preferences.state("chat/splitter"))
        self._want_list = preferences.flag("chat/list", True)
        self._want_growth = preferences.flag("chat/growth", True)
        self._list_asked = False  # for now, however little room there is
        self._growth_asked = False  # so that of the two the list makes way
        self._roomy = True
        theme.changed.connect(self._arrange)
        self._arrange()
        self.growth.more_asked.connect(self.more_asked)
        self.conversations.opened.connect(self.pane.open_conversation)
        self.conversations.hit_opened.connect(self.pane.open_conversation)
        self.conversations.new_wanted.connect(self.new)
        self.conversations.deleted.connect(self.pane.leave_conversation)
        self.pane.conversation_started.connect(self.conversations.set_current)
        self.pane.header.list_toggled.connect(self.toggle_list)
        self.pane.header.new_wanted.connect(self.new)
        self._model = model
        self.pane.noting.learning = lambda lesson_id: model.composing or lesson_id in model.frozen
        self._held: list[tuple[int, bool, tuple[int, ...]]] = []
        model.changed.connect(self._light)
        model.changed.connect(self._mark_held)
        self.pane.lessons_wanted.connect(self.lessons_asked)
        model.forgotten.connect(lambda _: self.pane.refresh())

    def new(self) -> None:
        """An empty conversation with the composer ready."""
        self.pane.open_conversation(None)
        self.conversations.set_current(None)
        self.pane.focus_composer()

    def find(self) -> None:
        """Search over every message."""
        self._list_asked = True
        self._arrange()
        self.conversations.focus_search()

    def talk_to(self, generation: Generation | None) -> None:
        """A new conversation with one generation; None for the current one."""
        self.new()
        self.pane.set_generation(generation)

    def toggle_list(self) -> None:
        """Hide the conversations, or show them."""
        self._list_asked = self._list.isHidden()
        if self._roomy:
            self._want_list = self._list_asked
        if self._list_asked:
            self._growth_asked = False
        self._arrange()

    def toggle_growth(self) -> None:
        """Hide her growth, or show it; where there is no room for it beside the chat it has its own page."""
        if self.growth.isHidden() and not self._fits(listed=False):
            self.more_asked.emit()
            return
        self._want_growth = self._growth_asked = self.growth.isHidden()
        if self._list_makes_way():
            self._list_asked = False
        self._arrange()

    def remember(self) -> None:
        """Keep what is shown, and finish what waited for an undo."""
        self.conversations.flush_deletion()
        self._preferences.set_flag("chat/list", self._want_list)
        self._preferences.set_flag("chat/growth", self._want_growth)
        self._preferences.set_state("chat/splitter", self._splitter.saveState())

    def resizeEvent(self, event: QResizeEvent) -> None:
        roomy = event.size().width() >= ROOM_FOR_LIST
        if roomy != self._roomy:
            self._roomy, self._list_asked = roomy, False
        self._arrange()
        super().resizeEvent(event)

    def _light(self) -> None:
        """One moon is as full as the other."""
        summary = self._model.summary
        if summary is not None:
            self.pane.empty.set_lit(lit_fraction(summary.balance, summary.threshold))

    def _mark_held(self) -> None:
        """What waits to be let in is marked in the chat: look again when that has changed."""
        held = [(x.id, x.struck, x.message_ids) for x in self._model.lessons if x.held]
        if held != self._held:
            self._held = held
            self.pane.refresh()

    def _arrange(self) -> None:
        """Show what is wanted; where not all of it fits, what was not asked for last makes way."""
        self.pane.setMinimumWidth(max(LEAST_CHAT, self.pane.empty.minimumSizeHint().width()))
        listed = self._list_asked or (self._roomy and self._want_list and not self._list_makes_way())
        self._list.setVisible(listed)
        self.growth.setVisible(self._want_growth and self._fits(listed))
        self.pane.header.set_list_shown(listed)

    def _list_makes_way(self) -> bool:
        return self._growth_asked and self._fits(listed=False) and not self._fits(listed=True)

    def _fits(self, listed: bool) -> bool:
        parts = (self.pane, self.growth, self._list) if listed else (self.pane, self.growth)
        least = sum(part.minimumSizeHint().expandedTo(part.minimumSize()).width() for part in parts)
        return self.width() >= least + len(parts) * self._splitter.handleWidth()
