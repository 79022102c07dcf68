"""The plan of steps: budgets, order, and its independence of everything but the seed."""

from __future__ import annotations

import random

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.training.recipe import Recipe, read_recipe
from luna_desktop.training.steps import plan_steps, split

LENGTHS = [random.Random(1).randint(5, 180) for _ in range(300)]


def test_a_step_holds_its_budget_padding_included() -> None:
    plan = plan_steps(LENGTHS, tokens_per_step=512, max_tokens=0, epochs=1, seed=0)
    for step in plan.steps:
        assert len(step) * max(LENGTHS[i] for i in step) <= 512
    assert sorted(i for step in plan.steps for i in step) == list(range(300))
    padded = sum(len(step) * max(LENGTHS[i] for i in step) for step in plan.steps)
    assert sum(plan.tokens) / padded > 0.95


def test_a_lesson_longer_than_a_step_goes_alone() -> None:
    plan = plan_steps([50, 5, 5], tokens_per_step=20, max_tokens=0, epochs=1, seed=0)
    assert (0,) in plan.steps


def test_max_tokens_is_never_passed() -> None:
    plan = plan_steps(LENGTHS, tokens_per_step=512, max_tokens=100_000, epochs=0, seed=0)
    assert 100_000 - 512 < sum(plan.tokens) <= 100_000


def test_epochs_differ_and_all_lessons_come_as_often() -> None:
    plan = plan_steps(LENGTHS, tokens_per_step=512, max_tokens=0, epochs=2, seed=0)
    half = len(plan.steps) // 2
    assert plan.steps[:half] != plan.steps[half:]
    counts = [sum(step.count(i) for step in plan.steps) for i in range(300)]
    assert counts == [2] * 300


def test_the_first_step_is_always_made() -> None:
    assert len(plan_steps([100], tokens_per_step=512, max_tokens=10, epochs=0, seed=0).steps) == 1


def test_the_seed_decides() -> None:
    plans = [plan_steps(LENGTHS, tokens_per_step=512, max_tokens=9000, epochs=0, seed=s) for s in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]


def test_no_limit_is_an_error() -> None:
    with pytest.raises(ValueError, match="limit"):
        plan_steps(LENGTHS, tokens_per_step=512, max_tokens=0, epochs=0, seed=0)


@pytest.mark.parametrize("parts", [1, 2, 3, 4, 8])
def test_split_keeps_every_lesson_once(parts: int) -> None:
    pieces = split([1, 2, 3, 4, 5], parts)
    assert len(pieces) == parts
    assert [i for piece in pieces for i in piece] == [1, 2, 3, 4, 5]


def test_recipe_defaults_follow_the_method() -> None:
    assert read_recipe({}) == Recipe(learning_rate=1e-3)
    assert read_recipe({"method": "lora"}).learning_rate == 2e-4
    assert read_recipe({"method": "lora", "learning_rate": 1}).learning_rate == 1.0


@pytest.mark.parametrize(
    "bad",
    [{"lr": 1.0}, {"loss_on": "some"}, {"tokens_per_step": "512"}, {"tokens_per_step": 0}, {"epochs": 1.5}],
)
def test_malformed_recipes_are_refused(bad: dict[str, float | int | str]) -> None:
    with pytest.raises(LunaError) as caught:
        read_recipe(bad)
    assert caught.value.code == "recipe-malformed"
    assert next(iter(bad)) in caught.value.why


@pytest.mark.parametrize(
    ("lessons", "most", "epochs", "tokens"),
    [
        (70_000, 0, 1, 1000),
        (140_000, 0, 1, 1024),
        (6_000, 0, 1, 256),
        (21_000, 0, 1, 300),
        (21_000, 0, 2, 600),
        (200_000, 35_000, 1, 500),
        (9_000, 35_000, 0, 500),
    ],
)
def test_few_lessons_make_many_small_steps(lessons: int, most: int, epochs: int, tokens: int) -> None:
    recipe = read_recipe({"tokens_per_step": 1024, "least_steps": 70, "epochs": epochs})
    assert recipe.step_tokens(lessons, most) == tokens
    assert read_recipe({"tokens_per_step": 192}).step_tokens(lessons, most) == 192
    assert read_recipe({"tokens_per_step": 128, "least_steps": 70}).step_tokens(lessons, most or 9999) == 128
