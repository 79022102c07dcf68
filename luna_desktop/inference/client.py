"""The parent's side of inference: a generation that speaks from its own child process."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Adapter, Reply, Score
from luna_desktop.workers import protocol
from luna_desktop.workers.process import ChildProcess, child_environment, worker_command
from luna_desktop.workers.protocol import Message
from luna_desktop.workers.threads import in_thread, post

LOAD_TIMEOUT = 120.0
BURST_THREADS = 2  # more were not measured
# How often a thread looks for the others before it sleeps: waking for every layer took two of them four
# times as long as one needs for everything. Only libgomp knows it.
BURST_SPINS = "1000"
CLOSE_GRACE = 2.0
SCORE_ITEMS = 64

ScoreItem = tuple[Sequence[Segment], str | None]


def default_threads() -> int:
    """Physical cores minus one: a busy neighbour on the last core makes all of them slower."""
    return max(1, _cores() - 1)


def burst_threads(sharing: int) -> int:
    """For who is seldom at work, and then waited for: two at least, where there are as many cores."""
    return max(min(BURST_THREADS, _cores()), default_threads() // sharing)


def _cores() -> int:
    cores = psutil.cpu_count(logical=False) or 1
    return min(cores, len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else cores


class _Request:
    """One request under way: where its answer goes, and the text so far."""

    def __init__(self, loop: asyncio.AbstractEventLoop, on_text: Callable[[str], None] | None) -> None:
        self.answer: asyncio.Future[Message] = loop.create_future()
        self._on_text = on_text
        self._text = ""

    def add(self, text: str) -> None:
        self._text += text
        if self._on_text is not None and not self.answer.done():
            self._on_text(self._text)

    def settle(self, outcome: Message | LunaError) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, LunaError):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class ChildSpeaker:
    """One loaded generation in its own child; implements ``services.ports.Speaker``.

    Use it from the thread of the loop it was loaded on. Several ``generate``
    calls wait for each other.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        log: Path | None,
        heartbeat_timeout: float,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._ids = itertools.count(1)
        self._requests: dict[int, _Request] = {}
        self._turn = asyncio.Lock()
        self._speaking: int | None = None
        self._gone: LunaError | None = None
        self._child = ChildProcess(
            command,
            env=env,
            name="inference",
            on_message=lambda message: post(self._loop, lambda: self._take(message)),
            on_exit=lambda error: post(self._loop, lambda: self._end(error)),
            heartbeat_timeout=heartbeat_timeout,
            log=log,
        )
        self.pid = self._child.pid
        self.context = 0
        self.size = 0

    async def load(
        self,
        gguf: Path,
        context: int,
        threads: int,
        adapters: Sequence[Adapter] = (),
        patience: float = LOAD_TIMEOUT,
        *,
        bursts: bool = False,
        inward: bool = False,
    ) -> None:
        """Load ``gguf`` and lay ``adapters`` over it; called once, by the factory.

        Raises:
            LunaError: ``model-missing``, ``model-unreadable``, ``child-died``, or as ``wear``.
        """
        message: Message = {"type": "load", "path": str(gguf), "n_ctx": context, "threads": threads}
        message |= {"bursts": bursts, "inward": inward}
        try:
            async with asyncio.timeout(patience):
                answer = await self._ask({**message, "adapters": _worn(adapters)})
        except TimeoutError as error:
            raise LunaError(
                "model-unreadable",
                f"Loading {gguf.name} did not come to an end.",
                "The file may be damaged.",
                "Go back to another generation.",
            ) from error
        self.context, self.size = int(answer["n_ctx"]), int(answer["size"])

    async def wear(self, adapters: Sequence[Adapter]) -> None:
        """Lay these over the base instead of those before; what runs ends first, what fails changes nothing.

        Raises:
            LunaError: ``adapter-missing``, ``adapter-unreadable``, ``adapter-foreign`` or ``memory-short``.
        """
        await self._ask({"type": "wear", "adapters": _worn(adapters)})

    async def read(self, segments: Sequence[Segment]) -> None:
        """Read what is to be answered next, while it is not settled yet how; ``cancel`` ends that too.

        Raises:
            LunaError: ``child-died``, ``child-silent``, ``speaker-closed``.
        """
        async with self._turn:
            try:
                await self._ask({"type": "read", "segments": _plain(segments)}, speaking=True)
            finally:
                self._speaking = None

    async def generate(
        self,
        segments: Sequence[Segment],
        *,
        max_tokens: int = 200,
        temperature: float = 0.0,
        top_p: float = 0.95,
        seed: int = 0,
        repeat_penalty: float = 1.0,
        inner_only: bool = False,
        on_text: Callable[[str], None] | None = None,
    ) -> Reply:
        """Speak; ``on_text`` gets the whole text so far. With ``inner_only`` she ends after her inner speech,
        or at her first word where there is none. Cancelling the task stops the child's work too.

        Raises:
            LunaError: ``prompt-too-long``, ``child-died``, ``child-silent``, ``speaker-closed``.
        """
        message = {
            "type": "generate",
            "segments": _plain(segments),
            "max_tokens": max_tokens,
            "temperature": temperature,
            "top_p": top_p,
            "seed": seed,
            "repeat_penalty": repeat_penalty,
            "inner_only": inner_only,
        }
        async with self._turn:
            try:
                answer = await self._ask(message, on_text, speaking=True)
            finally:
                self._speaking = None
        return _reply(answer)

    async def score(self, items: Sequence[ScoreItem]) -> list[Score]:
        """Log-probability of each continuation after its prompt, or of the prompt's own text without one."""
        scores: list[Score] = []
        for part in _portions(items):
            entries = [{"segments": _plain(segments), "continuation": text} for segments, text in part]
            answer = await self._ask({"type": "score", "items": entries})
            rows = zip(answer["logprobs"], answer["tokens"], answer["bytes"], strict=True)
            scores += [Score(float(p), int(t), int(b)) for p, t, b in rows]
        return scores

    async def answer(
        self, items: Sequence[ScoreItem], *, max_tokens: int, inner_only: bool = False
    ) -> list[Reply]:
        """The likeliest reply to each prompt, many at once; with the one text that is right, a reply may end
        where it departs from it, and with ``inner_only`` it ends as that of ``generate``.

        Raises:
            LunaError: as ``generate``.
        """
        replies: list[Reply] = []
        for part in _portions(items):
            entries = [{"segments": _plain(segments), "only": text} for segments, text in part]
            message: Message = {"type": "answer", "items": entries, "max_tokens": max_tokens}
            answer = await self._ask({**message, "inner_only": inner_only})
            replies += map(_reply, answer["replies"])
        return replies

    def cancel(self) -> None:
        """Stop the running ``generate``, which then returns what it has, or the running ``read``."""
        if self._speaking is not None:
            self._child.send({"type": "cancel", "id": self._speaking})

    async def close(self) -> None:
        """End the child and give its memory back; may be called twice."""
        self._end(LunaError("speaker-closed", "This generation is not loaded any more."))
        await in_thread("luna-inference-close", lambda: self._child.stop(CLOSE_GRACE))

    async def _ask(
        self, message: Message, on_text: Callable[[str], None] | None = None, *, speaking: bool = False
    ) -> Message:
        if self._gone is not None:
            raise self._gone
        number = next(self._ids)
        request = self._requests[number] = _Request(self._loop, on_text)
        if speaking:
            self._speaking = number
        try:
            self._send({**message, "id": number})
            return await request.answer
        except asyncio.CancelledError:
            self._child.send({"type": "cancel", "id": number})
            raise
        finally:
            del self._requests[number]

    def _send(self, message: Message) -> None:
        try:
            self._child.send(message)
        except ValueError as error:
            raise LunaError(
                "prompt-too-long",
                "This is too much to read at once.",
                "It is longer than any generation could hold.",
                "Say it in shorter pieces.",
            ) from error

    def _take(self, message: Message) -> None:
        request = self._requests.get(message.get("id") or 0)
        if request is None:
            return
        if message["type"] == "token":
            request.add(str(message.get("text", "")))
        elif message["type"] == "result":
            request.settle(message)
        elif message["type"] == "error":
            request.settle(protocol.read_error(message))

    def _end(self, error: LunaError | None) -> None:
        """The child is gone, or about to: nobody waits for it any more."""
        if self._gone is None:
            self._gone = error or LunaError("speaker-closed", "This generation is not loaded any more.")
        for request in self._requests.values():
            request.settle(self._gone)


class ChildSpeakerFactory:
    """Starts an inference child for each generation; implements ``services.ports.SpeakerFactory``."""

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
        heartbeat_timeout: float = 30.0,
        load_timeout: float = LOAD_TIMEOUT,
    ) -> None:
        self._command = command
        self._env = env
        self._log = log
        self._heartbeat_timeout = heartbeat_timeout
        self._load_timeout = load_timeout

    async def load(
        self,
        gguf: Path,
        *,
        adapters: Sequence[Adapter] = (),
        context: int = 1024,
        threads: int | None = None,
        sharing: int = 1,
        bursts: bool = False,
        inward: bool = False,
    ) -> ChildSpeaker:
        """Start a child and load ``gguf`` with ``adapters``; no child stays behind when that fails.

        Without ``threads`` it computes on its part of the cores, being one of ``sharing`` at work; one that
        works in ``bursts`` takes a second core while that is free. One that speaks ``inward`` begins with
        inner speech where that is likely enough.

        Raises:
            LunaError: see ``ChildSpeaker.load``.
        """
        speaker = ChildSpeaker(
            self._command or worker_command("inference"),
            _environment(self._env, bursts=bursts),
            log=self._log,
            heartbeat_timeout=self._heartbeat_timeout,
        )
        try:
            if threads is None:
                threads = burst_threads(sharing) if bursts else max(1, default_threads() // sharing)
            await speaker.load(
                gguf, context, threads, adapters, self._load_timeout, bursts=bursts, inward=inward
            )
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(speaker.close()))
            raise
        return speaker


def _environment(env: Mapping[str, str] | None, *, bursts: bool) -> Mapping[str, str]:
    env = child_environment() if env is None else env
    return {**env, "GOMP_SPINCOUNT": BURST_SPINS} if bursts else env


def _plain(segments: Sequence[Segment]) -> list[list[Any]]:
    return [[segment.text, segment.special] for segment in segments]


def _reply(answer: Message) -> Reply:
    return Reply(str(answer["text"]), int(answer["tokens"]), float(answer["seconds"]), answer["finish"])


def _worn(adapters: Sequence[Adapter]) -> list[list[Any]]:
    return [[str(adapter.path), adapter.scale] for adapter in adapters]


def _portions(items: Sequence[ScoreItem]) -> Iterator[list[ScoreItem]]:
    """Portions that fit into a message and let a cancellation through between them."""
    portion: list[ScoreItem] = []
    size = 0
    for item in items:
        length = len(item[1] or "") + sum(len(segment.text) for segment in item[0])
        if portion and (len(portion) == SCORE_ITEMS or size + length > protocol.MAX_LINE // 16):
            yield portion
            portion, size = [], 0
        portion.append(item)
        size += length
    if portion:
        yield portion
