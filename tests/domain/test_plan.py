"""A training's plan: kept whole, and read out of the rows of older homes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.plan import TrainingPlan, read_plan
from luna_desktop.domain.prompt import CHATML

_PLANS = st.builds(
    TrainingPlan,
    kind=st.sampled_from(["age_up", "birth"]),
    base=st.builds(
        Base,
        name=st.text(max_size=9),
        title=st.text(max_size=9),
        kind=st.sampled_from(["embedded", "hub", "local"]),
        source=st.text(max_size=9),
        licence=st.text(max_size=9),
        template=st.just(CHATML),
        gguf_type=st.sampled_from(["F16", "F32"]),
    ),
    recipe=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    seed=st.none() | st.integers(0, 2**31),
    budget_tokens=st.integers(0, 10**9),
    start=st.none() | st.text(max_size=9),
    stands_for=st.none() | st.text(max_size=9),
    spend=st.integers(0, 10**6),
    balance=st.integers(0, 10**6),
    new_facts=st.integers(0, 60),
    old_facts=st.integers(0, 9000),
    exam_version=st.integers(0, 9),
    dropped=st.dictionaries(st.sampled_from(["grammar", "controls"]), st.integers(0, 99)),
    dataset_sha256=st.text("0123456789abcdef", max_size=64),
    gguf=st.text(max_size=9),
)


@given(_PLANS)
def test_a_plan_comes_back_out_of_its_row(plan: TrainingPlan) -> None:
    assert read_plan(json.loads(json.dumps(plan.to_data()))) == plan


@pytest.mark.parametrize("data", [{}, {"balance": 150}, {"seed": 7, "new_facts": 3}, {"exam": {}}])
def test_rows_of_older_homes_are_read(data: dict[str, Any]) -> None:
    plan = read_plan(data)
    assert (plan.balance, plan.seed) == (data.get("balance", 0), data.get("seed"))
    assert (plan.exam_version, plan.dropped) == (0, {})


@pytest.mark.parametrize(
    "data",
    [
        {"balance": "much"},
        {"base": {"name": "embryo"}},
        {"base": 3},
        {"exam": [1]},
        {"recipe": 5},
        {"exam": {"dropped": 1}},
    ],
)
def test_a_damaged_row_is_told(data: dict[str, Any]) -> None:
    with pytest.raises(LunaError) as caught:
        read_plan(data)
    assert caught.value.code == "plan-malformed"
