"""Bases on a model hub: which one is wanted, what came of it, and every connection that it took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain.base import Base

CONNECTIONS = "connections.jsonl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A base that the person chose to get.

    ``folder`` is where Luna keeps what she knows of such bases; the weights go into the hub's own cache.
    ``patience`` are the seconds before the first of several new attempts; each next one waits twice as long.
    """

    base: str  # the name of its recipe
    title: str
    repo: str
    revision: str  # a commit, or a branch whose commit is looked up
    folder: Path
    patience: float = 1.0

    def to_json(self) -> str:
        """As text for the child that gets it."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Wanted:
        """What ``to_json`` wrote."""
        data = cast("dict[str, Any]", json.loads(text))
        data["folder"] = Path(data["folder"])
        return cls(**data)


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository. ``hash`` is the SHA-256 of a large one, else the SHA-1 that git knows."""

    name: str
    bytes: int
    hash: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A download that is not whole yet: it goes on with the commit that it began with.

    ``there`` names the files that were on the disk before, which a cancelled download leaves where they are.
    """

    repo: str
    revision: str
    commit: str
    files: tuple[HubFile, ...]
    there: tuple[str, ...]

    def to_json(self) -> str:
        """As the text of its file."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Begun:
        """What ``to_json`` wrote.

        Raises:
            ValueError, TypeError, KeyError: where it is something else.
        """
        data = cast("dict[str, Any]", json.loads(text))
        data["files"] = tuple(HubFile(**file) for file in data["files"])
        data["there"] = tuple(data["there"])
        return cls(**data)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file as it was when its hash was last found right."""

    name: str
    bytes: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class HubCopy:
    """A base that is here whole: which commit it is of, and where its files lie. Written last of all."""

    repo: str
    revision: str  # that was asked for
    commit: str
    folder: Path
    files: tuple[KeptFile, ...]

    def to_json(self) -> str:
        """As the text of its file."""
        return json.dumps(asdict(self), default=str, indent=1)

    @classmethod
    def from_json(cls, text: str) -> HubCopy:
        """What ``to_json`` wrote.

        Raises:
            ValueError, TypeError, KeyError: where it is something else.
        """
        data = cast("dict[str, Any]", json.loads(text))
        data["files"] = tuple(KeptFile(**file) for file in data["files"])
        data["folder"] = Path(data["folder"])
        return cls(**data)


@dataclass(frozen=True, slots=True)
class HubOffer:
    """A base that can be fetched; of one that is ``begun`` something is here already."""

    base: Base
    about: str = ""
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """One request that left this computer: no more is known of it than this, and no chat text ever is."""

    id: str
    time: float  # Unix seconds
    host: str
    purpose: str
    bytes: int  # that came back


def copy_place(folder: Path, base: str) -> Path:
    """Where it stands that the base ``base`` is here whole."""
    return folder / f"{base}.json"


def begun_place(folder: Path, base: str) -> Path:
    """Where it stands how far a download of ``base`` came."""
    return folder / f"{base}.begun.json"


def read_copy(folder: Path, base: str) -> HubCopy | None:
    """What is known of ``base``, if it was got; what cannot be read was not."""
    try:
        return HubCopy.from_json(copy_place(folder, base).read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def read_begun(folder: Path, base: str) -> Begun | None:
    """How far a download of ``base`` came, if one was begun."""
    try:
        return Begun.from_json(begun_place(folder, base).read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def read_connections(folder: Path) -> list[Connection]:
    """All that were ever made, oldest first; a line that a crash cut is left out."""
    try:
        lines = (folder / CONNECTIONS).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found: dict[str, Connection] = {}
    for line in lines:
        try:
            data = cast("Mapping[str, Any]", json.loads(line))
            one = Connection(**data)
        except (ValueError, TypeError):
            continue
        found[one.id] = one  # what is written later knows more of its bytes
    return list(found.values())
