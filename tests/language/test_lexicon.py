"""The lexicon and the chat sentences: enough, real, and clean."""

from __future__ import annotations

import re

from luna_desktop.language.lexicon import common_words
from luna_desktop.language.small_talk import SENTENCES


def test_has_the_common_words_once_each_most_frequent_first() -> None:
    words = common_words()
    assert len(words) >= 2500
    assert len(words) == len(set(words))
    assert {"the", "I", "to", "and", "a"} <= set(words[:10])
    assert words.index("the") < words.index("house") < words.index("skeleton")


def test_words_are_words() -> None:
    for word in common_words():
        assert re.fullmatch(r"[A-Za-z]+(['-][A-Za-z]+)*", word), word


def test_contractions_and_inflections_are_there() -> None:
    assert {"don't", "I'm", "it's", "you're", "go", "goes", "went", "gone", "going"} <= set(common_words())


def test_sentences_are_many_distinct_and_varied() -> None:
    assert len(SENTENCES) >= 350
    assert len(set(SENTENCES)) == len(SENTENCES)
    assert all(sentence == sentence.strip() and sentence for sentence in SENTENCES)
    assert sum(sentence.endswith("?") for sentence in SENTENCES) >= 40
    assert sum(sentence[0].islower() for sentence in SENTENCES) >= 10
    assert sum("'" in sentence for sentence in SENTENCES) >= 100
