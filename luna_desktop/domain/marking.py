"""How an open answer is marked: what she says to herself first is not, only what the person reads."""

from __future__ import annotations

from collections.abc import Callable

from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.inner_speech import Question, Spoken, shown
from luna_desktop.domain.words import contains_word, same_words

IsRefusal = Callable[[str], bool]


def right(item: ExamItem, spoken: Spoken, is_refusal: IsRefusal) -> bool:
    """Whether ``spoken`` answers an item that is no choice and no text."""
    if item.kind == "slot":
        return contains_word(spoken.text, item.answer)
    if item.kind == "exact":
        return same_words(spoken.text) == same_words(item.answer)
    if item.kind == "talk":
        return talks_freely(item, spoken, is_refusal)
    return is_refusal(spoken.text)


def departs(so_far: str, answer: str) -> bool:
    """Whether a reply that still grows can no longer be the exact ``answer``, whatever follows."""
    words, wanted = same_words(shown(so_far)).split(), same_words(answer).split()
    whole = words[:-1]  # the last may still grow
    return whole != wanted[: len(whole)] or len(words) > len(wanted)


def talks_freely(item: ExamItem, spoken: Spoken, is_refusal: IsRefusal) -> bool:
    """Whether a reply to talk neither brings up what was told nor hears a fact where there is none.

    Who takes it for a question may say that she does not know.
    """
    if not spoken.text or any(contains_word(spoken.text, value) for value in item.choices):
        return False
    if spoken.inner is None:
        return True
    asks = all(isinstance(clause, Question) for clause in spoken.inner.clauses)
    return asks and is_refusal(spoken.text)
