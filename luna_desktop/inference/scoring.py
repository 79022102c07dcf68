"""Log-probabilities of given continuations, many short items in one pass. Runs in the child only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Score
from luna_desktop.inference.engine import Engine, decode_failed, memory_of, prompt_too_long

PASS_TOKENS = 256
PASS_ITEMS = 64
LOGIT_BYTES = 64 << 20
_START = -1


@dataclass(frozen=True, slots=True)
class _Item:
    index: int
    prefix: list[int]
    targets: list[int]  # the last of them predicts nothing, so it is never an input
    counted: list[bool]  # which targets belong to the score

    @property
    def inputs(self) -> list[int]:
        return self.prefix + self.targets[:-1]


@dataclass(slots=True)
class _Pass:
    """One batch to decode. What several items begin with, prompt and continuation, is in it once."""

    tokens: list[int] = field(default_factory=list[int])
    positions: list[int] = field(default_factory=list[int])
    sequences: list[list[int]] = field(default_factory=list[list[int]])
    wanted: list[bool] = field(default_factory=list[bool])
    items: list[_Item] = field(default_factory=list[_Item])
    foretold_at: list[int] = field(default_factory=list[int])  # of each target, items in order: a place
    outputs: int = 0
    _places: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])

    def cost(self, item: _Item) -> int:
        """How many tokens ``item`` would add."""
        place = _START
        for known, token in enumerate(item.inputs):
            if (place, token) not in self._places:
                return len(item.inputs) - known
            place = self._places[place, token]
        return 0

    def add(self, item: _Item) -> None:
        """Put ``item`` into the batch as a sequence of its own."""
        sequence, place = len(self.items), _START
        for position, token in enumerate(item.inputs):
            place = self._placed(place, token, position)
            self.sequences[place].append(sequence)
            if position + 1 >= len(item.prefix):
                self.outputs += not self.wanted[place]
                self.wanted[place] = True
                self.foretold_at.append(place)
        self.items.append(item)

    def rows(self) -> npt.NDArray[np.intp]:
        """The row of the output in which each target is foretold."""
        return (np.cumsum(self.wanted) - 1)[self.foretold_at]

    def _placed(self, before: int, token: int, position: int) -> int:
        """Where in the batch ``token`` stands after what ends at the place ``before``."""
        place = self._places.setdefault((before, token), len(self.tokens))
        if place == len(self.tokens):
            self.tokens.append(token)
            self.positions.append(position)
            self.sequences.append([])
            self.wanted.append(False)
        return place


class Scorer:
    """Scores continuations with the model of ``engine``, in a context of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._n_ctx = max(PASS_TOKENS, engine.n_ctx)
        self._sequences = min(PASS_ITEMS, llama.llama_max_parallel_sequences())
        self._max_outputs = max(1, LOGIT_BYTES // (4 * engine.n_vocab))
        self._context = engine.new_context(self._n_ctx, self._n_ctx, self._sequences)
        self._batch = llama.llama_batch_init(self._n_ctx, 0, self._sequences)

    def close(self) -> None:
        """Free the context."""
        llama.llama_batch_free(self._batch)
        llama.llama_free(self._context)

    def score(
        self, items: Sequence[tuple[Sequence[Segment], str | None]], stopped: Callable[[], bool]
    ) -> list[Score] | None:
        """One score an item, in order; None when stopped.

        Without a continuation it is the plain text of the segments that is scored.

        Raises:
            LunaError: ``prompt-too-long`` or ``inference-failed``.
        """
        prepared = [self._prepare(index, *item) for index, item in enumerate(items)]
        logprobs = [0.0] * len(items)
        for batch in self._passes([item for item in prepared if item.targets and item.prefix]):
            if stopped():
                return None
            for item, logprob in zip(batch.items, self._run(batch), strict=True):
                logprobs[item.index] = logprob
        return [
            Score(logprobs[item.index], sum(item.counted), _size(segments, text))
            for item, (segments, text) in zip(prepared, items, strict=True)
        ]

    def _prepare(self, index: int, segments: Sequence[Segment], continuation: str | None) -> _Item:
        if continuation is None:
            prefix, targets, counted = self._plain(segments)
        else:
            prefix = self._engine.tokenise(segments)
            targets = self._engine.tokenise([Segment(continuation, False)])
            counted = [True] * len(targets)
        if not prefix:  # without anything before it the first token has no probability
            prefix, targets, counted = targets[:1], targets[1:], counted[1:]
        length = len(prefix) + len(targets) - 1
        if length > self._engine.n_ctx:
            raise prompt_too_long(length, self._engine.n_ctx)
        return _Item(index, prefix, targets, counted)

    def _plain(self, segments: Sequence[Segment]) -> tuple[list[int], list[int], list[bool]]:
        """All tokens as targets, of which the control tokens do not count."""
        parts = [(self._engine.tokenise([segment]), not segment.special) for segment in segments]
        return (
            [],
            [t for tokens, _ in parts for t in tokens],
            [plain for tokens, plain in parts for _ in tokens],
        )

    def _passes(self, items: list[_Item]) -> Iterator[_Pass]:
        batch = _Pass()
        for item in items:
            full = (
                len(batch.items) == self._sequences
                or len(batch.tokens) + batch.cost(item) > PASS_TOKENS
                or batch.outputs + len(item.targets) > self._max_outputs
            )
            if batch.items and full:
                yield batch
                batch = _Pass()
            batch.add(item)
        if batch.items:
            yield batch

    def _run(self, work: _Pass) -> list[float]:
        """Decode the batch and read each item's summed log-probability off its rows."""
        batch = self._batch
        for at, members in enumerate(work.sequences):
            batch.token[at] = work.tokens[at]
            batch.pos[at] = work.positions[at]
            batch.n_seq_id[at] = len(members)
            for place, sequence in enumerate(members):
                batch.seq_id[at][place] = sequence
            batch.logits[at] = work.wanted[at]
        batch.n_tokens = len(work.tokens)
        llama.llama_memory_clear(memory_of(self._context), False)
        code = llama.llama_decode(self._context, batch)
        if code != 0:
            raise decode_failed(code)
        targets = np.array([token for item in work.items for token in item.targets])
        counted = np.array([counts for item in work.items for counts in item.counted])
        picked = _log_softmax_at(self._logits(work.outputs), work.rows(), targets) * counted
        ends = np.cumsum([len(item.targets) for item in work.items])
        return [float(part.sum()) for part in np.split(picked, ends[:-1])]

    def _logits(self, rows: int) -> npt.NDArray[np.float32]:
        pointer = llama.llama_get_logits(self._context)
        return np.ctypeslib.as_array(pointer, (rows, self._engine.n_vocab))


def _size(segments: Sequence[Segment], continuation: str | None) -> int:
    text = continuation
    if text is None:
        text = "".join(segment.text for segment in segments if not segment.special)
    return len(text.encode("utf-8", "replace"))


def _log_softmax_at(
    logits: npt.NDArray[np.float32], rows: npt.NDArray[np.intp], targets: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """log softmax of the given rows, each at its target."""
    top = logits.max(axis=1)
    total = np.log(np.exp(logits - top[:, None]).sum(axis=1, dtype=np.float64))
    return (logits[rows, targets] - top[rows]).astype(np.float64) - total[rows]
