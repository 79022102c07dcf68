"""Whether other programs compute beside a training: then it may be faster another time."""

from __future__ import annotations

from typing import Any

import psutil

DISTURBED = 0.15  # of all cores' time that other programs may take


class Others:
    """How much other programs compute meanwhile."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._began = self._look()

    def busy(self) -> bool:
        """Whether they took a good part of the cores since this was made."""
        all_then, busy_then, own_then = self._began
        all_now, busy_now, own_now = self._look()
        others = (busy_now - busy_then) - (own_now - own_then)
        return others > DISTURBED * max(1e-6, all_now - all_then)

    def _look(self) -> tuple[float, float, float]:
        """Seconds of all cores, of those that computed, and of this process."""
        times = psutil.cpu_times()
        own = self._process.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        return sum(_alone(times)), sum(_alone(times)) - idle, own.user + own.system


def _alone(times: Any) -> list[float]:
    """The parts of the cores' time; what guests took is counted in another part already."""
    parts: dict[str, float] = times._asdict()
    return [seconds for name, seconds in parts.items() if not name.startswith("guest")]
