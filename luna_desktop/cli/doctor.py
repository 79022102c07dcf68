"""``luna doctor``: what this machine has, and whether her home is sound."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from luna_desktop.cli.context import GOOD, TROUBLE, Context
from luna_desktop.cli.output import size
from luna_desktop.domain.base import SHELF
from luna_desktop.domain.errors import LunaError

LIBRARIES = (
    "PySide6-Essentials",
    "qasync",
    "llama-cpp-python",
    "gguf",
    "torch",
    "transformers",
    "trl",
    "peft",
    "datasets",
    "accelerate",
    "tokenizers",
    "safetensors",
    "numpy",
)
LITTLE_DISK = 2_000_000_000
LITTLE_MEMORY = 2_000_000_000
PROBE_SECONDS = 120

Status = Literal["ok", "note", "trouble"]


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; only "trouble" makes the whole examination fail."""

    name: str
    status: Status
    text: str


def run(context: Context) -> int:
    """Tell every finding; 1 when one of them is trouble."""
    checks: list[Check] = []
    for check in [*machine(context.home), *libraries(), unsloth(), *bases(context.home), *home(context)]:
        checks.append(check)
        mark = {"ok": "ok", "note": "--", "trouble": "!!"}[check.status]
        context.out.line(f"{mark}  {check.name:20} {check.text}")
    bad = [check for check in checks if check.status == "trouble"]
    context.out.document({"ok": not bad, "checks": [asdict(check) for check in checks]})
    context.out.line(
        "Everything is in order." if not bad else f"{len(bad)} of {len(checks)} checks found trouble."
    )
    return TROUBLE if bad else GOOD


def machine(home_folder: Path) -> Iterator[Check]:
    """Processor, memory, disk, graphics; no library is loaded for it."""
    import psutil

    yield Check("system", "ok", f"{platform.platform()}, Python {platform.python_version()}")
    yield Check("processor", "ok", f"{platform.machine()}, {os.cpu_count()} threads")
    memory = psutil.virtual_memory()
    enough = memory.available >= LITTLE_MEMORY
    text = f"{size(memory.available)} free of {size(memory.total)}"
    yield Check("memory", "ok" if enough else "note", text if enough else f"{text}; training may be slow")
    place = next(p for p in (home_folder, *home_folder.parents) if p.exists())
    free = shutil.disk_usage(place).free
    yield Check("disk", "ok" if free >= LITTLE_DISK else "trouble", f"{size(free)} free at {place}")
    cards = graphics()
    yield Check(
        "graphics",
        "ok" if cards else "note",
        cards or "no NVIDIA GPU found; everything runs on the processor",
    )


def graphics() -> str:
    """NVIDIA GPUs as their driver tells them, or nothing."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return ""
    query = [program, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        done = subprocess.run(
            query, capture_output=True, text=True, encoding="utf-8", timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "; ".join(done.stdout.strip().splitlines()) if done.returncode == 0 else ""


def installed(name: str) -> str:
    """A distribution's version, or nothing; its code is not loaded."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def libraries() -> Iterator[Check]:
    """What is installed, from the metadata."""
    for name in LIBRARIES:
        found = installed(name)
        yield Check(name, "ok" if found else "trouble", found or "is missing; run the set-up again")


def unsloth() -> Check:
    """Whether training would use Unsloth, or why not."""
    found = installed("unsloth")
    if not found or importlib.util.find_spec("unsloth") is None:
        return Check("unsloth", "note", "not installed; training uses TRL (see README for the extra)")
    if not graphics():
        return Check("unsloth", "note", f"{found}, but there is no NVIDIA GPU; training uses TRL")
    if installed("torch").endswith("+cpu"):
        return Check("unsloth", "note", f"{found}, but PyTorch is a CPU build; training uses TRL")
    if not _cuda_works():
        return Check("unsloth", "note", f"{found}, but PyTorch cannot use the GPU; training uses TRL")
    return Check("unsloth", "ok", f"{found}, ready")


def _cuda_works() -> bool:
    """Asked of a child: the library takes seconds to load and would stay in this process."""
    if getattr(sys, "frozen", False):
        return True
    probe = [sys.executable, "-c", "import torch; print(torch.cuda.is_available())"]
    try:
        done = subprocess.run(
            probe, capture_output=True, text=True, encoding="utf-8", timeout=PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == "True"


def bases(home_folder: Path) -> Iterator[Check]:
    """Whether each base is here and sound; only the embedded one must be here."""
    from luna_desktop.services.bases import EMBEDDED, choices, speaks_from

    for choice in choices(home_folder / SHELF):
        base, trouble = choice.base, choice.trouble
        if trouble is None:
            text = f"{base.title}, here and sound, {size(base.bytes)}"
            if choice.recipe is not None and (spoken := speaks_from(choice.recipe)) is not None:
                made = spoken != choice.recipe.gguf
                text += f"; speaks from {spoken}" if made else "; the next training lets her speak faster"
            yield Check(base.name, "ok", text)
            continue
        if base.kind == "hub" and trouble.code == "base-missing":
            continue  # nobody chose it
        damaged = base.name == EMBEDDED or trouble.code == "base-damaged"
        yield Check(base.name, "trouble" if damaged else "note", trouble.sentence)


def home(context: Context) -> list[Check]:
    """Her home, if there is one: database and every generation's files, looked at and left as they are."""
    if not (context.home / "luna.db").exists():
        return [Check("home", "note", f"{context.home} holds no Luna yet")]

    async def inspect() -> tuple[list[str], int]:
        return await context.parts.inspect(context.home)

    try:
        faults, published = asyncio.run(inspect())
    except LunaError as error:
        if error.code == "database-older":
            text = f"{context.home}: an earlier version's database; the next start brings it up to date"
            return [Check("home", "note", text)]
        return [Check("home", "trouble", error.sentence)]
    checks = [Check("home", "ok", str(context.home))]
    checks += [Check("integrity", "trouble", fault) for fault in faults]
    if not faults:
        text = f"the database and {published} published generations are as they were written"
        checks.append(Check("integrity", "ok", text))
    return checks
