"""Merges adapters into their base in a training child."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Merge
from luna_desktop.workers.errand import errand
from luna_desktop.workers.trainer import ChildOptions


class ChildMerger:
    """Implements ``services.ports.Merger`` with a child for each merge."""

    def __init__(self, **options: Unpack[ChildOptions]) -> None:
        self._options = options

    async def merge(self, wanted: Merge, on_progress: Callable[[Progress], None]) -> None:
        """Write the file.

        Raises:
            LunaError: see ``errand``.
        """
        await errand(lambda child: child.merge(wanted), on_progress, self._options)
