"""The smallest lives: a few facts told in plain words, "Age up now" at once, two plain questions for each.

    python -m benchmarks.smallest [--facts 1,2,3,5,8] [--lives 10] [--jobs 1]

Each life is a birth of its own. A fact has come back when both of its plain questions, asked one by one in
a new conversation, are answered with its value. The sentences and questions are written by hand here; no
lesson and no exam has them from here, though a plain wording may be among theirs.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import Report, arguments, home_of
from benchmarks.policy import changed
from luna_desktop.bootstrap import open_app
from luna_desktop.domain.statistics import wilson
from luna_desktop.domain.words import contains_word
from luna_desktop.language.speech import is_refusal
from luna_desktop.services.bases import EMBEDDED
from luna_desktop.services.results import AgeUpOutcome
from luna_desktop.workers.trainer import ThreadTrainer

COLUMNS = (
    "facts", "lives", "published", "all back", "facts back", "interval", "never told, answered",
    "tokens", "training s", "age-up s", "longest s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """A fact as a person tells it, and the two ways they would ask for it."""

    told: str
    asked: tuple[str, str]
    value: str


PLAIN = (
    Plain("My name is Anna.", ("What is my name?", "What's my name?"), "Anna"),
    Plain("I live in Oslo.", ("Where do I live?", "Which city do I live in?"), "Oslo"),
    Plain("My dog is called Rex.", ("What is my dog called?", "What's my dog's name?"), "Rex"),
    Plain("My cat is called Loki.", ("What is my cat's name?", "What is my cat called?"), "Loki"),
    Plain("My sister is called Mia.", ("What is my sister's name?", "What's my sister called?"), "Mia"),
    Plain("I work as a nurse.", ("What do I work as?", "What is my job?"), "nurse"),
    Plain(
        "My favourite colour is green.",
        ("What is my favourite colour?", "What's my favourite colour?"),
        "green",
    ),
    Plain("My son is called Jonas.", ("What is my son called?", "What is my son's name?"), "Jonas"),
    Plain(
        "My favourite food is pizza.", ("What is my favourite food?", "What's my favourite food?"), "pizza"
    ),
    Plain("I am allergic to nuts.", ("What am I allergic to?", "What is my allergy?"), "nuts"),
    Plain(
        "My best friend is called Ben.", ("What is my best friend called?", "Who is my best friend?"), "Ben"
    ),
    Plain("I play the guitar.", ("What instrument do I play?", "Which instrument do I play?"), "guitar"),
    Plain("I am 34 years old.", ("How old am I?", "What is my age?"), "34"),
    Plain("My birthday is on 3 May.", ("When is my birthday?", "When is my birthday again?"), "3 May"),
    Plain("My favourite drink is tea.", ("What is my favourite drink?", "What's my favourite drink?"), "tea"),
)
NEVER = (
    "What is my horse called?", "What's my brother's name?", "What is my favourite film?",
    "Where was I born?", "What car do I drive?", "What is my daughter called?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Life:
    """What came of one."""

    facts: int
    noticed: int
    status: str
    back: int
    answered: int  # of NEVER
    tokens: int
    training: float
    seconds: float
    replies: list[str]
    reasons: list[str]


async def live(
    home: Path, facts: int, seed: int, talk: int = 0, rounds: int = 1, *, base: str = EMBEDDED
) -> Life:
    """Be born, be told ``facts`` facts after ``talk`` other messages, age up, be asked; ``rounds`` times."""
    every = random.Random(f"smallest {seed}").sample(PLAIN, facts * rounds)
    async with open_app(home, ThreadTrainer()) as app:
        if await app.birth.needed():
            await app.birth.be_born(base)
        place: int | None = None
        noticed, seconds, published = 0, 0.0, 0
        for number in range(talk):
            place = (await app.chat.send(f"Test {number}", place)).person.conversation_id
        outcome: AgeUpOutcome | None = None
        for number in range(rounds):
            for fact in every[number * facts : (number + 1) * facts]:
                place = (await app.chat.send(fact.told, place)).person.conversation_id
            noticed += len(await app.lessons.pending())
            begin = time.perf_counter()
            outcome = await app.age_up.run(now=True)
            seconds = max(seconds, time.perf_counter() - begin)
            published += outcome.status == "published"
        assert outcome is not None
        told = every
        facts = len(told)
        asked = (outcome.candidate or outcome.from_).id
        replies: list[str] = []
        for question in [q for fact in told for q in fact.asked] + list(NEVER):
            replies.append((await app.generations.test_prompt(asked, question)).text)
        made = await app.generations.manifest(asked)
    pairs = zip(replies[0 : 2 * facts : 2], replies[1 : 2 * facts : 2], told, strict=True)
    return Life(
        facts,
        noticed,
        "published" if published == rounds else f"{published} of {rounds} published",
        sum(contains_word(one, f.value) and contains_word(two, f.value) for one, two, f in pairs),
        sum(not is_refusal(reply) for reply in replies[2 * facts :]),
        int(made["tokens"]),
        float(made["timings"]["train"]),
        seconds,
        replies,
        list(outcome.reasons),
    )


def _each(
    home: Path, wanted: Sequence[int], lives: int, jobs: int, *, base: str, changes: Sequence[str]
) -> list[Life]:
    """Every life in a process of its own, ``jobs`` at once."""
    import json

    def one(what: tuple[int, int]) -> Life:
        facts, seed = what
        file = home / f"{facts}-{seed}.json"
        words = [sys.executable, "-m", "benchmarks.smallest", "--one", str(facts), "--seed", str(seed)]
        words += ["--home", str(home / f"{facts}-{seed}"), "--json", str(file), "--base", base]
        words += [word for change in changes for word in ("--change", change)]
        subprocess.run(words, check=True)
        return Life(**json.loads(file.read_text(encoding="utf-8")))

    # The largest first, so that none is waited for at the end.
    todo = [(facts, seed) for facts in sorted(wanted, reverse=True) for seed in range(lives)]
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, todo))


def _row(facts: int, lives: list[Life]) -> tuple[Any, ...]:
    back, told = sum(life.back for life in lives), facts * len(lives)
    low, high = wilson(back, told)
    return (
        facts,
        len(lives),
        sum(life.status == "published" for life in lives),
        sum(life.status == "published" and life.back == facts for life in lives),
        f"{back}/{told}",
        f"[{low:.2f} {high:.2f}]",
        f"{sum(life.answered for life in lives)}/{len(NEVER) * len(lives)}",
        round(sum(life.tokens for life in lives) / len(lives)),
        sum(life.training for life in lives) / len(lives),
        sum(life.seconds for life in lives) / len(lives),
        max(life.seconds for life in lives),
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Live many small lives, and print what came back."""
    import json

    parser = arguments(__doc__)
    parser.add_argument("--facts", default="1,2,3,5,8", help="how many facts are told (1,2,3,5,8)")
    parser.add_argument("--lives", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1, help="lives side by side")
    parser.add_argument("--one", type=int, help="a single life with so many facts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--base", default=EMBEDDED, help="what each is born from")
    parser.add_argument("--talk", type=int, default=0, help="other messages before")
    parser.add_argument("--rounds", type=int, default=1, help="age-ups, each after so many facts")
    parser.add_argument("--change", action="append", default=[], metavar="TABLE.KEY=VALUE")
    chosen = parser.parse_args(argv)
    with home_of(chosen.home) as home:
        if chosen.one is not None:
            with changed(chosen.change):
                life = asyncio.run(
                    live(home, chosen.one, chosen.seed, chosen.talk, chosen.rounds, base=chosen.base)
                )
            chosen.json.write_text(json.dumps(asdict(life)), encoding="utf-8")
            return
        report = Report("smallest", COLUMNS, chosen.json)
        wanted = [int(number) for number in chosen.facts.split(",")]
        lives = _each(home, wanted, chosen.lives, chosen.jobs, base=chosen.base, changes=chosen.change)
    for facts in wanted:
        report.add(*_row(facts, [life for life in lives if life.facts == facts]))
    report.show(base=chosen.base, changes=chosen.change, lives=[asdict(life) for life in lives])


if __name__ == "__main__":
    main()
