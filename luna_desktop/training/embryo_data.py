"""The embryo's tokenizer and its stream of encoded episodes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from luna_desktop.domain.prompt import Turn
from luna_desktop.language.episodes import chunk
from luna_desktop.language.lexicon import common_words
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.training.pool import in_order

VOCABULARY = 4096
PAD, USER, LUNA, END = 0, 1, 2, 3
SPECIALS = ("<|pad|>", "<|user|>", "<|luna|>", "<|end|>", *(f"<|reserved_{i}|>" for i in range(4, 32)))
MAX_LENGTH = 512
# What a person says is mostly unforeseeable; it counts a little so that their words are learnt too.
PERSON_WEIGHT = 0.15


def tokenizer_corpus(seed: int) -> Iterator[str]:
    """Episodes for the forms, the lexicon by rank for the words people type."""
    for turns in chunk(seed, -1, 12_000):
        for turn in turns:
            yield turn.text
    rng = random.Random(seed)
    words = common_words()
    for rank, word in enumerate(words):
        # Zipf-like weights, floored so that every word of the lexicon has a chance of a token of its own.
        for _ in range(max(12, 4000 // (rank + 10))):
            yield f" {word}" if rng.random() < 0.85 else word.capitalize()
    for sentence in SENTENCES:
        for _ in range(20):
            yield sentence


def build_tokenizer(seed: int) -> Tokenizer:
    """A byte-level BPE of 4,096 tokens whose first 32 are reserved; deterministic by seed."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(tokenizer_corpus(seed), trainer)
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer at ``path``, reading control tokens in typed text as plain text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and, for each, how much predicting it counts."""

    ids: np.ndarray
    weights: np.ndarray


def encode(tokenizer: Tokenizer, turns: Sequence[Turn]) -> Encoded:
    """One conversation as ``<|user|>..<|luna|>..<|end|>``, cut at ``MAX_LENGTH``."""
    ids: list[int] = []
    weights: list[float] = []
    for turn in turns:
        body = tokenizer.encode(turn.text).ids
        if turn.role == "person":
            ids += [USER, *body]
            weights += [PERSON_WEIGHT] * (len(body) + 1)
        else:
            ids += [LUNA, *body, END]
            weights += [PERSON_WEIGHT] + [1.0] * (len(body) + 1)
    return Encoded(np.array(ids[:MAX_LENGTH], np.uint16), np.array(weights[:MAX_LENGTH], np.float32))


def prompt_ids(tokenizer: Tokenizer, turns: Sequence[Turn]) -> list[int]:
    """The ids of a conversation up to the opening of Luna's next turn."""
    return [*encode(tokenizer, turns).ids.tolist(), LUNA]


@dataclass(frozen=True, slots=True)
class _Job:
    """One chunk of episodes to encode; small, so that it travels to a child."""

    tokenizer: str
    seed: int
    index: int
    episodes: int


_loaded = lru_cache(maxsize=1)(load_tokenizer)


def _encode_chunk(job: _Job) -> list[Encoded]:
    tokenizer = _loaded(Path(job.tokenizer))
    return [encode(tokenizer, turns) for turns in chunk(job.seed, job.index, job.episodes)]


def encoded_chunks(
    tokenizer: Path, seed: int, indices: range, episodes: int, *, processes: int
) -> Iterator[list[Encoded]]:
    """The chunks of ``indices`` in order, made ahead by ``processes`` children."""
    jobs = (_Job(str(tokenizer), seed, index, episodes) for index in indices)
    return in_order(_encode_chunk, jobs, processes)


def batches(encoded: list[Encoded], tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Batches of near-equal lengths and about ``tokens`` padded tokens each, in random order."""
    made: list[list[Encoded]] = []
    current: list[Encoded] = []
    for item in sorted(encoded, key=lambda e: len(e.ids)):
        if current and (len(current) + 1) * len(item.ids) > tokens:
            made.append(current)
            current = []
        current.append(item)
    made.append(current)
    rng.shuffle(made)
    return made
