"""The bank of wordings: how people tell things and ask for them, and what Luna is to understand."""

from __future__ import annotations

from functools import cache

from luna_desktop.domain.errors import LunaError
from luna_desktop.language.wordings.keys import Keys, keys
from luna_desktop.language.wordings.reading import read, wordings_path
from luna_desktop.language.wordings.records import Bank, Dialogue, Line, Phrase, Split, Topic

__all__ = ["Bank", "Dialogue", "Keys", "Line", "Phrase", "Split", "Topic", "bank", "keys", "phrasings"]


@cache
def bank() -> Bank:
    """The bank that ships with the app, read at the first call.

    Raises:
        LunaError: ``wordings-unreadable``, or ``wordings-malformed`` with the file and line that is wrong.
    """
    read_bank = read(wordings_path())
    if read_bank.problems:
        problem = read_bank.problems[0]
        raise LunaError(
            "wordings-malformed", f"The wordings are malformed at {problem.place}.", f"{problem.what}.",
            "Mend that line, or take the file from the release again.",
        )  # fmt: skip
    return read_bank


@cache
def phrasings(part: str, split: Split) -> tuple[str, ...]:
    """Ways to ask that fit any key, name or noun: the shipped bank's of ``part`` ("who", "key") and ``split``.

    Raises:
        LunaError: as ``bank``.
    """
    return bank().phrasings(part, split)
