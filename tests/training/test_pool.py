"""What children do ahead comes in the order it is needed, and is what this process would do itself."""

from __future__ import annotations

import pytest

from luna_desktop.language.skills import Mixture, Part, composed, composer_of
from luna_desktop.training.pool import in_order


def test_children_compose_what_this_process_would() -> None:
    mixture = Mixture(conversations=60, dialogue_times=1, talk_times=1)
    parts = [Part(mixture, range(start, start + 20)) for start in (0, 20, 40)]
    expected = [composer_of(mixture).conversation(number) for number in range(60)]
    for processes in (1, 2):
        made = list(in_order(composed, parts, processes))
        assert [len(some) for some in made] == [20, 20, 20]
        assert [one for some in made for one in some] == expected


def test_what_goes_wrong_in_a_child_is_told() -> None:
    mixture = Mixture(conversations=4)
    with pytest.raises(AttributeError, match="numbers"):
        list(in_order(composed, [mixture, mixture], 2))  # pyright: ignore[reportArgumentType]
