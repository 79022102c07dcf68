"""The list of conversations: find, begin, rename, put away, delete with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from luna_desktop.domain import events as ev
from luna_desktop.domain.message import Conversation
from luna_desktop.services.results import SearchHit
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat.entries import Entry, EntryDelegate, EntryModel, more_place
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import IconButton, Label, Surface, announce, button

if TYPE_CHECKING:
    from luna_desktop.services.app import App

SEARCH_MS = 180
UNDO_MS = 8000
HITS = 60


class ConversationList(QWidget):
    """Left side of the window. ``app`` is the services' facade."""

    opened = Signal(int)
    hit_opened = Signal(int, int)
    """A conversation and the message in it that was searched for."""
    new_wanted = Signal()
    deleted = Signal(int)
    """Out of sight from now on, though an undo may still bring it back."""

    def __init__(
        self, app: App, tasks: Tasks, bridge: Bridge, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._archived = False
        self._turn = 0
        self._deleted: list[int] = []  # they wait together for an undo
        self.model = EntryModel(self)
        self.search = QLineEdit()
        self.list = QListView()
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(SEARCH_MS)
        self._searching.timeout.connect(self.reload)
        self._undoing = QTimer(self)
        self._undoing.setSingleShot(True)
        self._undoing.setInterval(UNDO_MS)
        self._undoing.timeout.connect(self.flush_deletion)
        self._build()
        self._connect(bridge)
        self.reload()

    def _build(self) -> None:
        theme = self._theme
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search all messages"))
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self.search)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.new = IconButton(theme, "plus", self.tr("New conversation (Ctrl+N)"), self.begin_new)
        self.shelf = IconButton(theme, "archive", self.tr("Show archived conversations"), self._toggle_shelf)
        self.shelf.setCheckable(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(theme, self.model, self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(False)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setAccessibleName(self.tr("Conversations"))
        self.list.setStyleSheet(
            "QListView, QListView:focus { border: none; } QListView::item { padding: 0; }"
        )
        self._nothing = Label(theme, "", "body", "dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(16, 32, 16, 16)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._nothing)
        self.undo_bar = Surface("banner", horizontal=True, margin=0.5, spacing=1)
        self._undo_words = Label(theme, "", "body")
        self._undo_words.setContentsMargins(8, 0, 0, 0)
        self.undo_bar.body.addWidget(self._undo_words, 1)
        self.undo = button(self.tr("Undo"), self.undo_deletion, "quiet")
        self.undo_bar.body.addWidget(self.undo)
        self.undo_bar.hide()
        top = QHBoxLayout()
        top.setSpacing(Theme.space(0.5))
        top.addWidget(self.search, 1)
        top.addWidget(self.shelf, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.new, 0, Qt.AlignmentFlag.AlignVCenter)
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 12, 8, 8)
        body.setSpacing(Theme.space(1))
        body.addLayout(top)
        body.addWidget(self._pages, 1)
        body.addWidget(self.undo_bar)
        self.setMinimumWidth(200)

    def _connect(self, bridge: Bridge) -> None:
        self.search.textChanged.connect(lambda _: self._searching.start())
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.viewport().installEventFilter(self)
        self.list.clicked.connect(self._open)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.model.renamed.connect(self._rename)
        for change in (self.model.modelReset, self.model.rowsInserted, self.model.rowsRemoved):
            change.connect(self._show_page)
        bridge.conversation_changed.connect(self._changed)
        bridge.conversation_deleted.connect(self._gone)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    # what the window calls

    def reload(self) -> None:
        """Ask for the list again, or for what the search finds."""
        self._turn += 1
        turn = self._turn
        words = self.search.text().strip()
        if words:
            work = self._app.chat.search(words, HITS)
            self._tasks.run(self, work, done=lambda hits: self._found(turn, hits), panel="chat")
        else:
            work = self._app.chat.conversations(self._archived)
            self._tasks.run(self, work, done=lambda all_: self._loaded(turn, all_), panel="chat")

    def set_current(self, conversation_id: int | None) -> None:
        """Mark the conversation that is open."""
        self.model.set_current(conversation_id)
        row = self.model.find(conversation_id) if conversation_id is not None else -1
        if row >= 0 and not self._editing():
            self.list.setCurrentIndex(self.model.index(row))

    def begin_new(self) -> None:
        """Leave the search and ask for an empty conversation."""
        self.search.clear()
        self.new_wanted.emit()

    def focus_search(self) -> None:
        """Let the person search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # deletion with a way back

    def delete(self, row: int) -> None:
        """Take a conversation out of sight; it is deleted when the time to undo is over."""
        entry = self.model.entry(row)
        self._deleted.append(entry.conversation.id)
        self.model.take(entry.conversation.id)
        if entry.conversation.id == self.model.current_id:
            self.model.set_current(None)
        self.deleted.emit(entry.conversation.id)
        words = (
            self.tr("“{title}” deleted").format(title=self.model.title(entry))
            if len(self._deleted) == 1
            else self.tr("{n} conversations deleted").format(n=len(self._deleted))
        )
        self._undo_words.setText(words)
        self.undo_bar.show()
        self._undoing.start()
        announce(self, words)

    def undo_deletion(self) -> None:
        """Bring back all that still wait."""
        if self._end_undo():
            self.reload()

    def flush_deletion(self) -> None:
        """Delete what waits for it now; the window calls this before it closes."""
        for conversation_id in self._end_undo():
            self._tasks.run(None, self._app.chat.delete(conversation_id), panel="chat")

    def _end_undo(self) -> list[int]:
        """No way back any more; returns which conversations waited."""
        waited, self._deleted = self._deleted, []
        self._undoing.stop()
        self.undo_bar.hide()
        return waited

    # inside

    def _loaded(self, turn: int, conversations: list[Conversation]) -> None:
        if turn == self._turn:
            self.model.set_entries([Entry(one) for one in conversations if one.id not in self._deleted])
            self.set_current(self.model.current_id)

    def _found(self, turn: int, hits: list[SearchHit]) -> None:
        if turn == self._turn:
            hits = [hit for hit in hits if hit.conversation.id not in self._deleted]
            self.model.set_entries([Entry(hit.conversation, hit) for hit in hits])
            announce(self, self.tr("{n} found").format(n=len(hits)))

    def _show_page(self) -> None:
        if self.search.text().strip():
            words = self.tr("Nothing found. Try fewer or shorter words.")
        elif self._archived:
            words = self.tr("Nothing is archived.")
        else:
            words = self.tr("No conversations yet. Say something to her and the first one begins.")
        self._nothing.setText(words)
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _changed(self, event: ev.ConversationChanged) -> None:
        one = event.conversation
        if self.search.text().strip() or one.id in self._deleted:
            return
        if one.archived == self._archived:
            self.model.put(one)
            self.set_current(self.model.current_id)
        else:
            self.model.take(one.id)

    def _gone(self, event: ev.ConversationDeleted) -> None:
        while self.model.take(event.conversation_id):
            pass

    def _rename(self, conversation_id: int, title: str) -> None:
        self._tasks.run(self, self._app.chat.rename(conversation_id, title), panel="chat")

    def _toggle_shelf(self) -> None:
        self._archived = self.shelf.isChecked()
        self.search.clear()
        self.reload()

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self.model.entry(index.row())
        self.model.set_current(entry.conversation.id)
        if entry.hit is not None:
            self.hit_opened.emit(entry.conversation.id, entry.hit.message.id)
        else:
            self.opened.emit(entry.conversation.id)

    def menu_for(self, row: int) -> QMenu:
        """What can be done with the conversation at ``row``."""
        entry = self.model.entry(row)
        one = entry.conversation
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open\tEnter")).triggered.connect(lambda: self._open(self.model.index(row)))
        if entry.hit is None:
            rename = menu.addAction(self.tr("Rename\tF2"))
            rename.triggered.connect(lambda: self.list.edit(self.model.index(row)))
            private = menu.addAction(self.tr("Private: never learned from"))
            private.setCheckable(True)
            private.setChecked(one.private)
            private.triggered.connect(lambda on: self._run(self._app.chat.set_private(one.id, on)))
            text = self.tr("Take out of the archive") if one.archived else self.tr("Archive")
            away = menu.addAction(text)
            away.triggered.connect(lambda: self._run(self._app.chat.archive(one.id, not one.archived)))
            menu.addSeparator()
            menu.addAction(self.tr("Delete\tDel")).triggered.connect(lambda: self.delete(row))
        return menu

    def _run(self, work: Any) -> None:
        self._tasks.run(self, work, panel="chat")

    def _show_menu(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if index.isValid():
            self.menu_for(index.row()).popup(self.list.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            used = self._search_key(key, enter) if watched is self.search else self._list_key(event, enter)
            if used:
                return True
        if isinstance(event, QMouseEvent) and watched is self.list.viewport() and self._more_used(event):
            return True
        return super().eventFilter(watched, event)

    def _more_used(self, event: QMouseEvent) -> bool:
        """Whether the mouse is used on a row's button, which opens its menu."""
        at = event.position().toPoint()
        index = self.list.indexAt(at)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return False
        place = more_place(self.list.visualRect(index))
        if not place.contains(at) or self.model.entry(index.row()).hit is not None:
            return False
        if event.type() is QEvent.Type.MouseButtonRelease:
            self._show_menu(place.bottomLeft())
        return True

    def _search_key(self, key: int, enter: bool) -> bool:
        first = self.model.index(0)
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif key == Qt.Key.Key_Down and first.isValid():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.setCurrentIndex(first)
        elif enter and first.isValid():
            self._open(first)
        else:
            return False
        return True

    def _list_key(self, event: QKeyEvent, enter: bool) -> bool:
        current = self.list.currentIndex()
        if not current.isValid() or self._editing():  # the editor passes on the Enter that it has used
            return False
        if enter:
            self._open(current)
        elif event.key() == Qt.Key.Key_Delete and self.model.entry(current.row()).hit is None:
            if not event.isAutoRepeat():  # a key held down a moment too long would empty the list
                self.delete(current.row())
        else:
            return False
        return True

    def _editing(self) -> bool:
        """Whether a name is being written in the list."""
        return self.list.state() is QAbstractItemView.State.EditingState

    def _restyle(self) -> None:
        self.search.setStyleSheet(
            "QLineEdit { padding: 0 4px; min-height: 32px; }"
            " QToolButton { padding: 0; min-height: 0; border: none; background: transparent; }"
        )
        self._glass.setIcon(self._theme.icon("search", "text_faint", 18))
        self.list.doItemsLayout()
