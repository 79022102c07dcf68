"""How long a lesson may be: the one check at every door through which lessons come.

A lesson that does not fit in one training step is never trained on, and one that does not fit in
her context would end the exam, and with it the age-up of all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.domain.lesson import TOO_LONG, Fact, Lesson, LessonKind, held_for
from luna_desktop.services.background import Background
from luna_desktop.services.base_folder import TOKENIZER
from luna_desktop.services.bases import EMBEDDED, load_base
from luna_desktop.services.bus import Bus
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Ruler
from luna_desktop.services.stores import LessonStore
from luna_desktop.services.teaching import Teaching, Teachings

FACT_SHARE = 4  # a fact is asked together with others: it gets this part of the room
CONTROL = 16  # tokens around what is said and the reply, at most: 12 in Llama 3's format
CUT = 8  # more that may come of a cut within a word

Taught = Fact | tuple[str, str]
"""A fact, or what is said with the reply to it."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A text that is too long: its characters, and about how many of its kind fit."""

    length: int
    fits: int

    @property
    def sentence(self) -> str:
        return f"It is {self.length:,} characters long, and about {self.fits:,} fit."


@dataclass(frozen=True, slots=True)
class Measure:
    """The limits of one base."""

    tokenizer: Path
    longest: int  # tokens of one lesson
    ruler: Ruler
    teaching: Teaching

    def excess(self, taught: Taught) -> Excess | None:
        """By how much ``taught`` is too long; None when it fits."""
        if isinstance(taught, Fact) and taught.change == "remove":
            return None  # no row has it
        said, reply = self.teaching.longest(taught) if isinstance(taught, Fact) else taught
        room = (self.longest // FACT_SHARE if isinstance(taught, Fact) else self.longest) - CONTROL
        # No token is less than a byte, so what is short in bytes needs no counting.
        if len((said + reply).encode("utf-8", "replace")) <= room:
            return None
        over = self._tokens(said) + self._tokens(reply) - room
        if over <= 0:
            return None
        own = taught.value * 2 if isinstance(taught, Fact) else said + reply  # a fact is told and answered
        length = len(own) // 2 if isinstance(taught, Fact) else len(own)
        fits = int(length * max(0.0, 1 - (over + CUT) / max(1, self._tokens(own))))
        return Excess(length, max(1, fits // 10 * 10 or fits))

    def must_fit(self, taught: Taught, what: str = "This") -> None:
        """Refuse what is too long.

        Raises:
            LunaError: ``lesson-too-long``.
        """
        if (excess := self.excess(taught)) is not None:
            raise LunaError(
                "lesson-too-long",
                f"{what} is more than she can learn in one piece.",
                excess.sentence,
                "Say it in fewer words.",
            )

    def waits(self, taught: Taught, *reasons: str) -> str:
        """``reasons`` why a lesson waits, with its length where that is one, as a lesson holds them."""
        return held_for(*reasons, TOO_LONG if self.excess(taught) else "")

    def excesses(self, lessons: Sequence[Lesson]) -> list[tuple[Lesson, Excess]]:
        """Those of ``lessons`` that do not fit, each with its excess."""
        found = ((lesson, self.excess(taught_by(lesson))) for lesson in lessons)
        return [(lesson, excess) for lesson, excess in found if excess is not None]

    def _tokens(self, text: str) -> int:
        return self.ruler(self.tokenizer, text)


class Lengths:
    """Measures with the base that the current generation is grown from."""

    def __init__(
        self,
        store: LessonStore,
        generations: GenerationService,
        ruler: Ruler,
        *,
        teachings: Teachings,
        background: Background,
        bus: Bus,
    ) -> None:
        self._store = store
        self._generations = generations
        self._background = background
        self._bus = bus
        self._ruler = ruler
        self._teachings = teachings
        self._measures: dict[str, Measure] = {}

    async def measure(self) -> Measure:
        """What is counted with now.

        Raises:
            LunaError: ``not-born``.
        """
        head = (await self._generations.head()).id
        if head not in self._measures:
            longest = (await self._generations.recipe(head)).longest
            tokenizer = await self._background.run(self._tokenizer, head)
            teaching = await self._teachings.of(head)
            self._measures[head] = Measure(tokenizer, longest, self._ruler, teaching)
        return self._measures[head]

    def _tokenizer(self, generation_id: str) -> Path:
        try:
            found = self._generations.beneath(generation_id).folder / TOKENIZER
            # Of a base that comes packed it may have been tidied away; the next training unpacks it again.
            return found if found.is_file() else load_base(EMBEDDED).folder / TOKENIZER
        except LunaError:  # her files or her base are away for now; whoever trains with them tells
            return load_base(EMBEDDED).folder / TOKENIZER

    async def usable(self, head: str, taught: frozenset[int]) -> list[Lesson]:
        """What the line of ``head`` may be taught and can learn; ``taught`` did fit.

        The rest was kept before anybody counted: from now on it waits, and is named.
        """
        usable, measure = await self._store.usable(head), await self.measure()
        new = [lesson for lesson in usable if lesson.id not in taught]
        excesses = await self._background.run(measure.excesses, new)
        if not excesses:
            return usable
        await self._store.hold([lesson.id for lesson, _ in excesses], TOO_LONG)
        for lesson, excess in excesses:
            self._bus.publish(TroubleRaised(_left_out(lesson, excess, measure.teaching), "growth"))
        return await self._store.usable(head)


def taught_by(lesson: Lesson) -> Taught:
    """What ``lesson`` teaches."""
    return lesson.fact or (lesson.prompt, lesson.whole)


def _left_out(lesson: Lesson, excess: Excess, teaching: Teaching) -> LunaError:
    """What is said of a lesson that is left out; it names no words of it."""
    names = {LessonKind.LIKED: "a reply you liked", LessonKind.CORRECTION: "a reply you mended"}
    name = teaching.title(lesson.fact) if lesson.fact else names.get(lesson.kind, "an imported exchange")
    return LunaError(
        "lesson-too-long",
        f"Lesson {lesson.id} ({name}) is more than she can learn in one piece, so it is left out.",
        excess.sentence,
        "All others are learned. It waits among her lessons; write it shorter there.",
    )
