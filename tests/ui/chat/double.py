"""A small facade in memory that talks as the real one does, and remembers what was called."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import KarmaKind, LedgerEntry
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.domain.lesson_state import states as lesson_states
from luna_desktop.domain.message import Conversation, Message, MessageState
from luna_desktop.services.bus import Bus
from luna_desktop.services.noted import Choice, NotedFact, Standing, choices, noted_of_messages, words_of
from luna_desktop.services.results import Exchange, SearchHit
from tests.teaching import frames

NOW = 1_795_000_000.0
FRAMES = frames()


def generation(number: int) -> Generation:
    """A published generation of this number and age."""
    parent = f"g{number - 1}" if number else None
    return Generation(
        f"g{number}", number, number, parent, GenerationStatus.PUBLISHED, NOW + number, "embryo"
    )


class Birth:
    def __init__(self) -> None:
        self.is_needed = False

    async def needed(self) -> bool:
        return self.is_needed


class Generations:
    def __init__(self) -> None:
        self.items = [generation(0), generation(1)]

    async def list(self) -> list[Generation]:
        return self.items

    async def head(self) -> Generation:
        return self.items[-1]


class Karma:
    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []

    async def ledger(self, limit: int = 100, before: int | None = None) -> list[LedgerEntry]:
        return self.entries[:limit]


class Lessons:
    """Lessons as the store has them; ``reads`` counts the messages of each question for notes."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.items: list[Lesson] = []
        self.reads: list[int] = []

    async def all(self) -> list[Lesson]:
        return self.items

    async def noted(self, message_ids: Collection[int]) -> Mapping[int, tuple[NotedFact, ...]]:
        self.reads.append(len(message_ids))
        private = {one.id for one in self.chat.said if self.chat.places[one.conversation_id].private}
        return noted_of_messages(self.items, set(message_ids) - private, FRAMES)

    async def said(self, facts: Sequence[Fact]) -> list[str]:
        return [words_of(fact, FRAMES) for fact in facts]

    async def standing(self, message_id: int) -> list[Standing]:
        states = lesson_states(self.items, frozenset())
        noted = (await self.noted([message_id])).get(message_id, ())
        return [Standing(x, states[x.lesson.id], False) for x in noted]

    async def choices(self) -> list[Choice]:
        return choices(FRAMES)

    async def strike(self, lesson_id: int, on: bool = True) -> None:
        self._change(replace(self._of(lesson_id), struck=on))

    async def let_in(self, lesson_id: int) -> None:
        self._change(replace(self._of(lesson_id), struck=False, held=""))

    async def mend(self, lesson_id: int, value: str) -> Lesson:
        lesson = self._of(lesson_id)
        assert lesson.fact is not None
        mended = replace(lesson, id=len(self.items) + 1, fact=replace(lesson.fact, value=value))
        self._change(mended)
        return mended

    async def add(self, key: str, value: str, message_id: int | None = None) -> Lesson:
        if not FRAMES.is_key(key):
            raise LunaError("key-unknown", f"She cannot learn what {key!r} is.")
        return self.tell(message_id or 0, Fact(key, value))

    def tell(self, message_id: int, fact: Fact, **more: Any) -> Lesson:
        """A lesson of this message's, told to whoever listens."""
        made = Lesson(len(self.items) + 1, LessonKind.FACT, NOW, (message_id,), fact, **more)
        self._change(made)
        return made

    def _of(self, lesson_id: int) -> Lesson:
        return next(one for one in self.items if one.id == lesson_id)

    def _change(self, lesson: Lesson) -> None:
        self.items = sorted([*(x for x in self.items if x.id != lesson.id), lesson], key=lambda x: x.id)
        self.chat.bus.publish(ev.LessonsChanged(lesson.message_ids))


class Chat:
    """Conversations and messages; a reply comes word by word when ``hold`` is released."""

    def __init__(self, bus: Bus, karma: Karma) -> None:
        self.bus = bus
        self.karma = karma
        self.calls: list[tuple[Any, ...]] = []
        self.ready = 0
        self.places: dict[int, Conversation] = {}
        self.said: list[Message] = []
        self.words = ["Your ", "dog ", "is ", "called ", "**Rex**."]
        self.error: LunaError | None = None
        self.hold = asyncio.Event()
        self.hold.set()
        self.stopping = False
        self.told: tuple[Fact, ...] | None = None  # what is heard in each message; None: nobody hears

    async def get_ready(self) -> None:
        self.ready += 1

    def make(self, title: str = "", **more: Any) -> Conversation:
        number = len(self.places) + 1
        self.places[number] = Conversation(number, title, NOW, NOW + number, **more)
        return self.places[number]

    def say(self, place: int, role: Any, text: str, **more: Any) -> Message:
        self.said.append(Message(len(self.said) + 1, place, role, text, NOW, **more))
        return self.said[-1]

    def fill(self, place: int, count: int) -> None:
        """``count`` messages, the person and Luna in turn."""
        for number in range(count // 2):
            person = self.say(place, "person", f"Question {number}? " + "tell me more " * (number % 9))
            self.say(place, "luna", f"Answer {number}.", reply_to=person.id, generation_id=f"g{number % 2}")

    async def send(
        self,
        text: str,
        conversation_id: int | None = None,
        generation_id: str | None = None,
        *,
        private: bool = False,
    ) -> Exchange:
        self.calls.append(("send", text, conversation_id, generation_id))
        if self.error and self.error.code == "not-born":
            raise self.error
        place = self.places[conversation_id] if conversation_id else self.make(text[:40], private=private)
        self.bus.publish(ev.ConversationChanged(place))
        person = self.say(place.id, "person", text)
        self.bus.publish(ev.MessageAdded(person))
        return await self._answer(person, generation_id or "g1")

    async def retry(self, reply_id: int, generation_id: str | None = None) -> Exchange:
        self.calls.append(("retry", reply_id, generation_id))
        old = self.said[reply_id - 1]
        return await self._answer(self.said[(old.reply_to or 0) - 1], generation_id or "g1")

    async def _answer(self, person: Message, generation_id: str) -> Exchange:
        reply = self.say(
            person.conversation_id,
            "luna",
            "",
            state=MessageState.PARTIAL,
            reply_to=person.id,
            generation_id=generation_id,
        )
        self.bus.publish(ev.MessageAdded(reply))
        self.stopping = False
        if self.told is not None and not self.places[person.conversation_id].private:
            self.bus.publish(ev.MessageHeard(person.id, person.conversation_id, self.told))
        text, state = "", MessageState.COMPLETE
        await asyncio.sleep(0)
        for word in self.words:
            await self.hold.wait()
            if self.error:
                state = MessageState.FAILED
                break
            if self.stopping:
                state = MessageState.STOPPED
                break
            text += word
            self.bus.publish(ev.MessageStreamed(reply.id, reply.conversation_id, text))
            await asyncio.sleep(0.01)
        reply = replace(reply, text=text.strip(), state=state)
        self.said[reply.id - 1] = reply
        self.bus.publish(ev.MessageFinished(reply, len(self.words), 0.2))
        if self.error:
            raise self.error
        entry = LedgerEntry(reply.id, NOW, KarmaKind.EXCHANGE, 2, "Something new was said.", reply.id)
        self.karma.entries.insert(0, entry)
        self.bus.publish(ev.KarmaGiven((entry,), 2, 100))
        return Exchange(person, reply, (entry,), 2, 100, False)

    def stop(self) -> None:
        self.calls.append(("stop",))
        self.stopping = True
        self.hold.set()

    async def thumbs(self, message_id: int, value: int) -> None:
        self.calls.append(("thumbs", message_id, value))
        if self.error:
            raise self.error

    async def correct(self, reply_id: int, text: str) -> None:
        self.calls.append(("correct", reply_id, text))

    async def conversations(self, archived: bool = False) -> list[Conversation]:
        found = [one for one in self.places.values() if one.archived == archived]
        return sorted(found, key=lambda one: -one.updated_at)

    async def messages(
        self, conversation_id: int, before: int | None = None, limit: int = 200
    ) -> list[Message]:
        found = [m for m in self.said if m.conversation_id == conversation_id]
        return [m for m in found if before is None or m.id < before][-limit:]

    async def _change(self, conversation_id: int, **what: Any) -> None:
        self.places[conversation_id] = replace(self.places[conversation_id], **what)
        self.bus.publish(ev.ConversationChanged(self.places[conversation_id]))

    async def rename(self, conversation_id: int, title: str) -> None:
        self.calls.append(("rename", conversation_id, title))
        await self._change(conversation_id, title=title)

    async def archive(self, conversation_id: int, on: bool = True) -> None:
        await self._change(conversation_id, archived=on)

    async def set_private(self, conversation_id: int, on: bool = True) -> None:
        self.calls.append(("private", conversation_id, on))
        await self._change(conversation_id, private=on)

    async def delete(self, conversation_id: int) -> None:
        self.calls.append(("delete", conversation_id))
        del self.places[conversation_id]
        self.bus.publish(ev.ConversationDeleted(conversation_id))

    async def search(self, text: str, limit: int = 50) -> list[SearchHit]:
        hits = [m for m in self.said if text.lower() in m.text.lower()][:limit]
        return [
            SearchHit(m, self.places[m.conversation_id], m.text.replace(text, f"\x02{text}\x03"))
            for m in hits
        ]


class App:
    """The parts of the facade that the chat uses."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.birth = Birth()
        self.generations = Generations()
        self.karma = Karma()
        self.chat = Chat(self.bus, self.karma)
        self.lessons = Lessons(self.chat)
