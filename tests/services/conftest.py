"""An app with a real database and real files, whose speaker and trainer follow a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.events import Event
from luna_desktop.services import base_folder, bases
from luna_desktop.services.app import App
from tests.recipes import with_less_to_learn
from tests.services.fakes import ScriptedFactory, ScriptedTrainer, good_student
from tests.services.own_base import WEIGHTS, write_recipe


class Stage:
    """An app with its scripted parts and everything that was published."""

    def __init__(self, home: Path, factory: ScriptedFactory | None = None) -> None:
        self.home = home
        self.now = 1_800_000_000.0
        self.factory = factory or ScriptedFactory()
        self.trainer = ScriptedTrainer()
        self.trainer.teach = good_student
        self.events: list[Event] = []
        self.app = self._app()

    def _app(self) -> App:
        app = open_app(self.home, self.trainer, self.factory, self._clock)
        app.bus.subscribe(Event, self.events.append)
        return app

    def _clock(self) -> float:
        self.now += 1
        return self.now

    async def reopen(self, *, checked: bool = True) -> App:
        """Close, as the person does, and open again; ``checked``: until all that goes on beside has ended."""
        await self.app.close()
        self.app = self._app()
        await self.app.open()
        if checked:
            await self.app.generations.head_check.ended()
            await self.app.unheard.ended()
        return self.app

    async def born(self) -> App:
        await self.app.birth.be_born()
        return self.app

    async def earn(self, points: int) -> None:
        """Talk until at least ``points`` karma are there."""
        count = 0
        while (await self.app.karma.summary()).balance < points:
            await self.app.chat.send(f"Test {count} {self.now}")
            count += 1

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def fake_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An embryo without weights, for trainers that follow a script."""
    folder = tmp_path / "models"
    (folder / "embryo").mkdir(parents=True)
    recipe = bases.resources.models_path() / "embryo.toml"
    # A tenth of the usual rows: what is scripted needs no more, and composing them takes the time.
    small = with_less_to_learn(recipe.read_text("utf-8"))
    (folder / "embryo.toml").write_text(small, encoding="utf-8")
    for name in base_folder.FILES:
        (folder / "embryo" / name).write_text("{}")
    monkeypatch.setattr(bases.resources, "models_path", lambda: folder)


@pytest.fixture
def models(fake_base: None) -> Path:
    return bases.resources.models_path()


@pytest.fixture
def gguf(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an installed package whose code must not run."""
    write_recipe(models)
    site = tmp_path / "site"
    package, metadata = site / "luna_test_reader", site / "luna_test_reader-1.2.dist-info"
    package.mkdir(parents=True)
    metadata.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "reader.gguf").write_bytes(WEIGHTS)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: luna-test-reader\nVersion: 1.2\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(bases.resources, "unpacked_path", lambda: tmp_path / "cache")
    return package / "reader.gguf"


@pytest.fixture
async def stage(tmp_path: Path, fake_base: None) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path / "home")
    await stage.app.open()
    yield stage
    await stage.app.close()


@pytest.fixture
async def app(stage: Stage) -> App:
    """An app in which she is born."""
    return await stage.born()
