"""The verbs on a real life: a real birth, real replies, real files."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

if sys.platform != "win32":
    import pty

from luna_desktop.resources import models_path
from luna_desktop.workers.lock import HomeLock
from tests.cli.conftest import Luna, begun, left_of
from tests.recipes import with_less_to_learn

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_chat_tells_reply_and_karma(born: Luna) -> None:
    told = born("chat", "My cat is called Misty.", "--json").document
    assert set(told) >= {
        "reply",
        "generation",
        "conversation",
        "karma_earned",
        "karma",
        "threshold",
        "reasons",
        "age_up",
    }
    assert told["generation"] == 0
    assert told["threshold"] == 100
    assert told["karma_earned"] >= 4
    assert len(told["reasons"]) >= 2
    assert told["age_up"] is None
    again = born("chat", "My cat is called Misty.", "--json").document
    assert again["karma_earned"] == 0
    assert again["conversation"] != told["conversation"]
    same = born("chat", "Well then.", "--conversation", str(told["conversation"]), "--json").document
    assert same["conversation"] == told["conversation"]


def test_chat_says_what_is_not_learned(born: Luna) -> None:
    told = born("chat", "my pw is hunter2, is that safe?", "--json").document
    assert told["held"] == ["password"] and told["karma_earned"] == 0
    assert told["reply"].startswith("That looks like a password.")
    call = born("chat", "call me: zero one seven one two three four")
    assert call.out.startswith("That looks like a phone number.")
    assert "not learned: looks like a phone number" in call.err
    assert born("chat", "Good evening.", "--json").document["held"] == []


def test_chat_for_a_person_prints_the_reply_alone(born: Luna) -> None:
    call = born("chat", "Good evening.")
    assert len(call.out.strip().splitlines()) == 1
    assert "generation 0" in call.err


def test_the_timeline(born: Luna) -> None:
    told = born("generations", "--json").document
    assert len(told) == 1
    only = told[0]
    assert set(only) >= {
        "id",
        "number",
        "age",
        "parent",
        "status",
        "created_at",
        "head",
        "bytes",
        "lessons",
        "exam",
    }
    assert (only["number"], only["age"], only["parent"], only["status"]) == (0, 0, None, "published")
    assert only["head"] is True
    by_number = born("show", "0", "--json").document
    by_id = born("show", only["id"], "--json").document
    assert by_number == by_id
    assert by_id["manifest"]["files"]
    assert born("use", "0", "--json").document["id"] == only["id"]
    assert born("show", "7", "--json", code=1).document["error"]["code"] == "generation-unknown"
    assert only["id"] in born("generations").out


def test_what_only_reads_works_beside_an_open_window(born: Luna) -> None:
    with HomeLock(born.home, "the window"):
        log = (born.home / "luna.log").read_bytes()
        assert len(born("generations", "--json").document) == 1
        assert born("show", "0", "--json").document["number"] == 0
        assert born("karma", "--json").document["threshold"] == 100
        assert isinstance(born("lessons", "--json").document, (list, dict))
        assert (born.home / "luna.log").read_bytes() == log
        assert "in use" in born("chat", "Hello.", code=1).err


def test_a_checkpoint_is_tried_without_a_trace(born: Luna) -> None:
    before = born("karma", "--json").document
    told = born("test-checkpoint", "--generation", "0", "--prompt", "What is your name?", "--json").document
    assert set(told) == {"reply", "generation", "about"}
    assert told["about"] == []  # the embryo answers without inner speech
    assert told["reply"].strip()
    assert born("karma", "--json").document == before


def test_birth_happens_once(born: Luna) -> None:
    assert born("birth", "--json", code=1).document["error"]["code"] == "already-born"


def test_export_writes_the_very_file(born: Luna, tmp_path: Path) -> None:
    path = tmp_path / "out" / "luna.gguf"
    told = born("export", "0", "--gguf", str(path), "--json").document
    assert told["bytes"] == path.stat().st_size
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest in born("show", "0", "--json").document["manifest"]["files"].values()


def test_the_history_of_exams_begins_with_her_birth(born: Luna, tmp_path: Path) -> None:
    drawn, table, picture = (tmp_path / "out" / name for name in ("e.svg", "e.csv", "e.png"))
    call = born(
        *("exam", "--history", "--json", "--svg", str(drawn), "--csv", str(table), "--png", str(picture))
    )
    [only] = call.document["generations"]
    exam = only["exam"]
    told = {section["section"]: section for section in exam["sections"]}
    assert set(told) == {"grammar", "vocabulary", "reasoning", "controls", "anchor"}
    for section in told.values():
        assert set(section) >= {"score", "interval", "n", "p", "chance"}
        assert section["p"] is None, "she has no parent"
    assert exam["headline"]["low"] <= exam["headline"]["value"] <= exam["headline"]["high"]
    assert {test["name"]: test["passed"] for test in exam["tests"]} == {
        "certainty": True,
        "parity": True,
        "ties": True,
    }
    assert drawn.read_text(encoding="utf-8").count("<polygon") == 6
    assert picture.read_bytes()[:4] == b"\x89PNG"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["section"] for row in rows} == set(told)
    assert all(row["dataset_sha256"] and row["items_sha256"] and row["seed"] for row in rows)
    again = born("exam", "--history")
    assert "never examined" in call.err and "never examined" not in again.err


def test_lessons_come_in_from_a_file(born: Luna, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    lines = [{"prompt": "Who wrote you?", "reply": "A friend."}, {"fact": "pet_dog", "value": "Rex"}]
    good.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    bad.write_text('{"prompt": 3}\n', encoding="utf-8")
    assert born("import", str(good), "--json").document["imported"] == 2
    assert born("import", str(bad), "--json", code=1).document["error"]["code"] == "import-malformed"


def test_an_age_up_that_is_not_due_says_why(born: Luna) -> None:
    error = born("age-up", "--json", code=1).document["error"]
    assert error["code"] == "age-up-not-due"
    assert "karma" in error["why"]


def test_doctor_finds_a_changed_file(born: Luna) -> None:
    assert born("doctor", "--json").document["ok"] is True
    only = born("show", "0", "--json").document
    folder = born.home / "generations" / only["id"]
    name = next(name for name in only["manifest"]["files"] if name.endswith((".json", ".jsonl")))
    original = (folder / name).read_bytes()
    (folder / name).write_bytes(original + b" ")
    try:
        told = born("doctor", "--json", code=1).document
        assert any(check["status"] == "trouble" and name in check["text"] for check in told["checks"])
    finally:
        (folder / name).write_bytes(original)
    assert born("generations", "--json").document[0]["head"] is True, "looking changes nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent from a test there")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    "line", [("--generation", "0"), ("--compare", "0", "0")], ids=["one", "two beside each other"]
)
def test_ctrl_c_ends_an_exam(born: Luna, line: tuple[str, ...]) -> None:
    with begun("exam", *line, "--json", "--home", str(born.home)) as child:
        assert child.stderr
        assert "exam" in child.stderr.readline()
        sitting = psutil.Process(child.pid).children(recursive=True)
        assert sitting
        child.send_signal(signal.SIGINT)
        begin = time.monotonic()
        out, err = child.communicate(timeout=60)
        assert time.monotonic() - begin < 3
        assert left_of(sitting, 0) == []
    assert (child.returncode, err.splitlines()[-2:]) == (130, ["Stopping.", "Stopped."])
    assert json.loads(out)["error"]["code"] == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal can be made for a test there")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("answer", [b"n\n", b"\x03", b"\x04"], ids=["no", "Ctrl+C", "Ctrl+D"])
def test_the_question_whether_she_shall_age_up_hears_every_answer(
    born: Luna, tmp_path: Path, answer: bytes
) -> None:
    home = shutil.copytree(born.home, tmp_path / "home")
    with closing(sqlite3.connect(home / "luna.db")) as database, database:
        database.execute("INSERT OR REPLACE INTO settings VALUES ('age_up', 'ask')")
        [balance] = database.execute("SELECT balance FROM karma_ledger ORDER BY id DESC LIMIT 1").fetchone()
        database.execute(
            "INSERT INTO karma_ledger VALUES (NULL, 0, 'exchange', 100, ?, 'x', NULL, NULL, '')",
            (balance + 100,),
        )
    code, told, seconds = at_a_terminal(["chat", "I live in Porto.", "--home", str(home)], b"[y/N]", answer)
    assert code == (130 if answer == b"\x03" else 0)
    assert ("Stopped." if answer == b"\x03" else "`luna age-up` lets her grow") in told
    assert "INITIATED" not in told and "Traceback" not in told and "Fatal" not in told
    assert seconds < 3


def at_a_terminal(line: list[str], asked: bytes, answer: bytes) -> tuple[int, str, float]:
    """How a call ends that asks at a terminal, what was to be read there, and how long after the answer."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "luna_desktop", *line])
    told, answered = b"", 0.0
    with contextlib.suppress(OSError):  # its end
        while piece := os.read(terminal, 4096):
            told += piece
            if asked in told and not answered:
                answered = time.monotonic()
                os.write(terminal, answer)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), told.decode("utf-8", "replace"), time.monotonic() - answered


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
def test_an_exchange_is_told_though_stderr_is_closed(born: Luna) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m luna_desktop chat Hello. --json --home "{born.home}" 2>&-'],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["reply"]


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent from a test there")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_pauses_the_training_and_the_same_verb_goes_on(born: Luna, tmp_path: Path) -> None:
    less = shutil.copytree(models_path(), tmp_path / "models", ignore=shutil.ignore_patterns("smollm2*"))
    recipe = less / "embryo.toml"
    recipe.write_text(with_less_to_learn(recipe.read_text(encoding="utf-8"), 20), encoding="utf-8")
    luna = Luna(shutil.copytree(born.home, tmp_path / "copy"), less)  # she may grow in it
    with begun("age-up", "--now", "--json", "--home", str(luna.home), models=less) as child:
        assert child.stdout and child.stderr
        learning = 0
        for line in child.stderr:
            learning += "learning" in line
            if learning == 2:  # under way, so that there is something to go on from
                break
        child.send_signal(signal.SIGINT)
        begin = time.monotonic()
        out, _ = child.communicate(timeout=60)
        assert child.returncode == 130
        assert time.monotonic() - begin < 15
    assert json.loads(out)["status"] == "paused"
    assert [g["status"] for g in luna("generations", "--json").document] == ["published", "paused"]

    call = luna("age-up", "--json", code=None, timeout=1000)
    assert "Going on where the training was paused" in call.err
    outcome = call.document
    assert set(outcome) >= {"status", "from", "to", "reasons", "exam", "seconds", "tokens"}
    assert outcome["status"] in ("published", "rejected")
    assert call.code == (0 if outcome["status"] == "published" else 1)


@pytest.fixture
def beside(born: Luna, tmp_path: Path) -> tuple[Luna, str]:
    """A copy of her home with a published generation 1 that is not on the current line, and its id."""
    home = tmp_path / "copy"
    shutil.copytree(born.home, home)
    with closing(sqlite3.connect(home / "luna.db")) as database, database:
        row = dict(zip(*_row(database), strict=True))
        parent, row["id"] = row["id"], "gbeside"
        row |= {"number": 1, "age": 1, "parent_id": parent}
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO generations ({', '.join(row)}) VALUES ({marks})", [*row.values()])
    shutil.copytree(home / "generations" / parent, home / "generations" / "gbeside")
    return Luna(home), parent


def _row(database: sqlite3.Connection) -> tuple[list[str], tuple[object, ...]]:
    found = database.execute("SELECT * FROM generations")
    return [column[0] for column in found.description], found.fetchone()


def test_a_number_of_the_list_works_in_every_verb(beside: tuple[Luna, str], tmp_path: Path) -> None:
    luna, _ = beside
    assert [row["number"] for row in luna("generations", "--json").document] == [0, 1]
    assert luna("show", "1", "--json").document["id"] == "gbeside"
    assert luna("test-checkpoint", "--generation", "1", "--prompt", "Hello.", "--json").document["reply"]
    assert luna("chat", "Hello.", "--generation", "1", "--json").document["generation"] == 1
    exported = luna("export", "1", "--gguf", str(tmp_path / "x.gguf"), "--json")
    assert exported.document["id"] == "gbeside" and "Writing her file" in exported.err
    assert luna("publish", "1", "--json", code=1).document["error"]["code"] == "generation-not-rejected"
    assert luna("use", "1", "--json").document["id"] == "gbeside"


def test_who_was_away_between_two_calls_answers_again(beside: tuple[Luna, str]) -> None:
    luna, parent = beside
    luna("use", "1")
    folder = luna.home / "generations" / "gbeside"
    folder.rename(luna.home / "aside")
    fallen = luna("chat", "Hi.", "--json")
    assert fallen.document["generation"] == 0 and "so generation 0 answers" in fallen.err
    (luna.home / "aside").rename(folder)
    again = luna("chat", "Who is my boss?", "--json")
    assert again.document["generation"] == 1
    assert "The files of generation 1 are whole again, so she answers again." in again.err
    assert "again" not in luna("chat", "Hi.", "--json").err
    (folder / "manifest.json").rename(luna.home / "aside.json")
    assert luna("chat", "Hi.", "--json").document["generation"] == 0
    luna("use", parent)
    (luna.home / "aside.json").rename(folder / "manifest.json")
    assert luna("chat", "Hi.", "--json").document["generation"] == 0
