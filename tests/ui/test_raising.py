"""A second launch raises the first window over a local socket; the lock stays the truth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from luna_desktop.ui import raising
from luna_desktop.ui.raising import RaiseServer, raise_other, server_name

ROOT = Path(__file__).resolve().parents[2]
ASK = "import sys; from pathlib import Path; from luna_desktop.ui.raising import raise_other; "
LEFT = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from luna_desktop.ui.raising import RaiseServer
app = QCoreApplication([])
print(RaiseServer(Path(sys.argv[1]), print).listening, flush=True)
os._exit(9)
"""


@pytest.fixture
def others(qapp: Any, tmp_path: Path) -> Any:
    calls: list[int] = []
    made = RaiseServer(tmp_path, lambda: calls.append(1))
    made.calls = calls  # pyright: ignore[reportAttributeAccessIssue]
    yield made
    made.close()


def _launch(home: Path, times: int = 1) -> subprocess.Popen[str]:
    program = ASK + f"print([raise_other(Path(sys.argv[1])) for _ in range({times})])"
    return subprocess.Popen(
        [sys.executable, "-c", program, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def _said(process: subprocess.Popen[str], qtbot: Any) -> str:
    try:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        return process.communicate()[0].strip()
    finally:
        process.kill()


def test_each_launch_raises_once_and_is_answered(others: Any, tmp_path: Path, qtbot: Any) -> None:
    assert others.listening
    assert _said(_launch(tmp_path, 3), qtbot) == "[True, True, True]"
    assert others.calls == [1, 1, 1]


def test_several_at_once(others: Any, tmp_path: Path, qtbot: Any) -> None:
    launches = [_launch(tmp_path) for _ in range(3)]
    assert [_said(launch, qtbot) for launch in launches] == ["[True]"] * 3
    assert others.calls == [1, 1, 1]


def test_nobody_is_there(qapp: Any, tmp_path: Path) -> None:
    assert raise_other(tmp_path) is False


def test_another_home_is_left_alone(others: Any, tmp_path: Path, qtbot: Any) -> None:
    assert _said(_launch(tmp_path / "other"), qtbot) == "[False]"
    assert others.calls == []


def test_what_a_killed_window_left_is_in_nobodys_way(qapp: Any, tmp_path: Path, qtbot: Any) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", LEFT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (killed.returncode, killed.stdout) == (9, "True\n"), killed.stderr
    assert raise_other(tmp_path) is False
    calls: list[int] = []
    server = RaiseServer(tmp_path, lambda: calls.append(1))
    try:
        assert server.listening
        assert _said(_launch(tmp_path), qtbot) == "[True]"
        assert calls == [1]
    finally:
        server.close()


def test_one_that_hangs_does_not_swallow_the_launch(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = QLocalServer()
    assert deaf.listen(server_name(tmp_path))  # it is never asked for its connections
    monkeypatch.setattr(raising, "ANSWER_MS", 50)
    assert raise_other(tmp_path) is False
    deaf.close()


@pytest.mark.parametrize("words", [b"quit\n", b"x" * 5000 + b"\n", b"\xff\x00\n", b"RAISE\n", b"\n"])
def test_other_words_do_nothing(others: Any, tmp_path: Path, qtbot: Any, words: bytes) -> None:
    socket = QLocalSocket()
    with qtbot.waitSignal(socket.disconnected):
        socket.connectToServer(server_name(tmp_path))
        assert socket.waitForConnected(1000)
        socket.write(words)
    assert socket.readAll().data() == b"" and others.calls == []


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there has no mode")
def test_the_socket_is_the_users_own(others: Any) -> None:
    path = Path(others._server.fullServerName())
    assert path.stat().st_mode & 0o077 == 0


def test_long_and_odd_homes_have_short_names() -> None:
    homes = [Path("ana") / ".luna", Path("x" * 400), Path("日本 語"), Path("\udcff"), Path()]
    names = {server_name(home) for home in homes}
    assert len(names) == len(homes) and max(map(len, names)) < 50
