"""A generation as one file for other programs: a copy of hers, or her adapter and what it lies on in one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from luna_desktop.domain.base import Base
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.training import Merge
from luna_desktop.services.background import Background
from luna_desktop.services.bases import packed
from luna_desktop.services.ports import Merger
from luna_desktop.services.speakers import Voice
from luna_desktop.services.stores import GenerationFiles

Tell = Callable[[float], None]  # the share that is done


class Exports:
    """Writes files to where a person wants them."""

    def __init__(
        self,
        files: GenerationFiles,
        merger: Merger,
        locate: Callable[[Base], Path],
        background: Background,
    ) -> None:
        self._files = files
        self._merger = merger
        self._locate = locate
        self._background = background

    async def write(
        self, generation: Generation, base: Base, voice: Voice, path: Path, tell: Tell, *, replace: bool
    ) -> None:
        """Write to ``path`` what speaks with ``voice``; cancelled, it leaves nothing.

        Raises:
            LunaError: ``file-exists``, ``file-special``, or what keeps it from being read or written.
        """
        if not voice.adapters:
            await self._copy(voice.gguf, path, tell, replace=replace)
            return
        # In a folder that the next start sweeps away, should this one be cut short.
        scratch = f"{generation.id}-export-{secrets.token_hex(4)}"
        folder = await self._background.run(self._files.begin, scratch)
        try:
            wanted = Merge(
                await self._background.run(self._locate, base),
                await self._background.run(packed, base),
                tuple(worn.path for worn in voice.adapters),
                voice.template,
                folder / generation.file_name,
                Path(generation.file_name).stem,
            )
            await self._merger.merge(wanted, lambda progress: tell(progress.fraction / 2))
            await self._copy(wanted.out, path, lambda done: tell((1 + done) / 2), replace=replace)
        finally:
            await self._background.run(self._files.drop_unfinished, scratch)

    async def _copy(self, source: Path, path: Path, tell: Tell, *, replace: bool) -> None:
        size = (await self._background.run(source.stat)).st_size
        copy = partial(self._files.export, source, path, replace=replace)
        await self._background.long(copy, lambda done: tell(min(1.0, done / (size or 1))))
