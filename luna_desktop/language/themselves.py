"""In which sentences a person speaks of themselves: much of what is said to an assistant is about the world."""

from __future__ import annotations

import re

from luna_desktop.language.spelling import SENTENCE

# "The company is called Acme." is no fact of theirs.
FIRST_PERSON = re.compile(r"\b(?:i|im|ive|my|mine|me|we|our|us)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)


def of_themselves(text: str, longest: int) -> str:
    """Those sentences, each with a next one about "her" or "it"; nothing of what is longer than ``longest``."""
    if len(text) > longest or not FIRST_PERSON.search(text):
        return ""
    kept: list[str] = []
    near = False
    for sentence in SENTENCE.split(text):
        own = FIRST_PERSON.search(sentence) is not None
        if own or (near and _GOES_ON.match(sentence)):
            kept.append(sentence)
        near = own
    return "\n".join(kept)
