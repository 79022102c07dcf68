"""Real child processes that obey, hang, flood, fall silent and die."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.workers import process
from luna_desktop.workers.process import ChildProcess, child_environment, death, worker_command
from tests.workers.support import Listener, eventually, start


def test_a_conversation_and_an_orderly_end() -> None:
    child, listener = start("echo")
    child.send({"type": "ask", "text": "Grüße\n\U0001f600"})
    assert listener.wait("echo")["text"] == "Grüße\n\U0001f600"
    began = time.monotonic()
    child.stop(grace=5)
    assert time.monotonic() - began < 3
    assert listener.ends == [None]
    assert not child.running
    child.stop()
    child.send({"type": "late"})


def test_prints_land_on_stderr_and_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "child.log"
    child, listener = start("print_noise", log=log)
    listener.wait("done")
    child.stop()
    assert [m["type"] for m in listener.messages] == ["done"]
    for line in ("a library prints", "and another writes to fd 1", "to stderr"):
        assert line in child.stderr_tail
        assert line in log.read_text("utf-8")


@pytest.mark.parametrize("mode", ["flood", "garbage"])
def test_floods_and_garbage_lose_nothing_that_matters(mode: str) -> None:
    child, listener = start(mode)
    listener.wait("done", timeout=60)
    child.stop()
    assert listener.ends == [None]
    if mode == "flood":
        steps = [m["step"] for m in listener.messages if m["type"] == "progress"]
        assert steps == list(range(20_000))


def test_the_ladder_ends_a_child_that_ignores_stop_and_terminate() -> None:
    child, listener = start("ignore_stop")
    listener.wait("ready")
    began = time.monotonic()
    child.stop(grace=0.5)
    assert time.monotonic() - began < 3
    assert listener.wait_end() is None
    assert not psutil.pid_exists(child.pid)


def test_the_ladder_ends_the_whole_tree() -> None:
    child, listener = start("grandchild")
    pid = listener.wait("grandchild")["pid"]
    child.stop(grace=0.3)
    assert eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie")


def test_silence_is_noticed() -> None:
    _, listener = start("mute", heartbeat_timeout=1.0)
    error = listener.wait_end()
    assert error is not None
    assert error.code == "child-silent"
    assert "no sign of life" in error.sentence


def test_a_child_of_another_version_is_refused() -> None:
    _, listener = start("old")
    error = listener.wait_end()
    assert error is not None
    assert error.code == "child-protocol"


@pytest.mark.parametrize(("mode", "words"), [("crash", "SIGABRT"), ("silent_exit", "exit code 7")])
def test_death_is_told_in_a_sentence(mode: str, words: str) -> None:
    _, listener = start(mode)
    error = listener.wait_end()
    assert error is not None
    assert error.code == "child-died"
    if sys.platform != "win32":
        assert words in error.sentence


def test_kill_nine() -> None:
    child, listener = start("echo")
    child.send({"type": "ask"})
    listener.wait("echo")
    psutil.Process(child.pid).kill()
    began = time.monotonic()
    error = listener.wait_end()
    assert time.monotonic() - began < 2
    assert error is not None
    assert error.code == "child-died"
    child.stop()


def test_kill_at_once() -> None:
    child, listener = start("ignore_stop")
    child.kill()
    assert child.wait(5)
    assert listener.wait_end() is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-9, "killed by SIGKILL"),
        (-11, "crashed with SIGSEGV"),
        (-15, "ended by SIGTERM"),
        (0xC0000005, "access violation"),
        (3, "exit code 3"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signal names differ")
def test_exit_codes_have_names(code: int, words: str) -> None:
    assert words in death("training", code).sentence


def test_a_command_that_does_not_exist() -> None:
    listener = Listener()
    with pytest.raises(LunaError) as caught:
        ChildProcess(["/no/such/program"], on_message=listener.take, on_exit=listener.end)
    assert caught.value.code == "child-start"


def test_environment_and_command(monkeypatch: pytest.MonkeyPatch) -> None:
    env = child_environment()
    assert env["OMP_WAIT_POLICY"] == "passive"
    assert env["HF_HUB_OFFLINE"] == "1"
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    assert "HF_HUB_OFFLINE" not in child_environment(hub=True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert child_environment(hub=True)["HF_HUB_OFFLINE"] == "1", "the person forbade all connections"
    assert worker_command("training") == [sys.executable, "-m", "luna_desktop", "--worker", "training"]
    monkeypatch.setattr(process.sys, "frozen", True, raising=False)
    assert worker_command("training") == [sys.executable, "--worker", "training"]


PARENT = """
import sys, time
from tests.workers.support import start
child, listener = start(sys.argv[1])
listener.wait(sys.argv[2])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(("mode", "word"), [("echo", "hello"), ("leaver", "ready"), ("ignore_stop", "ready")])
def test_no_child_outlives_a_killed_parent(mode: str, word: str) -> None:
    """Even one that ignores stop: the guard ends it after its deadline."""
    script = PARENT if word != "hello" else PARENT.replace("listener.wait(sys.argv[2])", "time.sleep(1)")
    parent = subprocess.Popen([sys.executable, "-c", script, mode, word], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    child = psutil.Process(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 8)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals differ")
def test_an_interrupt_in_the_terminal_does_not_reach_the_child() -> None:
    child, listener = start("echo")
    child.send({"type": "ask"})
    listener.wait("echo")
    assert os.getpgid(child.pid) != os.getpgid(0)
    child.stop()


def test_a_quiet_child_is_not_taken_for_dead() -> None:
    """It has nothing to say, but its heart beats."""
    child, listener = start("echo", heartbeat_timeout=3.0)
    assert not child.wait(4.5)
    child.stop()
    assert listener.ends == [None]
