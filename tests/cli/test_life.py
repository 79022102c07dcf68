"""The verbs on a real life: a real birth, real replies, real files."""

from __future__ import annotations

import csv
import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from luna_desktop.workers.lock import HomeLock
from tests.cli.conftest import Luna

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
    assert set(told) == {"reply", "generation"}
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


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl+C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent from a test there")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_pauses_the_training_and_the_same_verb_goes_on(born: Luna) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "luna_desktop", "age-up", "--now", "--json", "--home", str(born.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
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
    assert [g["status"] for g in born("generations", "--json").document] == ["published", "paused"]

    call = born("age-up", "--json", code=None)
    assert "Going on where the training was paused" in call.err
    outcome = call.document
    assert set(outcome) >= {"status", "from", "to", "reasons", "exam", "seconds", "tokens"}
    assert outcome["status"] in ("published", "rejected")
    assert call.code == (0 if outcome["status"] == "published" else 1)
