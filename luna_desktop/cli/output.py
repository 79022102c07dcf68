"""Where text goes: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.domain.events import Progress


class Output:
    """A verb's voice. With ``as_json`` stdout holds exactly one document, told by ``document``."""

    def __init__(
        self, as_json: bool = False, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        self._progress_width = 0
        self._place = ("", -1)

    def document(self, document: Mapping[str, Any] | Sequence[Any]) -> None:
        """The verb's result for scripts; silent for a person."""
        if self.as_json:
            text = json.dumps(document, ensure_ascii=False, indent=2)
            print(text, file=self._stdout, flush=True)

    def line(self, text: str = "") -> None:
        """A line of the result for a person; silent for scripts."""
        if not self.as_json:
            self._end_progress()
            print(text, file=self._stdout, flush=True)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], width: int = 0) -> None:
        """A table for a person; cells longer than ``width`` (0: any) are wrapped."""
        for line in table(headings, rows, width):
            self.line(line)

    def note(self, text: str) -> None:
        """Something on the way, on stderr."""
        self._end_progress()
        print(text, file=self._stderr, flush=True)

    def progress(self, progress: Progress) -> None:
        """One line that is written over on a terminal; elsewhere a line for each phase and each tenth."""
        text = progress_text(progress)
        if self._stderr.isatty():
            self._stderr.write("\r" + text.ljust(self._progress_width))
            self._stderr.flush()
            self._progress_width = len(text)
        elif self._moved(progress):
            print(text, file=self._stderr, flush=True)

    def error(self, error: LunaError) -> None:
        """Known trouble: a sentence on stderr, and for scripts the document ``{"error": ...}``."""
        self.note(error.sentence)
        parts = {"code": error.code, "what": error.what, "why": error.why, "next_step": error.next_step}
        self.document({"error": parts})

    def _moved(self, progress: Progress) -> bool:
        place = (progress.phase, int(progress.fraction * 10))
        moved = place != self._place
        self._place = place
        return moved

    def _end_progress(self) -> None:
        if self._progress_width:
            self._stderr.write("\n")
            self._stderr.flush()
            self._progress_width = 0


PHASES = {
    "prepare": "Preparing",
    "train": "Luna is learning",
    "export": "Writing her down",
    "exam": "Taking the exam",
    "publish": "Publishing",
    "swap": "Changing over",
    "import": "Reading your conversations",
}


def progress_text(progress: Progress) -> str:
    """Progress in a person's words: where it is, and how long it may take."""
    parts = [PHASES.get(progress.phase, progress.phase), f"{progress.fraction:4.0%}"]
    if progress.total:
        parts.append(f"step {progress.step}/{progress.total}")
    if progress.loss is not None:
        parts.append(f"loss {progress.loss:.3f}")
    if progress.tokens_per_s is not None:
        parts.append(f"{progress.tokens_per_s:.0f} tokens/s")
    if progress.seconds_left is not None:
        parts.append(f"about {duration(progress.seconds_left)} left")
    return "  ".join(parts)


def duration(seconds: float) -> str:
    """ "42 s" or "3 min 20 s"."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60} s"


def size(count: int) -> str:
    """Bytes with a decimal unit."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int = 0) -> list[str]:
    """Lines of a plain table, left-aligned, columns two spaces apart."""
    cells = [[_wrap(cell, width) for cell in row] for row in [headings, *rows]]
    widths = [max(len(line) for row in cells for line in row[i]) for i in range(len(headings))]
    lines: list[str] = []
    for index, row in enumerate(cells):
        for at in range(max(len(cell) for cell in row)):
            pieces = [cell[at] if at < len(cell) else "" for cell in row]
            lines.append("  ".join(p.ljust(w) for p, w in zip(pieces, widths, strict=True)).rstrip())
        if index == 0:
            lines.append("  ".join("-" * w for w in widths))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    return (textwrap.wrap(text, width) if width else [text]) or [""]
