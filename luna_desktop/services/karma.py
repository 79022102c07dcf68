"""Karma: what an exchange earned, and where the bar stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from luna_desktop.domain import age
from luna_desktop.domain.judge import Heard, judge
from luna_desktop.domain.karma import RECALL_DISTANCE, Award, KarmaKind, LedgerEntry, budget_tokens
from luna_desktop.domain.lesson import Fact, newest_facts
from luna_desktop.domain.message import Message, normalised
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import KINDS, kind_of
from luna_desktop.language.speech import contains_word
from luna_desktop.services.results import KarmaSummary
from luna_desktop.services.stores import ConversationStore, LedgerStore, LessonStore, LineageStore

RECENT = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """What an exchange leaves behind."""

    facts: tuple[Fact, ...]
    awards: tuple[Award, ...]


def asked_keys(text: str) -> frozenset[str]:
    """The kinds of facts that ``text`` asks for, in any wording that is known."""
    return _questions().get(_question(text), frozenset())


@cache
def _questions() -> dict[str, frozenset[str]]:
    keys: dict[str, frozenset[str]] = {}
    for key, kind in KINDS.items():
        for form in map(_question, (*kind.questions, *kind.held_questions)):
            keys[form] = keys.get(form, frozenset()) | {key}
    return keys


def _question(text: str) -> str:
    return normalised(text).strip(" .?!")


class KarmaService:
    """The bar, and the judge of exchanges."""

    def __init__(
        self,
        ledger: LedgerStore,
        conversations: ConversationStore,
        lessons: LessonStore,
        lineage: LineageStore,
    ) -> None:
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

    async def bar(self) -> tuple[int, int]:
        """Balance, and the threshold of the age she is at."""
        head = await self._lineage.head()
        return await self._ledger.balance(), age.threshold(head.age if head else 0)

    async def judge(self, person: Message, reply: str, completed: bool, head: str) -> Judged:
        """The facts that ``person`` told, and what the exchange earns."""
        facts = tuple(find_facts(person.text))
        told = await self._lessons.facts()
        known = {lesson.fact for lesson in told}
        recalled = await self._recalled(person, reply, head) if completed else None
        heard = Heard(
            person.id,
            person.text,
            reply,
            completed,
            await self._conversations.said_before(person.id),
            tuple(kind_of(fact.key).title for fact in facts if fact not in known),
            (kind_of(recalled.key).title, recalled.key) if recalled else None,
        )
        return Judged(facts, judge(heard))

    async def _recalled(self, person: Message, reply: str, head: str) -> Fact | None:
        """A fact told long ago and elsewhere that was asked for and answered rightly."""
        keys = asked_keys(person.text)
        if not keys:
            return None
        newest = newest_facts(await self._lessons.usable(head))
        for lesson in (newest[key] for key in sorted(keys) if key in newest):
            fact = lesson.fact
            if fact is None or not lesson.message_ids or not contains_word(reply, fact.value):
                continue
            if await self._conversations.any_in(person.conversation_id, lesson.message_ids):
                continue
            if await self._conversations.distance(max(lesson.message_ids), person.id) < RECALL_DISTANCE:
                continue
            if not await self._ledger.earned(KarmaKind.RECALL, f"recall:{fact.key}", head):
                return fact
        return None
