"""Bases that come from a model hub: here once all of one was fetched and found right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from luna_desktop import resources
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.hub import HubCopy, KeptFile, read_copy
from luna_desktop.services import base_folder


def folder(base: Base) -> Path:
    """Where its files were last found whole; a folder that is not there where they never were."""
    found = read_copy(resources.hub_path(), base.name)
    return found.folder if found is not None else resources.hub_path() / base.name


def sound(base: Base) -> tuple[Base, Path]:
    """The base as it is here, with the commit that was fetched, and its folder.

    Hashed is only what changed since it was found right: weights are gigabytes.

    Raises:
        LunaError: ``base-missing``, ``base-damaged`` or ``base-unsupported``, with the way to get it.
    """
    kept = read_copy(resources.hub_path(), base.name)
    if kept is None:
        raise _missing(base, "It is fetched from a hub only if you choose it.")
    try:
        parts = base_folder.files(kept.folder, base.name)
    except LunaError as error:
        raise _missing(base, error.why) from error
    known = {file.name: file for file in kept.files}
    for path in parts:
        _must_be(base, kept, path, known.get(path.name))
    base_folder.must_be_llama(kept.folder)
    base_folder.must_speak(kept.folder, base.template)
    here = replace(
        base,
        revision=kept.commit,
        sha256=base_folder.digest_of({path.name: known[path.name].sha256 for path in parts}),
        bytes=sum(known[path.name].bytes for path in parts),
        context=min(base.context, base_folder.positions(kept.folder)),
    )
    return here, kept.folder


def not_ready(base: Base) -> LunaError:
    """She cannot learn on it yet, so that it would lie here for nothing."""
    return LunaError(
        "base-not-ready",
        f"Luna cannot be born from {base.title} yet.",
        "This version cannot teach her on it, so it is not fetched.",
        "Choose another base.",
    )


def _must_be(base: Base, kept: HubCopy, path: Path, known: KeptFile | None) -> None:
    try:
        found = path.stat()
        right = known is not None and found.st_size == known.bytes
        if right and known is not None and found.st_mtime_ns != known.mtime_ns:
            right = base_folder.sha256(path) == known.sha256
    except OSError as error:
        raise _damaged(base, f"{path} cannot be read: {error.strerror or error}.") from error
    if not right:
        raise _damaged(base, f"{path} is not the file of {kept.repo} at {kept.commit[:12]}.")


def _way(base: Base) -> str:
    way = f"`luna bases --get {base.name}`"
    return f"Get it with {way}, some {base.download_bytes / 1e6:,.0f} MB; or choose another base."


def _missing(base: Base, why: str) -> LunaError:
    return LunaError("base-missing", f"The base {base.title} is not here yet.", why, _way(base))


def _damaged(base: Base, why: str) -> LunaError:
    return LunaError("base-damaged", f"The base {base.title} is damaged.", why, _way(base))
