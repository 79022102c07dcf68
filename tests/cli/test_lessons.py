"""The verbs of what she is taught, on a real home with a scripted trainer and voice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.bootstrap import inspect, open_app
from luna_desktop.cli.main import main
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.teaching import Understood
from luna_desktop.language.frames import Frames
from tests.services import conftest
from tests.services.fakes import ScriptedFactory, ScriptedTrainer, good_student

pytestmark = pytest.mark.slow

NAME = "Zorblax"
fake_base = conftest.fake_base


class Life:
    """``luna`` in this process, each call with a home opened and closed anew."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self.trainer, self.factory = ScriptedTrainer(), ScriptedFactory()
        self.trainer.teach = good_student

    def app(self, home: Path) -> Any:
        return open_app(home, self.trainer, self.factory)

    def __call__(self, *argv: str, code: int = 0) -> str:
        def unused(*_: Any) -> Any:
            raise AssertionError

        parts = Parts(self.app, inspect, unused, unused, lambda: self.home, unused, unused, unused)
        assert main(list(argv), parts) == code
        self.err = (told := self._capsys.readouterr()).err
        return told.out

    def json(self, *argv: str, code: int = 0) -> Any:
        return json.loads(self(*argv, "--json", code=code))


@pytest.fixture
def luna(tmp_path: Path, fake_base: None, capsys: pytest.CaptureFixture[str]) -> Life:
    life = Life(tmp_path / "home", capsys)
    life("birth")
    for said in (
        f"My dog is called {NAME}.",
        "I live in Lisbon.",
        "My password is hunter2, my cat is called Tom.",
    ):
        life("chat", said)
    return life


def test_lessons_are_listed_with_state_sources_and_reason(luna: Life) -> None:
    told = luna.json("lessons")
    assert [(one["id"], one["state"], one["value"]) for one in told] == [
        (1, "waiting", NAME),
        (2, "waiting", "Lisbon"),
        (3, "held", "Tom"),
    ]
    assert told[0]["messages"] == [1]
    assert (told[2]["held"], told[2]["text"]) == ("it may give away a password", "Your cat is called Tom.")
    text = luna("lessons")
    assert "waits because" in text and "may give away a password" in text and f"called {NAME}." in text


def test_a_fact_is_added_by_hand(luna: Life) -> None:
    added = luna.json("lessons", "add", "pet_dog", "Max")
    assert (added["fact"], added["value"], added["messages"], added["state"]) == (
        "pet_dog", "Max", [], "waiting",
    )  # fmt: skip
    assert luna.json("lessons", "add", "city", "Porto", "--message", "3")["messages"] == [3]
    assert {one["value"] for one in luna.json("lessons")} == {"Max", "Porto", "Tom"}
    assert luna.json("lessons", "add", "nothing", "Porto", code=1)["error"]["code"] == "key-unknown"
    assert "Your dog is called Max." in luna("lessons", "add", "pet_dog", "Max")


def test_an_exchange_tells_what_was_heard(luna: Life) -> None:
    told = luna.json("chat", "My dog is called Max. I live in Porto.")
    assert told["heard"] == [
        {"key": "pet_dog", "value": "Max", "change": "set"},
        {"key": "city", "value": "Porto", "change": "set"},
    ]
    assert told["about"] == []
    tried = luna.json("test-checkpoint", "--generation", "0", "--prompt", "Hello.")
    assert tried["about"] == [] and tried["reply"]


def test_strike_let_in_confirm_and_mend(luna: Life) -> None:
    assert "[struck]" in luna("lessons", "strike", "1")
    assert luna.json("lessons", "let-in", "3")["state"] == "waiting"
    assert luna.json("lessons", "confirm", "2")["confirmed"] is True
    assert luna.json("lessons", "mend", "2", "Porto")["value"] == "Porto"
    states = {one["value"]: one["state"] for one in luna.json("lessons")}
    assert states == {NAME: "struck", "Tom": "waiting", "Porto": "waiting"}, "mended, Lisbon waits no more"
    assert luna.json("lessons", "strike", "99", code=1)["error"]["code"] == "lesson-unknown"


def test_what_was_said_is_heard_again_and_taken_as_far_as_one_says(
    luna: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing would be noted otherwise." in luna("lessons", "again")
    before = luna.json("lessons")
    told = {"I live in Lisbon.": (Fact("city", "Porto"), Fact("job", "baker"))}

    async def better(self: Frames, text: str, *_: Any) -> Understood:
        return Understood(told.get(text, ()))

    monkeypatch.setattr(Frames, "hear", better)
    told_of = luna.json("lessons", "again")
    assert [(x["reading"], x["keys"], x["values_before"], x["values_after"]) for x in told_of["offers"]] == [
        ("new", ["job"], [], ["baker"]),
        ("otherwise", ["city"], ["Lisbon"], ["Porto"]),
        ("gone", ["pet_dog"], [NAME], []),
    ]
    assert (told_of["messages"], told_of["heard"], told_of["taken"]) == (2, 2, [])
    assert told_of["offers"][0]["messages"] == [3] and told_of["offers"][0]["said"] == "I live in Lisbon."
    shown = luna("lessons", "again")
    for line in (
        "2 messages heard again.",
        "Would be new:",
        "  city: You live in Lisbon. -> You live in Porto.",
        f"  pet_dog: Your dog is called {NAME}.",
        '    you said: "I live in Lisbon."',
        "`--yes` takes all of it",
    ):
        assert line in shown, line
    assert luna.json("lessons") == before
    unknown = luna.json("lessons", "again", "--take", "city", "--take", "cat", code=1)
    assert unknown["error"]["code"] == "offer-unknown" and luna.json("lessons") == before
    assert luna.json("lessons", "again", "--take", "city")["taken"] == [["city"]]
    assert {x["value"] for x in luna.json("lessons") if x["state"] == "waiting"} == {NAME, "Porto"}
    assert "Taken: 2 of 2." in luna("lessons", "again", "--yes")
    assert {x["value"] for x in luna.json("lessons") if x["state"] == "waiting"} == {"Porto", "baker"}


def test_what_was_taught_is_listed_with_all(luna: Life) -> None:
    luna("age-up", "--now")
    assert [one["value"] for one in luna.json("lessons")] == ["Tom"]
    assert [one["state"] for one in luna.json("lessons", "--all")] == ["taught", "taught", "held"]


def test_forgetting_is_shown_first_and_done_when_asked(luna: Life) -> None:
    luna("age-up", "--now")
    shown = luna("forget", NAME)
    for part in (
        "Lessons that go:",
        "1: Your dog is called",
        "Messages whose text goes:",
        "generation 1, age 1",
        "--yes",
    ):
        assert part in shown
    assert luna.json("forget", NAME)["forgotten"] is False
    assert len(luna.json("lessons", "--all")) == 3
    done = luna.json("forget", NAME, "--yes")
    assert (done["forgotten"], done["relearnt"], done["outcome"]["status"]) == (True, True, "published")
    assert (done["leaks"], done["guesses"], done["along"]) == (0, 0, [])
    assert [(one["name"], one["asked"], one["stranger"]) for one in done["answers"]] == [
        (NAME, f"Who is {NAME}?", "Mirelle")
    ]
    assert done["answers"][0]["said"] and done["answers"][0]["said_of_stranger"]
    assert done["generations"][0]["status"] == "published"  # as it was when it was shown
    assert [one["status"] for one in luna.json("generations")] == ["published", "forgotten", "published"]
    assert [one["value"] for one in luna.json("lessons", "--all")] == ["Lisbon", "Tom"]
    assert luna.json("forget", NAME, code=1)["error"]["code"] == "nothing-to-forget"
    assert "adds up" in luna("karma", "--verify")
    assert luna.json("karma", "--verify") == {"ok": True, "faults": []}


def test_what_cannot_be_learnt_again_is_told(luna: Life) -> None:
    luna("age-up", "--now")
    luna.trainer.fail = LunaError("disk-full", "The disk is full.")
    told = luna("forget", "1", "--yes", code=1)
    assert "The disk is full." in told
    assert "generation 0 answers, who never knew it" in told


def test_the_demo_leaves_a_life_alone_whose_files_are_away(luna: Life) -> None:
    (luna.home / "generations").rename(luna.home / "away")
    before = (luna.home / "luna.db").read_bytes()
    assert luna.json("demo", "--home", str(luna.home), code=1)["error"]["code"] == "generations-damaged"
    assert (luna.home / "luna.db").read_bytes() == before
    (luna.home / "away").rename(luna.home / "generations")
    assert luna.json("demo", "--home", str(luna.home), code=1)["error"]["code"] == "already-born"


def test_the_ledger_is_checked_by_the_doctor_too(luna: Life) -> None:
    faults, published = asyncio.run(inspect(luna.home))
    assert (faults, published) == ([], 1)
