"""Acceptance of the committed embryo, through the same llama.cpp child that the chat uses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.language.episodes import probes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# Another seed than the 7 by which `luna train-embryo` accepts its own weights.
SEEDS = {"facts": 101, "syntax": 202, "refusal": 303}
LEAST = {"facts": (300, 0.98), "syntax": (300, 0.95), "refusal": (200, 0.95)}
SHOWN = 10


@pytest.mark.parametrize("section", LEAST)
async def test_the_embryo_is_accepted(
    section: str, embryo_gguf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count, share = LEAST[section]
    missed: list[str] = []
    speaker = await ChildSpeakerFactory().load(embryo_gguf, threads=1)
    try:
        for probe in probes(section, count, SEEDS[section]):
            reply = await speaker.generate(PromptTemplate().render(probe.turns), max_tokens=64)
            if reply.text.strip() != probe.answer:
                missed.append(f"{probe.turns[-1].text!r}: {reply.text!r}, not {probe.answer!r}")
    finally:
        await speaker.close()
    right = count - len(missed)
    report = "\n".join([f"embryo, {section}: {right}/{count} exact", *missed[:SHOWN]])
    with capsys.disabled():
        sys.stdout.write(f"\n{report}\n")
    assert right >= share * count, report
