"""The one error type for trouble a person can act on."""

from __future__ import annotations


class LunaError(Exception):
    """Known trouble, told as what happened, why, and what to do next.

    ``code`` is a stable kebab-case identifier for scripts and tests; the other
    parts are whole sentences without chat text.
    """

    def __init__(self, code: str, what: str, why: str = "", next_step: str = "") -> None:
        self.code = code
        self.what = what
        self.why = why
        self.next_step = next_step
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """All parts joined, for one line in a terminal or a banner."""
        return " ".join(part for part in (self.what, self.why, self.next_step) if part)
