"""Messages that each name the one before them: the path that was last looked at, among its branches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def path_to(parents: Mapping[str, Any], leaf: Any, time_of: Callable[[str], float | None]) -> list[str]:
    """The names from the root to ``leaf``; where that is no node, to the leaf that was written last."""
    current = leaf if isinstance(leaf, str) and leaf in parents else _last_leaf(parents, time_of)
    path: dict[str, None] = {}
    while isinstance(current, str) and current in parents and current not in path:
        path[current] = None
        current = parents[current]
    return list(path)[::-1]


def _last_leaf(parents: Mapping[str, Any], time_of: Callable[[str], float | None]) -> str | None:
    inner = {parent for parent in parents.values() if isinstance(parent, str)}
    leaves = [name for name in parents if name not in inner]
    # Of equal times, or none, the last in the file is the newest.
    return max(reversed(leaves), key=lambda name: _time(parents, name, time_of), default=None)


def _time(parents: Mapping[str, Any], name: Any, time_of: Callable[[str], float | None]) -> float:
    """When it was written; what has no time came right after what it answers."""
    seen: set[str] = set()
    while isinstance(name, str) and name in parents and name not in seen:
        if (at := time_of(name)) is not None:
            return at
        seen.add(name)
        name = parents[name]
    return 0.0
