"""What was taken back reads as that, wherever lessons are listed."""

from __future__ import annotations

import pytest

from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.services.wording import lesson_text
from luna_desktop.ui.growth.lessons import as_told
from tests.teaching import frames


@pytest.mark.parametrize(
    ("fact", "listed"),
    [
        (Fact("pet_dog", "Rex", change="remove"), "Taken back: Your dog is called Rex."),
        (Fact("pet_dog", "", change="remove"), "Taken back: dog"),
        (Fact("dog's name", "Rex", change="remove"), "Taken back: dog's name: Rex"),
        (Fact("dog's name", "", change="remove"), "Taken back: dog's name"),
    ],
)
def test_what_was_taken_back(fact: Fact, listed: str) -> None:
    lesson = Lesson(1, LessonKind.FACT, 1.0, (1,), fact)
    assert as_told(lesson, frames()) == lesson_text(lesson, frames()) == listed
