"""What the services need from the rooms beneath them, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from luna_desktop.domain.events import Progress
from luna_desktop.domain.hub import HubCopy, Wanted
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Adapter, Reply, Score
from luna_desktop.domain.speed import Speed
from luna_desktop.domain.training import Merge, TrainingJob, TrainingResult, Trial

Clock = Callable[[], float]
"""Unix seconds now."""

Pulse = Callable[[int], None]
"""Told the bytes that were done since the last call; raises where the work is to end."""


Ruler = Callable[[Path, str], int]
"""How many tokens a text is, by a base's ``tokenizer.json``."""


class Speaker(Protocol):
    """One loaded generation, in its own inference child."""

    async def read(self, segments: Sequence[Segment]) -> None:
        """Read what is to be answered next, while it is not settled yet how."""
        ...

    async def generate(
        self,
        segments: Sequence[Segment],
        *,
        max_tokens: int = 200,
        temperature: float = 0.0,
        top_p: float = 0.95,
        seed: int = 0,
        repeat_penalty: float = 1.0,
        inner_only: bool = False,
        on_text: Callable[[str], None] | None = None,
    ) -> Reply:
        """Speak; ``on_text`` gets the whole text so far. With ``inner_only`` the reply ends after its
        inner speech, or at its first word where there is none.
        """
        ...

    async def answer(
        self,
        items: Sequence[tuple[Sequence[Segment], str | None]],
        *,
        max_tokens: int,
        inner_only: bool = False,
    ) -> list[Reply]:
        """The likeliest reply to each prompt, many at once; beside each the one text that is right, if there
        is one: the reply may end where it departs from it. With ``inner_only`` it ends as of ``generate``.
        """
        ...

    async def score(self, items: Sequence[tuple[Sequence[Segment], str | None]]) -> list[Score]:
        """Log-probability of each continuation after its prompt, or of the prompt's own text without one."""
        ...

    async def wear(self, adapters: Sequence[Adapter]) -> None:
        """Lay these adapters over the base instead of those before; what fails changes nothing."""
        ...

    def cancel(self) -> None:
        """Stop the running ``generate`` or ``read``."""
        ...

    async def close(self) -> None:
        """End the child and give its memory back."""
        ...


class SpeakerFactory(Protocol):
    """Loads generations."""

    async def load(
        self,
        gguf: Path,
        *,
        adapters: Sequence[Adapter] = (),
        context: int = 1024,
        sharing: int = 1,
        bursts: bool = False,
        inward: bool = False,
    ) -> Speaker:
        """Start a child and load ``gguf`` with ``adapters`` over it; one of ``sharing`` that work at once.

        One that works in ``bursts`` is seldom at work, and then waited for. One that speaks ``inward``
        begins with inner speech where that is likely enough.
        """
        ...


class Downloader(Protocol):
    """Gets bases from a hub, in a child that alone may open connections; one at a time."""

    async def fetch(self, wanted: Wanted, on_progress: Callable[[Progress], None]) -> HubCopy:
        """Get it, or go on with it; cancelling the awaiting task pauses it."""
        ...

    async def discard(self, wanted: Wanted) -> None:
        """Take away what came of a paused one."""
        ...

    def pause(self) -> None:
        """End the one under way and keep what came."""
        ...

    def cancel(self) -> None:
        """End the one under way and take away what came."""
        ...


class Trainer(Protocol):
    """Runs one training job at a time in a child."""

    async def train(self, job: TrainingJob, on_progress: Callable[[Progress], None]) -> TrainingResult:
        """Train.

        Raises:
            LunaError: ``training-paused`` or ``training-cancelled`` when asked to end, else what went wrong.
        """
        ...

    def pause(self) -> None:
        """Save a checkpoint and end the child, within 3 s."""
        ...

    def cancel(self) -> None:
        """End the child, within 3 s."""
        ...


class Merger(Protocol):
    """Writes a base and the adapters on it as one file."""

    async def merge(self, wanted: Merge, on_progress: Callable[[Progress], None]) -> None:
        """Write ``wanted.out``, whole or not at all; cancelling the awaiting task ends it.

        Raises:
            LunaError: what went wrong.
        """
        ...


class Tester(Protocol):
    """Tries how fast a base learns here."""

    async def measure(self, trial: Trial, on_progress: Callable[[Progress], None]) -> Speed:
        """Load the base and try some steps; cancelling the awaiting task ends it.

        Raises:
            LunaError: what went wrong.
        """
        ...


class HomeLock(Protocol):
    """Keeps a second instance out of a home."""

    def acquire(self) -> None:
        """Take the lock, or raise a LunaError that says who has it."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...
