"""One GGUF in llama.cpp: tokenise, generate, score. Runs inside the inference child only.

The decoding loop calls llama.cpp's C functions directly: on a model of the
embryo's size the Python conveniences around them cost more than the model.
"""

from __future__ import annotations

import codecs
import ctypes
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import llama_cpp.llama_cpp as llama
import numpy as np

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Adapter, Finish, Reply
from luna_desktop.inference.adapters import free, lay_over, load_adapters
from luna_desktop.inference.opening import Logits, Opening

T = TypeVar("T")

WORTH_KEEPING = 64
BATCH = 512
PENALTY_WINDOW = 64
CHECKED_BYTES = 256 << 20
_MAGIC = b"GGUF"
_LOG_ERROR = 4  # ggml_log_level
_ABORTED = 2  # by the callback, as llama_decode tells it


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose tokens, and when to stop; temperature 0 always takes the likeliest."""

    max_tokens: int = 200
    temperature: float = 0.0
    top_p: float = 0.95
    seed: int = 0
    repeat_penalty: float = 1.0
    inner_only: bool = False  # end with the inner speech, or where there is none


def silence_log(keep: Callable[[str], None]) -> object:
    """Send llama.cpp's errors to ``keep`` and drop the rest; hold on to the returned callback."""

    def receive(level: int, text: bytes, _user: object) -> None:
        if level == _LOG_ERROR:
            keep(text.decode("utf-8", "replace").strip())

    callback = llama.llama_log_callback(receive)
    llama.llama_log_set(callback, ctypes.c_void_p(0))
    return callback


class Engine:
    """A loaded model with one conversation context, and the adapters laid over it.

    With ``bursts`` it speaks on as many of its ``threads`` as ran at once while it read: two that wait for
    each other at every layer are slower than one where another program has a core. One that speaks
    ``inward`` begins with inner speech only where that is likely enough (``inner_speech.SURE``).

    Raises:
        LunaError: ``model-missing``, ``model-unreadable``, ``memory-short``, or as ``wear``.
    """

    def __init__(
        self,
        path: Path,
        n_ctx: int,
        threads: int,
        adapters: Sequence[Adapter] = (),
        *,
        bursts: bool = False,
        inward: bool = False,
    ) -> None:
        self.threads = max(1, threads)
        self.bursts = bursts
        self.model = _load_model(path)
        try:
            self.vocab = _there(llama.llama_model_get_vocab(self.model))
            self.n_vocab = llama.llama_vocab_n_tokens(self.vocab)
            trained = llama.llama_model_n_ctx_train(self.model)
            self.n_ctx = min(n_ctx, trained) if trained > 0 else n_ctx
            self._worn = load_adapters(self.model, adapters)
            self.context = self._own_context()
        except BaseException:
            llama.llama_model_free(self.model)
            raise
        self.size = int(llama.llama_model_size(self.model))
        self._memory = memory_of(self.context)
        self._past: list[int] = []
        self._pieces: dict[int, bytes] = {}
        self._one = (llama.llama_token * 1)()
        tokens = range(self.n_vocab) if inward else ()
        self.brackets = [token for token in tokens if self.piece(token).lstrip().startswith(b"[")]

    def close(self) -> None:
        """Free the model's memory."""
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)

    def wear(self, adapters: Sequence[Adapter]) -> None:
        """Change to these adapters and forget what was read; on an error all stays as it was.

        Contexts from ``new_context`` must be closed before.

        Raises:
            LunaError: ``adapter-missing``, ``adapter-unreadable``, ``adapter-foreign`` or ``memory-short``.
        """
        before, self._worn = self._worn, load_adapters(self.model, adapters)
        try:
            context = self._own_context()  # one made before an adapter was loaded has no room for it
        except BaseException:
            free(self._worn)
            self._worn = before
            raise
        llama.llama_free(self.context)
        free(before)
        self.context, self._memory = context, memory_of(context)
        self._past.clear()

    def _own_context(self) -> llama.llama_context_p:
        return self.new_context(self.n_ctx, min(BATCH, self.n_ctx), 1, exact=False)

    def new_context(
        self, n_ctx: int, n_batch: int, sequences: int, *, exact: bool = True
    ) -> llama.llama_context_p:
        """A context of ``n_ctx`` positions shared by ``sequences`` independent sequences.

        ``exact`` keeps keys and values in F32 and flash attention off: the same
        prompt then gives the same logits whatever else is in the batch. Without
        it a token of the embryo takes two thirds of the time.
        """
        params = llama.llama_context_default_params()
        params.n_ctx = n_ctx
        params.n_batch = n_batch
        params.n_ubatch = min(n_batch, BATCH)
        params.n_seq_max = sequences
        params.kv_unified = True
        params.n_threads = self.threads
        params.n_threads_batch = self.threads
        params.no_perf = True
        if exact:
            params.type_k = params.type_v = llama.GGML_TYPE_F32
            params.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        context = llama.llama_init_from_model(self.model, params)
        if not context:
            raise LunaError(
                "memory-short",
                "There is not enough memory for this generation.",
                f"A context of {n_ctx} tokens could not be set up.",
                "Close other programs, or choose a smaller context.",
            )
        lay_over(context, self._worn)
        return context

    def tokenise(self, segments: Sequence[Segment]) -> list[int]:
        """Tokens of each segment in turn; only special segments may become control tokens. No BOS."""
        return [token for segment in segments for token in self._tokens(segment.text, segment.special)]

    def _tokens(self, text: str, special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            buffer = (llama.llama_token * room)()
            count = llama.llama_tokenize(self.vocab, data, len(data), buffer, room, False, special)
            if count >= 0:
                return list(buffer[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; nothing for control tokens."""
        known = self._pieces.get(token)
        if known is not None:
            return known
        buffer = ctypes.create_string_buffer(64)
        count = llama.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, False)
        if count < 0:
            buffer = ctypes.create_string_buffer(-count)
            count = llama.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, False)
        piece = buffer.raw[: max(0, count)]
        self._pieces[token] = piece
        return piece

    def ends(self, token: int) -> bool:
        """Whether a reply is over at ``token``: any control token, as none is part of speech."""
        return bool(
            llama.llama_vocab_is_eog(self.vocab, token) or llama.llama_vocab_is_control(self.vocab, token)
        )

    def at_once(self, computed: float, taken: float) -> int:
        """On how many cores it was at work: seconds ``computed`` on all of them, in so many ``taken``."""
        return min(self.threads, max(1, round(computed / taken)))

    def readable(self, segments: Sequence[Segment]) -> list[int]:
        """Tokens of a prompt that leaves room for an answer.

        Raises:
            LunaError: ``prompt-empty`` or ``prompt-too-long``.
        """
        prompt = self.tokenise(segments)
        if not prompt:
            raise LunaError("prompt-empty", "There is nothing to answer.", "The prompt is empty.")
        if len(prompt) >= self.n_ctx:
            raise prompt_too_long(len(prompt), self.n_ctx)
        return prompt

    def read(self, segments: Sequence[Segment], stopped: Callable[[], bool]) -> None:
        """Read a prompt ahead of the reply to it, but for its last token: ``generate`` goes on from there.

        What it would read from the beginning all the same, and what is too long, is left to it.
        """
        prompt = self.tokenise(segments)
        if WORTH_KEEPING < len(prompt) < self.n_ctx:
            self._read_prompt(prompt[:-1], stopped)

    def generate(
        self,
        segments: Sequence[Segment],
        sampling: Sampling,
        emit: Callable[[str], None],
        stopped: Callable[[], bool],
    ) -> Reply:
        """Continue the prompt. ``emit`` gets whole characters as they come; ``stopped`` is asked often.

        Raises:
            LunaError: ``prompt-empty``, ``prompt-too-long`` or ``inference-failed``.
        """
        start = time.perf_counter()
        prompt = self.readable(segments)
        chain = _sampler(sampling, self.n_vocab)
        try:
            used, began = time.process_time(), time.perf_counter()
            if self._read_prompt(prompt, stopped):
                if self.bursts:
                    speaking = self.at_once(time.process_time() - used, time.perf_counter() - began)
                    llama.llama_set_n_threads(self.context, speaking, self.threads)
                text, tokens, finish = self._speak(chain, sampling, emit, stopped)
            else:
                text, tokens, finish = "", 0, "stopped"
        finally:
            llama.llama_sampler_free(chain)
        return Reply(text, tokens, time.perf_counter() - start, finish)

    def _read_prompt(self, prompt: list[int], stopped: Callable[[], bool]) -> bool:
        """Evaluate the prompt, from where it departs from the last one; False when stopped.

        What is short is read from its beginning: an answer to a question on its own, in an exam
        or a test, then never depends in its last bits on what was asked before.
        """
        done = 0
        for old, new in zip(self._past, prompt[:-1], strict=False):
            if old != new:
                break
            done += 1
        if done < WORTH_KEEPING:
            done = 0
        if not llama.llama_memory_seq_rm(self._memory, 0, done, -1):
            llama.llama_memory_clear(self._memory, True)
            done = 0
        del self._past[done:]
        parts = [prompt[at : at + BATCH] for at in range(done, len(prompt), BATCH)]

        # Asked within a part too: parts so small that a stop may wait for one cost a quarter of the time.
        def ask(_data: object) -> bool:
            return stopped()

        heed = llama.ggml_abort_callback(ask)
        llama.llama_set_abort_callback(self.context, heed, ctypes.c_void_p(0))
        try:
            for part in parts:
                if stopped() or not self._decode((llama.llama_token * len(part))(*part), len(part)):
                    return False
                self._past += part
        finally:
            llama.llama_set_abort_callback(self.context, llama.ggml_abort_callback(), ctypes.c_void_p(0))
        return True

    def _speak(
        self,
        chain: llama.llama_sampler_p,
        sampling: Sampling,
        emit: Callable[[str], None],
        stopped: Callable[[], bool],
    ) -> tuple[str, int, Finish]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        parts: list[str] = []
        room = min(sampling.max_tokens, self.n_ctx - len(self._past))
        if self.brackets and not self._is_sure(stopped):
            self._logits()[self.brackets] = -np.inf
        for count in range(room):
            if stopped():
                return "".join(parts), count, "stopped"
            token = llama.llama_sampler_sample(chain, self.context, -1)
            if self.ends(token):
                return "".join(parts), count, "end"
            text = decoder.decode(self.piece(token))
            if text:
                parts.append(text)
                emit(text)
            if sampling.inner_only and inner_speech.is_over("".join(parts)):
                return "".join(parts), count + 1, "end"
            if count + 1 < room:
                self._one[0] = token
                self._decode(self._one, 1)
                self._past.append(token)
        return "".join(parts), max(0, room), "length"

    def _is_sure(self, stopped: Callable[[], bool]) -> bool:
        """Whether the reply, which is not begun, is to begin with inner speech."""
        opening, prompt = Opening(self, self._logits()), list(self._past)
        while opening.sure is None and not stopped() and len(self._past) + 1 < self.n_ctx:
            self._one[0] = opening.token
            self._decode(self._one, 1)
            self._past.append(opening.token)
            opening.follow(self._logits())
        if len(self._past) > len(prompt):
            self._read_prompt(prompt, lambda: False)
        return bool(opening.sure)

    def _logits(self) -> Logits:
        """Those of the last token, where the sampler finds them."""
        return np.ctypeslib.as_array(llama.llama_get_logits_ith(self.context, -1), (self.n_vocab,))

    def _decode(self, tokens: Any, count: int) -> bool:
        """Evaluate the array ``tokens``, which the batch only points to; False if it was stopped."""
        code = llama.llama_decode(self.context, llama.llama_batch_get_one(tokens, count))
        if code != 0:
            llama.llama_memory_clear(self._memory, True)
            self._past.clear()
            if code != _ABORTED:
                raise decode_failed(code)
        return code == 0


def _there(handle: T | None) -> T:
    """A handle that a complete decoder model always has; others are refused by their lack of it."""
    if not handle:
        raise LunaError("model-unreadable", "This file holds no language model that can speak.")
    return handle


def memory_of(context: llama.llama_context_p) -> llama.llama_memory_t:
    """The key-value memory of a context."""
    return _there(llama.llama_get_memory(context))


def prompt_too_long(tokens: int, n_ctx: int) -> LunaError:
    """A prompt that leaves no room for a single token of reply."""
    return LunaError(
        "prompt-too-long",
        "This is too much to read at once.",
        f"It is {tokens} tokens long, and this generation holds {n_ctx}.",
        "Say it in shorter pieces.",
    )


def decode_failed(code: int) -> LunaError:
    """llama.cpp refused a batch."""
    return LunaError("inference-failed", "The model could not go on.", f"llama.cpp reports code {code}.")


def _load_model(path: Path) -> llama.llama_model_p:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
        size = path.stat().st_size
    except OSError as error:
        raise LunaError(
            "model-missing",
            f"The file {path.name} of this generation cannot be opened.",
            f"The system says: {error.strerror or error}.",
            "Go back to another generation, or import this one again.",
        ) from error
    model = None
    if magic == _MAGIC:
        params = llama.llama_model_default_params()
        params.n_gpu_layers = 0
        # Also finds weights that are not numbers; a large file would be read twice for it.
        params.check_tensors = size <= CHECKED_BYTES
        model = llama.llama_model_load_from_file(str(path).encode("utf-8", "surrogateescape"), params)
    if not model:
        raise LunaError(
            "model-unreadable",
            f"The file {path.name} of this generation is damaged.",
            "It is not a complete GGUF model.",
            "Go back to another generation, or import this one again.",
        )
    return model


def _sampler(sampling: Sampling, n_vocab: int) -> llama.llama_sampler_p:
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())

    def add(sampler: llama.llama_sampler_p) -> None:
        llama.llama_sampler_chain_add(chain, sampler)

    if sampling.repeat_penalty > 0 and sampling.repeat_penalty != 1.0:
        add(llama.llama_sampler_init_penalties(n_vocab, PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0))
    if sampling.temperature <= 0:
        add(llama.llama_sampler_init_greedy())
    else:
        add(llama.llama_sampler_init_top_p(sampling.top_p, 1))
        add(llama.llama_sampler_init_temp(sampling.temperature))
        add(llama.llama_sampler_init_dist(sampling.seed % llama.LLAMA_DEFAULT_SEED))
    return chain
