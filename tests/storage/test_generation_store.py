"""Folders of generations: whole or not there, and verified."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import DATASET
from luna_desktop.storage import generation_store
from luna_desktop.storage.generation_store import STEPS, GenerationStore, Step


def made(folder: Path, fail_at: str = "") -> GenerationStore:
    """A store with a filled partial folder, which raises at ``fail_at``."""

    def on_step(step: Step) -> None:
        if step == fail_at:
            raise OSError(5, "Input/output error")

    store = GenerationStore(folder / "generations", on_step)
    partial = store.begin("g1")
    (partial / "model.safetensors").write_bytes(b"weights" * 1000)
    (partial / "deep").mkdir()
    (partial / "deep" / "notes.txt").write_text("a file in a folder")
    return store


def test_published_and_verified(tmp_path: Path) -> None:
    store = made(tmp_path)
    size = store.publish("g1", {"gguf": "x.gguf"})
    store.verify("g1")
    manifest = store.manifest("g1")
    assert (manifest["gguf"], manifest["bytes"]) == ("x.gguf", size)
    assert set(manifest["files"]) == {"model.safetensors", "deep/notes.txt"}
    assert not store.partial("g1").exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_is_a_sentence_and_old_or_new(tmp_path: Path, step: str) -> None:
    store = made(tmp_path, fail_at=step)
    with pytest.raises(LunaError) as caught:
        store.publish("g1", {})
    assert caught.value.code == "disk-error"
    whole = step in ("renamed", "parent-synced")
    assert store.is_whole("g1") is whole
    assert store.partial("g1").exists() is not whole
    if whole:
        store.verify("g1")
    else:
        GenerationStore(store.folder).publish("g1", {})  # it can simply be done again
        store.verify("g1")


@pytest.mark.parametrize("spoil", ["missing", "changed", "truncated", "no-manifest", "bad-manifest", "list"])
def test_damage_is_found(tmp_path: Path, spoil: str) -> None:
    store = made(tmp_path)
    store.publish("g1", {})
    file, manifest = store.path("g1") / "model.safetensors", store.path("g1") / "manifest.json"
    match spoil:
        case "missing":
            file.unlink()
        case "changed":
            file.write_bytes(b"Weights" * 1000)
        case "truncated":
            file.write_bytes(file.read_bytes()[:-1])
        case "no-manifest":
            manifest.unlink()
        case "bad-manifest":
            manifest.write_text("{")
        case _:
            manifest.write_text(json.dumps([1]))
    with pytest.raises(LunaError) as caught:
        store.verify("g1")
    assert caught.value.code == "generation-damaged"
    assert "g1" in caught.value.what


def test_sweep_keeps_what_can_be_resumed(tmp_path: Path) -> None:
    store = made(tmp_path)
    assert not store.can_go_on("g1")
    store.write_text("g1", DATASET, "{}")
    assert store.can_go_on("g1")
    store.begin("g2")
    assert store.sweep({"g1"}) == ["g2"]
    assert sorted(p.name for p in store.folder.iterdir()) == ["g1.checkpoints", "g1.partial"]


def test_begin_drops_what_was_there(tmp_path: Path) -> None:
    store = made(tmp_path)
    store.begin("g1")
    assert list(store.partial("g1").iterdir()) == []


def same_in_any_case(one: Path, other: str | os.PathLike[str]) -> bool:
    """Whether macOS and Windows call both one file."""
    return os.fspath(one).lower() == os.fspath(other).lower()


@pytest.mark.parametrize("name", ["generations", "GENERATIONS"])
def test_no_export_goes_among_her_generations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(Path, "samefile", same_in_any_case)
    store = made(tmp_path)
    store.publish("g1", {})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LunaError) as caught:
        store.export(store.path("g1") / "model.safetensors", tmp_path / name / "new" / "x.gguf")
    assert caught.value.code == "export-into-home"
    assert sorted(tmp_path.rglob("*")) == before
    store.export(store.path("g1") / "model.safetensors", tmp_path / "generations2" / "x.gguf")


def test_a_link_leads_no_export_among_her_generations(tmp_path: Path) -> None:
    store = made(tmp_path)
    store.publish("g1", {})
    try:
        (tmp_path / "link").symlink_to(store.folder)
    except OSError:
        pytest.skip("no links on this system")
    with pytest.raises(LunaError) as caught:
        store.export(store.path("g1") / "model.safetensors", tmp_path / "link" / "x.gguf")
    assert caught.value.code == "export-into-home"


@pytest.mark.parametrize("refused", ["copy_file", "is_dir"])
def test_a_refused_export_names_the_place_that_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    store = made(tmp_path)
    store.publish("g1", {})
    monkeypatch.setattr(generation_store if refused == "copy_file" else Path, refused, refuse)
    with pytest.raises(LunaError) as caught:
        store.export(store.path("g1") / "model.safetensors", tmp_path / "stick" / "x.gguf")
    assert caught.value.code == "file-unwritable"
    assert str(tmp_path / "stick") in caught.value.what
    assert "LUNA_HOME" not in caught.value.sentence and "another folder" in caught.value.next_step


def test_an_export_that_fails_leaves_no_half_file(tmp_path: Path) -> None:
    store = made(tmp_path)
    store.publish("g1", {})
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LunaError):
        store.export(store.path("g1") / "model.safetensors", tmp_path / "file" / "x.gguf")
    with pytest.raises(LunaError):
        store.export(store.path("g1") / "absent", tmp_path / "x.gguf")
    assert not list(tmp_path.glob("x.*"))
