"""What crosses the port of teaching (``services/teaching.py``): what was heard, ordered, composed, asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.message import normalised
from luna_desktop.domain.mixture import Mixture
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row

REMEMBERED = 12  # messages back that "no, she's called Mia" may speak of


@dataclass(frozen=True, slots=True)
class Said:
    """A message from before, with the facts that were learnt from it."""

    turn: Turn
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message says: ``facts``, the one of them that it ``mended``, and the keys ``asked`` for.

    ``inner`` is all of it by itself, whatever is known, as its bracket reads; None where it is longer than
    any bracket, and with a teaching that hears in none.
    """

    facts: tuple[Fact, ...] = ()
    mended: Fact | None = None
    asked: frozenset[str] = frozenset()
    inner: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What one training is to teach.

    She becomes ``age`` by it, and learns as on the way to ``learning``, which is another age where she
    stands in for a forgotten generation. ``mixture`` is None for a birth (``age`` 0). Each row is trained
    ``epochs`` times, within ``budget_tokens`` in all.
    """

    age: int
    learning: int
    characters_per_token: float  # of lessons, with the base's tokenizer
    mixture: Mixture | None = None
    told: Snapshot = field(default_factory=Snapshot)
    budget_tokens: int = 0
    seed: int = 0
    epochs: int = 1


@dataclass(frozen=True, slots=True)
class Composed:
    """The rows of a training, and the person's own phase among them, which is kept beside the dataset."""

    rows: tuple[Row, ...]
    own: Phase | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to get at a fact.

    A "question" asks for its value; ``begun`` is how her answer to it is begun. An "opening" is a statement
    to be gone on with. "reversed" asks, by the value, what it is: its answer is the fact's title.
    ``sealed`` wordings are never trained.
    """

    said: str
    form: Literal["question", "opening", "reversed"] = "question"
    begun: str = ""
    sealed: bool = False


def bare_question(text: str) -> str:
    """``text`` as questions are compared: without case, spacing and the signs around it."""
    return normalised(text).strip(" .?!")


def asks(wordings: Sequence[Wording], text: str) -> bool:
    """Whether ``text`` is one of ``wordings`` that ask for a value."""
    return bare_question(text) in {bare_question(x.said) for x in wordings if x.form == "question"}
