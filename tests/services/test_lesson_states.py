"""In whatever state a lesson is, only what was let in reaches a dataset: real storage, real lessons."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.judge import correction_award
from luna_desktop.domain.lesson import Fact, Lesson, snapshot
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.domain.plan import read_plan
from luna_desktop.language import secrets
from luna_desktop.language.dataset import compose
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.phases import phases_up_to
from luna_desktop.services.bases import load_base
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.lessons import LessonTable
from luna_desktop.storage.lineage import LineageTable
from tests.storage.conftest import Clock
from tests.teaching import order

KEYS = [key for key, kind in KINDS.items() if kind.values == "name"]
ALLOWED = {"plain", "let in", "confirmed", "told again", "mended", "unstruck", "public again", "also public"}
STATES = (
    *sorted(ALLOWED), "struck", "secret", "private", "deleted", "imported", "superseded", "held newer",
    "corrected secret", "struck confirmed",
)  # fmt: skip
SECRET = "call me at +49 170 1234567"


def value(n: int) -> str:
    """A name that no curriculum holds."""
    return f"Qx{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}zorb"


@dataclass
class Home:
    """One database, with the verbs that bring a lesson into a state."""

    database: Database

    def __post_init__(self) -> None:
        self.talk, self.lessons = ConversationTable(self.database), LessonTable(self.database)

    async def tell(self, fact: Fact, extra: str = "", place: int | None = None) -> Message:
        text = f"{fact.key} {fact.value} {extra} {self.database.clock()}"
        _, person, reply = await self.talk.begin(place, "t", text, "g0", judged_for="g0")
        await self.talk.finish(reply.id, "yes", MessageState.COMPLETE)
        await self.talk.judged(reply.id, [fact], (), held=secrets.held(text))
        return person

    async def lesson(self, fact: Fact) -> Lesson:
        return [x for x in await self.lessons.all("g0") if x.fact == fact][-1]

    async def bring(self, state: str, fact: Fact) -> str:
        """Make a lesson of ``fact`` in ``state``; returns the value that may be taught."""
        if state == "imported":
            await self.lessons.add_imported("g0", [(fact, "imported")], [])
            return fact.value
        if state == "corrected secret":
            person = await self.tell(Fact(fact.key, "Other"))
            reply = (await self.talk.messages(person.conversation_id, None, 9))[-1]
            text = f"It is {fact.value}, {SECRET}"
            award = correction_award(reply.id, "exchange:x")
            await self.talk.correct(reply, "What?", text, award=award, head="g0", held=secrets.held(text))
            return fact.value
        person = await self.tell(fact, SECRET if state in ("secret", "let in", "told again") else "")
        if state in ("struck", "unstruck", "struck confirmed"):
            await self.lessons.strike((await self.lesson(fact)).id)
        if state in ("let in", "unstruck"):
            await self.lessons.let_in((await self.lesson(fact)).id)
        if state in ("confirmed", "struck confirmed"):
            await self.lessons.let_in((await self.lesson(fact)).id, confirmed=True)
        if state == "struck confirmed":
            await self.lessons.strike((await self.lesson(fact)).id)
        if state in ("private", "public again", "also public"):
            await self.talk.change(person.conversation_id, private=True)
        if state == "public again":
            await self.talk.change(person.conversation_id, private=False)
        if state in ("also public", "told again"):
            await self.tell(fact)
        if state == "deleted":
            await self.talk.delete(person.conversation_id)
        if state in ("superseded", "held newer"):
            await self.tell(Fact(fact.key, "Newer"), SECRET if state == "held newer" else "")
        if state == "mended":
            mended = fact.value.replace("zorb", "mend")
            await self.lessons.mend(await self.lesson(fact), mended, "g0")
            return mended
        return fact.value


@cache
def _phases() -> list[Phase]:
    return list(phases_up_to(1))


async def dataset(states: list[str]) -> tuple[dict[str, str], str]:
    """What may be taught, by state, and all the text of the rows that would be trained on."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "luna.db", Clock())
        await database.open()
        try:
            lineage = LineageTable(database)
            born = Generation("g0", 0, 0, None, GenerationStatus.TRAINING, 1.0, "embryo")
            await lineage.add_candidate(born, (), read_plan({}), ())
            await lineage.conclude(
                "g0", GenerationStatus.PUBLISHED, exam=None, reason="", size=1, tokens=1, seconds=1.0
            )
            home, values = Home(database), dict[str, str]()
            for n, state in enumerate(states):
                values[f"{n} {state}"] = await home.bring(state, Fact(KEYS[n], value(n)))
            lessons = snapshot(await home.lessons.usable("g0"), frozenset())
        finally:
            await database.close()
    rows = compose(order(load_base("embryo").mixture, lessons, budget=40_000), _phases())
    return values, " ".join(turn.text for row in rows for turn in row.turns)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=8))
def test_only_what_was_let_in_is_trained_on(states: list[str]) -> None:
    values, text = asyncio.run(dataset(states))
    for name, told in values.items():
        assert (told in text) == (name.split(" ", 1)[1] in ALLOWED), name


def test_every_state_at_once() -> None:
    values, text = asyncio.run(dataset(list(STATES)))
    assert len(values) == len(STATES)
    for name, told in values.items():
        assert (told in text) == (name.split(" ", 1)[1] in ALLOWED), name
