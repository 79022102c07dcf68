"""Gets one base: looks in the cache, asks the hub for the rest, and says so only once all of it is right."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from filelock import FileLock, Timeout
from huggingface_hub import HfApi, constants, hf_hub_download, set_client_factory
from huggingface_hub.errors import HfHubHTTPError

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import (
    Begun,
    HubCopy,
    HubFile,
    KeptFile,
    Wanted,
    begun_place,
    copy_place,
    read_begun,
)
from luna_desktop.hub import cache, trouble
from luna_desktop.hub.connections import ConnectionLog
from luna_desktop.hub.transfer import Patience, Stopped, transfer
from luna_desktop.workers.protocol import progress_message

REPORT_EVERY = 0.2  # seconds


class Link(Protocol):
    """What a download tells, and hears: a ``ParentLink``, or less in a test."""

    stopping: Event

    def send(self, message: Mapping[str, Any]) -> None:
        """Tell the parent."""
        ...


def fetch(wanted: Wanted, link: Link) -> HubCopy:
    """See that the base is here whole, and keep where.

    Raises:
        LunaError: whatever keeps it from being so; what came is kept, unless it is damaged.
        Stopped: nothing more is wanted.
    """
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        with _alone(wanted):
            return _Download(wanted, link).run()
    except Stopped:
        raise
    except Exception as error:
        known = trouble.told(error, wanted)
        if known is None:
            raise
        if known.code == trouble.NOT_FOUND:  # the next try looks up a commit that is there
            begun_place(wanted.folder, wanted.base).unlink(missing_ok=True)
        raise known from error


def discard(wanted: Wanted) -> None:
    """Take away what came of a download that is paused.

    Raises:
        LunaError: ``hub-in-use``.
    """
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with _alone(wanted):
        take_away(wanted)


def take_away(wanted: Wanted) -> None:
    """The same by who is fetching it: all that came, and nothing that was there before."""
    begun = read_begun(wanted.folder, wanted.base)
    if begun is None:
        return
    for file in begun.files:
        if file.name not in begun.there:
            cache.drop(begun.repo, begun.commit, file)
    with suppress(OSError):  # not empty: others have files there
        cache.pointer(begun.repo, begun.commit, "x").parent.rmdir()
    with suppress(OSError):
        begun_place(wanted.folder, wanted.base).unlink(missing_ok=True)


@contextmanager
def _alone(wanted: Wanted) -> Generator[None]:
    """Two that write the same file would spoil it."""
    lock = FileLock(wanted.folder / f"{wanted.base}.lock", fallback_to_soft=False, preserve_lock_file=True)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LunaError(
            "hub-in-use",
            f"{wanted.title} is being fetched already.",
            "Another window or command of Luna does so.",
            "Wait until it has ended.",
        ) from error
    try:
        yield
    finally:
        lock.release()


class _Download:
    def __init__(self, wanted: Wanted, link: Link) -> None:
        self._wanted = wanted
        self._link = link
        self._log = ConnectionLog(wanted.folder)
        self._patience = Patience(wanted.patience, link.stopping)
        self._done = self._total = self._fresh = 0
        self._phase, self._file = "download", ""
        self._told = 0.0
        self._began = time.monotonic()
        set_client_factory(self._log.client)

    def run(self) -> HubCopy:
        begun = read_begun(self._wanted.folder, self._wanted.base)
        if begun is None or (begun.repo, begun.revision) != (self._wanted.repo, self._wanted.revision):
            if (found := self._in_cache()) is not None:
                return self._keep(found)
            begun = self._begin()
        self._must_have_room(begun)
        self._total = sum(file.bytes for file in begun.files)
        kept = tuple(self._file_of(begun, file) for file in begun.files)
        folder = cache.pointer(begun.repo, begun.commit, cache.CONFIG).parent
        return self._keep(HubCopy(begun.repo, begun.revision, begun.commit, folder, kept))

    def _in_cache(self) -> HubCopy | None:
        """What another program fetched before, or Luna; without a connection."""
        wanted = self._wanted
        folder = cache.snapshot(wanted.repo, wanted.revision)
        if folder is None:
            return None
        paths = sorted(path for path in folder.iterdir() if cache.is_wanted(path.name) and path.is_file())
        self._phase, self._total = "check", sum(path.stat().st_size for path in paths)
        kept: list[KeptFile] = []
        for path in paths:
            self._file = path.name
            found = cache.sound(path, self._there)
            if found is None:
                self._phase, self._done = "download", 0
                return None  # each file is looked at again against what the hub tells
            kept.append(found)
        return HubCopy(wanted.repo, wanted.revision, folder.name, folder, tuple(kept))

    def _begin(self) -> Begun:
        """Ask which commit it is and which files it has."""
        wanted = self._wanted
        with self._log.purpose(f"{wanted.title}: which files there are"):
            commit, files = self._patience.over(self._ask)
        if not files:
            raise trouble.trouble("hub-no-base", wanted)
        there = tuple(file.name for file in files if cache.has(wanted.repo, commit, file))
        begun = Begun(wanted.repo, wanted.revision, commit, files, there)
        _write(begun_place(wanted.folder, wanted.base), begun.to_json())
        return begun

    def _ask(self) -> tuple[str, tuple[HubFile, ...]]:
        wanted = self._wanted
        try:
            info = HfApi(library_name="luna-desktop").model_info(
                wanted.repo,
                revision=wanted.revision,
                files_metadata=True,
                timeout=constants.HF_HUB_ETAG_TIMEOUT,
            )
            files = [
                HubFile(one.rfilename, one.size, one.lfs.sha256 if one.lfs else one.blob_id or "")
                for one in info.siblings or []
                if one.size is not None
            ]
        except HfHubHTTPError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise trouble.trouble("hub-strange", wanted) from error
        if info.sha is None or not cache.COMMIT.fullmatch(info.sha):
            raise trouble.trouble("hub-strange", wanted)
        return info.sha, cache.chosen(files)

    def _must_have_room(self, begun: Begun) -> None:
        place = cache.folder(begun.repo)
        place.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(place).free
        needed = sum(self._missing(begun, file) for file in begun.files)
        if needed > free:
            raise trouble.no_space(self._wanted, needed, free, place)

    def _missing(self, begun: Begun, file: HubFile) -> int:
        if cache.has(begun.repo, begun.commit, file):
            return 0
        partial = cache.partial(begun.repo, file)
        return max(0, file.bytes - partial.stat().st_size) if partial.is_file() else file.bytes

    def _file_of(self, begun: Begun, file: HubFile) -> KeptFile:
        """The file, right and where every program finds it."""
        wanted, self._file = self._wanted, file.name
        path = cache.pointer(begun.repo, begun.commit, file.name)
        if cache.has(begun.repo, begun.commit, file):
            if (found := self._cached(begun, file)) is not None:
                return found
            cache.drop(begun.repo, begun.commit, file)
        self._phase = "download"
        with self._log.purpose(f"{wanted.title}: {file.name}"):
            digest = transfer(
                wanted, begun.commit, file, self._patience, pulse=self._pulse, there=self._there
            )
            self._place(begun, file)
        if not path.is_symlink():  # where there are no links the cache holds a copy: once is enough
            cache.blob(begun.repo, file).unlink(missing_ok=True)
        found = path.stat()
        if found.st_size != file.bytes:
            raise trouble.trouble("hub-damaged", wanted, file=file.name)
        return KeptFile(file.name, file.bytes, digest, found.st_mtime_ns)

    def _cached(self, begun: Begun, file: HubFile) -> KeptFile | None:
        path = cache.pointer(begun.repo, begun.commit, file.name)
        if not path.exists():
            with self._log.purpose(f"{self._wanted.title}: {file.name}"):
                self._place(begun, file)
        self._phase, before = "check", self._done
        found = cache.sound(path, self._there, file.hash)
        if found is None:
            self._done = before
        return found

    def _place(self, begun: Begun, file: HubFile) -> None:
        """Have the library put the bytes, which are there, where it looks for the file of that commit."""

        def place() -> str:
            return hf_hub_download(begun.repo, file.name, revision=begun.commit, library_name="luna-desktop")

        if Path(self._patience.over(place)).absolute() != cache.pointer(begun.repo, begun.commit, file.name):
            raise trouble.trouble("hub-strange", self._wanted)

    def _keep(self, found: HubCopy) -> HubCopy:
        """From here on it is a base."""
        folder, base = self._wanted.folder, self._wanted.base
        _write(copy_place(folder, base), found.to_json())
        begun_place(folder, base).unlink(missing_ok=True)
        self._tell()
        return found

    def _pulse(self, step: int) -> None:
        self._fresh += step
        self._there(step)

    def _there(self, step: int) -> None:
        self._done += step
        if time.monotonic() - self._told >= REPORT_EVERY:
            self._tell()
        if self._link.stopping.is_set():
            raise Stopped

    def _tell(self) -> None:
        self._told = now = time.monotonic()
        speed = self._fresh / max(1e-3, now - self._began)
        progress = Progress(
            self._phase,
            self._done / self._total if self._total else 0.0,
            step=self._done,
            total=self._total,
            note=self._file,
        )
        if self._phase == "download" and speed > 0:
            progress = replace(progress, seconds_left=(self._total - self._done) / speed)
        self._link.send(progress_message(progress))


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.partial")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
