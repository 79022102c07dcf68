"""Hearing again what was said: a better ear goes over it, and what it would change is offered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import LessonsChanged, Progress
from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.lesson import Fact, Lesson, holding
from luna_desktop.domain.message import Message
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.rehearing import Hands, Offer, Spoken, Telling, as_lesson, offers, standing
from luna_desktop.domain.teaching import REMEMBERED, Said, Understood
from luna_desktop.language import secrets
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.speakers import GONE
from luna_desktop.services.stores import ConversationStore, LessonStore, RehearingStore
from luna_desktop.services.teaching import Teaching, Teachings


@dataclass(frozen=True, slots=True)
class Reheard:
    """What is offered, and of how much. ``deaf`` messages could not be heard and stay as they were.

    One that was ``stopped`` offers what it had come to.
    """

    ear: str
    offers: tuple[Offer, ...] = ()
    tellings: tuple[Telling, ...] = ()
    heard: Mapping[int, str | None] = field(default_factory=dict[int, str | None])  # as ``Message.heard``
    messages: int = 0
    deaf: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """Which offers became lessons, and how many no longer fit what was done meanwhile."""

    offers: tuple[Offer, ...] = ()
    outdated: int = 0


@dataclass(slots=True)
class _Hearing:
    """What is known while message after message is heard."""

    teaching: Teaching
    standing: Sequence[Lesson]
    hands: Hands
    facts: dict[int, list[Fact]] = field(default_factory=dict[int, list[Fact]])
    tellings: list[Telling] = field(default_factory=list[Telling])
    heard: dict[int, str | None] = field(default_factory=dict[int, str | None])
    deaf: int = 0

    def known(self, at: float) -> list[Fact]:
        """What holds of all that was told until ``at``."""
        told = [lesson for lesson in self.standing if lesson.created_at <= at]
        told += [as_lesson(one, n) for n, one in enumerate(self.tellings) if one.at <= at]
        return [x.fact for held in holding(told).values() for x in held if x.fact is not None]

    def said(self, earlier: Sequence[Message]) -> list[Said]:
        """What was said before, with the facts that were heard of it now or stand."""
        return [Said(Turn(x.role, x.text), tuple(self.facts.get(x.id, ()))) for x in earlier]

    def keep(self, message_id: int, inner: str | None, tellings: Sequence[Telling]) -> None:
        """Know from now on what one message tells, all of it as its bracket reads."""
        self.heard[message_id] = inner
        for telling in filter(self.hands.allow, tellings):
            self.tellings.append(telling)
            self.facts.setdefault(message_id, []).append(telling.fact)


class RehearingService:
    """One at a time, beside her talk; nothing is changed before the person takes it."""

    def __init__(
        self,
        store: RehearingStore,
        conversations: ConversationStore,
        lessons: LessonStore,
        generations: GenerationService,
        coordinator: Coordinator,
        *,
        teachings: Teachings,
        background: Background,
        bus: Bus,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._lessons = lessons
        self._generations = generations
        self._coordinator = coordinator
        self._teachings = teachings
        self._background = background
        self._bus = bus
        self._stopped = False
        self._hearing: asyncio.Task[bool] | None = None
        self._due: tuple[str, int] | None = None

    @property
    def running(self) -> bool:
        """Whether she hears again what was said."""
        return self._coordinator.running(Work.REHEARING)

    def cancel(self) -> None:
        """End it: what was heard until now is offered."""
        self._stopped = True
        if self._hearing is not None:
            self._hearing.cancel()

    async def due(self) -> int:
        """How many messages another ear heard than hers by now; 0 with one that is always the same."""
        head = await self._generations.head()
        if self._due is None or self._due[0] != head.id:
            try:
                ear = await (await self._teachings.of(head.id)).ear()
            except LunaError:  # there is none to hear with now
                return 0
            spoken = await self._store.spoken(head.id) if ear else []
            self._due = head.id, sum(one.ear != ear for one in spoken)
        return self._due[1]

    async def run(self, on_progress: Callable[[Progress], None] | None = None) -> Reheard:
        """Hear again what another ear heard, or everything where this one has heard all of it.

        Raises:
            LunaError: ``not-born``, ``rehearing-impossible``, or why the ear cannot be had.
        """
        async with self._coordinator.work(Work.REHEARING):
            self._stopped = False
            head = await self._generations.head()
            teaching = await self._teachings.of(head.id)
            ear, every = await teaching.ear(), await self._store.spoken(head.id)
            wanted = [one for one in every if one.ear != ear] or every
            lessons = await self._lessons.all(head.id)
            ids = frozenset(one.id for one in wanted)
            stay = standing(lessons, ids)
            hearing = _Hearing(teaching, stay, Hands(lessons), _told_by(stay))
            await self._hear_all(hearing, wanted, on_progress)
            found = await self._background.run(offers, lessons, hearing.tellings, hearing.heard)
            if not found:  # nothing that the person could take
                await self._note(head.id, ear, hearing.heard, _nothing)
            return Reheard(
                ear,
                tuple(found),
                tuple(hearing.tellings),
                hearing.heard,
                len(wanted),
                hearing.deaf,
                self._stopped,
            )

    async def take(self, reheard: Reheard, chosen: Collection[Offer]) -> Taken:
        """Make lessons of the ``chosen`` offers, and note that all of it was heard.

        What was changed by hand, forgotten or made private since is left as it is by now, and so is what
        another line was told, where a generation of that answers by now.
        """
        async with self._coordinator.work(Work.LESSON):
            head = await self._generations.head()

            def choose(lessons: Sequence[Lesson], heard: Collection[int]) -> list[Offer]:
                return [x for x in offers(lessons, reheard.tellings, heard) if x in chosen]

            taken = await self._note(head.id, reheard.ear, reheard.heard, choose)
        touched = {m for x in taken for one in (*x.before, *x.added) for m in one.message_ids}
        self._bus.publish(LessonsChanged(tuple(sorted(touched))))
        return Taken(tuple(taken), len(chosen) - len(taken))

    async def _note(
        self,
        head: str,
        ear: str,
        heard: Mapping[int, str | None],
        choose: Callable[[Sequence[Lesson], Collection[int]], Sequence[Offer]],
    ) -> list[Offer]:
        taken = await self._store.take(head, ear, heard, choose)
        self._due = None
        return taken

    async def _hear_all(
        self,
        hearing: _Hearing,
        wanted: Sequence[Spoken],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        """What was brought first: it is heard by itself, and what was said here goes on from it."""
        talks: dict[int, list[Spoken]] = {}
        for one in wanted:
            if one.brought:
                talks.setdefault(one.conversation_id, []).append(one)
        parts = [*talks.values(), *([one] for one in wanted if not one.brought)]
        begin, done = time.monotonic(), 0
        for part in parts:
            await self._coordinator.idle(Work.REPLY)  # both would share the cores
            if self._stopped or not await self._heard(hearing, part):
                break
            done += len(part)
            if on_progress is not None:
                left = (time.monotonic() - begin) / done * (len(wanted) - done)
                on_progress(Progress("rehear", done / len(wanted), done, len(wanted), seconds_left=left))

    async def _heard(self, hearing: _Hearing, part: Sequence[Spoken]) -> bool:
        """Hear one message, or all of a conversation that was brought; False where it was given up."""
        task = self._hearing = asyncio.create_task(self._hear(hearing, part))
        try:
            await asyncio.wait([task])
        finally:
            self._hearing = None
            task.cancel()
        return not task.cancelled() and task.result()

    async def _hear(self, hearing: _Hearing, part: Sequence[Spoken]) -> bool:
        said = [(one, await self._conversations.message(one.id)) for one in part]
        still = [(one, x) for one, x in said if x is not None and not is_forgotten(x)]
        try:
            if still and part[0].brought:
                [heard] = await hearing.teaching.read([[message.text for _, message in still]])
            else:
                heard = [await self._hear_one(hearing, one, message) for one, message in still]
        except LunaError as error:
            if error.code not in GONE:
                raise
            hearing.deaf += len(part)  # it may be the message that ended the child
            return True
        for (one, message), understood in zip(still, heard, strict=True):
            told = await self._background.run(_tellings, one, message.text, understood, hearing.teaching)
            hearing.keep(one.id, understood.inner, told)
        return True

    async def _hear_one(self, hearing: _Hearing, spoken: Spoken, message: Message) -> Understood:
        earlier = await self._conversations.messages(message.conversation_id, message.id, REMEMBERED)
        known = await self._background.run(hearing.known, spoken.at)
        return await hearing.teaching.hear(message.text, hearing.said(earlier), known)


def _nothing(_lessons: Sequence[Lesson], _heard: Collection[int]) -> Sequence[Offer]:
    return ()


def _tellings(spoken: Spoken, text: str, understood: Understood, teaching: Teaching) -> list[Telling]:
    told = [replace(fact, source=text) for fact in understood.facts]
    held = [secrets.held_fact(fact, teaching.statement(fact), text) for fact in told]
    return [Telling(spoken.id, spoken.at, *one) for one in zip(told, held, strict=True)]


def _told_by(lessons: Sequence[Lesson]) -> dict[int, list[Fact]]:
    """By message the facts that it told."""
    told: dict[int, list[Fact]] = {}
    for lesson in lessons:
        for message_id in lesson.message_ids:
            if lesson.fact is not None:
                told.setdefault(message_id, []).append(lesson.fact)
    return told
