"""JSON values one after another, so that a file of any size takes the memory of its largest record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

CHUNK = 1 << 18  # characters
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
            # A number may go on in the next chunk, after a point or an exponent's sign in this one.
            if end + len("e+") < len(self._text) or not self._more():
                self._at = end
                return value

    def bad(self, place: int) -> MalformedError:
        """The error for a fault at ``place`` of what is held."""
        return MalformedError(
            f"It is not valid JSON at line {self._lines + self._text.count(chr(10), 0, place)}."
        )

    def unexpected(self) -> MalformedError:
        """The error for a character that should not stand here."""
        return self.bad(self._at)

    def _more(self) -> bool:
        """Read on, at least as much as is held: decoding a long record anew must not take its square."""
        chunk = "" if self._whole else self._file.read(max(CHUNK, len(self._text) - self._at))
        if not chunk:
            self._whole = True
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return True


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
                raise window.unexpected()
            window.skip()
            if mark == "]":
                break
    if window.peek():
        raise window.unexpected()
