"""A full or read-only disk is called by its name, and a home on it can be read."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from luna_desktop.domain.disk import no_room
from luna_desktop.storage import trouble
from tests.cli.test_lessons import Life, fake_base, luna
from tests.services.test_disk import _mount, fill, linux, small_disk

__all__ = ["fake_base", "luna", "small_disk"]
pytestmark = pytest.mark.slow

READING = (
    ["lessons"],
    ["lessons", "--all"],
    ["generations"],
    ["show", "0"],
    ["karma"],
    ["forget", "Lisbon"],
    ["doctor"],
)
WRITING = (["chat", "Hello."], ["lessons", "strike", "1"], ["birth"], ["age-up", "--now"])


def moved(luna: Life, disk: Path) -> None:
    """The life goes on from this disk."""
    shutil.copytree(luna.home, disk / "home")
    luna.home = disk / "home"


def crashed(luna: Life) -> None:
    """A log stands beside the database that nobody took over, with one more lesson in it."""
    with closing(sqlite3.connect(luna.home / "luna.db")) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE lessons SET fact_value = 'Porto' WHERE fact_value = 'Lisbon'")
        connection.commit()
        for name in ("luna.db", "luna.db-wal"):
            shutil.copyfile(luna.home / name, luna.home / f"{name}.kept")
    for name in ("luna.db", "luna.db-wal"):
        (luna.home / f"{name}.kept").replace(luna.home / name)


@pytest.fixture
def no_space_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor's own look at free space is not what is tested."""
    monkeypatch.setattr("luna_desktop.cli.doctor.LITTLE_DISK", 0)


@linux
@pytest.mark.usefixtures("no_space_checks")
@pytest.mark.parametrize("log", [False, True], ids=["closed", "crashed"])
def test_a_home_on_a_read_only_disk_can_be_read(luna: Life, small_disk: Path, log: bool) -> None:
    moved(luna, small_disk)
    if log:
        crashed(luna)
    _mount("-o", "remount,ro", str(small_disk))
    try:
        city = "Porto" if log else "Lisbon"
        assert city in luna("lessons")
        assert "only be looked at" in luna.err
        for verb in READING:
            luna(*verb)
        out = luna.home.parent.parent / "copy.gguf"
        luna("export", "0", "--gguf", str(out))
        assert out.stat().st_size
        for verb in WRITING:
            error = luna.json(*verb, code=1)["error"]
            assert error["code"] == "home-read-only" and "disk is read-only" in error["why"], verb
    finally:
        _mount("-o", "remount,rw", str(small_disk))


@linux
@pytest.mark.usefixtures("no_space_checks")
@pytest.mark.parametrize("log", [False, True], ids=["closed", "crashed"])
def test_a_home_on_a_full_disk_can_be_read(luna: Life, small_disk: Path, log: bool) -> None:
    moved(luna, small_disk)
    if log:
        crashed(luna)
    fill(small_disk)
    for verb in READING:
        luna(*verb)
    assert ("Porto" if log else "Lisbon") in luna("lessons")
    for verb in WRITING[:2]:
        error = luna.json(*verb, code=1)["error"]
        assert error["code"] == "disk-full", (verb, error)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_this_account_may_not_write_to_can_be_read(luna: Life) -> None:
    paths = [luna.home, *luna.home.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        for verb in READING:
            luna(*verb)
        assert luna.json("chat", "Hello.", code=1)["error"]["code"] == "home-read-only"
    finally:
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        (errno.ENOSPC, "disk-full", "full"),
        (getattr(errno, "EDQUOT", errno.ENOSPC), "disk-quota", "share"),
        (errno.EFBIG, "file-too-large", "too large"),
        (errno.EMFILE, "too-many-files", "open"),
        (errno.ENFILE, "too-many-files", "open"),
        (errno.EROFS, "home-read-only", "disk is read-only"),
        (errno.EACCES, "home-read-only", "for this account"),
        (errno.EIO, "disk-error", "Input/output"),
    ],
)
def test_each_trouble_has_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, word: str
) -> None:
    if sys.platform == "win32" and code == "disk-quota":
        pytest.skip("Windows has a number of its own")
    told = trouble.from_os(OSError(number, os.strerror(number)), tmp_path)
    assert told.code == code and word in told.sentence

    # SQLite says no more than "disk I/O error" or "unable to open": the system is asked.
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", refuse)
    for kind in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR | (19 << 8), sqlite3.SQLITE_CANTOPEN):
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = kind
        found = trouble.from_sqlite(error, tmp_path / "luna.db")
        assert found is not None and found.code == code


@pytest.mark.parametrize(
    ("winerror", "code"),
    [
        (112, "disk-full"),
        (39, "disk-full"),
        (1295, "disk-quota"),
        (4, "too-many-files"),
        (223, "file-too-large"),
    ],
)
def test_windows_numbers_are_known(tmp_path: Path, winerror: int, code: str) -> None:
    error = OSError(errno.EINVAL, "x")
    error.winerror = winerror  # type: ignore[attr-defined]
    told = no_room(error, tmp_path)
    assert told is not None and told.code == code


def test_the_probe_leaves_nothing(tmp_path: Path) -> None:
    assert trouble.probe(tmp_path) is None and not list(tmp_path.iterdir())
    told = trouble.probe(tmp_path / "gone")
    assert told is not None and told.code == "disk-error"


@pytest.mark.skipif(sys.platform == "win32", reason="limits what may be opened as POSIX does")
def test_too_many_open_files_are_told(luna: Life) -> None:
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened: list[int] = []
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[0], 256), limit[1]))
        with pytest.raises(OSError):
            while True:
                opened.append(os.dup(0))
        os.close(opened.pop())
        told = trouble.probe(luna.home)
        assert told is None
        opened.append(os.dup(0))
        told = trouble.probe(luna.home)
        assert told is not None and told.code == "too-many-files"
    finally:
        for number in opened:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
