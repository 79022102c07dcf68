"""JSON values one after another, so that a file of any size takes the memory of its largest record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

CHUNK = 1 << 20
LARGEST = 1 << 27  # characters of one record
_NEAR_END = 16  # a literal, a number or an escape that the chunk cut reports its error this close to the end
_SPACE = re.compile(r"\s*")


class MalformedError(ValueError):
    """The file is not what it should be; the message completes a sentence for the person."""


class _Window:
    """The part of a file that is being decoded."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._lines = 1
        self._whole = False
        self._decoder = json.JSONDecoder(strict=False)

    def peek(self) -> str:
        """The next character that is no space; '' at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def skip(self) -> None:
        """Pass the character that ``peek`` told."""
        self._at += 1

    def value(self) -> Any:
        """The value that begins here."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
                if cut and len(self._text) - self._at < LARGEST and self._more():
                    continue
                raise self.bad(error.pos) from None
            except (ValueError, RecursionError):
                raise self.bad(self._at) from None
            if end < len(self._text) or not self._more():  # a number may go on in the next chunk
                self._at = end
                return value

    def bad(self, place: int | None = None) -> MalformedError:
        """The error for a fault at ``place``."""
        line = self._lines + self._text.count("\n", 0, self._at if place is None else place)
        return MalformedError(f"It is not valid JSON at line {line}.")

    def _more(self) -> bool:
        """Read on, at least as much as is held: decoding a long record anew must not take its square."""
        if self._whole:
            return False
        self._lines += self._text.count("\n", 0, self._at)
        rest = self._text[self._at :]
        chunk = self._file.read(max(CHUNK, len(rest)))
        self._whole = not chunk
        self._text, self._at = rest + chunk, 0
        return bool(chunk)


def values(file: TextIO) -> Iterator[Any]:
    """The elements of a top-level array, or the values that stand one after another (JSON Lines).

    Raises:
        MalformedError: naming the line, after whatever came before it.
    """
    window = _Window(file)
    if window.peek() != "[":
        while window.peek():
            yield window.value()
        return
    window.skip()
    if window.peek() == "]":
        window.skip()
    else:
        while True:
            window.peek()
            yield window.value()
            mark = window.peek()
            if mark not in (",", "]"):
                raise window.bad()
            window.skip()
            if mark == "]":
                break
    if window.peek():
        raise window.bad()
