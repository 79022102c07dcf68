"""Which messages may tell something of their writer: a sieve before the ear, which takes some 0.3 s for each.

A linear model over the words of a message (``curriculum/train_sieve.py``). It is to let nothing told slip
through; that much else passes costs only time, for what is told the ear decides.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from luna_desktop import resources
from luna_desktop.language.inner import facts
from luna_desktop.language.spelling import APOSTROPHES
from luna_desktop.language.themselves import FIRST_PERSON, of_themselves

BUCKETS = 1 << 16
_WORD = re.compile(r"'?[^\W\d_]+|\d+|[^\w\s]")
_LONG = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "im": "i am", "ive": "i have"}  # "I'm", "Im"
# Work that is ordered, and no word of who orders it.
_ORDER = re.compile(
    r"\W*(?:please |can you |could you )?(?:act as|add|calculate|change|compare|continue|convert|correct|create|"
    r"debug|describe|draft|edit|explain|expand|fix|format|generate|implement|improve|list|make|optimi[sz]e|paraphrase|"
    r"plan|proofread|refactor|rephrase|rewrite|shorten|simplify|solve|sort|suggest|summari[sz]e|translate|write)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Weights by bucket, 127 of which are ``scale``, and the score from which on a message is heard."""

    weights: Sequence[int]
    scale: float
    bias: float

    def score(self, text: str) -> float:
        """How much it sounds as if something were told; 0 and more is to be heard."""
        found = buckets(text)
        if not found:
            return self.bias
        return self.bias + self.scale / 127 * sum(self.weights[x] for x in found) / sqrt(len(found))


def to_hear(text: str) -> str:
    """What of ``text`` the ear is to hear; nothing of most that is said to an assistant.

    A short message is heard whole or not at all, of a longer one the sentences in which its writer speaks of
    themselves.
    """
    if len(text) <= facts.AT_ONCE:
        own = facts.own_words(text).strip()
        if not own or (_ORDER.match(own) and not FIRST_PERSON.search(own)):
            return ""
        return text if sieve().score(own) >= 0 else ""
    sentences = of_themselves(facts.own_words(text), facts.MAX_TEXT).split("\n")
    return "\n".join(sentence for sentence in sentences if sentence and sieve().score(sentence) >= 0)


@cache
def sieve() -> Sieve:
    """The one that ships with the app."""
    return read(sieve_path())


def sieve_path() -> Path:
    """Where it lies."""
    return resources.curriculum_path() / "sieve.json"


def read(path: Path) -> Sieve:
    """The sieve in a file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    weights = memoryview(base64.b85decode(data["weights"])).cast("b")
    return Sieve(weights, float(data["scale"]), float(data["bias"]))


def write(path: Path, weights: bytes, scale: float, bias: float) -> None:
    """Keep a sieve whose ``weights`` are signed bytes."""
    data = {"scale": scale, "bias": bias, "weights": base64.b85encode(weights).decode("ascii")}
    path.write_text(f"{json.dumps(data, indent=1)}\n", encoding="utf-8")


def buckets(text: str) -> frozenset[int]:
    """The buckets of what is known of ``text``: words, their beginnings and ends, pairs of them, and its shape."""
    written = _WORD.findall(text.translate(APOSTROPHES))
    words = ["0" if word.isdigit() else word.lower() for word in written]
    words = " ".join(_LONG.get(word, word) for word in words).split()
    found: set[int] = set()
    for word in words:
        found.update(_of_word(word))
    found.update(_bucket(f"{one} {other}") for one, other in pairwise(["^", *words, "$"]))
    found.update(map(_bucket, _shape(text, written)))
    return frozenset(found)


def _shape(text: str, words: Sequence[str]) -> Iterator[str]:
    yield "# of me" if FIRST_PERSON.search(text) else "# not of me"
    if "?" in text:
        yield "# asks"
    if text.rstrip().endswith("?"):
        yield "# asks last"
    capitals = sum(word[0].isupper() for word in words[1:])
    yield from (f"# capitals {n}" for n in range(min(4, capitals)))
    yield from (f"# words {n}" for n in range(min(12, len(words) // 3)))


@lru_cache(maxsize=1 << 15)
def _of_word(word: str) -> tuple[int, ...]:
    parts = (word, f"{word[:4]}-", f"-{word[-3:]}") if len(word) > 4 else (word,)
    return tuple(map(_bucket, parts))


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS
