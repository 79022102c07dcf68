"""Facts with several values in the file: told again, added, taken back, mended, imported."""

from __future__ import annotations

import pytest

from luna_desktop.domain.lesson import Change, Fact, Lesson, holding
from luna_desktop.domain.message import Message
from luna_desktop.storage.conversations import ConversationTable
from luna_desktop.storage.database import Database
from luna_desktop.storage.lessons import LessonTable
from luna_desktop.storage.telling import add_old_fact
from tests.storage.test_lessons import told

KEY = "allergy"


def fact(text: str) -> Fact:
    """ "eggs" replaces, "+eggs" adds, "-eggs" takes back, "-" takes all back."""
    signs: dict[str, Change] = {"+": "add", "-": "remove"}
    return Fact(KEY, text.lstrip("+-"), change=signs.get(text[:1], "set"))


async def tell(database: Database, head: str, text: str, *, held: str = "") -> Message:
    person = await told(database, head, fact(text), text=text)
    if held:
        last = (await LessonTable(database).all(head))[-1]
        await database.write(lambda c: c.execute("UPDATE lessons SET held = ? WHERE id = ?", (held, last.id)))
    return person


async def values(database: Database, head: str) -> list[str]:
    now = holding(await LessonTable(database).usable(head))
    return [lesson.fact.value for lesson in now.get(KEY, ()) if lesson.fact]


async def by_value(database: Database, head: str, value: str) -> Lesson:
    return [x for x in await LessonTable(database).all(head) if x.fact and x.fact.value == value][-1]


@pytest.mark.parametrize(
    ("first", "again", "lessons", "expected"),
    [
        (["eggs"], "eggs", 1, ["eggs"]),
        (["eggs"], "Eggs", 2, ["Eggs"]),
        (["eggs", "+nuts"], "+Nuts", 2, ["eggs", "nuts"]),
        (["eggs", "+nuts"], "+eggs", 2, ["eggs", "nuts"]),
        (["eggs", "+nuts"], "eggs", 3, ["eggs"]),
        (["eggs", "+nuts", "-eggs"], "nuts", 3, ["nuts"]),
        (["eggs", "+nuts", "-eggs"], "-eggs", 3, ["nuts"]),
        (["eggs", "-"], "-", 2, []),
        (["eggs", "-"], "eggs", 3, ["eggs"]),
        (["eggs", "-eggs"], "+eggs", 3, ["eggs"]),
    ],
)
async def test_told_again(
    database: Database, born: str, first: list[str], again: str, lessons: int, expected: list[str]
) -> None:
    for one in first:
        await tell(database, born, one)
    last = await tell(database, born, again)
    every = await LessonTable(database).all(born)
    assert len(every) == lessons and await values(database, born) == expected
    (source,) = [x for x in every if last.id in x.message_ids]
    assert source.fact and source.fact.source == again, "each value has its own newest message"


async def test_a_second_value_that_waits_is_not_lost_when_the_first_is_told_again(
    database: Database, born: str
) -> None:
    table = LessonTable(database)
    await tell(database, born, "eggs")
    await tell(database, born, "+nuts", held="pin")
    assert await values(database, born) == ["eggs"]
    await tell(database, born, "eggs")
    await table.let_in((await by_value(database, born, "nuts")).id)
    assert await values(database, born) == ["eggs", "nuts"]


async def test_what_is_struck_is_nothing_to_replace(database: Database, born: str) -> None:
    table = LessonTable(database)
    for one in ("eggs", "+nuts"):
        await tell(database, born, one)
    await table.strike((await by_value(database, born, "eggs")).id)
    await tell(database, born, "nuts")
    assert len(await table.all(born)) == 2 and await values(database, born) == ["nuts"]


async def test_what_was_taken_back_is_struck_and_the_value_holds_again(database: Database, born: str) -> None:
    table = LessonTable(database)
    for one in ("eggs", "-eggs"):
        await tell(database, born, one)
    await table.strike((await table.all(born))[-1].id)
    assert await values(database, born) == ["eggs"]
    await tell(database, born, "eggs")
    assert len(await table.all(born)) == 2, "it is told again: what was struck took nothing back"


async def test_one_of_several_is_mended_in_its_place(database: Database, born: str) -> None:
    table = LessonTable(database)
    for one in ("milk", "eggs", "+nutz", "+soy"):
        await tell(database, born, one)
    mended = await table.mend(await by_value(database, born, "nutz"), "nuts", born)
    assert await values(database, born) == ["eggs", "nuts", "soy"]
    assert [x.id for x in await table.usable(born) if x.confirmed] == [mended]
    await table.mend(await by_value(database, born, "eggs"), "egg", born)
    assert await values(database, born) == ["egg", "nuts", "soy"], "what it had replaced stays replaced"
    await table.let_in((await by_value(database, born, "nutz")).id)
    assert await values(database, born) == ["egg", "nutz", "nuts", "soy"]


@pytest.mark.parametrize("mended", [("eggs", "nuts", "soy"), ("soy", "eggs", "nuts"), ("eggs",), ("nuts",)])
async def test_of_those_that_one_message_told_the_others_stay(
    database: Database, born: str, mended: tuple[str, ...]
) -> None:
    table = LessonTable(database)
    await tell(database, born, "milk")
    await told(database, born, fact("eggs"), fact("+nuts"), fact("+soy"))
    for one in mended:
        await table.mend(await by_value(database, born, one), f"{one}!", born)
        await table.mend(await by_value(database, born, f"{one}!"), f"{one} again", born)
    expected = {f"{one} again" if one in mended else one for one in ("eggs", "nuts", "soy")}
    assert set(await values(database, born)) == expected


async def test_only_what_alone_holds_is_replaced_by_what_is_mended(database: Database, born: str) -> None:
    table = LessonTable(database)
    for one in ("eggs", "+nuts", "-nuts"):
        await tell(database, born, one)
    await table.mend(await by_value(database, born, "eggs"), "egg", born)
    assert await values(database, born) == ["egg"]
    removal = next(x for x in await table.all(born) if x.fact and x.fact.change == "remove")
    await table.mend(removal, "soy", born)
    assert await values(database, born) == ["soy"]


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_was_told_elsewhere_holds_by_its_time(
    database: Database, born: str, backwards: bool
) -> None:
    _, person, _ = await ConversationTable(database).begin(None, "t", "elsewhere", born)
    old = [(1.0, "milk"), (2.0, "eggs"), (3.0, "+nuts"), (4.0, "+Eggs"), (5.0, "+soy"), (6.0, "-nuts")]
    for at, text in reversed(old) if backwards else old:
        await database.write(
            lambda c, at=at, text=text: add_old_fact(c, fact(text), born, person.id, at=at, held="")
        )
    assert await values(database, born) == ["eggs", "soy"]


async def test_several_values_come_with_a_file(database: Database, born: str) -> None:
    facts = [(fact(one), "") for one in ("eggs", "+nuts", "-eggs")]
    await LessonTable(database).add_imported(born, facts, [])
    assert await values(database, born) == ["nuts"]
