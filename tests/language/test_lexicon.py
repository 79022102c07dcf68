"""The lexicon and the chat sentences: enough, real, and clean."""

from __future__ import annotations

import re
from collections import Counter

from luna_desktop.language.lexicon import common_words
from luna_desktop.language.lexicon.categories import COUNTED, PEOPLE, UNCOUNTED, overlapping
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.language.vocabulary import THINGS, article

WHOLE = {"day": 7, "season": 4}  # there are no more of them


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


def test_categories_have_many_words_each_in_one_place() -> None:
    words = Counter(thing.word.casefold() for thing in THINGS)
    assert len(words) >= 1700
    assert not [word for word, times in words.items() if times > 1]
    assert not COUNTED.keys() & UNCOUNTED.keys()
    assert COUNTED.keys() >= PEOPLE


def test_every_category_has_words_enough() -> None:
    sizes = Counter(thing.category for thing in THINGS)
    assert not [name for name, size in sizes.items() if size < WHOLE.get(name, 8)]


def test_category_words_are_words() -> None:
    for thing in THINGS:
        assert re.fullmatch(r"[A-Za-z]+(['-]?[a-z]+)*( [A-Za-z]+(['-]?[a-z]+)*)*", thing.word), thing


def test_no_wrong_choice_is_in_the_word_itself() -> None:
    """A dog is an animal and a toy boat is a toy, but they are a dog and a boat as well."""
    names = {*COUNTED, *UNCOUNTED}
    for thing in THINGS:
        said = {thing.word, thing.word.split()[-1]} & names - {thing.category}
        assert all(frozenset((name, thing.category)) in overlapping() for name in said), thing


def test_articles_of_category_words_go_by_sound() -> None:
    named = {thing.named for thing in THINGS}
    right = {"an hour", "an urn", "an uncle", "an eye", "a ewe", "a ukulele", "a euro"}
    right |= {"a uniform", "a university", "a unicorn", "a house", "a herd", "a T-shirt", "a Brazil nut"}
    assert right <= named
    assert (article("umbrella"), article("heir"), article("honest")) == ("an", "an", "an")


def test_no_trained_word_gives_away_a_held_one() -> None:
    """Else "Tomato soup is a dish" would train "soup is a dish"."""
    held = [thing for thing in THINGS if thing.held]
    trained = [thing for thing in THINGS if not thing.held]
    for thing in held:
        ends = thing.named.casefold()
        others = (other for other in trained if other.category == thing.category)
        assert not [other for other in others if other.named.casefold().endswith(ends)], thing
