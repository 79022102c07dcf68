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
from luna_desktop.transcripts.records import conversations
from luna_desktop.transcripts.stream import MalformedError, TooLarge, values

SMALL = 1 << 22  # bytes; a larger file is read twice instead of being held
# What an export's zip calls its conversations; beside them lie files about the account.
_EXPORTED = re.compile(r"(?:^|/)conversations(?:[-_ ]?\d+)?\.jsonl?$", re.IGNORECASE)
_JSON = re.compile(r"\.jsonl?$", re.IGNORECASE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # with members, without any, in parts
# A zip that unpacks to more than this, and more than a hundred times what it takes, is no export: text packs
# to a tenth. What a smaller one unpacks to is read piece by piece.
_BOMB, _PACKED = 1 << 32, 100
_UNREADABLE = (OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Source:
    """One file that may hold conversations, on disk or in a zip; ``passed`` tells why it is passed by."""

    name: str
    path: Path
    size: int = 0
    modified: float = 0.0
    member: zipfile.ZipInfo | None = None
    passed: str = ""

    @contextmanager
    def _open(self) -> Generator[IO[bytes]]:
        if self.member is None:
            with self.path.open("rb") as file:
                yield file
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                yield file

    def records(self) -> Iterator[Any]:
        """What it holds, one after another: conversations, or whatever else.

        Raises:
            MalformedError: for whatever keeps it from being read.
        """
        if self.passed:
            raise MalformedError(self.passed)
        try:
            with self._open() as file:
                encoding = json.detect_encoding(file.read(4))
                file.seek(0)
                with io.TextIOWrapper(file, encoding=encoding) as text:
                    yield from conversations(values(text))
        except UnicodeError:
            raise MalformedError("It is not text.") from None
        except RuntimeError:  # of zipfile
            raise MalformedError("It is locked with a password: unpack it first.") from None
        except _UNREADABLE as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged"
            raise MalformedError(f"It cannot be read: {reason}.") from None

    def check(self) -> None:
        """Read it to its end.

        Raises:
            MalformedError: when it is broken anywhere, or holds no conversation that is known here.
        """
        _judge(self.records())

    def transcripts(self, dropped: Counter[Dropped], told: list[str] | None = None) -> Iterator[Transcript]:
        """Its conversations; nothing comes of a file that is broken anywhere. Why single ones of them were
        passed by is added to ``told``.

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
            if isinstance(record, TooLarge):
                dropped[Dropped.TOO_LARGE] += 1
                if told is not None:
                    told.append(_too_large(record))
            elif (transcript := read_record(record, dropped)) is not None:
                yield transcript.dated(self.modified)


def _judge(records: Iterable[Any]) -> None:
    known, first = False, None
    for record in records:
        first = record if first is None else first
        known = known or isinstance(record, TooLarge) or origin_of(record) is not None
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


def _too_large(record: TooLarge) -> str:
    title = f' "{record.title}"' if record.title else ""
    line = f" at line {record.line}" if record.line else ""
    return f"The conversation{title}{line} is too large to be read at once and was passed by."


def _files(path: Path, name: str) -> Iterator[Source]:
    state = path.stat()
    with path.open("rb") as file:
        zipped = file.read(4) in _ZIP
    if not zipped:
        yield Source(name, path, state.st_size, state.st_mtime)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
    except (zipfile.BadZipFile, NotImplementedError):
        yield Source(name, path, passed="It is a damaged zip, or only a part of one: download it again.")
        return
    yield from _members(path, name, state.st_size, members)


def _members(path: Path, name: str, packed: int, members: list[zipfile.ZipInfo]) -> Iterator[Source]:
    """What to look into in a zip, and what is passed by. Nothing of it is ever written to the disk."""
    exported = [m for m in members if _EXPORTED.search(m.filename)]
    chosen = exported or [m for m in members if _JSON.search(m.filename)]
    unpacked = sum(m.file_size for m in chosen)
    nested = [m for m in members if m.filename.lower().endswith(".zip")]
    if not members:
        yield Source(name, path, passed="It is an empty zip.")
    elif not chosen and not nested:
        yield Source(name, path, passed="There is no file of conversations (.json) in it.")
    elif unpacked > max(_BOMB, _PACKED * packed):
        yield Source(name, path, passed=f"It would unpack to {unpacked / 1e9:,.0f} GB, which no export does.")
    else:
        for member in chosen:
            label, strange = f"{name}: {member.filename}", _leads_out(member.filename)
            passed = "Its name leads out of the zip." if strange else ""
            yield Source(label, path, member.file_size, _moment(member.date_time), member, passed)
        for member in nested:
            yield Source(
                f"{name}: {member.filename}", path, passed="It is a zip within a zip: unpack it first."
            )


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _moment(date: tuple[int, int, int, int, int, int]) -> float:
    try:
        return time.mktime((*date, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
