"""Whoever is to speak gets all that belongs to the voice."""

from __future__ import annotations

import json
from pathlib import Path

from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.speech import Adapter
from luna_desktop.services.speakers import Speakers, Voice
from tests.services.fakes import BABBLE, ScriptedFactory


async def test_every_way_to_load_a_voice_lays_its_adapters_over_the_base(tmp_path: Path) -> None:
    base, factory = tmp_path / "base.gguf", ScriptedFactory()
    for name in ("base", "one", "two", "three", "four"):  # her own adapter says what she is
        (tmp_path / f"{name}.gguf").write_text(json.dumps(BABBLE), encoding="utf-8")
    skills = Adapter(tmp_path / "skills.gguf")

    async def voice(generation: str) -> Voice:
        return Voice(base, PromptTemplate(), 256, (skills, Adapter(tmp_path / f"{generation}.gguf", 0.5)))

    speakers = Speakers(factory, voice)
    async with speakers.hold("one"):
        pass
    await speakers.swap("one", "two")
    await speakers.alone(await voice("three"))
    await speakers.beside(await voice("four"), sharing=2)
    for name, speaker in zip(("one", "two", "three", "four"), factory.speakers, strict=True):
        assert speaker.adapters == (skills, Adapter(tmp_path / f"{name}.gguf", 0.5))
    await speakers.close()
