"""Floods are thinned, order is kept, and no signal loses a reference."""

from __future__ import annotations

import sys
from typing import Any

from luna_desktop.domain import events as ev
from luna_desktop.domain.message import Message
from luna_desktop.services.bus import Bus
from luna_desktop.ui.bridge import Bridge


def _message(text: str = "") -> Message:
    return Message(7, 1, "luna", text, 0.0)


def test_a_flood_of_tokens_becomes_a_few_signals(qtbot: Any) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[str] = []
    bridge.message_streamed.connect(lambda event: seen.append(event.text))
    for n in range(1000):
        bus.publish(ev.MessageStreamed(7, 1, "x" * n))
    assert seen == []
    qtbot.waitUntil(lambda: seen == ["x" * 999], timeout=1000)


def test_the_end_of_a_stream_comes_last_and_once(qapp: Any) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[str] = []
    bridge.message_streamed.connect(lambda event: seen.append("stream"))
    bridge.message_finished.connect(lambda event: seen.append("end"))
    bus.publish(ev.MessageStreamed(7, 1, "half"))
    bus.publish(ev.MessageFinished(_message("whole")))
    bridge.flush()
    assert seen == ["end"]


def test_another_event_lets_held_ones_through_first(qapp: Any) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[str] = []
    bridge.message_streamed.connect(lambda event: seen.append("stream"))
    bridge.karma_given.connect(lambda event: seen.append("karma"))
    bus.publish(ev.MessageStreamed(7, 1, "half"))
    bus.publish(ev.KarmaGiven((), 2, 100))
    assert seen == ["stream", "karma"]


def test_thinning_keeps_phases_and_rare_values(qapp: Any) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[ev.Progress] = []
    bridge.training_progressed.connect(lambda event: seen.append(event.progress))
    for progress in (
        ev.Progress("prepare"),
        ev.Progress("train", step=1, loss=3.0, sample="da"),
        ev.Progress("train", step=2),
        ev.Progress("export"),
    ):
        bus.publish(ev.TrainingProgressed("g", progress))
    bridge.flush()
    assert [p.phase for p in seen] == ["prepare", "train", "export"]
    assert (seen[1].step, seen[1].loss, seen[1].sample) == (2, 3.0, "da")


def test_after_detach_nothing_arrives(qapp: Any) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[object] = []
    bridge.karma_given.connect(seen.append)
    bridge.detach()
    bus.publish(ev.KarmaGiven((), 2, 100))
    assert seen == []


def test_emitting_loses_no_reference(qapp: Any) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one of True, or of None, with every emit, and aborts in the end."""
    bridge = Bridge(Bus())
    bridge.conversation_deleted.connect(lambda value: None)
    for value in (True, None):
        before = sys.getrefcount(value)
        for _ in range(2000):
            bridge.conversation_deleted.emit(value)
        assert abs(sys.getrefcount(value) - before) < 200
