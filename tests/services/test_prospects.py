"""What she can be born from here, tried by a scripted tester, and what an age-up is said to take."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from luna_desktop import bootstrap, resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speed import EXAM_SECONDS, Speed, minutes
from luna_desktop.domain.training import Trial
from luna_desktop.services.background import Background
from luna_desktop.services.bases import load_base, packed
from luna_desktop.services.prospects import Prospects
from luna_desktop.services.speeds import Speeds
from luna_desktop.services.teaching import Teachings
from luna_desktop.storage.database import Database
from luna_desktop.storage.lineage import LineageTable
from tests.services.conftest import Stage
from tests.services.fakes import ScriptedFactory
from tests.services.own_base import write_base, write_recipe

FAST = Speed("bfloat16", 2, 5000.0, 3 * 10**9)


@dataclass
class ScriptedTester:
    """Finds the speeds it was given, by the base's name."""

    speeds: dict[str, Speed | LunaError] = field(default_factory=dict[str, "Speed | LunaError"])
    trials: list[Trial] = field(default_factory=list[Trial])

    async def measure(self, trial: Trial, on_progress: Callable[[Progress], None]) -> Speed:
        self.trials.append(trial)
        on_progress(Progress("prepare", note="Trying"))
        found = self.speeds[trial.base_id.partition("@")[0]]
        if isinstance(found, LunaError):
            raise found
        return found


@pytest.fixture
def tester() -> ScriptedTester:
    return ScriptedTester({"reader": FAST})


@pytest.fixture
async def prospects(tmp_path: Path, tester: ScriptedTester) -> AsyncIterator[Prospects]:
    background = Background()
    known = bootstrap.teachings(background, ScriptedFactory())
    lineage = LineageTable(Database(tmp_path / "luna.db", lambda: 0.0))
    yield Prospects(
        tmp_path / "shelf",
        tester=tester,
        speeds=Speeds(resources.speeds_path()),
        teachings=Teachings(known, lineage, background),
        background=background,
    )
    background.close()


async def test_only_what_is_ready_and_can_be_taught_is_offered(
    gguf: Path,
    models: Path,
    prospects: Prospects,
    tmp_path: Path,
) -> None:
    write_base(tmp_path / "shelf" / "mine")
    assert [one.base.name for one in await prospects.usable()] == ["embryo", "mine"]
    write_recipe(models, ready=True)
    found = await prospects.usable()
    assert [one.base.name for one in found] == ["embryo", "reader", "mine"]
    assert prospects.to_measure(found) == ["reader"]
    embryo, reader, mine = found
    assert embryo.minutes is not None and not embryo.measured and embryo.about
    assert reader.minutes is mine.minutes is None
    recipe = (models / "reader.toml").read_text("utf-8")
    (models / "reader.toml").write_text(recipe.replace("[base]", '[base]\nteaching = "later"'), "utf-8")
    assert [one.base.name for one in await prospects.usable()] == ["embryo", "mine"]


async def test_what_was_measured_once_is_known(
    gguf: Path,
    models: Path,
    prospects: Prospects,
    tester: ScriptedTester,
) -> None:
    write_recipe(models, ready=True)
    notes: list[str] = []
    reader = await prospects.measure("reader", lambda progress: notes.append(progress.note))
    assert notes == ["Trying"]
    recipe = load_base("reader")
    assert tester.trials == [Trial(recipe.base.id, recipe.folder, packed(recipe.base), recipe.age_up)]
    assert reader.measured and reader.memory_bytes == FAST.memory_bytes
    assert reader.minutes is not None and EXAM_SECONDS / 60 < reader.minutes < 3
    assert (await prospects.usable())[1] == reader
    assert len(tester.trials) == 1


async def test_what_others_disturbed_is_told_and_tried_again(
    gguf: Path, models: Path, prospects: Prospects, tester: ScriptedTester
) -> None:
    write_recipe(models, ready=True)
    tester.speeds["reader"] = replace(FAST, disturbed=True)
    assert (await prospects.measure("reader")).minutes is not None
    assert prospects.to_measure(await prospects.usable()) == ["reader"]


@pytest.mark.parametrize(
    ("speed", "name"),
    [
        (FAST, "reader"),
        (replace(FAST, tokens_per_s=1.0), "embryo"),
        (replace(FAST, memory_bytes=10**15), "embryo"),
        (LunaError("out-of-memory", "There is too little memory."), "embryo"),
    ],
)
async def test_the_best_is_looked_for_by_trying(
    gguf: Path,
    models: Path,
    prospects: Prospects,
    tester: ScriptedTester,
    speed: Speed | LunaError,
    name: str,
) -> None:
    write_recipe(models, ready=True)
    # In this folder of models the embryo is a few bytes as well.
    with gguf.open("ab") as file:
        file.write(b"." * 1000)
    write_recipe(models, ready=True, weights=gguf.read_bytes())
    tester.speeds["reader"] = speed
    best = await prospects.best()
    assert best is not None and best.base.name == name


async def test_the_preview_takes_the_speed_of_the_last_age_up_else_that_which_was_tried(stage: Stage) -> None:
    app = await stage.born()
    await app.chat.send("My dog is called Rex.")
    recipe = load_base("embryo")

    async def speed_of_preview() -> float:
        preview = await app.age_up.check()
        return preview.budget_tokens / (preview.minutes * 60 - EXAM_SECONDS)

    # The scripted trainer tells 1,000 tokens in a second; before an age-up that is her birth's.
    assert await speed_of_preview() == pytest.approx(1000.0)
    tried = Speed("float32", 2, 250.0, 10**9)
    Speeds(resources.speeds_path()).keep(recipe.base, recipe.age_up, tried)
    assert await speed_of_preview() == pytest.approx(250.0)
    assert (await app.age_up.run(now=True)).status == "published"
    assert stage.trainer.jobs[-1].speed == tried
    await app.chat.send("My cat is called Tom.")
    assert await speed_of_preview() == pytest.approx(1000.0)


def test_minutes_are_learning_and_exam() -> None:
    assert minutes(60_000, 1000) == pytest.approx((60 + EXAM_SECONDS) / 60)
