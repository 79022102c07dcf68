"""Base models: where Luna's first weights come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from luna_desktop.domain.prompt import PromptTemplate


@dataclass(frozen=True, slots=True)
class Base:
    """A recipe of ``models/<name>.toml`` or a local folder of weights.

    ``source`` is a folder with ``config.json``, ``model.safetensors`` and
    ``tokenizer.json`` (embedded and local bases) or a hub id.
    """

    name: str
    title: str
    kind: str  # "embedded" | "hub" | "local"
    source: str
    licence: str
    template: PromptTemplate = field(default_factory=PromptTemplate)
    context: int = 1024
    revision: str = ""
    download_bytes: int = 0
    memory_bytes: int = 0
    gguf_type: str = "F16"
