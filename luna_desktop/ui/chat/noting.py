"""Keeps what she noted under the messages it was noted of, and opens it to be put right."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import Message
from luna_desktop.services.noted import Standing, may_tell
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.chat.model import MessageModel
from luna_desktop.ui.chat.noted import nothing_noted
from luna_desktop.ui.chat.noted_card import NotedCard
from luna_desktop.ui.chat.view import MessageView
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import announce

if TYPE_CHECKING:
    from luna_desktop.services.app import App

SOON_MS = 20  # what changes at once is read at once


class Noting(QObject):
    """Reads the notes of a whole page with it, and of single messages when they change.

    ``learning`` tells of a lesson, by its number, whether a training that runs or is paused has it.
    """

    def __init__(
        self, app: App, model: MessageModel, view: MessageView, *, tasks: Tasks, bridge: Bridge, theme: Theme
    ) -> None:
        super().__init__(view)
        self._app = app
        self._model = model
        self._view = view
        self._tasks = tasks
        self._theme = theme
        self._stale: set[int] = set()
        self._reading = False
        self.card: NotedCard | None = None
        self.learning: Callable[[int], bool] = lambda _: False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._read)
        view.action_wanted.connect(self._act)
        bridge.message_heard.connect(self._heard)
        bridge.facts_heard.connect(lambda event: self._changed([event.message_id]))
        bridge.not_learned.connect(lambda event: self._changed([event.message_id]))
        bridge.lessons_changed.connect(lambda event: self._changed(event.message_ids))
        bridge.message_finished.connect(self._finished)

    async def page(self, conversation_id: int, before: int | None, limit: int) -> list[Message]:
        """A page of messages. What was noted of them is there before their rows are: nothing jumps."""
        page = await self._app.chat.messages(conversation_id, before, limit)
        told = [message.id for message in page if message.role == "person"]
        try:
            found = await self._app.lessons.noted(told)
        except LunaError:  # a teaching that this version does not know, say: the messages can be read
            return page
        self._model.tell_notes(self._model.notes.put(told, found))
        return page

    def set_private(self, on: bool) -> None:
        """Of a private conversation nothing is noted."""
        if on != self._model.notes.private:
            self._model.notes.private = on
            self._model.heights_changed.emit()
            self.reload()

    def reload(self) -> None:
        """Read the notes of all that is loaded again."""
        self._changed([row.message.id for row in self._model.rows() if row.from_person])

    def open(self, message_id: int) -> None:
        """Show what was noted of a message, to undo it, put it right or add to it."""
        number = self._model.find(message_id)
        if number < 0:
            return
        self.close()
        card = self.card = NotedCard(self._theme, message_id, self.learning, self._view)
        card.finished.connect(lambda _: self._closed(card))
        lessons = self._app.lessons
        card.struck.connect(lambda lesson_id, on: self._do(lessons.strike(lesson_id, on)))
        card.let_in.connect(lambda lesson_id: self._do(lessons.let_in(lesson_id)))
        card.mended.connect(lambda lesson_id, value: self._do(lessons.mend(lesson_id, value)))
        card.added.connect(
            lambda key, value: self._do(lessons.add(key, value, message_id), lambda _: card.taught())
        )
        self._fill_card(card)
        self._tasks.run(card, lessons.choices(), done=card.set_choices, panel="chat")

    def _fill_card(self, card: NotedCard) -> None:
        work = self._app.lessons.standing(card.message_id)
        self._tasks.run(card, work, done=lambda found: self._show(card, found), panel="chat")

    def _show(self, card: NotedCard, standing: Sequence[Standing]) -> None:
        card.show_facts(standing)
        if not card.isVisible():
            self._place(card)

    def _do(self, work: Coroutine[Any, Any, Any], done: Callable[[Any], None] | None = None) -> None:
        """Not the card's own: it may be put away meanwhile."""
        self._tasks.run(self, work, done=done, failed=self._refused, panel="chat")

    def _refused(self, error: BaseException) -> bool:
        if self.card is None or not isinstance(error, LunaError):
            return False
        self.card.show_trouble(error)
        return True

    def close(self) -> None:
        """Put the card away."""
        if self.card is not None:
            self.card.reject()

    def _closed(self, card: NotedCard) -> None:
        if card is self.card:
            self.card = None
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, card: NotedCard) -> None:
        """Beside the message, and the line under it."""
        number = self._model.find(card.message_id)
        if number < 0:
            return card.reject()
        self._view.scrollTo(self._model.index(number))
        place = self._view.row_layout(number)
        around = place.bubble if place.bubble is not None else place.text
        if place.noted is not None:
            around = QRectF(around.topLeft(), QPointF(around.right(), place.noted.rect.bottom()))
        around = around.translated(0, self._view.row_top(number)).toRect()
        corner = self._view.viewport().mapToGlobal(around.topLeft())
        card.pop_up(QRect(corner, around.size()))

    def _act(self, name: str, message_id: int) -> None:
        if name in ("noted", "teach"):
            self.open(message_id)

    def _heard(self, event: ev.MessageHeard) -> None:
        number = self._model.find(event.message_id)
        if number < 0:
            return
        if event.facts:
            self._tasks.run(self, self._say(event), panel="chat")
        else:
            text = self._model.row(number).message.text
            self._hear(event.message_id, (), missed=may_tell(text))

    async def _say(self, event: ev.MessageHeard) -> None:
        self._hear(event.message_id, await self._app.lessons.said(event.facts), missed=False)

    def _hear(self, message_id: int, words: Sequence[str], *, missed: bool) -> None:
        self._model.tell_notes(self._model.notes.hear(message_id, words, missed=missed))
        said = nothing_noted() if missed else self._model.notes.of(message_id).line()
        if said:
            announce(self._view, said)

    def _finished(self, event: ev.MessageFinished) -> None:
        if event.message.role == "person":  # it may give something away, or was forgotten
            self._changed([event.message.id])

    def _changed(self, message_ids: Sequence[int]) -> None:
        self._stale.update(x for x in message_ids if self._model.loaded(x))
        if self._stale and not self._reading:
            self._soon.start()

    def _read(self) -> None:
        asked, self._stale = sorted(self._stale), set()
        self._reading = True
        self._tasks.run(
            self,
            self._app.lessons.noted(asked),
            done=lambda found: self._found(asked, found),
            failed=self._not_read,
            panel="chat",
        )

    def _found(self, asked: Sequence[int], found: Any) -> None:
        self._reading = False
        self._model.tell_notes(self._model.notes.put(asked, found))
        if self.card is not None and self.card.message_id in asked:
            self._fill_card(self.card)
            announce(self.card, self._model.notes.of(self.card.message_id).line())
        if self._stale:
            self._soon.start()

    def _not_read(self, error: BaseException) -> bool:
        self._reading = False
        if self._stale:
            self._soon.start()
        return isinstance(error, LunaError)
