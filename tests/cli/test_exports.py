"""A file goes out whole, over nothing unasked, and into no device, pipe or socket."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from luna_desktop import exporting
from luna_desktop.cli.main import main
from luna_desktop.domain.errors import LunaError
from luna_desktop.exporting import exported, must_be_free, reserved
from tests.cli.test_lessons import Life, fake_base, luna
from tests.cli.test_usage import Recorder

__all__ = ["fake_base", "luna"]
DEVICES = Path(os.devnull).parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices, pipes and sockets with names")


def codes(path: Path, home: Path, *, replace: bool) -> str:
    try:
        must_be_free(path, home, replace=replace)
    except LunaError as error:
        return error.code
    return ""


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("mine")
    with pytest.raises(LunaError) as caught, exported(path, tmp_path / "home"):
        raise AssertionError("not begun")
    assert caught.value.code == "file-exists" and path.read_text() == "mine"
    with exported(path, tmp_path / "home", replace=True) as beside:
        assert beside.parent == tmp_path and beside.suffix == ".txt"
        beside.write_text("new")
        assert path.read_text() == "mine", "the old one stands until the new one is whole"
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


def test_what_fails_or_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("mine")
    for end in (KeyboardInterrupt, ValueError, OSError):
        with pytest.raises(end), exported(path, tmp_path / "home", replace=True) as beside:
            beside.write_text("half")
            raise end
    assert path.read_text() == "mine" and list(tmp_path.iterdir()) == [path]


def test_a_file_that_comes_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(LunaError) as caught, exported(path, tmp_path / "home") as beside:
        beside.write_text("new")
        path.write_text("another's")
    assert caught.value.code == "file-exists"
    assert path.read_text() == "another's" and list(tmp_path.iterdir()) == [path]


def test_a_persons_own_partial_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.gguf.partial").write_text("mine")
    with exported(tmp_path / "a.gguf", tmp_path / "home") as beside:
        beside.write_text("new")
    assert (tmp_path / "a.gguf.partial").read_text() == "mine"


@posix
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target, link, nowhere = tmp_path / "target", tmp_path / "link", tmp_path / "nowhere"
    target.write_text("mine")
    link.symlink_to(target)
    nowhere.symlink_to(tmp_path / "gone")
    assert codes(link, tmp_path / "home", replace=False) == "file-exists"
    assert codes(nowhere, tmp_path / "home", replace=False) == "file-exists"
    for path in (link, nowhere):
        with exported(path, tmp_path / "home", replace=True) as beside:
            beside.write_text("new")
        assert path.read_text() == "new" and not path.is_symlink()
    assert target.read_text() == "mine" and not (tmp_path / "gone").exists()


def fifo(path: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(path)


def bound(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's name must be short
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


def to(device: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(DEVICES / device)


@posix
@pytest.mark.parametrize(
    "make",
    [fifo, bound, to("full"), to("null"), to("zero")],
    ids=["fifo", "socket", "link to full", "link to null", "link to zero"],
)
def test_what_is_no_file_is_refused_also_by_force(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a.gguf"
    make(path)
    before = stat.S_IFMT(path.lstat().st_mode)
    for replace in (False, True):
        assert codes(path, tmp_path / "home", replace=replace) == "file-special"
    assert stat.S_IFMT(path.lstat().st_mode) == before


@posix
@pytest.mark.parametrize("name", ["full", "null", "zero", "tty", "random"])
def test_a_device_is_no_file_to_write(tmp_path: Path, name: str) -> None:
    if not (DEVICES / name).exists():
        pytest.skip("this system has none of that name")
    for replace in (False, True):
        assert codes(DEVICES / name, tmp_path, replace=replace) == "file-special"


@pytest.mark.parametrize("name", ["NUL", "con", "aux.gguf", "COM1", "lpt9.txt", "CONIN$", "sub/PRN.svg"])
def test_windows_keeps_some_names_for_devices(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reserved(Path(name))
    monkeypatch.setattr(exporting.sys, "platform", "win32")
    assert codes(tmp_path / name, tmp_path / "home", replace=True) == "file-special"
    assert codes(tmp_path / f"my{Path(name).name}.x", tmp_path / "home", replace=False) == ""


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    assert codes(tmp_path, tmp_path / "home", replace=True) == "file-exists"
    with pytest.raises(LunaError) as caught:
        must_be_free(tmp_path, tmp_path / "home")
    assert "A folder has that name." in caught.value.sentence


@dataclass(frozen=True)
class Terminal:
    """A stdin at which a person sits."""

    number: int

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number


EXPORTS = (
    ["export", "0", "--gguf"],
    ["exam", "--history", "--csv"],
    ["exam", "--history", "--svg"],
    ["exam", "--history", "--png"],
    ["curriculum", "generate", "--phase", "0", "--out"],
    ["curriculum", "generate", "--phase", "3", "--out"],
)


@pytest.mark.slow
@pytest.mark.parametrize("verb", EXPORTS, ids=" ".join)
def test_every_export_asks(luna: Life, tmp_path: Path, verb: list[str]) -> None:
    path = tmp_path / "p.txt"
    path.write_text("mine")
    error = luna.json(*verb, str(path), code=1)["error"]
    assert error["code"] == "file-exists" and "--force" in error["next_step"]
    assert path.read_text() == "mine" and not (tmp_path / "held_out").exists()
    if sys.platform != "win32":
        full = DEVICES / "full"
        before = full.stat() if full.exists() else None
        if before is not None:
            for more in ([], ["--force"]):
                assert luna.json(*verb, str(full), *more, code=1)["error"]["code"] == "file-special"
            assert full.stat().st_rdev == before.st_rdev
    told = luna.json(*verb, str(luna.home / "luna.db"), "--force", code=1)
    assert told["error"]["code"] == "export-into-home"
    if "--png" not in verb and "--svg" not in verb:  # there is no exam to draw yet
        luna(*verb, str(path), "--force")
        assert path.read_bytes() not in (b"mine", b"", b"?")
    assert not list(tmp_path.glob(".luna-*"))


def test_a_picture_of_the_window_asks_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.png"
    path.write_text("mine")
    recorder = Recorder(tmp_path / "home")
    assert main(["screenshot", str(path), "--json"], recorder.parts()) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file-exists"
    assert recorder.calls == [] and path.read_text() == "mine"
    assert main(["screenshot", str(path), "--force"], recorder.parts()) == 0


@pytest.mark.parametrize(
    ("answer", "replaced"), [(b"y\n", True), (b"YES\n", True), (b"\n", False), (b"n\n", False)]
)
def test_who_sits_at_a_terminal_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: bytes,
    replaced: bool,
) -> None:
    path = tmp_path / "a.png"
    path.write_text("mine")
    reader, writer = os.pipe()
    os.write(writer, answer)
    os.close(writer)
    with os.fdopen(reader) as terminal:
        monkeypatch.setattr(sys, "stdin", Terminal(terminal.fileno()))
        code = main(["screenshot", str(path)], Recorder(tmp_path / "home").parts())
    assert code == (0 if replaced else 1)
    assert "Shall it be replaced?" in capsys.readouterr().err
    assert (path.read_text() == "mine") is not replaced
    assert main(["screenshot", str(path), "--json"], Recorder(tmp_path / "home").parts()) == 1, (
        "scripts are not asked"
    )
