"""The training child: reads one frozen job, trains it, writes the generation's files.

It never publishes and never opens the database.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
import sys
import threading
import time
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.training import Merge, TrainingJob, TrainingResult, Trial
from luna_desktop.training import checkpoints
from luna_desktop.training.progress import Link, Meter, Stopwatch
from luna_desktop.training.recipe import Recipe, malformed, read_recipe
from luna_desktop.training.sealed import keep_sealed
from luna_desktop.training.unpacking import unpack
from luna_desktop.workers import protocol
from luna_desktop.workers.child import ParentLink

# Two processes whose idle threads spin were measured to slow each other threefold.
ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "UNSLOTH_DISABLE_STATISTICS": "1",
}
_LIBRARIES = ("torch", "transformers", "trl", "peft", "tokenizers", "gguf", "unsloth")


def main() -> int:
    """Serve until told to stop."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["CUDA_VISIBLE_DEVICES"] = one_card(os.environ.get("CUDA_VISIBLE_DEVICES"))
    keep_sealed()
    link = ParentLink("training")
    saving = threading.Event()
    threading.Thread(target=_leave_when_told, args=(link, saving), name="luna-leave", daemon=True).start()
    for message in link.requests():
        _answer(link, message, saving)
    return 0


def one_card(chosen: str | None) -> str:
    """The first card that may be used: with several, transformers would cut each small step in parts."""
    return "0" if chosen is None else chosen.split(",")[0]


def _leave_when_told(link: ParentLink, saving: threading.Event) -> None:
    """End at once when there is nothing to save: imports and exports cannot be interrupted otherwise."""
    link.stopping.wait()
    if not (link.save_on_stop and saving.is_set()):
        os._exit(0)


def _answer(link: ParentLink, message: protocol.Message, saving: threading.Event) -> None:
    request = message.get("id")
    if message["type"] == "warm":
        _warm()
    if message["type"] == "merge":
        _merge(link, message)
    if message["type"] == "try":
        _try(link, message)
    if message["type"] != "train":
        return
    try:
        job = TrainingJob.from_json(Path(str(message["job"])).read_text("utf-8"))
        result = run_job(job, link, saving)
        link.send({"type": "result", "id": request, **result.to_message()})
    except Exception as error:
        link.fail(error, request)


def _merge(link: ParentLink, message: protocol.Message) -> None:
    try:
        from luna_desktop.training.merging import merge

        merge(Merge.from_json(str(message["merge"])), link)
        link.send({"type": "result", "id": message.get("id")})
    except Exception as error:
        link.fail(error, message.get("id"))


def _try(link: ParentLink, message: protocol.Message) -> None:
    try:
        trial = Trial.from_json(str(message["trial"]))
        if trial.packed is not None:
            unpack(trial.packed, link)
        Meter(link, steps=0, tokens=0).report("prepare", note="Loading the training library")
        from luna_desktop.training.trial import measure

        speed = measure(trial, link)
        link.send({"type": "result", "id": message.get("id"), "speed": asdict(speed)})
    except Exception as error:
        link.fail(error, message.get("id"))


def _warm() -> None:
    """Import what a training on processor cores needs; what goes wrong is the job's to tell."""
    with contextlib.suppress(Exception):
        # On a card the backend decides what may be imported first.
        if not importlib.import_module("torch").cuda.is_available():
            importlib.import_module("luna_desktop.training.trainer")


def run_job(job: TrainingJob, link: Link, saving: threading.Event | None = None) -> TrainingResult:
    """Train ``job`` from its first byte to its last.

    ``saving`` is set while a stop can still save a checkpoint.

    Raises:
        LunaError: whatever is wrong with the job, its data or its course.
    """
    began = time.monotonic()
    watch = Stopwatch()
    saving = saving or threading.Event()
    if job.packed is not None:
        unpack(job.packed, link)
        watch.lap("unpack")
    recipe = _fitting(read_recipe(job.recipe), job)
    if job.output == "adapter" and recipe.method != "lora":
        raise malformed("What is laid over a base is trained as an adapter: its method must be 'lora'.")
    Meter(link, steps=0, tokens=0).report("prepare", note="Reading the lessons")
    lessons = _read_lessons(job, recipe)
    found = checkpoints.find(job) if job.resume else None
    watch.lap("tokenise")
    note = "" if found or not job.resume else "There was no checkpoint yet; starting from the beginning"
    Meter(link, steps=len(lessons[1].steps), tokens=0).report(
        "prepare", note=note or "Loading the training library"
    )

    start, backend, model, trainer = _load(job, recipe, watch)
    from luna_desktop.training.batches import Lessons

    encoded, plan, encoder, dev = lessons
    sample = job.template.render([Turn("person", recipe.sample_prompt)])
    kept = Lessons(encoded, plan, encoder, sample, dev)
    run = trainer.Run(model, kept, job, recipe, link=link, backend=backend)
    run.meter.report("train", found[1].step if found else 0)
    saving.set()
    trained = run.train(found)
    saving.clear()
    if link.stopping.is_set():
        raise LunaError("training-paused", "The training is paused.", "", "It can go on later.")
    watch.lap("train")
    run.meter.report("export", trained.steps)
    from luna_desktop.training.export import export
    from luna_desktop.training.parity import recite

    if job.output == "adapter":
        model.float()  # the values it trained with, multiplied exactly
    parity = recite(model, encoder, job)
    gguf, weights, files = export(
        model, job, start, lora=recipe.method == "lora", stopped=link.stopping.is_set
    )
    watch.lap("export")
    return TrainingResult(
        gguf=gguf,
        weights_dir=weights,
        steps=trained.steps,
        tokens=trained.tokens,
        loss_first=trained.loss_first,
        loss_last=trained.loss_last,
        seconds=round(time.monotonic() - began + (found[1].seconds if found else 0.0), 3),
        versions={**versions(), "backend": backend, "dtype": run.dtype, "threads": str(run.threads)},
        files=files,
        timings={**watch.parts, "choose": run.choosing},
        parity=parity,
        dev=trained.dev,
        speed=run.speed(trained),
    )


def _fitting(recipe: Recipe, job: TrainingJob) -> Recipe:
    """No lesson longer than the base reads: Unsloth would stretch her positions, and the file would not."""
    from luna_desktop.training.backends import Start, positions

    return replace(recipe, max_length=min(recipe.max_length, positions(Start.of(job).base)))


def _read_lessons(job: TrainingJob, recipe: Recipe) -> Any:
    from luna_desktop.training.backends import Start
    from luna_desktop.training.gguf_writer import must_be_writable
    from luna_desktop.training.rows import Encoder, read_rows
    from luna_desktop.training.steps import plan_steps

    base = Start.of(job).base
    must_be_writable(base, job.template)
    rows = read_rows(job.dataset, job.dataset_sha256)
    encoder, watching = (
        Encoder(base / "tokenizer.json", job.template, loss_on=loss_on, max_length=recipe.max_length)
        for loss_on in (recipe.loss_on, "replies")
    )
    encoded, _ = encoder.encode(rows)
    watched = [replace(row, weight=1) for row in rows if row.weight == 0]
    dev = watching.encode(watched)[0] if watched else []
    lengths = [len(row.ids) for row in encoded]
    plan = plan_steps(
        lengths,
        tokens_per_step=recipe.step_tokens(sum(lengths), job.max_tokens),
        max_tokens=job.max_tokens,
        epochs=recipe.epochs,
        seed=job.seed,
    )
    return encoded, plan, encoder, dev


def _load(job: TrainingJob, recipe: Recipe, watch: Stopwatch) -> Any:
    """Import what trains, and load the model; Unsloth must come before the rest if it is used."""
    import torch

    from luna_desktop.training import backends

    start = backends.Start.of(job)
    cuda = torch.cuda.is_available()
    wanted = "trl" if job.output == "adapter" else recipe.backend
    backend = backends.choose(wanted, cuda=cuda, parameters=backends.count_parameters(start.base))
    if backend == "unsloth":
        # It writes code for this model and runs it; by default into the folder the app was started from.
        os.environ["UNSLOTH_COMPILE_LOCATION"] = str(job.checkpoint_dir / "unsloth")
        model = backends.load_model(start, recipe, backend, job.seed, cuda=cuda)
        from luna_desktop.training import trainer

        watch.lap("import and load")
    else:
        from luna_desktop.training import trainer

        watch.lap("import")
        trainer.prepare_libraries(recipe.threads, job.seed)
        model = backends.load_model(start, recipe, backend, job.seed, cuda=cuda)
        watch.lap("load")
    return start, backend, model, trainer


def versions() -> dict[str, str]:
    """Versions of everything that shapes the result, and what it was computed on."""
    import torch

    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "processor"
    found = {"python": platform.python_version(), "platform": sys.platform, "device": device}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
