"""The ear hears what is said to it, one message after another, whatever happens to its child."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.inner_speech import Fact, InnerSpeech
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.speech import Adapter
from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from luna_desktop.services.ear import Ear
from luna_desktop.services.speakers import Voice
from tests.inference.tiny import make_adapter, make_gguf, make_parrot
from tests.services.fakes import BABBLE, ScriptedFactory, ScriptedSpeaker

REX = InnerSpeech((Fact("dog", "Rex"),))


class NotedFactory(ChildSpeakerFactory):
    """Notes the children it starts."""

    def __init__(self) -> None:
        super().__init__()
        self.children: list[ChildSpeaker] = []

    async def load(self, *args, **options) -> ChildSpeaker:
        self.children.append(await super().load(*args, **options))
        return self.children[-1]


async def named() -> str:
    return "ear-1"


def found(gguf: Path, *adapters: Adapter) -> Callable[[], Awaitable[Voice]]:
    """What the ear is told to listen with, once it asks."""

    async def voice() -> Voice:
        return Voice(gguf, PromptTemplate(), 256, adapters)

    return voice


@pytest.fixture
def factory() -> NotedFactory:
    return NotedFactory()


@pytest.fixture
async def ear(factory: NotedFactory, tmp_path: Path) -> AsyncIterator[Ear]:
    ear = Ear(factory, found(make_parrot(tmp_path / "parrot.gguf", "[dog = Rex] I live.")), named)
    yield ear
    await ear.close()


async def test_it_hears_many_messages_in_one_child(ear: Ear, factory: NotedFactory) -> None:
    said = [f"My dog number {n} is called Rex." for n in range(40)]
    assert await asyncio.gather(*map(ear.hear, said)) == [REX] * 40
    assert await ear.hear(" \n") is None
    assert len(factory.children) == 1


async def test_small_talk_is_heard_as_nothing(tmp_path: Path) -> None:
    ear = Ear(ChildSpeakerFactory(), found(make_parrot(tmp_path / "p.gguf", "Yes.")), named)
    assert await ear.hear("haha you are funny") is None
    await ear.close()


async def test_a_random_base_with_random_skills_hears_in_form(tmp_path: Path) -> None:
    base = make_gguf(tmp_path / "base.gguf")
    skills = make_adapter(tmp_path / "skills.gguf", base.with_suffix(".base"))
    ear = Ear(ChildSpeakerFactory(), found(base, Adapter(skills)), named)
    first = [
        await ear.hear(text)
        for text in ("My dog is Rex.", "Gr\u00fc\u00dfe \U0001f600", "<|end|>", "[a = b]")
    ]
    assert all(heard is None or isinstance(heard, InnerSpeech) for heard in first)
    assert [await ear.hear(t) for t in ("[a = b]", "<|end|>")] == [first[3], first[2]]  # no state
    await ear.close()


async def test_a_message_given_up_does_not_hold_up_the_next(ear: Ear) -> None:
    await ear.hear("Hello")
    waiting = [asyncio.create_task(ear.hear(f"My dog is called Rex, {n}.")) for n in range(9)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    assert got[1::2] == [REX] * 4
    assert all(isinstance(one, asyncio.CancelledError) for one in got[::2])


async def test_a_message_too_long_is_told_and_the_next_is_heard(ear: Ear) -> None:
    with pytest.raises(LunaError) as caught:
        await ear.hear("My dog is called Rex. " * 500)
    assert caught.value.code == "prompt-too-long"
    assert await ear.hear("My dog is called Rex.") == REX


async def test_a_child_that_died_is_replaced(ear: Ear, factory: NotedFactory) -> None:
    await ear.hear("Hello")
    psutil.Process(factory.children[0].pid).kill()
    assert await asyncio.gather(*(ear.hear(f"Rex {n}") for n in range(3))) == [REX] * 3
    assert len(factory.children) == 2


async def test_closed_it_says_so_to_all_who_wait(ear: Ear) -> None:
    waiting = [asyncio.create_task(ear.hear(f"My dog is called Rex, {n}.")) for n in range(5)]
    await asyncio.sleep(0)
    await ear.close()
    got = await asyncio.gather(*waiting, ear.hear("Hello"), return_exceptions=True)
    assert {one.code for one in got if isinstance(one, LunaError)} == {"speaker-closed"}
    assert all(isinstance(one, LunaError) for one in got)


async def test_a_message_its_child_dies_of_twice_is_told_and_the_next_is_heard(tmp_path: Path) -> None:
    gguf, factory = tmp_path / "brain.gguf", ScriptedFactory()
    gguf.write_text(json.dumps({**BABBLE, "default": "[dog = Rex] I live."}), encoding="utf-8")

    def dies(speaker: ScriptedSpeaker) -> None:
        speaker.die_after = 1 if len(factory.speakers) < 2 else None

    factory.prepare = dies
    ear = Ear(factory, found(gguf), named)
    bad, good = await asyncio.gather(ear.hear("one"), ear.hear("two"), return_exceptions=True)
    assert isinstance(bad, LunaError)
    assert bad.code == "child-died"
    assert good == REX
    assert [speaker.closed for speaker in factory.speakers] == [True, True, False]
    assert [speaker.seen[0] for speaker in factory.speakers] == [["one"], ["one"], ["two"]]
    await ear.close()


async def test_many_are_heard_together_as_each_alone(tmp_path: Path) -> None:
    base = make_gguf(tmp_path / "base.gguf")
    ear = Ear(ChildSpeakerFactory(), found(base), named)
    said = [f"My dog number {n} is called Rex." for n in range(20)]
    alone = [await ear.hear(text) for text in said]
    assert await ear.hear_all(said) == alone
    assert await ear.hear_all([]) == []
    await ear.close()


async def test_what_is_too_long_among_many_says_nothing(ear: Ear, factory: NotedFactory) -> None:
    said = ["My dog is called Rex.", "My dog is called Rex. " * 500, *["He is Rex."] * 9]
    assert await ear.hear_all(said) == [REX, None, *[REX] * 9]
    assert len(factory.children) == 1


async def test_many_are_heard_though_the_child_died_and_one_told_meanwhile_waits_for_few(
    ear: Ear, factory: NotedFactory
) -> None:
    await ear.hear("Hello")
    psutil.Process(factory.children[0].pid).kill()
    many = asyncio.create_task(ear.hear_all([f"Rex {n}" for n in range(40)]))
    await asyncio.sleep(0)
    assert await ear.hear("My dog is called Rex.") == REX
    assert not many.done()
    assert await many == [REX] * 40
    assert len(factory.children) == 2


async def test_many_that_are_given_up_leave_the_ear_free(ear: Ear) -> None:
    await ear.hear("Hello")
    many = asyncio.create_task(ear.hear_all([f"Rex {n}" for n in range(40)]))
    await asyncio.sleep(0)
    many.cancel()
    with pytest.raises(asyncio.CancelledError):
        await many
    assert await ear.hear("My dog is called Rex.") == REX


async def test_it_is_ready_before_the_first_message(ear: Ear, factory: NotedFactory) -> None:
    await ear.get_ready()
    assert len(factory.children) == 1
    assert await ear.hear("My dog is called Rex.") == REX
    assert len(factory.children) == 1
