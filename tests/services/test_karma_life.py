"""A random life: every balance follows from the entries, each has a reason, and nothing is paid twice."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.karma import POINTS, KarmaKind, LedgerEntry, balance, folded
from luna_desktop.services.app import App
from tests.services import conftest
from tests.services.fakes import ScriptedFactory, ScriptedTrainer, good_student

pytestmark = pytest.mark.slow

fake_base = conftest.fake_base
SAID = (
    "Hello there.", "My dog is called Rex.", "My dog is called Max.", "no, it's Milo",
    "What is my dog called?", "My sister is called Maya.", "no, she's called Mia", "What's my sister's name?",
    "I live in Oslo.", "Where do I live?", "The river is cold.", "Good night.",
)  # fmt: skip
DEEDS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(SAID)),
    st.tuples(st.just("go on"), st.sampled_from(SAID)),
    st.tuples(st.just("thumb"), st.integers(-1, 1)),
    st.tuples(st.just("correct"), st.sampled_from(("Yes.", "It is so."))),
    st.tuples(st.just("retry"), st.none()),
    st.tuples(st.just("forget"), st.sampled_from(("Rex", "Max", "Mia", "Oslo"))),
    st.tuples(st.just("age up"), st.none()),
)


async def do(app: App, deed: str, what: object, last: list[tuple[int, int]]) -> None:
    """One deed; ``last`` holds the conversation and the reply of the last exchange."""
    match deed:
        case "say" | "go on":
            place = last[-1][0] if deed == "go on" and last else None
            exchange = await app.chat.send(str(what), place)
            last.append((exchange.person.conversation_id, exchange.reply.id))
        case "thumb" if last:
            await app.chat.thumbs(last[-1][1], int(str(what)))
        case "correct" if last:
            await app.chat.correct(last[-1][1], str(what))
        case "retry" if last:
            exchange = await app.chat.retry(last[-1][1])
            last.append((exchange.person.conversation_id, exchange.reply.id))
        case "forget":
            await app.forgetting.forget(await app.forgetting.look(str(what)))
        case "age up":
            await app.age_up.run(now=True)
        case _:
            pass


async def life(home: Path, deeds: list[tuple[str, object]]) -> tuple[list[LedgerEntry], list[int], list[str]]:
    """The ledger of a life, oldest first, the balances after each deed, and what its check finds."""
    trainer, balances, last = ScriptedTrainer(), list[int](), list[tuple[int, int]]()
    trainer.teach = good_student
    async with open_app(home, trainer, ScriptedFactory()) as app:
        await app.birth.be_born()
        for deed, what in deeds:
            with suppress(LunaError):  # nothing to forget, no karma to spend
                await do(app, deed, what, last)
            balances.append((await app.karma.summary()).balance)
        return (await app.karma.ledger(10_000))[::-1], balances, await app.karma.verify()


def check(entries: list[LedgerEntry], balances: list[int], faults: list[str]) -> None:
    assert faults == []
    running, total = [0], 0
    for entry in entries:
        total = folded(total, entry.delta)
        running.append(total)
        assert entry.reason.endswith(".") and entry.reason[0].isupper()
        assert not any(name in entry.reason for name in ("Rex", "Max", "Milo", "Maya", "Mia", "Oslo"))
        if entry.kind not in (KarmaKind.SPENT, KarmaKind.RETURNED, KarmaKind.THUMBS):
            assert entry.delta in (0, POINTS[entry.kind])
    assert balance(entries) == total == (balances[-1] if balances else 0)
    assert set(balances) <= set(running)
    # Each message is paid once for being said, each kind once a generation for being put right.
    said = Counter(e.message_id for e in entries if e.kind is KarmaKind.EXCHANGE)
    assert max(said.values(), default=0) <= 1
    mended = Counter((e.detail, e.generation_id) for e in entries if e.kind is KarmaKind.CORRECTION)
    assert max(mended.values(), default=0) <= 1
    thumbs = Counter[str]()
    for entry in entries:
        if entry.kind is KarmaKind.THUMBS:
            thumbs[entry.detail] += entry.delta
    assert all(abs(points) <= POINTS[KarmaKind.THUMBS] for points in thumbs.values())


@pytest.mark.usefixtures("fake_base")
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(DEEDS, max_size=12))
def test_every_balance_follows_from_the_entries(deeds: list[tuple[str, object]]) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        check(*asyncio.run(life(home, deeds)))
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.usefixtures("fake_base")
def test_a_life_with_everything_in_it(tmp_path: Path) -> None:
    deeds: list[tuple[str, object]] = [
        *(("say", text) for text in SAID[:2]),
        ("go on", "no, it's Milo"),
        ("thumb", 1),
        ("thumb", -1),
        ("correct", "Yes."),
        ("retry", None),
        *(("say", text) for text in SAID[5:]),
        ("say", SAID[0]),
        ("age up", None),
        ("forget", "Milo"),
    ]
    entries, balances, faults = asyncio.run(life(tmp_path / "home", deeds))
    check(entries, balances, faults)
    assert {e.kind for e in entries} >= {
        KarmaKind.EXCHANGE, KarmaKind.FACT, KarmaKind.CORRECTION, KarmaKind.THUMBS, KarmaKind.SPENT,
        KarmaKind.RETURNED,
    }  # fmt: skip


def test_a_ledger_that_was_tampered_with_is_found(tmp_path: Path, fake_base: None) -> None:
    import sqlite3
    from contextlib import closing

    home = tmp_path / "home"
    asyncio.run(life(home, [("say", "Hello there."), ("say", "Good night.")]))
    with closing(sqlite3.connect(home / "luna.db", isolation_level=None)) as other:
        other.execute("DROP TRIGGER karma_ledger_no_update")
        other.execute("UPDATE karma_ledger SET balance = 99 WHERE id = 2")

    async def verified() -> list[str]:
        async with open_app(home, ScriptedTrainer(), ScriptedFactory()) as app:
            return await app.karma.verify()

    assert asyncio.run(verified()) == ["line 2 says 99, its lines add up to 4"]
