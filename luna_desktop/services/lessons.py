"""Lessons: what she will be taught next, and what is kept out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import LessonsChanged
from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.lesson import (
    WAITS_IMPORTED,
    Change,
    Fact,
    Lesson,
    held_for,
    snapshot,
    still_told,
)
from luna_desktop.domain.lesson_state import LessonState, states
from luna_desktop.domain.message import spoken
from luna_desktop.language import secrets
from luna_desktop.services import chat_trouble
from luna_desktop.services.background import Background
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.lengths import Lengths, Measure, Taught, taught_by
from luna_desktop.services.noted import Choice, NotedFact, Standing, choices, noted_of_messages, words_of
from luna_desktop.services.stores import ConversationStore, LessonStore, can_be_row
from luna_desktop.services.teaching import Teachings


class LessonService:
    """The lessons page: look, confirm, strike, mend, let in."""

    def __init__(
        self,
        store: LessonStore,
        conversations: ConversationStore,
        generations: GenerationService,
        lengths: Lengths,
        coordinator: Coordinator,
        *,
        teachings: Teachings,
        background: Background,
        bus: Bus,
    ) -> None:
        self._teachings = teachings
        self._store = store
        self._conversations = conversations
        self._lengths = lengths
        self._coordinator = coordinator
        self._generations = generations
        self._background = background
        self._bus = bus

    async def pending(self) -> list[Lesson]:
        """What was told since the head's checkpoint; struck and held ones are marked, private ones absent."""
        head = await self._generations.head()
        return still_told(await self._store.pending(head.id), await self._store.usable(head.id))

    async def usable(self) -> list[Lesson]:
        """What the next age-up may teach: neither struck, nor held, nor private."""
        return await self._store.usable((await self._generations.head()).id)

    async def personality(self, seed: int = 0) -> Phase:
        """Phase 3 as the next age-up would build it.

        Raises:
            LunaError: ``nothing-told``.
        """
        kept = snapshot(await self.usable(), frozenset())
        if not kept.lesson_ids:
            raise LunaError(
                "nothing-told",
                "Phase 3 is built from your conversations, and there are no lessons in them yet.",
                "",
                "Tell her something first.",
            )
        return await (await self._teachings.now()).own_phase(kept, seed)

    async def all(self) -> list[Lesson]:
        """Every lesson of the current line, those she was taught among them; private ones absent."""
        return await self._store.all((await self._generations.head()).id)

    async def states(self) -> dict[int, LessonState]:
        """Where every lesson of the current line stands, by its number; private ones absent."""
        head = await self._generations.head()
        lessons, taught = await self._store.all(head.id), await self._store.taught(head.id)
        return await self._background.run(states, lessons, taught)

    async def taught(self) -> frozenset[int]:
        """Numbers of the lessons that the current generation was trained on."""
        return await self._store.taught((await self._generations.head()).id)

    async def taught_to(self, generation_id: str) -> list[Lesson]:
        """The lessons a generation was trained on, what was told last first; private ones absent."""
        ids = await self._store.taught(generation_id)
        taught = [lesson for lesson in await self._store.all(generation_id) if lesson.id in ids]
        return sorted(taught, key=lambda lesson: lesson.told, reverse=True)

    async def of_messages(self, message_ids: Collection[int]) -> list[Lesson]:
        """What these messages told, in whatever state; private ones absent."""
        return await self._store.of_messages(message_ids)

    async def noted(self, message_ids: Collection[int]) -> Mapping[int, tuple[NotedFact, ...]]:
        """What was noted of each of these messages, in her words; those that told nothing are absent."""
        found = await self._store.of_messages(message_ids)
        teaching = await self._teachings.now()
        return await self._background.run(noted_of_messages, found, message_ids, teaching)

    async def said(self, facts: Sequence[Fact]) -> list[str]:
        """Each of ``facts`` in her words, as they stand under a message."""
        teaching = await self._teachings.now()
        return await self._background.run(lambda: [words_of(fact, teaching) for fact in facts])

    async def standing(self, message_id: int) -> list[Standing]:
        """The facts of a message with what became of each since."""
        facts = (await self.noted([message_id])).get(message_id, ())
        now, taught = await self.states(), await self.taught()
        return [
            Standing(one, now.get(one.lesson.id, LessonState.REPLACED), one.lesson.id in taught)
            for one in facts
        ]

    async def choices(self) -> list[Choice]:
        """What can be taught by hand, by the sentence that says it."""
        return await self._background.run(choices, await self._teachings.now())

    async def get(self, lesson_id: int) -> Lesson:
        """One lesson.

        Raises:
            LunaError: ``lesson-unknown``.
        """
        return await self._lesson(lesson_id)

    async def strike(self, lesson_id: int, on: bool = True) -> None:
        """Keep a lesson out of training, or let it in.

        Raises:
            LunaError: ``lesson-unknown``.
        """
        if not on:
            return await self.let_in(lesson_id)
        lesson = await self._lesson(lesson_id)
        await self._store.strike(lesson_id)
        self._tell(lesson)

    async def let_in(self, lesson_id: int) -> None:
        """Teach a lesson that was struck, or that waited because of what it may give away.

        Raises:
            LunaError: ``lesson-unknown`` or ``lesson-too-long``.
        """
        lesson = await self._lesson(lesson_id)
        await self._must_fit(taught_by(lesson))
        await self._store.let_in(lesson_id)
        self._tell(lesson)

    async def let_in_imported(self) -> int:
        """Teach all pending ones that wait only because they were imported; what may give a secret away
        goes on waiting.

        Returns how many.
        """
        pending = await self.pending()
        count = await self._store.let_in_imported([lesson.id for lesson in pending])
        self._tell(*(lesson for lesson in pending if lesson.held == WAITS_IMPORTED))
        return count

    async def confirm(self, lesson_id: int) -> None:
        """The person looked at it and says that it is right: it waits no longer.

        Raises:
            LunaError: ``lesson-unknown`` or ``lesson-too-long``.
        """
        lesson = await self._lesson(lesson_id)
        await self._must_fit(taught_by(lesson))
        await self._store.let_in(lesson_id, confirmed=True)
        self._tell(lesson)

    async def add(self, key: str, value: str, message_id: int | None = None) -> Lesson:
        """Keep a fact by hand, as told by the person's message ``message_id``; it replaces what held, unless
        one can have several of it.

        What may give a secret away waits to be let in all the same.

        Raises:
            LunaError: ``key-unknown``, ``value-empty``, ``lesson-too-long``, ``message-unknown``,
                ``message-forgotten`` or ``message-private``.
        """
        value = _value(value)
        async with self._coordinator.work(Work.LESSON):
            head = await self._generations.head()
            teaching = await self._teachings.of(head.id)
            fact = Fact(teaching.key_of(" ".join(spoken(key).split())), value)
            if fact.key and teaching.is_many(fact.key):
                fact = replace(fact, change="add")
            if not teaching.is_key(fact.key):
                raise LunaError(
                    "key-unknown",
                    f"She cannot learn what {fact.key!r} is.",
                    "It is none of the keys of her base.",
                    "`luna lessons --all --json` shows those of what she was told.",
                )
            if message_id is not None:
                await self._must_be_open(message_id)
            await self._must_fit(fact)
            sources = [] if message_id is None else [message_id]
            held = await self._background.run(secrets.held_fact, fact, teaching.statement(fact))
            added = await self._lesson(await self._store.add(fact, head.id, sources, held=held))
        self._tell(added)
        return added

    async def _must_be_open(self, message_id: int) -> None:
        message = await self._conversations.message(message_id) if can_be_row(message_id) else None
        if message is None or message.role != "person":
            raise LunaError(
                "message-unknown", f"You said no message {message_id}.", "", "Choose one of your messages."
            )
        if is_forgotten(message):
            raise chat_trouble.forgotten("Nothing can be learned of it.")
        place = await self._conversations.get(message.conversation_id)
        if place is None or place.private:
            raise LunaError(
                "message-private",
                "Nothing is learned from a private conversation.",
                "",
                "Add it without the message, or let her learn from the conversation first.",
            )

    async def mend(self, lesson_id: int, value: str) -> Lesson:
        """What the person says instead, as a new lesson; the newest one holds.

        Raises:
            LunaError: ``lesson-unknown``, ``value-empty`` or ``lesson-too-long``.
        """
        value = _value(value)
        async with self._coordinator.work(Work.LESSON):
            lesson = await self._lesson(lesson_id)
            mended = Fact(lesson.fact.key, value) if lesson.fact else (lesson.prompt, value)
            await self._must_fit(mended)
            head = await self._generations.head()
            inner = await self._bracket(lesson)
            newest = await self._lesson(await self._store.mend(lesson, value, head.id, inner=inner))
        self._tell(newest)
        return newest

    async def _bracket(self, lesson: Lesson) -> str:
        """What is right to say to oneself before the mended reply: what was heard, else as it was before."""
        said = await self._conversations.message(lesson.message_ids[0]) if lesson.message_ids else None
        return lesson.inner if said is None or said.heard is None else said.heard

    def _tell(self, *lessons: Lesson) -> None:
        told = {message_id for lesson in lessons for message_id in lesson.message_ids}
        self._bus.publish(LessonsChanged(tuple(sorted(told))))

    async def _must_fit(self, taught: Taught) -> None:
        measure = await self._lengths.measure()
        await self._background.run(measure.must_fit, taught)  # counting may load a large tokenizer

    async def _lesson(self, lesson_id: int) -> Lesson:
        found = await self._store.get(lesson_id) if can_be_row(lesson_id) else None
        if found is None:
            raise LunaError(
                "lesson-unknown", f"There is no lesson {lesson_id}.", "", "List them with `luna lessons`."
            )
        return found

    async def import_file(self, path: Path, *, let_in: bool = True) -> int:
        """Keep the lessons of a JSON Lines file; without ``let_in`` they are held, and those
        that may give a secret away in any case. Returns how many.

        Each line is ``{"prompt", "reply"}`` or ``{"fact", "value"}``, this with a ``"change"`` where it is
        one more of many ("add") or taken back ("remove"). A file with one bad line imports nothing.

        Raises:
            LunaError: ``import-unreadable``, or ``import-malformed`` or ``lesson-too-long`` naming the line.
        """
        head = await self._generations.head()
        waits, measure = "" if let_in else WAITS_IMPORTED, await self._lengths.measure()
        facts, exchanges = await self._background.run(_read_held, path, waits, measure)
        return await self._store.add_imported(head.id, facts, exchanges)


def _value(text: str) -> str:
    """``text`` as the value of a fact; raises ``value-empty`` where nothing is in it."""
    value = " ".join(spoken(text).split())
    if not value:
        raise LunaError("value-empty", "There is nothing to put in its place.", "", "Write the right value.")
    return value


def _read_held(
    path: Path, waits: str, measure: Measure
) -> tuple[list[tuple[Fact, str]], list[tuple[str, str, str]]]:
    """Facts and exchanges of a file, each with why it waits: ``waits``, and what it may give away."""
    facts, exchanges = _read(path, measure)
    return (
        [
            (fact, held_for(waits, secrets.held_fact(fact, measure.teaching.statement(fact))))
            for fact in facts
        ],
        [
            (prompt, reply, held_for(waits, secrets.held_exchange(prompt, reply)))
            for prompt, reply in exchanges
        ],
    )


def _read(path: Path, measure: Measure) -> tuple[list[Fact], list[tuple[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "It is not UTF-8 text." if isinstance(error, UnicodeDecodeError) else f"{error.strerror}."
        raise LunaError("import-unreadable", f"The file {path} cannot be read.", why) from error
    facts: list[Fact] = []
    exchanges: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = _row(line)
        match row:
            case {"prompt": str(prompt), "reply": str(reply)} if spoken(prompt) and spoken(reply):
                exchanges.append((spoken(prompt), spoken(reply)))
                measure.must_fit(exchanges[-1], f"Line {number} of {path.name}")
            case {"fact": str(key)} if measure.teaching.is_key(key) and (
                fact := _fact(measure.teaching.key_of(key), row)
            ):
                facts.append(fact)
                measure.must_fit(fact, f"Line {number} of {path.name}")
            case _:
                raise LunaError(
                    "import-malformed",
                    f"Line {number} of {path.name} is no lesson, so nothing was imported.",
                    'A line is {"prompt": ..., "reply": ...} or {"fact": ..., "value": ...} of a known kind.',
                    "Mend the line and import the file again.",
                )
    return facts, exchanges


def _fact(key: str, row: Mapping[str, Any]) -> Fact | None:
    """What a line tells of ``key``; only what is taken back needs no value."""
    value, change = row.get("value", ""), row.get("change", "set")
    if not isinstance(value, str) or change not in get_args(Change):
        return None
    value = " ".join(spoken(value).split())
    return Fact(key, value, change=change) if value or change == "remove" else None


def _row(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", data) if isinstance(data, dict) else None
