"""Greedy answers to many prompts at once. Runs in the child only.

One token of a small model takes about as long as reading its weights does, and so do several tokens of
as many answers: each answer takes the free place of one that has ended.
"""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import llama_cpp.llama_cpp as llama
import numpy as np

from luna_desktop.domain import inner_speech
from luna_desktop.domain.marking import departs
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Finish, Reply
from luna_desktop.inference.engine import Engine, decode_failed, memory_of
from luna_desktop.inference.opening import Logits, Opening, without

AT_ONCE = 16


@dataclass(slots=True)
class _Answer:
    """One answer under way: what of it is in the memory, what is to be read next, what is said."""

    index: int
    prompt: list[int]
    room: int
    only: str | None
    inner_only: bool
    sequence: int = 0
    past: int = 0
    unread: list[int] = field(default_factory=list[int])
    parts: list[str] = field(default_factory=list[str])
    tokens: int = 0
    opening: Opening | None = None  # while it is not settled whether it begins with inner speech
    plain: int = 0  # how it begins without
    finish: Finish | None = None
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    def __post_init__(self) -> None:
        self.unread = list(self.prompt)

    @property
    def size(self) -> int:
        """Tokens of it at the most."""
        return len(self.prompt) + self.room

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def is_over(self) -> bool:
        """Whether what would follow is of no use."""
        if self.only is not None and departs(self.text, self.only):
            return True
        return self.inner_only and inner_speech.is_over(self.text)

    def say(self, piece: bytes) -> None:
        self.parts.append(self._decoder.decode(piece))
        self.tokens += 1

    def begin_again(self) -> None:
        """Nothing is said after the prompt."""
        self.past, self.tokens, self.opening = len(self.prompt), 0, None
        self.parts.clear()
        self._decoder.reset()


class Answerer:
    """Answers with the model of ``engine``, in a context of its own.

    What is answered beside it changes no answer of a file in F32, and in a quantised one the last bits of its
    logits: how sums are ordered there depends on how many there are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._n_ctx = engine.n_ctx
        self._context = engine.new_context(self._n_ctx, self._n_ctx, AT_ONCE)
        self._memory = memory_of(self._context)
        self._batch = llama.llama_batch_init(self._n_ctx, 0, 1)

    def close(self) -> None:
        """Free the context."""
        llama.llama_batch_free(self._batch)
        llama.llama_free(self._context)

    def answer(
        self,
        items: Sequence[tuple[Sequence[Segment], str | None]],
        max_tokens: int,
        stopped: Callable[[], bool],
        *,
        inner_only: bool = False,
    ) -> list[Reply] | None:
        """One reply a prompt, in order; None when stopped. With the one text that is right, a reply ends
        where it departs from it, and ``inner_only`` with its inner speech.

        Raises:
            LunaError: ``prompt-empty``, ``prompt-too-long`` or ``inference-failed``.
        """
        began = time.perf_counter()
        waiting = [self._prepared(index, *item, max_tokens, inner_only) for index, item in enumerate(items)]
        replies = [Reply("", 0, 0.0, "stopped")] * len(items)
        free, at_work = list(range(AT_ONCE)), list[_Answer]()
        llama.llama_memory_clear(self._memory, False)
        while waiting or at_work:
            if stopped():
                return None
            while waiting and free and self._fits(waiting[0], at_work):
                waiting[0].sequence = free.pop()
                at_work.append(waiting.pop(0))
            for one, logits in zip(at_work, self._read(at_work), strict=True):
                self._go_on(one, logits)
            for one in [one for one in at_work if one.finish is not None]:
                at_work.remove(one)
                free.append(one.sequence)
                llama.llama_memory_seq_rm(self._memory, one.sequence, -1, -1)
                seconds = time.perf_counter() - began
                replies[one.index] = Reply(one.text, one.tokens, seconds, one.finish or "end")
        return replies

    def _prepared(
        self, index: int, segments: Sequence[Segment], only: str | None, max_tokens: int, inner_only: bool
    ) -> _Answer:
        prompt = self._engine.readable(segments)
        return _Answer(index, prompt, min(max_tokens, self._n_ctx - len(prompt)), only, inner_only)

    def _fits(self, one: _Answer, at_work: Sequence[_Answer]) -> bool:
        return one.size + sum(other.size for other in at_work) <= self._n_ctx

    def _read(self, at_work: Sequence[_Answer]) -> list[Logits]:
        """What comes next in each, once all of it is read."""
        batch, places = self._batch, list[int]()
        at = 0
        for one in at_work:
            for token in one.unread:
                batch.token[at], batch.pos[at], batch.logits[at] = token, one.past, False
                batch.n_seq_id[at], batch.seq_id[at][0] = 1, one.sequence
                one.past, at = one.past + 1, at + 1
            one.unread.clear()
            batch.logits[at - 1] = True
            places.append(at - 1)
        batch.n_tokens = at
        self._decode(begins=at > len(at_work))
        return [
            np.ctypeslib.as_array(llama.llama_get_logits_ith(self._context, place), (self._engine.n_vocab,))
            for place in places
        ]

    def _decode(self, *, begins: bool) -> None:
        """Evaluate the batch. An engine that works in bursts goes on with as many cores as it really had
        while it read what ``begins``.
        """
        engine = self._engine
        if engine.bursts and begins:
            llama.llama_set_n_threads(self._context, engine.threads, engine.threads)
        used, began = time.process_time(), time.perf_counter()
        code = llama.llama_decode(self._context, self._batch)
        if code != 0:
            raise decode_failed(code)
        if engine.bursts and begins:
            had = engine.at_once(time.process_time() - used, time.perf_counter() - began)
            llama.llama_set_n_threads(self._context, had, had)

    def _go_on(self, one: _Answer, logits: Logits) -> None:
        """Say the likeliest, as ``Engine.generate`` would."""
        if one.room <= 0:
            one.finish = "length"
            return
        token = self._followed(one, logits) if one.tokens else self._begun(one, logits)
        if one.opening is not None and one.tokens + 1 >= one.room:
            token = self._plainly(one)  # a bracket without an end
        if self._engine.ends(token):
            one.finish = "end"
            return
        one.say(self._engine.piece(token))
        if one.opening is None and one.is_over:
            one.finish = "end"
        elif one.tokens >= one.room:
            one.finish = "length"
        else:
            one.unread.append(token)

    def _begun(self, one: _Answer, logits: Logits) -> int:
        if not self._engine.brackets:
            return int(logits.argmax())
        opening = Opening(self._engine, logits)
        if opening.sure:
            return opening.token
        one.plain = without(logits, self._engine.brackets)
        if opening.sure is False:
            return one.plain
        one.opening = opening
        return opening.token

    def _followed(self, one: _Answer, logits: Logits) -> int:
        if one.opening is None:
            return int(logits.argmax())
        one.opening.follow(logits)
        if one.opening.sure is False:
            return self._plainly(one)
        token = one.opening.token
        if one.opening.sure:
            one.opening = None
        return token

    def _plainly(self, one: _Answer) -> int:
        """Take back what was said, to begin without inner speech."""
        llama.llama_memory_seq_rm(self._memory, one.sequence, len(one.prompt), -1)
        one.begin_again()
        return one.plain
