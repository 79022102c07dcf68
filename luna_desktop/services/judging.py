"""A message is heard once, before she answers it, and the exchange judged after, whatever else goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from luna_desktop.domain.events import (
    AgeUpDue,
    FactsHeard,
    KarmaGiven,
    MessageHeard,
    NotLearned,
    TroubleRaised,
)
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.message import Message, MessageState, Unjudged
from luna_desktop.services import chat_trouble
from luna_desktop.services.bus import Bus
from luna_desktop.services.karma import Hearing, Judged, KarmaService, still_newest
from luna_desktop.services.stores import ConversationStore, LessonStore


@dataclass(frozen=True, slots=True)
class Listening:
    """``person`` being heard, to be judged for the generation ``head``; what is ``private`` is not shown."""

    person: Message
    head: str
    hearing: asyncio.Task[Hearing]
    private: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exchange earned, and the facts it told that are learned: neither in private nor what waits."""

    entries: tuple[LedgerEntry, ...] = ()
    learned: tuple[Fact, ...] = ()


class Judging:
    """Hears and judges one exchange at a time: that of who has the ``turn``, until it is judged."""

    def __init__(
        self,
        store: ConversationStore,
        lessons: LessonStore,
        karma: KarmaService,
        *,
        due: Callable[[], Awaitable[bool]],
        bus: Bus,
    ) -> None:
        self._store = store
        self._lessons = lessons
        self._karma = karma
        self._due = due
        self._bus = bus
        self._hearing: asyncio.Task[Hearing] | None = None
        self._shown = False  # the window shows facts of who has the turn, which are no lessons yet
        self.turn = asyncio.Lock()

    @asynccontextmanager
    async def listening(
        self, person: Message, head: Generation | None, *, private: bool
    ) -> AsyncGenerator[Listening | None]:
        """Hear ``person`` until this block is left, at the longest; None where no ``head`` judges it.

        What was shown of it and is not learned when it is left is shown no more.
        """
        if head is None:
            yield None
            return
        self._shown = False
        hearing = self._hearing = asyncio.create_task(self._karma.hear(person, head.id))
        try:
            yield Listening(person, head.id, hearing, private)
        finally:
            self._hearing = None
            hearing.cancel()
            await asyncio.wait([hearing])
            if not hearing.cancelled():
                hearing.exception()  # seen: who asked for it was told
            if self._shown:
                self._bus.publish(NotLearned(person.id, person.conversation_id))

    def tell_heard(self, listening: Listening, hearing: Hearing) -> None:
        """Let the window show at once what was told, or that nothing was."""
        person = listening.person
        if not listening.private and hearing.trouble is None:
            self._shown = bool(hearing.heard.facts)
            self._bus.publish(MessageHeard(person.id, person.conversation_id, hearing.heard.facts))

    def cut_short(self) -> None:
        """Hear no further: the next start does."""
        if self._hearing is not None:
            self._hearing.cancel()

    async def judge(self, listening: Listening | None, reply: Message) -> Verdict:
        """What the exchange taught and earned; the reply is saved, whatever becomes of this."""
        if listening is None:
            return Verdict()
        await asyncio.wait([listening.hearing])
        if listening.hearing.cancelled():  # cut short
            return Verdict()
        person, completed = listening.person, reply.state is MessageState.COMPLETE
        try:
            hearing = listening.hearing.result()
            judged = await self._karma.judge(person, reply.text, completed, listening.head, hearing)
            entries = await self._save(reply, judged, judged.facts)
        except Exception as error:
            chat_trouble.log_fault("judging", error)
            self._bus.publish(TroubleRaised(chat_trouble.unjudged(error), "chat"))
            return Verdict()
        if judged.facts:
            await self._tell_facts(person)
        return Verdict(tuple(entries), judged.learned)

    async def judge_late(self, left: Unjudged) -> None:
        """Hear and judge what was left, without the facts that were told otherwise since.

        Raises:
            LunaError: what keeps it from being heard.
        """
        person, completed = left.person, left.reply.state is MessageState.COMPLETE
        hearing = await self._karma.hear(person, left.head)
        judged = await self._karma.judge(person, left.reply.text, completed, left.head, hearing)
        facts = still_newest(judged.facts, person, await self._lessons.usable(left.head))
        entries = await self._save(left.reply, judged, facts)
        if facts:
            await self._tell_facts(person)
        await self.tell_karma(entries)

    async def _save(self, reply: Message, judged: Judged, facts: Sequence[Fact]) -> list[LedgerEntry]:
        return await self._store.judged(
            reply.id, facts, judged.awards, held=judged.held, heard=judged.heard, ear=judged.ear
        )

    async def tell_karma(self, entries: Sequence[LedgerEntry]) -> tuple[int, int, bool]:
        """Say what was earned; where the bar stands, and whether an age-up is due by it."""
        balance, threshold = await self._karma.bar()
        if entries:
            self._bus.publish(KarmaGiven(tuple(entries), balance, threshold))
        due = await self._due()
        if due and entries:
            self._bus.publish(AgeUpDue(balance, threshold))
        return balance, threshold, due

    async def _tell_facts(self, person: Message) -> None:
        lessons = [x for x in await self._lessons.of_messages([person.id]) if x.fact is not None]
        if lessons:
            self._shown = False
            self._bus.publish(FactsHeard(person.id, person.conversation_id, tuple(lessons)))
