"""Ctrl+C and worse: what runs ends soon, in a sentence, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from luna_desktop.cli.context import Context, _guarded
from luna_desktop.cli.lessons import _forget
from luna_desktop.cli.main import build_parser, main
from luna_desktop.cli.output import Output
from luna_desktop.cli.parts import Parts
from luna_desktop.services.app import App
from luna_desktop.services.forgetting import ForgetService
from luna_desktop.workers import process
from tests.cli.conftest import begun, left_of
from tests.cli.test_lessons import Life, luna
from tests.cli.test_usage import Recorder
from tests.services.conftest import Stage, fake_base, stage

__all__ = ["fake_base", "luna", "stage"]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a console's Ctrl+C cannot be sent from a test there"
)

EARLY = """
import signal, sys
import luna_desktop.__main__ as start

class Interrupting:
    @staticmethod
    def find_spec(name, *_):
        if name == "luna_desktop.cli.growth":
            sys.meta_path.remove(Interrupting)
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting)
sys.exit(start.main(["karma", "--json"]))
"""


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_before_anything_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EARLY], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")
    assert json.loads(done.stdout)["error"]["code"] == "interrupted"


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("end", "soon"),
    [(lambda child: child.send_signal(signal.SIGINT), 3.0), (lambda child: child.kill(), 15.0)],
    ids=["Ctrl+C", "killed"],
)
def test_the_embryos_training_ends_with_its_command(
    end: Callable[[subprocess.Popen[str]], None], soon: float, tmp_path: Path, embryo_weights: Path
) -> None:
    (tmp_path / "tokenizer.json").write_bytes((embryo_weights / "tokenizer.json").read_bytes())
    with begun("train-embryo", "--out", str(tmp_path), "--processes", "2", "--json") as child:
        root = psutil.Process(child.pid)
        while len(started := root.children(recursive=True)) < 4:  # it, two that make episodes, their keeper
            assert child.poll() is None
            time.sleep(0.1)
        begin = time.monotonic()
        end(child)
        out, err = child.communicate(timeout=60)
        assert left_of(started, soon - (time.monotonic() - begin)) == []
    assert "Traceback" not in err
    if child.returncode == 130:
        assert "goes on from the last checkpoint" in err
        assert json.loads(out)["error"]["code"] == "interrupted"


@pytest.mark.slow
def test_another_recipe_is_told_in_a_sentence(tmp_path: Path, embryo_weights: Path) -> None:
    import torch

    (tmp_path / "tokenizer.json").write_bytes((embryo_weights / "tokenizer.json").read_bytes())
    torch.save({"recipe": {}}, tmp_path / "checkpoint.pt")
    with begun("train-embryo", "--out", str(tmp_path), "--json") as child:
        out, err = child.communicate(timeout=120)
    error = json.loads(out)["error"]
    assert (child.returncode, error["code"]) == (1, "embryo-refused")
    assert "another recipe; move it away" in err


SMALL = """
import sys
from luna_desktop.training import embryo, embryo_worker
embryo.SHAPE = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 128}
embryo.accept = lambda out, device, counts, say: say(f"asked {counts}") or {"facts": "0/1"}
sys.exit(embryo_worker.main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_an_embryo_that_is_made_is_told(
    tmp_path: Path, embryo_weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tokenizer.json").write_bytes((embryo_weights / "tokenizer.json").read_bytes())
    monkeypatch.setattr(process, "worker_command", lambda _: [sys.executable, "-c", SMALL])
    parts = Recorder(tmp_path).parts()
    assert main(["train-embryo", "--out", str(tmp_path), "--chunks", "0", "--json"], parts) == 0
    told = capsys.readouterr()
    size = (tmp_path / "model.safetensors").stat().st_size
    assert json.loads(told.out) == {"path": str(tmp_path), "bytes": size}
    assert "asked {'facts': 600" in told.err
    assert (tmp_path / "embryo.toml").exists()


async def forgets(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> tuple[App, Context, io.StringIO]:
    """`luna forget Zorblax --yes` where she was taught it, on the stage's app; and what it will say."""
    app = await stage.born()
    await app.chat.send("My dog is called Zorblax.")
    assert (await app.age_up.run(now=True)).to is not None
    said = io.StringIO()
    args = build_parser().parse_args(["forget", "Zorblax", "--yes", "--json"])
    parts = Parts(lambda _: app, *([lambda *_: None] * 7))  # type: ignore[arg-type,list-item]
    monkeypatch.setattr(app, "open", lambda: asyncio.sleep(0))  # it is
    return app, Context(args, Output(True, said, io.StringIO()), parts, stage.home), said


@pytest.mark.slow
async def test_a_forgetting_that_has_not_begun_never_begins(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, context, said = await forgets(stage, monkeypatch)
    look = app.forgetting.look
    looks: list[object] = []

    async def interrupted(*args: Any, **kwargs: Any) -> object:
        looks.append(args)
        if len(looks) == 2:  # the one in `forget`, just before the first thing goes
            task.cancel()
            await asyncio.sleep(0.1)
        return await look(*args, **kwargs)

    monkeypatch.setattr(app.forgetting, "look", interrupted)
    task = asyncio.ensure_future(_guarded(_forget, context))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(looks) == 2 and said.getvalue() == ""
    app = await stage.reopen()
    assert [str(g.status) for g in await app.generations.list()] == ["published", "published"]
    assert (await app.forgetting.look("Zorblax")).lessons


@pytest.mark.slow
async def test_forgetting_is_not_cut_short(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app, context, said = await forgets(stage, monkeypatch)
    erase = app.forgetting._store.erase

    async def interrupted(what: object) -> object:
        task.cancel()
        return await erase(what)  # type: ignore[arg-type]

    monkeypatch.setattr(app.forgetting._store, "erase", interrupted)
    task = asyncio.ensure_future(_guarded(_forget, context))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert json.loads(said.getvalue())["forgotten"] is True
    kept = b"".join(path.read_bytes() for path in stage.home.rglob("*") if path.is_file())
    assert b"Zorblax" not in kept
    app = await stage.reopen()
    assert [str(g.status) for g in await app.generations.list()][:2] == ["published", "forgotten"]


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_a_look_at_what_would_be_forgotten_ends_at_once(luna: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(*_: object, **__: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return await asyncio.Event().wait()

    monkeypatch.setattr(ForgetService, "look", interrupted)
    begin = time.monotonic()
    assert luna.json("forget", "Zorblax", code=130)["error"]["code"] == "interrupted"
    assert time.monotonic() - begin < 3
