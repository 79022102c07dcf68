"""Sham trainings through the real trainer, the real GGUF, the real exam and the real gate.

None of them is published; a planted gain is. The embryo is born with few steps and
trained with few, which is enough to teach five facts.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.events import Progress
from luna_desktop.domain.exam import SECTIONS
from luna_desktop.domain.gate import NO_BETTER
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.services import age_up as age_up_service
from luna_desktop.services import bases, birth
from luna_desktop.services.results import AgeUpOutcome
from luna_desktop.workers.trainer import ThreadTrainer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FACTS = (
    "My dog is called Rex.",
    "I live in Lisbon.",
    "My name is Ana.",
    "My sister is called Clara.",
    "My favourite food is soup.",
)
LATER = "My cat is called Misty."
TOKENS = 16_000
# Few steps have to teach, and the same ones everywhere: the count of threads changes the last digits.
QUICK: dict[str, Any] = {"samples": 1, "tokens_per_step": 256, "learning_rate": 1e-3, "threads": 1}

Row = dict[str, Any]


class Tamperer(ThreadTrainer):
    """The real trainer, on a job that somebody got at."""

    def __init__(
        self,
        *,
        rows: Callable[[list[Row]], list[Row]] | None = None,
        recipe: dict[str, Any] | None = None,
        tokens: int = TOKENS,
        template: PromptTemplate | None = None,
        spoil: Callable[[TrainingResult], None] = lambda result: None,
    ) -> None:
        super().__init__()
        self._rows = rows or (lambda found: found)
        self._recipe = recipe or {}
        self._tokens = tokens
        self._template = template
        self._spoil = spoil

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        if job.kind == "birth":
            return await super().train(job, on_progress)
        found = [json.loads(line) for line in job.dataset.read_text(encoding="utf-8").split("\n") if line]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self._rows(short(found)))
        job.dataset.write_text(text, encoding="utf-8")
        job = replace(
            job,
            dataset_sha256=hashlib.sha256(job.dataset.read_bytes()).hexdigest(),
            recipe={**job.recipe, **QUICK, **self._recipe},
            max_tokens=self._tokens,
            template=self._template or job.template,
        )
        result = await super().train(job, on_progress)
        self._spoil(result)
        return result


def short(rows: list[Row]) -> list[Row]:
    """Most tokens for facts and for not knowing, and something of everything else."""
    shares = {"fact": 0.36, "refusal": 0.26, "phase0": 0.12, "episode": 0.16, "phase1": 0.1}
    kept: list[Row] = []
    for source, share in shares.items():
        left = share * TOKENS
        for row in rows:
            if left > 0 and row["source"].startswith(source):
                left -= sum(len(turn["text"]) for turn in row["turns"]) / 3.6 + 2
                kept.append(row)
    random.Random(1).shuffle(kept)
    return kept


async def age_up(home: Path, trainer: ThreadTrainer, *told: str) -> AgeUpOutcome:
    async with open_app(home, trainer) as app:
        for words in told:
            await app.chat.send(words)
        karma, head = (await app.karma.summary()).balance, await app.generations.head()
        outcome = await app.age_up.run(now=True)
        if outcome.status != "published":
            assert (await app.generations.head()).id == head.id
            assert (await app.karma.summary()).balance == karma
        return outcome


@pytest.fixture(scope="module")
def models(embryo_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The real embryo with a birth of few steps."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(embryo_weights, folder / "embryo")
    recipe = (bases.resources.models_path() / "embryo.toml").read_text(encoding="utf-8")
    recipe = re.sub(r"\ntokens = \d+", "\ntokens = 6000", recipe)
    recipe = recipe.replace("[training]", "[training]\nthreads = 1")
    (folder / "embryo.toml").write_text(recipe, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bases.resources, "models_path", lambda: folder)
        for module in (birth, age_up_service):
            patch.setattr(module, "new_seed", lambda: 7)
        yield


@pytest.fixture(scope="module")
def first_home(models: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where she is born, examined, and was told some facts."""
    home = tmp_path_factory.mktemp("born") / "home"

    async def live() -> None:
        async with open_app(home) as app:
            await app.birth.be_born()
            await app.exam.run("0")
            for words in FACTS:
                await app.chat.send(words)

    asyncio.run(live())
    return home


@pytest.fixture(scope="module")
def grown_home(first_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, AgeUpOutcome]:
    """The same home after a planted gain."""
    home = tmp_path_factory.mktemp("grown") / "home"
    shutil.copytree(first_home, home)
    return home, asyncio.run(age_up(home, Tamperer()))


@pytest.fixture
def home(first_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_home, tmp_path / "home")


def test_a_planted_gain_is_accepted(grown_home: tuple[Path, AgeUpOutcome]) -> None:
    _, outcome = grown_home
    assert outcome.status == "published", outcome.reasons
    assert outcome.exam is not None
    assert outcome.reasons[0].startswith("What you taught her came back")
    assert {s.section for s in outcome.exam.sections} | {"anchor"} >= set(SECTIONS) - {
        "style",
        "old_teach_back",
        "talk",
    }
    assert outcome.exam.anchor.bytes > 40_000
    assert all(test.passed for test in outcome.exam.tests)
    parity = outcome.exam.test("parity")
    assert parity is not None and 0 < parity.figure < 0.01
    gained = outcome.exam.against("teach_back")
    assert gained is not None and gained.holm_better < 0.05
    assert outcome.exam.headline is not None and outcome.exam.headline.low < outcome.exam.headline.value


async def test_a_recipe_that_forgets_is_refused(
    grown_home: tuple[Path, AgeUpOutcome], tmp_path: Path
) -> None:
    def only_the_new(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["source"] == "fact:pet_cat"]

    home = shutil.copytree(grown_home[0], tmp_path / "home")
    outcome = await age_up(home, Tamperer(rows=only_the_new, tokens=3000, recipe={"epochs": 0}), LATER)
    assert outcome.status == "rejected"
    assert any("What she knew before" in reason for reason in outcome.reasons), outcome.reasons


async def test_shuffled_answers_are_refused(home: Path) -> None:
    def shuffled(rows: list[Row]) -> list[Row]:
        turns = [turn for row in rows for turn in row["turns"] if turn["role"] == "luna"]
        replies = [turn["text"] for turn in turns]
        random.Random(2).shuffle(replies)
        for turn, reply in zip(turns, replies, strict=True):
            turn["text"] = reply
        return rows

    outcome = await age_up(home, Tamperer(rows=shuffled, tokens=7000))
    assert outcome.status == "rejected" and outcome.reasons[0] == NO_BETTER
    assert any("did not come back" in reason for reason in outcome.reasons), outcome.reasons


async def test_a_wrong_template_is_refused(home: Path) -> None:
    """Trained with the roles exchanged, the file says something else than its weights learnt."""
    exchanged = PromptTemplate(person_prefix="<|luna|>", luna_prefix="<|user|>")
    outcome = await age_up(home, Tamperer(template=exchanged, tokens=1500))
    assert outcome.status == "rejected"
    assert any("parity" in reason for reason in outcome.reasons), outcome.reasons


async def test_an_absurd_learning_rate_is_refused(home: Path) -> None:
    outcome = await age_up(home, Tamperer(recipe={"learning_rate": 100.0, "warmup": 0.0}, tokens=1000))
    assert outcome.status in ("failed", "rejected"), outcome.reasons


async def test_steps_that_change_nothing_are_refused(home: Path) -> None:
    outcome = await age_up(home, Tamperer(recipe={"learning_rate": 1e-30}, tokens=300))
    assert outcome.status == "failed"
    assert "not" in outcome.reasons[0]


async def test_a_file_cut_short_is_refused(home: Path) -> None:
    def cut(result: TrainingResult) -> None:
        whole = result.gguf.read_bytes()
        result.gguf.write_bytes(whole[: len(whole) * 2 // 3])

    outcome = await age_up(home, Tamperer(spoil=cut, tokens=1000))
    assert outcome.status == "failed"
    assert "damaged" in outcome.reasons[0], outcome.reasons
