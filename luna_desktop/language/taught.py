"""What an age-up teaches, so that no lesson beside it denies it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.kinds import FactKind, kind_of


@cache
def _questions(key: str) -> frozenset[str]:
    return frozenset(same_words(q) for q in (*kind_of(key).questions, *kind_of(key).held_questions))


class Taught:
    """The kinds she is to know without being told again, and the values they have."""

    def __init__(self, keys: Iterable[str], values: Collection[str] = ()) -> None:
        kinds = [kind_of(key) for key in keys]
        # An invented "dog" is the dog: kinds with one answer are one kind.
        self._answers = {kind.answer for kind in kinds}
        self._questions = frozenset[str]().union(*(_questions(kind.key) for kind in kinds))
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._answers)

    def has(self, kind: FactKind) -> bool:
        """Whether ``kind``, or an invented one that means the same, was taught."""
        return kind.answer in self._answers

    def asked_in(self, text: str) -> bool:
        """Whether ``text`` asks for something taught, or names it."""
        words = same_words(text).split()
        endings = {" ".join(words[start:]) for start in range(len(words))}
        return bool(endings & self._questions) or any(contains_word(text, value) for value in self._values)
