"""One reply on its way: memory, streaming, and what is kept of it while it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TypeVar

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import MessageStreamed
from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.memory import fit, shorter
from luna_desktop.domain.message import Message, MessageState, writable
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.speech import Reply
from luna_desktop.domain.style import style
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Speaker
from luna_desktop.services.speakers import GONE, Voice
from luna_desktop.services.stores import ConversationStore

T = TypeVar("T")
SAVE_EVERY = 1.0  # seconds between checkpoints of a reply's text
_REMEMBERED = (MessageState.COMPLETE, MessageState.STOPPED)


def turns_before(history: Sequence[Message], person: Message) -> list[Turn]:
    """The conversation up to ``person``: each thing said with the newest reply of hers to it.

    She is reminded of her inner speech too, as she was trained. What was forgotten is not part of it, nor
    is a reply that was nothing but inner speech.
    """
    history = [message for message in history if not is_forgotten(message)]
    replies: dict[int, str] = {}
    for message in history:
        hers = message.role == "luna" and not message.held
        if hers and message.reply_to and message.text and message.state in _REMEMBERED:
            replies[message.reply_to] = message.whole
    turns: list[Turn] = []
    for message in history:
        if message.role == "person" and message.id < person.id and message.id in replies:
            turns += [Turn("person", message.text), Turn("luna", replies[message.id])]
    return [*turns, Turn("person", person.text)]


class Replier:
    """Streams replies into their rows."""

    def __init__(
        self, store: ConversationStore, generations: GenerationService, bus: Bus, seeds: Callable[[], int]
    ) -> None:
        self._store = store
        self._generations = generations
        self._bus = bus
        self._seeds = seeds
        self._speaker: Speaker | None = None
        self._stopped = asyncio.Event()
        self._place: int | None = None  # the conversation that the last one came or comes in
        self._said = ""
        self._voice: Voice | None = None
        self.text = ""

    def stop(self) -> None:
        """End the reply that is coming; what has come is kept."""
        self._stopped.set()
        if self._speaker is not None:
            self._speaker.cancel()

    def stop_in(self, conversation_id: int) -> None:
        """End it if it is coming in this conversation: nobody can read it there any more."""
        if self._place == conversation_id:
            self.stop()

    @property
    def so_far(self) -> Reply:
        """What has come, as it is kept where nothing more does."""
        reply = Reply(self._said, 0, 0.0, "stopped")
        return self._voice.split(reply) if self._voice else reply

    def begin(self, conversation_id: int) -> None:
        """Another reply is to come there; nothing of it has, and nobody has stopped it."""
        self._said, self.text, self._place = "", "", conversation_id
        self._stopped.clear()

    async def listen(
        self, hearing: asyncio.Task[T], turns: Sequence[Turn], generation: Generation
    ) -> T | None:
        """What the message says, heard before she speaks; she reads it meanwhile.

        None once she is stopped; it is heard to its end all the same.
        """
        stopped = asyncio.create_task(self._stopped.wait())
        reading = asyncio.create_task(self._read(turns, generation))
        try:
            await asyncio.wait([hearing, stopped], return_when=asyncio.FIRST_COMPLETED)
            heard = hearing.result() if hearing.done() and not hearing.cancelled() else None
            if heard is not None:
                await reading  # before she can answer
            return heard
        finally:
            stopped.cancel()
            reading.cancel()
            await asyncio.wait([reading])

    async def get_ready(self, generation: Generation) -> None:
        """Load ``generation`` before it is to answer.

        Raises:
            LunaError: what keeps it from that.
        """
        async with self._generations.speakers.hold(generation.id):
            pass

    async def _read(self, turns: Sequence[Turn], generation: Generation) -> None:
        """Have ``generation`` read what it is to answer; what keeps it from that, the reply tells."""
        with suppress(LunaError):
            voice = await self._generations.voice(generation.id)
            fitting = fit(turns, voice.context - style(generation.age).max_tokens)
            async with self._held(generation) as speaker:
                await speaker.read(voice.template.render(fitting))

    @asynccontextmanager
    async def _held(self, generation: Generation) -> AsyncGenerator[Speaker]:
        """Its speaker, which is told when the person stops it."""
        async with self._generations.speakers.hold(generation.id) as speaker:
            self._speaker = speaker
            try:
                yield speaker
            finally:
                self._speaker = None

    async def reply(self, row: Message, turns: Sequence[Turn], generation: Generation) -> Reply:
        """Let ``generation`` answer into ``row``; ``text`` always holds what of it may be shown.

        A child that had died before anything was shown is replaced once.

        Raises:
            LunaError: ``prompt-too-long`` when the last turn alone does not fit,
                or what became of the child.
        """
        saver = asyncio.create_task(self._save_now_and_then(row.id))
        try:
            try:
                return await self._attempt(row, turns, generation)
            except LunaError as error:
                if self._stopped.is_set() and error.code in GONE:  # it ended as was wished, if not by itself
                    return self.so_far
                if error.code not in GONE or self.text:
                    raise
                return await self._attempt(row, turns, generation)
        finally:
            saver.cancel()
            await asyncio.wait([saver])

    async def _attempt(self, row: Message, turns: Sequence[Turn], generation: Generation) -> Reply:
        manner = style(generation.age)
        voice = self._voice = await self._generations.voice(generation.id)
        self._said = ""
        fitting = fit(turns, voice.context - manner.max_tokens)
        async with self._held(generation) as speaker:
            while True:
                if self._stopped.is_set():
                    return Reply("", 0, 0.0, "stopped")
                try:
                    reply = await speaker.generate(
                        voice.template.render(fitting),
                        max_tokens=manner.max_tokens,
                        temperature=manner.temperature,
                        top_p=manner.top_p,
                        repeat_penalty=manner.repeat_penalty,
                        seed=self._seeds(),
                        on_text=lambda text: self._came(row, text, voice),
                    )
                    return voice.split(replace(reply, text=writable(reply.text)))
                except LunaError as error:
                    fitting = shorter(fitting)
                    if error.code != "prompt-too-long" or not fitting:
                        raise

    def _came(self, row: Message, text: str, voice: Voice) -> None:
        self._said = writable(text)
        shown = voice.shown(self._said)
        if shown != self.text:
            self.text = shown
            self._bus.publish(MessageStreamed(row.id, row.conversation_id, shown))

    async def _save_now_and_then(self, reply_id: int) -> None:
        saved = ""
        while True:
            await asyncio.sleep(SAVE_EVERY)
            if self.text != saved:
                said = self.text
                with suppress(LunaError):  # the disk is full, say: the last word tells it, or it passes
                    await self._store.save_partial(reply_id, said)
                    saved = said
