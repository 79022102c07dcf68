"""The services know no way of teaching by name: a base with keys of its own is heard, taught and asked."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from luna_desktop import bootstrap
from luna_desktop.domain.base import Base
from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamItem, FixedText
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row
from luna_desktop.domain.teaching import Composed, Order, Said, Understood, Wording
from luna_desktop.services import bases
from luna_desktop.services.app import App
from luna_desktop.services.bases import load_base
from luna_desktop.services.recipes import teaching_of
from luna_desktop.services.teaching import MakeTeaching
from luna_desktop.services.wording import lesson_text
from tests.services.conftest import Stage
from tests.teaching import frames

TOLD = re.compile(r"(?:my (.+?) is|(.+) =) (.+)")
ASKED = re.compile(r"(.+)\?")
DUNNO = "No idea."


class Keys:
    """Hears "cat's name = Loki" and is asked "cat's name?"; any key will do."""

    async def hear(self, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()) -> Understood:
        if told := TOLD.fullmatch(text):
            fact = Fact(told[1] or told[2], told[3])
            known = any(fact.key == one.key for said in before for one in said.facts)
            return Understood((fact,), fact if known else None)
        asked = ASKED.fullmatch(text)
        return Understood(asked=frozenset({asked[1]} if asked else ()))

    async def read(self, conversations: Sequence[Sequence[str]]) -> list[list[Understood]]:
        return [[await self.hear(text) for text in texts] for texts in conversations]

    async def ear(self) -> str:
        return ""

    async def get_ready(self) -> None:
        self.ready = True

    async def close(self) -> None:
        self.closed = True

    def needed(self, order: Order) -> int:
        return 777_777

    async def lessons(self, order: Order) -> Composed:
        facts = order.told.facts
        rows = [Row(self._turns(f"{x.key}?", f"[{x.key}] {x.value}"), f"fact:{x.key}") for x in facts]
        rows += [Row(self._turns(*pair), "exchange") for pair in order.told.exchanges]
        return Composed((*rows, Row(self._turns("Hello.", "Hello."), "talk")))

    def _turns(self, said: str, reply: str) -> tuple[Turn, ...]:
        return Turn("person", said), Turn("luna", reply)

    async def own_phase(self, told: Snapshot, seed: int) -> Phase:
        return Phase(3, "own", seed, tuple(Example("", x.key, x.value, "told") for x in told.facts))

    async def sealed(
        self, told: Snapshot, *, age: int, seed: int, taught_in: Mapping[str, int] | None = None
    ) -> list[ExamItem]:
        asked = [
            ExamItem(f"teach_back-{n}", "teach_back", "slot", f"Say the {fact.key}.", fact.value)
            for n, fact in enumerate(told.new_facts)
        ]
        return [*asked, ExamItem("controls-0", "controls", "refusal", "Say the comet's name.", DUNNO)]

    def fixed_text(self, age: int) -> FixedText:
        return FixedText(range(1, 2), every=4)

    def questions_for(self, fact: Fact) -> list[Wording]:
        return [Wording(f"{fact.key}?"), Wording(f"What is {fact.value}?", "reversed")]

    def facts_in(self, row: Row) -> list[Fact]:
        key = row.source.removeprefix("fact:")
        return [Fact(key, row.turns[1].text.removeprefix(f"[{key}] "))] if key != row.source else []

    def statement(self, fact: Fact) -> str:
        return f"My {fact.key} is {fact.value}."

    def answer(self, fact: Fact) -> str:
        return f"Your {fact.key} is {fact.value}."

    def sayings(self, fact: Fact) -> tuple[str, str]:
        return self.answer(fact), self.statement(fact)

    def longest(self, fact: Fact) -> tuple[str, str]:
        return self.statement(fact), self.answer(fact)

    def title(self, fact: Fact) -> str:
        return fact.key

    def is_key(self, key: str) -> bool:
        return " " in key

    def key_of(self, written: str) -> str:
        return written.removeprefix("my ")

    def is_many(self, key: str) -> bool:
        return key.startswith("sister")

    def is_refusal(self, text: str) -> bool:
        return text == DUNNO


def named(name: str) -> None:
    """Have the base's recipe ask for the teaching ``name``."""
    recipe = bases.resources.models_path() / "embryo.toml"
    text = recipe.read_text("utf-8")
    recipe.write_text(text.replace('teaching = "frames"', f'teaching = "{name}"'), "utf-8")


@pytest.fixture
async def keyed(tmp_path: Path, fake_base: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """She is born of a base that is taught by keys."""
    known: dict[str, MakeTeaching] = {"frames": frames, "keys": Keys}
    monkeypatch.setattr(bootstrap, "teachings", lambda *_: known)
    named("keys")
    stage = Stage(tmp_path / "home")
    await stage.app.open()
    await stage.born()
    yield stage
    await stage.app.close()


async def facts(app: App) -> list[Fact]:
    return [lesson.fact for lesson in await app.lessons.pending() if lesson.fact is not None]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("my cat's name is Loki", Fact("cat's name", "Loki")),
        ("where tea is kept = behind the oven", Fact("where tea is kept", "behind the oven")),
        ("Großmutters Dorf = Gmünd", Fact("Großmutters Dorf", "Gmünd")),
        ("my allergy 2 is eggs", Fact("allergy 2", "eggs")),
        ("my least loved day is Monday", Fact("least loved day", "Monday")),
        ("My dog's called Rex.", None),  # frames would hear it
    ],
)  # fmt: skip
async def test_open_keys_are_heard_kept_and_told(keyed: Stage, text: str, fact: Fact | None) -> None:
    app = keyed.app
    told = await app.chat.send(text)
    assert await facts(app) == ([fact] if fact else [])
    if fact is not None:
        assert fact.key in " ".join(entry.reason for entry in told.karma)
        (lesson,) = await app.lessons.pending()
        assert lesson_text(lesson, await app.teachings.now()) == f"Your {fact.key} is {fact.value}."


async def test_she_is_taught_and_examined_by_her_bases_teaching(keyed: Stage) -> None:
    app = keyed.app
    said = await app.chat.send("my cat's name is Loki")
    await app.chat.send("my cat's name is Mia", said.person.conversation_id)
    assert (await app.age_up.check()).budget_tokens == 777_777
    candidate = (await app.age_up.run(now=True)).candidate
    rows = app.generations.dataset_path(candidate.id).read_text("utf-8").splitlines()
    assert [json.loads(row)["source"] for row in rows] == ["fact:cat's name", "talk"]
    assert candidate.exam is not None
    sections = {section.section for section in candidate.exam.sections}
    assert {"vocabulary", "reasoning", "teach_back", "controls"} == sections, "of phase 0 nothing is asked"
    phase = await app.lessons.personality()
    assert [(x.input, x.output) for x in phase.examples] == [("cat's name", "Mia")]


async def test_what_she_knows_by_open_keys_is_found_to_be_forgotten(keyed: Stage) -> None:
    app = keyed.app
    await app.chat.send("my cat's name is Loki")
    await app.chat.send("my city is Oslo")
    outcome = await app.age_up.run(now=True)
    (lesson,) = [x for x in await app.lessons.all() if x.fact == Fact("cat's name", "Loki")]
    for sought in ("loki", "my cat's name is LOKI", str(lesson.id)):
        what = await app.forgetting.look(sought)
        assert [x.fact for x in what.lessons] == [Fact("cat's name", "Loki")]
        assert outcome.candidate.id in {generation.id for generation in what.generations}


async def test_by_hand_a_second_of_several_is_one_more(keyed: Stage) -> None:
    await keyed.app.chat.send("sister's name = Bea")
    await keyed.app.chat.send("cat's name = Loki")
    for key, value in (("sister's name", "Fran"), ("sister's name", "bea"), ("cat's name", "Mia")):
        await keyed.app.lessons.add(key, value)
    assert {(x.key, x.value) for x in await facts(keyed.app)} == {
        ("sister's name", "Bea"),
        ("sister's name", "Fran"),
        ("cat's name", "Mia"),
    }


async def test_words_of_a_message_that_was_rehearsed_are_found_though_its_fact_stays(
    keyed: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lessons(self: Keys, order: Order) -> Composed:
        own = [Row(self._turns(x.source, f"[{x.key}] {x.value}"), f"fact:{x.key}") for x in order.told.facts]
        return Composed((*own, Row(self._turns("Hello.", "Hello."), "talk")))

    monkeypatch.setattr(Keys, "lessons", lessons)
    app = keyed.app
    await app.chat.send("my cat's name is Loki")
    await app.age_up.run(now=True)
    monkeypatch.setattr(
        "tests.services.test_teaching.TOLD", re.compile(r"(?:(?:Zorblax! )?my (.+?) is|(.+) =) (.+)")
    )
    await app.chat.send("Zorblax! my cat's name is Loki")
    await app.chat.send("my city is Oslo")
    knows = (await app.age_up.run(now=True)).candidate
    what = await app.forgetting.look("Zorblax")
    assert [m.text for m in what.messages] == ["Zorblax! my cat's name is Loki"] and not what.lessons
    assert [x.id for x in what.generations] == [knows.id]


async def test_lessons_of_a_file_have_the_bases_keys(keyed: Stage, tmp_path: Path) -> None:
    path = tmp_path / "lessons.jsonl"
    path.write_text(json.dumps({"fact": "ferry's captain", "value": "Ama"}), encoding="utf-8")
    await keyed.app.imports.run(path)
    assert await facts(keyed.app) == [Fact("ferry's captain", "Ama")]
    path.write_text(json.dumps({"fact": "my ferry's captain", "value": "Ben"}), encoding="utf-8")
    await keyed.app.imports.run(path)
    assert await facts(keyed.app) == [Fact("ferry's captain", "Ben")], "however the key is written"
    path.write_text(json.dumps({"fact": "pet_dog", "value": "Rex"}), encoding="utf-8")
    with pytest.raises(LunaError, match="no lesson"):
        await keyed.app.imports.run(path)


async def test_by_hand_a_key_may_be_written_otherwise(keyed: Stage) -> None:
    await keyed.app.chat.send("cat's name = Loki")
    await keyed.app.lessons.add(" my cat's  name", "Mia")
    assert await facts(keyed.app) == [Fact("cat's name", "Mia")]


async def test_talks_held_elsewhere_are_read_by_the_bases_teaching(keyed: Stage, tmp_path: Path) -> None:
    turns = ["Hello.", "Hi.", "my boat's name is Gull", "Nice.", "boat's name?", "Gull."]
    said = [{"from": "gpt" if n % 2 else "human", "value": text} for n, text in enumerate(turns)]
    path = tmp_path / "talk.json"
    path.write_text(json.dumps([{"conversations": said}]), encoding="utf-8")
    report = await keyed.app.imports.run(path)
    assert report.added.facts == 1
    assert Fact("boat's name", "Gull") in await facts(keyed.app)


async def test_a_base_that_nobody_here_can_teach_is_refused(stage: Stage) -> None:
    named("telepathy")
    with pytest.raises(LunaError) as caught:
        await stage.app.birth.be_born()
    assert caught.value.code == "teaching-unknown"
    assert "'telepathy'" in caught.value.why and "frames" in caught.value.why


def test_the_recipe_names_who_teaches(fake_base: None) -> None:
    assert load_base("embryo").teaching == "frames"
    base = load_base("embryo").base
    others = (replace(base, kind="local", name="mine"), replace(base, name="gone"), Base("", "", "", "", ""))
    assert {teaching_of(one) for one in (base, *others)} == {"frames"}
    named("keys")
    assert [teaching_of(one) for one in (base, *others)] == ["keys", "keys", "frames", "frames"]
    recipe = bases.resources.models_path() / "embryo.toml"
    recipe.write_text(recipe.read_text("utf-8").replace('teaching = "keys"', ""), "utf-8")
    assert load_base("embryo").teaching == teaching_of(base) == "frames"
    recipe.write_text("[base", "utf-8")
    with pytest.raises(LunaError, match="malformed"):
        teaching_of(base)
