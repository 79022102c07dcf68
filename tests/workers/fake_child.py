"""Children that misbehave on purpose: ``python -m tests.workers.fake_child MODE``."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from luna_desktop.domain.training import TrainingJob
from luna_desktop.workers.child import ParentLink


def echo(link: ParentLink) -> None:
    for message in link.requests():
        link.send({**message, "type": "echo"})


def ignore_stop(link: ParentLink) -> None:
    import signal

    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    link.send({"type": "ready"})
    time.sleep(600)


def print_noise(link: ParentLink) -> None:
    print("a library prints", flush=True)  # noqa: T201
    os.write(1, b"and another writes to fd 1\n")
    sys.stderr.write("to stderr\n")
    sys.stderr.flush()
    link.send({"type": "done"})
    echo(link)


def flood(link: ParentLink) -> None:
    for number in range(20_000):
        link.send({"type": "progress", "phase": "train", "step": number, "pad": "x" * 200})
    link.send({"type": "done"})
    echo(link)


def garbage(link: ParentLink) -> None:
    raw = link._stdout
    os.write(raw, b'\xff\xfe not json\n{"type":\n[1,2]\n{}\n\n' + b"x" * 3_000_000 + b"\n")
    link.send({"type": "done"})
    echo(link)


def grandchild(link: ParentLink) -> None:
    import subprocess

    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    link.send({"type": "grandchild", "pid": child.pid})
    ignore_stop(link)


def leaver(link: ParentLink) -> None:
    """Not a daemon: the process would live on without the guard's deadline."""
    threading.Thread(target=time.sleep, args=(600,)).start()
    link.send({"type": "ready"})
    link.stopping.wait()


def crash(link: ParentLink) -> None:
    os.abort()


def silent_exit(link: ParentLink) -> None:
    sys.exit(7)


def _job(message: dict[str, Any]) -> TrainingJob:
    return TrainingJob.from_json(Path(message["job"]).read_text("utf-8"))


def train(link: ParentLink) -> None:
    """A quick run to the end; its version tells whether it was started ahead of its job."""
    message = next(link.requests())
    warmed = message["type"] == "warm"
    job = _job(next(link.requests()) if warmed else message)
    link.send({"type": "phase", "name": "prepare"})
    for step in range(3):
        link.send({"type": "progress", "phase": "train", "step": step, "total": 3, "loss": 2.0 - step})
        link.send({"type": "sample", "text": f"sample {step}"})
        link.send({"type": "checkpoint", "path": "c", "step": step})
        time.sleep(0.05)
    link.send(
        {
            "type": "result",
            "id": 1,
            "gguf": str(job.output_dir / job.gguf_name),
            "weights_dir": str(job.output_dir),
            "steps": 3,
            "tokens": 30,
            "loss_first": 2.0,
            "loss_last": 0.0,
            "seconds": 0.1,
            "versions": {"fake": "warmed" if warmed else "1"},
            "files": {},
        }
    )
    echo(link)


def train_dies_waiting(link: ParentLink) -> None:
    """Ends when told to prepare; answers a job with an error, so that one can tell."""
    requests = link.requests()
    message = next(requests)
    if message["type"] != "warm":
        link.send({"type": "error", "id": 1, "code": "disk-full", "what": "The disk is full."})
        echo(link)


def train_saves(link: ParentLink) -> None:
    """Trains until stopped, then saves if asked to."""
    job = _job(next(link.requests()))
    link.send({"type": "progress", "phase": "train", "step": 1, "total": 100})
    link.stopping.wait()
    if link.save_on_stop:
        job.checkpoint_dir.mkdir(parents=True, exist_ok=True)
        (job.checkpoint_dir / "saved").touch()


def train_hangs(link: ParentLink) -> None:
    next(link.requests())
    link.send({"type": "progress", "phase": "train", "step": 1, "total": 100})
    ignore_stop(link)


def train_dies(link: ParentLink) -> None:
    next(link.requests())
    link.send({"type": "progress", "phase": "train", "step": 1, "total": 100})
    os.abort()


def train_fails(link: ParentLink) -> None:
    next(link.requests())
    link.send({"type": "error", "id": 1, "code": "disk-full", "what": "The disk is full."})
    echo(link)


def train_floods(link: ParentLink) -> None:
    next(link.requests())
    while not link.stopping.is_set():
        link.send({"type": "progress", "phase": "train", "step": 1, "total": 100})


def main() -> None:
    mode = sys.argv[1]
    if mode == "mute":  # never speaks the protocol at all
        time.sleep(600)
    if mode == "old":
        sys.stdout.write('{"type":"hello","protocol":0,"worker":"x","pid":1}\n')
        sys.stdout.flush()
        time.sleep(600)
    link = ParentLink("fake", orphan_grace=1.0)
    globals()[mode](link)


if __name__ == "__main__":
    main()
