"""What an age-up would do now, what it takes, and whether it begins by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from luna_desktop.domain import age
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.karma import budget_tokens
from luna_desktop.domain.lesson import Lesson, Snapshot, snapshot, takes_back
from luna_desktop.domain.speed import USUAL, minutes
from luna_desktop.domain.teaching import Order
from luna_desktop.services.background import Background
from luna_desktop.services.bases import BaseRecipe
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.results import AgeUpPreview
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.stores import LedgerStore, LessonStore, LineageStore
from luna_desktop.services.teaching import Teaching, Teachings

STILL_KNEW = "She still gave away what you wanted forgotten."
_CAME_TO_NOTHING = (GenerationStatus.REJECTED, GenerationStatus.FAILED, GenerationStatus.CANCELLED)
_TOO_LITTLE = "There is too little to learn yet: tell her something, or talk until there are {} karma."


class Outlook:
    """Looks at the next age-up; it changes nothing."""

    def __init__(
        self,
        *,
        ledger: LedgerStore,
        lessons: LessonStore,
        lineage: LineageStore,
        generations: GenerationService,
        teachings: Teachings,
        speeds: Speeds,
        background: Background,
    ) -> None:
        self._ledger = ledger
        self._lessons = lessons
        self._lineage = lineage
        self._generations = generations
        self._teachings = teachings
        self._speeds = speeds
        self._background = background

    async def due(self) -> bool:
        """Whether the bar is full, and neither a paused age-up nor one that failed speaks against another."""
        head = await self._lineage.head()
        if head is None or await self.paused(head):
            return False
        balance = await self._ledger.balance()
        return balance >= max(age.threshold(head.age), await self._patience(head))

    async def look(self, excluded: str) -> AgeUpPreview:
        """What an age-up would do now, or why it cannot be; ``excluded`` speaks against it already."""
        balance, head = await self._ledger.balance(), await self._lineage.head()
        if head is None:
            why = "Luna is not born yet."
            return AgeUpPreview(
                due=False,
                possible=False,
                why_not=why,
                balance=balance,
                threshold=age.threshold(0),
                budget_tokens=0,
                minutes=0.0,
                lessons=0,
                facts=0,
                resumable=None,
            )
        threshold = age.threshold(head.age)
        told, taught = await self._lessons.usable(head.id), await self._lessons.taught(head.id)
        away = await self._lessons.taken_away(head.id)
        every = snapshot(told, taught, taken_away=away)
        waiting = _to_learn(await self._lessons.pending(head.id), every)
        paused = await self.paused(head)
        recipe, teaching = await self._generations.recipe(head.id), await self._teachings.of(head.id)
        mixture = recipe.mixture
        lessons = snapshot(told, taught, most=mixture.most_facts, taken_away=away)
        karma = min(balance, threshold)
        budget = budgeted(order_of(recipe, lessons, head.age + 1), teaching, karma).budget_tokens
        why_not = ""
        if excluded:
            why_not = excluded
        elif paused is not None:
            why_not = "An age-up is paused; resume it or discard it first."
        elif not (lessons.new_facts or lessons.gone or any(x.fact is None for x in waiting)):
            why_not = _TOO_LITTLE.format(mixture.alone_karma) if karma < mixture.alone_karma else ""
        possible = not why_not
        if possible and threshold <= balance < (patience := await self._patience(head)):
            why_not = f"Her last attempt did not succeed; at {patience} karma she tries again by herself."
        return AgeUpPreview(
            due=not excluded and await self.due(),
            possible=possible,
            why_not=why_not,
            balance=balance,
            threshold=threshold,
            budget_tokens=budget,
            minutes=minutes(budget, await self._tokens_per_s(recipe, head.age + 1)),
            lessons=len(waiting),
            facts=sum(lesson.fact is not None for lesson in waiting),
            resumable=paused,
            unlearnt=every.unlearnt,
        )

    async def _tokens_per_s(self, recipe: BaseRecipe, age: int) -> float:
        """As an age-up on her base had it last, as it was tried on this machine, as at a birth, or usual."""
        base = recipe.base
        shown = await self._lineage.tokens_per_second(base.name, births=False)
        if shown is None:
            tried = await self._background.run(self._speeds.find, base, recipe.on_the_way_to(age))
            shown = tried and tried.tokens_per_s
        return shown or await self._lineage.tokens_per_second(base.name, births=True) or USUAL

    async def paused(self, head: Generation) -> Generation | None:
        """The age-up of ``head`` that can go on."""
        paused = await self._lineage.with_status(GenerationStatus.PAUSED)
        return next((g for g in reversed(paused) if g.parent_id == head.id), None)

    async def _patience(self, head: Generation) -> int:
        """After an attempt that came to nothing, the balance at which she tries again by herself."""
        attempts = [
            g
            for g in await self._lineage.with_status(*_CAME_TO_NOTHING, GenerationStatus.FORGOTTEN)
            if g.parent_id == head.id and (g.status in _CAME_TO_NOTHING or g.reason == STILL_KNEW)
        ]
        if not attempts:
            return 0
        sealed = await self._lineage.sealed(attempts[-1].id)
        return sealed.plan.balance + max(10, age.threshold(head.age) // 10)


def _to_learn(pending: Sequence[Lesson], every: Snapshot) -> list[Lesson]:
    """What she is to know besides what she knows. What was told anew since is taught in no old form."""
    wanted, known = frozenset(every.lesson_ids), every.known_keys
    waiting = [x for x in pending if x.id in wanted and not (x.struck or x.held or takes_back(x))]
    return [x for x in waiting if x.fact is None or x.fact.key not in known]


def order_of(recipe: BaseRecipe, told: Snapshot, age: int) -> Order:
    """To learn what was ``told`` on the way to ``age``."""
    return Order(
        age=age,
        learning=age,
        characters_per_token=recipe.characters_per_token,
        mixture=recipe.mixture,
        told=told,
        epochs=recipe.epochs,
    )


def budgeted(order: Order, teaching: Teaching, karma: int) -> Order:
    """For what the karma buys, and never less than what was told needs."""
    return replace(order, budget_tokens=max(budget_tokens(karma), teaching.needed(order)))
