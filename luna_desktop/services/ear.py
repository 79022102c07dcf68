"""The ear: the base with its skills listens in a child of its own while a generation speaks in hers."""

from __future__ import annotations

import asyncio

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.inner_speech import InnerSpeech
from luna_desktop.domain.prompt import Turn
from luna_desktop.services.ports import Speaker, SpeakerFactory
from luna_desktop.services.speakers import GONE, Voice

MAX_TOKENS = 200  # a bracket is closed before its LONGEST characters, or is none
SHARING = 2  # who speaks computes beside it


class Ear:
    """Hears message by message, in the order they came, and keeps nothing of any; implements ``Hearing``.

    Its child is started for the first message. One that died is replaced, and
    the message it was at is heard once more.
    """

    def __init__(self, factory: SpeakerFactory, voice: Voice) -> None:
        """``voice``: the base and the skills adapter, without a generation's own."""
        self._factory = factory
        self._voice = voice
        self._speaker: Speaker | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def hear(self, text: str) -> InnerSpeech | None:
        """What ``text`` tells or asks; None for small talk. Cancelling the task stops the child's work too.

        Raises:
            LunaError: ``prompt-too-long``, or why the child cannot be loaded or died twice.
        """
        if not text.strip():
            return None
        async with self._turn:
            try:
                return await self._listen(text)
            except LunaError as error:
                if error.code not in GONE or self._closed:
                    raise
            return await self._listen(text)

    async def close(self) -> None:
        """End the child; who still waits is told that it is closed."""
        self._closed = True
        await self._drop()

    async def _listen(self, text: str) -> InnerSpeech | None:
        speaker = await self._awake()
        try:
            reply = await speaker.generate(
                self._voice.template.render([Turn("person", text)]), max_tokens=MAX_TOKENS, inner_only=True
            )
        except LunaError as error:
            if error.code in GONE:
                await self._drop()
            raise
        return inner_speech.split_reply(reply.text).inner

    async def _awake(self) -> Speaker:
        if self._speaker is None and not self._closed:
            self._speaker = await self._voice.load(self._factory, sharing=SHARING)
        if self._closed:  # perhaps while it was loading
            await self._drop()
        if self._speaker is None:
            raise LunaError("speaker-closed", "Luna's ear is closed.")
        return self._speaker

    async def _drop(self) -> None:
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            await speaker.close()
