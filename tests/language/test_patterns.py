"""Phase 2's hand-written lines: enough of them, short, whole, and none said twice."""

from __future__ import annotations

import itertools

import pytest

from luna_desktop.domain.words import same_words
from luna_desktop.language import patterns
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.lexicon.exchanges import EXCHANGES
from luna_desktop.language.lexicon.patterns import CAUSES, CONDITIONS, CONVERSATION, WHY
from luna_desktop.language.small_talk import SENTENCES

SAID = {"conversation": (CONVERSATION, 160), "why": (WHY, 60)}
CLAUSES = {"causes": (CAUSES, 100), "conditions": (CONDITIONS, 100)}


def lines(block: str, mark: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for line in block.strip().splitlines():
        first, second = line.split(mark)
        pairs.append((first, second))
    return pairs


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_and_answered(name: str) -> None:
    block, least = SAID[name]
    pairs = lines(block, " > ")
    assert len(pairs) >= least
    for said, reply in pairs:
        for text in (said, reply):
            assert text == text.strip()
            assert text[0].isupper()
            assert text.endswith((".", "?", "!")), text
            assert len(text.split()) <= 20, text


@pytest.mark.parametrize("name", CLAUSES)
def test_clauses_fit_into_a_sentence(name: str) -> None:
    block, least = CLAUSES[name]
    pairs = lines(block, " | ")
    assert len(pairs) >= least
    for clause in itertools.chain.from_iterable(pairs):
        assert not clause.endswith((".", "?", "!")), clause
        assert clause[0].islower() or clause.split()[0] in ("I", "Luna") or clause.startswith("I'"), clause
        assert 2 <= len(clause.split()) <= 13, clause


def test_nothing_is_said_twice_nor_elsewhere() -> None:
    said = [same_words(first) for block, _ in SAID.values() for first, _ in lines(block, " > ")]
    said += [same_words(first) for block, _ in CLAUSES.values() for first, _ in lines(block, " | ")]
    assert len(said) == len(set(said))
    elsewhere = {same_words(line.split(" > ")[0]) for line in EXCHANGES.strip().splitlines()}
    elsewhere |= {same_words(sentence) for sentence in SENTENCES}
    assert not elsewhere & set(said)


def test_no_pattern_asks_for_a_fact() -> None:
    """She would be taught to answer, or to refuse, what only the person can tell her."""
    asked = {same_words(q) for kind in KINDS.values() for q in (*kind.questions, *kind.held_questions)}
    assert not [e.prompt for e in patterns.generate().examples if same_words(e.prompt) in asked]
