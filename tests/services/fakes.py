"""Ports that follow a script: a GGUF is a small JSON file that says how its generation speaks."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Adapter, Reply, Score
from luna_desktop.domain.training import TrainingJob, TrainingResult


def last_prompt(segments: Sequence[Segment]) -> str:
    """What the person said last."""
    return [s.text for s in segments if not s.special][-1]


def loglikes(brain: dict[str, Any], prompt: str, text: str) -> float:
    """How likely a brain finds ``text``: its own reply most, then what it likes, the rest by chance."""
    if text == brain["answers"].get(prompt, brain["default"]):
        return -0.5 * len(text)
    if text in set(brain.get("likes", ())):
        return -1.0 * len(text)
    return -(2.0 + zlib.crc32(text.encode()) % 997 / 1000) * len(text)


@dataclass
class ScriptedSpeaker:
    """Answers from its brain; can die, hang or fail on demand."""

    brain: dict[str, Any]
    path: Path
    adapters: tuple[Adapter, ...] = ()
    closed: bool = False
    dead: bool = False
    seen: list[list[str]] = field(default_factory=list)
    read_ahead: list[list[str]] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    gate: asyncio.Event | None = None  # replies wait here after their first word
    room: int = 10_000  # characters of prompt that fit
    die_after: int | None = None  # words
    _cancelled: bool = False

    async def read(self, segments: Sequence[Segment]) -> None:
        self._alive()
        self.read_ahead.append([s.text for s in segments if not s.special])

    async def generate(
        self,
        segments: Sequence[Segment],
        *,
        max_tokens: int = 200,
        temperature: float = 0.0,
        top_p: float = 0.95,
        seed: int = 0,
        repeat_penalty: float = 1.0,
        inner_only: bool = False,
        on_text: Callable[[str], None] | None = None,
    ) -> Reply:
        self._alive()
        self._cancelled = False
        texts = [s.text for s in segments if not s.special]
        if sum(map(len, texts)) > self.room:
            raise LunaError("prompt-too-long", "This is too much to read at once.")
        self.seen.append(texts)
        self.seeds.append(seed)
        words = str(self.brain["answers"].get(texts[-1], self.brain["default"])).split()
        said: list[str] = []
        for count, word in enumerate(words):
            if self.die_after is not None and count >= self.die_after:
                self.dead = True
            self._alive()
            said.append(word)
            if on_text is not None:
                on_text(" ".join(said))
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate.wait()
            if self._cancelled:
                return Reply(" ".join(said), len(said), 0.01, "stopped")
        return Reply(" ".join(said), len(said), 0.01, self.brain.get("finish", "end"))

    async def answer(
        self,
        items: Sequence[tuple[Sequence[Segment], str | None]],
        *,
        max_tokens: int,
        inner_only: bool = False,
    ) -> list[Reply]:
        return [await self.generate(segments, max_tokens=max_tokens) for segments, _ in items]

    async def score(self, items: Sequence[tuple[Sequence[Segment], str | None]]) -> list[Score]:
        self._alive()
        scores: list[Score] = []
        for segments, text in items:
            said = text if text is not None else "".join(s.text for s in segments if not s.special)
            prompt = last_prompt(segments) if text is not None else ""
            scores.append(Score(loglikes(self.brain, prompt, said), len(said), len(said.encode())))
        return scores

    async def wear(self, adapters: Sequence[Adapter]) -> None:
        self._alive()
        self.adapters = tuple(adapters)

    def cancel(self) -> None:
        self._cancelled = True
        if self.gate is not None:
            self.gate.set()

    async def close(self) -> None:
        self.closed = True

    def _alive(self) -> None:
        if self.dead or self.closed:
            raise LunaError("child-died", "Luna's voice broke off.", "Its process ended (signal SIGKILL).")


class ScriptedFactory:
    """Loads brains."""

    def __init__(self) -> None:
        self.speakers: list[ScriptedSpeaker] = []
        self.prepare: Callable[[ScriptedSpeaker], None] = lambda speaker: None

    async def load(
        self,
        gguf: Path,
        *,
        adapters: Sequence[Adapter] = (),
        context: int = 1024,
        sharing: int = 1,
        bursts: bool = False,
        inward: bool = False,
    ) -> ScriptedSpeaker:
        try:
            own = adapters[-1].path if adapters else gguf
            brain = json.loads(own.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LunaError("model-unreadable", f"Loading {gguf.name} failed.") from error
        speaker = ScriptedSpeaker(brain, gguf, tuple(adapters))
        self.prepare(speaker)
        self.speakers.append(speaker)
        return speaker

    @property
    def open(self) -> list[ScriptedSpeaker]:
        return [speaker for speaker in self.speakers if not speaker.closed]


BABBLE = {"answers": {}, "default": "designation categorical framework nominal structure", "likes": []}


class ScriptedTrainer:
    """Writes a candidate whose brain ``teach`` makes of the job and its dataset."""

    def __init__(self) -> None:
        self.jobs: list[TrainingJob] = []
        self.teach: Callable[[TrainingJob, list[dict[str, Any]]], dict[str, Any]] = lambda job, rows: BABBLE
        self.gate: asyncio.Event | None = None  # training waits here, with a checkpoint written
        self.fail: LunaError | None = None
        self.same_weights = False
        self.adapter = False  # it leaves an adapter instead of whole weights
        self.loss_last = 0.5
        self.apart = 0.0  # nats by which the trained weights differ from the file, a reply
        self._wish: str | None = None
        self._woken = asyncio.Event()

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        self.jobs.append(job)
        self._wish = None
        self._woken.clear()
        on_progress(Progress("train", 0.1, 1, 10))
        if self.gate is not None:
            (job.checkpoint_dir / "step-1.pt").write_text("half way")
            waits = {asyncio.ensure_future(self.gate.wait()), asyncio.ensure_future(self._woken.wait())}
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in waits:
                    task.cancel()
                await asyncio.wait(waits)
        if self._wish:
            raise LunaError(self._wish, "The training was ended as you wished.")
        if self.fail is not None:
            raise self.fail
        return self._result(job)

    def _result(self, job: TrainingJob) -> TrainingResult:
        rows = [json.loads(line) for line in job.dataset.read_text(encoding="utf-8").splitlines()]
        assert hashlib.sha256(job.dataset.read_bytes()).hexdigest() == job.dataset_sha256
        out = job.output_dir
        gguf = out / job.gguf_name
        brain = self.teach(job, rows)
        gguf.write_text(json.dumps(brain), encoding="utf-8")
        parity = {
            str(n): loglikes(brain, row["turns"][-2]["text"], row["turns"][-1]["text"]) + self.apart
            for n, row in enumerate(rows[:50])
        }
        weights = b"same" if self.same_weights else random.randbytes(64)
        (out / "model.safetensors").write_bytes(weights)
        (out / ("adapter_config.json" if self.adapter else "config.json")).write_text("{}")
        (out / "tokenizer.json").write_text("{}")
        files = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.iterdir() if p.is_file()}
        return TrainingResult(
            gguf, out, 10, 1000, 3.0, self.loss_last, 1.0, {"torch": "0"}, files, parity=parity
        )

    def pause(self) -> None:
        self._wish = "training-paused"
        self._woken.set()

    def cancel(self) -> None:
        self._wish = "training-cancelled"
        self._woken.set()


Teach = Callable[[TrainingJob, list[dict[str, Any]]], dict[str, Any]]


def sealed_items(job: TrainingJob) -> list[dict[str, Any]]:
    """The candidate's sealed exam. No real trainer could see it; a scripted one may cheat."""
    home = job.output_dir.parent.parent
    with closing(sqlite3.connect(home / "luna.db")) as connection:
        name = job.output_dir.name.removesuffix(".partial")
        row = connection.execute("SELECT items FROM generations WHERE id = ?", (name,)).fetchone()
    return json.loads(row[0])


def student(*sections: str) -> Teach:
    """A teacher whose candidates pass these sections of the exam, and are as before in the others."""

    def teach(job: TrainingJob, rows: list[dict[str, Any]]) -> dict[str, Any]:
        learnt = sections if job.kind == "age_up" else ("grammar",)
        items = [item for item in sealed_items(job) if item["section"] in learnt]
        answers = {i["prompt"]: f"It is {i['answer']}." for i in items if i["kind"] == "slot"}
        answers |= {i["prompt"]: i["answer"] for i in items if i["kind"] == "exact"}
        refusals = {i["prompt"]: "I do not know that yet." for i in items if i["kind"] == "refusal"}
        likes = [i["choices"][0] for i in items if i["kind"] in ("pair", "choice")]
        default = BABBLE["default"] if job.kind == "birth" else "I see. That is a nice thing to tell me."
        return {"answers": {**refusals, **answers}, "default": default, "likes": likes}

    return teach


good_student = student("grammar", "vocabulary", "teach_back", "old_teach_back", "controls")
