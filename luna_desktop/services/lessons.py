"""Lessons: what she will be taught next, and what is kept out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.language.kinds import is_kind
from luna_desktop.services.background import Background
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.stores import LessonStore


class LessonService:
    """The lessons page: look, strike, let in."""

    def __init__(self, store: LessonStore, generations: GenerationService, background: Background) -> None:
        self._store = store
        self._generations = generations
        self._background = background

    async def pending(self) -> list[Lesson]:
        """What was told since the head's checkpoint; struck lessons are marked, private ones absent."""
        return await self._store.pending((await self._generations.head()).id)

    async def strike(self, lesson_id: int, on: bool = True) -> None:
        """Keep a lesson out of training, or let it in.

        Raises:
            LunaError: ``lesson-unknown``.
        """
        if await self._store.get(lesson_id) is None:
            raise LunaError("lesson-unknown", f"There is no lesson {lesson_id}.")
        await self._store.strike(lesson_id, on)

    async def import_file(self, path: Path, *, let_in: bool = True) -> int:
        """Keep the lessons of a JSON Lines file; without ``let_in`` they wait struck. Returns how many.

        Each line is ``{"prompt", "reply"}`` or ``{"fact", "value"}``. A file
        with one bad line imports nothing.

        Raises:
            LunaError: ``import-unreadable`` or ``import-malformed``, naming the line.
        """
        head = await self._generations.head()
        facts, exchanges = await self._background.run(_read, path)
        return await self._store.add_imported(head.id, facts, exchanges, struck=not let_in)


def _read(path: Path) -> tuple[list[Fact], list[tuple[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "It is not UTF-8 text." if isinstance(error, UnicodeDecodeError) else f"{error.strerror}."
        raise LunaError("import-unreadable", f"The file {path} cannot be read.", why) from error
    facts: list[Fact] = []
    exchanges: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        row = _row(line)
        match row:
            case {"prompt": str(prompt), "reply": str(reply)} if prompt.strip() and reply.strip():
                exchanges.append((prompt.strip(), reply.strip()))
            case {"fact": str(key), "value": str(value)} if is_kind(key) and value.strip():
                facts.append(Fact(key, value.strip()))
            case _:
                raise LunaError(
                    "import-malformed",
                    f"Line {number} of {path.name} is no lesson, so nothing was imported.",
                    'A line is {"prompt": ..., "reply": ...} or {"fact": ..., "value": ...} of a known kind.',
                    "Mend the line and import the file again.",
                )
    return facts, exchanges


def _row(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", data) if isinstance(data, dict) else None
