"""The port of teaching: who hears facts, composes lessons, seals wordings and knows how a fact is said.

The base decides which one teaches: the key ``teaching`` of its recipe names it, ``bootstrap`` joins them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamItem, FixedText
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.row import Row
from luna_desktop.domain.teaching import Composed, Order, Said, Understood, Wording
from luna_desktop.services.background import Background
from luna_desktop.services.recipes import FRAMES, teaching_of
from luna_desktop.services.stores import LineageStore


class Teaching(Protocol):
    """One way to hear, to teach and to ask. What takes long awaits; the rest is quick on any thread.

    A fact whose key is not its own (``is_key``) it says plainly and asks in no wording.
    """

    async def hear(self, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()) -> Understood:
        """What a person says in ``text``, after what was said ``before``, the oldest first.

        ``known`` is what holds by now: what is told may be one more, or put it right.

        Raises:
            LunaError: what keeps a model that listens from it.
        """
        ...

    async def read(self, conversations: Sequence[Sequence[str]]) -> list[list[Understood]]:
        """The same for each turn of a person in conversations with somebody else, one after the other.

        Only what they say of themselves is a fact of theirs.
        """
        ...

    async def ear(self) -> str:
        """What it hears with, by a name that another ear has not; '' where it is always the same.

        Raises:
            LunaError: why there is none.
        """
        ...

    async def get_ready(self) -> None:
        """Load what the first ``hear`` would wait for.

        Raises:
            LunaError: what keeps a model that listens from it.
        """
        ...

    async def close(self) -> None:
        """Give back what hearing took; nothing is asked of it afterwards."""
        ...

    def needed(self, order: Order) -> int:
        """The tokens that what was told takes at least, whatever the karma."""
        ...

    async def lessons(self, order: Order) -> Composed:
        """The rows of one training, within the order's tokens; the same for the same order.

        Raises:
            LunaError: ``curriculum-missing``, ``curriculum-malformed`` and the like.
        """
        ...

    async def own_phase(self, told: Snapshot, seed: int) -> Phase:
        """The phase of what one person told and liked."""
        ...

    async def sealed(
        self, told: Snapshot, *, age: int, seed: int, taught_in: Mapping[str, int] | None = None
    ) -> list[ExamItem]:
        """Exam items about what was told, now and before, and what never was, in wordings no lesson has.

        ``taught_in`` tells by key which generation was taught an old fact: each is asked for.
        """
        ...

    def fixed_text(self, age: int) -> FixedText:
        """Which familiar text a generation of ``age`` must still foresee."""
        ...

    def questions_for(self, fact: Fact) -> Sequence[Wording]:
        """Every way to get at the fact, among those of a form the plainest first."""
        ...

    def facts_in(self, row: Row) -> Sequence[Fact]:
        """The facts that a row of some training teaches."""
        ...

    def statement(self, fact: Fact) -> str:
        """The fact as the person tells it: "My dog is called Rex."."""
        ...

    def answer(self, fact: Fact) -> str:
        """The fact as she says it: "Your dog is called Rex."."""
        ...

    def sayings(self, fact: Fact) -> Sequence[str]:
        """Her answer, then all statements, the plainest first; nothing where the key is not its own."""
        ...

    def longest(self, fact: Fact) -> tuple[str, str]:
        """The longest way in which the fact is told and taken up."""
        ...

    def title(self, fact: Fact) -> str:
        """What it is the value of, in a word or two: "dog"."""
        ...

    def is_key(self, key: str) -> bool:
        """Whether it can teach facts of this key."""
        ...

    def key_of(self, written: str) -> str:
        """The one spelling of a key that a person, or a file of theirs, may write otherwise."""
        ...

    def is_many(self, key: str) -> bool:
        """Whether one can have several of it, so that a second does not replace the first."""
        ...

    def suggested_keys(self) -> Sequence[str]:
        """Keys that a person may fill in by hand; what else ``is_key`` is as good."""
        ...

    def is_refusal(self, text: str) -> bool:
        """Whether a reply is her saying that she does not know."""
        ...


MakeTeaching = Callable[[], Teaching]
"""Imports the code of one way of teaching, which takes a while, and makes it."""


class Teachings:
    """All ways of teaching there are, and which one is whose; each is made once it is asked for."""

    def __init__(
        self, known: Mapping[str, MakeTeaching], lineage: LineageStore, background: Background
    ) -> None:
        self._known = known
        self._lineage = lineage
        self._background = background
        self._made: dict[str, Teaching] = {}
        self._making = asyncio.Lock()
        self._found: dict[str, Teaching] = {}

    async def named(self, name: str) -> Teaching:
        """The one that a recipe names.

        Raises:
            LunaError: ``teaching-unknown``.
        """
        if name not in self._known:
            raise LunaError(
                "teaching-unknown",
                "This base cannot be taught by this version of Luna Desktop.",
                f"Its recipe asks for the teaching {name!r}; known is {', '.join(sorted(self._known))}.",
                "Install a newer version, or choose another base.",
            )
        async with self._making:
            if name not in self._made:
                self._made[name] = await self._background.run(self._known[name])
            return self._made[name]

    async def of(self, generation_id: str) -> Teaching:
        """Who teaches the generation, by the base it was grown from.

        Raises:
            LunaError: ``base-malformed`` or ``teaching-unknown``.
        """
        if generation_id not in self._found:
            base = (await self._lineage.sealed(generation_id)).plan.base
            self._found[generation_id] = await self.named(await self._background.run(teaching_of, base))
        return self._found[generation_id]

    async def now(self) -> Teaching:
        """Who teaches the generation that answers; before a birth, the embryo's."""
        head = await self._lineage.head()
        return await (self.named(FRAMES) if head is None else self.of(head.id))

    async def close(self) -> None:
        """Let each give back what it took; each is closed, whatever another raises."""
        async with AsyncExitStack() as steps:
            for one in self._made.values():
                steps.push_async_callback(one.close)
