"""Qt's event loop as asyncio's: the only place that knows qasync."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import qasync
import shiboken6
from PySide6.QtCore import QEvent, QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


def make_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """A loop over ``app``; whoever makes it closes it."""
    return qasync.QEventLoop(app)


def close_loop(loop: Any) -> None:
    """Close a loop with its timers: the one of a cancelled call would stand until it is due."""
    loop.close()
    shiboken6.delete(loop._timer)
    asyncio.set_event_loop(None)


def run(app: QApplication, main: Coroutine[Any, Any, int], quit_asked: Callable[[], object]) -> int:
    """Run ``main`` until it returns its exit code.

    ``quit_asked`` is called when the desktop or a signal wants the app to end;
    Qt's own quit would tear the loop away from under ``main``.
    """
    app.setQuitOnLastWindowClosed(False)
    gate = _QuitGate(app, quit_asked)
    signals = _Signals(app, quit_asked)
    loop = make_loop(app)
    try:
        return loop.run_until_complete(main)
    finally:
        signals.close()
        app.removeEventFilter(gate)
        close_loop(loop)


class _QuitGate(QObject):
    """Turns Qt's quit (Cmd+Q, session end) into a request."""

    def __init__(self, app: QApplication, asked: Callable[[], object]) -> None:
        super().__init__(app)
        self._asked = asked
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            self._asked()
            return True
        return super().eventFilter(watched, event)


class _Signals(QObject):
    """Wakes Qt for SIGINT and SIGTERM, which Python otherwise only sees between bytecodes."""

    def __init__(self, app: QApplication, asked: Callable[[], object]) -> None:
        super().__init__(app)
        self._asked = asked
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._old = {
            number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def _arrived(self) -> None:
        try:
            data = self._read.recv(64)
        except BlockingIOError:
            return
        if any(number in data for number in (signal.SIGINT, signal.SIGTERM)):
            self._asked()
