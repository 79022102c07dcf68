"""``luna bases --get`` as a person types it, in a process of its own, on a recipe that is shipped."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Luna, begun, interruptible
from tests.hub.conftest import REPO
from tests.hub.server import COMMIT, Hub

__all__ = ["interruptible"]

SHIPPED = "HuggingFaceTB/SmolLM2-135M-Instruct"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the user's data folder cannot be moved by the environment"
)


@pytest.fixture
def luna(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Luna:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    hub.repositories[SHIPPED] = hub.repositories.pop(REPO)
    return Luna(tmp_path / "home")


def paused(luna: Luna, hub: Hub, *arguments: str) -> str:
    """Ctrl+C in the middle of it; what it said on its error stream."""
    hub.pause = 0.3
    with begun("bases", *arguments, "--home", str(luna.home)) as process:
        deadline = time.monotonic() + 60
        while not any("/cdn/" in one.path for one in hub.asked):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    hub.calm()
    return said


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_pauses_and_the_same_command_goes_on(luna: Luna, hub: Hub) -> None:
    said = paused(luna, hub, "--get", "smollm2-135m-hub")
    assert "some 272.0 MB. Licence: Apache-2.0." in said and "Pausing." in said
    assert "Traceback" not in said
    call = luna("bases", "--get", "smollm2-135m-hub", "--json")
    assert (call.document["source"], call.document["revision"]) == (SHIPPED, COMMIT)
    assert any(one.headers.get("Range") for one in hub.asked)
    table = luna("bases").out
    (line,) = (line for line in table.splitlines() if line.startswith("smollm2-135m-hub "))
    assert line.endswith("yes")
    made = luna("bases", "--connections").out
    assert "SmolLM2-135M, full precision: model-00001-of-00003.safetensors" in made
    assert not (luna.home / "luna.db").exists(), "a base is no home's"


@pytest.mark.usefixtures("interruptible")
def test_what_came_can_be_taken_away(luna: Luna, hub: Hub, tmp_path: Path) -> None:
    paused(luna, hub, "--get", "smollm2-135m-hub")
    assert list((tmp_path / "hf").rglob("*.incomplete"))
    assert luna("bases", "--discard", "smollm2-135m-hub", "--json").document["discarded"]
    assert not list((tmp_path / "hf").rglob("*.incomplete"))
    assert not luna("bases", "--discard", "smollm2-135m-hub", "--json").document["discarded"]


def test_what_cannot_be_is_a_sentence(luna: Luna, hub: Hub) -> None:
    hub.status = 500
    for arguments, code, told in (
        (("--get", "llama-3.2-1b"), 1, "it answers 500"),
        (("--get", "embryo"), 1, "not fetched from a hub"),
        (("--get", "qwen3-0.6b-base"), 1, "cannot teach her on it"),
        (("--get", "nobody"), 1, "Known bases are"),
        (("--get", "embryo", "--connections"), 2, "one at a time"),
    ):
        call = luna("bases", *arguments, code=code)
        assert told in call.err and "Traceback" not in call.err
    birth = luna("birth", "--base", "llama-3.2-1b", code=1)
    assert "luna bases --get llama-3.2-1b" in birth.err


def test_no_other_child_may_open_a_connection() -> None:
    code = "from luna_desktop.workers.process import child_environment as e; print(e()['HF_HUB_OFFLINE'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
