"""Texts compared by their words, as exam items, lessons and replies are."""

from __future__ import annotations

import re


def same_words(text: str) -> str:
    """``text`` without case and punctuation: equal for two spellings of the same wording."""
    return " ".join(re.findall(r"\w+", text.lower()))


def bare(value: str) -> str:
    """``value`` without case, punctuation and article: equal for "a cello" and "Cello"."""
    words = " ".join(re.findall(r"\w[\w+#]*", value.casefold()))  # "C++" is no "C"
    return re.sub(r"^(?:an?|the) ", "", words) or value


def contains_word(text: str, word: str) -> bool:
    """Whether ``word`` stands in ``text`` whole, ignoring case and spacing."""
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(p) for p in word.split()) + r"(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None
