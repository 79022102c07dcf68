"""The hub's cache on this disk: shared with other programs, laid out as its library lays it out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from huggingface_hub import constants, try_to_load_from_cache
from huggingface_hub.file_download import repo_folder_name

from luna_desktop.domain.hub import HubFile, KeptFile

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors"
INDEX = f"{WEIGHTS}.index.json"
# All that is ever fetched: settings, tokenizer, weights. No pickle, no code, nothing of a folder beneath.
_WANTED = re.compile(
    r"config\.json|generation_config\.json|tokenizer(_config)?\.json|tokenizer\.model|special_tokens_map\.json"
    r"|added_tokens\.json|vocab\.json|merges\.txt|chat_template\.(jinja|json)"
    r"|model(-\d{5}-of-\d{5})?\.safetensors|model\.safetensors\.index\.json"
)
_HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}")
COMMIT = re.compile(r"[0-9a-f]{40}")
_PIECE = 1 << 20

Pulse = Callable[[int], None]


def is_wanted(name: str) -> bool:
    """Whether a file of this name is part of a base."""
    return _WANTED.fullmatch(name) is not None


def chosen(files: list[HubFile]) -> tuple[HubFile, ...]:
    """Of ``files`` those that make a base, small ones first; empty where they make none."""
    named = {file.name: file for file in files if is_wanted(file.name) and _HASH.fullmatch(file.hash)}
    if WEIGHTS in named:  # what comes in one file is not fetched in shards as well
        named = {name: f for name, f in named.items() if name == WEIGHTS or not name.startswith("model")}
    whole = WEIGHTS in named or (INDEX in named and any("-of-" in name for name in named))
    if not whole or CONFIG not in named or TOKENIZER not in named:
        return ()
    return tuple(sorted(named.values(), key=lambda file: (file.name.endswith(".safetensors"), file.name)))


def folder(repo: str) -> Path:
    """Where the cache keeps ``repo``."""
    return Path(constants.HF_HUB_CACHE).absolute() / repo_folder_name(repo_id=repo, repo_type="model")


def pointer(repo: str, commit: str, name: str) -> Path:
    """Where a file of a commit is found, for all programs."""
    return folder(repo) / "snapshots" / commit / name


def blob(repo: str, file: HubFile) -> Path:
    """Where its bytes lie."""
    return folder(repo) / "blobs" / file.hash


def partial(repo: str, file: HubFile) -> Path:
    """Where those lie that came so far."""
    return folder(repo) / "blobs" / f"{file.hash}.luna.incomplete"


def has(repo: str, commit: str, file: HubFile) -> bool:
    """Whether it is on the disk, of this commit or of another."""
    return pointer(repo, commit, file.name).exists() or blob(repo, file).exists()


def snapshot(repo: str, revision: str) -> Path | None:
    """The folder of a revision whose base is here whole, found without any connection."""
    config = try_to_load_from_cache(repo, CONFIG, revision=revision)
    if not isinstance(config, str):
        return None
    found = Path(config).absolute().parent
    names = [TOKENIZER, WEIGHTS]
    if not (found / WEIGHTS).is_file():
        try:
            index = cast("dict[str, Any]", json.loads((found / INDEX).read_text("utf-8")))
            names = [TOKENIZER, *{str(name) for name in index["weight_map"].values()}]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
    return found if all(is_wanted(name) and (found / name).is_file() for name in names) else None


def sound(path: Path, pulse: Pulse, wanted: str = "") -> KeptFile | None:
    """The file as it is, if its hash is ``wanted``, or what the cache named its bytes by."""
    expected = wanted or path.resolve().name
    found = path.stat()
    digest = Digest(found.st_size)
    for piece in pieces(path):
        digest.update(piece)
        pulse(len(piece))
    if _HASH.fullmatch(expected) and not digest.is_of(expected):
        return None
    return KeptFile(path.name, found.st_size, digest.sha256, found.st_mtime_ns)


def drop(repo: str, commit: str, file: HubFile) -> None:
    """Take a file away, and what came of it; one that another program holds open stays on Windows."""
    for path in (pointer(repo, commit, file.name), blob(repo, file), partial(repo, file)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, bit by bit."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


class Digest:
    """Both hashes that a hub may tell of a file of so many bytes."""

    def __init__(self, size: int) -> None:
        self._sha256 = hashlib.sha256()
        self._git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(piece)
        self._git.update(piece)

    @property
    def sha256(self) -> str:
        """Of all so far."""
        return self._sha256.hexdigest()

    def is_of(self, expected: str) -> bool:
        """Whether it is the file of this hash."""
        return expected in (self._sha256.hexdigest(), self._git.hexdigest())
