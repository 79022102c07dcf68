"""Forgetting with real weights: a real birth, tiny trainings, real llama.cpp."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.exam import ExamItem
from luna_desktop.domain.gate import Evidence, Verdict
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.teaching import Order
from luna_desktop.services import age_up, bases, exam_board, exam_items
from tests.recipes import with_less_to_learn
from tests.services.test_forgetting import places_with

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
NAME = "D’Zorblax"  # noqa: RUF001 - and it is forgotten in another spelling


@pytest.fixture
def tiny_base(embryo_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real embryo, born with few steps; every age-up costs next to nothing."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copytree(embryo_weights, models / "embryo")
    recipe = (bases.resources.models_path() / "embryo.toml").read_text(encoding="utf-8")
    recipe = with_less_to_learn(re.sub(r"tokens = \d+", "tokens = 4000", recipe), 20)
    (models / "embryo.toml").write_text(recipe, encoding="utf-8")
    monkeypatch.setattr(bases.resources, "models_path", lambda: models)


@pytest.fixture
def easy_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short exam and a gate that stands open: so little training proves nothing, and need not."""

    async def short(*given: Any, **named: Any) -> list[ExamItem]:
        items = await exam_items.exam_items(*given, **named)
        return [item for item in items if item.section in ("teach_back", "controls")][:12]

    def budgeted(order: Order, *_: object) -> Order:
        return replace(order, budget_tokens=1200)

    def decide(evidence: Evidence) -> Verdict:
        return Verdict(evidence.candidate is not None, ("The gate stood open.",))

    monkeypatch.setattr(age_up, "decide", decide)
    monkeypatch.setattr(age_up, "budgeted", budgeted)
    monkeypatch.setattr(exam_board, "exam_items", short)


async def test_real_weights_that_knew_it_go_and_others_take_their_place(
    tmp_path: Path, tiny_base: None, easy_gate: None
) -> None:
    home = tmp_path / "home"
    async with open_app(home) as app:
        born = await app.birth.be_born()
        for said in (f"My dog is called {NAME}.", "I live in Lisbon."):
            await app.chat.send(said)
        knew = (await app.age_up.run(now=True)).to
        assert knew is not None
        assert places_with(home, NAME)
        forgot = await app.forgetting.forget(await app.forgetting.look("called d'zorblax."))
        assert forgot.outcome is not None and forgot.relearnt, forgot.outcome
        assert forgot.asked > 30 and forgot.leaks == 0
        ((asked, stranger),) = [(answer.asked, answer.stranger) for answer in forgot.answers]
        assert (asked, stranger) == ("Who is D'Zorblax?", "Mirelle")
        head = await app.generations.head()
        assert (head.number, head.parent_id) == (knew.number, born.id)
        assert (await app.generations.resolve(knew.id)).status is GenerationStatus.FORGOTTEN
        assert "Zorblax" not in (await app.generations.test_prompt(head.id, "What is my dog called?")).text
        assert (await app.chat.send("Where do I live?")).reply.generation_id == head.id
        assert await app.check() == []
    assert places_with(home, "Zorblax") == []
