"""A life of several generations by the person's own path: told in conversation, aged up, examined.

    python -m benchmarks.lineage --home DIR [--generations 10] [--facts 20] [--seed 1] [--fill]
        [--paraphrases] [--change mixture.new_fact=700] [--from-the-start]

Each generation is told new facts in natural sentences, one a message, then ages
up; a home with a life in it goes on from there. A line a generation: every section of
its exam with its interval, and what the parent scored on the same items. Rejected
attempts stand there too. At the end the last one is asked for every fact of every
generation in two held wordings, and its fixed sections are held against the best
generation in each. With ``--paraphrases`` she is also told the facts of
``curriculum/paraphrases.json`` before the first age-up, and is asked its hand-written
questions after the last.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.common import Report, arguments, home_of
from benchmarks.policy import changed, from_the_start
from luna_desktop.bootstrap import open_app
from luna_desktop.domain.comparison import compare
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import FIXED, ExamReport
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.words import contains_word
from luna_desktop.language import values
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import KINDS, FactKind, kind_of, open_key
from luna_desktop.language.lexicon.categories import COUNTED
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.language.speech import is_refusal, sentence_case
from luna_desktop.resources import curriculum_path
from luna_desktop.services.app import App
from luna_desktop.services.results import AgeUpOutcome
from luna_desktop.workers.trainer import ThreadTrainer

SECTIONS = (
    "grammar", "vocabulary", "reasoning", "style", "teach_back", "old_teach_back", "controls", "talk",
)  # fmt: skip
OPEN_NOUNS = (
    "landlord", "physiotherapist", "parakeet", "godmother", "gardener", "lizard", "coach", "piano teacher",
    "hairdresser", "bookshop", "café", "tent", "sailing boat", "donkey", "ferret", "tutor", "baker", "vet",
)  # fmt: skip
OPEN_FAVOURITES = (
    "cheese", "board game", "sandwich", "soup", "painter", "river", "bird", "instrument", "holiday", "tea",
    "cake", "soap", "perfume", "museum", "park", "beach", "pizza", "spice", "fabric", "dance",
)  # fmt: skip
PLENTY = 150  # karma: more than an age-up with 60 new facts uses
JOBS = ("baker", "nurse", "teacher", "plumber", "farmer", "lawyer", "driver", "gardener", "waiter", "writer")


def life(seed: int) -> Iterator[tuple[str, Fact]]:
    """Sentences with the fact that each tells, as the finder reads it; no kind twice."""
    rng = random.Random(f"life {seed}")
    keys = [*KINDS, *(open_key("pet", noun) for noun in OPEN_NOUNS)]
    keys += [open_key("favourite", noun) for noun in OPEN_FAVOURITES]
    # Free nouns for lives longer than that: any thing can have a name.
    keys += [open_key("pet", word.strip()) for words in COUNTED.values() for word in words.split(",")]
    for key in _order(rng, list(dict.fromkeys(keys))):
        for _ in range(8):
            kind = kind_of(key)
            value = _value(rng, kind)
            told = sentence_case(rng.choice(kind.statements).replace("{v}", value))
            if find_facts(told) == [Fact(key, value)]:
                yield told, Fact(key, value)
                break


def _order(rng: random.Random, keys: list[str]) -> list[str]:
    """The kinds of the table and the listed nouns first, shuffled; then the free ones."""
    listed = len(KINDS) + len(OPEN_NOUNS) + len(OPEN_FAVOURITES)
    first, rest = keys[:listed], keys[listed:]
    return [*rng.sample(first, len(first)), *rng.sample(rest, len(rest))]


def _value(rng: random.Random, kind: FactKind) -> str:
    """As people have them: no invented words."""
    if kind.values == "name":
        return rng.choice(values.NAMES)
    if kind.values == "place":
        return rng.choice(values.PLACES)
    if kind.values == "job":
        return rng.choice(JOBS)
    if kind.values in ("thing", "title"):
        words = rng.choice(list(COUNTED.values())).split(",")
        word = rng.choice(words).strip()
        return sentence_case(word) if kind.values == "title" else word
    pools = {
        "colour": values.COLOURS,
        "day": values.DAYS,
        "month": values.MONTHS,
        "language": values.LANGUAGES,
    }
    if kind.values in pools:
        return rng.choice(pools[kind.values])
    return values.MAKERS[kind.values](rng)


async def run(app_home: Path, wanted: Any, report: Report, trainer: ThreadTrainer) -> dict[str, Any]:
    """Live that life in ``app_home``."""
    extra: dict[str, Any] = {}
    batches: list[list[Fact]] = []  # what was told before each attempt
    async with open_app(app_home, trainer) as app:
        if await app.birth.needed():
            begin = time.perf_counter()
            await app.birth.be_born()
            extra["birth_seconds"] = round(time.perf_counter() - begin, 1)
        known = {lesson.fact.key for lesson in await app.lessons.all() if lesson.fact}
        told = ((sentence, fact) for sentence, fact in life(wanted.seed) if fact.key not in known)
        small_talk = _small_talk()
        written = _paraphrases() if wanted.paraphrases else []
        for row in written:
            await app.chat.send(row["fact"])
        for _ in range(wanted.generations):
            batch = [next(told) for _ in range(wanted.facts)]
            batches.append([fact for _, fact in batch])
            for sentence, _fact in batch:
                await app.chat.send(sentence)
            if wanted.fill:
                await _fill(app, small_talk)
            begin = time.perf_counter()
            try:
                outcome = await app.age_up.run(now=True)
            except LunaError as error:
                print(error.sentence, flush=True)
                break
            seconds = time.perf_counter() - begin
            _add(report, outcome, seconds)
            exams = [g.exam for g in await _published(app) if g.exam]
            against = _against_the_best(exams) if exams else {}
            told_so = {"status": outcome.status, "reasons": outcome.reasons, "against the best": against}
            print(json.dumps(told_so), flush=True)
        if written:
            extra["paraphrases"] = await _ask(app, written, (await app.generations.head()).id)
        extra["kept"] = await _asked_again(app, batches)
        if exams := [g.exam for g in await _published(app) if g.exam]:
            extra["against the best"] = _against_the_best(exams)
    return extra


async def _published(app: App) -> list[Generation]:
    return [g for g in await app.generations.list() if g.status is GenerationStatus.PUBLISHED]


async def _asked_again(app: App, batches: list[list[Fact]]) -> list[str]:
    """Every fact in two wordings never trained, to the last generation: right answers of each batch told."""
    head = await app.generations.head()
    found: list[str] = []
    for batch in batches:
        asked = [(q, fact.value) for fact in batch for q in kind_of(fact.key).held_questions[:2]]
        replies = [(await app.generations.test_prompt(head.id, q)).text for q, _ in asked]
        right = sum(contains_word(reply, value) for reply, (_, value) in zip(replies, asked, strict=True))
        found.append(f"{right}/{len(asked)}")
    return found


def _against_the_best(exams: list[ExamReport]) -> dict[str, str]:
    """The last exam's fixed sections beside the best exam in each."""
    found: dict[str, str] = {}
    for name in sorted(FIXED & set(SECTIONS)):
        best = max(exams, key=lambda exam: section.share if (section := exam.section(name)) else 0.0)
        pair = next(pair for pair in compare(exams[-1], best) if pair.section == name)
        found[name] = (
            f"best in attempt {exams.index(best) + 1}, since then {pair.gained} gained, {pair.lost} lost, "
            f"p of being worse {pair.p_worse:.3f}"
        )
    return found


def _small_talk() -> Iterator[str]:
    """Sentences, then two together, as what was said before earns nothing."""
    yield from SENTENCES
    for one, other in itertools.permutations(SENTENCES, 2):
        yield f"{one} {other}"


async def _fill(app: App, small_talk: Iterator[str]) -> None:
    """Small talk until the bar is full, or holds all that an age-up can use."""
    while not (state := await app.age_up.check()).due and state.balance < PLENTY:
        await app.chat.send(next(small_talk))


def _add(report: Report, outcome: AgeUpOutcome, seconds: float) -> None:
    exam = outcome.exam
    cells: list[Any] = [outcome.candidate.number, outcome.status, round(seconds, 1), outcome.tokens]
    for name in SECTIONS:
        score = exam.section(name) if exam else None
        if score is None:
            cells.append(None)
            continue
        low, high = score.interval
        versus = exam.against(name) if exam else None
        before = f" < {versus.before:g}" if versus else ""
        cells.append(f"{score.correct:g}/{score.n} [{low:.2f} {high:.2f}]{before}")
    cells += [
        f"{exam.wrongly_refused}/{exam.known}" if exam else None,
        round(exam.anchor.mean, 4) if exam else None,
        round(exam.seconds, 1) if exam else None,
    ]
    report.add(*cells)
    print(" | ".join(str(cell) for cell in cells), flush=True)


def _paraphrases() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(
        (curriculum_path() / "paraphrases.json").read_text(encoding="utf-8")
    )
    return rows


async def _ask(app: App, rows: list[dict[str, str]], generation: str) -> dict[str, int]:
    """Every hand-written question, without memory: how many were told, found, answered, refused."""
    found = [
        row for row in rows if any(contains_word(f.value, row["answer"]) for f in find_facts(row["fact"]))
    ]
    right = refused = right_of_found = 0
    for row in rows:
        reply = (await app.generations.test_prompt(generation, row["question"])).text
        hit = contains_word(reply, row["answer"])
        right += hit
        right_of_found += hit and row in found
        refused += is_refusal(reply)
    return {
        "asked": len(rows),
        "right": right,
        "refused": refused,
        "told in words the finder reads": len(found),
        "right of those": right_of_found,
    }


def main() -> None:
    """Run it, and keep every line as it comes."""
    parser = arguments(__doc__)
    parser.add_argument("--generations", type=int, default=10)
    parser.add_argument("--facts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fill", action="store_true", help="small talk until karma is no bound")
    parser.add_argument("--paraphrases", action="store_true")
    parser.add_argument("--change", action="append", default=[], metavar="TABLE.KEY=VALUE")
    parser.add_argument("--from-the-start", action="store_true", help="all lessons from age 0, each time")
    wanted = parser.parse_args()
    columns = ("number", "status", "seconds", "tokens", *SECTIONS, "known refused", "anchor", "exam seconds")
    report = Report("lineage", columns, wanted.json)
    with ExitStack() as stack:
        stack.enter_context(changed(wanted.change))
        kind = stack.enter_context(from_the_start()) if wanted.from_the_start else ThreadTrainer
        home = stack.enter_context(home_of(wanted.home))
        extra = asyncio.run(run(home, wanted, report, kind()))
    report.show(**extra)


if __name__ == "__main__":
    main()
