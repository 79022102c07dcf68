"""Verbs that make what Luna is made from: curriculum, train-embryo, train-skills."""

from __future__ import annotations

import argparse
import hashlib
import time
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import (
    GOOD,
    TICK,
    Context,
    add_force,
    may_write,
    must_be_writable,
    path_of,
    with_app,
    wrong_usage,
)
from luna_desktop.cli.output import Output
from luna_desktop.domain.errors import LunaError

if TYPE_CHECKING:
    from luna_desktop.services.app import App

WEIGHTS = "model.safetensors"
STOP_GRACE = 1.5  # seconds; what takes longer is ended, for checkpoints are whole or not there
SKILLS = "skills.safetensors"
_CLEAR = frozenset(
    ("base-missing", "base-unreadable", "gguf-missing", "template-unknown", "tokenizer-unsupported")
)  # said whole by the child
PATIENCE = 120.0  # seconds without a heartbeat: importing torch holds the interpreter for long stretches


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    curriculum = verbs.add_parser("curriculum", parents=[shared], help="write curriculum phases anew")
    what = curriculum.add_subparsers(metavar="WHAT", required=True)
    generate = what.add_parser(
        "generate", parents=[shared], help="write a phase file; the same seed, the same file"
    )
    generate.add_argument(
        "--phase", type=int, choices=(0, 1, 2, 3), metavar="N", help="0, 1, 2 or 3; without it 0 to 2"
    )
    generate.add_argument("--seed", type=int, default=0, metavar="S", help="0 makes the shipped files")
    generate.add_argument(
        "--out", type=path_of, metavar="PATH", help="the file to write (else where Luna reads it)"
    )
    add_force(generate)
    generate.set_defaults(run=_generate)

    embryo = verbs.add_parser(
        "train-embryo",
        parents=[shared],
        help="train the embryo from random weights (minutes on a GPU)",
        description="Train the embryo from random weights: 6 to 9 minutes on a GPU (H200, H100), about "
        "80 hours on two CPU cores. Stop it at any time; the same command goes on from its last checkpoint.",
    )
    embryo.add_argument(
        "--out",
        type=path_of,
        required=True,
        metavar="DIR",
        help="for the weights; an unfinished run there goes on",
    )
    for option, meaning in (
        ("--chunks", "chunks of episodes to train on"),
        ("--seed", "of weights and episodes"),
        ("--processes", "that generate episodes"),
        ("--batch-tokens", "tokens a step"),
    ):
        embryo.add_argument(option, type=int, metavar="N", help=meaning)
    embryo.set_defaults(run=_train_embryo)
    _register_skills(verbs, shared)


def _register_skills(verbs: Any, shared: argparse.ArgumentParser) -> None:
    skills = verbs.add_parser(
        "train-skills",
        parents=[shared],
        help="teach a base that has read to hear, answer and refuse (minutes on a GPU)",
        description="Teach a base that has read its skills from the bank of wordings: to hear what is "
        "meant, to answer from the conversation, to refuse what it was not told, and to ask. It makes one "
        "adapter, skills.safetensors, with its provenance. Some 3 minutes on a GPU (H200), 5 hours on two "
        "CPU cores. Stop it at any time; the same command goes on from its last checkpoint.",
    )
    skills.add_argument("base", type=path_of, metavar="BASE", help="a folder of weights, or a GGUF file")
    skills.add_argument(
        "--out", type=path_of, required=True, metavar="DIR", help="for the adapter; an unfinished run goes on"
    )
    for option, kind, meaning in (
        ("--conversations", int, "to train on (else 250,000)"),
        ("--seed", int, "of conversations and adapter"),
        ("--tokens-per-step", int, "of all conversations of one step"),
        ("--learning-rate", float, "at its highest"),
        ("--rank", int, "of the adapter (else 16, which suits SmolLM2)"),
        ("--measure", int, "dev lines a section at the end (else 300)"),
    ):
        skills.add_argument(option, type=kind, metavar="N", help=meaning)
    skills.add_argument(
        "--without-held-out", action="store_true", help="leave out the topics that development holds out"
    )
    skills.set_defaults(run=_train_skills)


def _generate(context: Context) -> int:
    from luna_desktop.domain.curriculum import PERSONALITY
    from luna_desktop.language.curricula import CURRICULA, held_out_beside, write

    args, out = context.args, context.out
    if args.phase == PERSONALITY:
        return with_app(_generate_own)(context)
    numbers = list(CURRICULA) if args.phase is None else [args.phase]
    if args.out is not None and len(numbers) > 1:
        raise wrong_usage("luna curriculum generate", "--out needs --phase")
    if args.out is not None:
        import asyncio  # slow to load, and --help does without

        asyncio.run(may_write(context, args.out, held_out_beside(args.out)))
    written: list[dict[str, Any]] = []
    for number in numbers:
        files = write(number, args.seed, args.out)
        for (path, count), part in zip(files, ("examples", "held_out"), strict=True):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            written.append(
                {"phase": number, "seed": args.seed, part: count, "path": str(path), "sha256": digest}
            )
            out.line(f"Phase {number}: {count} {part.replace('_', ' ')} in {path}")
    out.document({"written": written})
    return GOOD


async def _generate_own(app: App, context: Context) -> int:
    """Phase 3 as the next age-up would have it, from the lessons of this home."""
    from luna_desktop.language.phases import PERSONALITY_FILE, phase_text, write_curriculum

    args, out = context.args, context.out
    await may_write(context, args.out)
    phase = await app.lessons.personality(args.seed)
    path = args.out if args.out is not None else app.home / PERSONALITY_FILE
    write_curriculum(phase_text(phase), path)
    out.line(f"Phase 3: {len(phase.examples)} examples in {path}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = {"phase": phase.number, "seed": args.seed, "examples": len(phase.examples)}
    out.document({"written": [{**entry, "path": str(path), "sha256": digest}]})
    return GOOD


def _train_embryo(context: Context) -> int:
    """In a child, so that this process never loads the training libraries."""
    args, out = context.args, context.out
    options = ["--out", str(args.out), *_given(args, "chunks", "seed", "processes", "batch_tokens")]
    must_be_writable(args.out / WEIGHTS)
    _follow("embryo", "The embryo's training", options, out)
    weights = args.out / WEIGHTS
    out.document({"path": str(args.out), "bytes": weights.stat().st_size})
    out.line(f"The embryo is in {args.out}.")
    return GOOD


def _train_skills(context: Context) -> int:
    """In a child, as the embryo's training."""
    args, out = context.args, context.out
    options = [str(args.base), "--out", str(args.out)]
    options += _given(args, "conversations", "seed", "tokens_per_step", "learning_rate", "rank", "measure")
    options += ["--without-held-out"] if args.without_held_out else []
    adapter = args.out / SKILLS
    must_be_writable(adapter)
    _follow("skills", "The training of the skills", options, out)
    out.document({"path": str(args.out), "bytes": adapter.stat().st_size})
    out.line(f"The skills are in {args.out}.")
    return GOOD


def _given(args: argparse.Namespace, *names: str) -> list[str]:
    """The options that were given, for the child."""
    values = {name: getattr(args, name) for name in names}
    given = {name: value for name, value in values.items() if value is not None}
    return [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))]


def _follow(worker: str, title: str, options: list[str], out: Output) -> None:
    """Run the child ``worker`` to its end and note what it tells.

    Raises:
        LunaError: ``<worker>-refused`` in its words, or ``<worker>-failed``.
    """
    from luna_desktop.workers.process import ChildProcess, worker_command
    from luna_desktop.workers.protocol import Message, read_error, read_progress

    ends: list[LunaError | None] = []  # what it told, and then that it is gone

    def hear(message: Message) -> None:
        if message["type"] == "progress":
            out.note(read_progress(message).note)
        elif message["type"] == "error":
            ends.append(read_error(message))
        elif message["type"] == "result":
            ends.append(None)

    child = ChildProcess(
        [*worker_command(worker), *options],
        on_message=hear, on_exit=ends.append, name=worker, heartbeat_timeout=PATIENCE,
    )  # fmt: skip
    try:
        while not ends:  # looked at bit by bit, so that Ctrl+C is heard on every system
            time.sleep(TICK)
    except KeyboardInterrupt:
        out.note("Stopping. The same command goes on from the last checkpoint.")
        raise
    finally:
        child.stop(STOP_GRACE)
    failure = ends[0]
    if failure is None:
        return
    if failure.code in _CLEAR or failure.code == f"{worker}-refused":
        raise failure
    if child.stderr_tail:
        out.note(child.stderr_tail)
    raise LunaError(
        f"{worker}-failed",
        f"{title} did not finish.",
        f"{failure.what} {failure.why}".strip(),
        "The same command goes on from its last checkpoint.",
    )
