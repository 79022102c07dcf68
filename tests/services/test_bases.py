"""Folders as bases: how they are spoken to, what is missing in them, and that they are known anywhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.base import Base, read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML, EMBRYO, LLAMA3, PromptTemplate
from luna_desktop.services.bases import load_base, locate, recipe_for
from tests.services.conftest import Stage
from tests.services.own_base import CHATML_TOKENS, EMBRYO_TOKENS, LLAMA3_TOKENS, write_base

CHATML_JINJA = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
BEGINS = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}]}
BEGINS_LATER = {"type": "Sequence", "processors": [{"type": "ByteLevel"}, BEGINS]}


def refused(folder: Path) -> LunaError:
    with pytest.raises(LunaError) as caught:
        load_base(str(folder))
    assert caught.value.next_step
    return caught.value


@pytest.mark.parametrize(
    ("tokens", "settings", "template"),
    [
        (EMBRYO_TOKENS, {}, EMBRYO),
        (CHATML_TOKENS, {}, CHATML),
        (LLAMA3_TOKENS, {}, LLAMA3),
        (LLAMA3_TOKENS, {"bos_token": "<|begin_of_text|>", "chat_template": "{{ bos_token }}"}, LLAMA3),
        (CHATML_TOKENS, {"bos_token": "<|im_start|>", "chat_template": CHATML_JINJA}, CHATML),
        ((*EMBRYO_TOKENS, *CHATML_TOKENS), {}, EMBRYO),
        ((*EMBRYO_TOKENS, *CHATML_TOKENS), {"chat_template": CHATML_JINJA}, CHATML),
        ((*CHATML_TOKENS, *LLAMA3_TOKENS), {"chat_template": "<|start_header_id|>user"}, LLAMA3),
        (
            (*EMBRYO_TOKENS, *CHATML_TOKENS),
            {"chat_template": [{"name": "tool_use"}, {"name": "default", "template": CHATML_JINJA}]},
            CHATML,
        ),
        (
            (*CHATML_TOKENS, "<s>"),
            {"bos_token": "<s>", "chat_template": "{{ bos_token }}" + CHATML_JINJA},
            replace(CHATML, begin="<s>"),
        ),
        (
            (*CHATML_TOKENS, "<s>"),
            {"bos_token": {"content": "<s>"}, "add_bos_token": True},
            replace(CHATML, begin="<s>"),
        ),
        ((*CHATML_TOKENS, "<s>"), {"bos_token": "<s>", "add_bos_token": False}, CHATML),
        ((*CHATML_TOKENS, "<s>"), {"post_processor": BEGINS}, replace(CHATML, begin="<s>")),
        ((*EMBRYO_TOKENS, "<s>"), {"post_processor": BEGINS_LATER}, replace(EMBRYO, begin="<s>")),
    ],
)
def test_a_folder_is_spoken_to_as_its_tokenizer_was_made(
    tmp_path: Path, tokens: tuple[str, ...], settings: dict[str, Any], template: PromptTemplate
) -> None:
    assert load_base(str(write_base(tmp_path / "own", tokens, **settings))).base.template == template


def test_a_chat_template_in_a_file_of_its_own_is_heeded(tmp_path: Path) -> None:
    folder = write_base(tmp_path, (*EMBRYO_TOKENS, *CHATML_TOKENS))
    (folder / "chat_template.jinja").write_text(CHATML_JINJA, encoding="utf-8")
    assert load_base(str(folder)).base.template == CHATML


@pytest.mark.parametrize(
    ("tokens", "special", "told"),
    [
        (("<|im_start|>", "<|endoftext|>"), True, "<|im_end|>"),
        (EMBRYO_TOKENS[:2], True, "<|end|>"),
        (LLAMA3_TOKENS[:3], True, "<|eot_id|>"),
        (("<s>", "</s>"), True, "no format that Luna speaks"),
        ((), True, "no format that Luna speaks"),
        (CHATML_TOKENS, False, "no format that Luna speaks"),
    ],
)
def test_what_a_tokenizer_lacks_is_named(
    tmp_path: Path, tokens: tuple[str, ...], special: bool, told: str
) -> None:
    error = refused(write_base(tmp_path, tokens, special=special))
    assert error.code == "base-unsupported" and told in error.why
    assert "ChatML: <|im_start|> <|im_end|>" in error.next_step


def spoil(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def lose(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("harm", "code", "told"),
    [
        (lose("model-00002-of-00003.safetensors"), "base-missing", "model-00002-of-00003.safetensors"),
        (lose("tokenizer.json"), "base-missing", "tokenizer.json"),
        (lose("config.json"), "base-missing", "config.json"),
        (lose("model.safetensors.index.json"), "base-missing", "model.safetensors"),
        (spoil("model.safetensors.index.json", "{}"), "base-missing", "names no file"),
        (spoil("model.safetensors.index.json", "[1"), "base-unsupported", "cannot be read"),
        (spoil("tokenizer.json", "\u201e"), "base-unsupported", "tokenizer.json"),
        (spoil("tokenizer.json", "[]"), "base-unsupported", "tokenizer.json"),
        (spoil("config.json", "{}"), "base-unsupported", "LlamaForCausalLM"),
        (spoil("config.json", '{"architectures": ["Qwen2ForCausalLM"]}'), "base-unsupported", "Qwen2"),
    ],
)
def test_a_folder_with_shards_is_whole_or_its_lack_is_named(
    tmp_path: Path, harm: Callable[[Path], object], code: str, told: str
) -> None:
    folder = write_base(tmp_path, CHATML_TOKENS, shards=3)
    assert load_base(str(folder)).folder == folder
    harm(folder)
    error = refused(folder)
    assert error.code == code and told in error.why


@pytest.fixture
def own(tmp_path: Path) -> Base:
    """A base that the person brought, as a manifest holds it."""
    base = load_base(str(write_base(tmp_path / "models" / "own", shards=2))).base
    return read_base(json.loads(json.dumps(asdict(base))))


def test_a_base_is_known_by_its_hash_wherever_it_lies(tmp_path: Path, own: Base) -> None:
    there, shelf = Path(own.source), tmp_path / "home" / "bases"
    assert (own.name, len(own.sha256)) == ("own", 64)
    assert str(tmp_path) not in own.id
    assert locate(own, shelf) == there
    beside = there.rename(there.with_name("another name"))
    write_base(there, shards=2, weights=b"foreign")  # of the same size, and not hers
    assert locate(own, shelf) == beside
    shelf.mkdir(parents=True)
    on_shelf = beside.rename(shelf / "x")
    assert locate(own, shelf) == on_shelf


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model-00002-of-00002.safetensors"])
def test_a_base_of_which_a_file_changed_is_another(tmp_path: Path, own: Base, name: str) -> None:
    path = Path(own.source) / name
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    with pytest.raises(LunaError) as caught:
        locate(own, tmp_path / "bases")
    error = caught.value
    assert error.code == "base-moved" and own.source in error.why
    assert str(tmp_path / "bases") in error.next_step


def test_of_an_older_home_it_is_only_known_where_the_base_was(tmp_path: Path, own: Base) -> None:
    old = asdict(own)
    del old["sha256"], old["bytes"]
    old["name"] = own.source
    old["template"] = {name: old["template"][name] for name in ("begin", "person_prefix", "end")}
    base = read_base(old)
    assert base.template == EMBRYO
    assert locate(base, tmp_path) == Path(own.source)
    assert recipe_for(base).base == base
    shutil.rmtree(own.source)
    with pytest.raises(LunaError) as caught:
        locate(base, tmp_path)
    assert caught.value.code == "base-moved"


def test_the_embedded_base_is_where_the_app_is(fake_base: None, tmp_path: Path) -> None:
    recipe = load_base("embryo")
    assert locate(replace(recipe.base, source="elsewhere"), tmp_path) == recipe.folder
    assert locate(replace(recipe.base, sha256=""), tmp_path) == recipe.folder
    with pytest.raises(LunaError) as caught:
        locate(replace(recipe.base, sha256="0" * 64), tmp_path)
    assert caught.value.code == "base-moved"
    spoken = replace(recipe.base, template=CHATML)
    assert recipe_for(spoken).base.template == CHATML, "what she learned outweighs the recipe"


async def test_whole_weights_need_their_base_no_more(stage: Stage, tmp_path: Path) -> None:
    folder = write_base(tmp_path / "own", CHATML_TOKENS, shards=2)
    born = await stage.app.birth.be_born(str(folder))
    shutil.rmtree(folder)
    await stage.app.chat.send("My dog is called Rex.")
    outcome = await stage.app.age_up.run(now=True)
    assert outcome.candidate.base == "own"
    job = stage.trainer.jobs[-1]
    assert job.template == CHATML
    assert job.beneath is not None and job.beneath.id == born.id
    assert job.beneath.folder == job.base_dir


async def test_adapters_find_what_they_lie_on_after_all_was_moved(stage: Stage, tmp_path: Path) -> None:
    folder = write_base(tmp_path / "own", LLAMA3_TOKENS)
    stage.trainer.adapter = True
    born = await stage.app.birth.be_born(str(folder))
    name = f"own@sha256:{load_base(str(folder)).base.sha256}"
    await stage.app.chat.send("My dog is called Rex.")
    first = await stage.app.age_up.run(now=True)
    assert first.status == "published", first.reasons
    job = stage.trainer.jobs[-1]
    assert job.beneath is not None
    assert (job.beneath.id, job.beneath.folder) == (name, folder)
    assert job.base_dir.name == born.id

    moved = folder.rename(tmp_path / "moved")
    await stage.app.close()
    stage.home = stage.home.rename(tmp_path / "new home")
    app = await stage.reopen()
    await app.chat.send("My cat is called Tom.")
    await app.age_up.run(now=True)
    job = stage.trainer.jobs[-1]
    assert job.beneath is not None
    assert (job.beneath.id, job.beneath.folder) == (name, moved)
    assert stage.home.resolve() in job.base_dir.parents


async def test_an_adapter_on_whole_weights_of_hers_names_that_generation(stage: Stage) -> None:
    app = await stage.born()
    whole = await app.generations.head()
    stage.trainer.adapter = True
    await app.chat.send("My dog is called Rex.")
    first = await app.age_up.run(now=True)
    assert first.status == "published", first.reasons
    beneath = app.generations.beneath(first.candidate.id)
    assert (beneath.id, beneath.folder) == (whole.id, app.generations.weights_path(whole.id))


async def test_a_base_that_is_nowhere_is_asked_for_and_nothing_is_lost(stage: Stage, tmp_path: Path) -> None:
    folder = write_base(tmp_path / "own", LLAMA3_TOKENS)
    stage.trainer.adapter = True
    await stage.app.birth.be_born(str(folder))
    await stage.app.chat.send("My dog is called Rex.")
    balance = (await stage.app.karma.summary()).balance
    (tmp_path / "far" / "away").mkdir(parents=True)
    away = folder.rename(tmp_path / "far" / "away" / "own")
    with pytest.raises(LunaError) as caught:
        await stage.app.age_up.run(now=True)
    assert caught.value.code == "base-moved"
    assert str(stage.home.resolve() / "bases") in caught.value.next_step
    assert (await stage.app.karma.summary()).balance == balance
    assert [g.number for g in await stage.app.generations.list()] == [0]
    (stage.home / "bases").mkdir()
    shutil.move(away, stage.home / "bases" / "any name")
    assert (await stage.app.age_up.run(now=True)).status == "published"
