"""Qt objects in cycles end on the window's thread, whoever allocates."""

from __future__ import annotations

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject

from luna_desktop.ui.collector import MainThreadCollector


def _cycle(ended: list[str]) -> None:
    thing = QObject()
    thing.itself = thing  # type: ignore[attr-defined]
    thing.destroyed.connect(lambda: ended.append(threading.current_thread().name))


def _allocate(kept: list[list[object]]) -> None:
    kept += [[object()] for _ in range(50_000)]


def test_another_thread_never_collects(qapp: Any, qtbot: Any) -> None:
    ended: list[str] = []
    kept: list[list[object]] = []
    collector = MainThreadCollector()
    try:
        _cycle(ended)
        worker = threading.Thread(target=_allocate, args=(kept,), name="worker")
        worker.start()
        worker.join()
        assert ended == []
        qtbot.waitUntil(lambda: ended != [], timeout=3000)
        assert ended == [threading.main_thread().name]
    finally:
        collector.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_it_leaves_a_collector_that_was_off_alone(qapp: Any) -> None:
    gc.disable()
    try:
        MainThreadCollector().close()
        assert not gc.isenabled()
    finally:
        gc.enable()
