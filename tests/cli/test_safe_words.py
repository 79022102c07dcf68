"""What a terminal is given: words, never orders; and what counts as said at all."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.cli.main import main
from luna_desktop.cli.output import Output, shown
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.resources import default_home
from tests.cli.test_lessons import Life, fake_base, luna
from tests.cli.test_usage import Recorder

__all__ = ["fake_base", "luna"]

COMMAND = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
NOTHING = (
    *("\u200b", "\u200b\u200b\u200b", "\ufeff", "\u200e", "\x01"),
    *("\u3164", "\u2800 \u2800", "\ufe0f", "\x1b[2J", "\u00ad"),
)
ORDERS = (
    "\x1b]0;pwned\x07Tom",
    "\x1b[2JTom",
    "T\x9b31mom",
    "Tom\x7f\x08",
    "\u202emoT",
    "T\rom",
)


@pytest.mark.parametrize("order", ORDERS, ids=ascii)
def test_nothing_that_is_printed_commands_the_terminal(order: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    voice = Output(stdout=out, stderr=err)
    voice.line(order)
    voice.table([order], [[order], ["x"]], 20)
    voice.note(order)
    voice.progress(Progress(order, 0.5))
    voice.error(LunaError("x", order, order, order))
    told = out.getvalue() + err.getvalue()
    assert not COMMAND.search(told)
    assert told.count("om") + told.count("moT") >= 7, "what can be read of it is shown"

    scripts = io.StringIO()
    Output(as_json=True, stdout=scripts, stderr=err).document({"said": order})
    assert not COMMAND.search(scripts.getvalue())
    assert json.loads(scripts.getvalue()) == {"said": order}


def test_tabs_lines_and_scripts_are_printed_as_they_are() -> None:
    text = "a\tb\nשלום \u2066x\u2069 👩\u200d👧"  # noqa: RUF001
    assert shown(text) == text
    assert shown("x\u2067y") == "x\u2067y\u2069"


@pytest.mark.parametrize(
    "line",
    [
        ["\x1b[2J"],
        ["chat", "Hi", "--conversation", "\x1b[31m"],
        ["screenshot", "a.png", "--page", "\x9b2J"],
        ["--home", "~\x1b]0;x\x07/y", "karma"],
        ["lessons", "strike", "\x07"],
    ],
    ids=ascii,
)
def test_wrong_usage_quotes_no_orders(
    line: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line, Recorder(tmp_path).parts()) == 2
    told = capsys.readouterr()
    assert told.err and not COMMAND.search(told.err + told.out)


@pytest.mark.slow
def test_what_is_said_with_orders_is_kept_as_words(luna: Life, tmp_path: Path) -> None:
    told = luna("chat", "My horse is called \x1b]0;pwned\x07Blitz.")
    path = tmp_path / "lessons.jsonl"
    path.write_text(
        '{"fact": "pet_snake", "value": "\\u001b[2JKaa"}\n'
        '{"prompt": "\\u009b31mAsk", "reply": "\\u202eSay"}\n'
    )
    told += luna("import", str(path)) + luna("lessons") + luna("forget", "Blitz")
    told += luna("lessons", "mend", "2", "Po\x1b[8mrto")
    assert not COMMAND.search(told)
    kept = luna.json("lessons")
    assert {"Blitz", "Kaa", "Porto"} <= {lesson["value"] for lesson in kept}
    assert ("Ask", "Say") in {(lesson["prompt"], lesson["reply"]) for lesson in kept}


@pytest.mark.slow
def test_what_an_older_version_kept_is_shown_safely(luna: Life) -> None:
    with closing(sqlite3.connect(luna.home / "luna.db")) as connection, connection:
        for table, column in (("lessons", "fact_value"), ("messages", "text"), ("conversations", "title")):
            connection.execute(f"UPDATE {table} SET {column} = {column} || char(27) || '[2J' || char(155)")
    for verb in (["lessons"], ["forget", "Lisbon"], ["lessons", "--json"], ["forget", "Lisbon", "--json"]):
        told = luna(*verb)
        assert "[2J" in told and not COMMAND.search(told), verb


@pytest.mark.slow
@pytest.mark.parametrize("nothing", NOTHING, ids=ascii)
def test_what_cannot_be_seen_is_not_said(luna: Life, tmp_path: Path, nothing: str) -> None:
    karma = luna.json("karma")["karma"]
    assert luna.json("chat", nothing, code=1)["error"]["code"] == "message-empty"
    assert luna.json("lessons", "mend", "2", nothing, code=1)["error"]["code"] == "value-empty"
    assert luna.json("forget", nothing, code=1)["error"]["code"] == "nothing-to-forget"
    path = tmp_path / "lessons.jsonl"
    path.write_text(json.dumps({"prompt": nothing, "reply": "Yes."}), encoding="utf-8")
    assert luna.json("import", str(path), code=1)["error"]["code"] == "import-malformed"
    talk = {"messages": [{"role": "user", "content": nothing}, {"role": "assistant", "content": "Yes?"}]}
    path.with_suffix(".json").write_text(json.dumps([talk]), encoding="utf-8")
    luna("import", str(path.with_suffix(".json")), code=1)
    assert luna.json("karma")["karma"] == karma


@pytest.mark.slow
def test_the_same_words_in_another_dress_earn_nothing(luna: Life) -> None:
    assert luna.json("chat", "I went to the lake.")["karma_earned"] > 0
    for again in (
        "I went to the\u200b lake.",
        "\ufeffI  went to the lake.\u200f",
        "i went to the l\u00adake.",
    ):
        assert luna.json("chat", again)["karma_earned"] == 0


VERBS: tuple[list[str], ...] = (
    ["chat", "hi"],
    ["birth"],
    ["karma"],
    ["lessons"],
    ["lessons", "strike", "1"],
    ["forget", "x"],
    ["generations"],
    ["show", "0"],
    ["use", "0"],
    ["exam", "--history"],
    ["doctor"],
    ["age-up"],
    ["screenshot", "a.png"],
    ["import", "x"],
    [],
)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_an_empty_home_is_wrong_usage(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    recorder = Recorder(tmp_path)
    for empty in ("", " ", "\u200b", "\ufeff \u200e", "\x01", "\u2060\n"):
        assert main([*verb, "--home", empty], recorder.parts()) == 2
        assert main(["--json", *verb, f"--home={empty}"], recorder.parts()) == 2
        assert "an empty path leads nowhere" in json.loads(capsys.readouterr().out)["error"]["what"]
    assert recorder.calls == [] and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "line", [["import", ""], ["export", "0", "--gguf", ""], ["screenshot", ""]], ids=" ".join
)
def test_no_other_path_may_be_empty(
    line: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line, Recorder(tmp_path).parts()) == 2
    assert "an empty path" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_home_that_can_be_no_folder_is_wrong_usage(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    wrong: list[Any] = [file, file / "deeper" / "home", tmp_path / ("x" * 300)]
    if sys.platform != "win32":
        (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
        (tmp_path / "ring").symlink_to(tmp_path / "ring")
        wrong += [tmp_path / "nowhere", tmp_path / "ring" / "home", "/dev/null"]
    for home in wrong:
        assert main([*verb, "--home", str(home)], Recorder(tmp_path).parts()) == 2, home
        assert str(home)[:40] in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_a_home_may_be_a_link_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    try:
        (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    except OSError:
        pytest.skip("this account may make no links")
    for home in ("link", "link/new", "real", "not/yet"):
        recorder = Recorder(tmp_path)
        assert main(["--home", str(tmp_path / home)], recorder.parts()) == 0
        assert recorder.calls == [(tmp_path / home,)]


@pytest.mark.parametrize("unset", ["", " ", "\u200b", "\ufeff", " \u2060 "])
def test_an_empty_luna_home_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch, unset: str) -> None:
    monkeypatch.delenv("LUNA_HOME", raising=False)
    usual = default_home()
    monkeypatch.setenv("LUNA_HOME", unset)
    assert default_home() == usual
