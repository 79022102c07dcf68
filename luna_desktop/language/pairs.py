"""Which imported exchanges are worth a lesson: plain prose, short enough and simple enough for her."""

from __future__ import annotations

import re
from functools import cache

from luna_desktop.language.lexicon import common_words

LONGEST = 200  # characters of either side: more than she could ever say in one piece
FAMILIAR = 0.6  # the share of words that she may know; below it stand jargon and other languages
_PLAIN = re.compile(r"(?:[^\W_]|[\s.,!?'\u2019\u2018\u201c\u201d\"():;\u2013\u2014\u2026%$\u20ac&/-])+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LINK = re.compile(r"https?:|www\.|\w\.(?:com|org|net|io)\b", re.IGNORECASE)
# She is not another assistant, and must not learn to say so.
_ANOTHER = re.compile(
    r"\b(?:chatgpt|gpt|openai|claude|anthropic|gemini|copilot|assistant|language model|ai model|an ai|"
    r"training data|knowledge cutoff|browse|as of my)\b",
    re.IGNORECASE,
)


def is_plain_pair(prompt: str, reply: str) -> bool:
    """Whether an exchange reads like talk: two short lines of common words, the reply whole sentences."""
    return (
        _is_plain(prompt)
        and _is_plain(reply)
        and len(reply.split()) > 1
        and reply.endswith((".", "!", "?"))
        and _ANOTHER.search(f"{prompt} {reply}") is None
    )


def _is_plain(text: str) -> bool:
    if not text or len(text) > LONGEST or "\n" in text or _LINK.search(text) or not _PLAIN.fullmatch(text):
        return False
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    return bool(words) and sum(word in _common() for word in words) >= FAMILIAR * len(words)


@cache
def _common() -> frozenset[str]:
    return frozenset(word.lower() for word in common_words())
