"""The training child cannot read the exam, wherever the path comes from."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.language.phases import held_out_path, phase_path
from luna_desktop.workers.trainer import TrainingControl, run_training
from tests.training.jobs import make_job

READS = {
    "open": "open({path!r})",
    "pathlib": "pathlib.Path({path!r}).read_bytes()",
    "os": "os.open({path!r}, os.O_RDONLY)",
    "up and down": "open({path!r}.replace('held_out', 'held_out/../held_out'))",
    "list": "os.listdir(os.path.dirname({path!r}))",
    "walk": "list(os.scandir(os.path.dirname({path!r})))",
    "loader": "luna_desktop.language.phases.load_held_out(1)",
}


def _child(code: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import os, pathlib, luna_desktop.language.phases\n"
        "from luna_desktop.training.sealed import keep_sealed\n"
        f"keep_sealed()\n{code}\n"
    )
    return subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_the_held_out_part_cannot_be_read(read: str) -> None:
    done = _child(read.format(path=str(held_out_path(1))))
    assert done.returncode == 1
    assert "The training tried to read the exam." in done.stderr


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "innocent.json"
    try:
        link.symlink_to(held_out_path(1))
    except OSError:
        pytest.skip("links need a privilege here")
    assert "tried to read the exam" in _child(f"open({str(link)!r})").stderr


@pytest.mark.parametrize("code", ["open({path!r})", "__import__('sqlite3').connect({path!r})"])
def test_the_database_cannot_be_read(tmp_path: Path, code: str) -> None:
    path = tmp_path / "luna.db"
    path.write_bytes(b"")
    assert "tried to read the exam" in _child(code.format(path=str(path))).stderr


def test_the_part_that_is_taught_can_be_read() -> None:
    assert _child(f"open({str(phase_path(1))!r}).read()").returncode == 0


def test_the_real_child_is_barred(tmp_path: Path) -> None:
    job = replace(make_job(tmp_path), dataset=held_out_path(1))
    with pytest.raises(LunaError) as caught:
        run_training(job, lambda _: None, TrainingControl())
    assert caught.value.code == "exam-sealed"
