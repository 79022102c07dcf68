"""Python's cycle collector, kept on the window's thread.

The collector runs in whichever thread happens to allocate. A cycle that holds a
widget or a timer would then be destroyed in a reader's or the database's thread,
which Qt answers with a crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 700


class MainThreadCollector(QObject):
    """Takes over from the automatic collector until ``close``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self.spare()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        due = [have > most for have, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)

    def spare(self) -> None:
        """Never walk again what is alive by now: modules and classes live as long as the process."""
        gc.freeze()

    def close(self) -> None:
        """Give the work back."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
