"""Teaching and its orders for tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.mixture import Mixture
from luna_desktop.domain.teaching import Order
from luna_desktop.language.common_items import common_items
from luna_desktop.language.exam_items import told_items
from luna_desktop.language.frames import Frames

P = ParamSpec("P")
T = TypeVar("T")
PER_TOKEN = 3.55  # characters, of the embedded tokenizer


async def at_once(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return work(*args, **kwargs)


def frames() -> Frames:
    """The embryo's teaching, which works in the thread that asks it."""
    return Frames(at_once)


def told(
    new: Sequence[Fact] = (), old: Sequence[Fact] = (), exchanges: Sequence[tuple[str, str]] = ()
) -> Snapshot:
    return Snapshot((), tuple(new), tuple(old), tuple(exchanges))


def order(
    mixture: Mixture | None, what: Snapshot | None = None, *, budget: int, seed: int = 1, age: int = 1
) -> Order:
    """An age-up to ``age``; without ``mixture`` a birth."""
    return Order(age, age, PER_TOKEN, mixture, what or Snapshot(), budget, seed)


def exam(
    new: Sequence[Fact] = (),
    old: Sequence[Fact] = (),
    *,
    age: int,
    seed: int,
    taught_in: dict[str, int] | None = None,
    liked: Sequence[tuple[str, str]] = (),
) -> list[ExamItem]:
    """All sections, as the services put them together."""
    common = common_items(age, seed, frames().fixed_text(age), liked)
    return common + told_items(told(new, old), age=age, seed=seed, taught_in=taught_in)
