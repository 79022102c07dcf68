"""Checkpoints that are only resumed when every byte is the one this job saved."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import TrainingJob
from luna_desktop.training.files import replacing, sha256, sync_folder

MANIFEST = "luna-checkpoint.json"
_NAME = re.compile(r"checkpoint-(\d+)")
# Fields of a template that came later: left out while unset, so that older checkpoints are still known.
_LATER = ("after_end", "system_prefix", "system", "trim")
# Her home may move meanwhile.
_PLACES = (
    *("base_dir", "output_dir", "checkpoint_dir", "dataset", "resume", "beneath"),
    *("packed", "under", "parent"),  # by the hashes of what they hold
    "speed",  # what is gone on with keeps to what it began in
)


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a run stood; the sums let it end with the same report as one in a single sitting."""

    step: int
    tokens: int
    seconds: float
    loss_first: float
    loss_smooth: float
    bf16: bool = False  # what it was computed in goes on


def fingerprint(job: TrainingJob) -> str:
    """Identifies the job, so that no other's checkpoint is taken for its own."""
    data = {key: value for key, value in asdict(job).items() if key not in _PLACES}
    data["template"] = {k: v for k, v in data["template"].items() if v or k not in _LATER}
    if job.output == "whole":
        del data["output"]  # it came later
    adapters = (*job.under, *([job.parent] if job.parent else ()))
    data["weights"] = [
        _hash(path, path.stat().st_mtime_ns)
        for path in (*sorted(job.base_dir.glob("*.safetensors")), *adapters)
    ]
    return hashlib.sha256(json.dumps(data, default=str, sort_keys=True).encode()).hexdigest()


@functools.cache
def _hash(path: Path, _changed: int) -> str:
    """A checkpoint is sealed every few seconds, and the weights it began from can be large."""
    return sha256(path)


def seal(folder: Path, job: TrainingJob, saved: Saved) -> None:
    """Write the manifest that makes a saved folder a checkpoint, then drop older ones."""
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    content = {"job": fingerprint(job), "saved": asdict(saved), "files": files}
    with replacing(folder / MANIFEST) as temporary:
        temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    sync_folder(folder.parent)
    for _, other in _folders(folder.parent):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def find(job: TrainingJob) -> tuple[Path, Saved] | None:
    """The newest good checkpoint of this job; None when none was ever sealed.

    A folder without a manifest is one whose saving was cut short: it is passed over.

    Raises:
        LunaError: ``checkpoint-damaged`` or ``checkpoint-foreign`` when there
            are sealed ones but none may be used.
    """
    trouble: LunaError | None = None
    for _, folder in sorted(_folders(job.checkpoint_dir), reverse=True):
        if not (folder / MANIFEST).is_file():
            continue
        try:
            return folder, _open(folder, job)
        except LunaError as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return None


def _folders(parent: Path) -> list[tuple[int, Path]]:
    if not parent.is_dir():
        return []
    found = ((_NAME.fullmatch(path.name), path) for path in parent.iterdir() if path.is_dir())
    return [(int(match[1]), path) for match, path in found if match]


def _open(folder: Path, job: TrainingJob) -> Saved:
    try:
        content = cast("dict[str, Any]", json.loads((folder / MANIFEST).read_text("utf-8")))
        owner, files = str(content["job"]), cast("dict[str, str]", content["files"])
        saved = Saved(**content["saved"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged("Its list of files cannot be read.") from error
    if owner != fingerprint(job):
        raise LunaError(
            "checkpoint-foreign",
            "The interrupted training cannot go on.",
            "Its checkpoint belongs to another training.",
            "Start the training anew.",
        )
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if present != {*files, MANIFEST}:
        raise _damaged("Files of its checkpoint are missing or were added.")
    for name, expected in files.items():
        if sha256(folder / name) != expected:
            raise _damaged(f"The file {name} of its checkpoint was changed.")
    return saved


def _damaged(why: str) -> LunaError:
    return LunaError(
        "checkpoint-damaged", "The interrupted training cannot go on.", why, "Start the training anew."
    )
