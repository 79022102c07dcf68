"""From the hub to a reply: a base is fetched, Luna is born from it and speaks; all parts are real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from luna_desktop import __main__, resources
from luna_desktop.cli.main import main
from tests.hub.server import COMMIT, Hub
from tests.recipes import with_less_to_learn

RECIPE = """
[base]
title = "Tiny"
kind = "hub"
source = "someone/tiny"
revision = "main"
licence = "Apache-2.0"
download_bytes = 23000000

[training]
samples = 1

[birth]
tokens = 4000
tokens_per_step = 192
learning_rate = 0.0025
"""


@pytest.fixture
def tiny(hub: Hub, tmp_path: Path, embryo_weights: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A base on the hub so small that a birth of few steps teaches it to speak, and a recipe of it."""
    hub.add("someone/tiny", embryo_weights)
    models = tmp_path / "models"
    models.mkdir()
    embryo = (resources.models_path() / "embryo.toml").read_text("utf-8")
    (models / "embryo.toml").write_text(with_less_to_learn(embryo, 20), encoding="utf-8")
    shutil.copytree(embryo_weights, models / "embryo")
    (models / "tiny.toml").write_text(RECIPE, encoding="utf-8")
    monkeypatch.setattr(resources, "models_path", lambda: models)
    return "tiny"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_from_the_hub_to_a_reply(
    hub: Hub, tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def luna(*arguments: str) -> Any:
        assert main([*arguments, "--home", str(tmp_path / "home"), "--json"], __main__._parts()) == 0
        return json.loads(capsys.readouterr().out)

    listed = {entry["name"]: entry for entry in luna("bases")}
    assert not listed[tiny]["present"] and hub.asked == [] and luna("bases", "--connections") == []
    got = luna("bases", "--get", tiny)
    assert (got["revision"], len(got["sha256"])) == (COMMIT, 64)
    made = luna("bases", "--connections")
    assert len(made) == len(hub.asked) and made[-1]["purpose"] == "Tiny: model.safetensors"
    assert luna("bases", "--get", tiny) == got
    asked = len(hub.asked)
    assert asked == len(made), "what is here is not asked for again"
    born = luna("birth", "--base", tiny)
    assert born["base"] == tiny
    said = luna("chat", "Hello.")
    assert said["reply"]
    assert len(hub.asked) == asked, "nothing else opens a connection"
