"""Writes down every connection that is made, before it is made."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import httpx
from huggingface_hub import constants
from huggingface_hub.errors import OfflineModeIsEnabled

from luna_desktop.domain.hub import CONNECTIONS, Connection

SECONDS = 10  # without an answer, where who asks says nothing else
EVERY = 2.0  # seconds between notes of how much came over one that goes on


class ConnectionLog:
    """The log of a folder. A request is on the disk with its host and purpose before it leaves.

    Raises:
        OSError: where that cannot be written: then nothing is sent.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / CONNECTIONS
        self._purpose = ""

    @contextmanager
    def purpose(self, purpose: str) -> Generator[None]:
        """What requests are for within this block."""
        self._purpose = purpose
        try:
            yield
        finally:
            self._purpose = ""

    def client(self) -> httpx.Client:
        """A client as the hub's library makes it, with proxies from the environment, but watched."""
        hooks = {"request": [self._before], "response": [self._after]}
        return httpx.Client(event_hooks=hooks, follow_redirects=True, timeout=SECONDS)

    def write(self, connection: Connection) -> None:
        """Note it, or what is known of it by now."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(connection)) + "\n")

    def _before(self, request: httpx.Request) -> None:
        if constants.is_offline_mode():
            raise OfflineModeIsEnabled("HF_HUB_OFFLINE is set")
        made = Connection(secrets.token_hex(6), time.time(), request.url.netloc.decode(), self._purpose, 0)
        self.write(made)
        request.extensions["luna"] = made

    def _after(self, response: httpx.Response) -> None:
        made = response.request.extensions["luna"]
        assert isinstance(response.stream, httpx.SyncByteStream) and isinstance(made, Connection)
        response.stream = _Counted(response.stream, made, self)


class _Counted(httpx.SyncByteStream):
    """A body that is counted as it comes."""

    def __init__(self, stream: httpx.SyncByteStream, made: Connection, log: ConnectionLog) -> None:
        self._stream = stream
        self._made = made
        self._log = log
        self._noted = time.monotonic()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._made = replace(self._made, bytes=self._made.bytes + len(piece))
            if time.monotonic() - self._noted >= EVERY:
                self._note()
            yield piece

    def close(self) -> None:
        self._stream.close()
        if self._made.bytes:
            self._note()

    def _note(self) -> None:
        self._noted = time.monotonic()
        self._log.write(self._made)
