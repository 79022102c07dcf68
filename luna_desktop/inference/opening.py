"""Whether a reply begins with inner speech, settled before it is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from luna_desktop.domain import inner_speech

Logits = npt.NDArray[np.float32]


class Vocabulary(Protocol):
    """What tokens stand for; with ``brackets`` inner speech can begin, without any it never does."""

    @property
    def brackets(self) -> Sequence[int]: ...

    def piece(self, token: int) -> bytes: ...

    def ends(self, token: int) -> bool: ...


class Opening:
    """Settles it by the ``logits`` after a prompt, and where they do not suffice by what would follow.

    It begins with inner speech where that is likely enough (``inner_speech.SURE``), or where it is the
    likeliest and, said to its end, clear enough (``inner_speech.CLEAR``). ``sure`` is None while that is not
    settled: ``token`` is to be read then, and what comes after it told to ``follow``.
    """

    def __init__(self, vocabulary: Vocabulary, logits: Logits) -> None:
        self._vocabulary = vocabulary
        likely = _likely(logits)
        self.token = int(likely.argmax())
        self._said = vocabulary.piece(self.token)
        self._logs: list[float] = []
        self.sure: bool | None = None
        if likely[vocabulary.brackets].sum() >= inner_speech.SURE:
            self.sure = True
        elif self.token not in vocabulary.brackets or self._is_over():
            self.sure = False

    def follow(self, logits: Logits) -> None:
        """Take what comes after ``token``, which is its likeliest follower then."""
        likely = _likely(logits)
        self.token = int(likely.argmax())
        self._logs.append(math.log(likely[self.token]))
        if self._vocabulary.ends(self.token):
            self.sure = False
            return
        self._said += self._vocabulary.piece(self.token)
        if self._is_over():
            mean = math.exp(sum(self._logs) / len(self._logs))
            self.sure = self._said.rstrip().endswith(b"]") and mean >= inner_speech.CLEAR

    def _is_over(self) -> bool:
        return inner_speech.is_over(self._said.decode("utf-8", "replace"))


def without(logits: Logits, tokens: Sequence[int]) -> int:
    """The likeliest token that is none of ``tokens``."""
    others = logits.copy()
    others[list(tokens)] = -np.inf
    return int(others.argmax())


def _likely(logits: Logits) -> npt.NDArray[np.float64]:
    likely = np.exp(logits - logits.max(), dtype=np.float64)
    return likely / likely.sum()
