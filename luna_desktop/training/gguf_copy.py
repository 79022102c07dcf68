"""A GGUF written again with its matrices in Q8_0; all else in it stays as it was.

llama.cpp multiplies Q4_1 row by row and Q8_0 in blocks: a prompt takes three fifths of the time. bfloat16 is
read faster still where the processor has it, and speaks more slowly, out of twice the memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gguf import (
    GGMLQuantizationType,
    GGUFReader,
    GGUFValueType,
    GGUFWriter,
    Keys,
    LlamaFileType,
    dequantize,
    quantize,
)

from luna_desktop.training.files import must_fit
from luna_desktop.training.gguf_writer import dtype_of, open_gguf, stored_shape, type_for

_ANEW = (Keys.General.ARCHITECTURE, Keys.General.FILE_TYPE, Keys.General.QUANTIZATION_VERSION)

Step = Callable[[int, int], None]
"""Told how many tensors of how many are written; raises where the work is to end."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    """One tensor: how it is stored now, and its type in the file to be."""

    source: Any  # gguf's ReaderTensor
    shape: tuple[int, ...]
    kind: GGMLQuantizationType

    @property
    def nbytes(self) -> int:
        return math.prod(stored_shape(self.shape, self.kind)) * dtype_of(self.kind).itemsize

    def load(self) -> npt.NDArray[Any]:
        if self.source.tensor_type == self.kind:
            return np.ascontiguousarray(self.source.data)
        values = np.asarray(dequantize(self.source.data, self.source.tensor_type)).reshape(self.shape)
        return np.ascontiguousarray(quantize(values, self.kind))


def write_copy(gguf: Path, out: Path, step: Step) -> None:
    """Write ``gguf`` to ``out`` with its matrices in Q8_0, one in memory at a time.

    Raises:
        LunaError: ``model-unsupported`` or ``disk-full``.
        OSError: what the disk says.
    """
    reader = open_gguf(gguf)
    tensors = [_planned(tensor) for tensor in reader.tensors]
    must_fit(sum(tensor.nbytes for tensor in tensors) + gguf.stat().st_size // 10, out.parent)
    writer = GGUFWriter(None, str(reader.fields[Keys.General.ARCHITECTURE].contents()))
    try:
        _add_fields(writer, reader)
        for tensor in tensors:
            shape, dtype = stored_shape(tensor.shape, tensor.kind), dtype_of(tensor.kind)
            writer.add_tensor_info(tensor.source.name, shape, dtype, tensor.nbytes, tensor.kind)
        writer.write_header_to_file(out)
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for number, tensor in enumerate(tensors):
            step(number, len(tensors))
            writer.write_tensor_data(tensor.load())
        step(len(tensors), len(tensors))
    finally:
        with suppress(OSError):
            writer.close()


def _planned(tensor: Any) -> _Tensor:
    shape = tuple(int(n) for n in reversed(tensor.shape))
    return _Tensor(tensor, shape, type_for(shape, GGMLQuantizationType.Q8_0))


def _add_fields(writer: GGUFWriter, reader: GGUFReader) -> None:
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(2)
    for field in reader.fields.values():
        if field.name in _ANEW or field.name.startswith("GGUF."):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind is GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, inner)
