"""Bringing conversations that were held elsewhere: read, kept, made lessons of, and paid for once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import KarmaGiven, Progress
from luna_desktop.domain.growth import News
from luna_desktop.domain.judge import imported_award
from luna_desktop.domain.lesson import WAITS_IMPORTED, held_for
from luna_desktop.domain.message import fingerprint
from luna_desktop.domain.teaching import REMEMBERED, Understood
from luna_desktop.domain.transcript import Added, Arrival, Dropped, Lessons, Origin, Transcript
from luna_desktop.language import secrets
from luna_desktop.language.pairs import is_plain_pair
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.chat import title_of
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.karma import KarmaService
from luna_desktop.services.lengths import Lengths, Measure
from luna_desktop.services.lessons import LessonService
from luna_desktop.services.results import ImportReport
from luna_desktop.services.stores import ImportStore
from luna_desktop.services.teaching import Teaching
from luna_desktop.services.wording import left_out
from luna_desktop.transcripts.sources import Source, holds_lessons, sources_of
from luna_desktop.transcripts.stream import MalformedError

BATCH = 2000  # messages saved in one transaction, which is also how soon a cancelled import ends
HEARD_AT_ONCE = 10.0  # seconds after which what was heard is saved: an ear that is a model is slow
# Exchanges take at most 15% of an age-up's tokens: about 16,500 of 110,000, and at most 110 each. Of 500
# she hears each about once; more could only take each other's place. Five a conversation keep one long
# conversation from being all that she hears.
PAIRS, PAIRS_EACH = 500, 5
_READS = (
    "Luna reads exports of ChatGPT, Claude, Open WebUI, LibreChat and others, and plain lists of messages."
)


class ImportService:
    """One import at a time; what is saved stays when it is cancelled, conversation by conversation."""

    def __init__(
        self,
        store: ImportStore,
        lessons: LessonService,
        karma: KarmaService,
        generations: GenerationService,
        coordinator: Coordinator,
        *,
        lengths: Lengths,
        background: Background,
        bus: Bus,
    ) -> None:
        self._store = store
        self._lessons = lessons
        self._karma = karma
        self._generations = generations
        self._lengths = lengths
        self._background = background
        self._bus = bus
        self._coordinator = coordinator
        self._cancelled = False
        self._hearing: asyncio.Future[dict[int, Understood]] | None = None

    @property
    def running(self) -> bool:
        """Whether an import is under way."""
        return self._coordinator.running(Work.IMPORT)

    def cancel(self) -> None:
        """End the import after what is being saved; what is being heard is not."""
        self._cancelled = True
        if self._hearing is not None:
            self._hearing.cancel()

    async def run(
        self,
        path: Path,
        *,
        let_in: bool | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> ImportReport:
        """Bring a file, a zip or a folder. Lessons wait unless ``let_in``; by default those wait that she
        would make of conversations, and a file of lessons, which a person wrote for her, does not.

        Raises:
            LunaError: ``not-born``, ``import-running``, ``import-impossible``, ``import-unreadable``,
                ``import-malformed``, ``import-nothing``.
        """
        async with self._coordinator.work(Work.IMPORT):
            self._cancelled, begin = False, time.monotonic()
            head = await self._generations.head()
            if await self._background.run(holds_lessons, path):
                wanted = let_in is not False
                count = await self._lessons.import_file(path, let_in=wanted)
                return ImportReport(wanted, lessons=count, seconds=time.monotonic() - begin)
            intake = await self._open(path)
            report = await self._bring(intake, head.id, let_in is True, on_progress)
            entries = await self._store.pay(imported_award, head.id)
            balance, threshold = await self._karma.bar()
        if entries:
            self._bus.publish(KarmaGiven(tuple(entries), balance, threshold))
        report = replace(report, karma=tuple(entries), balance=balance, threshold=threshold)
        return replace(report, seconds=time.monotonic() - begin)

    async def _open(self, path: Path) -> _Intake:
        """The files of ``path``; one that is given by its name must be whole before anything is saved."""
        sources = await self._background.run(sources_of, path)
        if not sources:
            raise _nothing(path)
        if sources[0].path == path:
            # What is passed by in a zip is told in the end, unless it is all that there is.
            for source in [one for one in sources if not one.passed] or sources:
                try:
                    await self._background.run(source.check)
                except MalformedError as error:
                    raise LunaError(
                        "import-malformed",
                        f"{source.name} cannot be imported, so nothing was.",
                        str(error),
                        _READS,
                    ) from error
        return _Intake(sources)

    async def _bring(
        self, intake: _Intake, head: str, let_in: bool, on_progress: Callable[[Progress], None] | None
    ) -> ImportReport:
        measure = await self._lengths.measure()
        gleaner, ear = Gleaner(let_in, measure), await measure.teaching.ear()
        conversations, arrived, added = Counter[Origin](), Counter[Arrival](), Added()
        unheard: list[Transcript] = []
        while not self._cancelled and (batch := unheard or await self._background.run(intake.batch)):
            news = list(zip(batch, await self._store.news(batch), strict=True))
            fresh = [each for each in news if each[1].places]
            heard = await self._hear(fresh, measure.teaching)
            unheard, fresh = [one for one, _ in fresh[len(heard) :]], fresh[: len(heard)]
            taught = await self._background.run(gleaner.glean, fresh, heard)
            came = await self._store.add(taught, head, ear)
            came += [(one.arrival, Added(forgotten=one.forgotten)) for _, one in news if not one.places]
            arrived.update(arrival for arrival, _ in came)
            added = sum((one for _, one in came), added)
            origins = zip(fresh, came, strict=False)
            conversations.update(each[0].origin for each, (arrival, _) in origins if arrival is Arrival.NEW)
            if on_progress is not None:
                note = f"{added.messages:,} messages"
                on_progress(Progress("import", intake.fraction, note=note))
        if not arrived and not self._cancelled:
            raise _nothing(intake.first, intake.unread, intake.dropped)
        if added.forgotten:
            intake.dropped[Dropped.FORGOTTEN] += added.forgotten
        return ImportReport(
            let_in,
            dict(+conversations),
            grown=arrived[Arrival.GROWN],
            known=arrived[Arrival.KNOWN] + arrived[Arrival.OLDER],
            older=arrived[Arrival.OLDER],
            added=added,
            dropped=dict(intake.dropped),
            unread=tuple(intake.unread),
            cancelled=self._cancelled,
        )

    async def _hear(
        self, fresh: Sequence[tuple[Transcript, News]], teaching: Teaching
    ) -> list[dict[int, Understood]]:
        """As ``_heard``, of each; of the first ones only where that takes long or is cancelled."""
        heard: list[dict[int, Understood]] = []
        until = time.monotonic() + HEARD_AT_ONCE
        for transcript, news in fresh:
            hearing = self._hearing = asyncio.ensure_future(_heard(transcript, news, teaching))
            try:
                await asyncio.wait([hearing])
            finally:
                self._hearing = None
                hearing.cancel()
            if self._cancelled and hearing.cancelled():
                break
            heard.append(hearing.result())
            if self._cancelled or time.monotonic() > until:
                break
        return heard


class Gleaner:
    """Makes lessons of transcripts: facts, and exchanges short and plain enough, each once."""

    def __init__(self, let_in: bool, measure: Measure) -> None:
        self._measure = measure
        self._held = "" if let_in else WAITS_IMPORTED
        self._left = PAIRS
        self._seen: set[str] = set()

    def glean(
        self, transcripts: Sequence[tuple[Transcript, News]], heard: Sequence[Mapping[int, Understood]]
    ) -> list[tuple[Transcript, Lessons]]:
        """What each of ``transcripts`` can teach her by what is new in it; ``heard`` is by its places."""
        return [
            (transcript, self._lessons(transcript, set(news.places), said))
            for (transcript, news), said in zip(transcripts, heard, strict=True)
        ]

    def _lessons(
        self, transcript: Transcript, new: Collection[int], heard: Mapping[int, Understood]
    ) -> Lessons:
        statement = self._measure.teaching.statement
        facts = [
            (
                place,
                fact,
                self._waits(secrets.held_fact(fact, statement(fact), transcript.said[place].text)),
            )
            for place, said in heard.items()
            if place in new
            for fact in said.facts
        ]
        about_facts = {place for place, said in heard.items() if said.facts or said.asked}
        inner = tuple((place, said.inner) for place, said in heard.items())
        return Lessons(tuple(facts), tuple(self._pairs(transcript, new, about_facts)), inner)

    def _pairs(
        self, transcript: Transcript, new: Collection[int], about_facts: Collection[int]
    ) -> Iterator[tuple[int, str]]:
        """Neither where a fact is told, which is taught as one and may be outdated, nor where one is asked:
        what the other assistant answered would stand against her own answer. Nor where what was asked is more
        than these words: an answer about what was attached would be taught for them alone."""
        room = PAIRS_EACH
        for place in range(0, len(transcript.said) - 1, 2):
            asked, answered = transcript.said[place], transcript.said[place + 1]
            prompt, reply = asked.text, answered.text
            alone = asked.entire and not asked.pasted and not answered.pasted
            usable = place + 1 in new and alone and place not in about_facts
            if room and self._left and usable and is_plain_pair(prompt, reply):
                mark = fingerprint(prompt)
                if mark not in self._seen:
                    self._seen.add(mark)
                    room, self._left = room - 1, self._left - 1
                    yield (
                        place,
                        self._measure.waits(
                            (prompt, reply), self._waits(secrets.held_exchange(prompt, reply))
                        ),
                    )

    def _waits(self, secret: str) -> str:
        """Why something waits; what may give a ``secret`` away does so even when let in."""
        return held_for(self._held, secret)


class _Intake:
    """Transcripts of all files in batches; a file that cannot be read is noted and passed by."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.first = sources[0].path
        self.dropped: Counter[Dropped] = Counter()
        self.unread: list[tuple[str, str]] = []
        self._sources = sources
        self._total = sum(source.size for source in sources) or 1
        self._done = 0
        self._transcripts = self._read()

    @property
    def fraction(self) -> float:
        """How much of all files is read."""
        return min(1.0, self._done / self._total)

    def batch(self) -> list[Transcript]:
        """The next conversations, at least BATCH messages; empty at the end."""
        found: list[Transcript] = []
        size = 0
        for transcript in self._transcripts:
            found.append(transcript if transcript.title else _titled(transcript))
            size += len(transcript.said)
            if size >= BATCH:
                break
        return found

    def _read(self) -> Iterator[Transcript]:
        for source in self._sources:
            try:
                told: list[str] = []
                yield from source.transcripts(self.dropped, told)
                self.unread += [(source.name, why) for why in told]
            except MalformedError as error:
                self.unread.append((source.name, str(error)))
            self._done += source.size


async def _heard(transcript: Transcript, news: News, teaching: Teaching) -> dict[int, Understood]:
    """What the person says in a conversation, by its places: those that are new, and what came before that a
    correction may speak of."""
    places = range(max(0, news.places[0] - REMEMBERED) // 2 * 2, len(transcript.said), 2)
    [said] = await teaching.read([[transcript.said[at].text for at in places]])
    return dict(zip(places, said, strict=True))


def _titled(transcript: Transcript) -> Transcript:
    return replace(transcript, title=title_of(transcript.said[0].whole[:200]))


def _nothing(
    path: Path, unread: Sequence[tuple[str, str]] = (), dropped: Mapping[Dropped, int] | None = None
) -> LunaError:
    why = f"{unread[0][0]}: {unread[0][1]}" if unread else "There is no conversation in it."
    left = left_out(dropped or {})
    return LunaError(
        "import-nothing",
        f"Nothing was found to import in {path}.",
        " ".join([why, *(f"{line}." for line in left)]),
        _READS,
    )
