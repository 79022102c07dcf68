"""Forgetting, from the look at what holds it to the proof that nobody can be asked for it.

The text goes first and in one transaction: lessons, messages, and the current
generation steps back to its last ancestor that never knew. From there she
learns again what is left, and is asked in every way for what is gone. Only
then the files of the generations that knew it are removed, and also at the
next start, should the power fail in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import (
    ConversationChanged,
    GenerationLoaded,
    KarmaGiven,
    MessageFinished,
    Progress,
)
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import LedgerEntry
from luna_desktop.services.age_up import AgeUpService
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Turn, Work, to_its_end
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.karma import KarmaService
from luna_desktop.services.outlook import STILL_KNEW
from luna_desktop.services.probe import STRANGERS, LeakCheck
from luna_desktop.services.results import Forgot
from luna_desktop.services.stores import ConversationStore, ForgettingStore, LineageStore
from luna_desktop.services.teaching import Teachings
from luna_desktop.services.traces import Traces


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
        teachings: Teachings,
        coordinator: Coordinator,
        background: Background,
        bus: Bus,
    ) -> None:
        self._store = store
        self._traces = Traces(
            store, conversations, lineage, generations, teachings=teachings, background=background
        )
        self._teachings = teachings
        self._conversations = conversations
        self._lineage = lineage
        self._generations = generations
        self._karma = karma
        self._age_up = age_up
        self._coordinator = coordinator
        self._bus = bus
        self._given_up = False

    @property
    def running(self) -> bool:
        """Whether she forgets, from the first thing that goes to the last."""
        return self._coordinator.running(Work.FORGETTING, Work.RELEARNING)

    def give_up(self) -> None:
        """Let nothing go where nothing has gone yet; once the texts are gone they stay so."""
        self._given_up = True

    async def look(
        self, sought: str, *, numbers: bool = True, on_progress: Callable[[Progress], None] | None = None
    ) -> Forgetting:
        """Everything that holds ``sought``, a text in any spelling or with ``numbers`` a lesson's number.

        Nothing is changed. ``on_progress`` may raise to end it.

        Raises:
            LunaError: ``nothing-to-forget``, or ``forgetting-unheard`` where a message cannot be heard that
                may tell it.
        """

        def report(done: int, total: int) -> None:
            if on_progress is not None:
                on_progress(Progress("look", done / total, done, total))

        return await self._traces.find(sought, numbers=numbers, on_step=report)

    async def forget(self, what: Forgetting, on_progress: Callable[[Progress], None] | None = None) -> Forgot:
        """Let it go, learn again what is left, and prove that it is gone.

        What keeps her from learning again is told in what comes back: gone it is all the same.

        Raises:
            LunaError: ``forgetting-outdated`` where more or less would go than was shown,
                ``forgetting-given-up``, ``forgetting-unheard`` as ``look``, and ``age-up-impossible`` while
                other work could bring it back; nothing is changed then.
        """

        def report(progress: Progress) -> None:
            self._must_be_wanted()
            if on_progress is not None:
                on_progress(progress)

        async with self._coordinator.work(Work.FORGETTING) as turn:
            self._given_up = False
            if await self.look(what.sought, numbers=what.numbered, on_progress=report) != what:
                raise LunaError(
                    "forgetting-outdated",
                    "Nothing is forgotten yet.",
                    "Since you looked, what would go has changed.",
                    "Look again.",
                )
            self._must_be_wanted()
            return await self._let_go(what, turn)

    def _must_be_wanted(self) -> None:
        if self._given_up:
            raise LunaError("forgetting-given-up", "Nothing is forgotten.", "It was ended before it began.")

    async def _let_go(self, what: Forgetting, turn: Turn) -> Forgot:
        for generation in what.generations:
            if generation.status is GenerationStatus.PAUSED:
                await self._age_up.drop_paused()
        entries = await to_its_end(self._store.erase(what))
        self._traces.let_go()
        # From here on it is forgotten, whatever else fails: that is told with it.
        left, trouble = _Kept(), _Kept()
        with left:
            await self._store.scrub()
        doomed, outcome, check = list(what.generations), None, None
        try:
            with left:
                await self._tell(what, entries)
            if what.lost is not None and what.back_to is not None:
                told = await self._traces.told(STRANGERS)
                strangers = [name for name in STRANGERS if name not in told]
                check = LeakCheck(
                    self._generations,
                    what,
                    clean=what.back_to.id,
                    strangers=strangers,
                    teaching=await self._teachings.of(what.back_to.id),
                )
                with trouble:  # her ancestor's files are damaged, say
                    outcome = await self._age_up.relearn(turn, what.lost, what.karma, check)
                if outcome is not None and outcome.status == "rejected" and check.leaks:
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
        forgot = Forgot(what, outcome, 0, trouble.first, left.first)
        if check is None:
            return forgot
        return replace(
            forgot,
            asked=len(check.asked),
            leaks=len(check.leaks),
            guesses=check.guesses,
            answers=check.answers,
        )

    async def _mark(self, leaking: Generation, status: GenerationStatus) -> None:
        """She cannot speak or be published from here on; while files of hers are left, they are to go."""
        await self._lineage.set_status(leaking.id, status, STILL_KNEW)

    async def reconcile(self) -> None:
        """Remove from the database's file what the last run could not."""
        if await self._store.scrub_due():
            await self._store.scrub()

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
