"""Where text goes: results to stdout, everything else to stderr."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import ended_directions

if TYPE_CHECKING:
    from luna_desktop.domain.events import Progress


STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))  # by their file descriptors
# A pipe that nobody reads any more; the second is what Windows says.
_NO_READER = (errno.EPIPE, errno.EINVAL)
# What commands a terminal or turns the order of letters round. New text holds none of it (``writable``), but
# an older home, a file's name or what another program says may.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
_MARKS = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def fit_streams() -> None:
    """Give a stream that the caller closed to the null device, so that all can be used like any other."""
    for name, mode in STREAMS:
        if getattr(sys, name) is None:
            # In this order each gets its own number back, which a file of hers could otherwise get.
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - it stays open
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


class Output:
    """A verb's voice. With ``as_json`` stdout holds exactly one document, told by ``document``.

    What cannot be told does not end the verb: a reader may go away, and stderr is not the result.
    """

    def __init__(
        self, as_json: bool = False, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        self._documented = False
        self._progress_width = 0
        self._place = ("", -1)

    def document(self, document: Mapping[str, Any] | Sequence[Any]) -> None:
        """The verb's result for scripts; silent for a person."""
        if self.as_json:
            self._documented = True
            self._result(_MARKS.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2)))

    def line(self, text: str = "") -> None:
        """A line of the result for a person; silent for scripts."""
        if not self.as_json:
            self._end_progress()
            self._result(text)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], width: int = 0) -> None:
        """A table for a person; cells longer than ``width`` (0: any) are wrapped."""
        for line in table(headings, [[shown(cell) for cell in row] for row in rows], width):
            self.line(line)

    def note(self, text: str) -> None:
        """Something on the way, on stderr."""
        self._end_progress()
        self._aside(f"{shown(text)}\n")

    def progress(self, progress: Progress) -> None:
        """One line that is written over on a terminal; elsewhere a line for each phase and each tenth."""
        text = shown(progress_text(progress))
        if self._stderr.isatty():
            self._aside("\r" + text.ljust(self._progress_width))
            self._progress_width = len(text)
        elif self._moved(progress):
            self._aside(f"{text}\n")

    def error(self, error: LunaError) -> None:
        """Known trouble: a sentence on stderr, and for scripts the document ``{"error": ...}``.

        Who has the result already gets no second document.
        """
        self.note(error.sentence)
        if not self._documented:
            parts = {"code": error.code, "what": error.what, "why": error.why, "next_step": error.next_step}
            self.document({"error": parts})

    def _result(self, text: str) -> None:
        try:
            print(shown(text), file=self._stdout, flush=True)
        except OSError as error:
            _let_go(self._stdout)
            if error.errno not in _NO_READER:
                raise LunaError(
                    "result-unwritable", "The result could not be written.", f"{error.strerror}."
                ) from error

    def _aside(self, text: str) -> None:
        try:
            self._stderr.write(text)
            self._stderr.flush()
        except OSError:
            _let_go(self._stderr)

    def _moved(self, progress: Progress) -> bool:
        place = (progress.phase, int(progress.fraction * 10))
        moved = place != self._place
        self._place = place
        return moved

    def _end_progress(self) -> None:
        if self._progress_width:
            self._aside("\n")
            self._progress_width = 0


def shown(text: str) -> str:
    """``text`` as any terminal can be given it: what would command it stands there as letters."""
    return ended_directions(_COMMANDS.sub(_named, text))


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _escaped(found: re.Match[str]) -> str:
    """As JSON writes it: who reads the document gets the very character."""
    return f"\\u{ord(found[0]):04x}"


def interrupted() -> LunaError:
    """What Ctrl+C comes to."""
    return LunaError("interrupted", "Stopped.")


def _let_go(stream: TextIO) -> None:
    """Send what ``stream`` still holds, and all that comes, to the null device."""
    with contextlib.suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


PHASES = {
    "hear": "Hearing what you told her",
    "rehear": "Listening again",
    "look": "Looking through what was said",
    "prepare": "Preparing",
    "train": "Luna is learning",
    "export": "Writing her down",
    "exam": "Taking the exam",
    "publish": "Publishing",
    "swap": "Changing over",
    "copy": "Writing her file",
    "import": "Reading your conversations",
    "download": "Getting the base",
    "check": "Checking what is here",
}
IN_BYTES = ("download", "check")  # phases whose steps are bytes


def progress_text(progress: Progress) -> str:
    """Progress in a person's words: where it is, and how long it may take."""
    parts = [PHASES.get(progress.phase, progress.phase), f"{progress.fraction:4.0%}"]
    if progress.phase in IN_BYTES:
        parts += [f"{size(progress.step)} of {size(progress.total)}", progress.note]
    elif progress.total:
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
