"""A folder of weights: whether it is whole, which one it is, and how it is spoken to."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML, EMBRYO, TEMPLATES, PromptTemplate

CONFIG, WEIGHTS, TOKENIZER = FILES = ("config.json", "model.safetensors", "tokenizer.json")
UNTOLD = 512  # positions that a base certainly has
INDEX = f"{WEIGHTS}.index.json"


def files(folder: Path, name: str = "") -> tuple[Path, ...]:
    """The files a base is made of: its settings, its tokenizer, its weights in one file or in shards.

    Raises:
        LunaError: ``base-missing`` naming the first that is not there.
    """
    found = [folder / CONFIG, folder / TOKENIZER]
    index = folder / INDEX
    if (folder / WEIGHTS).is_file() or not index.is_file():
        found.append(folder / WEIGHTS)
    else:
        parts = _mapping(_json(index).get("weight_map")).values()
        shards = {folder / Path(str(part)).name for part in parts}
        if not shards:
            raise _missing(name or str(folder), f"{index} names no file of weights.")
        found += [index, *sorted(shards)]
    for path in found:
        if not path.is_file():
            raise _missing(name or str(folder), f"{path} is missing.")
    return tuple(found)


def size(folder: Path) -> int:
    """Bytes of the base's files."""
    return sum(path.stat().st_size for path in files(folder))


def digest(folder: Path) -> str:
    """The hash by which the base in ``folder`` is known wherever it lies."""
    hashes: dict[str, str] = {}
    for path in files(folder):
        try:
            hashes[path.name] = sha256(path)
        except OSError as error:
            raise _unreadable(path) from error
    return digest_of(hashes)


def digest_of(hashes: Mapping[str, str]) -> str:
    """The same, of the SHA-256 of each of ``files`` by its name."""
    lines = (f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def must_be_llama(folder: Path) -> None:
    """Only what can be written as a GGUF can become a generation.

    Raises:
        LunaError: ``base-unsupported``.
    """
    found = _json(folder / CONFIG).get("architectures")
    if found != ["LlamaForCausalLM"]:
        names = ", ".join(str(name) for name in cast("list[Any]", found)) if isinstance(found, list) else ""
        raise _unsupported(
            folder,
            f"Its config.json says that it is {names or 'of no kind'}, not LlamaForCausalLM.",
            "Choose a model of the Llama family, such as SmolLM2 or Llama 3.2.",
        )


def positions(folder: Path) -> int:
    """How many tokens its weights can read at once, as far as its settings tell."""
    try:
        return max(1, int(_json(folder / CONFIG)["max_position_embeddings"]))
    except (KeyError, TypeError, ValueError):
        return UNTOLD


def must_speak(folder: Path, wanted: PromptTemplate) -> None:
    """What a recipe says of how a base is spoken to must be in its tokenizer.

    Raises:
        LunaError: ``base-unsupported`` naming what is missing.
    """
    added = [_mapping(entry) for entry in _sequence(_json(folder / TOKENIZER).get("added_tokens"))]
    special = {str(entry.get("content")) for entry in added if entry.get("special")}
    lacking = [token for token in wanted.control_tokens if token not in special]
    if lacking:
        why = f"Its tokenizer lacks {' and '.join(lacking)} as special tokens, with which it is spoken to."
        raise _unsupported(folder, why, "Get the base again, or choose another.")


def template(folder: Path) -> PromptTemplate:
    """How the base in ``folder`` is spoken to, by its tokenizer's special tokens and its chat template.

    Raises:
        LunaError: ``base-unsupported`` naming what is missing.
    """
    tokenizer, settings = _json(folder / TOKENIZER), _optional(folder / "tokenizer_config.json")
    added = [_mapping(entry) for entry in _sequence(tokenizer.get("added_tokens"))]
    special = {str(entry.get("content")) for entry in added if entry.get("special")}
    chat = _chat_template(folder, settings)
    fitting = [each for each in TEMPLATES.values() if special.issuperset(each.control_tokens)]
    # A tokenizer can have the tokens of several; what it was tuned on is in its own chat template.
    spoken = [each for each in fitting if _opening(each) in chat]
    if not fitting:
        raise _unsupported(folder, *_what_is_missing({str(entry.get("content")) for entry in added}, special))
    chosen = (spoken or fitting)[0]
    if chosen in (EMBRYO, CHATML):
        chosen = replace(chosen, begin=_begin(tokenizer, settings, chat, special))
    return chosen


def _opening(each: PromptTemplate) -> str:
    return each.luna_prefix.partition(">")[0] + ">"


def _begin(tokenizer: Mapping[str, Any], settings: Mapping[str, Any], chat: str, special: set[str]) -> str:
    """The BOS, where the tokenizer puts one before a text by itself or its chat template does."""
    post = _mapping(tokenizer.get("post_processor"))
    for step in (post, *(_mapping(each) for each in _sequence(post.get("processors")))):
        for piece in _sequence(step.get("single"))[:1]:
            token = str(_mapping(_mapping(piece).get("SpecialToken")).get("id", ""))
            if token in special:
                return token
    named = settings.get("bos_token")
    bos = str(_mapping(named).get("content") or named or "")
    wanted = bool(settings.get("add_bos_token")) or "bos_token" in chat
    return bos if wanted and bos in special else ""


def _what_is_missing(all_added: set[str], special: set[str]) -> tuple[str, str]:
    """Why no format fits and what to do, by the one that lacks least."""
    name, nearest = max(TEMPLATES.items(), key=lambda item: len(special.intersection(item[1].control_tokens)))
    lacking = [token for token in nearest.control_tokens if token not in special]
    listed = "; ".join(f"{name}: {' '.join(each.control_tokens)}" for name, each in TEMPLATES.items())
    do = f"Choose a base whose tokenizer has the special tokens of one of these. {listed}."
    if len(lacking) == len(nearest.control_tokens):
        return "Its tokenizer has the control tokens of no format that Luna speaks.", do
    plain = all(token in all_added for token in lacking)
    how = "only as ordinary words" if plain else "not"
    return f"Its tokenizer has {' and '.join(lacking)} {how}, and {name} needs it as a special token.", do


def _chat_template(folder: Path, settings: Mapping[str, Any]) -> str:
    """The tokenizer's own, from wherever the versions of Transformers put it; empty if it has none."""
    found = settings.get("chat_template") or ""
    if isinstance(found, list):  # several, each with a name
        named = {str(_mapping(each).get("name")): each for each in cast("list[Any]", found)}
        found = _mapping(named.get("default", {})).get("template", "")
    try:
        return str(found) or (folder / "chat_template.jinja").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _json(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    if not isinstance(found, dict):
        raise _unreadable(path)
    return cast("dict[str, Any]", found)


def _optional(path: Path) -> Mapping[str, Any]:
    return _json(path) if path.is_file() else {}


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else ()


def sha256(path: Path) -> str:
    """Of one file, which is read again only where it changed."""
    found = path.stat()
    return _sha256(path, (found.st_mtime_ns, found.st_size))


@functools.cache
def _sha256(path: Path, _as_of: tuple[int, int]) -> str:
    """Weights can be large, and are looked at before each training."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(path: Path) -> LunaError:
    return LunaError(
        "base-unsupported",
        f"The folder {path.parent} cannot be a base.",
        f"Its {path.name} cannot be read.",
        "Get the base again, or choose another.",
    )


def _unsupported(folder: Path, why: str, do: str) -> LunaError:
    return LunaError("base-unsupported", f"The folder {folder} cannot be a base.", why, do)


def _missing(name: str, why: str) -> LunaError:
    return LunaError("base-missing", f"The weights of the base {name} are not there.", why, "Get them again.")
