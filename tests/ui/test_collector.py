"""Qt objects in cycles end on the window's thread, whoever allocates."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
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


@pytest.mark.parametrize("before", [True, False])
def test_it_leaves_the_collector_as_it_was(qapp: Any, before: bool) -> None:
    (gc.enable if before else gc.disable)()
    collector = MainThreadCollector()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled() is before
    assert gc.get_freeze_count() == 0
