"""A second launch asks the first to show its window: a local socket, named after the home."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

RAISE, RAISED = b"raise\n", b"raised\n"
CONNECT_MS = 500
ANSWER_MS = 3000  # the first may be reading a library


def server_name(home: Path) -> str:
    """The socket of ``home``; short, as systems allow about a hundred characters."""
    place = os.path.normcase(os.fspath(home))
    return f"luna-desktop-{hashlib.sha256(place.encode(errors='surrogatepass')).hexdigest()[:24]}"


def raise_other(home: Path) -> bool:
    """Have the window of ``home``, if there is one, come to the front; whether it said that it did.

    One that hangs does not answer: then the home's lock tells who has it.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(home))
    if not socket.waitForConnected(CONNECT_MS):
        return False
    socket.write(RAISE)
    answered = socket.waitForReadyRead(ANSWER_MS) and socket.readAll().data() == RAISED
    socket.abort()
    return answered


class RaiseServer(QObject):
    """Listens for other launches, of this user only, and calls ``on_raise`` for each."""

    def __init__(self, home: Path, on_raise: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_raise = on_raise
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        name = server_name(home)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # nobody answered there: a killed window left it
            self._server.listen(name)  # without it a second launch is told by the lock

    @property
    def listening(self) -> bool:
        """Whether another launch can reach this one."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _connected(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)  # it may have written before anybody listened

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        if socket.readLine().data() == RAISE:
            self._on_raise()
            socket.write(RAISED)
            socket.flush()
        socket.disconnectFromServer()
