"""Births and how age 0 speaks: whether in words of structure only, and in the forms of phase 0.

    python -m benchmarks.births [--births 3] [--change birth.tokens=20000] [--change birth.learning_rate=3e-3]

A line a birth. Told are kinds of facts with invented values, everyday are sentences to a
companion, asked are questions about facts: how many of the replies hold a word that is not one
of structure. The embryo's own is a reply that refuses or begins with "I". Named are
greetings and questions for her name, each asked often. Form is the exam's section of held-out pairs,
text its fixed text in bits a byte.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.common import Report, arguments, home_of
from benchmarks.policy import changed
from luna_desktop.bootstrap import open_app
from luna_desktop.domain.exam import ANCHOR, FixedText
from luna_desktop.domain.words import same_words
from luna_desktop.language import values
from luna_desktop.language.common_items import common_items
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.mechanical import classes
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.language.speech import is_refusal
from luna_desktop.services.app import App
from luna_desktop.services.background import Background
from luna_desktop.services.examine import Examiner
from luna_desktop.workers.trainer import ThreadTrainer

NAMED = ("What is your name?", "What's your name?", "Hello", "Who are you?", "How are you?")
TIMES = 10
COLUMNS = (
    "birth", "seconds", "training", "steps", "tokens", "loss",
    "told", "everyday", "asked", "named", "embryo's own", "distinct", "form", "text",
)  # fmt: skip


def prompts(seed: int) -> dict[str, list[str]]:
    """What age 0 is to meet: the same for every birth with this seed."""
    rng = random.Random(f"births {seed}")
    told = [
        rng.choice(kind.statements).replace("{v}", values.value(rng, kind.values)) for kind in KINDS.values()
    ]
    asked = [rng.choice(kind.held_questions) for kind in KINDS.values()]
    return {
        "told": rng.sample(told, 60),
        "everyday": rng.sample(list(SENTENCES), 40),
        "asked": rng.sample(asked, 40),
        "named": [text for text in NAMED for _ in range(TIMES)],
    }


def structural(reply: str) -> bool:
    """Whether ``reply`` is made of words of structure only."""
    return "?" not in classes(same_words(reply))


async def _meet(app: App, seed: int) -> dict[str, Any]:
    head = await app.generations.head()
    found: dict[str, Any] = {}
    replies: list[str] = []
    for name, texts in prompts(seed).items():
        said = [(await app.generations.test_prompt(head.id, text)).text for text in texts]
        found[name] = f"{sum(not structural(reply) for reply in said)}/{len(said)}"
        replies += said
    own = [reply for reply in replies if is_refusal(reply) or reply.split()[:1] == ["I"]]
    found["embryo's own"] = f"{len(own)}/{len(replies)}"
    found["distinct"] = f"{len(set(replies))}/{len(replies)}"
    voice = await app.generations.voice(head.id)
    items = [item for item in common_items(0, 0, FixedText(range(1))) if item.section in ("grammar", ANCHOR)]
    with closing(Background()) as background:
        async with app.generations.speakers.hold(head.id) as speaker:
            report = await Examiner(
                speaker, voice.template, is_refusal=is_refusal, background=background
            ).examine(items, head.id)
    grammar = report.section("grammar")
    assert grammar
    found["form"] = f"{grammar.correct:g}/{grammar.n}"
    found["text"] = round(report.anchor.mean, 3)
    return found


async def run(home: Path, births: int, report: Report) -> None:
    """Each birth in a home of its own under ``home``."""
    for number in range(1, births + 1):
        async with open_app(home / str(number), ThreadTrainer()) as app:
            begin = time.perf_counter()
            born = await app.birth.be_born()
            seconds = time.perf_counter() - begin
            made = await app.generations.manifest(born.id)
            found = await _meet(app, number)
        figures = (seconds, made["timings"]["train"], made["steps"], made["tokens"], made["loss_last"])
        report.add(number, *figures, *found.values())


def main(argv: Sequence[str] | None = None) -> None:
    """Let her be born, and listen."""
    parser = arguments(__doc__)
    parser.add_argument("--births", type=int, default=3)
    parser.add_argument("--change", action="append", default=[], metavar="birth.KEY=VALUE")
    wanted = parser.parse_args(argv)
    report = Report("births", COLUMNS, wanted.json)
    with home_of(wanted.home) as home, changed(wanted.change):
        asyncio.run(run(home, wanted.births, report))
    report.show(changes=wanted.change)


if __name__ == "__main__":
    main()
