"""Events of the services as Qt signals; floods are thinned to what an eye can see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from luna_desktop.domain import events as ev

PERIOD_MS = 33


class BusLike(Protocol):
    """What the bridge needs of the services' bus."""

    def subscribe(self, kind: Any, callback: Callable[[Any], None]) -> Callable[[], None]: ...


class Bridge(QObject):
    """Each signal carries the event of the same name.

    ``message_streamed`` and ``training_progressed`` are coalesced to one per
    message and per generation in ``PERIOD_MS``; order with the event that ends
    a stream is kept.
    """

    conversation_changed = Signal(object)
    conversation_deleted = Signal(object)
    message_added = Signal(object)
    message_streamed = Signal(object)
    message_finished = Signal(object)
    message_heard = Signal(object)
    facts_heard = Signal(object)
    not_learned = Signal(object)
    lessons_changed = Signal(object)
    karma_given = Signal(object)
    age_up_due = Signal(object)
    age_up_started = Signal(object)
    training_progressed = Signal(object)
    exam_taken = Signal(object)
    generation_published = Signal(object)
    generation_rejected = Signal(object)
    age_up_ended = Signal(object)
    generation_loaded = Signal(object)
    trouble_raised = Signal(object)

    def __init__(self, bus: BusLike, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._streams: dict[int, ev.MessageStreamed] = {}
        self._progress: dict[str, ev.TrainingProgressed] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        plain = {
            ev.ConversationChanged: self.conversation_changed,
            ev.ConversationDeleted: self.conversation_deleted,
            ev.MessageAdded: self.message_added,
            ev.MessageHeard: self.message_heard,
            ev.FactsHeard: self.facts_heard,
            ev.NotLearned: self.not_learned,
            ev.LessonsChanged: self.lessons_changed,
            ev.KarmaGiven: self.karma_given,
            ev.AgeUpDue: self.age_up_due,
            ev.AgeUpStarted: self.age_up_started,
            ev.ExamTaken: self.exam_taken,
            ev.GenerationPublished: self.generation_published,
            ev.GenerationRejected: self.generation_rejected,
            ev.AgeUpEnded: self.age_up_ended,
            ev.GenerationLoaded: self.generation_loaded,
            ev.TroubleRaised: self.trouble_raised,
        }
        self._leave = [bus.subscribe(kind, self._after_flush(signal)) for kind, signal in plain.items()]
        self._leave += [
            bus.subscribe(ev.MessageStreamed, self._streamed),
            bus.subscribe(ev.MessageFinished, self._finished),
            bus.subscribe(ev.TrainingProgressed, self._progressed),
        ]

    def detach(self) -> None:
        """Leave the bus; what was held back is dropped."""
        for leave in self._leave:
            leave()
        self._leave = []
        self._timer.stop()
        self._streams.clear()
        self._progress.clear()

    def flush(self) -> None:
        """Emit what was held back."""
        streams, self._streams = self._streams, {}
        progress, self._progress = self._progress, {}
        for streamed in streams.values():
            self.message_streamed.emit(streamed)
        for progressed in progress.values():
            self.training_progressed.emit(progressed)

    def _after_flush(self, signal: Any) -> Callable[[Any], None]:
        def emit(event: Any) -> None:
            self.flush()
            signal.emit(event)

        return emit

    def _streamed(self, event: ev.MessageStreamed) -> None:
        self._streams[event.message_id] = event
        self._start()

    def _finished(self, event: ev.MessageFinished) -> None:
        self._streams.pop(event.message.id, None)
        self.flush()
        self.message_finished.emit(event)

    def _progressed(self, event: ev.TrainingProgressed) -> None:
        held = self._progress.get(event.generation_id)
        if held is not None and held.progress.phase != event.progress.phase:
            self.flush()
        elif held is not None:
            # a value that only some messages carry must not be lost by thinning
            new, old = event.progress, held.progress
            progress = replace(
                new,
                loss=new.loss if new.loss is not None else old.loss,
                sample=new.sample or old.sample,
                note=new.note or old.note,
            )
            event = ev.TrainingProgressed(event.generation_id, progress)
        self._progress[event.generation_id] = event
        self._start()

    def _start(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
