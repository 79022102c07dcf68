"""A training job and what came of it: the record that crosses to the training child."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast

from luna_desktop.domain.base import GgufType
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.domain.speed import Speed, read_speed

JOB_FILE = "job.json"
DATASET = "dataset.jsonl"
ADAPTER_CONFIG = "adapter_config.json"
JobKind = Literal["age_up", "birth"]
Output = Literal["whole", "adapter"]
RecipeValues = dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Beneath:
    """Whole weights: which ones they are, and where they are now."""

    id: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Packed:
    """Weights that came as a GGUF and are unpacked once before anything is trained from them."""

    gguf: Path
    sha256: str  # of the GGUF
    folder: Path  # where they are unpacked, which every home shares


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """Everything a training run needs; nothing of it is looked up elsewhere.

    ``base_dir`` holds the weights to start from, ``dataset`` the frozen JSONL
    snapshot, ``output_dir`` the candidate's ``.partial`` folder. ``max_tokens``
    bounds the training tokens. ``resume`` continues from ``checkpoint_dir``.
    ``beneath`` are the whole weights that training starts from: those of ``base_dir``, or those that
    the adapter in it lies on. What comes of it names them by ``id`` alone, for folders move. ``packed``
    tells where the folder of those comes from, if it is not there yet.
    ``under`` are adapters, as GGUF, that lie on those and beneath what is trained. ``parent`` is the one,
    laid as what comes of this is to be laid, that training goes on from instead of from nothing. The
    ``output`` is a whole model, or an adapter for llama.cpp and nothing else. ``speed`` is what was found
    fastest on this machine before; without it that is found out first.
    """

    kind: JobKind
    base_dir: Path
    dataset: Path
    dataset_sha256: str
    output_dir: Path
    checkpoint_dir: Path
    template: PromptTemplate
    recipe: RecipeValues
    max_tokens: int
    gguf_name: str
    gguf_type: GgufType = "F16"
    seed: int = 0
    resume: bool = False
    beneath: Beneath | None = None  # those of ``base_dir``
    packed: Packed | None = None
    under: tuple[Path, ...] = ()
    parent: Path | None = None
    output: Output = "whole"
    speed: Speed | None = None

    def to_json(self) -> str:
        """The job as the text of ``job.json``."""
        return json.dumps(asdict(self), default=str, indent=1, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> TrainingJob:
        """Read ``job.json``.

        Raises:
            LunaError: code ``job-malformed``.
        """
        try:
            data = cast("dict[str, Any]", json.loads(text))
            data["template"] = PromptTemplate(**data["template"])
            if data.get("beneath"):
                data["beneath"] = Beneath(**_with_paths(data["beneath"], Beneath))
            if data.get("packed"):
                data["packed"] = Packed(**_with_paths(data["packed"], Packed))
            if data.get("speed"):
                data["speed"] = read_speed(data["speed"])
            return cls(**_with_paths(data, cls))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise LunaError(
                "job-malformed",
                "The training job cannot be read.",
                f"Its file is damaged ({type(error).__name__}).",
                "Start the training anew.",
            ) from error

    def write(self) -> Path:
        """Write ``job.json`` into ``output_dir`` and return its path."""
        self.output_dir.mkdir(parents=True, exist_ok=True)
        path = self.output_dir / JOB_FILE
        path.write_text(self.to_json(), encoding="utf-8")
        return path


@dataclass(frozen=True, slots=True)
class Merge:
    """Whole weights in ``folder`` and the adapters (GGUF) on them, to be one GGUF that speaks alone."""

    folder: Path
    packed: Packed | None
    adapters: tuple[Path, ...]
    template: PromptTemplate
    out: Path
    name: str  # general.name in the file

    def to_json(self) -> str:
        """As text for the training child."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Merge:
        """What ``to_json`` wrote."""
        data = cast("dict[str, Any]", json.loads(text))
        data["template"] = PromptTemplate(**data["template"])
        if data["packed"]:
            data["packed"] = Packed(**_with_paths(data["packed"], Packed))
        return cls(**_with_paths(data, cls))


@dataclass(frozen=True, slots=True)
class Trial:
    """A base on which some steps are tried as ``recipe`` trains it, to see how fast they are."""

    base_id: str
    folder: Path
    packed: Packed | None
    recipe: RecipeValues

    def to_json(self) -> str:
        """As text for the training child."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Trial:
        """What ``to_json`` wrote."""
        data = cast("dict[str, Any]", json.loads(text))
        if data["packed"]:
            data["packed"] = Packed(**_with_paths(data["packed"], Packed))
        return cls(**_with_paths(data, cls))


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a finished run left in ``output_dir``.

    ``gguf`` is what speaks, or is laid over what speaks. ``weights_dir`` is what the next training goes on
    from: a folder, or of an adapter alone its ``gguf``. ``files`` maps relative names to sha256,
    ``timings`` parts of the run to seconds, ``parity`` numbers of dataset rows to the log-probability of
    their last reply by the trained weights; ``dev`` are the losses on the watched rows, in nats a token.
    ``speed`` is that of its steps.
    """

    gguf: Path
    weights_dir: Path
    steps: int
    tokens: int
    loss_first: float
    loss_last: float
    seconds: float
    versions: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, str] = field(default_factory=dict[str, str])
    timings: dict[str, float] = field(default_factory=dict[str, float])
    parity: dict[str, float] = field(default_factory=dict[str, float])
    dev: list[float] = field(default_factory=list[float])
    speed: Speed | None = None

    def to_message(self) -> dict[str, Any]:
        """The fields of the child's ``result`` message."""
        return {k: str(v) if isinstance(v, Path) else v for k, v in asdict(self).items()}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> TrainingResult:
        """Read the child's ``result`` message.

        Raises:
            LunaError: code ``training-failed`` when fields are missing.
        """
        names = {f.name for f in fields(cls)}
        try:
            values = {k: v for k, v in message.items() if k in names}
            if values.get("speed"):
                values["speed"] = read_speed(values["speed"])
            return cls(**_with_paths(values, cls))
        except (TypeError, ValueError) as error:
            raise LunaError(
                "training-failed",
                "The training process ended without a usable result.",
                "Its last message was incomplete.",
                "Try again.",
            ) from error


def _with_paths(data: dict[str, Any], record: type[Any]) -> dict[str, Any]:
    """``data`` with the fields that ``record`` declares as paths turned into paths."""
    kinds = {f.name: f.type for f in fields(record)}

    def read(name: str, value: Any) -> Any:
        if kinds.get(name) == "tuple[Path, ...]":
            return tuple(Path(part) for part in value)
        if value is None or kinds.get(name) not in ("Path", "Path | None"):
            return value
        return Path(value)

    return {name: read(name, value) for name, value in data.items()}
