"""What her ear makes of odd inputs: traits that are no names, pasted text, asides, things taken back.

    python -m benchmarks.heard [--kind KIND] [--known] [--show] [--json FILE]

Each case of benchmarks/heard.json is a message with those before it, all heard by the real ear in its child,
as in a chat. What is judged is what the message changes about what holds: all that was ``told`` must be there
or gone, and nothing else, but what ``may`` be noted. Keys and values are compared as patterns; ``!`` before
one leaves it out, and ``@`` names a list of ``keys``.

The known cases were once heard wrongly and may be looked at: ``--show`` prints those that still are. The
``new`` ones are sealed: written by a hand that saw neither the rules nor the bank, never trained on, never
tuned to, not to be looked at by who mends the ear; only counts are printed.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from benchmarks.common import Report, arguments
from luna_desktop.bootstrap import teachings
from luna_desktop.domain.lesson import Change, Fact, Lesson, LessonKind, holding
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.statistics import wilson
from luna_desktop.domain.teaching import Said, Understood
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.services.background import Background
from luna_desktop.services.bases import load_base
from luna_desktop.services.ear import EAR
from luna_desktop.services.recipes import INNER
from luna_desktop.services.teaching import Teaching

CASES = Path(__file__).with_name("heard.json")
COLUMNS = ("kind", "known", "new")

Held = frozenset[tuple[str, str]]  # (key, value) of all that holds


@dataclass(frozen=True, slots=True)
class Wanted:
    """Facts by patterns of their keys and values; ``change`` is what telling one does."""

    keys: tuple[str, ...]
    values: tuple[str, ...]
    change: Change = "set"

    def among(self, held: Iterable[tuple[str, str]]) -> Held:
        """Those of ``held`` that it means."""
        return frozenset(x for x in held if _fits(x[0], self.keys) and _fits(x[1], self.values))


@dataclass(frozen=True, slots=True)
class Case:
    """A message after others, and what a fair person would note of it."""

    kind: str
    before: tuple[str, ...]
    said: str
    told: tuple[Wanted, ...]
    may: tuple[Wanted, ...]
    never: tuple[str, ...]
    asked: tuple[str, ...]
    new: bool

    def right(self, before: Held, after: Held, asked: Iterable[str]) -> bool:
        """Whether the change from ``before`` to ``after`` is what was told, and what was asked was heard.

        What was told before has to be there: who heard nothing of it has nothing to leave alone.
        """
        set_ = [x for x in self.told if x.change != "remove"]
        gone = [x for x in self.told if x.change == "remove"]
        came, went = after - before, before - after
        wanted = frozenset[tuple[str, str]]().union(*(x.among(came) for x in (*set_, *self.may)))
        replaced = [pair for x in set_ if x.change == "set" for pair in went if _fits(pair[0], x.keys)]
        left = frozenset[tuple[str, str]](replaced).union(*(x.among(went) for x in gone))
        return (
            bool(before or not self.before)
            and all(x.among(after) for x in set_)
            and all(x.among(before) and not x.among(after) for x in gone)
            and came <= wanted
            and went <= left
            and not any(_fits(value, self.never) for _, value in came)
            and (not self.asked or any(_fits(key, self.asked) for key in asked))
        )


@dataclass(slots=True)
class Conversation:
    """Messages heard one after the other, each with what was told by then."""

    said: list[Said] = field(default_factory=list[Said])
    lessons: list[Lesson] = field(default_factory=list[Lesson])

    @property
    def held(self) -> Held:
        return frozenset((x.key, x.value) for x in self.known)

    @property
    def known(self) -> list[Fact]:
        return [x.fact for told in holding(self.lessons).values() for x in told if x.fact is not None]

    def heard(self, text: str, understood: Understood) -> Conversation:
        """It with one more message."""
        number = len(self.lessons)
        told = [
            Lesson(n, LessonKind.FACT, n, (), fact) for n, fact in enumerate(understood.facts, number + 1)
        ]
        said = Said(Turn("person", text), understood.facts)
        return Conversation([*self.said, said], [*self.lessons, *told])


class Listener:
    """Hears cases; the same messages in the same order are heard once."""

    def __init__(self, teaching: Teaching) -> None:
        self._teaching = teaching
        self._heard: dict[tuple[str, ...], tuple[Conversation, Understood]] = {}
        self.seconds: list[float] = []

    async def hear(self, messages: tuple[str, ...]) -> tuple[Conversation, Understood]:
        """What holds after the last of ``messages``, and what was understood of it."""
        if not messages:
            return Conversation(), Understood()
        if messages not in self._heard:
            so_far, _ = await self.hear(messages[:-1])
            begin = time.perf_counter()
            understood = await self._teaching.hear(messages[-1], so_far.said, so_far.known)
            self.seconds.append(time.perf_counter() - begin)
            self._heard[messages] = so_far.heard(messages[-1], understood), understood
        return self._heard[messages]

    async def is_right(self, case: Case) -> bool:
        before, _ = await self.hear(case.before)
        after, understood = await self.hear((*case.before, case.said))
        return case.right(before.held, after.held, understood.asked)

    async def story(self, case: Case) -> str:
        """The case as it was heard, to be read."""
        lines: list[str] = []
        messages = (*case.before, case.said)
        for number in range(1, len(messages) + 1):
            _, understood = await self.hear(messages[:number])
            told = "; ".join(f"{x.change} {x.key} = {x.value}" for x in understood.facts) or "nothing"
            asked = f" asks {', '.join(sorted(understood.asked))}" if understood.asked else ""
            lines.append(f"  {messages[number - 1][:300]!r}\n    heard: {told}{asked}")
        return f"{case.kind}\n" + "\n".join(lines)


def cases(path: Path = CASES) -> list[Case]:
    """All of them."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = data["keys"]

    def wanted(rows: Sequence[Mapping[str, Any]]) -> tuple[Wanted, ...]:
        return tuple(
            Wanted(_patterns(row["key"], groups), tuple(row["value"]), row.get("change", "set"))
            for row in rows
        )

    return [
        Case(
            row["kind"],
            tuple(row["before"]),
            row["said"],
            wanted(row["told"]),
            wanted(row.get("may", ())),
            tuple(row["not"]),
            _patterns(row.get("asked", ()), groups),
            row.get("new", False),
        )
        for row in data["cases"]
    ]


def _patterns(written: Iterable[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: list[str] = []
    for one in written:
        found += groups[one[1:]] if one.startswith("@") else [one]
    return tuple(found)


def _fits(text: str, patterns: Sequence[str]) -> bool:
    """Whether ``text`` is as one of ``patterns`` says, but for case, article and the kind of apostrophe."""
    text = " ".join(text.casefold().replace("\u2019", "'").split())
    bare = re.sub(r"^(?:an?|the|my) (?=.)", "", text)
    left_out = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    return any(fnmatchcase(x, pattern) for x in (text, bare) for pattern in patterns) and not any(
        fnmatchcase(text, pattern) for pattern in left_out
    )


async def listen(some: Sequence[Case], show: bool, report: Report) -> None:
    """Hear all of ``some`` and fill the table; ``show`` prints the known ones that were heard wrongly."""
    background = Background()
    teaching = teachings(background, ChildSpeakerFactory())[INNER]()
    listener = Listener(teaching)
    marks: dict[str, dict[bool, list[bool]]] = {}
    try:
        for case in some:
            right = await listener.is_right(case)
            marks.setdefault(case.kind, {False: [], True: []})[case.new].append(right)
            if show and not right and not case.new:
                print(await listener.story(case), flush=True)
    finally:
        await teaching.close()
        background.close()
    for kind, of_kind in marks.items():
        report.add(kind, _share(of_kind[False]), _share(of_kind[True]))
    every = [[x for of_kind in marks.values() for x in of_kind[new]] for new in (False, True)]
    report.add("all", *map(_share, every))
    seconds = sorted(listener.seconds)
    report.show(
        messages=len(seconds),
        median_seconds=round(seconds[len(seconds) // 2], 2) if seconds else None,
        skills=load_base(EAR).base.skills[:12],
    )


def _share(marks: Sequence[bool]) -> str:
    low, high = wilson(sum(marks), len(marks))
    return f"{sum(marks)}/{len(marks)} [{low:.2f} {high:.2f}]" if marks else ""


def main(argv: Sequence[str] | None = None) -> None:
    """Hear the cases of every kind, and print how many were heard rightly."""
    parser = arguments(__doc__)
    parser.add_argument("--kind", help="only kinds whose name has this in it")
    parser.add_argument("--known", action="store_true", help="only the known cases")
    parser.add_argument("--show", action="store_true", help="print the known cases that are heard wrongly")
    chosen = parser.parse_args(argv)
    some = [x for x in cases() if (chosen.kind or "") in x.kind and not (chosen.known and x.new)]
    asyncio.run(listen(some, chosen.show, Report("heard", COLUMNS, chosen.json)))


if __name__ == "__main__":
    main()
