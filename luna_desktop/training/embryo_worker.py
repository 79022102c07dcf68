"""The embryo's training as a child: it tells what goes on, and ends with the one who started it."""

from __future__ import annotations

from collections.abc import Sequence

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.workers.child import ParentLink
from luna_desktop.workers.protocol import progress_message


def main(arguments: Sequence[str]) -> int:
    """Train as ``arguments`` say, until told to stop."""
    link = ParentLink("embryo")
    try:
        from luna_desktop.training.embryo import train  # slow to load; the link watches meanwhile

        finished = train(
            arguments,
            say=lambda text: link.send(progress_message(Progress("train", note=text))),
            stopping=link.stopping.is_set,
        )
        if finished:
            link.send({"type": "result"})
    except SystemExit as refused:  # in words, as a command does
        link.fail(LunaError("embryo-refused", "The embryo cannot be trained.", str(refused)))
        return 1
    except Exception as error:
        link.fail(error)
        return 1
    return 0
