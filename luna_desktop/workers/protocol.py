"""The line protocol between the app and its children: JSON lines, version 1.

One JSON object a line, UTF-8 (ASCII-escaped), at most ``MAX_LINE`` bytes.
Child to parent: ``hello``, ``heartbeat``, ``phase``, ``progress``, ``token``,
``sample``, ``checkpoint``, ``result``, ``error``. Parent to child: requests and ``stop``.
"""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress

PROTOCOL = 1
MAX_LINE = 1 << 20

Message = dict[str, Any]


def encode(message: Mapping[str, Any]) -> bytes:
    """One line for ``message``.

    Raises:
        ValueError: when the line would be longer than a reader accepts.
    """
    line = json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > MAX_LINE:
        raise ValueError(f"a message of {len(line)} bytes is over the limit of {MAX_LINE}")
    return line


class Decoder:
    """Turns bytes as they come into messages, whatever the bytes are.

    Garbage, half lines and over-long lines are dropped and counted in
    ``dropped``; memory stays below about ``max_line`` bytes.
    """

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self.dropped = 0
        self._max_line = max_line
        self._partial = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[Message]:
        """The messages completed by ``data``."""
        messages: list[Message] = []
        *complete, rest = data.split(b"\n")
        for piece in complete:
            self._append(piece)
            if self._skipping:
                self._skipping = False
            else:
                self._take(messages)
            self._partial.clear()
        self._append(rest)
        return messages

    def _append(self, piece: bytes) -> None:
        if self._skipping:
            return
        if len(self._partial) + len(piece) >= self._max_line:
            self._skipping = True
            self.dropped += 1
            self._partial.clear()
        else:
            self._partial += piece

    def _take(self, messages: list[Message]) -> None:
        if not self._partial.strip():
            return
        message = _parse(self._partial)
        if message is None:
            self.dropped += 1
        else:
            messages.append(message)


def _parse(line: bytearray) -> Message | None:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    message = cast("Message", value)
    return message if isinstance(message.get("type"), str) else None


def hello(worker: str, pid: int) -> Message:
    """A child's first line."""
    return {"type": "hello", "protocol": PROTOCOL, "worker": worker, "pid": pid}


def error_message(error: BaseException, request: int | None = None) -> Message:
    """``error`` for the parent."""
    if isinstance(error, LunaError):
        known = error
    else:
        known = LunaError(
            "child-failed",
            "Something went wrong inside a helper process.",
            f"It met a {type(error).__name__}.",
            "Try again; if it stays, report it with the log files of her folder.",
        )
    return {
        "type": "error",
        "id": request,
        "code": known.code,
        "what": known.what,
        "why": known.why,
        "next_step": known.next_step,
    }


def places(error: BaseException) -> str:
    """The traceback without the exception's text, which may quote a chat."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def read_error(message: Message) -> LunaError:
    """The error in an ``error`` message, whatever is missing from it."""
    parts = [message.get(key) for key in ("code", "what", "why", "next_step")]
    code, what, why, next_step = (part if isinstance(part, str) else "" for part in parts)
    return LunaError(code or "child-failed", what or "A helper process failed.", why, next_step)


def progress_message(progress: Progress) -> Message:
    """A ``progress`` line."""
    return {"type": "progress", **asdict(progress)}


def read_progress(message: Message) -> Progress:
    """The progress in a message; fields of a wrong type fall back to their defaults."""

    def number(key: str) -> float | None:
        value = message.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if math.isfinite(value) else None

    def text(key: str) -> str:
        value = message.get(key)
        return value if isinstance(value, str) else ""

    memory = number("memory_bytes")
    return Progress(
        phase=text("phase") or "train",
        fraction=min(1.0, max(0.0, number("fraction") or 0.0)),
        step=int(number("step") or 0),
        total=int(number("total") or 0),
        loss=number("loss"),
        tokens_per_s=number("tokens_per_s"),
        seconds_left=number("seconds_left"),
        memory_bytes=None if memory is None else int(memory),
        sample=text("sample"),
        note=text("note"),
    )
