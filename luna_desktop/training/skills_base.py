"""A base that has read, loaded to be taught skills: a folder of weights, or one GGUF file."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import TEMPLATES, PromptTemplate
from luna_desktop.training.files import sha256
from luna_desktop.training.gguf_writer import LlamaShape, read_shape
from luna_desktop.training.precision import bf16_multiplies_faster
from luna_desktop.training.rows import Encoder

GGUF = ".gguf"


@dataclass(frozen=True, slots=True)
class SkillsBase:
    """The model, frozen, in the type that computes fastest here, and the encoder of its tokenizer."""

    model: Any
    encoder: Encoder
    shape: LlamaShape
    name: str
    sha256: str
    device: str
    bf16: bool


def load(path: Path) -> SkillsBase:
    """Read the base at ``path``.

    Raises:
        LunaError: ``base-missing``, ``base-unreadable``, ``gguf-missing``, ``tokenizer-unsupported`` or
            ``template-unknown``.
    """
    if path.is_file() and path.suffix == GGUF:
        if find_spec("gguf") is None:
            raise LunaError(
                "gguf-missing",
                "The base cannot be read.",
                "The package gguf is not installed.",
                "Install it.",
            )
        with tempfile.TemporaryDirectory(prefix="luna-base-", ignore_cleanup_errors=True) as made:
            return _load(path, Path(made))
    if (path / "config.json").is_file():
        return _load(path, path)
    raise LunaError(
        "base-missing",
        f"There is no base at {path}.",
        "It must be a folder with config.json, or a GGUF file.",
        "Name the folder or the file of a base.",
    )


def _load(path: Path, folder: Path) -> SkillsBase:
    """The base at ``path`` out of ``folder``: the same, or an empty one into which its GGUF is unpacked."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    bf16 = _bf16(device)
    dtype = torch.bfloat16 if bf16 else torch.float32
    try:
        if path != folder:
            from luna_desktop.training.gguf_reader import write_folder

            write_folder(path, folder, lambda done, total: None)
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(folder),
            dtype=dtype,
            attn_implementation="sdpa",
            local_files_only=True,
            trust_remote_code=False,
        )
        tokenizer, longest = folder / "tokenizer.json", int(model.config.max_position_embeddings)
        encoder = Encoder(tokenizer, _template(tokenizer), loss_on="replies", max_length=longest)
    except LunaError as error:
        if error.code == "model-unsupported":
            raise _unreadable(path, error.why) from error
        raise
    except Exception as error:  # whatever the reader met in a damaged file
        raise _unreadable(path, f"Loading it ended with {type(error).__name__}.") from error
    model.to(device=device, dtype=dtype).requires_grad_(False)
    return SkillsBase(model, encoder, read_shape(folder), name_of(path), _digest(path), device, bf16)


def _unreadable(path: Path, why: str) -> LunaError:
    return LunaError("base-unreadable", f"The base at {path} cannot be loaded.", why, "Get the base again.")


def name_of(path: Path) -> str:
    """The name of a base at ``path``: its folder's, or its file's without what says how it is packed."""
    return path.name if path.is_dir() else path.stem.partition(".")[0].lower()


def _template(tokenizer: Path) -> PromptTemplate:
    """The template all of whose control tokens the tokenizer has."""
    tokens = Tokenizer.from_file(str(tokenizer)).get_added_tokens_decoder().values()
    special = {token.content for token in tokens if token.special}
    for template in TEMPLATES.values():
        if special.issuperset(template.control_tokens):
            return template
    raise LunaError(
        "template-unknown",
        "This base cannot be talked to.",
        f"Its tokenizer has the control tokens of no template that is known: {', '.join(TEMPLATES)}.",
        "Choose a base that was made for chat.",
    )


def _digest(path: Path) -> str:
    """Of the file, or of all weights in the folder."""
    if path.is_file():
        return sha256(path)
    whole = hashlib.sha256()
    for file in sorted((*path.glob("*.safetensors"), path / "config.json", path / "tokenizer.json")):
        whole.update(f"{file.name} {sha256(file)}\n".encode())
    return whole.hexdigest()


def _bf16(device: str) -> bool:
    """Whether products in bfloat16 are faster here: on processors without it they are far slower."""
    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    return bf16_multiplies_faster()
