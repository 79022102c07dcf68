"""Which bases she can be born from here, how long she would learn on each, and which one to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from luna_desktop.domain import prospect, speed
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.prospect import FACTS, Prospect
from luna_desktop.domain.speed import Speed
from luna_desktop.domain.teaching import Order
from luna_desktop.domain.training import Trial
from luna_desktop.services.background import Background
from luna_desktop.services.bases import EMBEDDED, LOCAL, BaseRecipe, Choice, choices, load_base, packed
from luna_desktop.services.ports import Tester
from luna_desktop.services.recipes import HUB
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.teaching import Teachings

_MANY = Snapshot(new_facts=tuple(Fact(f"fact {number}", str(number)) for number in range(FACTS)))


class Prospects:
    """Looks at the bases there are; only ``measure`` takes long."""

    def __init__(
        self, shelf: Path, *, tester: Tester, speeds: Speeds, teachings: Teachings, background: Background
    ) -> None:
        self._shelf = shelf
        self._tester = tester
        self._speeds = speeds
        self._teachings = teachings
        self._background = background

    async def usable(self) -> list[Prospect]:
        """All she can be born from, the embedded one first, with what is known of each by now.

        Raises:
            LunaError: ``base-malformed``.
        """
        found: list[Prospect] = []
        for choice, known in await self._background.run(self._choices):
            if choice.recipe is None:
                found.append(Prospect(choice.base))
                continue
            with suppress(LunaError):  # this version cannot teach it: it cannot be begun with
                found.append(await self._prospect(choice.recipe, known))
        return sorted(found, key=lambda one: one.base.name != EMBEDDED)

    async def measure(self, name: str, on_progress: Callable[[Progress], None] = lambda _: None) -> Prospect:
        """Try how fast she learns on a base, and keep it; cancelling the awaiting task ends it.

        Raises:
            LunaError: what is wrong with the base, or went wrong with trying it.
        """
        recipe = await self._background.run(load_base, name)
        from_gguf = await self._background.run(packed, recipe.base)
        trial = Trial(recipe.base.id, recipe.folder, from_gguf, recipe.age_up)
        found = await self._tester.measure(trial, on_progress)
        await self._background.run(self._speeds.keep, recipe.base, recipe.age_up, found)
        return await self._prospect(recipe, found)

    def recommended(self, prospects: Sequence[Prospect]) -> Prospect | None:
        """Which of them to begin with on this machine."""
        return prospect.recommended(prospects, memory_bytes=psutil.virtual_memory().total)

    def to_measure(self, prospects: Sequence[Prospect]) -> list[str]:
        """The names of those on which nobody tried undisturbed how fast she learns.

        Folders and what came from a hub may be huge: they are tried only when the person asks for it.
        """
        others = [one for one in prospects if one.base.kind not in (LOCAL, HUB)]
        return [one.base.name for one in others if one.minutes is None or one.disturbed]

    async def best(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Prospect | None:
        """The same, with those tried first that nobody knows of how fast they are.

        One that cannot be tried is none to begin with.

        Raises:
            LunaError: ``base-malformed``.
        """
        found = {one.base.name: one for one in await self.usable()}
        for name in self.to_measure(list(found.values())):
            with suppress(LunaError):
                found[name] = await self.measure(name, on_progress)
        return self.recommended(list(found.values()))

    def _choices(self) -> list[tuple[Choice, Speed | None]]:
        return [
            (one, None if (recipe := one.recipe) is None else self._speeds.find(recipe.base, recipe.age_up))
            for one in choices(self._shelf)
            if one.usable
        ]

    async def _prospect(self, recipe: BaseRecipe, known: Speed | None) -> Prospect:
        base = recipe.base
        found = Prospect(base, recipe.about, memory_bytes=base.memory_bytes)
        teaching = await self._teachings.named(recipe.teaching)
        tokens = teaching.needed(
            Order(1, 1, recipe.characters_per_token, mixture=recipe.mixture, told=_MANY, epochs=recipe.epochs)
        )
        if known is not None:
            memory = max(base.memory_bytes, known.memory_bytes)
            taken = speed.minutes(tokens, known.tokens_per_s)
            again = known.disturbed and base.name != EMBEDDED
            return replace(found, minutes=taken, measured=True, disturbed=again, memory_bytes=memory)
        return replace(found, minutes=speed.minutes(tokens, speed.USUAL)) if base.name == EMBEDDED else found
