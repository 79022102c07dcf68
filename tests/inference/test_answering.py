"""Many answers at once are those that are given one by one."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate, Segment, Turn
from luna_desktop.inference.client import ChildSpeaker

TEMPLATE = PromptTemplate()


def prompt(text: str) -> tuple[Segment, ...]:
    return TEMPLATE.render([Turn("person", text)])


@pytest.mark.parametrize("most", [0, 1, 25])
async def test_each_is_as_if_it_were_alone(speaker: ChildSpeaker, most: int) -> None:
    prompts = [prompt(f"Question {n} Grüße" + " more" * (n * n % 30)) for n in range(70)]
    together = await speaker.answer([(one, None) for one in prompts], max_tokens=most)
    alone = [(await speaker.answer([(one, None)], max_tokens=most))[0] for one in prompts]
    assert [(r.text, r.tokens, r.finish) for r in together] == [(r.text, r.tokens, r.finish) for r in alone]
    assert await speaker.answer([], max_tokens=most) == []


async def test_what_leaves_little_room_is_answered_as_far_as_it_goes(speaker: ChildSpeaker) -> None:
    prompts = [prompt("a b " * n) for n in (1, 61, 2, 62, 63, 3)]
    together = await speaker.answer([(one, None) for one in prompts], max_tokens=10_000)
    for one, reply in zip(prompts, together, strict=True):
        assert reply.tokens == (await speaker.generate(one, max_tokens=10_000)).tokens


async def test_what_cannot_be_read_is_told(speaker: ChildSpeaker) -> None:
    for segments, code in ((prompt("word " * 2000), "prompt-too-long"), ((), "prompt-empty")):
        with pytest.raises(LunaError) as caught:
            await speaker.answer([(prompt("Hello"), None), (segments, None)], max_tokens=5)
        assert caught.value.code == code
    assert len(await speaker.answer([(prompt("Hello"), None)], max_tokens=5)) == 1


async def test_cancelled_it_frees_the_child(slow_speaker: ChildSpeaker) -> None:
    task = asyncio.create_task(slow_speaker.answer([(prompt("Hi"), None)] * 60, max_tokens=300))
    await asyncio.sleep(0.3)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        assert (await slow_speaker.generate(prompt("Hi"), max_tokens=2)).tokens == 2


INWARD = """
import json, sys
from pathlib import Path
from luna_desktop.domain import inner_speech
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.inference import engine as speech
from luna_desktop.inference.answering import Answerer
from luna_desktop.inference.opening import Opening

kept = speech.silence_log(lambda _: None)
speech.Engine._own_context = lambda self: self.new_context(256, 256, 1)  # as exact as the answerer's
engine = speech.Engine(Path(sys.argv[1]), 256, 1, inward=True)
answerer = Answerer(engine)
prompts = [PromptTemplate().render([Turn("person", f"What is my cat {n}?" + " so" * n)]) for n in range(24)]

def one_by_one():
    never = lambda: False
    return [engine.generate(p, speech.Sampling(20), lambda _: None, never).text for p in prompts]

engine.brackets = []
plain = one_by_one()
# What they begin with, in truth or by name, opens inner speech now; what comes later closes it at times.
first = {engine.tokenise([speech.Segment(text, False)])[0] for text in plain[::2]}
engine.brackets = sorted(first)
pieces = {token: engine.piece(token) for token in range(engine.n_vocab)}
closing = {token for token in pieces if token % 5 == 0} - first
engine.piece = lambda token: b"[" if token in first else b"]" if token in closing else pieces[token]
told = []
for sure, clear in ((0.0, 0.0), (0.3, 0.1), (1.1, 0.0), (1.1, 0.1), (1.1, 0.4), (1.1, 1.1)):
    inner_speech.SURE, inner_speech.CLEAR = sure, clear
    together = answerer.answer([(p, None) for p in prompts], 20, lambda: False)
    told.append([[reply.text for reply in together], one_by_one()])
print(json.dumps(told))
answerer.close()
engine.close()
"""


def test_inner_speech_is_begun_or_left_as_when_she_speaks(tiny: Path) -> None:
    program = [sys.executable, "-c", INWARD, str(tiny)]
    done = subprocess.run(program, capture_output=True, encoding="utf-8", timeout=120, check=True)
    told = json.loads(done.stdout)
    assert all(together == alone for together, alone in told)
    begun = [sum(text.startswith("[") for text in together) for together, _ in told]
    assert begun[-1] == 0 < begun[2] <= begun[0], begun
    assert sorted(begun[2:], reverse=True) == begun[2:]
    assert len({tuple(together) for together, _ in told}) > 2, "it made a difference"
