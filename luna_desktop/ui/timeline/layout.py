"""Where each generation stands: columns in the order of making, lanes by branch. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luna_desktop.domain.exam import ExamReport
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.statistics import wilson

GROWN = (GenerationStatus.PUBLISHED, GenerationStatus.FORGOTTEN)  # others grew from them
LEARNING = (GenerationStatus.TRAINING, GenerationStatus.PAUSED)  # not yet one of hers
CAME_TO_NOTHING = (GenerationStatus.FAILED, GenerationStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Place:
    """Column (order of creation) and lane (0 is the current line, branches lie below)."""

    column: int
    lane: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Places by id, parent-child pairs and the extent."""

    places: dict[str, Place]
    edges: tuple[tuple[str, str], ...]
    columns: int
    lanes: int
    line: frozenset[str]  # ids on the current line
    coming: str = ""  # the head's child that learns or is paused: it stands where the next age will
    tries: frozenset[str] = frozenset()  # attempts that came to nothing


def worth_telling(generations: Sequence[Generation]) -> list[Generation]:
    """Without the births that came to nothing, once she was born: they are no part of her life."""
    if not any(g.parent_id is None and g.status in GROWN for g in generations):
        return list(generations)
    return [g for g in generations if g.parent_id is not None or g.status not in CAME_TO_NOTHING]


def line_of(generations: Sequence[Generation], head_id: str) -> frozenset[str]:
    """The head and all its ancestors."""
    by_id = {g.id: g for g in generations}
    out: set[str] = set()
    node = by_id.get(head_id)
    while node is not None and node.id not in out:
        out.add(node.id)
        node = by_id.get(node.parent_id) if node.parent_id is not None else None
    return frozenset(out)


def lay_out(generations: Sequence[Generation], head_id: str) -> Layout:
    """Give the current line lane 0 and every other chain the first lane that is free over its span.

    ``generations`` come in the order they were made; a clock that was set back would say another one.
    """
    column = {g.id: index for index, g in enumerate(generations)}
    children: dict[str, list[Generation]] = {}
    roots: list[Generation] = []
    for node in generations:
        if node.parent_id is not None and node.parent_id in column:
            children.setdefault(node.parent_id, []).append(node)
        else:
            roots.append(node)
    line = line_of(generations, head_id)
    depth = _published_depth(generations, children)
    learning = [g.id for g in children.get(head_id, ()) if g.status in LEARNING]
    coming = learning[-1] if learning else ""
    lanes: list[list[tuple[int, int]]] = []
    places: dict[str, Place] = {}
    hanging: set[str] = set()
    # (first node of a chain, lane of its parent); chains nearest in time are placed first
    waiting = [(root, -1) for root in sorted(roots, key=lambda g: (g.id not in line, column[g.id]))]
    while waiting:
        first, above = waiting.pop(0)
        chain = _chain(first, children, line, depth)
        if chain[-1].id == head_id and coming:
            chain.append(next(child for child in children[head_id] if child.id == coming))
        span = _span([first.parent_id or first.id, *(node.id for node in chain)], column)
        lane = _free_lane(lanes, span, above + 1)
        for node in chain:
            places[node.id] = Place(column[node.id], lane)
        for node in chain:
            branches = [child for child in children.get(node.id, ()) if child.id not in places]
            tries = [c for c in branches if depth[c.id] == 0 and c.id not in children]
            _place_tries(tries, column, lanes, lane, places)
            hanging |= {child.id for child in tries}
            waiting += [(child, lane) for child in branches if child not in tries]
    edges = tuple(
        (g.parent_id, g.id) for g in generations if g.parent_id is not None and g.parent_id in column
    )
    return Layout(places, edges, len(generations), max(1, len(lanes)), line, coming, frozenset(hanging))


def share_of(report: ExamReport | None) -> tuple[float, float, float] | None:
    """The exam's headline with its 95% interval, or the share of right answers where it had none."""
    if report is None:
        return None
    if report.headline is not None:
        head = report.headline
        return max(0.0, head.value), max(0.0, head.low), max(0.0, head.high)
    n = sum(section.n for section in report.sections)
    if n == 0:
        return None
    correct = sum(section.correct for section in report.sections)
    low, high = wilson(correct, n)
    return correct / n, low, high


def _span(ids: Sequence[str], column: dict[str, int]) -> tuple[int, int]:
    known = [column[ident] for ident in ids if ident in column]
    return min(known), max(known)


def _place_tries(
    tries: Sequence[Generation],
    column: dict[str, int],
    lanes: list[list[tuple[int, int]]],
    above: int,
    places: dict[str, Place],
) -> None:
    """Attempts that came to nothing share one lane below their parent: nothing grows from them."""
    if not tries:
        return
    span = _span([tries[0].parent_id or "", *(node.id for node in tries)], column)
    lane = _free_lane(lanes, span, above + 1)
    for node in tries:
        places[node.id] = Place(column[node.id], lane)


def _published_depth(ordered: Sequence[Generation], children: dict[str, list[Generation]]) -> dict[str, int]:
    """How many generations of published growth lie below each node, forgotten ones among them."""
    depth: dict[str, int] = {}
    for node in reversed(ordered):
        own = 1 if node.status in GROWN else 0
        below = max((depth.get(child.id, 0) for child in children.get(node.id, ())), default=0)
        depth[node.id] = own + below
    return depth


def _chain(
    first: Generation,
    children: dict[str, list[Generation]],
    line: frozenset[str],
    depth: dict[str, int],
) -> list[Generation]:
    """From ``first`` along the current line, else along the longest growth; only published nodes go on."""
    chain = [first]
    while True:
        below = children.get(chain[-1].id, [])
        on_line = [child for child in below if child.id in line]
        grown = [child for child in below if depth[child.id] > 0]
        # the current line ends at the head: what grew from it before lies on a lane of its own
        if chain[-1].id in line and not on_line:
            return chain
        following = on_line or sorted(grown, key=lambda g: -depth[g.id])
        if not following:
            return chain
        chain.append(following[0])


def _free_lane(lanes: list[list[tuple[int, int]]], span: tuple[int, int], least: int) -> int:
    lane = least
    while True:
        if lane == len(lanes):
            lanes.append([])
        if all(span[1] < start or end <= span[0] for start, end in lanes[lane]):
            lanes[lane].append(span)
            return lane
        lane += 1
