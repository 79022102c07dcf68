"""Where the words go when nobody listens: closed and broken streams never change what a verb does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from luna_desktop.bootstrap import inspect, open_app
from luna_desktop.cli.main import main
from luna_desktop.cli.parts import Parts
from tests.cli.conftest import Luna
from tests.services import conftest
from tests.services.fakes import ScriptedFactory, ScriptedTrainer, good_student

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
fake_base = conftest.fake_base


@contextmanager
def nobody_listens() -> Iterator[None]:
    """Stdout and stderr are one pipe whose reader has gone, as after ``2>&1 | head``."""
    reader, writer = os.pipe()
    os.close(reader)
    with (
        os.fdopen(writer, "w", encoding="utf-8") as out,
        os.fdopen(os.dup(writer), "w", encoding="utf-8") as err,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("fake_base")
def test_she_is_born_though_nobody_listens(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    trainer.teach = good_student

    def unused(*_: object) -> None:
        raise AssertionError

    def opened(home: Path) -> object:
        return open_app(home, trainer, ScriptedFactory())

    parts = Parts(opened, inspect, unused, unused, lambda: tmp_path / "home", unused, unused, unused)  # type: ignore[arg-type]
    with nobody_listens():
        assert main(["birth"], parts) == 0
    with nobody_listens():
        assert main(["birth"], parts) == 1, "she is there, and the verb has its own exit code"


def shell(luna: Luna, line: str, streams: str) -> subprocess.CompletedProcess[str]:
    """``luna`` as a shell starts it with these redirections."""
    return subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m luna_desktop --home "{luna.home}" {line} {streams}'],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@posix
def test_closed_streams_are_like_the_null_device(luna: Luna) -> None:
    done = shell(luna, "show 0 --json", "2>&-")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "not-born"
    assert shell(luna, "generations", ">&- 2>&- <&-").returncode == 0
    done = shell(luna, "show 0", ">&-")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not born" in done.stderr
    done = shell(luna, "frob --json", "2>&-")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "usage")


@posix
def test_a_file_never_gets_the_number_of_a_closed_stream(luna: Luna) -> None:
    """What a library prints to stderr would land in it."""
    line = "import os, sys, luna_desktop.cli.output as o; o.fit_streams(); print([s.fileno() for s in {}])"
    for closed, streams in (("2>&-", "[sys.stderr]"), ("<&- 2>&-", "[sys.stdin, sys.stderr]")):
        done = subprocess.run(
            ["sh", "-c", f'"{sys.executable}" -c "{line.format(streams)}" {closed}'],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == {"[sys.stderr]": "[2]"}.get(streams, "[0, 2]")


@pytest.mark.skipif(sys.platform != "linux", reason="there is no full device here")
def test_a_result_that_cannot_be_written_is_told(luna: Luna) -> None:
    for line in ("generations", "generations --json"):
        done = shell(luna, line, "> /dev/full")
        assert done.returncode == 1
        assert done.stderr == "The result could not be written. No space left on device.\n"


@posix
def test_a_verb_that_nobody_reads_keeps_its_exit_code(luna: Luna) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "luna_desktop", "show", "0", "--json", "--home", str(luna.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout and child.stderr
        child.stdout.close()
        error = child.stderr.read().decode("utf-8")
        assert child.wait(60) == 1
    assert error.startswith("Luna is not born yet.") and "Traceback" not in error
