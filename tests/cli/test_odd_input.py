"""Whatever is typed or read ends in a sentence, and what can be kept is kept."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.cli.context import must_be_writable
from luna_desktop.cli.main import main
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import writable
from luna_desktop.resources import default_home
from luna_desktop.services.app import App
from luna_desktop.workers import process
from tests.cli.test_lessons import Life, fake_base, luna
from tests.cli.test_usage import Recorder
from tests.storage.test_generation_store import same_in_any_case

__all__ = ["fake_base", "luna"]

HALF = "\ud83d"  # of a character, as a broken escape in a file has it
BYTE = "\udcff"  # as an argument has it that is not UTF-8
NO_FOLDER = Path(__file__)
HUGE = "9" * 20  # more than a row's number can be


def test_only_what_cannot_be_written_is_replaced() -> None:
    whole = "Grüße, 你好 \U0001f600\u2028"
    assert writable(whole) == whole
    assert writable(f"a{HALF}b{BYTE}") == "a?b?"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["forget", ""], "nothing-to-forget"),
        (["forget", "  "], "nothing-to-forget"),
        (["forget", BYTE], "nothing-to-forget"),
        (["chat", "hi", "--conversation", HUGE], "conversation-unknown"),
        (["chat", "hi", "--conversation", f"-{HUGE}"], "conversation-unknown"),
        (["chat", "hi", "--generation", "9" * 5000], "generation-unknown"),
        (["chat", "hi", "--generation", ""], "generation-unknown"),
        (["show", BYTE], "generation-unknown"),
        (["lessons", "strike", HUGE], "lesson-unknown"),
        (["lessons", "mend", HUGE, "x"], "lesson-unknown"),
        (["import", "x" * 300], "import-unreadable"),
        (["export", "0", "--gguf", str(NO_FOLDER / "a.gguf")], "file-unwritable"),
        (["exam", "--history", "--svg", str(NO_FOLDER / "a.svg")], "file-unwritable"),
        (["exam", "--history", "--png", str(NO_FOLDER / "a.png")], "file-unwritable"),
        (["exam", "--history", "--csv", str(NO_FOLDER / "a.csv")], "file-unwritable"),
    ],
    ids=lambda value: (
        " ".join(value)[:40].encode("ascii", "replace").decode() if isinstance(value, list) else value
    ),
)
def test_odd_input_is_known_trouble(luna: Life, line: list[str], code: str) -> None:
    assert luna.json(*line, code=1)["error"]["code"] == code
    assert not (luna.home / "luna-errors.log").exists()


def test_a_picture_that_cannot_be_written_is_known_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for line in (
        ["screenshot", str(tmp_path / "file" / "a.png")],
        ["train-embryo", "--out", str(tmp_path / "file")],
        ["train-skills", str(tmp_path), "--out", str(tmp_path / "file")],
    ):
        assert main([*line, "--json"], Recorder(tmp_path).parts()) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "file-unwritable"


def test_only_the_picture_itself_is_called_unwritable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise OSError("a fault in the window")

    parts = replace(Recorder(tmp_path).parts(), take_screenshot=broken)
    assert main(["screenshot", str(tmp_path / "a.png"), "--json"], parts) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "bug"
    assert [path.name for path in tmp_path.iterdir()] == ["luna-errors.log"]


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in which not even root may write")
def test_where_the_embryo_cannot_be_written_is_told_before_hours_are_spent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "worker_command", lambda _: [sys.executable, "-c", "pass"])
    assert main(["train-embryo", "--out", "/proc", "--json"], Recorder(tmp_path).parts()) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file-unwritable"


@pytest.mark.skipif(sys.platform == "win32", reason="limits what may be written as POSIX does")
def test_asking_whether_a_file_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    import resource

    own = tmp_path / ".luna-probe"
    own.write_text("a person's own")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    must_be_writable(tmp_path / "a.png")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, limit[1]))  # as on a full disk
        with pytest.raises(LunaError) as caught:
            must_be_writable(tmp_path / "new" / "a.png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert caught.value.code == "file-too-large"
    assert own.read_text() == "a person's own"
    assert sorted(tmp_path.rglob("*")) == [own, tmp_path / "new"]


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(LunaError) as caught:
        must_be_writable(tmp_path)
    assert "A folder has that name." in caught.value.sentence


@pytest.mark.slow
@pytest.mark.parametrize("name", ["generations", "GENERATIONS"])
def test_an_export_leaves_nothing_among_her_generations(
    luna: Life, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(Path, "samefile", same_in_any_case)
    folder = luna.home / name
    before = sorted(folder.rglob("*"))
    told = luna.json("export", "0", "--gguf", str(folder / "new" / "a.gguf"), code=1)
    assert told["error"]["code"] == "export-into-home"
    assert sorted(folder.rglob("*")) == before
    assert luna.json("export", "0", "--gguf", str(luna.home / "new" / "a.gguf"))["bytes"]
    told = luna.json("export", "0", "--gguf", str(luna.home / ("x" * 300)), code=1)
    assert told["error"]["code"] == "file-unwritable"


def test_the_home_of_nobody_leads_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["karma", "--home", "~nobody-of-that-name/x"], Recorder(tmp_path).parts()) == 2
    assert "leads nowhere" in capsys.readouterr().err


@pytest.mark.slow
def test_luna_home_of_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNA_HOME", "~nobody_by_that_name/luna")
    with pytest.raises(LunaError) as caught:
        default_home()
    assert caught.value.code == "home-unknown"


def test_what_is_said_with_a_broken_character_is_kept(luna: Life) -> None:
    luna("chat", f"My boat is called Nautilus{BYTE}.")
    assert "Nautilus?." in luna("forget", "Nautilus")
    assert luna.json("test-checkpoint", "--generation", "0", "--prompt", BYTE)["generation"] == 0
    assert luna.json("lessons", "mend", "2", f"Porto{HALF}")["value"] == "Porto?"


def in_app(luna: Life, work: Callable[[App], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with luna.app(luna.home) as app:
            return await work(app)

    return asyncio.run(run())


@pytest.mark.slow
def test_the_window_can_keep_it_too(luna: Life) -> None:
    async def work(app: App) -> tuple[str, str, str]:
        place = (await app.chat.conversations())[-1]
        await app.chat.rename(place.id, f"Boats{HALF}")
        new = await app.chat.new_conversation(f"Cars{HALF}")
        reply = (await app.chat.messages(place.id))[-1]
        await app.chat.correct(reply.id, f"Rather this{HALF}.")
        assert await app.chat.search(HALF) == []
        mended = next(x for x in await app.lessons.pending() if x.reply)
        titles = {c.id: c.title for c in await app.chat.conversations()}
        return titles[place.id], titles[new.id], mended.reply

    assert in_app(luna, work) == ("Boats?", "Cars?", "Rather this?.")


@pytest.mark.slow
def test_a_lesson_may_hold_any_character(luna: Life, tmp_path: Path) -> None:
    path = tmp_path / "lessons.jsonl"
    odd = "one\u2028two\u0085three\x0bfour\x0cfive\x1csix"
    kept = "one\u2028two\nthree\nfour\nfive six"
    rows = [{"prompt": odd, "reply": "Yes."}, {"prompt": f"Half{HALF}", "reply": "No."}]
    path.write_text(
        f"{json.dumps(rows[0], ensure_ascii=False)}\r\n\n{json.dumps(rows[1])}\n",
        encoding="utf-8",
        newline="",
    )
    assert luna.json("import", str(path))["imported"] == 2
    prompts = [lesson["prompt"] for lesson in luna.json("lessons")]
    assert kept in prompts and "Half?" in prompts


@pytest.mark.slow
def test_a_bottomless_line_is_no_lesson(luna: Life, tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text('{"prompt": "a", "reply": "b"}\n' + "[" * 200_000 + "\n")
    assert luna.json("import", str(path), code=1)["error"]["code"] == "import-malformed"
