"""Safetensors read piece by piece with NumPy alone, bfloat16 included.

The ``safetensors`` package's NumPy front end refuses bfloat16 and its other one
needs torch; a GGUF must also be writable where torch was never loaded.
Format: https://huggingface.co/docs/safetensors/index#format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from luna_desktop.domain.errors import LunaError

_STORED = {"BF16": "<u2", "F16": "<f2", "F32": "<f4"}
_MAX_HEADER = 100 * 2**20


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Where one tensor lies; ``load`` reads it as float32."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    path: Path
    offset: int

    def load(self) -> npt.NDArray[np.float32]:
        """The values as float32; exact for all three stored types."""
        raw = np.fromfile(self.path, dtype=_STORED[self.dtype], count=prod(self.shape), offset=self.offset)
        if self.dtype == "BF16":
            raw = (raw.astype("<u4") << 16).view("<f4")
        return raw.astype(np.float32, copy=False).reshape(self.shape)


def broken_weights(path: Path, why: str) -> LunaError:
    """The error for weights that cannot be what they claim."""
    return LunaError(
        "weights-unreadable",
        f"The weights in {path.name} cannot be read.",
        why,
        "Get the base model again, or choose another.",
    )


def read_index(folder: Path) -> dict[str, StoredTensor]:
    """Every tensor of ``model.safetensors``, or of the shards its index names."""
    index = folder / "model.safetensors.index.json"
    single = folder / "model.safetensors"
    if single.is_file():
        files = [single]
    elif index.is_file():
        try:
            weight_map = cast("dict[str, str]", json.loads(index.read_text("utf-8"))["weight_map"])
        except (ValueError, KeyError, TypeError) as error:
            raise broken_weights(index, "Its list of shards is malformed.") from error
        files = sorted({folder / Path(name).name for name in weight_map.values()})
    else:
        raise broken_weights(single, "There is no model.safetensors in the folder.")
    tensors: dict[str, StoredTensor] = {}
    for file in files:
        tensors.update((tensor.name, tensor) for tensor in read_tensors(file))
    return tensors


def read_tensors(path: Path) -> Iterator[StoredTensor]:
    """Every tensor of one file, in its order."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= min(_MAX_HEADER, size - 8):
                raise broken_weights(path, "Its header is cut off.")
            header = cast("dict[str, Any]", json.loads(file.read(length)))
    except (OSError, ValueError) as error:
        raise broken_weights(path, "The file is missing or its header is malformed.") from error
    start = 8 + length
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        dtype, shape = str(entry["dtype"]), tuple(int(n) for n in entry["shape"])
        begin, end = (int(n) for n in entry["data_offsets"])
        if dtype not in _STORED:
            raise broken_weights(path, f"The tensor {name} is of type {dtype}, which is not supported.")
        wanted = prod(shape) * np.dtype(_STORED[dtype]).itemsize
        if begin < 0 or end - begin != wanted or start + end > size:
            raise broken_weights(path, f"The tensor {name} is cut off.")
        yield StoredTensor(name, shape, dtype, path, start + begin)
