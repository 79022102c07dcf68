"""People whom nobody of the makers wrote: told in passing, asked in their own words, through the app itself.

    python -m benchmarks.people [--people 3] [--from 0] [--base smollm2-135m] [--born HOME] [--dev]

Each lives in a home of their own, a copy of the newborn one in HOME if it is given: told six facts in six
messages with small talk between, aged up at once, and asked three questions for each fact, four for what was
never told, and three lines of small talk. The thirty people in benchmarks/people.json are sealed: written by
a hand that saw neither bank nor code, never trained on, never tuned to; only counts are printed. The twenty
in people_dev.json (``--dev``) are there to develop with: what is missed is printed.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import Report, arguments, home_of
from luna_desktop.bootstrap import open_app
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.statistics import wilson
from luna_desktop.domain.words import contains_word
from luna_desktop.language.speech import is_refusal
from luna_desktop.workers.trainer import ThreadTrainer

PEOPLE, DEV = (Path(__file__).with_name(name) for name in ("people.json", "people_dev.json"))
COLUMNS = ("person", "noticed", "answered", "never told, answered", "talk taken for a fact",
           "talk answered with a fact", "status", "seconds")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it was said, what must be in the answer, and the questions for it."""

    said: str
    value: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One of the thirty."""

    name: str
    facts: tuple[Told, ...]
    never: tuple[str, ...]
    small_talk: tuple[str, ...]


@dataclass(slots=True)
class Count:
    """What came of one life, or of several together."""

    noticed: int = 0
    told: int = 0
    answered: int = 0
    asked: int = 0
    invented: int = 0
    never: int = 0
    taken: int = 0
    met: int = 0
    talk: int = 0
    published: int = 0
    seconds: float = 0.0

    def add(self, other: Count) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def people(path: Path = PEOPLE) -> list[Person]:
    """All of them."""
    data: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Person(
            row["name"],
            tuple(Told(x["said"], x["value"], tuple(x["asked"])) for x in row["facts"]),
            tuple(row["never"]),
            tuple(row["small_talk"]),
        )
        for row in data
    ]


async def live(home: Path, person: Person, base: str, show: Callable[..., None]) -> Count:
    """Tell, age up, ask; ``show`` is told what was missed."""
    count = Count(told=len(person.facts), never=len(person.never), talk=len(person.small_talk))
    async with open_app(home, ThreadTrainer()) as app:
        if await app.birth.needed():
            await app.birth.be_born(base)
        place: int | None = None
        for number, told in enumerate(person.facts):
            exchange = await app.chat.send(told.said, place)
            place = exchange.person.conversation_id
            noticed = any(_same(fact, told.value) for fact in exchange.heard)
            count.noticed += noticed
            if not noticed:
                show("not noticed", told.said, exchange.heard)
            if number % 2 and (said := person.small_talk[number // 2]):
                taken = await app.chat.send(said, place)
                count.taken += bool(taken.heard)
                if taken.heard:
                    show("taken for a fact", said, taken.heard)
        begin = time.perf_counter()
        outcome = await app.age_up.run(now=True)
        count.seconds = time.perf_counter() - begin
        count.published = outcome.status == "published"
        asked = (outcome.candidate or outcome.from_).id

        async def answer(question: str, is_right: Callable[[str], bool]) -> bool:
            reply = await app.generations.test_prompt(asked, question)
            if not (right := is_right(reply.text)):
                show("answered wrongly", question, reply.inner, reply.text)
            return right

        for told in person.facts:
            for question in told.asked:
                count.asked += 1
                count.answered += await answer(question, _has(told.value))
        for question in person.never:
            count.invented += not await answer(question, is_refusal)
        values = [told.value for told in person.facts]
        for said in person.small_talk:
            others = [value for value in values if not contains_word(said, value)]
            count.met += not await answer(said, _lacks(others))
    return count


def _has(value: str) -> Callable[[str], bool]:
    return lambda text: contains_word(text, value)


def _lacks(values: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: not any(contains_word(text, value) for value in values)


def _silent(*_what: object) -> None:
    """Of the sealed nothing is shown."""


def _same(heard: Fact, value: str) -> bool:
    return contains_word(heard.value, value) or contains_word(value, heard.value)


def _row(name: str, count: Count) -> tuple[Any, ...]:
    return (
        name,
        _share(count.noticed, count.told),
        _share(count.answered, count.asked),
        _share(count.invented, count.never),
        _share(count.taken, count.talk),
        _share(count.met, count.talk),
        count.published,
        count.seconds,
    )


def _share(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{right}/{of} [{low:.2f} {high:.2f}]"


def main(argv: Sequence[str] | None = None) -> None:
    """Let some of the thirty live, one after the other, and print what came back."""
    parser = arguments(__doc__)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--base", default="smollm2-135m")
    parser.add_argument("--dev", action="store_true", help="the people to develop with")
    parser.add_argument("--born", type=Path, metavar="HOME", help="where she is born already")
    chosen = parser.parse_args(argv)
    report, whole = Report("people", COLUMNS, chosen.json), Count()
    with home_of(chosen.home) as home:
        every = people(DEV if chosen.dev else PEOPLE)
        for number, person in enumerate(every[chosen.first : chosen.first + chosen.people], chosen.first):
            place = home / str(number)
            if chosen.born:
                shutil.copytree(chosen.born, place)
            count = asyncio.run(live(place, person, chosen.base, print if chosen.dev else _silent))
            whole.add(count)
            print(_row(str(number), count), flush=True)
            report.add(*_row(str(number), count))
    report.add(*_row("all", whole))
    report.show(base=chosen.base)


if __name__ == "__main__":
    main()
