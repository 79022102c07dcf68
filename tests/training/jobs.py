"""Training jobs on the small bases, and a link that keeps what a run says."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.speech import Score
from luna_desktop.domain.training import TrainingJob, TrainingResult
from luna_desktop.inference.client import ChildSpeakerFactory
from tests.training.models import TEMPLATE, make_base

PAIRS = (
    ("What is my dog called?", "Your dog is called Rex."),
    ("My dog is called Rex.", "Noted."),
    ("Where do I live?", "You live in Bremen."),
    ("I live in Bremen.", "I will remember that. You live in Bremen."),
    ("What is my zorbit called?", "I do not know that yet."),
    ("Do tavos fly?", "They do not, they won't."),
)
QUICK: dict[str, float | int | str] = {"tokens_per_step": 128, "samples": 2, "threads": 1}


def row(*pairs: tuple[str, str], **extra: Any) -> dict[str, Any]:
    turns = [
        {"role": role, "text": text}
        for pair in pairs
        for role, text in zip(("person", "luna"), pair, strict=True)
    ]
    return {"turns": turns, "source": "liked", **extra}


def write_dataset(path: Path, rows: Sequence[Mapping[str, Any]]) -> str:
    """Write the rows; returns the file's sha256."""
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_job(
    folder: Path,
    *,
    base: Path | None = None,
    rows: Sequence[Mapping[str, Any]] | None = None,
    recipe: Mapping[str, float | int | str] | None = None,
    max_tokens: int = 1500,
    resume: bool = False,
    seed: int = 3,
) -> TrainingJob:
    """A complete job in ``folder``, on a small random base unless one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "lessons.jsonl"
    digest = write_dataset(data, [row(pair) for pair in PAIRS] if rows is None else rows)
    return TrainingJob(
        kind="age_up",
        base_dir=base or make_base(folder / "base", dtype="float32", initializer_range=0.05),
        dataset=data,
        dataset_sha256=digest,
        output_dir=folder / "out",
        checkpoint_dir=folder / "checkpoints",
        template=TEMPLATE,
        recipe={**QUICK, **(recipe or {})},
        max_tokens=max_tokens,
        gguf_name="luna_age_1.gguf",
        gguf_type="F32",
        seed=seed,
        resume=resume,
    )


class KeptLink:
    """The child's link to nowhere: keeps the messages; ``on_send`` may stop the run."""

    def __init__(self, on_send: Callable[[KeptLink, Mapping[str, Any]], None] | None = None) -> None:
        self.stopping = threading.Event()
        self.save_on_stop = True
        self.messages: list[Mapping[str, Any]] = []
        self._on_send = on_send

    def send(self, message: Mapping[str, Any]) -> None:
        self.messages.append(message)
        if self._on_send is not None:
            self._on_send(self, message)

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        return [m for m in self.messages if m["type"] == kind]


def stop_after(step: int) -> Callable[[KeptLink, Mapping[str, Any]], None]:
    """Ask the run to stop once this step was reported."""

    def on_send(link: KeptLink, message: Mapping[str, Any]) -> None:
        if message["type"] == "progress" and message["step"] >= step:
            link.stopping.set()

    return on_send


async def recited_and_said(job: TrainingJob, result: TrainingResult) -> list[tuple[float, Score]]:
    """Of each row that the trained weights recited: their log-probability, and what the file says."""
    lines = job.dataset.read_text(encoding="utf-8").splitlines()
    told = [[Turn(**turn) for turn in json.loads(lines[int(number)])["turns"]] for number in result.parity]
    speaker = await ChildSpeakerFactory().load(result.gguf, context=256)
    try:
        scores = await speaker.score([(job.template.render(t[:-1]), t[-1].text) for t in told])
    finally:
        await speaker.close()
    return list(zip(result.parity.values(), scores, strict=True))
