"""What the command line says before anything is done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.cli.main import build_parser, main
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError
from tests.cli.conftest import Luna

VERBS = [
    *("birth", "age-up", "exam", "karma", "chat", "test-checkpoint", "lessons", "forget"),
    *("generations", "show", "use", "publish", "export", "import", "grow"),
    *("curriculum", "train-embryo", "train-skills", "bases", "doctor", "demo", "screenshot"),
]


class Recorder:
    """The parts that the composition root joins, remembering how they were called."""

    def __init__(self, home: Path, trouble: BaseException | None = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._home = home
        self._trouble = trouble

    def parts(self) -> Parts:
        return Parts(
            self._open,
            self._inspect,
            self._window,
            self._screenshot,
            lambda: self._home,
            self._draw,
            self._prospects,
            self._downloads,
        )

    def _open(self, home: Path) -> Any:
        assert self._trouble is not None
        raise self._trouble

    async def _inspect(self, home: Path) -> tuple[list[str], int]:
        return [], 0

    def _prospects(self, home: Path) -> Any:
        raise AssertionError("nobody asked for the bases")

    def _downloads(self) -> Any:
        raise AssertionError("nobody chose a base of a hub")

    def _window(self, home: Path) -> int:
        self.calls.append((home,))
        return 0

    def _draw(self, *arguments: Any) -> None:
        self.calls.append(arguments)

    def _screenshot(self, *arguments: Any) -> None:
        self.calls.append(arguments)


def test_the_verbs_stay_the_same() -> None:
    actions = [a for a in build_parser()._actions if a.metavar == "VERB"]
    assert list(actions[0].choices or ()) == VERBS


@pytest.mark.parametrize(
    "wrong",
    [
        ["frob"],
        ["chat"],
        ["chat", "Hi", "--conversation", "x"],
        ["test-checkpoint", "--prompt", "Hi"],
        ["test-checkpoint", "--generation", "0"],
        ["exam"],
        ["exam", "--generation", "0", "--history"],
        ["exam", "--compare", "0"],
        ["exam", "--generation", "0", "--csv", "x.csv"],
        ["show"],
        ["export", "0"],
        ["lessons", "strike"],
        ["lessons", "mend", "1"],
        ["forget"],
        ["curriculum"],
        ["curriculum", "generate", "--phase", "9"],
        ["curriculum", "generate", "--out", "x.json"],
        ["train-embryo"],
        ["train-skills", "base"],
        ["train-skills", "--out", "x"],
        ["import"],
        ["import", "x", "--let-in", "--hold-back"],
        ["grow", "--to-age", "old"],
        ["grow", "--to-age", "-1"],
        ["screenshot"],
        ["screenshot", "a.png", "--size", "big"],
        ["screenshot", "a.png", "--page", "moon"],
        ["--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_tells_on_stderr(
    wrong: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(wrong, Recorder(tmp_path).parts()) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip()
    assert main(["--json", *wrong], Recorder(tmp_path).parts()) == 2
    again = capsys.readouterr()
    error = json.loads(again.out)["error"]
    assert error["code"] == "usage"
    assert error["what"] in told.err and again.err == told.err
    assert "--help` tells" in error["next_step"]
    assert not list(tmp_path.iterdir())


def test_without_a_verb_the_window_opens(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    assert main([], recorder.parts()) == 0
    assert main(["--home", str(tmp_path / "other")], recorder.parts()) == 0
    assert recorder.calls == [(tmp_path,), (tmp_path / "other",)]


def test_home_and_json_stand_before_or_after_the_verb(tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    for line in (["--home", other, "--json", "karma"], ["karma", "--json", "--home", other]):
        args = build_parser().parse_args(line)
        assert (args.home, args.json) == (Path(other), True)


def test_a_screenshot_is_asked_of_the_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorder = Recorder(tmp_path)
    path = tmp_path / "a.png"
    line = ["screenshot", str(path), "--page", "growth", "--theme", "light", "--size", "900x700", "--json"]
    assert main(line, recorder.parts()) == 0
    ((home, beside, *how),) = recorder.calls
    assert (home, beside.parent, beside.suffix, how) == (
        tmp_path,
        tmp_path,
        ".png",
        ["growth", "light", (900, 700)],
    )
    assert path.is_file(), "it is moved into place"
    assert json.loads(capsys.readouterr().out)["size"] == [900, 700]


def test_known_trouble_is_a_sentence_and_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trouble = LunaError("disk-full", "The disk is full.", "Nothing is left.", "Free some space.")
    assert main(["karma"], Recorder(tmp_path, trouble).parts()) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "The disk is full. Nothing is left. Free some space.\n"

    assert main(["karma", "--json"], Recorder(tmp_path, trouble).parts()) == 1
    told = capsys.readouterr()
    assert json.loads(told.out) == {
        "error": {
            "code": "disk-full",
            "what": "The disk is full.",
            "why": "Nothing is left.",
            "next_step": "Free some space.",
        }
    }


def test_a_bug_is_a_sentence_too_and_its_report_quotes_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bug = ZeroDivisionError("my secret is 42")
    assert main(["karma", "--json"], Recorder(tmp_path, bug).parts()) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["code"] == "bug"
    report = tmp_path / "luna-errors.log"
    assert str(report) in told.err
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "main.py" in text
    assert "secret" not in text + told.out + told.err


def test_an_interruption_ends_with_130(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["karma"], Recorder(tmp_path, KeyboardInterrupt()).parts()) == 130
    assert capsys.readouterr().out == ""
    assert main(["karma", "--json"], Recorder(tmp_path, KeyboardInterrupt()).parts()) == 130
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "interrupted"


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, luna_desktop.__main__ as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit as e: assert e.code == 0\n"
        "heavy = 'asyncio sqlite3 numpy torch llama_cpp PySide6 psutil luna_desktop.services'.split()\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stderr.strip() == "[]"
    for verb in VERBS:
        assert f"\n    {verb}" in done.stdout


def test_a_reader_that_goes_away_is_no_fault(luna: Luna) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "luna_desktop", "doctor", "--home", str(luna.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout and child.stderr
        child.stdout.close()
        error = child.stderr.read().decode("utf-8")
        assert child.wait(60) == 0
    assert "Traceback" not in error


def test_the_curriculum_is_the_same_for_the_same_seed(luna: Luna, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    line = ("curriculum", "generate", "--phase", "0", "--seed", "7", "--json", "--out")
    told = luna(*line, str(first)).document["written"][0]
    luna(*line, str(second))
    assert told["examples"] == 500
    assert first.read_bytes() == second.read_bytes()


def test_doctor_tells_of_a_machine_without_a_home(luna: Luna) -> None:
    told = luna("doctor", "--json").document
    assert told["ok"] is True
    checks = {check["name"]: check for check in told["checks"]}
    assert {"processor", "memory", "disk", "graphics", "torch", "llama-cpp-python", "unsloth", "home"} <= set(
        checks
    )
    assert not luna.home.exists(), "looking does not make a home"


def test_an_unborn_home_is_told_in_a_sentence(luna: Luna) -> None:
    call = luna("show", "0", "--json", code=1)
    assert call.document["error"]["code"] == "not-born"
    assert luna("generations", "--json").document == []
