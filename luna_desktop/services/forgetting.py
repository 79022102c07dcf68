"""Forgetting, from the look at what holds it to the proof that nobody can be asked for it.

The text goes first and in one transaction: lessons, messages, and the current
generation steps back to its last ancestor that never knew. From there she
learns again what is left, and is asked in every way for what is gone. Only
then the files of the generations that knew it are removed, and also at the
next start, should the power fail in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import ConversationChanged, GenerationLoaded, KarmaGiven, MessageFinished
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.domain.lesson import Fact, Lesson, newest_facts
from luna_desktop.domain.message import Conversation, Message, spoken
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import is_kind, kind_of
from luna_desktop.language.speech import contains_word
from luna_desktop.services.age_up import STILL_KNEW, AgeUpService
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.karma import KarmaService, asked_keys
from luna_desktop.services.probe import Question, gives, questions
from luna_desktop.services.results import AgeUpOutcome
from luna_desktop.services.speakers import Voice
from luna_desktop.services.stores import ConversationStore, ForgettingStore, LineageStore

STILL_KNOWN = "She was asked for it in {asked} ways and still gave it away in {leaks}."


@dataclass(frozen=True, slots=True)
class Forgot:
    """How it went. ``outcome`` is None where no current generation had to learn anew, or with ``trouble``
    none could begin to. ``left`` is what kept some file of it from being removed at once."""

    what: Forgetting
    outcome: AgeUpOutcome | None
    asked: int = 0
    trouble: LunaError | None = None
    left: LunaError | None = None

    @property
    def relearnt(self) -> bool:
        return self.trouble is None and (self.outcome is None or self.outcome.to is not None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why she did not learn the rest again."""
        if self.trouble is not None:
            return (self.trouble.sentence,)
        return () if self.outcome is None or self.relearnt else self.outcome.reasons


class _Kept:
    """The first thing that went wrong is kept, and the rest goes on."""

    def __init__(self) -> None:
        self.first: LunaError | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, LunaError):
            self.first = self.first or error
        return isinstance(error, LunaError)


class ForgetService:
    """Looks at what would go, and lets it go."""

    def __init__(
        self,
        store: ForgettingStore,
        conversations: ConversationStore,
        lineage: LineageStore,
        generations: GenerationService,
        *,
        karma: KarmaService,
        age_up: AgeUpService,
        background: Background,
        bus: Bus,
    ) -> None:
        self._store = store
        self._background = background
        self._conversations = conversations
        self._lineage = lineage
        self._generations = generations
        self._karma = karma
        self._age_up = age_up
        self._bus = bus
        self.running = False  # from the first thing that goes to the last

    async def look(self, sought: str, *, numbers: bool = True) -> Forgetting:
        """Everything that holds ``sought``, a text or with ``numbers`` a lesson's number; nothing is changed.

        Raises:
            LunaError: ``nothing-to-forget``.
        """
        sought = " ".join(spoken(sought).split())
        if not sought:
            raise LunaError(
                "nothing-to-forget", "There is nothing to forget yet.", "", "Write what she shall forget."
            )
        every = await self._store.lessons()
        named = [x for x in every if numbers and sought == str(x.id)]
        find = partial(_same, named) if named else partial(_with_text, sought)
        lessons = await self._background.run(find, every)
        messages = await self._messages(lessons, "" if named else sought)
        titles = await self._titles(lessons, "" if named else sought)
        orphans, generations = ([], []) if named else await self._once_taught(sought)
        told = {lesson.fact.key for lesson in lessons if lesson.fact}
        orphans = [fact for fact in orphans if fact.key not in told]
        if not (lessons or messages or orphans or titles):
            raise LunaError(
                "nothing-to-forget",
                f"Nothing holds {sought!r}.",
                "",
                "`luna lessons --all` lists what she was told.",
            )
        known = {generation.id for generation in generations}
        knowing = await self._store.knowing([lesson.id for lesson in lessons])
        generations += [generation for generation in knowing if generation.id not in known]
        lost, back_to, line = await self._way_back(generations)
        return Forgetting(
            sought,
            tuple(lessons),
            tuple(_outdated(lessons, every)),
            tuple(messages),
            tuple(generations),
            lost,
            back_to,
            await self._store.spent([generation.id for generation in line]),
            await self._store.copies(),
            tuple(orphans),
            tuple(titles),
            bool(named),
        )

    async def forget(self, what: Forgetting) -> Forgot:
        """Let it go, learn again what is left, and prove that it is gone.

        What keeps her from learning again is told in what comes back: gone it is all the same.

        Raises:
            LunaError: ``forgetting-outdated`` where more or less would go than was shown, and
                ``age-up-impossible`` while she is learning; nothing is changed then.
        """
        self._may_begin()
        if await self.look(what.sought, numbers=what.numbered) != what:
            raise LunaError(
                "forgetting-outdated",
                "Nothing is forgotten yet.",
                "Since you looked, what would go has changed.",
                "Look again.",
            )
        self._may_begin()
        self.running = True
        try:
            return await self._let_go(what)
        finally:
            self.running = False

    async def _let_go(self, what: Forgetting) -> Forgot:
        for generation in what.generations:
            if generation.status is GenerationStatus.PAUSED:
                await self._age_up.discard_paused()
        entries = await self._store.erase(what)
        # From here on it is forgotten, whatever else fails: that is told with it.
        left, trouble = _Kept(), _Kept()
        with left:
            await self._store.scrub()
        doomed, outcome, asked = list(what.generations), None, ()
        try:
            with left:
                await self._tell(what, entries)
            if what.lost is not None and what.back_to is not None:
                asked = questions(what.lessons, what.orphans)
                probe = partial(self._probe, asked, what.back_to)
                with trouble:  # her ancestor's files are damaged, say
                    outcome = await self._age_up.relearn(what.lost, what.karma, probe)
                if outcome is not None and outcome.status == "rejected" and _leaked(outcome):
                    doomed.append(outcome.candidate)
                    with left:
                        await self._mark(outcome.candidate, GenerationStatus.FORGOTTEN)
                    self._bus.publish(GenerationLoaded(what.back_to))
        finally:
            for generation in doomed:
                with left:
                    await self._generations.remove_forgotten(generation)
                    if outcome is not None and generation is outcome.candidate:
                        await self._mark(generation, GenerationStatus.FAILED)
        return Forgot(what, outcome, len(asked), trouble.first, left.first)

    async def _mark(self, leaking: Generation, status: GenerationStatus) -> None:
        """She cannot speak or be published from here on; while files of hers are left, they are to go."""
        await self._lineage.set_status(leaking.id, status, STILL_KNEW)

    async def reconcile(self) -> None:
        """Remove from the database's file what the last run could not."""
        if await self._store.scrub_due():
            await self._store.scrub()

    def _may_begin(self) -> None:
        if self._age_up.running or self.running:
            why = "She is learning." if self._age_up.running else "She is forgetting already."
            raise LunaError("age-up-impossible", "She cannot forget now.", why, "Try again after it.")

    # -- what holds it --------------------------------------------------------

    async def _messages(self, lessons: Sequence[Lesson], text: str) -> list[Message]:
        """The messages that the lessons came from or that give them away, and all with ``text`` in them."""
        found: dict[int, Message] = {}
        if text:
            found = {m.id: m for m in await self._store.holding(text) if contains_word(m.text, text)}
        for lesson in lessons:
            sources = set(lesson.message_ids)
            for message in await self._store.messages(lesson.message_ids) if sources else ():
                if _gives_away(message, lesson):
                    found[message.id] = message
            if lesson.fact is not None:
                for message in await self._store.holding(lesson.fact.value):
                    if await self._answers(message, lesson.fact):
                        found[message.id] = message
        return sorted(found.values(), key=lambda message: message.id)

    async def _titles(self, lessons: Sequence[Lesson], text: str) -> list[Conversation]:
        """Conversations called by what is forgotten: imports bring titles, and people give them."""
        secrets = {text, *(lesson.fact.value for lesson in lessons if lesson.fact)} - {""}
        every = [c for archived in (False, True) for c in await self._conversations.all(archived)]
        return [c for c in every if any(contains_word(c.title, secret) for secret in secrets)]

    async def _answers(self, message: Message, fact: Fact) -> bool:
        """Whether this is her answer to a question for ``fact``, or tells it itself."""
        if not contains_word(message.text, fact.value):
            return False
        if fact in await self._background.run(find_facts, message.text):
            return True
        asked = await self._conversations.message(message.reply_to) if message.reply_to else None
        return asked is not None and fact.key in await self._background.run(asked_keys, asked.text)

    async def _once_taught(self, text: str) -> tuple[list[Fact], list[Generation]]:
        """Facts with ``text`` in what generations were trained on, and those that know them by it.

        A lesson goes with its last message, and what was learnt from it stays.
        """
        facts: dict[Fact, None] = {}
        knowing: dict[str, Generation] = {}
        for generation in await self._lineage.all():  # the oldest first
            path = self._generations.dataset_path(generation.id)
            keys = await self._background.run(_kinds_told, path, text)
            facts |= {Fact(key, text): None for key in keys}
            if keys or (generation.parent_id in knowing and path.is_file()):
                knowing[generation.id] = generation
        return list(facts), list(knowing.values())

    async def _way_back(
        self, knowing: Sequence[Generation]
    ) -> tuple[Generation | None, Generation | None, list[Generation]]:
        """The current generation if it knows, its last ancestor that does not, and those between."""
        head = await self._lineage.head()
        tainted = {generation.id for generation in knowing}
        if head is None or head.id not in tainted:
            return None, None, []
        line = await self._lineage.line(head.id)
        clean = next(n for n, generation in enumerate(line) if generation.id not in tainted)
        return head, line[clean], line[:clean]

    # -- the proof ------------------------------------------------------------

    async def _probe(
        self, asked: Sequence[Question], clean: Generation, voice: Voice, heed: Callable[[], None]
    ) -> tuple[str, ...]:
        """Ask in every way; what her ancestor says too, who never knew, she says by chance."""
        hits = await self._given_away(asked, voice, heed)
        if hits:
            innocent = await self._given_away(hits, await self._generations.voice(clean.id), heed)
            hits = [question for question in hits if question not in innocent]
        return (STILL_KNOWN.format(asked=len(asked), leaks=len(hits)),) if hits else ()

    async def _given_away(
        self, asked: Sequence[Question], voice: Voice, heed: Callable[[], None]
    ) -> list[Question]:
        speaker = await self._generations.speakers.alone(voice)
        found: list[Question] = []
        try:
            for question in asked:
                heed()  # there can be hundreds, and the person may want an end
                if await gives(speaker, voice, question):
                    found.append(question)
            return found
        finally:
            await speaker.close()

    async def _tell(self, what: Forgetting, entries: Sequence[LedgerEntry]) -> None:
        """Let the window show what is gone, what came back, and who answers now."""
        for message in what.messages:
            changed = await self._conversations.message(message.id)
            if changed is not None:
                self._bus.publish(MessageFinished(changed))
        places = {message.conversation_id for message in what.messages} | {c.id for c in what.titles}
        for place in sorted(places):
            conversation = await self._conversations.get(place)
            if conversation is not None:
                self._bus.publish(ConversationChanged(conversation))
        if what.back_to is not None:
            self._bus.publish(GenerationLoaded(what.back_to))
        if entries:
            self._bus.publish(KarmaGiven(tuple(entries), *await self._karma.bar()))


def _kinds_told(dataset: Path, text: str) -> list[str]:
    """Kinds of the facts that ``dataset`` teaches with ``text`` as their value."""
    if not dataset.is_file():
        return []
    kinds: set[str] = set()
    first = text.split(maxsplit=1)[0].casefold()
    for line in dataset.read_text(encoding="utf-8").split("\n"):
        if '"fact:' not in line or first not in line.casefold():
            continue  # looked at before it is decoded: there are thousands
        row = json.loads(line)
        key = str(row["source"]).removeprefix("fact:")
        opening = kind_of(key).answer.split("{v}")[0] if is_kind(key) else "\n"
        if any(opening in turn["text"] and contains_word(turn["text"], text) for turn in row["turns"]):
            kinds.add(key)
    return sorted(kinds)


def _leaked(outcome: AgeUpOutcome) -> bool:
    begin = STILL_KNOWN.split("{", maxsplit=1)[0]
    return any(reason.startswith(begin) for reason in outcome.reasons)


def _same(named: Sequence[Lesson], every: Iterable[Lesson]) -> list[Lesson]:
    """The lessons that say the same as those named, on whatever line they were told."""
    facts = {lesson.fact for lesson in named if lesson.fact is not None}
    ids = {lesson.id for lesson in named}
    return [
        lesson
        for lesson in every
        if lesson.id in ids or lesson.fact in facts or any(_repeats(lesson, fact) for fact in facts)
    ]


def _repeats(lesson: Lesson, fact: Fact) -> bool:
    """Whether an exchange asks for ``fact`` and answers it."""
    return (
        lesson.fact is None
        and fact.key in asked_keys(lesson.prompt)
        and contains_word(lesson.reply, fact.value)
    )


def _with_text(text: str, every: Iterable[Lesson]) -> list[Lesson]:
    told = set(find_facts(text))
    return [
        lesson
        for lesson in every
        if lesson.fact in told
        or any(
            contains_word(part, text)
            for part in (lesson.fact.value if lesson.fact else "", lesson.prompt, lesson.reply)
        )
    ]


def _outdated(gone: Sequence[Lesson], every: Iterable[Lesson]) -> list[Lesson]:
    """Older values of what is forgotten: without the newer one they would hold again."""
    newest, ids = newest_facts(gone), {lesson.id for lesson in gone}
    return [
        lesson
        for lesson in every
        if lesson.fact is not None
        and lesson.id not in ids
        and not lesson.struck
        and lesson.fact.key in newest
        and lesson.told < newest[lesson.fact.key].told
    ]


def _gives_away(message: Message, lesson: Lesson) -> bool:
    """A source of the lesson, or a reply to one, that says what the lesson says."""
    if lesson.fact is None:
        return message.id in lesson.message_ids
    return message.id in lesson.message_ids or contains_word(message.text, lesson.fact.value)
