"""The exam's questions: enough of each section, sealed by seed, and honest in their choices."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter

import pytest

from luna_desktop.domain.exam import ExamItem, items_sha256
from luna_desktop.domain.lesson import Fact
from luna_desktop.language.exam_items import (
    CONTROL_ITEMS,
    FORM_ITEMS,
    OLD_FACTS,
    VOCABULARY_ITEMS,
    exam_items,
)
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.speech import REFUSAL, contains_word, is_question, same_words
from luna_desktop.language.values import value

SHAPES = [(0, 0), (1, 0), (0, 5), (12, 0), (12, 60), (61, 61), (65, 65), (130, 0), (0, 130)]


def some_facts(count: int, seed: int = 1) -> list[Fact]:
    rng = random.Random(seed)
    return [Fact(key, value(rng, KINDS[key].values)) for key in rng.sample(sorted(KINDS), count)]


def sit(new: int, old: int, seed: int = 1, age: int = 1) -> tuple[list[Fact], list[Fact], list[ExamItem]]:
    facts = some_facts(min(len(KINDS), new + old))
    return facts[:new], facts[new:], exam_items(facts[:new], facts[new:], age, seed)


def section(items: list[ExamItem], name: str) -> list[ExamItem]:
    return [item for item in items if item.section == name]


@pytest.mark.parametrize(("new", "old"), SHAPES)
def test_sections_have_their_sizes(new: int, old: int) -> None:
    facts, old_facts, items = sit(new, old)
    sizes = Counter(item.section for item in items)
    assert sizes["form"] == FORM_ITEMS >= 100
    assert sizes["vocabulary"] == VOCABULARY_ITEMS >= 60
    assert sizes["controls"] == CONTROL_ITEMS >= 40
    # One or two facts are asked in every wording there is, so that luck does not decide.
    each = 3 if len(facts) <= 2 else 2 if len(facts) <= OLD_FACTS else 1
    assert sizes["teach_back"] == len(facts) * each
    assert sizes["old_teach_back"] == min(len(old_facts), OLD_FACTS)
    assert set(sizes) <= {"form", "vocabulary", "controls", "teach_back", "old_teach_back"}


@pytest.mark.parametrize(("new", "old"), SHAPES)
def test_ids_are_unique(new: int, old: int) -> None:
    items = sit(new, old)[2]
    assert len({item.id for item in items}) == len(items)


def test_no_question_is_asked_twice() -> None:
    """Two items with one prompt would weigh it twice; a fact is asked in two wordings."""
    facts, _, items = sit(12, 20)
    asked = Counter((item.section, item.prompt) for item in items if item.section != "controls")
    assert [prompt for prompt, times in asked.items() if times > 1] == []
    for fact in facts:
        prompts = {item.prompt for item in items if item.id.startswith(f"teach_back-{fact.key}-")}
        assert len(prompts) == 2


@pytest.mark.parametrize(("new", "old"), [(12, 20), (130, 0)])
def test_each_new_fact_is_asked_back(new: int, old: int) -> None:
    facts, _, items = sit(new, old)
    for fact in facts:
        [first, *_] = [item for item in items if item.id.startswith(f"teach_back-{fact.key}-")]
        assert first.kind == "slot"
        assert first.answer == fact.value
        assert first.prompt in KINDS[fact.key].held_questions


def test_old_facts_are_asked_back() -> None:
    _, old, items = sit(3, 20)
    answers = {item.prompt: item.answer for item in section(items, "old_teach_back")}
    assert sorted(answers.values()) == sorted(fact.value for fact in old)
    for fact in old:
        assert any(answers.get(question) == fact.value for question in KINDS[fact.key].held_questions)


@pytest.mark.parametrize(("new", "old"), [(1, 0), (12, 60), (65, 64), (130, 0), (0, 130)])
def test_controls_ask_nothing_that_was_taught(new: int, old: int) -> None:
    for seed in range(25):
        facts, old_facts, items = sit(new, old, seed)
        taught = {
            same_words(question)
            for fact in (*facts, *old_facts)
            for question in KINDS[fact.key].held_questions
        }
        for item in section(items, "controls"):
            assert item.kind == "refusal"
            assert item.answer == REFUSAL
            assert is_question(item.prompt)
            assert same_words(item.prompt) not in taught, item


def test_controls_are_near_and_invented() -> None:
    prompts = [item.prompt for item in section(sit(12, 0)[2], "controls")]
    real = {question for kind in KINDS.values() for question in kind.held_questions}
    known = sum(prompt in real for prompt in prompts)
    assert 0.5 * CONTROL_ITEMS < known < 0.8 * CONTROL_ITEMS


@pytest.mark.parametrize("name", ["form", "vocabulary"])
def test_choices_are_distinct_and_the_first_is_right(name: str) -> None:
    for item in section(sit(3, 3)[2], name):
        assert item.kind == "choice"
        assert len(item.choices) >= 2
        assert len({same_words(choice) or choice for choice in item.choices}) == len(item.choices), item
        assert item.choices[0] == item.answer
        assert all(choice.strip() for choice in item.choices)


def test_the_prompt_does_not_give_the_answer_away() -> None:
    for item in sit(12, 20)[2]:
        if item.kind == "slot":
            assert not contains_word(item.prompt, item.answer), item


def test_seed_and_age_decide() -> None:
    facts = some_facts(12)
    sealed = items_sha256(exam_items(facts, (), 1, 5))
    assert items_sha256(exam_items(facts, (), 1, 5)) == sealed
    assert items_sha256(exam_items(facts, (), 1, 6)) != sealed
    assert items_sha256(exam_items(facts, (), 2, 5)) != sealed


def test_forms_and_words_are_the_same_for_every_generation() -> None:
    one, two = sit(3, 0, seed=1, age=1)[2], sit(12, 20, seed=9, age=4)[2]
    for name in ("form", "vocabulary"):
        assert section(one, name) == section(two, name)


@pytest.mark.parametrize("salt", ["0", "99"])
def test_another_process_sets_the_same_exam(salt: str) -> None:
    code = (
        "import tests.language.test_exam_items as t\n"
        "from luna_desktop.domain.exam import items_sha256\n"
        "print(items_sha256(t.sit(12, 20)[2]))\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == items_sha256(sit(12, 20)[2])
