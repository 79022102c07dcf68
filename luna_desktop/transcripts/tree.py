"""Messages that each name the one before them: the path that was last looked at, among its branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Node(NamedTuple):
    """Where a message hangs, and when it was written."""

    parent: Any
    at: float | None = None


def path_to(nodes: Mapping[str, Node], leaf: Any) -> list[str]:
    """The names from the root to ``leaf``; where that is no node, to the leaf that was written last."""
    current = leaf if isinstance(leaf, str) and leaf in nodes else _last_leaf(nodes)
    path: dict[str, None] = {}
    while isinstance(current, str) and current in nodes and current not in path:
        path[current] = None
        current = nodes[current].parent
    return list(path)[::-1]


def _last_leaf(nodes: Mapping[str, Node]) -> str | None:
    parents = {node.parent for node in nodes.values() if isinstance(node.parent, str)}
    leaves = [name for name in nodes if name not in parents]
    # Of equal times, or none, the last in the file is the newest.
    return max(reversed(leaves), key=lambda name: _time(nodes, name), default=None)


def _time(nodes: Mapping[str, Node], name: str) -> float:
    """When it was written; what has no time came right after what it answers."""
    seen: set[str] = set()
    while name in nodes and name not in seen:
        seen.add(name)
        node = nodes[name]
        if node.at is not None:
            return node.at
        if not isinstance(node.parent, str):
            break
        name = node.parent
    return 0.0
