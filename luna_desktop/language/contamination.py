"""Exam items that stand in the training set, found by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.words import same_words

GRAM = 8
Gram = tuple[str, ...]


def drop_contaminated(
    items: Sequence[ExamItem], conversations: Sequence[Sequence[Turn]]
) -> tuple[list[ExamItem], dict[str, int]]:
    """``items`` without those that share a run of eight words with training, and how many went by section.

    A run counts when it reaches into the answer: what is asked in the same frame
    ("Reply in the form: ...") is answered anew. An item of fewer words is compared
    whole. Small talk has no answer: only where the same was said to her it stood in training.
    The anchor's text measures what is kept, not what is new, and stays.
    """
    said = {same_words(turn.text) for turns in conversations for turn in turns[::2]}
    wanted = {item.id: _runs(item) for item in items if item.kind not in ("text", "talk")}
    looked_for = frozenset[Gram]().union(*wanted.values())
    found = _found(looked_for, conversations)
    gone = {item.id for item in items if wanted.get(item.id, frozenset()) & found}
    gone |= {item.id for item in items if item.kind == "talk" and same_words(item.prompt) in said}
    kept = [item for item in items if item.id not in gone]
    return kept, dict(Counter(item.section for item in items if item.id in gone))


def _runs(item: ExamItem) -> frozenset[Gram]:
    """The runs of words of question and right answer that end in the answer."""
    asked, answer = same_words(item.prompt).split(), same_words(item.answer).split()
    if item.kind == "refusal":  # the refusal itself is taught; what must not be is this question with it
        answer = answer[:1]
    words = asked + answer
    if len(words) <= GRAM:
        return frozenset((tuple(words),))
    ends = range(max(GRAM, len(asked) + 1), len(words) + 1)
    return frozenset(tuple(words[end - GRAM : end]) for end in ends)


def _found(looked_for: frozenset[Gram], conversations: Iterable[Sequence[Turn]]) -> frozenset[Gram]:
    lengths = sorted({len(gram) for gram in looked_for})
    found: set[Gram] = set()
    for words in _texts(conversations):
        for length in lengths:
            found.update(
                gram
                for start in range(len(words) - length + 1)
                if (gram := tuple(words[start : start + length])) in looked_for
            )
    return frozenset(found)


def _texts(conversations: Iterable[Sequence[Turn]]) -> Iterator[list[str]]:
    """Every exchange of training once: question and answer in one."""
    seen: set[tuple[str, str]] = set()
    for turns in conversations:
        for asked, answer in zip(turns[::2], turns[1::2], strict=False):
            pair = (asked.text, answer.text)
            if pair not in seen:
                seen.add(pair)
                yield same_words(f"{asked.text} {answer.text}").split()
