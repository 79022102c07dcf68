"""Bases of a hub: what is offered before they are here, and that they are used like a folder after."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import resources
from luna_desktop.domain.base import read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import HubCopy, KeptFile, Wanted, copy_place
from luna_desktop.domain.prompt import CHATML, LLAMA3, TEMPLATES
from luna_desktop.services import base_folder
from luna_desktop.services.background import Background
from luna_desktop.services.bases import choices, load_base, locate, offered, packed, recipe_for
from luna_desktop.services.downloads import Downloads
from luna_desktop.services.recipes import HUB
from luna_desktop.training.recipe import read_recipe
from tests.services.conftest import Stage
from tests.services.own_base import CHATML_TOKENS, LLAMA3_TOKENS, write_base

COMMIT = "ab" * 20
RECIPE = """
[base]
title = "Scholar"
kind = "hub"
source = "someone/scholar"
revision = "main"
licence = "Some licence"
obliges = "Say so."
gated = true
approximate = true
download_bytes = 5000000
template = "ChatML"
ready = {ready}
"""
SHIPPED = sorted(
    path.stem for path in resources.models_path().glob("*.toml") if 'kind = "hub"' in path.read_text("utf-8")
)


@pytest.fixture
def scholar(models: Path) -> str:
    (models / "scholar.toml").write_text(RECIPE.format(ready="true"), encoding="utf-8")
    return "scholar"


def fetched(folder: Path, tokens: tuple[str, ...] = CHATML_TOKENS) -> Path:
    """As the download child leaves it."""
    write_base(folder, tokens, shards=2, bos_token="<s>")
    kept = tuple(
        KeptFile(path.name, path.stat().st_size, base_folder.sha256(path), path.stat().st_mtime_ns)
        for path in sorted(folder.iterdir())
    )
    resources.hub_path().mkdir(parents=True, exist_ok=True)
    copy = HubCopy("someone/scholar", "main", COMMIT, folder, kept)
    copy_place(resources.hub_path(), "scholar").write_text(copy.to_json(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_offered_says_what_it_takes(name: str) -> None:
    base, ready = offered(name)
    assert base.kind == HUB and "/" in base.source and base.revision == "main" and base.licence
    assert base.approximate and 1e8 < base.download_bytes < base.chat_memory_bytes < base.memory_bytes
    assert base.template in (CHATML, LLAMA3) and base.template in TEMPLATES.values()
    llama = base.source.startswith("meta-llama/")
    assert base.gated == llama == ("Built with Llama" in base.obliges)
    assert ready == (not base.source.startswith("Qwen/"))
    recipe = recipe_for(replace(base, sha256="0" * 64))
    for age in (0, 1, 5):
        read_recipe(recipe.on_the_way_to(age))
    assert recipe.age_up["method"] == "lora" and recipe.teaching == "frames"
    with pytest.raises(LunaError) as caught:
        load_base(name)
    assert caught.value.code == "base-missing" and f"luna bases --get {name}" in caught.value.next_step


def test_what_was_fetched_is_a_base_like_a_folder(scholar: str, tmp_path: Path) -> None:
    folder = fetched(tmp_path / "hf")
    recipe = load_base(scholar)
    base = recipe.base
    assert (recipe.folder, base.revision, base.template) == (folder, COMMIT, CHATML)
    assert (base.sha256, base.bytes) == (base_folder.digest(folder), base_folder.size(folder))
    assert (base.gated, base.obliges, base.approximate) == (True, "Say so.", True)
    kept = read_base(json.loads(json.dumps(asdict(base))))
    assert kept == base and packed(base) is None and not base.stands
    assert locate(kept, tmp_path) == folder and recipe_for(kept).base == kept
    assert next(one for one in choices(tmp_path / "none") if one.base.name == scholar).usable
    moved = folder.rename(tmp_path / "shelf-folder")
    (tmp_path / "shelf").mkdir()
    shutil.move(moved, tmp_path / "shelf" / "any name")
    assert locate(kept, tmp_path / "shelf") == tmp_path / "shelf" / "any name", "known by its hash anywhere"
    assert recipe_for(kept).base == kept, "its folder need not be there"
    with pytest.raises(LunaError) as caught:
        load_base(scholar)
    assert caught.value.code == "base-missing"


def test_weights_are_not_hashed_again_until_they_change(
    scholar: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fetched(tmp_path / "hf")
    hashed: list[Path] = []
    right = base_folder.sha256
    monkeypatch.setattr(base_folder, "sha256", lambda path: hashed.append(path) or right(path))
    load_base(scholar)
    assert hashed == []
    path = folder / "model-00001-of-00002.safetensors"
    path.touch()
    load_base(scholar)
    assert hashed == [path]


def cut(folder: Path) -> object:
    path = folder / "model-00002-of-00002.safetensors"
    return path.write_bytes(path.read_bytes()[:-1])


def change(folder: Path) -> object:
    path = folder / "model-00002-of-00002.safetensors"
    return path.write_bytes(path.read_bytes()[:-1] + b"?")


def other_kind(folder: Path) -> object:
    shutil.rmtree(folder)
    fetched(folder)
    (folder / "config.json").write_text('{"architectures": ["Qwen3ForCausalLM"]}')
    return fetched_again(folder)


def other_tokens(folder: Path) -> object:
    shutil.rmtree(folder)
    return fetched(folder, LLAMA3_TOKENS)


def fetched_again(folder: Path) -> None:
    place = copy_place(resources.hub_path(), "scholar")
    copy = HubCopy.from_json(place.read_text("utf-8"))
    kept = tuple(
        KeptFile(path.name, path.stat().st_size, base_folder.sha256(path), path.stat().st_mtime_ns)
        for path in sorted(folder.iterdir())
    )
    place.write_text(replace(copy, files=kept).to_json(), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "code", "told"),
    [
        (cut, "base-damaged", "is not the file of someone/scholar at abababababab"),
        (change, "base-damaged", "model-00002"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "base-missing", "tokenizer.json"),
        (shutil.rmtree, "base-missing", "config.json"),
        (lambda _: copy_place(resources.hub_path(), "scholar").write_text("{"), "base-missing", "choose"),
        (other_kind, "base-unsupported", "Qwen3ForCausalLM"),
        (other_tokens, "base-unsupported", "<|im_start|>"),
    ],
)
def test_what_is_not_whole_or_of_another_kind_is_no_base(
    scholar: str, tmp_path: Path, harm: Callable[[Path], object], code: str, told: str
) -> None:
    harm(fetched(tmp_path / "hf"))
    with pytest.raises(LunaError) as caught:
        load_base(scholar)
    assert caught.value.code == code and told in caught.value.why, caught.value.sentence
    assert caught.value.next_step


async def test_she_is_born_from_it_and_needs_it_no_more(stage: Stage, scholar: str, tmp_path: Path) -> None:
    folder = fetched(tmp_path / "hf")
    await stage.app.birth.be_born(scholar)
    shutil.rmtree(folder)
    shutil.rmtree(resources.hub_path())
    await stage.app.chat.send("My dog is called Rex.")
    outcome = await stage.app.age_up.run(now=True)
    assert outcome.status == "published", outcome.reasons
    assert stage.trainer.jobs[-1].template == CHATML


async def test_an_adapter_on_it_finds_it(stage: Stage, scholar: str, tmp_path: Path) -> None:
    folder = fetched(tmp_path / "hf")
    stage.trainer.adapter = True
    await stage.app.birth.be_born(scholar)
    await stage.app.chat.send("My dog is called Rex.")
    assert (await stage.app.age_up.run(now=True)).status == "published"
    job = stage.trainer.jobs[-1]
    assert job.beneath is not None
    assert (job.beneath.id, job.beneath.folder) == (load_base(scholar).base.id, folder)


class FakeDownloader:
    """Fetches at once what is laid out for it."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.asked: list[Wanted] = []

    async def fetch(self, wanted: Wanted, on_progress: Callable[[Progress], None]) -> HubCopy:
        self.asked.append(wanted)
        on_progress(Progress("download", 1.0))
        fetched(self.source)
        return HubCopy.from_json(copy_place(wanted.folder, wanted.base).read_text("utf-8"))

    async def discard(self, wanted: Wanted) -> None:
        self.asked.append(wanted)

    def pause(self) -> None:
        pass

    def cancel(self) -> None:
        pass


async def test_only_what_was_chosen_and_can_be_taught_is_asked_for(
    models: Path, scholar: str, tmp_path: Path
) -> None:
    background = Background()
    downloader = FakeDownloader(tmp_path / "hf")
    downloads = Downloads(downloader, resources.hub_path(), background)
    told: list[Any] = []
    try:
        recipe = await downloads.get(scholar, told.append)
        assert recipe.base.revision == COMMIT and len(told) == 1 and not downloads.running
        wanted = downloader.asked.pop()
        assert (wanted.repo, wanted.revision, wanted.title) == ("someone/scholar", "main", "Scholar")
        (models / "scholar.toml").write_text(RECIPE.format(ready="false"), encoding="utf-8")
        for name, code in (
            ("embryo", "base-not-of-a-hub"),
            (scholar, "base-not-ready"),
            ("nobody", "base-unknown"),
            (str(tmp_path), "base-unknown"),
        ):
            with pytest.raises(LunaError) as caught:
                await downloads.get(name)
            assert caught.value.code == code
        assert downloader.asked == []
        assert await downloads.connections() == []
    finally:
        background.close()
