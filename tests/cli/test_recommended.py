"""``luna bases`` and ``luna birth`` where there are several bases: what is told, and which is taken."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from luna_desktop import __main__, bootstrap
from luna_desktop.cli.main import main
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.speed import Speed
from luna_desktop.domain.training import Trial
from luna_desktop.services.app import App
from luna_desktop.services.prospects import Prospects
from tests.services.conftest import fake_base, gguf, models
from tests.services.fakes import ScriptedFactory, ScriptedTrainer, good_student
from tests.services.own_base import write_recipe

__all__ = ["fake_base", "gguf", "models"]


@dataclass
class ScriptedTester:
    found: Speed | LunaError = field(default_factory=lambda: Speed("bfloat16", 2, 5000.0, 3 * 10**9))
    trials: list[str] = field(default_factory=list[str])

    async def measure(self, trial: Trial, on_progress: Callable[[Progress], None]) -> Speed:
        self.trials.append(trial.base_id.partition("@")[0])
        on_progress(Progress("prepare"))
        if isinstance(self.found, LunaError):
            raise self.found
        return self.found


@dataclass
class Here:
    """A machine with the embryo and a reading base, on which nothing was tried yet."""

    home: Path
    tester: ScriptedTester = field(default_factory=ScriptedTester)
    trainer: ScriptedTrainer = field(default_factory=ScriptedTrainer)

    def __call__(self, *arguments: str) -> int:
        return main(["--home", str(self.home), *arguments], self.parts())

    def parts(self) -> Parts:
        @asynccontextmanager
        async def prospects(home: Path) -> AsyncGenerator[Prospects]:
            async with bootstrap.prospects(home) as made:
                made._tester = self.tester  # pyright: ignore[reportPrivateUsage]
                yield made

        def open_app(home: Path) -> App:
            app = bootstrap.open_app(home, self.trainer, ScriptedFactory())
            app.prospects._tester = self.tester  # pyright: ignore[reportPrivateUsage]
            return app

        real = __main__._parts()  # pyright: ignore[reportPrivateUsage]
        return replace(real, prospects=prospects, open_app=open_app)

    @property
    def born_from(self) -> list[str]:
        return [job.beneath.id.partition("@")[0] for job in self.trainer.jobs if job.beneath]


@pytest.fixture
def here(gguf: Path, models: Path, tmp_path: Path) -> Here:
    with gguf.open("ab") as file:  # larger than an embryo without weights
        file.write(b"." * 1000)
    write_recipe(models, ready=True, weights=gguf.read_bytes())
    made = Here(tmp_path / "home")
    made.trainer.teach = good_student
    return made


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, yes: bool) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: yes, raising=False)


@pytest.mark.parametrize(
    ("arguments", "terminal", "base", "trials"),
    [
        ((), True, "reader", ["reader"]),
        ((), False, "embryo", []),
        (("--json",), True, "embryo", []),
        (("--base", "embryo"), True, "embryo", []),
        (("--base", "reader"), False, "reader", []),
    ],
)
def test_a_person_gets_the_recommended_base_and_a_script_what_it_always_got(
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    terminal: bool,
    base: str,
    trials: list[str],
) -> None:
    on_a_terminal(monkeypatch, terminal)
    here.trainer.adapter = base == "reader"
    assert here("birth", *arguments) == 0
    assert here.born_from == [base] and here.tester.trials == trials
    assert ("born from Reader" in capsys.readouterr().err) == bool(trials)


@pytest.mark.parametrize(
    "found", [Speed("float32", 2, 1.0, 10**9), LunaError("disk-full", "The disk is full.")]
)
def test_where_the_other_is_slow_or_cannot_be_tried_a_person_gets_the_embryo(
    here: Here, monkeypatch: pytest.MonkeyPatch, found: Speed | LunaError
) -> None:
    on_a_terminal(monkeypatch, True)
    here.tester.found = found
    assert here("birth") == 0
    assert here.born_from == ["embryo"]


def test_the_list_tells_what_is_known_and_tries_when_told_to(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here("bases") == 0
    told = capsys.readouterr().out
    assert "Recommended here is embryo" in told and "bases --measure` tries how fast" in told
    assert here.tester.trials == []
    assert here("bases", "--measure", "--json") == 0
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert here.tester.trials == ["embryo", "reader"]
    assert [name for name, entry in entries.items() if entry["recommended"]] == ["reader"]
    assert entries["reader"]["measured"] and entries["reader"]["minutes"] < 10
    assert here("bases") == 0
    told = capsys.readouterr().out
    assert "Recommended here is reader" in told and "--measure" not in told
    assert not here.home.exists(), "a list makes no home"


def test_what_cannot_be_tried_is_told_beside_the_list(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    here.tester.found = LunaError("disk-full", "The disk is full.", "", "Free some space.")
    assert here("bases", "--measure") == 0
    told = capsys.readouterr()
    assert "The disk is full." in told.err and "Recommended here is embryo" in told.out
