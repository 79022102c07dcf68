"""Talking: what the person says is saved first, then she answers, then it is judged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    ConversationChanged,
    ConversationDeleted,
    MessageAdded,
    MessageFinished,
)
from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.judge import correction_award, thumbs_award
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import not_learned, secret_names
from luna_desktop.domain.message import Conversation, Message, MessageState, spoken, writable
from luna_desktop.domain.speech import Reply
from luna_desktop.language import secrets
from luna_desktop.services import chat_trouble
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import CLOSING, Coordinator, Work, to_its_end
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.judging import Judging, Listening
from luna_desktop.services.karma import Hearing, KarmaService
from luna_desktop.services.lengths import Lengths
from luna_desktop.services.replying import Replier, turns_before
from luna_desktop.services.results import Exchange, SearchHit
from luna_desktop.services.stores import ConversationStore, can_be_row

TITLE_LENGTH = 48
_NOTHING = Reply("", 0, 0.0, "stopped")
HISTORY = 200  # messages looked at for her memory; her context holds far fewer


def title_of(text: str) -> str:
    """The beginning of what was said, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


class ChatService:
    """One reply at a time; what is said meanwhile is saved and waits its turn."""

    def __init__(
        self,
        store: ConversationStore,
        generations: GenerationService,
        karma: KarmaService,
        coordinator: Coordinator,
        *,
        judging: Judging,
        lengths: Lengths,
        background: Background,
        bus: Bus,
        seeds: Callable[[], int],
    ) -> None:
        self._store = store
        self._generations = generations
        self._karma = karma
        self._lengths = lengths
        self._coordinator = coordinator
        self._background = background
        self._bus = bus
        self._judging = judging
        self._replier = Replier(store, generations, bus, seeds)
        self._closing = False

    @property
    def running(self) -> bool:
        """Whether a reply is coming."""
        return self._coordinator.running(Work.REPLY)

    async def get_ready(self) -> None:
        """Load what the first message would wait for, while it is written; what fails, that tells."""
        with suppress(LunaError):
            head = await self._generations.head()
            await self._replier.get_ready(head)
            await self._karma.get_ready(head.id)

    async def send(
        self,
        text: str,
        conversation_id: int | None = None,
        generation_id: str | None = None,
        *,
        private: bool = False,
    ) -> Exchange:
        """Say something; without ``conversation_id`` in a new conversation, ``private`` from its first word.

        Raises:
            LunaError: ``message-empty``, ``conversation-unknown``, ``not-born``, what excludes it now,
                or what kept her from answering; the message is saved then all the same.
        """
        text = spoken(text)
        if not text:
            raise LunaError("message-empty", "There is nothing to say yet.", "", "Write something first.")
        async with self._coordinator.work(Work.REPLY):
            return await self._send(text, conversation_id, generation_id, private=private)

    async def _send(
        self, text: str, conversation_id: int | None, generation_id: str | None, *, private: bool
    ) -> Exchange:
        if conversation_id is not None:
            await self._conversation(conversation_id)
        head = await self._generations.head()
        speaker = await self._generations.resolve(generation_id) if generation_id else head
        place, person, reply = await self._store.begin(
            conversation_id, title_of(text), text, speaker.id, judged_for=head.id, private=private
        )
        self._bus.publish(ConversationChanged(place))
        self._bus.publish(MessageAdded(person))
        self._bus.publish(MessageAdded(reply))
        return await self._answer(person, reply, speaker, judged_for=head, private=place.private)

    async def retry(self, reply_id: int, generation_id: str | None = None) -> Exchange:
        """Have her answer the same message again; the former reply stays as a version.

        Raises:
            LunaError: ``message-unknown``, ``message-forgotten``, or as ``send``.
        """
        async with self._coordinator.work(Work.REPLY):
            return await self._retry(reply_id, generation_id)

    async def _retry(self, reply_id: int, generation_id: str | None) -> Exchange:
        old = await self._reply(reply_id)
        person = await self._store.message(old.reply_to or 0)
        if person is None:
            raise chat_trouble.message_unknown(reply_id)
        if is_forgotten(person):
            raise chat_trouble.forgotten("She cannot answer this again.")
        generations = self._generations
        speaker = await (generations.resolve(generation_id) if generation_id else generations.head())
        reply = await self._store.begin_retry(person, speaker.id)
        self._bus.publish(MessageAdded(reply))
        return await self._answer(person, reply, speaker, judged_for=None)

    def stop(self) -> None:
        """End the reply that is coming; what has come is kept."""
        self._replier.stop()

    def close(self) -> None:
        """End the reply that is coming; those that wait for their turn stay empty.

        What is being heard is not: the next start hears it.
        """
        self._closing = True
        self.stop()
        self._judging.cut_short()

    async def thumbs(self, message_id: int, value: int) -> tuple[LedgerEntry, ...]:
        """Rate a reply with 1, 0 or -1; a liked reply becomes a lesson.

        Raises:
            LunaError: ``message-unknown``, ``message-forgotten``, ``reply-unfinished``, or ``reply-not-hers``
                where the app said it.
        """
        if value not in (-1, 0, 1):
            raise ValueError(f"a thumb is -1, 0 or 1, got {value}")
        async with self._coordinator.work(Work.LESSON):
            return await self._rate(message_id, value)

    async def _rate(self, message_id: int, value: int) -> tuple[LedgerEntry, ...]:
        reply, person = await self._finished_reply(message_id)
        prompt = person.text
        if is_forgotten(reply):
            raise chat_trouble.forgotten("This reply cannot be rated.")
        if reply.held:
            raise LunaError(
                "reply-not-hers",
                "This answer is the app's own, so it cannot be rated.",
                f"What you said looks like {secret_names(reply.held)}.",
                "Write what she should have said, if she is to learn something of it.",
            )
        head = await self._generations.head()
        exchange = f"exchange:{reply.reply_to}"
        held = await self._background.run(secrets.held_exchange, prompt, reply.whole)
        measure = await self._lengths.measure()
        waits = await self._background.run(measure.waits, (prompt, reply.whole), held)
        message, entries = await self._store.rate(
            reply,
            prompt,
            value,
            judge=lambda given: thumbs_award(value, given, reply.id, exchange),
            head=head.id,
            held=waits,
        )
        self._bus.publish(MessageFinished(message))
        await self._judging.tell_karma(entries)
        return tuple(entries)

    async def correct(self, reply_id: int, text: str) -> tuple[LedgerEntry, ...]:
        """Keep what she should have said as a lesson.

        Raises:
            LunaError: ``message-empty``, ``message-forgotten``, ``reply-unfinished`` or ``lesson-too-long``.
        """
        text = spoken(text)
        if not text:
            raise LunaError("message-empty", "The better answer is empty.", "", "Write what she should say.")
        async with self._coordinator.work(Work.LESSON):
            return await self._correct(reply_id, text)

    async def _correct(self, reply_id: int, text: str) -> tuple[LedgerEntry, ...]:
        reply, person = await self._finished_reply(reply_id)
        prompt, measure = person.text, await self._lengths.measure()
        await self._background.run(measure.must_fit, (prompt, text))
        head = await self._generations.head()
        inner = await self._karma.bracket(person, head.id)
        if inner and await self._background.run(measure.excess, (prompt, f"{inner} {text}")):
            inner = ""  # it is the answer that she is to learn
        award = correction_award(reply.id, f"exchange:{reply.reply_to}")
        held = await self._background.run(secrets.held_exchange, prompt, text)
        entries = await self._store.correct(
            reply, prompt, text, inner=inner, award=award, head=head.id, held=held
        )
        await self._judging.tell_karma(entries)
        return tuple(entries)

    async def conversations(self, archived: bool = False) -> list[Conversation]:
        """Conversations, the latest first."""
        return await self._store.all(archived)

    async def messages(
        self, conversation_id: int, before: int | None = None, limit: int = 200
    ) -> list[Message]:
        """The last ``limit`` messages older than the message ``before``, oldest first."""
        return await self._store.messages(conversation_id, before, limit)

    async def count_messages(self, conversation_id: int) -> int:
        """How many messages a conversation has."""
        return await self._store.count(conversation_id)

    async def new_conversation(self, title: str = "") -> Conversation:
        """An empty conversation; the first thing said in it names it."""
        conversation = await self._store.create(spoken(title))
        self._bus.publish(ConversationChanged(conversation))
        return conversation

    async def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another name."""
        await self._change(conversation_id, title=" ".join(spoken(title).split()))

    async def archive(self, conversation_id: int, on: bool = True) -> None:
        """Put a conversation away, or back."""
        await self._change(conversation_id, archived=on)

    async def set_private(self, conversation_id: int, on: bool = True) -> None:
        """Keep a conversation out of all training, or let it in."""
        await self._change(conversation_id, private=on)

    async def delete(self, conversation_id: int) -> None:
        """Remove a conversation with its messages and the lessons that came only from it."""
        await self._conversation(conversation_id)
        await self._store.delete(conversation_id)
        self._replier.stop_in(conversation_id)
        self._bus.publish(ConversationDeleted(conversation_id))

    async def search(self, text: str, limit: int = 50) -> list[SearchHit]:
        """Messages that hold all words of ``text``, the best first."""
        return [SearchHit(*hit) for hit in await self._store.search(writable(text), limit)]

    async def _answer(
        self,
        person: Message,
        row: Message,
        speaker: Generation,
        judged_for: Generation | None,
        *,
        private: bool = False,
    ) -> Exchange:
        """Speak when it is this reply's turn; however it ends, it is saved and told, once."""
        try:
            await self._judging.turn.acquire()
        except BaseException as error:
            await self._cut_short(row, _NOTHING, error)
            raise
        try:
            async with self._judging.listening(person, judged_for, private=private) as listening:
                try:
                    reply = await self._speak(person, row, speaker, listening)
                except BaseException as error:
                    await self._cut_short(row, self._replier.so_far, error, listening)
                    raise
                state = MessageState.STOPPED if reply.finish == "stopped" else MessageState.COMPLETE
                message = await to_its_end(self._end(row, reply, state))
                verdict = await self._judging.judge(listening, message)
                balance, threshold, due = await self._judging.tell_karma(verdict.entries)
        finally:
            self._judging.turn.release()
        return Exchange(
            replace(person, held=message.held) if message.held else person,
            message,
            verdict.entries,
            balance,
            threshold,
            due,
            tokens=reply.tokens,
            seconds=reply.seconds,
            heard=verdict.learned,
        )

    async def _speak(
        self, person: Message, row: Message, speaker: Generation, listening: Listening | None
    ) -> Reply:
        self._replier.begin(row.conversation_id)
        if self._closing:
            raise LunaError(CLOSING, "She cannot answer now.", "Luna is closing.")
        history = await self._store.messages(person.conversation_id, row.id, HISTORY)
        turns, heard = turns_before(history, person), None
        if listening is not None:
            heard = await self._replier.listen(listening.hearing, turns, speaker)
            if heard is None:
                return _NOTHING
        # Answered again, a message that was not withheld at first is answered by her.
        if person.held if heard is None else heard.held:
            withheld = await self._withhold(person, row, heard)
            if withheld is not None:
                return withheld
        if listening is not None and heard is not None:
            self._judging.tell_heard(listening, heard)
        return await self._replier.reply(row, turns, speaker)

    async def _withhold(self, person: Message, row: Message, heard: Hearing | None) -> Reply | None:
        """The app's own sentence in her place where ``person`` may give something away (``Message.held``)."""
        head = await self._generations.head()
        withheld = await self._karma.withheld(person, head.id, heard)
        if withheld is None:
            return None
        marked = await self._store.hold(person.id, row.id, withheld.kinds)
        if marked is None:
            raise chat_trouble.conversation_unknown(row.conversation_id)
        self._bus.publish(MessageFinished(marked))
        return Reply(not_learned(withheld.kinds, waits=withheld.waits), 0, 0.0, "end")

    async def _cut_short(
        self, row: Message, so_far: Reply, error: BaseException, listening: Listening | None = None
    ) -> None:
        """Keep what has come until ``error``, which outweighs whatever goes wrong here, and what was told."""
        # Her child is in trouble; or the window is closing, the task was cancelled, or the fault is ours.
        trouble = isinstance(error, LunaError) and error.code != CLOSING
        state = MessageState.FAILED if trouble else MessageState.STOPPED
        try:
            message = await to_its_end(self._end(row, so_far, state))
            if trouble:  # the rest is judged at the next start
                await self._judging.tell_karma((await self._judging.judge(listening, message)).entries)
        except Exception as second:
            chat_trouble.log_fault("saving a reply that was cut short", second)

    async def _end(self, row: Message, reply: Reply, state: MessageState) -> Message:
        """Save the reply's last word, and tell that it has ended, also where it cannot be saved.

        Raises:
            LunaError: ``conversation-unknown`` where it was deleted meanwhile, or what keeps it from being
                saved.
        """
        text = reply.text.strip()
        ended = replace(row, text=text, inner=reply.inner, state=MessageState.FAILED)
        try:
            saved = await self._store.finish(row.id, text, state, inner=reply.inner)
            if saved is None:
                raise chat_trouble.conversation_unknown(row.conversation_id)
            ended = saved
        finally:
            self._bus.publish(MessageFinished(ended, reply.tokens, reply.seconds))
        return ended

    async def _change(
        self,
        conversation_id: int,
        *,
        title: str | None = None,
        archived: bool | None = None,
        private: bool | None = None,
    ) -> None:
        changed = await self._store.change(conversation_id, title=title, archived=archived, private=private)
        if changed is None:
            raise chat_trouble.conversation_unknown(conversation_id)
        self._bus.publish(ConversationChanged(changed))

    async def _conversation(self, conversation_id: int) -> Conversation:
        found = await self._store.get(conversation_id) if can_be_row(conversation_id) else None
        if found is None:
            raise chat_trouble.conversation_unknown(conversation_id)
        return found

    async def _reply(self, message_id: int) -> Message:
        found = await self._store.message(message_id)
        if found is None or found.role != "luna":
            raise chat_trouble.message_unknown(message_id)
        return found

    async def _finished_reply(self, message_id: int) -> tuple[Message, Message]:
        """A reply that has ended, with what it answers."""
        reply = await self._reply(message_id)
        person = await self._store.message(reply.reply_to or 0)
        if person is None or reply.state in (MessageState.PARTIAL, MessageState.FAILED):
            raise LunaError("reply-unfinished", "This reply has not ended well, so it cannot be rated.")
        if is_forgotten(person):
            raise chat_trouble.forgotten("This exchange can teach her nothing.")
        return reply, person
