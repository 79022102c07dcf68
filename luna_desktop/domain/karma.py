"""Karma: an append-only ledger whose total is a pure fold.

Karma is effort, not ability: it buys training tokens at a fixed, visible rate,
and only a publication spends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TOKENS_PER_POINT = 2000
RECALL_DISTANCE = 20


class KarmaKind(StrEnum):
    """Why an entry was written."""

    EXCHANGE = "exchange"
    FACT = "fact"
    CORRECTION = "correction"
    THUMBS = "thumbs"
    RECALL = "recall"
    ON_TOPIC = "on_topic"
    IMPORT = "import"
    SPENT = "spent"
    RETURNED = "returned"


POINTS: dict[KarmaKind, int] = {
    KarmaKind.EXCHANGE: 2,
    KarmaKind.FACT: 2,
    KarmaKind.CORRECTION: 2,
    KarmaKind.THUMBS: 2,
    KarmaKind.RECALL: 3,
    KarmaKind.ON_TOPIC: 1,
}


@dataclass(frozen=True, slots=True)
class Award:
    """Karma about to be written, with a reason a person can read."""

    kind: KarmaKind
    delta: int
    reason: str
    message_id: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One written line of the ledger; never changed or removed."""

    id: int
    created_at: float
    kind: KarmaKind
    delta: int
    reason: str
    message_id: int | None = None
    generation_id: str | None = None
    detail: str = ""


def balance(entries: Iterable[LedgerEntry]) -> int:
    """Karma at hand: the sum of all entries, never below zero at any point."""
    total = 0
    for entry in entries:
        total = folded(total, entry.delta)
    return total


def folded(total: int, delta: int) -> int:
    """The balance after one more entry."""
    return max(0, total + delta)


def budget_tokens(karma: int) -> int:
    """Training tokens that ``karma`` points buy on the embedded base."""
    return max(0, karma) * TOKENS_PER_POINT
