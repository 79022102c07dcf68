"""``import`` and ``grow`` through the real services, with a trainer and a speaker that follow a script."""

from __future__ import annotations

import asyncio
import io
import json
from argparse import Namespace
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.cli.context import AppVerb, Context, _guarded, path_of
from luna_desktop.cli.demo import _demo
from luna_desktop.cli.growing import _grow
from luna_desktop.cli.importing import _import
from luna_desktop.cli.main import build_parser
from luna_desktop.cli.output import Output
from luna_desktop.cli.parts import Parts
from luna_desktop.cli.talk import _chat
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Event, MessageStreamed, TrainingProgressed
from luna_desktop.services import imports
from tests.services.conftest import Stage, fake_base, stage
from tests.services.fakes import student

pytestmark = pytest.mark.slow

__all__ = ["fake_base", "stage"]


class Told:
    """One verb on the stage's app, and what it said."""

    def __init__(self, stage: Stage, line: list[str]) -> None:
        self.stage = stage
        self.args: Namespace = build_parser().parse_args(line)
        self._out, self._err = io.StringIO(), io.StringIO()
        out = Output(getattr(self.args, "json", False), self._out, self._err)
        parts = Parts(*([lambda *_: None] * len(fields(Parts))))  # type: ignore[arg-type,list-item]
        self.context = Context(self.args, out, parts, stage.home)

    async def run(self) -> Told:
        verb = _grow if hasattr(self.args, "to_age") else _import
        self.code = await verb(self.stage.app, self.context)
        self.out, self.err = self._out.getvalue(), self._err.getvalue()
        return self

    async def interrupted(self, verb: AppVerb, monkeypatch: pytest.MonkeyPatch, at: type[Event]) -> Told:
        """Ctrl+C at the first such event; the stage's app is closed then."""
        app = self.stage.app
        monkeypatch.setattr(app, "open", lambda: asyncio.sleep(0))  # it is
        context = replace(self.context, parts=replace(self.context.parts, open_app=lambda home: app))
        task = asyncio.ensure_future(_guarded(verb, context))
        app.bus.subscribe(at, lambda event: task.cancelling() or task.cancel())
        with pytest.raises(asyncio.CancelledError):
            await task
        self.out, self.err = self._out.getvalue(), self._err.getvalue()
        return self

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A folder of conversations that hold 300 exchanges and some facts."""
    folder = tmp_path / "talks"
    folder.mkdir()
    told = ["My dog is called Rex.", "I live in Oslo.", "My favourite colour is green."]
    for number in range(30):
        messages: list[dict[str, Any]] = []
        for place in range(10):
            said = told[number] if place == 0 and number < len(told) else f"Talk {number} and {place}."
            messages.append({"role": "user", "content": said, "timestamp": 1.6e9 + 100 * number + 2 * place})
            messages.append(
                {"role": "assistant", "content": "I see.", "timestamp": 1.6e9 + 100 * number + 2 * place + 1}
            )
        messages.append({"role": "tool", "content": "{}", "timestamp": 1.6e9})
        (folder / f"{number}.json").write_text(
            json.dumps({"id": number, "title": f"Talk {number}", "messages": messages[::-1]})
        )
    (folder / "broken.json").write_text("{")
    return folder


async def test_import_tells_what_came_and_what_did_not(stage: Stage, talks: Path) -> None:
    await stage.born()
    told = await Told(stage, ["import", str(talks)]).run()
    assert told.code == 0
    assert "30 conversations from files are new." in told.out
    assert "600 messages." in told.out and "It took" in told.out
    assert "Left out, tool: 30" in told.out
    assert "broken.json: It is not valid JSON at line 1." in told.out
    assert "They wait until you let them in." in told.out
    assert "+600 karma: You brought 300 exchanges from files." in told.out
    again = (await Told(stage, ["import", str(talks), "--json"]).run()).document
    assert (again["known"], again["messages"], again["karma_earned"]) == (30, 0, 0)
    keys = {"imported", "let_in", "conversations", "known", "messages", "exchanges", "facts", "pairs"}
    keys |= {"dropped", "unread", "karma_earned", "karma", "threshold", "cancelled", "seconds"}
    assert set(again) >= keys
    quiet = await Told(stage, ["import", str(talks)]).run()
    assert (
        "30 conversations had been brought before; nothing of that was added.\nNothing was added."
        in quiet.out
    )


async def test_one_command_from_nothing_on_until_she_does_not_get_better(stage: Stage, talks: Path) -> None:
    line = ["grow", "--to-age", "2", "--import", str(talks), "--let-in", "--json"]
    told = await Told(stage, line).run()
    document = told.document
    assert document["import"]["facts"] == 3
    # The scripted student knows all there is to know at age 1, so age 2 brings no gain that could be seen.
    assert [outcome["status"] for outcome in document["age_ups"]] == ["published", "rejected"]
    assert document["age_ups"][0]["exam"]["sections"]
    assert (told.code, document["reached"], document["age"]) == (1, False, 1)
    assert document["why"] == "Generation 2 was not published (rejected)."
    assert "Luna is born" in told.err and "AGE-UP INITIATED: Generation 1 -> 2" in told.err


async def test_grow_shows_the_exam_after_each_and_a_table_at_the_end(stage: Stage, talks: Path) -> None:
    told = await Told(stage, ["grow", "--to-age", "1", "--import", str(talks), "--let-in"]).run()
    assert told.code == 0
    assert "Luna is now generation 1" in told.out
    assert "95% interval" in told.out
    ages = next(row for row in told.out.splitlines() if row.startswith("age"))
    assert "ended" in ages and "teach back" in ages
    assert "Luna is at age 1." in told.out
    again = await Told(stage, ["grow", "--to-age", "1"]).run()
    assert (again.code, again.out) == (0, "Luna is at age 1.\n")


async def test_grow_ends_with_a_sentence_when_she_does_not_get_better(stage: Stage, talks: Path) -> None:
    await stage.born()
    stage.trainer.teach = student()
    told = await Told(stage, ["grow", "--import", str(talks), "--let-in"]).run()
    assert told.code == 1
    assert "She is at age 0 and did not reach 3. Generation 1 was not published (rejected)." in told.err


async def test_grow_says_when_karma_is_lacking(stage: Stage) -> None:
    await stage.born()
    told = await Told(stage, ["grow", "--json"]).run()
    assert told.code == 1
    assert "tell her something, or talk until there are" in told.document["why"]
    await stage.app.chat.send("My dog is called Rex.")
    told = await Told(stage, ["grow", "--to-age", "1"]).run()
    assert "of 100 karma; she tries with what there is." in told.err


async def spoil(stage: Stage) -> None:
    """Damage the file of who answers, as a disk may."""
    generations = stage.app.generations
    generations.gguf_path((await generations.head()).id).write_bytes(b"spoilt")


@pytest.mark.parametrize("fault", ["damage", "training"])
async def test_a_reply_is_told_though_the_age_up_after_it_fails(stage: Stage, fault: str) -> None:
    app = await stage.born()
    await stage.earn(100)
    if fault == "damage":
        await spoil(stage)
    else:
        stage.trainer.fail = LunaError("disk-full", "The disk is full.")
    told = Told(stage, ["chat", "My dog is called Rex.", "--json"])
    assert await _chat(app, told.context) == 0
    out, err = told._out.getvalue(), told._err.getvalue()
    document = json.loads(out)
    assert document["reply"] and document["karma_earned"]
    keys = {"status", "from", "to", "candidate", "reasons", "exam", "seconds", "tokens"}
    assert set(document["age_up"]) == keys, "the same whatever the fault"
    assert (document["age_up"]["status"], document["age_up"]["from"]) == ("failed", 0)
    assert document["age_up"]["to"] is None
    assert document["age_up"]["reasons"][0] in err
    assert ("are damaged" if fault == "damage" else "disk is full") in err


async def test_grow_tells_what_was_brought_though_her_file_is_damaged(stage: Stage, talks: Path) -> None:
    await stage.born()
    await spoil(stage)
    told = await Told(stage, ["grow", "--import", str(talks), "--let-in", "--json"]).run()
    assert told.code == 1
    assert told.document["import"]["facts"] == 3
    assert (told.document["reached"], told.document["age"], told.document["age_ups"]) == (False, 0, [])
    assert "are damaged" in told.document["why"] and told.document["why"] in told.err


async def test_ctrl_c_ends_an_import_between_conversations(
    stage: Stage, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.born()
    await stage.app.close()
    monkeypatch.setattr(imports, "BATCH", 100)
    line = Told(stage, ["import", str(talks), "--json"])
    app = stage.app = stage._app()
    context = replace(line.context, parts=replace(line.context.parts, open_app=lambda home: app))
    task = asyncio.ensure_future(_guarded(_import, context))
    monkeypatch.setattr(context.out, "progress", lambda progress: task.cancelling() or task.cancel())
    with pytest.raises(asyncio.CancelledError):
        await task
    told = json.loads(line._out.getvalue())
    assert told["cancelled"] and 0 < sum(told["conversations"].values()) < 30
    app = await stage.reopen()
    kept = await app.chat.conversations()
    assert [await app.chat.count_messages(c.id) for c in kept] == [20] * len(kept)
    assert (await app.karma.summary()).balance == told["karma"] == 20 * len(kept)


async def test_after_ctrl_c_in_a_reply_no_age_up_begins(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.born()
    await stage.earn(100)
    told = Told(stage, ["chat", "My dog is called Rex.", "--json"])
    await told.interrupted(_chat, monkeypatch, MessageStreamed)
    assert told.document["reply"] and told.document["age_up"] is None, "what was said is told"
    assert told.err.startswith("Stopping.") and "INITIATED" not in told.err
    app = await stage.reopen()
    assert [str(g.status) for g in await app.generations.list()] == ["published"]


async def test_after_ctrl_c_in_an_import_no_age_up_begins(
    stage: Stage, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.born()
    monkeypatch.setattr(imports, "BATCH", 100)
    told = Told(stage, ["grow", "--import", str(talks), "--let-in"])
    bus = stage.app.bus
    monkeypatch.setattr(told.context.out, "progress", lambda progress: bus.publish(Event()))
    await told.interrupted(_grow, monkeypatch, Event)
    assert "conversations from files are new" in told.out, "what came is told"
    assert "INITIATED" not in told.out
    app = await stage.reopen()
    assert [str(g.status) for g in await app.generations.list()] == ["published"]


async def test_after_ctrl_c_in_the_demo_nothing_more_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Told(stage, ["demo"]).interrupted(_demo, monkeypatch, MessageStreamed)
    app = await stage.reopen()
    [only] = await app.chat.conversations()
    assert await app.chat.count_messages(only.id) == 2
    assert [str(g.status) for g in await app.generations.list()] == ["published"]


async def test_ctrl_c_while_she_grows_tells_how_far_she_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await stage.born()
    await app.chat.send("My dog is called Rex.")
    stage.trainer.gate = asyncio.Event()
    told = await Told(stage, ["grow", "--json"]).interrupted(_grow, monkeypatch, TrainingProgressed)
    assert "Pausing." in told.err
    assert [outcome["status"] for outcome in told.document["age_ups"]] == ["paused"]
    assert (told.document["reached"], told.document["age"]) == (False, 0)


def test_paths_are_taken_from_where_the_person_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("a.json") == tmp_path / "a.json"
    assert path_of("~").is_absolute()
