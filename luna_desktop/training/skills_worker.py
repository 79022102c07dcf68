"""The training of skills as a child: it tells what goes on, and ends with the one who started it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.workers.child import ParentLink
from luna_desktop.workers.protocol import progress_message


def main(arguments: Sequence[str]) -> int:
    """Train as ``arguments`` say, until told to stop."""
    link = ParentLink("skills")
    os.environ["TOKENIZERS_PARALLELISM"] = "true"  # nothing forks here, and millions of tokens wait

    def say(text: str, figures: Mapping[str, float]) -> None:
        step, total = int(figures.get("step", 0)), int(figures.get("total", 0))
        told = Progress(
            "train", step / max(1, total), step, total, figures.get("loss"), figures.get("tokens_per_s"),
            figures.get("seconds_left"), note=text,
        )  # fmt: skip
        link.send(progress_message(told))

    try:
        from luna_desktop.training.skills import train  # slow to load; the link watches meanwhile

        if train(arguments, say, link.stopping.is_set):
            link.send({"type": "result"})
    except SystemExit as refused:  # in words, as a command does
        link.fail(LunaError("skills-refused", "The skills cannot be trained.", str(refused)))
        return 1
    except Exception as error:
        link.fail(error)
        return 1
    return 0
