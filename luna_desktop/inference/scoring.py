"""Log-probabilities of given continuations, many short items in one pass. Runs in the child only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Score
from luna_desktop.inference.engine import Engine, decode_failed, memory_of, prompt_too_long

PASS_TOKENS = 512
PASS_ITEMS = 64
LOGIT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class _Item:
    index: int
    inputs: list[int]  # prefix and continuation without its last token, which predicts nothing
    targets: list[int]


class Scorer:
    """Scores continuations with the model of ``engine``, in a context of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._n_ctx = max(PASS_TOKENS, engine.n_ctx)
        self._sequences = min(PASS_ITEMS, llama.llama_max_parallel_sequences())
        self._max_targets = max(1, LOGIT_BYTES // (4 * engine.n_vocab))
        self._context = engine.new_context(self._n_ctx, self._n_ctx, self._sequences, exact=True)
        self._batch = llama.llama_batch_init(self._n_ctx, 0, 1)

    def close(self) -> None:
        """Free the context."""
        llama.llama_batch_free(self._batch)
        llama.llama_free(self._context)

    def score(
        self, items: Sequence[tuple[Sequence[Segment], str]], stopped: Callable[[], bool]
    ) -> list[Score] | None:
        """One score an item, in order; None when stopped.

        Raises:
            LunaError: ``prompt-too-long`` or ``inference-failed``.
        """
        prepared = [self._prepare(index, *item) for index, item in enumerate(items)]
        logprobs = [0.0] * len(items)
        for group in self._groups([item for item in prepared if item.targets and item.inputs]):
            if stopped():
                return None
            for item, logprob in zip(group, self._run(group), strict=True):
                logprobs[item.index] = logprob
        return [
            Score(logprobs[item.index], len(item.targets), len(text.encode("utf-8", "replace")))
            for item, (_, text) in zip(prepared, items, strict=True)
        ]

    def _prepare(self, index: int, segments: Sequence[Segment], continuation: str) -> _Item:
        prefix = self._engine.tokenise(segments)
        targets = self._engine.tokenise([Segment(continuation, False)])
        if not prefix:  # without anything before it the first token has no probability
            prefix, targets = targets[:1], targets[1:]
        inputs = [*prefix, *targets[:-1]]
        if len(inputs) > self._engine.n_ctx:
            raise prompt_too_long(len(inputs), self._engine.n_ctx)
        return _Item(index, inputs, targets)

    def _groups(self, items: list[_Item]) -> Iterator[list[_Item]]:
        group: list[_Item] = []
        tokens = targets = 0
        for item in items:
            full = (
                len(group) == self._sequences
                or tokens + len(item.inputs) > PASS_TOKENS
                or targets + len(item.targets) > self._max_targets
            )
            if group and full:
                yield group
                group, tokens, targets = [], 0, 0
            group.append(item)
            tokens += len(item.inputs)
            targets += len(item.targets)
        if group:
            yield group

    def _run(self, group: list[_Item]) -> list[float]:
        """Decode the group in one batch, a sequence an item, and read the targets' log-probabilities."""
        batch, at = self._batch, 0
        for sequence, item in enumerate(group):
            first = len(item.inputs) - len(item.targets)
            for position, token in enumerate(item.inputs):
                batch.token[at] = token
                batch.pos[at] = position
                batch.n_seq_id[at] = 1
                batch.seq_id[at][0] = sequence
                batch.logits[at] = position >= first
                at += 1
        batch.n_tokens = at
        llama.llama_memory_clear(memory_of(self._context), False)
        code = llama.llama_decode(self._context, batch)
        if code != 0:
            raise decode_failed(code)
        targets = np.array([token for item in group for token in item.targets])
        picked = _log_softmax_at(self._logits(len(targets)), targets)
        ends = np.cumsum([len(item.targets) for item in group])
        return [float(part.sum()) for part in np.split(picked, ends[:-1])]

    def _logits(self, rows: int) -> npt.NDArray[np.float32]:
        pointer = llama.llama_get_logits(self._context)
        return np.ctypeslib.as_array(pointer, (rows, self._engine.n_vocab))


def _log_softmax_at(
    logits: npt.NDArray[np.float32], targets: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """log softmax of each row, at that row's target."""
    top = logits.max(axis=1, keepdims=True)
    total = np.exp(logits - top).sum(axis=1, dtype=np.float64)
    chosen = logits[np.arange(len(targets)), targets] - top[:, 0]
    return chosen.astype(np.float64) - np.log(total)
