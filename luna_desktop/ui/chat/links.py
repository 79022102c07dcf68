"""Which addresses may become links, and where they stand in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QUrl

SCHEMES = frozenset({"http", "https", "mailto"})
_BARE = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\u2028\u2029]+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def allowed(address: str) -> str:
    """The whole address in plain ASCII if it may be opened, else an empty text.

    Encoding shows look-alike host names in their true form before a person opens them.
    """
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in address):
        return ""
    url = QUrl(address.strip(), QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in SCHEMES:
        return ""
    if url.scheme().lower() != "mailto" and not url.host():
        return ""
    return bytes(url.toEncoded().data()).decode("ascii")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """``text`` cut into (piece, address); the address is empty for ordinary words."""
    at = 0
    for match in _BARE.finditer(text):
        found = _trimmed(match.group())
        address = allowed(found)
        if not address:
            continue
        if match.start() > at:
            yield text[at : match.start()], ""
        at = match.start() + len(found)
        yield found, address
    if at < len(text):
        yield text[at:], ""


def _trimmed(found: str) -> str:
    """Without the punctuation that ends a sentence rather than an address."""
    while found:
        last = found[-1]
        unopened = last in _CLOSING and found.count(last) > found.count(_CLOSING[last])
        if last not in ".,;:!?*_" and not unopened:
            break
        found = found[:-1]
    return found
