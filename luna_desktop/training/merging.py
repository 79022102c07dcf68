"""A base and the adapters on it as one GGUF, for programs that know nothing of adapters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from luna_desktop.domain.events import Progress
from luna_desktop.domain.training import Merge
from luna_desktop.training.gguf_lora import read_lora_gguf
from luna_desktop.training.gguf_writer import read_shape, write_gguf
from luna_desktop.training.progress import Link
from luna_desktop.training.safetensors_reader import read_index
from luna_desktop.training.unpacking import unpack
from luna_desktop.workers import protocol


def merge(wanted: Merge, link: Link) -> None:
    """Write ``wanted.out`` in F16, whole or not at all.

    Raises:
        LunaError: what is wrong with the base, an adapter or the disk, or ``training-cancelled``.
    """
    if wanted.packed is not None:
        unpack(wanted.packed, link)
    shape = read_shape(wanted.folder)
    adapters = [read_lora_gguf(path, shape) for path in wanted.adapters]
    total, done = len(read_index(wanted.folder)), 0

    def change(name: str, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        nonlocal done
        done += 1
        link.send(protocol.progress_message(Progress("copy", done / total)))
        for lora in adapters:
            if (pair := lora.pairs.get(name.removesuffix(".weight"))) is not None:
                values += lora.alpha / lora.rank * (pair[1] @ pair[0])
        return values

    write_gguf(
        wanted.folder,
        wanted.out,
        wanted.template,
        name=wanted.name,
        stopped=link.stopping.is_set,
        change=change,
    )
