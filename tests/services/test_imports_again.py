"""A conversation that is brought again, having grown, changed or shrunk, or in halves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.transcript import Origin
from luna_desktop.services import imports
from luna_desktop.services.app import App
from luna_desktop.services.wording import import_lines
from tests.services.conftest import Stage
from tests.services.test_imports import exchange, plain, written
from tests.transcripts.samples import chatgpt, claude, claude_message, node

DOG, CAT, CITY = "My dog is called Rex.", "My cat is called Mia.", "I live in Oslo."


def of_chatgpt(*said: str, updated: float = 0.0) -> dict[str, Any]:
    nodes = [
        node(f"{n}", f"{n - 1}" if n else None, "assistant" if n % 2 else "user", text, at=1.7e9 + n)
        for n, text in enumerate(said)
    ]
    return chatgpt(*nodes, update_time=1.7e9 + len(said) + updated)


def of_claude(*said: str) -> dict[str, Any]:
    return claude(
        *(
            claude_message(f"{n}", "assistant" if n % 2 else "human", text, f"2024-03-05T10:{n:02}:00Z")
            for n, text in enumerate(said)
        )
    )


def of_plain(*said: str) -> dict[str, Any]:
    return plain("a", *(("assistant" if n % 2 else "user", text) for n, text in enumerate(said)))


def of_sharegpt(*said: str) -> dict[str, Any]:
    return {"conversations": [{"from": "gpt" if n % 2 else "human", "value": t} for n, t in enumerate(said)]}


def bare(*said: str) -> list[dict[str, Any]]:
    return [{"role": "assistant" if n % 2 else "user", "content": t} for n, t in enumerate(said)]


FORMATS = [of_chatgpt, of_claude, of_plain, of_sharegpt, bare]


async def texts(app: App) -> list[list[str]]:
    conversations = await app.chat.conversations()
    return [[m.text for m in await app.chat.messages(one.id)] for one in reversed(conversations)]


async def facts(app: App) -> set[str]:
    return {lesson.fact.value for lesson in await app.lessons.all() if lesson.fact}


@pytest.mark.parametrize("form", FORMATS)
async def test_one_that_has_grown_adds_its_new_turns(app: App, tmp_path: Path, form: Any) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, form(DOG, "Nice name.")))
    report = await app.imports.run(written(path, form(DOG, "Nice name.", CAT, "Nice too.", CITY)))
    assert await texts(app) == [[DOG, "Nice name.", CAT, "Nice too.", CITY]]
    assert (report.conversations, report.grown, report.known) == ({}, 1, 0)
    assert (report.added.messages, report.added.exchanges, report.added.facts) == (3, 1, 2)
    assert [entry.delta for entry in report.karma] == [2]
    assert await facts(app) == {"Rex", "Mia", "Oslo"}
    assert "1 conversation has grown since; what is new in it was added." in import_lines(report)
    again = await app.imports.run(path)
    assert (again.known, again.older, again.added.messages, again.karma) == (1, 0, 0, ())


@pytest.mark.parametrize("form", FORMATS)
async def test_one_that_is_older_than_what_is_here_adds_nothing_and_says_so(
    app: App, tmp_path: Path, form: Any
) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, form(DOG, "Nice name.", CAT, "Nice too.")))
    report = await app.imports.run(written(path, form(DOG, "Nice name.")))
    assert (report.known, report.older, report.grown, report.added.messages) == (1, 1, 0, 0)
    assert len(await texts(app)) == 1 and report.karma == ()
    assert "Of 1 of those, more is here than in what you brought." in import_lines(report)


async def test_the_answer_to_what_was_left_unanswered(app: App, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, of_chatgpt("Hello there.", "Hi to you.", "How are you?")))
    report = await app.imports.run(
        written(path, of_chatgpt("Hello there.", "Hi to you.", "How are you?", "I am well."))
    )
    assert await texts(app) == [["Hello there.", "Hi to you.", "How are you?", "I am well."]]
    (conversation,) = await app.chat.conversations()
    *_, question, reply = await app.chat.messages(conversation.id)
    assert reply.reply_to == question.id
    assert (report.added.exchanges, report.added.pairs, report.karma[0].delta) == (1, 1, 2)


async def test_an_edited_turn_and_another_answer(app: App, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    first = [
        node("q", None, "user", "I live in Rome.", at=1.7e9),
        node("a", "q", "assistant", "Sunny.", at=1.7e9 + 1),
        node("q2", "a", "user", "Tell me more.", at=1.7e9 + 2),
        node("a2", "q2", "assistant", "It is old.", at=1.7e9 + 3),
    ]
    await app.imports.run(written(path, chatgpt(*first)))
    other = node("a3", "q2", "assistant", "It is big.", at=1.7e9 + 4)
    report = await app.imports.run(written(path, chatgpt(*first, other)))
    assert (report.added.messages, report.added.exchanges) == (1, 0), "a reply more to the same question"
    edited = [
        node("e", None, "user", CITY, at=1.7e9 + 9),
        node("ea", "e", "assistant", "Cold.", at=1.7e9 + 10),
    ]
    report = await app.imports.run(written(path, chatgpt(*first, other, *edited)))
    assert (report.added.messages, report.added.exchanges, report.added.facts) == (2, 1, 1)
    assert (await texts(app))[0] == [
        "I live in Rome.",
        "Sunny.",
        "Tell me more.",
        "It is old.",
        "It is big.",
        CITY,
        "Cold.",
    ]
    assert (await app.imports.run(path)).added.messages == 0


async def test_what_broke_off_half_way_goes_on(
    stage: Stage, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    path = tmp_path / "a.json"
    await app.imports.run(written(path, plain("0", *exchange("First."))))
    grown = [plain(str(n), *exchange("First."), *exchange(f"Number {n}.")) for n in range(3)]

    async def crash(*arguments: object) -> None:
        raise OSError("pulled out")

    with monkeypatch.context() as broken:
        add, calls = app.imports._store.add, [0]

        async def second_fails(*arguments: Any) -> Any:
            calls[0] += 1
            return await (crash if calls[0] == 2 else add)(*arguments)

        broken.setattr(app.imports._store, "add", second_fails)
        with pytest.raises(OSError, match="pulled out"):
            await app.imports.run(written(path, *grown))
    app = await stage.reopen()
    report = await app.imports.run(path)
    assert sorted(map(len, await texts(app))) == [4, 4, 4]
    assert (report.known, sum(report.conversations.values())) == (1, 2)
    assert report.karma[0].delta == 6, "what the crash left unpaid as well"
    assert (await app.karma.summary()).balance == 8


async def test_old_and_new_exports_in_one_folder(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    written(folder / "b.json", of_chatgpt(DOG, "Nice name."))
    written(folder / "a.json", of_chatgpt(DOG, "Nice name.", CAT, "Nice too."))
    written(folder / "c.json", of_chatgpt(DOG, "Nice name.", CAT, "Nice too.", CITY))
    report = await app.imports.run(folder)
    assert await texts(app) == [[DOG, "Nice name.", CAT, "Nice too.", CITY]]
    assert (report.conversations, report.grown, report.known) == ({Origin.CHATGPT: 1}, 1, 1)
    assert report.karma[0].delta == 4


async def test_what_was_said_here_since_is_none_of_it(app: App, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, of_plain("Hello there.", "Hi to you.")))
    (conversation,) = await app.chat.conversations()
    here = await app.chat.send("Go on.", conversation.id)
    await app.chat.rename(conversation.id, "Mine")
    report = await app.imports.run(
        written(path, of_plain("Hello there.", "Hi to you.", "Go on.", "As you wish."))
    )
    assert report.added.messages == 2
    messages = await app.chat.messages(conversation.id)
    assert [m.text for m in messages[-2:]] == ["Go on.", "As you wish."]
    assert messages[-1].reply_to == messages[-2].id != here.person.id
    assert [one.title for one in await app.chat.conversations()] == ["Mine"]
    assert report.karma == (), "it was said before"


@pytest.mark.parametrize("form", FORMATS)
async def test_what_was_forgotten_here_stays_forgotten(app: App, tmp_path: Path, form: Any) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, form("Hello there.", "Hi to you.", DOG, "Rex is nice.")))
    await app.forgetting.forget(await app.forgetting.look("Rex"))
    report = await app.imports.run(
        written(path, form("Hello there.", "Hi to you.", DOG, "Rex is nice.", CAT, "Mia is nice."))
    )
    ((*old, cat, reply),) = await texts(app)
    assert "Rex" not in " ".join(old) and (cat, reply) == (CAT, "Mia is nice.")
    assert await facts(app) == {"Mia"}
    assert report.dropped == {"forgotten here": 2}
    assert (await app.imports.run(path)).added.messages == 0


async def test_new_turns_of_a_private_conversation_are_private(app: App, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    await app.imports.run(written(path, of_chatgpt("Hello there.", "Hi to you.")))
    (conversation,) = await app.chat.conversations()
    await app.chat.set_private(conversation.id)
    await app.imports.run(written(path, of_chatgpt("Hello there.", "Hi to you.", DOG, "Nice.")), let_in=True)
    assert (await app.age_up.check()).lessons == 0


async def test_a_name_that_two_conversations_bear(app: App, tmp_path: Path) -> None:
    await app.imports.run(written(tmp_path / "a.json", plain("1", *exchange("First."))))
    other = [plain("1", *exchange("Second.")), plain("1", *exchange("Second."), *exchange("Third."))]
    for record in other:
        await app.imports.run(written(tmp_path / "b.json", record))
    assert sorted(map(len, await texts(app))) == [2, 4]


async def test_two_talks_that_begin_alike_stay_two(app: App, tmp_path: Path) -> None:
    for said in (["Hi.", "Hello."], ["Hi.", "Hello.", "One.", "Yes."], ["Hi.", "Hello.", "Two.", "Yes."]):
        await app.imports.run(written(tmp_path / "a.json", of_sharegpt(*said)))
    assert sorted(await texts(app)) == [["Hi.", "Hello.", "One.", "Yes."], ["Hi.", "Hello.", "Two.", "Yes."]]


async def test_pasted_text_is_kept_and_teaches_nothing(app: App, tmp_path: Path) -> None:
    message = claude_message("1", "human", "Is it good?", "2024-03-05T10:01:00Z")
    record = claude(
        {**message, "attachments": [{"file_name": "a.txt", "extracted_content": "I live in Rome."}]},
        claude_message("2", "assistant", "It is very good.", "2024-03-05T10:02:00Z"),
    )
    await app.imports.run(written(tmp_path / "a.json", record), let_in=True)
    assert await texts(app) == [["Is it good?\n\nI live in Rome.", "It is very good."]]
    assert await app.lessons.all() == []
    assert (await app.chat.search("Rome"))[0].message.role == "person"


async def test_of_attachments_only_the_counts_are_told(app: App, tmp_path: Path) -> None:
    message = claude_message("1", "human", "", "2024-03-05T10:01:00Z")
    record = claude({**message, "attachments": [{"file_name": "a.png"}]}, {**message, "uuid": "2"})
    with pytest.raises(LunaError) as caught:
        await app.imports.run(written(tmp_path / "a.json", record))
    assert caught.value.code == "import-nothing"
    assert "Left out, not text: 1." in caught.value.why and "Left out, empty: 1." in caught.value.why
