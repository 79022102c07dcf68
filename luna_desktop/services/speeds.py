"""How fast bases were found to learn on this machine, kept for every home of this account."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path

import psutil

from luna_desktop.domain.base import Base
from luna_desktop.domain.speed import Speed, read_speed

_LIBRARIES = ("torch", "transformers", "peft", "luna-desktop")
# Of a recipe, what its speed depends on.
_SHAPING = ("method", "loss_on", "lora_rank", "lora_layers", "tokens_per_step", "dtype", "threads")


class Speeds:
    """One small file for each base, recipe, machine and set of versions: where one changes, none is found.

    They can all be found out again: what cannot be read or written is as if it were not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, base: Base, recipe: Mapping[str, float | int | str]) -> Speed | None:
        """What was found for ``base`` as ``recipe`` trains it."""
        with suppress(OSError, ValueError):
            return read_speed(json.loads(self._path(base, recipe).read_text("utf-8")))
        return None

    def keep(self, base: Base, recipe: Mapping[str, float | int | str], speed: Speed) -> None:
        """Remember it in the place of what was found before, unless others disturbed it and not that."""
        before = self.find(base, recipe)
        if speed.disturbed and before is not None and not before.disturbed:
            return
        path = self._path(base, recipe)
        beside = path.with_suffix(f".{os.getpid()}.partial")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_text(json.dumps(asdict(speed), indent=1), encoding="utf-8")
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)

    def _path(self, base: Base, recipe: Mapping[str, float | int | str]) -> Path:
        shaped = {name: recipe[name] for name in _SHAPING if name in recipe}
        key = json.dumps([base.id, shaped, machine()], sort_keys=True)
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


@cache
def machine() -> tuple[str, ...]:
    """What tells one machine, and what is installed on it, from another."""
    return (
        platform.node(),
        platform.machine(),
        _processor(),
        str(os.cpu_count()),
        str(psutil.virtual_memory().total >> 30),
        os.environ.get("CUDA_VISIBLE_DEVICES", ""),
        *(_version(name) for name in _LIBRARIES),
    )


def _processor() -> str:
    """Its model; Linux tells that nowhere but in a file of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
                if line.startswith("model name"):
                    return line
    return platform.processor()


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to load

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
