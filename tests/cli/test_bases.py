"""``luna bases`` and what ``luna doctor`` says of them: on the shipped recipes, and a shelf of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from luna_desktop.services.bases import load_base
from tests.cli.conftest import Luna
from tests.services.own_base import CHATML_TOKENS, write_base


@pytest.fixture
def luna(tmp_path: Path) -> Luna:
    write_base(tmp_path / "home" / "bases" / "mine", CHATML_TOKENS)
    write_base(tmp_path / "home" / "bases" / "mute", ("<s>",))
    return Luna(tmp_path / "home")


def test_every_base_is_listed_with_what_it_takes(luna: Luna) -> None:
    found = {entry["name"]: entry for entry in luna("bases", "--json").document}
    llamas = [f"llama-3.2-{size}{kind}" for size in ("1b", "3b") for kind in ("", "-instruct")]
    hubs = [*llamas, "qwen3-0.6b-base", "smollm2-135m-hub", "smollm2-360m"]
    assert set(found) == {"embryo", "smollm2-135m", *hubs, "mine", "mute"}
    embryo, smol, mine, mute = (found[name] for name in ("embryo", "smollm2-135m", "mine", "mute"))
    for name in hubs:
        of_hub = found[name]
        assert of_hub["kind"] == "hub" and not of_hub["present"] and of_hub["approximate"]
        assert of_hub["trouble"]["code"] == "base-missing"
        assert 1e8 < of_hub["download_bytes"] < of_hub["chat_memory_bytes"] < of_hub["memory_bytes"]
    for name in llamas:
        assert found[name]["gated"] and "Built with Llama" in found[name]["obliges"]
    assert not found["qwen3-0.6b-base"]["ready"]
    assert embryo["present"] and embryo["ready"] and embryo["trouble"] is None
    assert embryo["sha256"] == load_base("embryo").base.sha256
    assert (smol["licence"], smol["kind"], smol["ready"]) == ("Apache-2.0", "wheel", True)
    assert smol["bytes"] == 98_362_432 and smol["memory_bytes"] > 1e9
    assert smol["present"] == (smol["trouble"] is None), smol["trouble"]
    assert embryo["speaks_from"] is None and (smol["speaks_from"] is None) == (not smol["present"])
    assert mine["ready"] and mine["trouble"] is None
    assert mute["trouble"]["code"] == "base-unsupported" and mute["present"]
    assert not (luna.home / "luna.db").exists(), "a list makes no home"


def test_a_person_reads_a_table_and_what_to_do(luna: Luna) -> None:
    told = luna("bases").out
    lines = {line.split()[0]: line for line in told.splitlines() if line}
    assert "The embryo" in lines["embryo"] and lines["embryo"].endswith("yes")
    assert lines["smollm2-135m"].endswith(("yes", "no"))
    assert lines["mute"].endswith("no")
    assert "Choose a base whose tokenizer has" in told


def test_the_doctor_tells_of_each_base_and_only_the_embryo_is_needed(luna: Luna) -> None:
    document = luna("doctor", "--json", code=None).document
    checks = {check["name"]: check for check in document["checks"]}
    assert checks["embryo"]["status"] == checks["mine"]["status"] == "ok"
    assert checks["smollm2-135m"]["status"] in ("ok", "note")
    assert checks["mute"]["status"] == "note"
