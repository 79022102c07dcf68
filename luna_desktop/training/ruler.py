"""How many tokens a text is, counted where nothing is trained: the one file here that any process may use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any


def tokens(tokenizer: Path, text: str) -> int:
    """The tokens of ``text``, control tokens spelled out, by a base's ``tokenizer.json``.

    Where that cannot be read, each byte counts: no text has more tokens.
    """
    try:
        return len(_read(tokenizer).encode(text, add_special_tokens=False).ids)
    except Exception:  # the library raises bare Exception
        return len(text.encode("utf-8", "replace"))


@lru_cache(maxsize=2)
def _read(path: Path) -> Any:
    from tokenizers import Tokenizer  # 30 ms, for a text of unusual length only

    found = Tokenizer.from_file(str(path))
    found.encode_special_tokens = True
    return found
