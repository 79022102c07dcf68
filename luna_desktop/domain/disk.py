"""What the system says of a disk, in words that tell one trouble from the other."""

from __future__ import annotations

import errno
from pathlib import Path

from luna_desktop.domain.errors import LunaError

FULL, QUOTA, LIMIT, TOO_MANY = "disk-full", "disk-quota", "file-too-large", "too-many-files"
NO_ROOM = frozenset({FULL, QUOTA, LIMIT})
"""Codes of what more room would mend."""

# Windows tells these by numbers of its own, which Python maps to EINVAL or EACCES.
_WINDOWS = {
    4: errno.EMFILE,  # ERROR_TOO_MANY_OPEN_FILES
    19: errno.EROFS,  # ERROR_WRITE_PROTECT
    39: errno.ENOSPC,  # ERROR_HANDLE_DISK_FULL
    112: errno.ENOSPC,  # ERROR_DISK_FULL
    223: errno.EFBIG,  # ERROR_FILE_TOO_LARGE
    1295: getattr(errno, "EDQUOT", errno.ENOSPC),  # ERROR_DISK_QUOTA_EXCEEDED
}


def errno_of(error: OSError) -> int | None:
    """The error's number by the names of POSIX, on every system."""
    return _WINDOWS.get(getattr(error, "winerror", None) or -1, error.errno)


def no_room(error: OSError, place: Path) -> LunaError | None:
    """The words for what leaves no room at ``place``, or keeps files from being opened; None for all else."""
    code = errno_of(error)
    if code == getattr(errno, "EDQUOT", None):
        return LunaError(
            QUOTA,
            "Your share of the disk is used up.",
            f"The system lets this account write no more in {place}.",
            "Remove something of yours there, or ask who runs the machine for more.",
        )
    if code == errno.ENOSPC:
        return LunaError(
            FULL,
            "The disk is full.",
            f"There is no room left to write in {place}.",
            "Free some space and try again; nothing that was saved is lost.",
        )
    if code == errno.EFBIG:
        return LunaError(
            LIMIT,
            "A file would become too large.",
            f"The disk or a limit of this account allows no larger one in {place}.",
            "Choose a place that takes large files, or lift the limit; nothing that was saved is lost.",
        )
    if code in (errno.EMFILE, errno.ENFILE):
        return LunaError(
            TOO_MANY,
            "Too many files are open.",
            "The system lets no more be opened now.",
            "Close other programs, or let more files be open at once, and try again.",
        )
    return None


def read_only(place: Path, error: OSError | None = None) -> LunaError:
    """Nothing can be written at ``place``: the whole disk is so, or this account may not."""
    whole = error is not None and errno_of(error) == errno.EROFS
    return LunaError(
        "home-read-only",
        f"Luna cannot write in her home {place}.",
        "The disk is read-only." if whole else "The folder is read-only for this account.",
        "Make it writable, or choose another home with LUNA_HOME or --home.",
    )


def is_refusal(error: OSError) -> bool:
    """Whether the system forbids it, rather than fails at it."""
    return errno_of(error) in (errno.EROFS, errno.EACCES, errno.EPERM)
