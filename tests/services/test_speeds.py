"""What was measured is found again on the same machine only, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from luna_desktop.domain.base import Base
from luna_desktop.domain.speed import Speed
from luna_desktop.services import speeds
from luna_desktop.services.speeds import Speeds

BASE = Base("reader", "Reader", "wheel", "reader", "MIT", sha256="ab" * 32)
RECIPE: dict[str, float | int | str] = {"method": "lora", "lora_rank": 16, "learning_rate": 0.002}
SPEED = Speed("bfloat16", 2, 312.5, 1_500_000_000)


@pytest.fixture
def kept(tmp_path: Path) -> Speeds:
    made = Speeds(tmp_path / "cache" / "speeds")
    made.keep(BASE, RECIPE, SPEED)
    return made


def test_it_is_found_by_another_that_looks_there(kept: Speeds, tmp_path: Path) -> None:
    assert Speeds(tmp_path / "cache" / "speeds").find(BASE, RECIPE) == SPEED
    assert kept.find(BASE, {**RECIPE, "learning_rate": 0.1}) == SPEED, "that changes no speed"
    kept.keep(BASE, RECIPE, replace(SPEED, tokens_per_s=99.0))
    assert kept.find(BASE, RECIPE) == replace(SPEED, tokens_per_s=99.0)
    assert len(list((tmp_path / "cache" / "speeds").iterdir())) == 1


def test_what_others_disturbed_takes_no_place_of_what_they_did_not(kept: Speeds) -> None:
    kept.keep(BASE, RECIPE, replace(SPEED, tokens_per_s=50.0, disturbed=True))
    assert kept.find(BASE, RECIPE) == SPEED
    other, better = {**RECIPE, "lora_rank": 8}, replace(SPEED, tokens_per_s=70.0, disturbed=True)
    kept.keep(BASE, other, replace(better, tokens_per_s=50.0))
    kept.keep(BASE, other, better)
    assert kept.find(BASE, other) == better
    kept.keep(BASE, other, SPEED)
    assert kept.find(BASE, other) == SPEED


def test_another_base_or_recipe_is_measured_anew(kept: Speeds) -> None:
    assert kept.find(replace(BASE, sha256="cd" * 32), RECIPE) is None
    assert kept.find(BASE, {**RECIPE, "lora_rank": 8}) is None
    assert kept.find(BASE, {**RECIPE, "tokens_per_step": 64}) is None


@pytest.mark.parametrize("part", range(len(speeds.machine())))
def test_another_machine_or_version_measures_anew(
    kept: Speeds, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    changed = tuple(f"{text}!" if n == part else text for n, text in enumerate(speeds.machine()))
    monkeypatch.setattr(speeds, "machine", lambda: changed)
    assert kept.find(BASE, RECIPE) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"dtype": "float32"}', "null", "\x00",
     '{"dtype": "int8", "threads": 2, "tokens_per_s": 3.0, "memory_bytes": 4}',
     '{"dtype": "float32", "threads": 0, "tokens_per_s": 3.0, "memory_bytes": 4}',
     '{"dtype": "float32", "threads": 2, "tokens_per_s": 0, "memory_bytes": 4}',
     '{"dtype": "float32", "threads": "2", "tokens_per_s": 3.0, "memory_bytes": 4}'],
)  # fmt: skip
def test_what_is_damaged_is_as_if_it_were_not_there(kept: Speeds, tmp_path: Path, text: str) -> None:
    [path] = (tmp_path / "cache" / "speeds").iterdir()
    path.write_text(text, encoding="utf-8")
    assert kept.find(BASE, RECIPE) is None
    kept.keep(BASE, RECIPE, SPEED)
    assert kept.find(BASE, RECIPE) == SPEED


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = Speeds(tmp_path / "file" / "speeds")
    blocked.keep(BASE, RECIPE, SPEED)
    assert blocked.find(BASE, RECIPE) is None
