"""Keeps a message model in step with one conversation: pages, live replies, karma."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from luna_desktop.domain import events as ev
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat.model import MessageModel
from luna_desktop.ui.tasks import Tasks

FIRST_PAGE = 60
PAGE = 200
LARGEST_PAGE = 4000
KARMA_PAGE = 400

Fetch = Callable[[int, int | None, int], Coroutine[Any, Any, list[Message]]]


class Feed(QObject):
    """Loads the newest page first and older ones on demand; replies stream into their rows."""

    opened = Signal()
    replying_changed = Signal(bool)

    def __init__(
        self, fetch: Fetch, model: MessageModel, tasks: Tasks, bridge: Bridge, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._model = model
        self._tasks = tasks
        self.conversation_id: int | None = None
        self._turn = 0
        self._opening: asyncio.Task[list[Message]] | None = None
        self._loading = False
        self._complete = True
        self._page = PAGE
        self._early: list[Message] = []
        self._live: dict[int, tuple[int, str]] = {}
        bridge.message_added.connect(self._added)
        bridge.message_streamed.connect(self._streamed)
        bridge.message_finished.connect(self._finished)
        bridge.karma_given.connect(lambda event: model.add_karma(event.entries))

    @property
    def replying(self) -> bool:
        """Whether a reply of this conversation is coming or waiting its turn."""
        return any(place == self.conversation_id for place, _ in self._live.values())

    @property
    def complete(self) -> bool:
        """Whether the first message is loaded."""
        return self._complete

    def open(self, conversation_id: int | None) -> None:
        """Show this conversation, its newest page first."""
        self._turn += 1
        self.conversation_id = conversation_id
        self._early = []
        self._page = PAGE
        self._complete = conversation_id is None
        self._loading = conversation_id is not None
        self._model.reset_to([])
        self.replying_changed.emit(self.replying)
        if conversation_id is None:
            self.opened.emit()
            return
        turn = self._turn
        work = self._fetch(conversation_id, None, FIRST_PAGE)
        self._opening = self._tasks.run(
            self, work, done=lambda page: self._first_page(turn, page), panel="chat"
        )

    def adopt(self, conversation_id: int) -> None:
        """A new conversation got its number."""
        self.conversation_id = conversation_id
        self._complete = True

    def load_older(self) -> None:
        """Bring the page before the oldest loaded message, if there is one."""
        oldest = self._model.oldest_id()
        if self._loading or self._complete or oldest is None or self.conversation_id is None:
            return
        self._loading = True
        turn, size = self._turn, self._page
        self._page = min(LARGEST_PAGE, self._page * 2)
        work = self._fetch(self.conversation_id, oldest, size)
        self._tasks.run(self, work, done=lambda page: self._older_page(turn, page, size), panel="chat")

    async def reach(self, message_id: int) -> int:
        """Load older pages until this message is there; its row, or -1."""
        turn = self._turn
        if self._opening is not None:
            await asyncio.wait({self._opening})
        while self._turn == turn and self.conversation_id is not None:
            row = self._model.find(message_id)
            oldest = self._model.oldest_id()
            if row >= 0 or oldest is None or oldest < message_id:
                return row
            page = await self._fetch(self.conversation_id, oldest, LARGEST_PAGE)
            if self._turn != turn or not page:
                break
            self._model.prepend(page)
        return -1

    def _first_page(self, turn: int, page: list[Message]) -> None:
        if turn != self._turn:
            return
        self._loading = False
        self._complete = len(page) < FIRST_PAGE
        self._model.reset_to(page)
        for message in self._early:
            self._model.add(message)
        self._early = []
        for message_id, (place, text) in self._live.items():
            if place == self.conversation_id:
                self._model.stream(message_id, text)
        self.opened.emit()

    def _older_page(self, turn: int, page: list[Message], size: int) -> None:
        if turn == self._turn:
            self._loading = False
            self._complete = len(page) < size
            self._model.prepend(page)

    def _added(self, event: ev.MessageAdded) -> None:
        message = event.message
        live = message.role == "luna" and message.state is MessageState.PARTIAL
        if live:
            self._live[message.id] = (message.conversation_id, message.text)
        if message.conversation_id != self.conversation_id:
            return
        if self._loading:
            self._early.append(message)
        self._model.add(message, streaming=live)
        self.replying_changed.emit(self.replying)

    def _streamed(self, event: ev.MessageStreamed) -> None:
        self._live[event.message_id] = (event.conversation_id, event.text)
        if event.conversation_id == self.conversation_id:
            self._model.stream(event.message_id, event.text)

    def _finished(self, event: ev.MessageFinished) -> None:
        self._live.pop(event.message.id, None)
        if event.message.conversation_id == self.conversation_id:
            self._model.replace(event.message)
            self.replying_changed.emit(self.replying)
