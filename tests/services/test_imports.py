"""Bringing conversations into a real database: once, whole, paid for once, and taught only when let in."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import KarmaGiven, Progress
from luna_desktop.domain.karma import KarmaKind
from luna_desktop.domain.transcript import Origin
from luna_desktop.services import imports
from luna_desktop.services.app import App
from luna_desktop.services.coordinator import Work
from luna_desktop.services.imports import PAIRS_EACH
from tests.language.test_secrets import told_secrets
from tests.services.conftest import Stage

HELD = "imported"


def plain(
    ident: str, *turns: tuple[str, str], at: float = 1_700_000_000.0, title: str = "T"
) -> dict[str, Any]:
    """A plain conversation, a minute between turns, the newest first as many a program saves it."""
    messages = [
        {
            "id": f"{ident}-{n}",
            "role": role,
            "content": text,
            "timestamp": at + 60 * n,
            "content_type": "text",
        }
        for n, (role, text) in enumerate(turns)
    ]
    return {"id": ident, "title": title, "create_time": at, "update_time": at, "messages": messages[::-1]}


def exchange(said: str, reply: str = "That sounds good to me.") -> tuple[tuple[str, str], tuple[str, str]]:
    return ("user", said), ("assistant", reply)


def written(path: Path, *records: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(records) if len(records) > 1 else records[0]), encoding="utf-8")
    return path


async def dataset(app: App) -> str:
    """The facts that an age-up taught, as told and asked; invented conversations have names of their own."""
    outcome = await app.age_up.run(now=True)
    folder = app.home / "generations"
    (path,) = folder.glob(f"{outcome.candidate.id}*/dataset.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if json.loads(line)["source"].startswith("fact:"))


async def test_a_conversation_comes_in_order_with_its_own_times(app: App, tmp_path: Path) -> None:
    record = plain("a", *exchange("Hello there."), ("user", "One."), ("user", "Two."), title="")
    report = await app.imports.run(written(tmp_path / "a.json", record))
    (conversation,) = await app.chat.conversations()
    assert (conversation.title, conversation.origin) == ("Hello there.", "plain")
    assert (conversation.created_at, conversation.updated_at) == (1_700_000_000.0, 1_700_000_120.0)
    first, reply, last = await app.chat.messages(conversation.id)
    assert [m.text for m in (first, reply, last)] == [
        "Hello there.",
        "That sounds good to me.",
        "One.\n\nTwo.",
    ]
    assert [m.role for m in (first, reply, last)] == ["person", "luna", "person"]
    assert (reply.reply_to, reply.generation_id, reply.created_at) == (first.id, None, 1_700_000_060.0)
    assert (report.added.messages, report.conversations) == (3, {Origin.PLAIN: 1})
    (hit,) = await app.chat.search("sounds")
    assert hit.message.id == reply.id


async def test_the_same_again_adds_nothing_and_says_so(app: App, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.json", plain("a", *exchange("Hello there.")), plain("b", *exchange("Well now."))
    )
    first = await app.imports.run(path)
    assert (first.known, sum(first.conversations.values())) == (0, 2)
    again = await app.imports.run(path)
    assert (again.known, again.conversations, again.added.messages, again.karma) == (2, {}, 0, ())
    assert len(await app.chat.conversations()) == 2


async def test_karma_is_one_line_and_paid_once(stage: Stage, app: App, tmp_path: Path) -> None:
    await app.chat.send("Said here before.")
    before = (await app.karma.summary()).balance
    one = plain("a", *exchange("First."), *exchange("said  HERE before."), *exchange("Second."))
    path = written(tmp_path / "a.json", one, plain("b", *exchange("First."), ("user", "Never answered.")))
    report = await app.imports.run(path)
    (entry,) = report.karma
    assert (entry.kind, entry.delta) == (KarmaKind.IMPORT, 4)
    assert (entry.reason, entry.detail) == ("You brought 2 exchanges from files.", "import:plain=2")
    assert (await app.karma.summary()).balance == before + 4
    assert [e for e in stage.of(KarmaGiven) if isinstance(e, KarmaGiven)][-1].entries == (entry,)

    for conversation in await app.chat.conversations():
        await app.chat.delete(conversation.id)
    again = await app.imports.run(path)
    assert sum(again.conversations.values()) == 2, "what was deleted can come back"
    assert again.karma == (), "but it was paid for"


async def test_what_was_imported_and_is_said_again_earns_nothing(app: App, tmp_path: Path) -> None:
    await app.imports.run(written(tmp_path / "a.json", plain("a", *exchange("Tell me of the moon."))))
    assert (await app.chat.send("Tell me of the moon.")).karma_earned == 0


async def test_lessons_wait_until_they_are_let_in(app: App, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.json", plain("a", *exchange("My dog is called Rex."), *exchange("Good night."))
    )
    report = await app.imports.run(path)
    assert (report.added.facts, report.added.pairs) == (1, 1)
    lessons = await app.lessons.pending()
    assert {lesson.held for lesson in lessons} == {HELD}
    assert all(lesson.message_ids for lesson in lessons)
    preview = await app.age_up.check()
    assert (preview.lessons, preview.facts) == (0, 0)


async def test_let_in_lessons_are_taught_and_go_with_their_conversation(app: App, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.json", plain("a", *exchange("My dog is called Rex."), *exchange("Good night."))
    )
    await app.imports.run(path, let_in=True)
    assert (await app.age_up.check()).lessons == 2
    (conversation,) = await app.chat.conversations()
    await app.chat.set_private(conversation.id)
    assert (await app.age_up.check()).lessons == 0
    await app.chat.delete(conversation.id)
    assert await app.lessons.all() == []


async def test_what_may_give_something_away_waits_even_when_let_in(app: App, tmp_path: Path) -> None:
    card = "My dog is called Rex and my card is 4111 1111 1111 1111."
    record = plain(
        "a", *exchange(card), *exchange("My cat is called Mia."), *exchange("Call 020 7946 0958 then.")
    )
    await app.imports.run(written(tmp_path / "a.json", record), let_in=True)
    held = {x.fact.key if x.fact else x.prompt: x.held for x in await app.lessons.pending()}
    assert held == {"pet_dog": "card", "pet_cat": "", "Call 020 7946 0958 then.": "phone"}


async def test_no_secret_of_any_kind_comes_in_with_an_import(app: App, tmp_path: Path) -> None:
    """Each of them once became a lesson that was taught, its exchange being short and plain."""
    texts = [text for _, text in told_secrets("issue.txt")]
    records = [plain(str(n), *exchange(text)) for n, text in enumerate(texts)]
    await app.imports.run(written(tmp_path / "a.json", *records), let_in=True)
    pending = await app.lessons.pending()
    assert len(pending) >= 20, "most of them are plain enough to become lessons"
    assert [lesson for lesson in pending if not lesson.held] == []
    assert await app.lessons.usable() == []


async def test_only_what_is_said_of_themselves_is_a_fact(app: App, tmp_path: Path) -> None:
    said = "The company is called Acme. It is called Acme. I have a cat. She is called Mia."
    await app.imports.run(written(tmp_path / "a.json", plain("a", *exchange(said))))
    assert {x.fact.key: x.fact.value for x in await app.lessons.pending() if x.fact} == {"pet_cat": "Mia"}


async def test_a_correction_puts_right_what_was_told_before_it(app: App, tmp_path: Path) -> None:
    said = [*exchange("My cat is called Min."), *exchange("No, she's called Mia."), *exchange("Good night.")]
    await app.imports.run(written(tmp_path / "a.json", plain("a", *said)), let_in=True)
    rows = await dataset(app)
    assert "Mia" in rows and "Min" not in rows


async def test_what_was_told_later_holds_in_whatever_order_it_comes(app: App, tmp_path: Path) -> None:
    new = plain("new", *exchange("My dog is called Max."), at=1_710_000_000)
    old = plain("old", *exchange("My dog is called Rex."), at=1_600_000_000)
    oldest = plain("oldest", *exchange("My dog is called Max."), at=1_500_000_000)
    await app.imports.run(written(tmp_path / "a.json", new, old, oldest), let_in=True)
    assert len(await app.lessons.all()) == 2, "two values, and no pair tells an old one"
    rows = await dataset(app)
    assert "Max" in rows and "Rex" not in rows
    await app.chat.send("My dog is called Bello.")
    path = written(tmp_path / "b.json", plain("x", *exchange("My dog is called Fido."), at=1_600_000_000))
    await app.imports.run(path)
    rows = await dataset(app)
    assert "Bello" in rows, "an older name that waits does not keep out what was told since"
    assert "Max" not in rows and "Fido" not in rows


async def test_pairs_are_short_plain_and_few_from_one_conversation(app: App, tmp_path: Path) -> None:
    said = [
        exchange(f"I like the {word}.", "So do I.")
        for word in ("sun", "rain", "snow", "wind", "sea", "moon", "sky")
    ]
    odd = [
        exchange("I like it.", "`code`"),
        exchange("I like that.", "word " * 60 + "."),
        exchange("Who are you?", "I am an AI language model."),
        exchange("What is my dog called?", "I can not know that."),
    ]
    record = plain("a", *(turn for pair in [*odd, *said] for turn in pair))
    report = await app.imports.run(written(tmp_path / "a.json", record, plain("b", *said[0])), let_in=True)
    pairs = [lesson for lesson in await app.lessons.pending() if not lesson.fact]
    assert report.added.pairs == len(pairs) == PAIRS_EACH
    assert {lesson.reply for lesson in pairs} == {"So do I."}


async def test_one_bad_file_of_a_folder_is_named_and_the_others_come(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    written(folder / "a.json", plain("a", *exchange("Hello there.")))
    written(folder / "deep" / "b", plain("b", *exchange("Well now.")))
    (folder / "broken.json").write_text('{"id": "c", "messages": [', encoding="utf-8")
    written(folder / "user.json", {"id": "me", "email": "x"})
    (folder / ".hidden").write_text("{", encoding="utf-8")
    report = await app.imports.run(folder)
    assert report.conversations == {Origin.PLAIN: 2}
    assert [name for name, _ in report.unread] == ["broken.json", "user.json"]
    assert report.unread[0][1] == "It is not valid JSON at line 1."


@pytest.mark.parametrize(
    "text", ['{"id": "c", "messages": [', "[]", "", "{}", '[{"a": 1}]', "\x00\x01", "[1, 2"]
)
async def test_a_single_bad_file_imports_nothing(app: App, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        await app.imports.run(path)
    assert caught.value.code == "import-malformed"
    assert await app.chat.conversations() == []
    assert not app.imports.running


async def test_broken_in_its_last_line_imports_nothing_even_when_it_is_large(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luna_desktop.transcripts.sources.SMALL", 0)
    path = tmp_path / "lines"
    lines = [json.dumps(plain(str(n), *exchange(f"Number {n}."))) for n in range(50)]
    path.write_text("\n".join([*lines, "{"]), encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        await app.imports.run(path)
    assert "line 51" in caught.value.why
    assert await app.chat.conversations() == []


@pytest.mark.parametrize("name", ["absent", "empty"])
async def test_nothing_to_import_is_told(app: App, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LunaError) as caught:
        await app.imports.run(tmp_path / name)
    assert caught.value.code == ("import-unreadable" if name == "absent" else "import-nothing")


async def test_a_cancelled_import_keeps_whole_conversations_and_goes_on_later(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)
    records = [plain(str(n), *exchange(f"Number {n}."), *exchange(f"And {n} again.")) for n in range(30)]
    path = written(tmp_path / "a.json", *records)

    def stop(progress: Progress) -> None:
        app.imports.cancel()

    half = await app.imports.run(path, on_progress=stop)
    kept = await app.chat.conversations()
    assert half.cancelled and 0 < len(kept) < 30
    assert [await app.chat.count_messages(c.id) for c in kept] == [4] * len(kept)
    assert half.karma[0].delta == 4 * len(kept)
    whole = await app.imports.run(path)
    assert (whole.known, sum(whole.conversations.values())) == (len(kept), 30 - len(kept))
    assert (await app.karma.summary()).balance == 120


async def test_closing_waits_for_what_is_being_saved(
    stage: Stage, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)
    records = [plain(str(n), *exchange(f"Number {n}.")) for n in range(60)]
    begun = asyncio.Event()
    path = written(tmp_path / "a.json", *records)
    task = asyncio.ensure_future(app.imports.run(path, on_progress=lambda progress: begun.set()))
    await begun.wait()
    await app.close()
    report = await task
    assert report.cancelled and not app.imports.running
    app = await stage.reopen()
    assert len(await app.chat.conversations()) == sum(report.conversations.values()) < 60
    with pytest.raises(LunaError) as caught:
        await asyncio.gather(app.imports.run(path), app.imports.run(path))
    assert caught.value.code == "import-running"
    app.imports.cancel()
    await app.coordinator.idle(Work.IMPORT)


async def test_what_a_crash_left_unpaid_is_paid_by_the_next_import(
    stage: Stage, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.json", plain("a", *exchange("Hello there.")))

    async def crash(*arguments: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as broken, pytest.raises(asyncio.CancelledError):
        broken.setattr(app.imports._store, "pay", crash)
        await app.imports.run(path)
    app = await stage.reopen()
    assert (await app.imports.run(path)).karma[0].delta == 2


async def test_a_file_of_lessons_is_told_by_its_content(app: App, tmp_path: Path) -> None:
    path = tmp_path / "lessons"
    path.write_text('{"prompt": "Hi.", "reply": "Hello."}\n{"fact": "pet_dog", "value": "Rex"}\n', "utf-8")
    report = await app.imports.run(path)
    assert (report.lessons, report.let_in, report.conversations) == (2, True, {})
    await app.imports.run(path, let_in=False)
    assert [lesson.held for lesson in await app.lessons.pending()] == ["", "", HELD, HELD]


async def test_an_unborn_luna_takes_no_import(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(LunaError) as caught:
        await stage.app.imports.run(written(tmp_path / "a.json", plain("a", *exchange("Hello."))))
    assert caught.value.code == "not-born"


async def test_she_goes_on_in_an_imported_conversation(app: App, tmp_path: Path) -> None:
    report = await app.imports.run(written(tmp_path / "a.json", plain("a", *exchange("Hello there."))))
    assert report.dropped == {}
    (conversation,) = await app.chat.conversations()
    reply = (await app.chat.messages(conversation.id))[1]
    assert (await app.chat.thumbs(reply.id, 1))[0].delta == 2
    again = await app.chat.retry(reply.id)
    assert again.reply.generation_id is not None
    more = await app.chat.send("And now?", conversation.id)
    assert more.reply.text
