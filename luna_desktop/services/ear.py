"""The ear: the base with its skills listens in a child of its own while a generation speaks in hers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.inner_speech import InnerSpeech
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.speech import Adapter
from luna_desktop.services.bases import load_base, speaks_from
from luna_desktop.services.ports import Speaker, SpeakerFactory
from luna_desktop.services.speakers import GONE, Voice

EAR = "smollm2-135m"  # whose base and skills hear, whatever speaks
MAX_TOKENS = 200  # a bracket is closed before its LONGEST characters, or is none
SHARING = 2  # who speaks computes beside it
AT_ONCE = 8  # that are heard together: a message that is just told waits for them
TOO_LONG = "prompt-too-long"

T = TypeVar("T")


class Ear:
    """Hears message by message, in the order they came, and keeps nothing of any.

    Its child is started for the first message. One that died is replaced, and
    the message it was at is heard once more.
    """

    def __init__(
        self,
        factory: SpeakerFactory,
        voice: Callable[[], Awaitable[Voice]],
        name: Callable[[], Awaitable[str]],
    ) -> None:
        """``voice`` finds base and skills, without a generation's own adapter; ``name`` names them."""
        self._factory = factory
        self._find = voice
        self._find_name = name
        self._name = ""
        self._awake: tuple[Speaker, Voice] | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def hear(self, text: str, before: Sequence[Turn] = ()) -> InnerSpeech | None:
        """What ``text`` tells or asks after what was said ``before``; None for small talk.

        Cancelling the task stops the child's work too.

        Raises:
            LunaError: ``prompt-too-long``, or why the child cannot be loaded or died twice.
        """
        if not text.strip():
            return None
        return await self._twice(lambda: self._listen([*before, Turn("person", text)]))

    async def hear_all(self, texts: Sequence[str]) -> list[InnerSpeech | None]:
        """What each of ``texts`` tells or asks by itself, several at once; None too for what is too long.

        Raises:
            LunaError: why the child cannot be loaded or died twice.
        """
        found: list[InnerSpeech | None] = []
        for start in range(0, len(texts), AT_ONCE):
            part = texts[start : start + AT_ONCE]
            found += await self._twice(lambda part=part: self._listen_to(part))
        return found

    async def _twice(self, listen: Callable[[], Awaitable[T]]) -> T:
        """Alone, and once more by another child where the first one died."""
        async with self._turn:
            try:
                return await listen()
            except LunaError as error:
                if error.code not in GONE or self._closed:
                    raise
            return await listen()

    async def name(self) -> str:
        """What tells it from an ear of other skills.

        Raises:
            LunaError: as ``name_of``.
        """
        self._name = self._name or await self._find_name()
        return self._name

    async def get_ready(self) -> None:
        """Start its child before the first message.

        Raises:
            LunaError: why the child cannot be loaded.
        """
        async with self._turn:
            await self._wake()

    async def close(self) -> None:
        """End the child; who still waits is told that it is closed."""
        self._closed = True
        await self._drop()

    async def _listen(self, turns: Sequence[Turn]) -> InnerSpeech | None:
        speaker, voice = await self._wake()
        try:
            reply = await speaker.generate(
                voice.template.render(turns), max_tokens=MAX_TOKENS, inner_only=True
            )
        except LunaError as error:
            if error.code in GONE:
                await self._drop()
            raise
        return inner_speech.split_reply(reply.text).inner

    async def _listen_to(self, texts: Sequence[str]) -> list[InnerSpeech | None]:
        speaker, voice = await self._wake()
        try:
            replies = await speaker.answer(
                [(voice.template.render([Turn("person", text)]), None) for text in texts],
                max_tokens=MAX_TOKENS,
                inner_only=True,
            )
        except LunaError as error:
            if error.code in GONE:
                await self._drop()
            if error.code != TOO_LONG:
                raise
            if len(texts) == 1:
                return [None]
            return [inner for text in texts for inner in await self._listen_to([text])]
        return [inner_speech.split_reply(reply.text).inner for reply in replies]

    async def _wake(self) -> tuple[Speaker, Voice]:
        if self._awake is None and not self._closed:
            voice = await self._find()  # anew for each child: a file in a cache may be gone
            if not self._closed:
                self._awake = await voice.load(self._factory, sharing=SHARING, bursts=True), voice
        if self._closed:  # perhaps while it was loading
            await self._drop()
        if self._awake is None:
            raise LunaError("speaker-closed", "Luna's ear is closed.")
        return self._awake

    async def _drop(self) -> None:
        awake, self._awake = self._awake, None
        if awake is not None:
            await awake[0].close()


def voice_of(name: str) -> Voice:
    """The base ``name`` with its skills; blocking, as its files are hashed.

    Raises:
        LunaError: as ``load_base``, or ``base-unsupported`` where it has no skills.
    """
    recipe = load_base(name)
    gguf = speaks_from(recipe)
    if gguf is None or recipe.skills is None:
        raise _no_ear(name)
    return Voice(gguf, recipe.base.template, recipe.base.context, (Adapter(recipe.skills),), inward=True)


def name_of(name: str) -> str:
    """The base ``name`` and the hash of its skills; blocking.

    Raises:
        LunaError: as ``voice_of``.
    """
    base = load_base(name).base
    if not base.skills:
        raise _no_ear(name)
    return f"{base.name}-{base.skills[:16]}"


def _no_ear(name: str) -> LunaError:
    return LunaError("base-unsupported", f"The base {name} has no ear.", "Its recipe names no skills.")
