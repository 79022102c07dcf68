"""Ways to train, side by side: whole lives under each, several at a time.

    python -m benchmarks.policies --out DIR [--jobs 1] [--cores 2] [--seconds 3600] [--seeds 3] [POLICY ...]
    python -m benchmarks.policies --out DIR --table

Each life is a ``benchmarks.lineage`` of its own, in a process and a home of its own, on
cores of its own; graphics cards are shared out in turn. What a life has reached when
the time is up stands in its file. The table was written to judge ``models/embryo.toml``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.common import machine


@dataclass(frozen=True, slots=True)
class Policy:
    """What is changed, and what kind of life is lived."""

    options: tuple[str, ...] = ()
    generations: int = 10
    facts: int = 20


def _changes(*changes: str) -> tuple[str, ...]:
    return tuple(word for change in changes for word in ("--change", change))


def _fifty(*changes: str) -> Policy:
    return Policy(_changes(*changes), generations=1, facts=50)


POLICIES = {
    "parent": Policy(),
    # Words and patterns in full beside all facts of a life: no limit to what an age-up takes.
    "union": Policy(("--from-the-start", *_changes("mixture.limit=1000000"))),
    "rate 1e-3": Policy(_changes("age_up.learning_rate=1e-3")),
    "rate 4e-4": Policy(_changes("age_up.learning_rate=4e-4")),
    "lora": Policy(_changes("age_up.method='lora'", "age_up.learning_rate=3e-3")),
    "a third of the replay": Policy(_changes("mixture.old_fact=60", "mixture.old_facts=13000")),
    "no replay": Policy(_changes("mixture.old_fact=0")),
    "256 tokens a step": Policy(_changes("age_up.tokens_per_step=256", "age_up.learning_rate=4e-4")),
    "fewer refusals, more conversations": Policy(
        _changes("mixture.refusal_share=0.8", "mixture.episode=30000")
    ),
    "500 a fact": Policy(_changes("mixture.new_fact=500")),
    "50 facts": _fifty(),
    "50 facts, 500 each": _fifty("mixture.new_fact=500"),
    "50 facts, more conversations": _fifty("mixture.episode=30000"),
    "50 facts, fewer refusals": _fifty("mixture.refusal_share=0.8"),
    "50 facts, fewer refusals, more conversations": _fifty(
        "mixture.refusal_share=0.8", "mixture.episode=30000"
    ),
    "50 facts, rate 1e-3": _fifty("age_up.learning_rate=1e-3"),
    "50 facts, 256 tokens a step": _fifty("age_up.tokens_per_step=256", "age_up.learning_rate=4e-4"),
    "100 facts a generation": Policy(facts=100),
    "replies only": Policy(_changes("age_up.loss_on='replies'")),
    "60 facts a generation": Policy(facts=60),
    "50 facts, replies only": _fifty("age_up.loss_on='replies'"),
    "50 facts, replies only, rate 5e-4": _fifty("age_up.loss_on='replies'", "age_up.learning_rate=5e-4"),
    "hand-written questions, replies only": Policy(
        ("--paraphrases", *_changes("age_up.loss_on='replies'")), generations=2, facts=0
    ),
    "hand-written questions": Policy(("--paraphrases",), generations=2, facts=0),
}


@dataclass(slots=True)
class _Life:
    name: str
    seed: int
    place: int
    process: subprocess.Popen[bytes]


def _start(name: str, seed: int, place: int, wanted: argparse.Namespace, homes: Path) -> _Life:
    policy = POLICIES[name]
    out: Path = wanted.out
    stem = f"{re.sub('[^a-z0-9]+', '_', name)}-{seed}"
    command = [sys.executable, "-m", "benchmarks.lineage", "--seed", str(seed)]
    command += ["--home", str(homes / stem), "--json", str(out / f"{stem}.json")]
    command += ["--generations", str(policy.generations), "--facts", str(policy.facts), "--fill"]
    command += policy.options
    env = dict(os.environ)
    cards = [card for card in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if card]
    if cards:
        env["CUDA_VISIBLE_DEVICES"] = cards[place % len(cards)]
    with (out / f"{stem}.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    cores = os.cpu_count() or 1
    if not psutil.MACOS:  # which does not let a process be tied to cores
        mine = range(place * wanted.cores, (place + 1) * wanted.cores)
        psutil.Process(process.pid).cpu_affinity([core % cores for core in mine])
    return _Life(name, seed, place, process)


def live(waiting: list[tuple[str, int]], wanted: argparse.Namespace) -> None:
    """Each policy with its seed, ``--jobs`` at once in this order, until ``--seconds`` are over."""
    out: Path = wanted.out
    out.mkdir(parents=True, exist_ok=True)
    running: list[_Life] = []
    end = time.monotonic() + wanted.seconds
    with tempfile.TemporaryDirectory(prefix="luna-policies-", ignore_cleanup_errors=True) as homes:
        while (waiting or running) and time.monotonic() < end:
            running = [life for life in running if life.process.poll() is None]
            while waiting and len(running) < wanted.jobs:
                name, seed = waiting.pop(0)
                place = min(set(range(wanted.jobs)) - {life.place for life in running})
                running.append(_start(name, seed, place, wanted, Path(homes)))
            time.sleep(0.5)
        for life in running:
            print(f"{life.name}, seed {life.seed}: cut short")
            me = psutil.Process(life.process.pid)
            for process in (*me.children(recursive=True), me):
                process.kill()
            life.process.wait()


def table(out: Path) -> None:
    """One line a generation of every life in ``out``."""
    for path in sorted(out.glob("*.json")):
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        print(f"\n{path.stem}")
        for row in data["rows"]:
            print("  " + " | ".join("" if cell is None else str(cell) for cell in row.values()))
        for key in ("kept", "against the best", "paraphrases"):
            if key in data:
                print(f"  {key}: {data[key]}")


def main() -> None:
    """Live, then show."""
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("policy", nargs="*", help=f"NAME or NAME:SEED of: {'; '.join(POLICIES)}")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cores", type=int, default=2, help="of each life")
    parser.add_argument("--jobs", type=int, help="lives at once; as many as the cores bear")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--table", action="store_true", help="only show what stands in --out")
    wanted = parser.parse_args()
    wanted.jobs = wanted.jobs or max(1, (os.cpu_count() or 1) // wanted.cores)
    chosen = [text.partition(":")[::2] for text in wanted.policy or POLICIES]
    unknown = [name for name, _ in chosen if name not in POLICIES]
    if unknown:
        parser.error(f"unknown policies: {', '.join(unknown)}")
    if not wanted.table:
        print(", ".join(f"{key} {value}" for key, value in machine().items()), flush=True)
        lives = [(name, n) for n in range(1, wanted.seeds + 1) for name, seed in chosen if not seed]
        live([(name, int(seed)) for name, seed in chosen if seed] + lives, wanted)
    table(wanted.out)


if __name__ == "__main__":
    main()
