"""The curriculum phases that an age is taught."""

from __future__ import annotations

from luna_desktop.domain.curriculum import Phase
from luna_desktop.language.phases import FILE_NAMES, load_phase, phase_path


def phases_up_to(age: int) -> list[Phase]:
    """All phases that lead to ``age``, as far as there are files of them.

    Raises:
        LunaError: ``curriculum-missing``, ``curriculum-malformed`` and the like.
    """
    return [load_phase(phase_path(number)) for number in sorted(FILE_NAMES) if number <= age]
