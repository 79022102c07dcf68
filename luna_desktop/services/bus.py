"""A typed bus: services publish what happened, anyone listens."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from luna_desktop.domain.events import Event

E = TypeVar("E", bound=Event)

_log = logging.getLogger(__name__)


class Bus:
    """Calls subscribers synchronously, on the loop's thread, in order of subscription."""

    def __init__(self) -> None:
        self._subscribers: dict[type[Event], list[Callable[[Any], object]]] = {}

    def subscribe(self, event_type: type[E], callback: Callable[[E], object]) -> Callable[[], None]:
        """Listen to ``event_type`` and its subclasses; call the result to stop."""
        callbacks = self._subscribers.setdefault(event_type, [])
        callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in callbacks:
                callbacks.remove(callback)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell everyone; a subscriber's fault is logged and does not reach the publisher."""
        for kind in type(event).__mro__:
            for callback in tuple(self._subscribers.get(kind, ())):
                try:
                    callback(event)
                except Exception as error:
                    # Where and what kind, not the message: that could quote what was said.
                    where = "".join(traceback.format_tb(error.__traceback__))
                    fault = type(error).__name__
                    _log.error("a subscriber of %s failed: %s\n%s", type(event).__name__, fault, where)
