"""Generations on disk: written beside, verified, then moved into place in one step."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import DATASET
from luna_desktop.exporting import exported, unwritable
from luna_desktop.storage import trouble
from luna_desktop.storage.files import copy_file, no_pulse, sha256, sync_file, sync_folder

MANIFEST = "manifest.json"
STAMPS = "verified.json"  # sizes and times of the files when they were last found to be as written
Stamps = dict[str, list[int]]
Pulse = Callable[[int], None]
Step = Literal["begin", "hashed", "manifest", "files-synced", "folder-synced", "renamed", "parent-synced"]
STEPS: tuple[Step, ...] = (
    "begin",
    "hashed",
    "manifest",
    "files-synced",
    "folder-synced",
    "renamed",
    "parent-synced",
)


def _no_step(_step: Step) -> None:
    pass


class GenerationStore:
    """``<home>/generations``: ``<id>`` is whole, ``<id>.partial`` is being made.

    ``<id>.checkpoints`` holds what a paused run continues from. ``on_step`` is
    called after each named step of publishing; tests fail or die in it.
    All methods block; services call them off the loop.
    """

    def __init__(self, folder: Path, on_step: Callable[[Step], None] = _no_step) -> None:
        self.folder = folder
        self._on_step = on_step

    def path(self, generation_id: str) -> Path:
        return self.folder / generation_id

    def partial(self, generation_id: str) -> Path:
        return self.folder / f"{generation_id}.partial"

    def checkpoints(self, generation_id: str) -> Path:
        return self.folder / f"{generation_id}.checkpoints"

    def begin(self, generation_id: str) -> Path:
        """An empty partial folder."""
        with self._told():
            partial = self.partial(generation_id)
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            self.checkpoints(generation_id).mkdir(exist_ok=True)
            return partial

    def write_text(self, generation_id: str, name: str, text: str) -> str:
        """Write a file of the partial folder; returns its hash."""
        with self._told():
            path = self.partial(generation_id) / name
            path.write_text(text, encoding="utf-8", newline="\n")
            sync_file(path)
            return sha256(path)

    def publish(self, generation_id: str, manifest: dict[str, Any], pulse: Pulse = no_pulse) -> int:
        """Hash and flush the partial folder, then move it into place; returns its size in bytes.

        A crash before the move leaves a partial folder, one after it a whole
        generation whose manifest says what was decided.
        """
        with self._told():
            partial = self.partial(generation_id)
            self._on_step("begin")
            files = [
                p for p in sorted(partial.rglob("*")) if p.is_file() and p.name not in (MANIFEST, STAMPS)
            ]
            hashes = {path.relative_to(partial).as_posix(): sha256(path, pulse) for path in files}
            size = sum(path.stat().st_size for path in files)
            self._on_step("hashed")
            path = partial / MANIFEST
            text = json.dumps({**manifest, "bytes": size, "files": hashes}, indent=1, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
            self._on_step("manifest")
            for file in (*files, path):
                sync_file(file)
            _write_stamps(partial, _stamps(partial, hashes))
            self._on_step("files-synced")
            for folder in {file.parent for file in (*files, path)}:
                sync_folder(folder)
            self._on_step("folder-synced")
            os.replace(partial, self.path(generation_id))  # noqa: PTH105  Path.replace is the same call
            self._on_step("renamed")
            sync_folder(self.folder)
            self._on_step("parent-synced")
            return size

    def manifest(self, generation_id: str) -> dict[str, Any]:
        """The manifest of a whole generation.

        Raises:
            LunaError: ``generation-damaged``, or ``generation-unreadable`` where the system refuses it.
        """
        try:
            text = (self.path(generation_id) / MANIFEST).read_text(encoding="utf-8")
            data = json.loads(text)
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise _damaged(generation_id, "Its manifest is missing or cannot be read.") from error
        except OSError as error:
            raise _unreadable(generation_id, MANIFEST, error) from error
        if not isinstance(data, dict) or not isinstance(cast("dict[str, Any]", data).get("files"), dict):
            raise _damaged(generation_id, "Its manifest is incomplete.")
        return cast("dict[str, Any]", data)

    def verify(self, generation_id: str, pulse: Pulse = no_pulse, *, remember: bool = False) -> None:
        """Check every file against the manifest; ``remember`` their sizes and times if all are right.

        Raises:
            LunaError: ``generation-damaged`` or ``generation-unreadable``, naming the first bad file.
        """
        folder = self.path(generation_id)
        hashes = cast("dict[str, str]", self.manifest(generation_id)["files"])
        for name in hashes:  # what is away is known at once
            with _reading(generation_id, name):
                (folder / name).stat()
        stamps: Stamps = {}
        for name, expected in hashes.items():
            with _reading(generation_id, name):
                stamps |= _stamps(folder, [name])  # before: what changes meanwhile is looked at again
                found = sha256(folder / name, pulse)
            if found != expected:
                raise _damaged(generation_id, f"The file {name} is not what was written.")
        if remember:
            with suppress(OSError):  # they are hashed again next time
                stamps |= _stamps(folder, [])
                if stamps != _read_stamps(folder):
                    _write_stamps(folder, stamps)

    def unchanged(self, generation_id: str) -> bool:
        """Whether every file has the size and the time it had when it was last found right.

        Only ``verify`` tells what else is so, or that an unchanged file holds what it held.
        """
        folder = self.path(generation_id)
        try:
            stamps = _read_stamps(folder)
            return bool(stamps) and stamps == _stamps(folder, stamps)
        except OSError:
            return False

    def is_whole(self, generation_id: str) -> bool:
        """Whether the generation was moved into place.

        Raises:
            LunaError: ``generation-unreadable``.
        """
        try:
            return self.path(generation_id).is_dir()
        except OSError as error:
            raise _unreadable(generation_id, "its folder", error) from error

    def can_go_on(self, generation_id: str) -> bool:
        """Whether an unfinished training still has what it was to learn, as far as the system tells.

        What it refuses to tell may be there again tomorrow, so it is kept.
        """
        try:
            return (self.partial(generation_id) / DATASET).is_file()
        except OSError:
            return True

    def drop_checkpoints(self, generation_id: str) -> None:
        shutil.rmtree(self.checkpoints(generation_id), ignore_errors=True)

    def drop_unfinished(self, generation_id: str) -> None:
        """Remove what a run left that will not go on."""
        shutil.rmtree(self.partial(generation_id), ignore_errors=True)
        self.drop_checkpoints(generation_id)

    def delete(self, generation_id: str) -> None:
        """Remove a whole generation, its name first so that no half of it remains."""
        with self._told():
            doomed = self.partial(generation_id)
            self.path(generation_id).replace(doomed)
            shutil.rmtree(doomed, ignore_errors=True)

    def sweep(self, keep: set[str]) -> list[str]:
        """Drop unfinished folders of generations not in ``keep``; returns their ids."""
        if not self.folder.is_dir():
            return []
        found = {
            path.name.removesuffix(suffix)
            for suffix in (".partial", ".checkpoints")
            for path in self.folder.glob(f"*{suffix}")
        }
        for generation_id in sorted(found - keep):
            self.drop_unfinished(generation_id)
        return sorted(found - keep)

    def kept_skills(self, digest: str) -> Path | None:
        """The copy of the skills with this hash, if it is there and whole."""
        path = self._skills(digest)
        try:
            return path if sha256(path) == digest else None
        except OSError:
            return None

    def keep_skills(self, source: Path, digest: str) -> Path:
        """Copy skills that generations are laid over: a newer Luna has others, and these still need them."""
        path = self._skills(digest)
        beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                copy_file(source, beside)
                sync_file(beside)
                beside.replace(path)
                sync_folder(path.parent)
            finally:
                beside.unlink(missing_ok=True)
        return path

    def _skills(self, digest: str) -> Path:
        return self.folder.parent / "skills" / f"{digest}.gguf"

    def export(self, source: Path, target: Path, pulse: Pulse = no_pulse, *, replace: bool = False) -> None:
        """Copy a file out whole, into ``target`` where that is a folder; ``replace`` allows what is there.

        Raises:
            LunaError: as ``exported`` does.
        """
        with unwritable(target):
            if target.is_dir():
                target /= source.name
        with exported(target, self.folder.parent, replace=replace) as beside, unwritable(target):
            copy_file(source, beside, pulse)

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise trouble.from_os(error, self.folder.parent) from error


@contextmanager
def _reading(generation_id: str, name: str) -> Generator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _damaged(generation_id, f"The file {name} is missing.") from error
    except OSError as error:
        raise _unreadable(generation_id, name, error) from error


def _stamps(folder: Path, names: Iterable[str]) -> Stamps:
    """Size and time of these files, and of the manifest that speaks of them."""
    found = {name: (folder / name).stat() for name in {*names, MANIFEST}}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in found.items()}


def _read_stamps(folder: Path) -> Stamps:
    """What was remembered; empty where that cannot be read."""
    try:
        data = json.loads((folder / STAMPS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("Stamps", data) if isinstance(data, dict) else {}


def _write_stamps(folder: Path, stamps: Stamps) -> None:
    """A torn one is none: the files are hashed then."""
    (folder / STAMPS).write_text(json.dumps(stamps), encoding="utf-8")


def _unreadable(generation_id: str, name: str, error: OSError) -> LunaError:
    return LunaError(
        "generation-unreadable",
        f"The files of generation {generation_id} cannot be read now.",
        f"The system says of {name}: {error.strerror or type(error).__name__}.",
        "Look after the disk and the folder's permissions, then start Luna again. "
        "If it stays, go back to another generation in the timeline.",
    )


def _damaged(generation_id: str, why: str) -> LunaError:
    return LunaError(
        "generation-damaged",
        f"The files of generation {generation_id} are damaged.",
        why,
        "Go back to another generation in the timeline.",
    )
