"""How fast a base learns here: in a real child on a small base, and what is chosen by trying."""

from __future__ import annotations

import asyncio
import time
from collections import namedtuple
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speed import Speed
from luna_desktop.domain.training import RecipeValues, TrainingJob, TrainingResult, Trial
from luna_desktop.training import others as others_module
from luna_desktop.training import precision, trainer
from luna_desktop.training.others import Others
from luna_desktop.training.pace import cores
from luna_desktop.training.precision import Pick, quickest
from luna_desktop.training.worker import run_job
from luna_desktop.workers.tester import ChildTester
from tests.training.jobs import KeptLink, make_job
from tests.training.models import make_base

LORA: RecipeValues = {"method": "lora", "lora_rank": 4, "loss_on": "replies"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("trial") / "base", dtype="float32")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [LORA, {**LORA, "dtype": "bfloat16"}, {"method": "full"}])
async def test_a_child_tells_what_is_fastest_and_how_fast(base: Path, recipe: RecipeValues) -> None:
    seen: list[Progress] = []
    speed = await ChildTester().measure(Trial("tiny", base, None, recipe), seen.append)
    assert speed.tokens_per_s > 500 and speed.memory_bytes > 50e6
    assert 1 <= speed.threads <= cores()
    assert speed.dtype == recipe.get("dtype", speed.dtype)
    assert recipe["method"] == "lora" or speed.dtype == "float32"
    assert any("how fast" in progress.note for progress in seen)


@pytest.mark.parametrize(("others", "disturbed"), [(0.0, False), (0.1, False), (0.3, True), (1.0, True)])
def test_a_trial_knows_that_others_computed_meanwhile(
    monkeypatch: pytest.MonkeyPatch, others: float, disturbed: bool
) -> None:
    """Ten seconds of two cores, half of one of them this process's own; guests are counted twice."""
    Times = namedtuple("Times", "user system idle iowait guest")
    Own = namedtuple("Own", "user system")
    now = [0.0]

    def cpu_times() -> Times:
        busy = now[0] * (0.5 + 1.5 * others)
        return Times(100 + busy, 7.0, 3 + 2 * now[0] - busy - 0.1, 2.1, 50 + busy)

    class Process:
        def cpu_times(self) -> Own:
            return Own(1 + now[0] * 0.4, now[0] * 0.1)

    monkeypatch.setattr(others_module, "psutil", SimpleNamespace(cpu_times=cpu_times, Process=Process))
    meanwhile = Others()
    now[0] = 10.0
    assert meanwhile.busy() == disturbed


@pytest.mark.slow
@pytest.mark.parametrize("after", ["Loading the training library", "Trying how fast she learns"])
async def test_a_trial_that_is_not_wanted_any_more_ends(base: Path, after: str) -> None:
    reached = asyncio.Event()

    def heed(progress: Progress) -> None:
        if progress.note == after:
            reached.set()

    trying = asyncio.create_task(ChildTester().measure(Trial("tiny", base, None, LORA), heed))
    await reached.wait()
    began = time.monotonic()
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    assert time.monotonic() - began < 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "code"), [("weights", "weights-unreadable"), ("recipe", "recipe-malformed")]
)
async def test_trouble_of_a_trial_is_told(base: Path, tmp_path: Path, harm: str, code: str) -> None:
    wanted = Trial("tiny", base, None, {**LORA, "lora_rank": 0})
    if harm == "weights":
        wanted = Trial("tiny", tmp_path, None, LORA)
    with pytest.raises(LunaError) as caught:
        await ChildTester().measure(wanted, lambda _: None)
    assert caught.value.code == code


class Machine:
    """Its clocks go on by what a layer takes, by what it computes in and on how many cores.

    ``seconds`` are those of a pass: that pass by, and that all cores spend on it together.
    """

    def __init__(self, seconds: Mapping[tuple[bool, int], tuple[float, float]]) -> None:
        self.seconds = seconds
        self.model = torch.nn.Sequential(*(torch.nn.Linear(2, 2, bias=False) for _ in range(10)))
        self.model.requires_grad_(False)
        self.model[-1].requires_grad_(True)
        self.passed = self.spent = 0.0

    def step(self, bf16: bool) -> None:
        passed, spent = self.seconds[bf16, torch.get_num_threads()]
        for layer in self.model:
            self.passed += passed / 10
            self.spent += spent / 10
            layer(torch.ones(2, dtype=layer.weight.dtype))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ({(False, 1): (1, 1), (True, 1): (0.4, 0.4), (True, 2): (0.3, 0.5)}, (True, 2)),
        ({(False, 1): (1, 1), (True, 1): (12, 12), (False, 2): (0.6, 1.1)}, (False, 2)),
        ({(False, 1): (1, 1), (True, 1): (0.95, 0.95), (False, 2): (0.6, 1.1)}, (False, 2)),  # not worth it
        # beside busy neighbours: all cores wait for one, and some passes for others
        ({(False, 1): (1, 1), (True, 1): (0.4, 0.4), (True, 2): (5, 0.5)}, (True, 1)),
        ({(False, 1): (1, 1), (True, 1): (1.5, 0.4), (True, 2): (0.3, 0.5)}, (True, 2)),
        ({(False, 1): (1.5, 0.4), (True, 1): (0.9, 0.8), (False, 2): (5, 0.5)}, (False, 1)),
        ({(False, 1): (1, 1), (True, 1): (900, 900), (False, 2): (900, 1)}, (False, 1)),
    ],
)
def test_the_quickest_is_chosen_and_nothing_slow_is_tried_to_its_end(
    seconds: dict[tuple[bool, int], tuple[float, float]],
    expected: tuple[bool, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine, threads = Machine(seconds), torch.get_num_threads()
    clocks = SimpleNamespace(perf_counter=lambda: machine.passed, process_time=lambda: machine.spent)
    monkeypatch.setattr(precision, "bf16_multiplies_faster", lambda: True)
    monkeypatch.setattr(precision, "time", clocks)
    try:
        pick = quickest(machine.model, machine.step, [2, 1], "auto")
        assert torch.get_num_threads() == expected[1]
    finally:
        torch.set_num_threads(threads)
    assert (pick.bf16, pick.threads) == expected
    assert (pick.seconds, pick.computed) == pytest.approx(seconds[expected])
    slow = [key for key, (passed, _) in seconds.items() if passed > 100]
    assert machine.passed < 250 * len(slow) + 20, "a layer, and it is left"
    held = {layer.weight.dtype for layer in machine.model[:-1]}
    assert held == {torch.bfloat16 if expected[0] else torch.float32}


def test_where_there_is_nothing_to_choose_nothing_is_tried() -> None:
    machine = Machine({})
    found = quickest(machine.model, machine.step, [1], "bfloat16")
    assert found == Pick(True, 1) and machine.passed == 0


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_training_begins_with_what_was_found_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: Any
) -> None:
    """And tells how fast it was itself."""
    monkeypatch.setattr(trainer.Run, "_try", lambda *_: pytest.fail("it was found out anew"))
    job = make_job(tmp_path, recipe={**LORA, "threads": 0})
    job = replace(job, speed=Speed(dtype, 1, 100.0, 10**9))
    assert TrainingJob.from_json(job.to_json()) == job
    result = run_job(job, KeptLink())
    assert (result.versions["dtype"], result.timings["choose"] < 0.5) == (dtype, True)
    assert result.speed is not None and result.speed.dtype == dtype
    assert result.versions["threads"] == str(result.speed.threads)
    assert result.speed.tokens_per_s > 0 and result.speed.memory_bytes > 50e6
    assert TrainingResult.from_message(result.to_message()) == result
