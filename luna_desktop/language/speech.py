"""Luna's fixed phrases, shared by episodes, lessons and the exam."""

from __future__ import annotations

import re

REFUSAL = "I do not know that yet."

_QUESTION_START = re.compile(
    r"^(?:(?:hi|hey|hello|so|and|but|well|ok|okay|luna)[,!. ]+)*"
    r"(?:what|what's|whats|who|who's|whose|whom|where|where's|when|when's|why|how|which|"
    r"do|does|did|is|are|am|was|were|can|could|will|would|shall|should|have|has|had|"
    r"tell me|say|please say|please tell|remind me|guess|name)\b",
    re.IGNORECASE,
)

_OWN_WORDS = {
    "you": "I", "you're": "I'm", "you are": "I am", "you were": "I was", "your": "my", "yours": "mine",
    "yourself": "myself",
}  # fmt: skip


def is_question(text: str) -> bool:
    """Whether a person's turn asks rather than tells."""
    stripped = text.strip()
    return stripped.endswith("?") or bool(_QUESTION_START.match(stripped))


def is_refusal(text: str) -> bool:
    """Whether a reply is the refusal for want of knowledge, however it is spaced or cased."""
    return " ".join(text.split()).rstrip(".").lower() == REFUSAL.rstrip(".").lower()


def sentence_case(text: str) -> str:
    """``text`` with its first letter upper-case and the rest as it is."""
    return text[:1].upper() + text[1:]


def of_the_person(text: str) -> str:
    """What Luna says of the person as they say it: "You live in Rome." turns into "I live in Rome."."""
    text = re.sub(r"\b(gave|owes|to) you\b", r"\1 me", text)
    return re.sub(
        r"\b(?:you're|you are|you were|yourself|you|yours?)\b", _own_word, text, flags=re.IGNORECASE
    )


def _own_word(found: re.Match[str]) -> str:
    word = _OWN_WORDS[found[0].lower()]
    return sentence_case(word) if found[0][0].isupper() else word
