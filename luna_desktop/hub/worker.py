"""The download child: gets what the parent names, and ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

from luna_desktop.domain.hub import Wanted
from luna_desktop.workers.child import ParentLink
from luna_desktop.workers.protocol import Message

ENVIRONMENT: Mapping[str, str] = {
    # Xet opens connections of its own, past the log and the proxy; the same files come by plain HTTPS.
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_SYMLINKS_WARNING": "1",
}
GRACE = 1.0  # seconds to leave a connection that says nothing: less than the parent waits


def main() -> int:
    """Serve until told to stop."""
    os.environ.update(ENVIRONMENT)  # read when the library is imported
    link = ParentLink("hub")
    work = _Work(link)
    threading.Thread(target=work.leave_when_told, name="luna-leave", daemon=True).start()
    for message in link.requests():
        work.answer(message)
    work.ended.wait()
    return 0


class _Work:
    """What is under way, and how it is left."""

    def __init__(self, link: ParentLink) -> None:
        self._link = link
        self._wanted: Wanted | None = None
        self._free = threading.Event()
        self._free.set()
        self.ended = threading.Event()

    def answer(self, message: Message) -> None:
        """Do what is asked."""
        request = message.get("id")
        self._free.clear()
        try:
            from luna_desktop.hub import fetching

            wanted = Wanted.from_json(str(message.get("wanted", "")))
            if message["type"] == "fetch":
                self._wanted = wanted
                fetching.fetch(wanted, self._link)
                self._wanted = None  # it is whole: a wish that comes now is too late
                self._link.send({"type": "result", "id": request})
            elif message["type"] == "discard":
                fetching.discard(wanted)
                self._link.send({"type": "result", "id": request})
        except Exception as error:
            if not self._link.stopping.is_set():
                self._link.fail(error, request)
        finally:
            self._free.set()

    def leave_when_told(self) -> None:
        """A connection that says nothing cannot be interrupted: after ``GRACE`` it is left as it is."""
        self._link.stopping.wait()
        left = not self._free.wait(GRACE)
        if self._wanted is not None and not self._link.save_on_stop:
            from luna_desktop.hub.fetching import take_away

            take_away(self._wanted)
        self.ended.set()
        if left:
            os._exit(0)
