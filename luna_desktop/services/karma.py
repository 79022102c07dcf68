"""Karma: what an exchange earned, and where the bar stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luna_desktop.domain import age
from luna_desktop.domain.judge import Heard, judge
from luna_desktop.domain.karma import RECALL_DISTANCE, Award, KarmaKind, LedgerEntry, budget_tokens
from luna_desktop.domain.lesson import Fact, Lesson, held_for, holding, told_otherwise
from luna_desktop.domain.message import Message
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.teaching import REMEMBERED, Said, Understood
from luna_desktop.domain.words import contains_word
from luna_desktop.language import secrets
from luna_desktop.services.background import Background
from luna_desktop.services.results import KarmaSummary
from luna_desktop.services.stores import ConversationStore, LedgerStore, LessonStore, LineageStore
from luna_desktop.services.teaching import Teaching, Teachings

RECENT = 50
TOLD_HERE = 1000  # messages back that may have told the answer; her context holds far fewer


@dataclass(frozen=True, slots=True)
class Judged:
    """What an exchange leaves behind."""

    facts: tuple[Fact, ...]
    awards: tuple[Award, ...]
    held: str = ""
    heard: str | None = None  # as ``Message.heard``
    ear: str = ""  # as ``Teaching.ear``
    private: bool = False

    @property
    def learned(self) -> tuple[Fact, ...]:
        """The facts without those of which nothing is learned, or not yet."""
        return () if self.held or self.private else self.facts


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a message says, and why nothing of it is learned; ``trouble`` kept it from being heard."""

    heard: Understood
    held: str
    trouble: Exception | None = None
    ear: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Kinds of secrets as ``Lesson.held`` has them, and whether a lesson ``waits`` to be let in."""

    kinds: str
    waits: bool


def _held(heard: Understood, text: str, teaching: Teaching) -> str:
    """The kinds of secrets in ``text`` and in each fact of it: "10115" is none before it is a home's."""
    facts = (secrets.held_fact(fact, teaching.statement(fact)) for fact in heard.facts)
    found = {kind for held in (secrets.held(text), *facts) for kind in held.split(",")}
    return held_for(*sorted(found))


def _said(earlier: Sequence[Message], told: Sequence[Lesson]) -> list[Said]:
    """What was said in this conversation; ``told`` holds what was learnt from it."""
    facts: dict[int, list[Fact]] = {}
    for lesson in told:
        for message_id in lesson.message_ids:
            if lesson.fact is not None:
                facts.setdefault(message_id, []).append(lesson.fact)
    return [Said(Turn(x.role, x.text), tuple(facts.get(x.id, ()))) for x in earlier]


def _named_in(messages: Sequence[Message], value: str) -> bool:
    return any(contains_word(message.whole, value) for message in messages)


def still_newest(facts: Sequence[Fact], person: Message, usable: Sequence[Lesson]) -> list[Fact]:
    """Those of ``facts`` that nothing ``usable`` tells otherwise since ``person`` said them."""
    later = [x.fact for x in usable if x.fact is not None and x.told[0] > person.created_at]
    return [fact for fact in facts if not any(told_otherwise(fact, other) for other in later)]


class KarmaService:
    """The bar, and the judge of exchanges."""

    def __init__(
        self,
        ledger: LedgerStore,
        conversations: ConversationStore,
        lessons: LessonStore,
        lineage: LineageStore,
        *,
        teachings: Teachings,
        background: Background,
    ) -> None:
        self._teachings = teachings
        self._background = background
        self._ledger = ledger
        self._conversations = conversations
        self._lessons = lessons
        self._lineage = lineage

    async def summary(self) -> KarmaSummary:
        """The bar and what filled it last."""
        balance, threshold = await self.bar()
        head = await self._lineage.head()
        return KarmaSummary(
            balance,
            threshold,
            head.age if head else 0,
            budget_tokens(min(balance, threshold)),
            tuple(await self._ledger.entries(RECENT)),
        )

    async def ledger(self, limit: int = 200, before: int | None = None) -> list[LedgerEntry]:
        """Lines of the ledger, newest first, those older than ``before``."""
        return await self._ledger.entries(limit, before)

    async def verify(self) -> list[str]:
        """What does not add up when the whole ledger is folded anew; empty when all of it does."""
        return await self._ledger.faults()

    async def bar(self) -> tuple[int, int]:
        """Balance, and the threshold of the age she is at."""
        head = await self._lineage.head()
        return await self._ledger.balance(), age.threshold(head.age if head else 0)

    async def hear(self, person: Message, head: str) -> Hearing:
        """What ``person`` says. What keeps it from being heard, the judge tells: she answers first."""
        teaching = await self._teachings.of(head)
        earlier = await self._conversations.messages(person.conversation_id, person.id, REMEMBERED)
        before = _said(earlier, await self._lessons.of_messages([x.id for x in earlier], private=True))
        # What waits to be let in is known too: one more does not replace it.
        known = await self._lessons.known(head)
        heard, ear, trouble = Understood(), "", None
        try:
            heard, ear = await teaching.hear(person.text, before, known), await teaching.ear()
        except Exception as error:  # the memory is short for an ear, say
            trouble = error
        held = await self._background.run(_held, heard, person.text, teaching)
        return Hearing(heard, held, trouble, ear)

    async def get_ready(self, head: str) -> None:
        """Load what the first message would wait for.

        Raises:
            LunaError: what keeps it from being heard.
        """
        await self._background.run(secrets.held, "")
        await (await self._teachings.of(head)).get_ready()

    async def bracket(self, person: Message, head: str) -> str:
        """What is right to say to oneself before an answer to ``person``; '' also where it is not known."""
        if person.heard is not None:
            return person.heard
        return (await self.hear(person, head)).heard.inner or ""

    async def withheld(self, person: Message, head: str, hearing: Hearing | None) -> Withheld | None:
        """Why nothing of ``person`` is learned; None where nothing speaks against it.

        Nor where the person let a lesson of it in, nor in a private conversation: of that nothing is learned.
        Without a ``hearing`` it was heard when it was answered first.
        """
        conversation = await self._conversations.get(person.conversation_id)
        kinds = person.held if hearing is None else hearing.held
        if conversation is None or conversation.private or not kinds:
            return None
        taught = [x for x in await self._lessons.all(head) if person.id in x.message_ids]
        if any(not (x.held or x.struck) for x in taught):
            return None
        return Withheld(kinds, waits=bool(taught if hearing is None else hearing.heard.facts))

    async def judge(
        self, person: Message, reply: str, completed: bool, head: str, hearing: Hearing
    ) -> Judged:
        """The facts that ``person`` told, and what the exchange earns.

        Of a private conversation the ledger, which stays when it is deleted, tells no kinds of facts.

        Raises:
            LunaError: what kept ``person`` from being heard.
        """
        if hearing.trouble is not None:
            raise hearing.trouble
        teaching = await self._teachings.of(head)
        heard_facts, mended = hearing.heard.facts, hearing.heard.mended
        known = await self._lessons.ever_told({fact.key for fact in heard_facts})
        new = [x for x in heard_facts if x.change != "remove" and (x.key, x.value) not in known]
        conversation = await self._conversations.get(person.conversation_id)
        private = conversation is not None and conversation.private
        asked = hearing.heard.asked if completed and not private else frozenset[str]()
        recalled = await self._recalled(person, reply, head, asked)

        def named(fact: Fact | None) -> tuple[str, str] | None:
            return (teaching.title(fact), fact.key) if fact else None

        heard = Heard(
            person.id,
            person.text,
            reply,
            completed,
            said_before=await self._conversations.said_before(person.id),
            new_facts=() if private else tuple(teaching.title(x) for x in new if x != mended),
            recalled=named(recalled),
            corrected=None
            if private or mended not in new or await self._paid(mended, head)
            else named(mended),
        )
        # What is not learned earns nothing; of a private conversation nothing is learned, but she answers.
        awards = () if hearing.held and not private else judge(heard)
        return Judged(heard_facts, awards, hearing.held, hearing.heard.inner, hearing.ear, private)

    async def _said_here(self, person: Message, value: str) -> bool:
        """Whether anybody named the answer before in this conversation: then her weights prove nothing."""
        earlier = await self._conversations.messages(person.conversation_id, person.id, TOLD_HERE)
        return await self._background.run(_named_in, earlier, value)

    async def _paid(self, fact: Fact | None, head: str) -> bool:
        """A kind that is put right again and again earns once a generation."""
        return fact is not None and bool(
            await self._ledger.earned(KarmaKind.CORRECTION, f"correction:{fact.key}", head)
        )

    async def _recalled(self, person: Message, reply: str, head: str, keys: frozenset[str]) -> Fact | None:
        """A fact told long ago and elsewhere that was asked for and answered rightly."""
        if not keys:
            return None
        now = holding(await self._lessons.usable_of(head, keys))
        for lesson in (lesson for key in sorted(keys) for lesson in now.get(key, ())):
            fact = lesson.fact
            if fact is None or not lesson.message_ids or not contains_word(reply, fact.value):
                continue
            if await self._said_here(person, fact.value):
                continue
            if await self._conversations.distance(max(lesson.message_ids), person.id) < RECALL_DISTANCE:
                continue
            if not await self._ledger.earned(KarmaKind.RECALL, f"recall:{fact.key}", head):
                return fact
        return None
