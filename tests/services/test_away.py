"""Who was away for a moment answers again; who was chosen meanwhile stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationReturned, TroubleRaised
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.services.app import App
from luna_desktop.services.wording import returned_line
from luna_desktop.storage.generation_store import MANIFEST
from tests.services.conftest import Stage
from tests.services.fakes import student
from tests.services.test_generations import grown

Spoil = Callable[[Path], None]


def moved(folder: Path) -> None:
    folder.rename(folder.parent.parent / "aside")


def without(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        next(folder.glob(name)).unlink()

    return spoil


def two_bytes(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = next(folder.glob(name))
        path.write_bytes(b"\x00\x01" + path.read_bytes()[2:])

    return spoil


def holding(name: str, content: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        next(folder.glob(name)).write_bytes(content)

    return spoil


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("conflicted copy")


SPOILT: dict[str, Spoil] = {
    "folder moved": moved,
    "gguf missing": without("*.gguf"),
    "two bytes of the gguf": two_bytes("*.gguf"),
    "manifest torn by a sync": holding(MANIFEST, b'{"files": {"mo'),
    "manifest not text": holding(MANIFEST, b"\xff\xfe\x00"),
    "manifest missing": without(MANIFEST),
    "weights empty": holding("*.safetensors", b""),
    "two bytes of the weights": two_bytes("*.safetensors"),
    "config grown": holding("config.json", b"{} "),
    "folder emptied": emptied,
    "a file in its place": a_file_in_its_place,
}


class Away:
    """Spoils a generation's files, and brings them back as they were."""

    def __init__(self, home: Path) -> None:
        self._folders, self._kept = home / "generations", home.parent / "kept"

    def spoil(self, generation_id: str, spoil: Spoil) -> None:
        folder = self._folders / generation_id
        shutil.copytree(folder, self._kept / generation_id)
        spoil(folder)

    def bring_back(self, generation_id: str, *, copy: Callable[..., object] = shutil.copy2) -> None:
        folder = self._folders / generation_id
        if folder.is_dir():
            shutil.rmtree(folder)
        folder.unlink(missing_ok=True)
        shutil.copytree(self._kept / generation_id, folder, copy_function=copy)


@pytest.fixture
def away(stage: Stage) -> Away:
    return Away(stage.home)


def returned(stage: Stage) -> list[str]:
    return [returned_line(e.generation) for e in stage.events if isinstance(e, GenerationReturned)]


def troubles(stage: Stage) -> list[str]:
    return [e.error.code for e in stage.events if isinstance(e, TroubleRaised)]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
async def test_who_was_away_for_a_moment_answers_again(
    stage: Stage, app: App, away: Away, spoil: Spoil
) -> None:
    zero, one = await grown(app)
    await app.close()
    away.spoil(one, spoil)
    app = await stage.reopen()
    assert (await app.chat.send("Hi.")).reply.generation_id == zero
    assert troubles(stage) == ["generation-damaged"] and returned(stage) == []
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero, "still away"
    assert troubles(stage) == ["generation-damaged"], "and told once"
    await app.close()
    away.bring_back(one)
    app = await stage.reopen()
    assert (await app.chat.send("Who is my boss?")).reply.generation_id == one
    assert returned(stage) == ["The files of generation 1 are whole again, so she answers again."]
    assert (await app.karma.summary()).age == 1
    await stage.reopen()
    assert len(returned(stage)) == 1 and await stage.app.check() == []


@pytest.mark.parametrize("copy", [shutil.copy2, shutil.copyfile], ids=["times kept", "times new"])
async def test_what_comes_back_is_hashed_where_it_may_have_changed(
    stage: Stage, app: App, away: Away, copy: Callable[..., object]
) -> None:
    zero, one = await grown(app)
    await app.close()
    away.spoil(one, moved)
    app = await stage.reopen()
    await app.close()
    away.bring_back(one, copy=copy)
    two_bytes("*.gguf")(stage.home / "generations" / one)
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero and returned(stage) == []


async def two_more(stage: Stage, app: App) -> tuple[str, str, str]:
    zero, one = await grown(app)
    await app.chat.send("My cat is called Tom. My favourite food is pizza. My car is called Bolt.")
    two = (await app.age_up.run(now=True)).to
    assert two is not None
    return zero, one, two.id


async def test_several_away_come_back_one_by_one(stage: Stage, app: App, away: Away) -> None:
    zero, one, two = await two_more(stage, app)
    heads: list[str] = []

    async def start() -> None:
        app = await stage.reopen()
        heads.append((await app.generations.head()).id)
        await app.close()

    await app.close()
    away.spoil(two, without("*.gguf"))
    await start()
    away.spoil(one, without("*.gguf"))
    await start()
    away.bring_back(one)
    await start()
    away.bring_back(two)
    await start()
    assert heads == [one, zero, one, two]
    assert [line.split(" are ")[0] for line in returned(stage)] == [
        "The files of generation 1",
        "The files of generation 2",
    ]


async def test_the_last_comes_back_first(stage: Stage, app: App, away: Away) -> None:
    zero, one, two = await two_more(stage, app)
    await app.close()
    for lost in (one, two):
        away.spoil(lost, without("*.gguf"))
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero
    await app.close()
    away.bring_back(two)
    app = await stage.reopen()
    assert (await app.generations.head()).id == two
    assert await app.generations._lineage.wanted() is None


@pytest.mark.parametrize("choice", ["use another", "use the same", "age up", "publish by hand", "be born"])
async def test_whom_the_person_chose_meanwhile_stays(stage: Stage, app: App, away: Away, choice: str) -> None:
    zero, one = await grown(app)
    if choice == "publish by hand":
        await app.generations.use(zero)
        await app.chat.send("My cat is called Tom. My favourite food is pizza.")
        stage.trainer.teach = student()
        rejected = (await app.age_up.run(now=True)).candidate
        assert rejected.status is GenerationStatus.REJECTED
        await app.generations.use(one)
    await app.close()
    away.spoil(one, without("*.gguf"))
    if choice == "be born":
        away.spoil(zero, without("*.gguf"))
    app = await stage.reopen()
    match choice:
        case "use another":
            away.bring_back(one)
            await app.generations.use(one)
            chosen = (await app.generations.use(zero)).id
        case "use the same":
            chosen = (await app.generations.use(zero)).id
        case "age up":
            await app.chat.send("My car is called Bolt. I work as a baker.")
            grown_up = (await app.age_up.run(now=True)).to
            assert grown_up is not None
            chosen = grown_up.id
        case "publish by hand":
            chosen = (await app.generations.publish_by_hand(rejected.id)).id
        case _:
            chosen = (await app.birth.be_born()).id
    await app.close()
    away.bring_back(one)
    app = await stage.reopen()
    assert (await app.generations.head()).id == chosen and returned(stage) == []


async def test_who_was_forgotten_meanwhile_stays_so(stage: Stage, app: App, away: Away) -> None:
    zero, one = await grown(app)
    await app.close()
    away.spoil(one, without("*.gguf"))
    app = await stage.reopen()
    await app.generations._lineage.set_status(one, GenerationStatus.FORGOTTEN)
    await app.close()
    away.bring_back(one)
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero and returned(stage) == []


async def test_who_was_found_damaged_beside_her_talk_comes_back_too(
    stage: Stage, app: App, away: Away
) -> None:
    zero, one = await grown(app)
    await app.close()
    times = {p.name: p.stat().st_mtime_ns for p in (stage.home / "generations" / one).iterdir()}
    away.spoil(one, two_bytes("*.safetensors"))
    for path in (stage.home / "generations" / one).iterdir():
        os.utime(path, ns=(times[path.name], times[path.name]))
    app = await stage.reopen()
    assert (await app.generations.head()).id == zero and troubles(stage) == ["generation-damaged"]
    await app.close()
    away.bring_back(one)
    app = await stage.reopen()
    assert (await app.generations.head()).id == one and len(returned(stage)) == 1


async def test_what_cannot_be_read_while_it_is_away_is_waited_for(stage: Stage, app: App, away: Away) -> None:
    zero, one = await grown(app)
    await app.close()
    away.spoil(one, without("*.gguf"))
    app = await stage.reopen()
    await app.close()
    gguf = next((stage.home.parent / "kept" / one).glob("*.gguf")).name
    (stage.home / "generations" / one / gguf).mkdir()  # it is there, and reading it fails
    app = await stage.reopen()
    assert (await app.chat.send("Hi.")).reply.generation_id == zero
    assert troubles(stage) == ["generation-damaged"]
    await app.close()
    away.bring_back(one)
    app = await stage.reopen()
    assert (await app.generations.head()).id == one


async def test_a_number_is_the_row_that_shows_it(stage: Stage, app: App, away: Away) -> None:
    zero, one = await grown(app)
    await app.generations.use(zero)
    assert (await app.generations.resolve("1")).id == one, "the only one with it"
    assert (await app.generations.use("1")).id == one
    await app.generations.use("0")
    await app.chat.send("My cat is called Tom. My favourite food is pizza.")
    other = (await app.age_up.run(now=True)).to
    assert other is not None
    assert (await app.generations.resolve("1")).id == other.id, "the one of the current line"
    await app.generations.use(zero)
    for act in (app.generations.resolve, app.generations.use, app.exam.run, app.generations.delete):
        with pytest.raises(LunaError) as caught:
            await act("1")
        assert caught.value.code == "generation-ambiguous"
        assert one in caught.value.why and other.id in caught.value.why
    assert (await app.generations.resolve(one)).id == one
    for text in ("2", "01x", "", "-1", "²", "1" * 50):
        with pytest.raises(LunaError) as caught:
            await app.generations.resolve(text)
        assert caught.value.code == "generation-unknown"


async def test_a_number_is_known_where_nobody_answers(stage: Stage, app: App, away: Away) -> None:
    zero, _ = await grown(app)
    folder = stage.home / "generations"
    await app.close()
    folder.rename(stage.home / "aside")
    app = await stage.reopen()
    assert app.generations.lost is not None
    assert (await app.generations.resolve("0")).id == zero
    (stage.home / "aside").rename(folder)
    assert (await app.generations.use("0")).id == zero and app.generations.lost is None
