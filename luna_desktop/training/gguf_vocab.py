"""A ``tokenizer.json`` as the vocabulary fields of a GGUF.

llama.cpp splits text with built-in rules chosen by name, so only tokenizers
whose rule is known here by its exact definition are accepted; a near miss
would tokenise chat differently from training without any error.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gguf import TokenType

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.training.rows import check_tokens

_LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@dataclass(frozen=True, slots=True)
class GgufVocab:
    """What llama.cpp needs to tokenise as the trainer does."""

    pre: str
    tokens: list[str]
    types: list[int]
    merges: list[str]
    end_id: int
    pad_id: int | None
    begin_id: int | None


def read_vocab(folder: Path, vocab_size: int, template: PromptTemplate) -> GgufVocab:
    """The vocabulary of ``folder/tokenizer.json``, filled up to ``vocab_size`` rows.

    Raises:
        LunaError: ``tokenizer-unsupported`` or ``template-tokens-missing``.
    """
    try:
        data = cast("dict[str, Any]", json.loads((folder / "tokenizer.json").read_text("utf-8")))
        model = cast("dict[str, Any]", data["model"])
        vocab = cast("dict[str, int]", model["vocab"])
        added = cast("list[dict[str, Any]]", data.get("added_tokens") or [])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unsupported("Its tokenizer.json is missing or malformed.") from error
    pre = _recognise(data, model)
    tokens = [f"[PAD{i}]" for i in range(vocab_size)]
    types = [int(TokenType.UNUSED)] * vocab_size
    special: dict[str, int] = {}
    for text, index in vocab.items():
        if index >= vocab_size:
            raise _unsupported("It has more tokens than the model has rows.")
        tokens[index], types[index] = text, int(TokenType.NORMAL)
    for entry in added:
        index, text = int(entry["id"]), str(entry["content"])
        if index >= vocab_size:
            raise _unsupported("It has more tokens than the model has rows.")
        kind = TokenType.CONTROL if entry.get("special") else TokenType.USER_DEFINED
        tokens[index], types[index] = text, int(kind)
        if entry.get("special"):
            special[text] = index
    merges = [
        m if isinstance(m, str) else " ".join(m) for m in cast("list[str | list[str]]", model["merges"])
    ]
    check_tokens(template, special)
    pad = next((special[t] for t in ("<|pad|>", "<|finetune_right_pad_id|>") if t in special), None)
    return GgufVocab(
        pre,
        tokens,
        types,
        merges,
        special[template.end],
        pad,
        special[template.begin] if template.begin else None,
    )


def _recognise(data: dict[str, Any], model: dict[str, Any]) -> str:
    if model.get("type") != "BPE" or model.get("byte_fallback") or model.get("dropout"):
        raise _unsupported("It is not a byte-level BPE.")
    if data.get("normalizer") is not None:
        raise _unsupported("It changes text before splitting it.")
    steps = _steps(data.get("pre_tokenizer"))
    ignore_merges = bool(model.get("ignore_merges"))
    if steps == [_byte_level(regex=True)] and not ignore_merges:
        return "gpt-2"
    if steps == [("Digits", True), _byte_level(regex=True)] and not ignore_merges:
        return "smollm"
    if steps == [("Split", _LLAMA3_SPLIT, "Isolated"), _byte_level(regex=False)] and ignore_merges:
        return "llama-bpe"
    raise _unsupported("Its rule for splitting words is not one this version knows.")


def _byte_level(*, regex: bool) -> tuple[object, ...]:
    return ("ByteLevel", False, regex)


def _steps(pre: Any) -> list[tuple[object, ...]]:
    """The pre-tokenizer as comparable tuples of what changes its result."""
    if not isinstance(pre, dict):
        return []
    step = cast("dict[str, Any]", pre)
    match step.get("type"):
        case "Sequence":
            return [part for inner in step["pretokenizers"] for part in _steps(inner)]
        case "ByteLevel":
            return [("ByteLevel", step.get("add_prefix_space", True), step.get("use_regex", True))]
        case "Digits":
            return [("Digits", step.get("individual_digits", False))]
        case "Split" if not step.get("invert"):
            return [("Split", step["pattern"].get("Regex"), step.get("behavior"))]
        case other:
            return [(str(other),)]


def _unsupported(why: str) -> LunaError:
    return LunaError(
        "tokenizer-unsupported",
        "This base's tokenizer cannot be carried over into a GGUF.",
        why,
        "Choose one of the listed bases, or a Llama model with a Llama 3, SmolLM2 or GPT-2 tokenizer.",
    )
