"""Tries how fast a base learns, in a training child."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speed import Speed, read_speed
from luna_desktop.domain.training import Trial
from luna_desktop.workers.errand import errand
from luna_desktop.workers.trainer import ChildOptions


class ChildTester:
    """Implements ``services.ports.Tester`` with a child for each trial."""

    def __init__(self, **options: Unpack[ChildOptions]) -> None:
        self._options = options

    async def measure(self, trial: Trial, on_progress: Callable[[Progress], None]) -> Speed:
        """Load the base and try some steps.

        Raises:
            LunaError: see ``errand``.
        """
        told = await errand(lambda child: child.measure(trial), on_progress, self._options)
        try:
            return read_speed(cast("dict[str, Any]", told.get("speed") or {}))
        except ValueError as error:
            raise LunaError("child-failed", "How fast she learns could not be measured.") from error
