"""A strip on top of a page: known trouble with one thing to do, or a short good word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import IconButton, Label, Surface, Tone, announce, button, repolish

WORD_MS = 6000


class Notice(Surface):
    """Hidden until something is to be said. A word covers trouble only for its own time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("banner", horizontal=True, margin=1, spacing=1)
        self._do: Callable[[], object] | None = None
        self._closed: Callable[[], object] | None = None
        self._word = False
        self._trouble: tuple[LunaError, str, Callable[[], object] | None] | None = None
        self._what = Label(theme, "", "strong", selectable=True)
        self._why = Label(theme, "", tone="dim", selectable=True)
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(Theme.space(1), 2, 0, 2)
        lines.setSpacing(2)
        lines.addWidget(self._what)
        lines.addWidget(self._why)
        self._action = button("", self._act)
        self.body.addWidget(words, 1)
        self.body.addWidget(self._action)
        self.body.addWidget(IconButton(theme, "close", self.tr("Dismiss"), self._close))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.end)
        self.hide()

    def show_error(self, error: LunaError, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Say ``error`` until it is dismissed; ``action`` is the one thing to do about it."""
        self._word = False
        self._trouble = (error, action, do)
        why = " ".join(part for part in (error.why, error.next_step) if part)
        self._show("bad", error.what, why, action, do)

    def say(
        self,
        text: str,
        tone: Tone = "good",
        action: str = "",
        do: Callable[[], object] | None = None,
        *,
        why: str = "",
        ms: int = WORD_MS,
        closed: Callable[[], object] | None = None,
    ) -> None:
        """Say a short word, with more below it in ``why``, that goes away by itself after ``ms``.

        ``closed`` follows the cross.
        """
        self._word = True
        self._show(tone, text, why, action, do)
        self._closed = closed
        self._timer.start(ms)

    @property
    def word(self) -> str:
        """The short word that is said now, if one is."""
        return self._what.text() if self._word and not self.isHidden() else ""

    def reword(self, text: str) -> None:
        """Put the word that is said now otherwise; a screen reader has heard it already."""
        self._what.setText(text)

    def take_back(self, text: str) -> None:
        """A word is true no longer: if it is still shown, it goes."""
        if text and self.word == text:
            self.end()

    def end(self) -> None:
        """What is said now is over; trouble that a word has covered comes back."""
        if self._word and self._trouble is not None:
            self.show_error(*self._trouble)
        else:
            self.hide()

    def hide(self) -> None:
        """Say nothing any more."""
        self._timer.stop()
        self._trouble = None
        super().hide()

    def _show(self, tone: Tone, what: str, why: str, action: str, do: Callable[[], object] | None) -> None:
        self._timer.stop()
        self._closed = None
        self.setProperty("tone", tone)
        repolish(self)
        self._what.setText(what)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._do = do
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.show()
        announce(self, f"{what} {why}".strip())

    def _close(self) -> None:
        closed = self._closed
        self.end()
        if closed is not None:
            closed()

    def _act(self) -> None:
        do = self._do
        self.end()
        if do is not None:
            do()
