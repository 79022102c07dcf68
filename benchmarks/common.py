"""What all benchmarks share: the machine they ran on, one table, one JSON file, a home to run in."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=doc, formatter_class=formatter)
    parser.add_argument("--home", type=Path, help="run in this home instead of a temporary one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    return parser


def machine() -> dict[str, Any]:
    """Cores, memory, and how busy the machine is before we add to it."""
    load = psutil.getloadavg()[0]  # on Windows 0 until psutil has watched for a while
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_at_start": round(load, 2),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


class Report:
    """One table and the same figures as JSON; tells the machine first."""

    def __init__(self, name: str, columns: Sequence[str], file: Path | None) -> None:
        self.machine = machine()
        self._name = name
        self._columns = columns
        self._file = file
        self._rows: list[list[Any]] = []
        print(", ".join(f"{key} {value}" for key, value in self.machine.items()), flush=True)

    def add(self, *cells: Any) -> None:
        """A line of the table; None is left empty. The file has it at once: a long run may be cut short."""
        self._rows.append(list(cells))
        self._save({})

    def show(self, **extra: Any) -> None:
        """Print the table, and write the file if one was asked for; ``extra`` goes there too."""
        lines = [list(self._columns), *([_cell(cell) for cell in row] for row in self._rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self._columns))]
        for line in lines:
            cells = [
                line[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)),
            ]
            print("  ".join(cells).rstrip())
        for key, value in extra.items():
            print(f"{key}: {value}")
        self._save(extra)

    def _save(self, extra: dict[str, Any]) -> None:
        if self._file is not None:
            rows = [dict(zip(self._columns, row, strict=True)) for row in self._rows]
            data = {"benchmark": self._name, "machine": self.machine, "rows": rows, **extra}
            self._file.write_text(json.dumps(data, indent=1, default=str), encoding="utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def quantile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least ``share`` of all samples do not exceed."""
    return sorted(samples)[max(0, math.ceil(share * len(samples)) - 1)]


@contextmanager
def home_of(chosen: Path | None) -> Generator[Path]:
    """The chosen home, or one that is gone afterwards."""
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="luna-benchmark-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def things_to_tell(count: int) -> list[str]:
    """Sentences that each teach another fact: the demo's first, then invented ones."""
    from luna_desktop.cli.demo import TOLD
    from luna_desktop.language.finder import find_facts
    from luna_desktop.language.kinds import KINDS
    from luna_desktop.language.values import MAKERS

    told = [text for _, _, text in TOLD]
    rng = random.Random(1)
    used = {key for key, _, _ in TOLD}
    for key, kind in KINDS.items():
        text = kind.statements[0].replace("{v}", MAKERS[kind.values](rng))
        if key not in used and len(told) < count and [fact.key for fact in find_facts(text)] == [key]:
            told.append(text)
    return told[:count]
