"""The files of an import: one, those of a folder, those in a zip. Each is opened anew for every reading."""

from __future__ import annotations

import io
import json
import os
import re
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.transcript import Dropped, Transcript
from luna_desktop.transcripts.formats import is_lesson, origin_of, read_record
from luna_desktop.transcripts.stream import MalformedError, values

SMALL = 1 << 22  # bytes; a larger file is read twice instead of being held
# What an export's zip calls its conversations; beside them lie files about the account.
_EXPORTED = re.compile(r"(?:^|/)conversations(?:[-_ ]?\d+)?\.jsonl?$", re.IGNORECASE)
_JSON = re.compile(r"\.jsonl?$", re.IGNORECASE)
_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Source:
    """One file that may hold conversations, on disk or in a zip."""

    name: str
    path: Path
    size: int
    modified: float
    member: str = ""

    @contextmanager
    def _open(self) -> Generator[IO[bytes]]:
        if not self.member:
            with self.path.open("rb") as file:
                yield file
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                yield file

    def records(self) -> Iterator[Any]:
        """The JSON values of the file.

        Raises:
            MalformedError: for whatever keeps it from being read.
        """
        try:
            with self._open() as file:
                encoding = json.detect_encoding(file.read(4))
                file.seek(0)
                with io.TextIOWrapper(file, encoding=encoding) as text:
                    yield from values(text)
        except UnicodeError:
            raise MalformedError("It is not text.") from None
        except _UNREADABLE as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged"
            raise MalformedError(f"It cannot be read: {reason}.") from None

    def check(self) -> None:
        """Read it to its end.

        Raises:
            MalformedError: when it is broken anywhere, or holds no conversation that is known here.
        """
        _judge(self.records())

    def transcripts(self, dropped: Counter[Dropped]) -> Iterator[Transcript]:
        """Its conversations; nothing comes of a file that is broken anywhere.

        Raises:
            MalformedError: before the first of them.
        """
        records: Iterable[Any]
        if self.size <= SMALL:
            records = list(self.records())
            _judge(records)
        else:
            self.check()
            records = self.records()
        for record in records:
            if (transcript := read_record(record, dropped)) is not None:
                yield transcript.dated(self.modified)


def _judge(records: Iterable[Any]) -> None:
    known, first = False, None
    for record in records:
        first = record if first is None else first
        known = known or origin_of(record) is not None
    if known:
        return
    if is_lesson(first):
        raise MalformedError("It holds lessons, which are imported as a file of their own.")
    if first is None:
        raise MalformedError("Nothing is in it.")
    raise MalformedError("It holds no conversations of a format that is known here.")


def sources_of(path: Path) -> list[Source]:
    """Every file to look into; hidden ones are left out.

    Raises:
        LunaError: ``import-unreadable``.
    """
    try:
        if not path.is_dir():
            return list(_files(path, path.name))
        found: list[Source] = []
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
            for name in sorted(name for name in names if not name.startswith(".")):
                file = Path(folder) / name
                if file.is_file():
                    found += _files(file, file.relative_to(path).as_posix())
        return found
    except OSError as error:
        raise LunaError(
            "import-unreadable", f"{path} cannot be read.", f"{error.strerror or 'The disk failed'}."
        ) from error


def holds_lessons(path: Path) -> bool:
    """Whether ``path`` is a file of lessons, told by its first record."""
    try:
        if path.is_dir():
            return False
        source = next(iter(_files(path, path.name)), None)
        return source is not None and not source.member and is_lesson(next(iter(source.records()), None))
    except (MalformedError, OSError):
        return False


def _files(path: Path, name: str) -> Iterator[Source]:
    state = path.stat()
    with path.open("rb") as file:
        zipped = file.read(4) == b"PK\x03\x04"
    if not zipped:
        yield Source(name, path, state.st_size, state.st_mtime)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
    except zipfile.BadZipFile:
        yield Source(name, path, state.st_size, state.st_mtime)  # its reading will say what is wrong
        return
    exported = [m for m in members if _EXPORTED.search(m.filename)]
    for member in exported or [m for m in members if _JSON.search(m.filename)]:
        yield Source(
            f"{name}: {member.filename}", path, member.file_size, _moment(member.date_time), member.filename
        )


def _moment(date: tuple[int, int, int, int, int, int]) -> float:
    try:
        return time.mktime((*date, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
