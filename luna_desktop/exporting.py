"""The one way in which a file goes out to a place that a person named: whole, and over nothing unasked."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path, PureWindowsPath

from luna_desktop.domain.disk import no_room
from luna_desktop.domain.errors import LunaError

_LONGEST_ENDING = 16


@contextmanager
def exported(path: Path, home: Path, *, replace: bool = False) -> Generator[Path]:
    """A file beside ``path`` to write to, which takes its place when the block ends well.

    Its ending is the same. The disk is tried before the block is entered, which may take long.

    Raises:
        LunaError: as ``must_be_free`` does, or ``file-unwritable``.
    """
    must_be_free(path, home, replace=replace)
    beside = path.with_name(f".luna-{secrets.token_hex(6)}{path.suffix[:_LONGEST_ENDING]}")
    with unwritable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not by tempfile: on Windows it tries 2 ** 31 names where none may be made (CPython issue 66305).
        with beside.open("xb", buffering=0) as file:
            try:
                file.write(b"?")  # a full disk takes the name alone
            except OSError:
                file.close()
                beside.unlink(missing_ok=True)
                raise
    try:
        yield beside
        must_be_free(path, home, replace=replace)  # it may have come meanwhile
        with unwritable(path):
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def must_be_free(path: Path, home: Path, *, replace: bool = False) -> None:
    """Refuse a place where something stands; ``replace`` allows a file, or a link, which is not followed.

    Raises:
        LunaError: ``file-exists``, ``file-special``, ``export-into-home`` or ``file-unwritable``.
    """
    if sys.platform == "win32" and reserved(path):
        raise _special(path)
    with unwritable(path):
        if not os.path.lexists(path):
            _keep_out(path, home)
            return
        with suppress(FileNotFoundError):  # a link to nothing is but a link
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise _taken(path, "A folder has that name.", "Choose another name.")
            if not stat.S_ISREG(mode):
                raise _special(path)
        _keep_out(path, home)
    if not replace:
        raise _taken(path, "Nothing was written.", "Choose another name.")


def reserved(path: Path) -> bool:
    """Whether Windows takes the name for a device, as it does NUL, CON and COM1.txt."""
    return PureWindowsPath(path).is_reserved()


@contextmanager
def unwritable(path: Path) -> Generator[None]:
    """Tell in a sentence what keeps ``path`` from being written."""
    try:
        yield
    except OSError as error:
        raise no_room(error, path.parent) or LunaError(
            "file-unwritable",
            f"The file {path} cannot be written.",
            f"{error.strerror or type(error).__name__}.",
            "Choose another folder that you may write to.",
        ) from error


def _keep_out(path: Path, home: Path) -> None:
    hers = os.path.lexists(path) and _is(path.parent, home)  # luna.db, say
    if hers or _lies_in(path, home / "generations"):
        raise LunaError(
            "export-into-home",
            "The copy cannot be written among Luna's own files.",
            f"{path} lies in her home.",
            "Choose another folder.",
        )


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether ``path``, there or not, lies in ``folder``, in whatever case a system lets it be written."""
    return any(_is(place, folder) for place in Path(os.path.realpath(path)).parents)


def _is(place: Path, folder: Path) -> bool:
    try:
        return place.samefile(folder)
    except OSError:  # it is not there yet
        return False


def _taken(path: Path, why: str, next_step: str) -> LunaError:
    return LunaError("file-exists", f"There is something at {path} already.", why, next_step)


def _special(path: Path) -> LunaError:
    return LunaError(
        "file-special",
        f"{path} is no file to write to.",
        "It is a device, a pipe or a socket.",
        "Choose the name of a file.",
    )
