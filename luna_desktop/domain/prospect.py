"""What a base promises on this machine, and which one to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luna_desktop.domain.base import Base

FACTS = 50  # that the minutes are for
PATIENCE = 10.0  # minutes that learning them may take


@dataclass(frozen=True, slots=True)
class Prospect:
    """A base she can be born from here.

    ``minutes`` are those until she has learned ``FACTS`` facts and is examined; None while nobody knows.
    They are ``measured`` on this machine, or what is usual; those that other programs ``disturbed`` are worth
    another try. ``memory_bytes`` are for all at once while she learns, 0 where nobody knows.
    """

    base: Base
    about: str = ""  # what it knows, in plain words
    minutes: float | None = None
    measured: bool = False
    disturbed: bool = False
    memory_bytes: int = 0


def recommended(prospects: Iterable[Prospect], *, memory_bytes: int) -> Prospect | None:
    """The one that has read most of those that learn quickly enough on a machine of so much memory.

    Who has read more is larger. Where none is quick it is the quickest, of those that say how quick they are.
    """
    known = [(p.minutes, p) for p in prospects if p.minutes is not None and p.memory_bytes <= memory_bytes]
    quick = [prospect for taken, prospect in known if taken <= PATIENCE]
    if quick:
        return max(quick, key=lambda prospect: prospect.base.bytes)
    return min(known, key=lambda pair: pair[0])[1] if known else None
