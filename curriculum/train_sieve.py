"""Train the sieve before the ear: ``python curriculum/train_sieve.py [--without-held-out] [--out FILE]``.

Logistic regression over hashed words, on what the bank's split ``train`` tells and what it does not; takes
half a minute. RECALL of what is told passes where neither its topic nor its conversation was trained on. Only
every second value of a topic is used: with the others it can be measured on values that it never saw.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.language.inner.sieve import BUCKETS, buckets, sieve_path, write
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.speech import of_the_person
from luna_desktop.language.values import MAKERS
from luna_desktop.language.wordings import Bank, Dialogue, Topic, bank
from luna_desktop.language.wordings.records import KINDS as FOLDERS

FILLS = 2  # messages made of each line that tells
FOLDS = 5
RECALL = 0.97  # of lines and of narratives together; with known topics it is more
# How much each kind weighs: an import is mostly talk, and nobody asks there for what they told Luna.
TELLING = {"lines": 1.0, "narratives": 0.6, "questions": 0.1, "tricky": 0.1, "frames": 0.1}
OTHER = {"talk": 1.2, "lines": 0.3, "narratives": 0.2, "questions": 0.1, "tricky": 0.1}
EPOCHS, BATCH, RATE, DECAY = 12, 256, 0.02, 0.01
# The plainest way to tell something, said of somebody who is not who writes.
OTHERS = (
    ("You are", "He is"), ("You were", "She was"), ("you are", "he is"), ("You", "They"), ("you", "they"),
    ("Yours?", "The"), ("yours?", "the"), ("yourself", "themselves"),
)  # fmt: skip
Numbers = npt.NDArray[np.float64]
Row = npt.NDArray[np.int64]  # the buckets of one message


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, whether it tells something, what it is, and the record of the bank that it is of."""

    text: str
    tells: bool
    kind: str
    record: int


def filled(topic: Topic, text: str, values: Sequence[str], rng: random.Random) -> str:
    """A line of ``topic`` with a value and a noun in it."""
    noun = rng.choice(rng.choice(topic.nouns)) if topic.nouns else ""
    return text.replace("{v}", rng.choice(values)).replace("{n}", noun)


def turned(answer: str, words: Sequence[tuple[str, str]]) -> str:
    """As she says it, said by somebody else."""
    for hers, theirs in words:
        answer = re.sub(rf"\b{hers}\b", theirs, answer)
    return answer


def turns(dialogue: Dialogue) -> Iterator[tuple[str, int]]:
    """What the person says in it, and how many facts each message tells."""
    for said, reply in zip(dialogue.turns[::2], dialogue.turns[1::2], strict=False):
        inner = split_reply(reply.text).inner
        yield said.text, len(inner.facts) if inner else 0


def samples(part: Bank, rng: random.Random) -> list[Sample]:
    """What is said in ``part`` of the bank."""
    found: list[Sample] = []
    for number, topic in enumerate(part.topics):
        lines = [(line.text, True) for line in topic.say]
        lines += [(of_the_person(topic.answer), True), (turned(topic.answer, OTHERS), False)]
        for line, tells in lines:
            texts = [filled(topic, line, topic.values[::2], rng) for _ in range(FILLS)]
            found += [Sample(text, tells, "lines", number) for text in texts]
    for number, dialogue in enumerate(part.dialogues, len(part.topics)):
        kind = next(folder for folder, kinds in FOLDERS.items() if dialogue.kind in kinds)
        found += [Sample(text, facts > 0, kind, number) for text, facts in turns(dialogue)]
    for number, kind in enumerate(KINDS.values(), len(part.topics) + len(part.dialogues)):
        told = (line.replace("{v}", MAKERS[kind.values](rng)) for line in kind.statements)
        found += [Sample(text, True, "frames", number) for text in told]
    return found


def weights_of(every: Sequence[Sample]) -> Numbers:
    """How much each weighs, 1 in the mean."""
    counts = Counter((one.tells, one.kind) for one in every)
    weight = np.array([(TELLING if x.tells else OTHER)[x.kind] / counts[x.tells, x.kind] for x in every])
    return weight * len(every) / weight.sum()


def fit(rows: Sequence[Row], every: Sequence[Sample], seed: int = 0) -> tuple[Numbers, float]:
    """Weights and bias, by Adam with decoupled decay."""
    rng, count = np.random.default_rng(seed), len(rows)
    params, mean, square = (np.zeros(BUCKETS + 1) for _ in range(3))
    weight, step = weights_of(every), 0
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS)
        order: list[int] = rng.permutation(count).tolist()
        for start in range(0, count, BATCH):
            batch = order[start : start + BATCH]
            grad, step = np.zeros(BUCKETS + 1), step + 1
            for one in batch:
                row, scale = rows[one], 1 / np.sqrt(len(rows[one]))
                chance = 1 / (1 + np.exp(-params[row].sum() * scale - params[-1]))
                miss = (chance - every[one].tells) * weight[one] / len(batch)
                grad[row] += miss * scale
                grad[-1] += miss
            mean = 0.9 * mean + 0.1 * grad
            square = 0.999 * square + 0.001 * grad**2
            params *= 1 - rate * DECAY
            params -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return params[:-1], float(params[-1])


def scores(rows: Sequence[Row], weights: Numbers, bias: float) -> Numbers:
    """As ``Sieve.score``, of each row."""
    return np.array([bias + weights[row].sum() / np.sqrt(len(row)) for row in rows])


def threshold(every: Sequence[Sample], rows: Sequence[Row]) -> float:
    """The score that RECALL of what is told reaches where its records were not trained on."""
    told: dict[str, list[float]] = {"lines": [], "narratives": []}
    for fold in range(FOLDS):
        there = [n for n, one in enumerate(every) if one.record % FOLDS != fold]
        weights, bias = fit([rows[n] for n in there], [every[n] for n in there])
        for kind, found in told.items():
            away = [n for n, x in enumerate(every) if x.record % FOLDS == fold and x.tells and x.kind == kind]
            found.extend(scores([rows[n] for n in away], weights, bias).tolist())
    ordered = sorted((score, 1 / len(found)) for found in told.values() for score in found)
    shares = np.cumsum([share for _, share in ordered]) / len(told)
    return ordered[int(np.searchsorted(shares, 1 - RECALL))][0]


def main() -> None:
    """Train, and write the file."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--out", type=Path, default=sieve_path())
    parser.add_argument(
        "--without-held-out", action="store_true", help="leave the held-out topics out, to measure"
    )
    chosen = parser.parse_args()
    every = samples(bank().training(held_out=not chosen.without_held_out), random.Random(1))
    rows = [np.array(sorted(buckets(one.text)), dtype=np.int64) for one in every]
    tells = np.array([one.tells for one in every])
    least = threshold(every, rows)
    weights, bias = fit(rows, every)
    scale = float(np.abs(weights).max())
    write(chosen.out, np.round(weights / scale * 127).astype(np.int8).tobytes(), scale, bias - least)
    passed = scores(rows, weights, bias - least) >= 0
    told, other = passed[tells].mean(), passed[~tells].mean()
    sys.stdout.write(
        f"{len(every)} messages; of those that tell something {told:.3f} pass, of others {other:.3f}\n"
    )


if __name__ == "__main__":
    main()
