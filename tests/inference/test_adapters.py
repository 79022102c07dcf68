"""What adapters over a base make of it, worn and changed in a real child."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.domain.speech import Adapter
from luna_desktop.inference.client import ChildSpeaker, ChildSpeakerFactory
from luna_desktop.services.speakers import Voice
from tests.inference.tiny import make_adapter, make_gguf, make_weights, merge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NATS = 0.05
TEMPLATE = PromptTemplate()
PROMPT = TEMPLATE.render([Turn("person", "Where do I live?")])
WORDS = (
    " You live in Bremen.",
    " My dog is called Rex.",
    " sheep",
    " 1234 o'clock!",
    " The green tavo sleeps.",
)
ITEMS = [(PROMPT, text) for text in WORDS]


@dataclass(frozen=True, slots=True)
class Files:
    """A base, two adapters, and GGUFs with them merged in."""

    base: Path
    skills: Path
    age: Path
    with_skills: Path
    with_both: Path
    with_half: Path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("adapters")
    base = make_gguf(folder / "base.gguf")
    weights = base.with_suffix(".base")
    skills = make_adapter(folder / "skills.gguf", weights, seed=1)
    age = make_adapter(folder / "age.gguf", weights, seed=2, rank=8, layers=1)
    return Files(
        base,
        skills,
        age,
        merge(folder / "with-skills.gguf", weights, (skills, 1.0)),
        merge(folder / "with-both.gguf", weights, (skills, 1.0), (age, 1.0)),
        merge(folder / "with-half.gguf", weights, (skills, 0.5)),
    )


@asynccontextmanager
async def loaded(gguf: Path, adapters: Sequence[Adapter] = ()) -> AsyncIterator[ChildSpeaker]:
    speaker = await ChildSpeakerFactory().load(gguf, adapters=adapters, threads=1)
    try:
        yield speaker
    finally:
        await speaker.close()


async def nats(speaker: ChildSpeaker) -> list[float]:
    """Log-probability a token of each of the words."""
    return [score.logprob / score.tokens for score in await speaker.score(ITEMS)]


async def said(speaker: ChildSpeaker) -> str:
    return (await speaker.generate(PROMPT, max_tokens=24)).text


def apart(one: list[float], other: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


async def test_a_child_changes_its_adapters_as_often_as_asked(files: Files) -> None:
    sets: list[tuple[Path, tuple[Adapter, ...]]] = [
        (files.with_skills, (Adapter(files.skills),)),
        (files.with_both, (Adapter(files.skills), Adapter(files.age))),
        (files.base, ()),
        (files.with_half, (Adapter(files.skills, 0.5),)),
        (files.base, (Adapter(files.skills), Adapter(files.skills, -1.0))),
    ]
    async with loaded(files.base) as speaker:
        plain = await nats(speaker)
        for merged, adapters in [*sets, *reversed(sets)]:
            await speaker.wear(adapters)
            async with loaded(merged) as other:
                assert apart(await nats(speaker), await nats(other)) < NATS
            assert (apart(await nats(speaker), plain) > NATS) == (merged != files.base)


async def test_what_is_loaded_with_adapters_speaks_with_them(files: Files) -> None:
    both = (Adapter(files.skills), Adapter(files.age))
    speaker = await Voice(files.base, TEMPLATE, 256, both).load(ChildSpeakerFactory())
    assert isinstance(speaker, ChildSpeaker)
    async with loaded(files.with_both) as other, loaded(files.base) as plain:
        assert await said(speaker) == await said(other) != await said(plain)
        assert apart(await nats(speaker), await nats(other)) < NATS
    await speaker.close()


async def test_nothing_read_before_a_change_is_left(files: Files) -> None:
    long = TEMPLATE.render([Turn("person", "My dog is called Rex. " * 6)])
    async with loaded(files.base, [Adapter(files.skills)]) as fresh:
        wanted = (await fresh.generate(long, max_tokens=16)).text
    async with loaded(files.base) as speaker:
        before = (await speaker.generate(long, max_tokens=16)).text
        await speaker.wear([Adapter(files.skills)])
        assert (await speaker.generate(long, max_tokens=16)).text == wanted != before


async def test_a_change_waits_for_the_reply_under_way(files: Files) -> None:
    async with loaded(files.base) as speaker:
        alone, started = await speaker.generate(PROMPT, max_tokens=200), asyncio.Event()
        reply = asyncio.create_task(speaker.generate(PROMPT, max_tokens=200, on_text=lambda _: started.set()))
        await started.wait()
        await speaker.wear([Adapter(files.skills)])
        assert reply.done() or (await reply).text
        assert (await reply).text == alone.text != (await speaker.generate(PROMPT, max_tokens=200)).text


async def refused(speaker: ChildSpeaker, adapters: Sequence[Adapter]) -> str:
    """The error's code; what was worn must still be, and a new child must refuse it too."""
    before = await nats(speaker), await said(speaker)
    with pytest.raises(LunaError) as caught:
        await speaker.wear(adapters)
    assert caught.value.what
    assert caught.value.why
    assert caught.value.next_step
    assert (await nats(speaker), await said(speaker)) == before
    return caught.value.code


def foreign(files: Files, folder: Path) -> dict[str, Path]:
    """Adapters of other bases."""
    deep, wide = make_weights(folder / "deep", layers=3), make_weights(folder / "wide", ffn=128)
    gemma = folder / "gemma.gguf"
    gemma.write_bytes(files.age.read_bytes().replace(b"llama", b"gemma"))
    return {
        "deeper": make_adapter(folder / "deep.gguf", deep, layers=3),
        "wider": make_adapter(folder / "wide.gguf", wide),
        "another architecture": gemma,
    }


async def test_what_cannot_be_worn_is_told_and_changes_nothing(files: Files, tmp_path: Path) -> None:
    good, data = Adapter(files.skills), files.age.read_bytes()
    wrong: dict[str, tuple[str, bytes | None]] = {
        "none.gguf": ("adapter-missing", None),
        "empty.gguf": ("adapter-unreadable", b""),
        "text.gguf": ("adapter-unreadable", b"hello " * 1000),
        "header.gguf": ("adapter-unreadable", data[:100]),
        "half.gguf": ("adapter-unreadable", data[: len(data) // 2]),
        "cut.gguf": ("adapter-unreadable", data[:-64]),
        "nan.gguf": ("adapter-unreadable", data[:-64] + b"\xff" * 64),
        "model.gguf": ("adapter-unreadable", files.base.read_bytes()),
    }
    async with loaded(files.base, [Adapter(files.age)]) as speaker:
        for name, (code, content) in wrong.items():
            if content is not None:
                (tmp_path / name).write_bytes(content)
            assert await refused(speaker, [good, Adapter(tmp_path / name), good]) == code, name
        (tmp_path / "folder.gguf").mkdir()
        assert await refused(speaker, [Adapter(tmp_path / "folder.gguf")]) == "adapter-missing"
        for name, path in foreign(files, tmp_path).items():
            assert await refused(speaker, [good, Adapter(path)]) == "adapter-foreign", name
        await speaker.wear([good])
    with pytest.raises(LunaError) as caught:
        await ChildSpeakerFactory().load(files.base, adapters=[good, Adapter(tmp_path / "cut.gguf")])
    assert caught.value.code == "adapter-unreadable"


@pytest.mark.parametrize("at", [4, 8, 16, 24, 40, 100, 400, 1000])
async def test_a_damaged_adapter_ends_in_a_sentence(files: Files, tmp_path: Path, at: int) -> None:
    data = bytearray(files.skills.read_bytes())
    data[at : at + 8] = b"\xff" * 8
    path = tmp_path / "bad.gguf"
    path.write_bytes(data)
    try:
        async with loaded(files.base, [Adapter(path)]):
            pass  # the damage fell on something harmless
    except LunaError as error:
        assert error.code in ("adapter-unreadable", "adapter-foreign", "child-died")
