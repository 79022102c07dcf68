"""The whole exam: what is asked of everyone, and what her teaching asks about what she was told."""

from __future__ import annotations

from collections.abc import Mapping

from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.lesson import Snapshot
from luna_desktop.language.common_items import common_items
from luna_desktop.services.background import Background
from luna_desktop.services.teaching import Teaching


async def exam_items(
    teaching: Teaching,
    told: Snapshot,
    *,
    age: int,
    seed: int,
    background: Background,
    taught_in: Mapping[str, int] | None = None,
) -> list[ExamItem]:
    """All sections for a generation of ``age`` that is taught what is ``told``.

    Raises:
        LunaError: ``curriculum-missing`` or ``curriculum-malformed``.
    """
    common = await background.run(common_items, age, seed, teaching.fixed_text(age), told.liked)
    return [*common, *await teaching.sealed(told, age=age, seed=seed, taught_in=taught_in)]
