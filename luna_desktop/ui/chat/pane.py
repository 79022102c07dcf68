"""The chat: header, messages, composer, and what joins them to the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.message import Conversation
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat.banner import Banner
from luna_desktop.ui.chat.composer import Composer
from luna_desktop.ui.chat.delegate import AVATAR, side_margin
from luna_desktop.ui.chat.empty import EmptyChat
from luna_desktop.ui.chat.feed import KARMA_PAGE, Feed
from luna_desktop.ui.chat.header import ChatHeader
from luna_desktop.ui.chat.link_dialog import LinkDialog
from luna_desktop.ui.chat.markdown import parser
from luna_desktop.ui.chat.model import MessageModel
from luna_desktop.ui.chat.noting import Noting
from luna_desktop.ui.chat.view import MessageView
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import MEASURE
from luna_desktop.ui.widgets import announce, hairline

if TYPE_CHECKING:
    from luna_desktop.services.app import App

FIRST_REST_MS = 300
STALE_MS = 60  # a forgetting changes many messages at once


class ChatPane(QWidget):
    """One conversation with Luna. ``app`` is the services' facade."""

    sent = Signal()
    conversation_started = Signal(int)
    lessons_wanted = Signal()

    def __init__(
        self, app: App, tasks: Tasks, bridge: Bridge, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._conversation: Conversation | None = None
        self._pinned: Generation | None = None
        self._private = False  # what a new conversation is to be
        self._starting = False
        self._waiting: list[str] = []
        self._lineage: tuple[Generation, ...] = ()
        self.open_address: Callable[[str], object] = _open_in_browser
        self.model = MessageModel(self)
        self.view = MessageView(self.model, theme)
        self.noting = Noting(app, self.model, self.view, tasks=tasks, bridge=bridge, theme=theme)
        self.feed = Feed(self.noting.page, self.model, tasks, bridge, self)
        self.header = ChatHeader(theme)
        self.empty = EmptyChat(theme)
        self.banner = Banner(theme)
        self.composer = Composer(theme)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(STALE_MS)
        self._stale.timeout.connect(self.refresh)
        self._build()
        self._connect(bridge)
        self._show_header()
        self.refresh()
        QTimer.singleShot(FIRST_REST_MS, self, parser)  # its library takes too long to load in mid-reply

    def _build(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self._foot = QWidget()
        centre = QVBoxLayout()
        centre.setSpacing(Theme.space(1))
        centre.addWidget(self.banner)
        centre.addWidget(self.composer)
        held = QWidget()
        held.setMaximumWidth(MEASURE + AVATAR + 12)  # as wide as the messages' column
        held.setLayout(centre)
        centre.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout(self._foot)
        self._foot_line = line
        line.addStretch(1)
        line.addWidget(held, 1000)
        line.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(hairline())
        whole.addWidget(self._pages, 1)
        whole.addWidget(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.view.verticalScrollBar().sizeHint().width()
        side = side_margin(self.width() - bar)  # in line with the messages above
        self._foot_line.setContentsMargins(side, 4, side + bar, 16)
        super().resizeEvent(event)

    def _connect(self, bridge: Bridge) -> None:
        self.composer.begun.connect(lambda: QTimer.singleShot(0, self, self._get_ready))
        self.composer.sent.connect(self._send)
        self.composer.stopped.connect(self._stop)
        self.composer.correcting.connect(self.view.mark)
        self.composer.corrected.connect(self._correct)
        self.composer.recall_wanted.connect(lambda: self.composer.set_text(self.model.person_text_before()))
        self.empty.tip_chosen.connect(self._begin_with)
        self.view.older_wanted.connect(self.feed.load_older)
        self.view.action_wanted.connect(self._act)
        self.view.link_wanted.connect(self._ask_link)
        self.view.left.connect(self.focus_composer)
        self.header.generation_chosen.connect(self._choose_generation)
        self.header.private_chosen.connect(self._make_private)
        self.feed.replying_changed.connect(self.composer.set_replying)
        self.feed.opened.connect(self._show_page)
        self.model.rowsInserted.connect(self._show_page)
        bridge.message_added.connect(self._message_added)
        bridge.message_finished.connect(self._message_finished)
        bridge.conversation_changed.connect(self._conversation_changed)
        bridge.conversation_deleted.connect(self._conversation_deleted)
        bridge.generation_loaded.connect(self._generation_loaded)
        bridge.generation_published.connect(lambda _: self.refresh())
        bridge.trouble_raised.connect(self._trouble)

    # what the window calls

    def open_conversation(self, conversation_id: int | None, message_id: int | None = None) -> None:
        """Show a conversation, or a new one; with ``message_id`` at that message.

        Whoever is current answers: a generation that was chosen was chosen for the conversation left here.
        """
        self._private = self._starting = False
        self._waiting = []
        self._conversation = None
        self.banner.hide()
        self.noting.close()
        self.composer.end_correction()
        self.feed.open(conversation_id)
        self.set_generation(None)
        self._show_header()
        if conversation_id is None:
            return
        self._tasks.run(self, self._find(conversation_id), done=self._found, panel="chat")
        if message_id is not None:
            self._tasks.run(self, self._reach(message_id), panel="chat")

    def leave_conversation(self, conversation_id: int) -> None:
        """Begin anew where this conversation is the one on show: it is going, and so would its next words."""
        if conversation_id == self.conversation_id:
            self.open_conversation(None)

    def focus_composer(self) -> None:
        """Let the person write."""
        self.composer.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_generation(self, generation: Generation | None) -> None:
        """Who answers here; None for whichever is current."""
        self._pinned = generation
        self.header.set_pinned(generation)

    def set_blocked(self, why: str) -> None:
        """Hold sending back with a reason, or let it through with an empty one."""
        self.composer.set_blocked(why)

    def refresh(self) -> None:
        """Ask again who there is to talk to, and what she should have said."""
        self._tasks.run(self, self._load_generations(), panel="chat")
        self.noting.reload()

    @property
    def conversation_id(self) -> int | None:
        """The conversation on show."""
        return self.feed.conversation_id

    @property
    def _new(self) -> bool:
        return self.conversation_id is None and not self._starting

    @property
    def _pinned_id(self) -> str | None:
        return self._pinned.id if self._pinned else None

    # talking

    def _send(self, text: str) -> None:
        self.banner.hide()
        self.view.stick()
        if self.conversation_id is None and self._starting:
            self._waiting.append(text)  # the first message is still making the conversation
            return
        self._starting = self.conversation_id is None
        self._show_header()
        work = self._app.chat.send(text, self.conversation_id, self._pinned_id, private=self._private)
        self._tasks.run(
            self,
            work,
            done=lambda _: self.sent.emit(),
            failed=lambda error: self._send_failed(error, text),
            panel="chat",
        )

    def _get_ready(self) -> None:
        self._tasks.run(self, self._app.chat.get_ready(), panel="chat")

    def _send_failed(self, error: BaseException, text: str) -> bool:
        self._starting = False
        self._show_header()
        if not isinstance(error, LunaError):
            return False
        last = self.model.person_text_before()
        if last == text and self.model.newest_reply() >= 0:
            self.banner.show_error(error, self.tr("Try again"), self._retry_newest)
        else:
            self.banner.show_error(error)
            if not self.composer.text():
                self.composer.set_text(text)  # nothing was saved: give the words back
        return True

    def _message_added(self, event: ev.MessageAdded) -> None:
        message = event.message
        if not (self._starting and self.conversation_id is None and message.role == "person"):
            return
        self._starting = False
        self.feed.adopt(message.conversation_id)
        self.model.add(message)
        self.conversation_started.emit(message.conversation_id)
        self._tasks.run(self, self._find(message.conversation_id), done=self._found, panel="chat")
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            self._send(text)

    def _message_finished(self, event: ev.MessageFinished) -> None:
        if self.model.taught(event.message.id):  # it changed long after it was said: something was forgotten
            self._stale.start()
        came = event.seconds or (event.message.held and event.message.role == "luna")
        row = self.model.find(event.message.id)
        if row >= 0 and event.message.conversation_id == self.conversation_id and came:
            announce(self.view, self.model.spoken(self.model.row(row)))

    def _stop(self) -> None:
        self._app.chat.stop()

    def _act(self, name: str, message_id: int) -> None:
        row = self.model.find(message_id)
        if row < 0:
            return
        message = self.model.row(row).message
        if name in ("up", "down"):
            wanted = 1 if name == "up" else -1
            value = 0 if message.thumbs == wanted else wanted
            before = message.thumbs
            self.model.set_thumbs(message_id, value)
            self._tasks.run(
                self,
                self._app.chat.thumbs(message_id, value),
                failed=lambda error: self._thumbs_failed(error, message_id, before),
                panel="chat",
            )
        elif name == "correct":
            said = "" if message.held else message.text  # the app's own sentence is nothing to mend
            self.composer.begin_correction(message_id, self.model.taught(message_id) or said)
        elif name == "lessons":
            self.lessons_wanted.emit()
        elif name == "retry":
            self.banner.hide()
            self.view.stick()
            work = self._app.chat.retry(message_id, self._pinned_id)
            self._tasks.run(self, work, failed=self._retry_failed, panel="chat")

    def _retry_newest(self) -> None:
        row = self.model.newest_reply()
        if row >= 0:
            self._act("retry", self.model.row(row).message.id)

    def _retry_failed(self, error: BaseException) -> bool:
        if isinstance(error, LunaError):
            self.banner.show_error(error, self.tr("Try again"), self._retry_newest)
            return True
        return False

    def _thumbs_failed(self, error: BaseException, message_id: int, before: int) -> bool:
        self.model.set_thumbs(message_id, before)
        return self._show_failure(error)

    def _correct(self, message_id: int, text: str) -> None:
        self._tasks.run(
            self,
            self._app.chat.correct(message_id, text),
            done=lambda _: self._corrected(message_id, text),
            failed=self._show_failure,
            panel="chat",
        )

    def _corrected(self, message_id: int, text: str) -> None:
        self.model.add_taught(message_id, text)
        private = self._conversation is not None and self._conversation.private
        kept = self.tr("Kept here. She learns nothing from a private conversation.")
        announce(self, kept if private else self.tr("She will learn that."))

    def _show_failure(self, error: BaseException) -> bool:
        if isinstance(error, LunaError):
            self.banner.show_error(error)
            return True
        return False

    def _trouble(self, event: ev.TroubleRaised) -> None:
        if event.panel == "chat":
            self.banner.show_error(event.error)

    def _begin_with(self, text: str) -> None:
        self.composer.set_text(text)
        self.focus_composer()

    def _ask_link(self, address: str) -> None:
        dialog = LinkDialog(self._theme, address, self.open_address, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # conversation and generations

    async def _find(self, conversation_id: int) -> Conversation | None:
        for archived in (False, True):
            for one in await self._app.chat.conversations(archived):
                if one.id == conversation_id:
                    return one
        return None

    def _found(self, conversation: Conversation | None) -> None:
        if conversation is not None and conversation.id == self.conversation_id:
            self._conversation = conversation
            self._show_header()

    def _conversation_changed(self, event: ev.ConversationChanged) -> None:
        self._found(event.conversation)

    def _conversation_deleted(self, event: ev.ConversationDeleted) -> None:
        self.leave_conversation(event.conversation_id)

    def _make_private(self, on: bool) -> None:
        if self.conversation_id is None:
            self._private = on
            self._show_header()
            return
        work = self._app.chat.set_private(self.conversation_id, on)
        self._tasks.run(self, work, failed=self._private_failed, panel="chat")

    def _private_failed(self, error: BaseException) -> bool:
        self._show_header()
        return self._show_failure(error)

    def _show_header(self) -> None:
        known = self._conversation
        private = known.private if known else self._private
        self.header.set_title(known.title if known else "")
        self.header.set_private(private, possible=known is not None or self._new)
        self.empty.set_private(private)
        self.noting.set_private(private)

    def _show_page(self) -> None:
        filled = self.model.rowCount() > 0 or not self.feed.complete
        self._pages.setCurrentWidget(self.view if filled else self.empty)

    def _generation_loaded(self, _event: ev.GenerationLoaded) -> None:
        if self._new:  # nothing was said yet to whom the person had chosen before
            self.set_generation(None)
        self.refresh()

    def _choose_generation(self, generation_id: str) -> None:
        self.set_generation(next((one for one in self._lineage if one.id == generation_id), None))

    async def _load_generations(self) -> None:
        born = not await self._app.birth.needed()
        self._lineage = tuple(await self._app.generations.list())
        head = await self._app.generations.head() if born else None
        self.model.set_generations(self._lineage)
        self.header.set_generations(self._lineage, head)
        self.empty.set_age(head.age if head else None)
        self.composer.set_blocked("" if born else self.tr("Luna is not born yet, so she cannot answer."))
        self.model.add_karma(await self._app.karma.ledger(KARMA_PAGE, None))
        if born:
            self.model.set_lessons(await self._app.lessons.all())

    async def _reach(self, message_id: int) -> None:
        row = await self.feed.reach(message_id)
        if row >= 0:
            index = self.model.index(row)
            self.view.keyboard_used = True
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index, self.view.ScrollHint.PositionAtCenter)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _open_in_browser(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
