"""Walks the project's own files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".git", ".venv", ".cache", "build", "dist", "__pycache__", "node_modules"}
BINARY = {".png", ".safetensors", ".gguf", ".ico", ".icns", ".ttf", ".gz", ".db"}


def files(*suffixes: str) -> Iterator[Path]:
    """Text files with one of these suffixes (all, if none is given)."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                hidden = path.name.startswith(".") and path.name != ".ci"
                if path.name not in SKIPPED and not hidden and not path.name.endswith(".egg-info"):
                    yield from walk(path)
            elif path.suffix not in BINARY and (not suffixes or path.suffix in suffixes):
                yield path

    yield from walk(ROOT)


def named(path: Path) -> str:
    """A path as it is told in a failure."""
    return path.relative_to(ROOT).as_posix()
