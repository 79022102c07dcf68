"""Write the exam's fixed text: ``python curriculum/generate_anchor_text.py``.

Generations are compared by this text over months, so a file that is there stays as it
is whatever becomes of the generators; written anew it begins a new series of figures.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.language import mechanical, reasoning, vocabulary
from luna_desktop.language.anchor import Chunk, Conversation, anchor_path
from luna_desktop.language.episodes import Episode

BYTES = 20_500  # of each phase
CHUNK_BYTES = 1_000  # the median is over pieces of at least so many
SEED = 20  # the exam's own items have another


def mechanical_text() -> Iterator[Conversation]:
    """Phase 0: lines that no training has."""
    for said, line, _ in mechanical.held_out(300, SEED):
        yield said, line


def vocabulary_text() -> Iterator[Conversation]:
    """Phase 1: the held-out words, and invented conversations such as the first talks are."""
    rng = random.Random(f"anchor {SEED}")
    for question, choices in vocabulary.held_out(120, SEED):
        yield question, choices[0]
        episode = Episode(rng, held=True)
        episode.facts(rng.randint(1, 3))
        yield tuple(turn.text for turn in episode.turns)


def reasoning_text() -> Iterator[Conversation]:
    """Phase 2: held-out stories."""
    for item in reasoning.held_out(600, SEED):
        yield item.prompt, item.answer


def chunks(source: Iterator[Conversation]) -> Iterator[Chunk]:
    """Pieces of ``CHUNK_BYTES`` until there are ``BYTES``."""
    chunk: list[Conversation] = []
    total = size = 0
    for turns in source:
        chunk.append(turns)
        size += len("".join(turns).encode())
        if size >= CHUNK_BYTES:
            yield tuple(chunk)
            chunk, total, size = [], total + size, 0
            if total >= BYTES:
                return
    raise ValueError("The held-out material is too short.")


def main() -> int:
    """Write the file, one chunk a line."""
    path = anchor_path()
    if path.exists():
        sys.stderr.write(f"{path} is there already; remove it to begin a new series.\n")
        return 1
    phases = [
        f"{json.dumps(str(phase))}: [\n"
        + ",\n".join(json.dumps(chunk, ensure_ascii=False) for chunk in chunks(source()))
        + "\n]"
        for phase, source in enumerate((mechanical_text, vocabulary_text, reasoning_text))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(phases) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
