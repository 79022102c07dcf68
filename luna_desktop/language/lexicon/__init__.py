"""A hand-written lexicon of real English: what the tokenizer and phase 1 are made of."""

from __future__ import annotations

from luna_desktop.language.lexicon.describing import ADJECTIVES, ADVERBS
from luna_desktop.language.lexicon.function_words import CONTRACTIONS, FUNCTION_WORDS
from luna_desktop.language.lexicon.nouns import NOUNS
from luna_desktop.language.lexicon.verbs import VERBS

__all__ = ["common_words"]


def common_words() -> tuple[str, ...]:
    """Every word once, roughly the most frequent first, so a tokenizer can weigh them by rank.

    Parts of speech are ordered by frequency inside themselves; past the function words they
    are dealt out in turn, so that the commonest of each come before the rare ones of any.
    """
    parts = [part.split() for part in (CONTRACTIONS, VERBS, ADVERBS, NOUNS, ADJECTIVES)]
    ranked = sorted(
        ((place / len(part), word) for part in parts for place, word in enumerate(part)),
        key=lambda item: item[0],
    )
    return tuple(dict.fromkeys([*FUNCTION_WORDS.split(), *(word for _, word in ranked)]))
