"""A life on a base that stands: each generation is an adapter, laid with the skills over one file."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain import speaking_file
from luna_desktop.domain.base import read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.prompt import CHATML, Turn
from luna_desktop.domain.training import JOB_FILE, TrainingJob
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.services import bases, wheels
from luna_desktop.services.app import App
from luna_desktop.services.bases import load_base
from luna_desktop.services.birth import BirthService
from luna_desktop.services.ear import voice_of
from luna_desktop.training.gguf_writer import write_gguf
from tests.inference.tiny import make_adapter
from tests.recipes import with_less_to_learn
from tests.training.models import CHATML_TOKENS, make_base

LARGEST = 15_000_000
RECIPE = """
[base]
title = "Reader"
kind = "wheel"
source = "luna-test-reader"
revision = "1.2"
file = "reader.gguf"
sha256 = "{sha256}"
bytes = {bytes}
licence = "MIT"
template = "ChatML"
context = 1024
skills = "reader/skills.gguf"

[training]
method = "lora"
loss_on = "replies"
lora_rank = 4
lora_alpha = 8
learning_rate = 0.01
dtype = "float32"
samples = 0
max_length = 256

[birth]
tokens = 1500

[age_up]
continue_adapter = 1
epochs = 1
tokens_per_step = 256
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """The files of a small base that stands."""

    gguf: Path
    skills: Path
    recipe: Path


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    models, gguf = tmp_path / "models", tmp_path / "site" / "reader.gguf"
    folder = make_base(
        tmp_path / "made", pre="smollm", special=CHATML_TOKENS, dtype="float32", initializer_range=0.08,
        max_position_embeddings=1024, bos_token_id=1, eos_token_id=2, pad_token_id=2,
    )  # fmt: skip
    gguf.parent.mkdir()
    (models / "reader").mkdir(parents=True)
    write_gguf(folder, gguf, CHATML, gguf_type="F16")
    skills = make_adapter(models / "reader" / "skills.gguf", folder, seed=4)
    embryo = (bases.resources.models_path() / "embryo.toml").read_text("utf-8")
    (models / "embryo.toml").write_text(with_less_to_learn(embryo, 200), encoding="utf-8")
    content = gguf.read_bytes()
    text = RECIPE.format(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    (models / "reader.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(bases.resources, "models_path", lambda: models)
    monkeypatch.setattr(bases.resources, "unpacked_path", lambda: tmp_path / "cache")
    monkeypatch.setattr(wheels, "find", lambda base: gguf)
    monkeypatch.setattr(BirthService, "_must_speak", _says_anything)
    return Reader(gguf, skills, models / "reader.toml")


async def _says_anything(*_: object) -> None:
    """A few hundred random weights never learn when to be silent."""


@pytest.fixture
async def app(tmp_path: Path, reader: Reader) -> AsyncIterator[App]:
    async with open_app(tmp_path / "home") as app:
        yield app


def names(app: App, generation_id: str) -> set[str]:
    folder = app.generations.gguf_path(generation_id).parent
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


async def test_a_birth_and_an_age_up(app: App, reader: Reader, tmp_path: Path) -> None:
    born = await app.birth.be_born("reader")
    assert names(app, born.id) >= {"adapter.gguf", "manifest.json", "dataset.jsonl"}
    assert not [name for name in names(app, born.id) if "weights" in name or "safetensors" in name]
    assert 0 < born.bytes < LARGEST
    manifest = await app.generations.manifest(born.id)
    base = read_base(manifest["base"])
    assert (base.sha256, base.skills) == (sha(reader.gguf), sha(reader.skills))
    assert manifest["gguf"] == "adapter.gguf"

    voice = await app.generations.voice(born.id)
    kept = tmp_path / "home" / "skills" / f"{base.skills}.gguf"
    spoken = speaking_file.place(load_base("reader").folder)
    assert voice.gguf == spoken, "what the training made to speak from"
    assert [worn.path for worn in voice.adapters] == [kept, app.generations.gguf_path(born.id)]
    assert kept.read_bytes() == reader.skills.read_bytes()
    assert (await app.chat.send("My dog is called Rex.")).reply.text is not None

    outcome = await app.age_up.run(now=True)
    assert outcome.exam is not None, outcome.reasons
    parity = next(test for test in outcome.exam.tests if test.name == "parity")
    assert parity.passed and parity.figure < 0.05
    child = outcome.candidate
    job = TrainingJob.from_json((app.generations.gguf_path(child.id).parent / JOB_FILE).read_text("utf-8"))
    assert job.parent == app.generations.gguf_path(born.id)
    assert (job.under, job.output) == ((kept,), "adapter")
    assert (await app.generations.voice(child.id)).adapters[0].path == kept
    assert "adapter.gguf" in names(app, child.id)
    first, second = (app.generations.gguf_path(g).read_bytes() for g in (born.id, child.id))
    assert first != second
    assert (await app.generations.test_prompt(child.id, "Hello.")).text is not None
    await exported(app, child, tmp_path / "out")
    await without_its_cache(app, reader, born, tmp_path / "cache")
    assert await app.check() == []
    await app.generations.must_be_whole(born)
    reader.gguf.write_bytes(b"another")
    with pytest.raises(LunaError) as caught:
        await app.generations.must_be_whole(born)
    assert caught.value.code == "base-damaged"


async def without_its_cache(app: App, reader: Reader, born: Generation, cache: Path) -> None:
    """All in it can be made again: until then she speaks and is heard from the base's own file."""
    assert voice_of("reader").gguf == speaking_file.place(load_base("reader").folder)
    shutil.rmtree(cache)
    assert (await app.generations.voice(born.id)).gguf == voice_of("reader").gguf == reader.gguf
    assert (await app.generations.test_prompt(born.id, "Hello.")).text is not None
    await app.chat.send("My cat is called Tom.")
    outcome = await app.age_up.run(now=True)
    assert outcome.exam is not None, outcome.reasons
    for generation in (born, outcome.candidate):
        assert (await app.generations.voice(generation.id)).gguf.parent == cache


async def exported(app: App, generation: Generation, out: Path) -> None:
    """One file that says alone what she says with her adapters; stopped, nothing is left."""
    out.mkdir()
    before = {path.name for path in (app.home / "generations").iterdir()}
    begun = asyncio.Event()
    export = asyncio.create_task(
        app.generations.export(generation.id, out, lambda told: begun.set() if told.fraction > 0.5 else None)
    )
    await begun.wait()
    export.cancel()
    with pytest.raises(asyncio.CancelledError):
        await export
    assert not list(out.iterdir())

    told: list[float] = []
    await app.generations.export(generation.id, out, lambda progress: told.append(progress.fraction))
    assert told == sorted(told) and told[-1] > 0.9
    assert {path.name for path in (app.home / "generations").iterdir()} == before
    [whole] = out.iterdir()
    assert whole.name == generation.file_name
    voice = await app.generations.voice(generation.id)
    alone = replace(voice, gguf=whole, adapters=())
    words = [(CHATML.render([Turn("person", "Hello.")]), text) for text in ("My dog.", "I live in Bremen.")]
    scores: list[list[float]] = []
    for one in (voice, alone, replace(voice, adapters=())):
        speaker = await one.load(ChildSpeakerFactory())
        scores.append([score.logprob / score.tokens for score in await speaker.score(words)])
        await speaker.close()
    laid, merged, bare = scores
    assert merged == pytest.approx(laid, abs=0.05)
    assert bare != pytest.approx(laid, abs=0.05)
    with pytest.raises(LunaError) as caught:
        await app.generations.export(generation.id, whole)
    assert caught.value.code == "file-exists"


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_a_newer_luna_brings_other_skills(app: App, reader: Reader, tmp_path: Path) -> None:
    """Who learned on the old ones still lies on them; the next training takes the new ones."""
    old = load_base("reader").base
    [before] = app.generations.laid_over(old)[1]
    make_adapter(reader.skills, tmp_path / "made", seed=9)
    new = load_base("reader").base
    assert new.skills == sha(reader.skills) != old.skills
    [after] = app.generations.laid_over(new)[1]
    assert app.generations.laid_over(old) == (reader.gguf, (before,))
    assert sha(before.path) == old.skills and sha(after.path) == new.skills

    before.path.unlink()
    with pytest.raises(LunaError) as caught:
        app.generations.laid_over(old)
    assert caught.value.code == "skills-missing" and caught.value.next_step


@pytest.mark.parametrize("harm", ["gone", "damaged", "cut"])
async def test_skills_that_this_luna_still_has_are_brought_back(app: App, harm: str) -> None:
    base = load_base("reader").base
    [kept] = app.generations.laid_over(base)[1]
    if harm == "gone":
        kept.path.unlink()
    else:
        kept.path.write_bytes(kept.path.read_bytes()[:-9] + (b"GGUF no more" if harm == "damaged" else b""))
    assert app.generations.laid_over(base)[1] == (kept,)
    assert sha(kept.path) == base.skills
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]


async def test_another_base_in_its_place_is_told(app: App, reader: Reader) -> None:
    base = load_base("reader").base
    assert app.generations.laid_over(replace(base, skills="")) == (reader.gguf, ())
    with pytest.raises(LunaError) as caught:
        app.generations.laid_over(replace(base, sha256="0" * 64))
    assert caught.value.code == "base-moved"
    reader.gguf.write_bytes(b"another")
    with pytest.raises(LunaError) as caught:
        app.generations.laid_over(base)
    assert caught.value.code == "base-damaged"


def test_a_recipe_that_names_skills_that_are_not_there_is_told(reader: Reader) -> None:
    reader.skills.unlink()
    with pytest.raises(LunaError) as caught:
        load_base("reader")
    assert caught.value.code == "base-damaged" and "skills" in caught.value.what


def test_a_base_of_an_older_home_has_no_skills(reader: Reader) -> None:
    base = load_base("reader").base
    told = {name: value for name, value in asdict(base).items() if name != "skills"}
    assert read_base(json.loads(json.dumps(told))) == replace(base, skills="")
