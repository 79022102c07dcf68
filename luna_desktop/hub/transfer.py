"""One file from the hub: on from where it stopped, tried again where it was cut, and hashed as it comes."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from threading import Event
from typing import TypeVar

import httpx
from huggingface_hub import constants, get_session, hf_hub_url
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from luna_desktop.domain.hub import HubFile, Wanted
from luna_desktop.hub import cache, trouble

ATTEMPTS = 5  # in a row, with nothing new in between
PARTIAL, RANGE_USELESS = 206, 416

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818  no error: the person wants it no longer, or not now
    """Raised within what is to end."""


class Patience:
    """Tries again after what may pass, waiting longer each time; ``moved`` begins the count anew."""

    def __init__(self, seconds: float, stopping: Event) -> None:
        self._seconds = seconds
        self._stopping = stopping
        self._failed = 0
        self._reached = False  # a hub that never answered is told of at once: nobody waits for being offline

    def moved(self) -> None:
        """Something came that was not there before."""
        self._failed = 0

    def over(self, attempt: Callable[[], T]) -> T:
        """What ``attempt`` comes to in the end.

        Raises:
            Stopped, or what the last attempt raised.
        """
        self._failed = 0
        while True:
            if self._stopping.is_set():
                raise Stopped
            try:
                result = attempt()
                self._reached = True
                return result
            except Exception as error:
                self._failed += 1
                again = trouble.may_pass(error) and (self._reached or not trouble.is_offline(error))
                if self._failed >= ATTEMPTS or not again:
                    raise
            if self._stopping.wait(self._seconds * 2 ** (self._failed - 1)):
                raise Stopped


def transfer(
    wanted: Wanted,
    commit: str,
    file: HubFile,
    patience: Patience,
    *,
    pulse: cache.Pulse,
    there: cache.Pulse,
) -> str:
    """Bring the bytes of ``file`` into the cache and return their SHA-256.

    ``pulse`` is told the bytes that came, or are to come again where the server begins anew; ``there`` those
    that had come before.

    Raises:
        LunaError: ``hub-damaged``: then nothing of the file is kept.
        Stopped, OSError, httpx.HTTPError, HfHubHTTPError: then what came is kept.
    """
    target, partial = cache.blob(wanted.repo, file), cache.partial(wanted.repo, file)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = cache.Digest(file.bytes)
    with partial.open("ab", buffering=0) as kept:
        growing = _Growing(kept, digest, file.bytes, pulse)
        for piece in cache.pieces(partial):
            growing.count(piece)
            there(len(piece))
        url = hf_hub_url(wanted.repo, file.name, revision=commit)
        growing.most = growing.bytes
        while growing.bytes < file.bytes:
            patience.over(lambda: _stream(url, growing, patience))
        os.fsync(kept.fileno())
    if growing.bytes != file.bytes or not growing.digest.is_of(file.hash):
        partial.unlink(missing_ok=True)
        raise trouble.trouble("hub-damaged", wanted, file=file.name)
    partial.replace(target)
    return growing.digest.sha256


class _Growing:
    """A file that grows, with its hash."""

    def __init__(self, kept: io.FileIO, digest: cache.Digest, size: int, pulse: cache.Pulse) -> None:
        self.digest = digest
        self.bytes = 0
        self.size = size
        self.most = 0  # bytes that were ever there
        self._kept = kept
        self._pulse = pulse

    def add(self, piece: bytes) -> None:
        """Write what came."""
        view = memoryview(piece)
        while view:
            view = view[self._kept.write(view) :]
        self.count(piece)
        self._pulse(len(piece))

    def empty(self) -> None:
        """Begin anew."""
        self._kept.truncate(0)
        self._pulse(-self.bytes)
        self.bytes, self.digest = 0, cache.Digest(self.size)

    def count(self, piece: bytes) -> None:
        """Take what is in the file."""
        self.bytes += len(piece)
        self.digest.update(piece)


def _stream(url: str, growing: _Growing, patience: Patience) -> None:
    # Its redirect is followed anew each time: where it leads to expires. httpx takes no token along there.
    headers = {**build_hf_headers(library_name="luna-desktop"), "Accept-Encoding": "identity"}
    if growing.bytes:
        headers["Range"] = f"bytes={growing.bytes}-"
    with get_session().stream(
        "GET", url, headers=headers, timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT
    ) as response:
        if response.status_code == RANGE_USELESS:
            growing.empty()
            return
        if response.is_error:
            response.read()
        hf_raise_for_status(response)
        if growing.bytes and not _goes_on(response, growing.bytes):
            growing.empty()
        for piece in response.iter_bytes():
            growing.add(piece)
            if growing.bytes > growing.most:  # a server that begins anew each time gets nowhere
                growing.most = growing.bytes
                patience.moved()
            if growing.bytes > growing.size:
                return  # more than it can be: the hash will tell
        if growing.bytes < growing.size:
            raise httpx.RemoteProtocolError("the body ended early")


def _goes_on(response: httpx.Response, at: int) -> bool:
    """Whether the server sends the rest, and not all from the beginning."""
    told = response.headers.get("Content-Range", "")
    return response.status_code == PARTIAL and told.startswith(f"bytes {at}-")
