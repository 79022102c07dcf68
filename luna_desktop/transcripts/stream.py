"""JSON values one after another, so that a file of any size takes the memory of its largest record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TextIO

CHUNK = 1 << 18  # characters
LARGEST, PARTS = 1 << 25, 3 << 18  # characters of one record, and its objects and lists: half a GB, decoded
_NEAR_END = 16  # a literal, a number or an escape that the chunk cut reports its error this close to the end
_SPACE = re.compile(r"\s*")
_TITLE = re.compile(r'"(?:title|name)"\s*:\s*"([^"\\]{1,80})"')
# What a record that is passed by is made of: whatever stands outside of texts, texts, flat objects and lists.
_TEXT = r'"(?:[^"\\]++|\\.)*+"'
_FLAT = rf'(?:[^"\[\]{{}}]++|{_TEXT})*+'
_PASSED = re.compile(rf'(?:[^"\[\]{{}}]++|{_TEXT}|\{{{_FLAT}\}}|\[{_FLAT}\])*+', re.DOTALL)
_IN_TEXT = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)


class MalformedError(ValueError):
    """The file is not what it should be; the message completes a sentence for the person."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Stands for a record that was passed by, because decoding it would take too much memory."""

    line: int
    title: str = ""


class Piece(NamedTuple):
    """A value of a file, and how many characters it takes there."""

    value: Any
    size: int


BREAK = Piece(None, 0)  # between one array and the next


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

    def value(self) -> Piece:
        """The value that begins here; where it is too large, ``TooLarge`` after it was passed by."""
        while True:
            if self._too_large():
                return Piece(self._pass_by(), 0)
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
                if cut and self._more():
                    continue
                raise self.bad(error.pos) from None
            except (ValueError, RecursionError):
                raise self.bad(self._at) from None
            # A number may go on in the next chunk, after a point or an exponent's sign in this one.
            if end + len("e+") < len(self._text) or not self._more():
                size, self._at = end - self._at, end
                return Piece(value, size)

    def _too_large(self) -> bool:
        """Told before it is decoded. Only a large record makes what is held much longer than a chunk."""
        held = len(self._text) - self._at
        if held <= 2 * CHUNK:
            return False
        return held > LARGEST or self._text.count("{", self._at) + self._text.count("[", self._at) > PARTS

    def _pass_by(self) -> TooLarge:
        """Go behind the value that begins here, holding a chunk of it at a time."""
        title = _TITLE.search(self._text, self._at, self._at + CHUNK)
        found = TooLarge(
            self._lines + self._text.count("\n", 0, self._at), " ".join(title[1].split()) if title else ""
        )
        depth, within = 0, False
        while True:
            run = (_IN_TEXT if within else _PASSED).match(self._text, self._at)
            self._at = run.end() if run and (depth or within) else self._at
            mark = self._text[self._at : self._at + 1]
            if mark in ("", "\\") or (depth == 0 and not within and mark not in '"[{'):
                if mark not in ("", "\\") or not self._more():
                    raise self.bad(self._at)
                continue
            self._at += 1
            if mark == '"':
                within = not within
            else:
                depth += 1 if mark in "[{" else -1
            if depth == 0 and not within:
                return found

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


def values(file: TextIO) -> Iterator[Piece]:
    """The values that stand one after another (JSON Lines), the elements of a top-level array each by itself.

    Raises:
        MalformedError: naming the line, after whatever came before it.
    """
    window = _Window(file)
    if window.peek() != "[":
        while window.peek():
            yield window.value()
        return
    yield from _elements(window)
    while window.peek() == "[":
        yield BREAK
        yield from _elements(window)
    if window.peek():
        raise window.unexpected()


def _elements(window: _Window) -> Iterator[Piece]:
    window.skip()
    if window.peek() == "]":
        window.skip()
        return
    while True:
        window.peek()
        yield window.value()
        mark = window.peek()
        if mark not in (",", "]"):
            raise window.unexpected()
        window.skip()
        if mark == "]":
            return
