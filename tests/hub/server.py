"""A small model hub on loopback: what huggingface_hub asks for, and each way in which that can go wrong."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" + "0" * 34
LARGE = (".safetensors",)  # kept as LFS, and served from another host


@dataclass(slots=True)
class Asked:
    """One request that came."""

    method: str
    path: str
    host: str
    headers: dict[str, str]
    status: int = 0


@dataclass(slots=True)
class Hub:
    """Repositories by their id, and the switches. Those of bodies are for what comes from the other host."""

    url: str = ""
    other: str = ""
    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    commit: str = COMMIT
    asked: list[Asked] = field(default_factory=list)
    status: int = 0  # of every answer
    file_status: int = 0  # of every answer that is a file
    headers: dict[str, str] = field(default_factory=dict)  # of answers with such a status
    token: str = ""  # without which files are refused
    accepted: bool = True  # whether the token's account accepted the licence
    cut_at: int = 0  # bytes of a body after which the connection is cut
    cuts: int = 0  # how often
    stall_at: int = 0  # bytes of a body after which nothing more comes
    pause: float = 0.0  # seconds after each 16 kB
    ranges: bool = True
    spoil: str = ""  # the file whose bytes come wrong
    page: str = ""  # answered instead of the list of files
    sizes: dict[str, int] = field(default_factory=dict)  # told of files in the place of the true ones
    moved: dict[str, str] = field(default_factory=dict)  # ids of old
    resumed: threading.Event = field(default_factory=threading.Event)

    def add(self, repo: str, folder: Path) -> None:
        """Serve the files of ``folder``."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self.repositories[repo] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def files_asked(self, method: str = "GET") -> list[str]:
        """The names of the files that were asked for, in order; those of the other host by their hash."""
        asked = (one.path for one in self.asked if one.method == method and "/api/" not in one.path)
        return [path.rsplit("/", 1)[1] for path in asked]

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self.status = self.file_status = self.cut_at = self.cuts = self.stall_at = 0
        self.pause, self.spoil, self.page = 0.0, "", ""


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub until the block is left."""
    hub = Hub()

    class Handler(_Handler):
        served = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url, hub.other = (f"http://{name}:{server.server_port}" for name in ("127.0.0.1", "localhost"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="test-hub")
    thread.start()
    try:
        yield hub
    finally:
        hub.resumed.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: Hub
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        hub = self.served
        headers = {name.title(): value for name, value in self.headers.items()}
        self.asked = Asked(self.command, self.path, headers["Host"], headers)
        hub.asked.append(self.asked)
        path = unquote(urlsplit(self.path).path)
        try:
            if path.startswith("/cdn/"):
                self._bytes(path.removeprefix("/cdn/"), body)
            elif hub.status:
                self._refuse(hub.status)
            elif path.startswith("/api/models/"):
                self._list(path.removeprefix("/api/models/"))
            else:
                self._file(path.lstrip("/"), body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _list(self, path: str) -> None:
        hub = self.served
        repo, _, revision = path.partition("/revision/")
        if repo in hub.moved:
            return self._send(307, {"Location": f"/api/models/{hub.moved[repo]}/revision/{revision}"})
        if hub.page:
            return self._send(200, {"Content-Type": "text/html"}, hub.page.encode())
        if repo not in hub.repositories:
            return self._refuse(401, {"X-Error-Code": "RepoNotFound"})
        if revision not in ("main", hub.commit):
            return self._refuse(404, {"X-Error-Code": "RevisionNotFound"})
        siblings = [_sibling(name, data) for name, data in hub.repositories[repo].items()]
        for one in siblings:
            one["size"] = hub.sizes.get(one["rfilename"], one["size"])
        told = {"id": repo, "sha": hub.commit, "gated": bool(hub.token) and "manual", "siblings": siblings}
        self._send(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _file(self, path: str, body: bool) -> None:
        hub = self.served
        repo, _, rest = path.partition("/resolve/")
        revision, _, name = rest.partition("/")
        if repo in hub.moved:
            return self._send(307, {"Location": f"/{hub.moved[repo]}/resolve/{revision}/{name}"})
        if hub.file_status:
            return self._refuse(hub.file_status)
        if hub.token and self.headers.get("Authorization") != f"Bearer {hub.token}":
            return self._refuse(401, {"X-Error-Code": "GatedRepo"})
        if not hub.accepted:
            return self._refuse(403, {"X-Error-Code": "GatedRepo"})
        if repo not in hub.repositories or name not in hub.repositories[repo]:
            return self._refuse(404, {"X-Error-Code": "EntryNotFound"})
        data = hub.repositories[repo][name]
        headers = {"X-Repo-Commit": hub.commit if revision == "main" else revision, "ETag": f'"{_git(data)}"'}
        if not name.endswith(LARGE):
            return self._send(200, headers, data, with_body=body)
        digest = hashlib.sha256(data).hexdigest()
        headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(data))}
        self._send(302, {**headers, "Location": f"{hub.other}/cdn/{digest}?signed=secret"})

    def _bytes(self, digest: str, body: bool) -> None:
        hub = self.served
        every = (pair for files in hub.repositories.values() for pair in files.items())
        name, data = next(pair for pair in every if hashlib.sha256(pair[1]).hexdigest() == digest)
        if name == hub.spoil:
            data = data[:-1] + bytes([data[-1] ^ 1])
        begin, status, headers = 0, 200, {}
        asked = self.headers.get("Range", "")
        if asked and hub.ranges:
            begin = int(asked.removeprefix("bytes=").partition("-")[0])
            status, headers = 206, {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"}
        self._send(status, headers, data[begin:], with_body=body, other=True)

    def _refuse(self, status: int, headers: dict[str, str] | None = None) -> None:
        self._send(status, {**(headers or {}), **self.served.headers}, b"{}")

    def _send(
        self,
        status: int,
        headers: dict[str, str],
        data: bytes = b"",
        *,
        with_body: bool = True,
        other: bool = False,
    ) -> None:
        self.asked.status = status
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD" or not with_body:
            return
        if other:
            self._slowly(data)
        else:
            self.wfile.write(data)

    def _slowly(self, data: bytes) -> None:
        hub = self.served
        sent = 0
        while sent < len(data):
            end = min(len(data), sent + 16384)
            if hub.cut_at and hub.cuts and end > hub.cut_at:
                hub.cuts -= 1
                self.wfile.write(data[sent : hub.cut_at])
                self.close_connection = True
                self.connection.close()
                return
            if hub.stall_at and end > hub.stall_at:
                self.wfile.write(data[sent : hub.stall_at])
                self.wfile.flush()
                hub.resumed.wait(30)
                self.close_connection = True
                return
            self.wfile.write(data[sent:end])
            sent = end
            if hub.pause:
                time.sleep(hub.pause)


def _git(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _sibling(name: str, data: bytes) -> dict[str, Any]:
    told: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": _git(data)}
    if name.endswith(LARGE):
        digest = hashlib.sha256(data).hexdigest()
        told["lfs"] = {"sha256": digest, "size": len(data), "pointerSize": 134}
    return told
