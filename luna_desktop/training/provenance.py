"""Provenance beside weights: a TOML file that says what they were made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version


def table(name: str, entries: Mapping[str, object]) -> str:
    """One table of plain values; JSON's scalars are TOML's."""
    lines = "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in entries.items())
    return f"[{name}]\n{lines}"


def libraries(*names: str) -> dict[str, str]:
    """The versions of those that are installed."""
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
